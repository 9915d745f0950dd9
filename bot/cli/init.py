"""``prp init``: a commented ``.env``, a key file and the Slack app's manifest, never over anything that is there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.refusals import NotDone
from forms.words import say

ENV_FILE = ".env"
KEYS_FILE = "prp.keys"
MANIFEST_FILE = "slack-app-manifest.yaml"
_YES = frozenset({"1", "on", "t", "true", "y", "yes"})


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("help.init_folder"))] = Path(),
) -> None:
    """Write the three files into `folder`, which is made if need be, and say what to do next."""
    from bot.cli.slack_app import manifest_yaml
    from bot.settings_reference import env_file

    try:
        folder.mkdir(parents=True, exist_ok=True)
        manifest = manifest_yaml(
            files=_said(folder / ENV_FILE, "files_in_slack").casefold() in _YES,
            mail=bool(_said(folder / ENV_FILE, "mailbox")),
        )
        _say_written(folder / ENV_FILE, _write_new(folder / ENV_FILE, env_file(), mode=0o600))
        _say_written(folder / KEYS_FILE, _new_keys(folder / KEYS_FILE))
        _say_written(folder / MANIFEST_FILE, _write_new(folder / MANIFEST_FILE, manifest, mode=0o644))
    except OSError as trouble:
        raise NotDone(say("command_line.init.not_writable", folder=folder, reason=trouble.strerror)) from None
    print()
    print(
        say("command_line.init.next", env=folder / ENV_FILE, keys=folder / KEYS_FILE, manifest=folder / MANIFEST_FILE)
    )


def _said(env: Path, field: str) -> str:
    """Give what a setting is, by what is there already; empty where it is not set."""
    from dotenv import dotenv_values

    from bot.settings import setting_name

    name = setting_name(field)
    return (os.environ.get(name) or dotenv_values(env).get(name) or "").strip()


def _new_keys(path: Path) -> bool:
    from storage.keys import new_key_file

    if path.exists():
        return False
    new_key_file(path)
    return True


def _write_new(path: Path, text: str, *, mode: int) -> bool:
    """Write a file with `mode` from the first moment; False if there is one already."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return True


def _say_written(path: Path, written: bool) -> None:
    print(say(f"command_line.init.{'written' if written else 'left'}", path=path))
