"""The Slack app's manifest, ready to paste, and the scopes that the bot needs."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

_STEP = "  "
_READ_FILES = "files:read"
_FIND_BY_EMAIL = "users:read.email"


def manifest(*, files: bool = False, mail: bool = False) -> dict[str, Any]:
    """Give the manifest as data; `files`: with what the bot needs to take files in Slack, `mail`: to know by their
    email address who is in Slack too.
    """
    data = tomllib.loads(resources.files("bot.cli").joinpath("slack_app.toml").read_text("utf-8"))
    data["oauth_config"]["scopes"]["bot"] += [_READ_FILES] * files + [_FIND_BY_EMAIL] * mail
    return data


def scopes(*, files: bool = False, mail: bool = False) -> frozenset[str]:
    """Give the bot scopes that the bot needs, also those for `files` and for `mail`."""
    return frozenset(manifest(files=files, mail=mail)["oauth_config"]["scopes"]["bot"])


def manifest_yaml(*, files: bool = False, mail: bool = False) -> str:
    """Give the manifest as YAML, as Slack's page for a new app takes it."""
    return "\n".join(_block(manifest(files=files, mail=mail), "")) + "\n"


def _block(value: dict[str, Any] | list[Any], indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _item(f"{indent}{key}:", item, indent + _STEP)
    else:
        for item in value:
            if isinstance(item, dict):
                first, *rest = _block(item, indent + _STEP)
                yield f"{indent}- {first.strip()}"
                yield from rest
            else:
                yield f"{indent}- {json.dumps(item)}"


def _item(head: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict | list):
        yield head
        yield from _block(value, indent)
    else:
        yield f"{head} {json.dumps(value, ensure_ascii=False)}"
