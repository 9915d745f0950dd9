"""No secret of the settings is ever printed, logged or told by an error: each is marked, and the mark looked for."""

from __future__ import annotations

import logging
import shutil
import traceback
from pathlib import Path

import pytest

from bot.cli.exit_codes import ExitCode
from bot.compose import open_office
from bot.sandbox.server import SlackServer
from bot.sandbox.workspace import Workspace
from bot.settings import Settings, SettingsMistake, load_settings, setting_name
from storage.database import DatabaseUnavailable
from storage.keys import new_key_file
from tests.bot.command_line import Terminal
from tests.bot.settings_for_tests import write_env

MARK = "Qx7Marked"
NOWHERE = "127.0.0.1:1"
MARKED = {
    "PRP_SLACK_BOT_TOKEN": f"xoxb-1-{MARK}",
    "PRP_SLACK_APP_TOKEN": f"xapp-1-{MARK}",
    "PRP_SLACK_SIGNING_SECRET": MARK,
    "PRP_SMTP_URL": f"smtp://prp:{MARK}@{NOWHERE}",
    "PRP_MAILBOX": f"imaps://prp:{MARK}@{NOWHERE}",
    "PRP_DATABASE_URL": f"postgresql://prp:{MARK}@{NOWHERE}/prp",
    "PRP_HEARTBEAT_URL": f"https://{NOWHERE}/{MARK}",
}
AROUND = {"PRP_SLACK_API_URL": f"http://{NOWHERE}/api/", "PRP_LOG_LEVEL": "DEBUG", "PRP_CHAIR_SLACK_ID": "U0CHAIR"}


@pytest.fixture
def marked(terminal: Terminal) -> Terminal:
    """Give a terminal where every secret is marked, and nothing that they lead to is there."""
    write_env(terminal.folder / ".env", **MARKED, **AROUND)
    return terminal


def whole_text(error: BaseException) -> str:
    """Give all that an exception and those behind it say."""
    texts = traceback.format_exception(error)
    seen: BaseException | None = error
    while seen is not None:
        texts += [str(seen), repr(seen)]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(texts)


def test_every_secret_is_marked_here() -> None:
    secrets = {setting_name(field) for field, about in Settings.model_fields.items() if "SecretStr" in str(about)}
    assert set(MARKED) == secrets


def test_settings_do_not_show_their_secrets(marked: Terminal) -> None:
    settings = load_settings()
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()} {settings.board()!r}"
    assert MARK not in shown


def test_the_doctor_tells_no_secret_where_everything_fails(marked: Terminal, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    new_key_file(marked.folder / "prp.keys")
    with SlackServer(Workspace()) as stranger:
        write_env(marked.folder / ".env", **MARKED, **AROUND | {"PRP_SLACK_API_URL": stranger.api_url})
        ended = marked.prp("doctor")
    assert ended.code == ExitCode.CHECK_FAILED
    for name in (
        "Database",
        "Slack bot token",
        "Slack connection",
        "Panel's channel",
        "Chair in Slack",
        "Mail",
        "Mailbox",
    ):
        assert f"failed  {name}: " in ended.out
    assert MARK not in ended.out + ended.err + caplog.text


def test_a_start_without_its_database_tells_no_secret(marked: Terminal) -> None:
    new_key_file(marked.folder / "prp.keys")
    with pytest.raises(DatabaseUnavailable) as trouble:
        open_office(load_settings())
    assert MARK not in whole_text(trouble.value)


def test_a_start_without_slack_tells_no_secret(marked: Terminal, sqlite_template: Path) -> None:
    write_env(marked.folder / ".env", **MARKED | {"PRP_DATABASE_URL": None}, **AROUND)
    new_key_file(marked.folder / "prp.keys")
    shutil.copyfile(sqlite_template, marked.folder / "prp.db")
    started = marked.prp_alone("run")
    out, err = started.communicate(timeout=30)
    assert started.returncode == ExitCode.SETTINGS, err
    assert MARK not in out + err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, f"one {MARK}") for name in MARKED),
        ("PRP_DATABASE_URL", f"postgresql://prp:half@{MARK}@127.0.0.1:1/prp"),
        ("PRP_DATABASE_URL", f"postgresql://prp:half@127.0.0.1/{MARK}@127.0.0.1:1/prp"),
        ("PRP_DATABASE_URL", f"postgresql://prp:half@127.0.0.1?{MARK}@127.0.0.1:1/prp"),
        ("PRP_DATABASE_URL", f"postgresql://prp@127.0.0.1:{MARK}/prp"),
        ("PRP_SMTP_URL", f"smtp://prp:half/{MARK}@127.0.0.1"),
        ("PRP_SMTP_URL", f"smtp://prp:1/{MARK}@127.0.0.1"),
        ("PRP_SMTP_URL", f"smtp://prp:1#{MARK}@127.0.0.1"),
        ("PRP_HEARTBEAT_URL", f"https://[{MARK}"),
        ("PRP_HEARTBEAT_URL", f"http://monitor.example.org/{MARK}"),
    ],
)
def test_a_secret_that_is_written_wrongly_is_refused_without_being_told(
    terminal: Terminal, name: str, value: str
) -> None:
    write_env(terminal.folder / ".env", **(MARKED | {"PRP_SLACK_MODE": "http", name: value}))
    with pytest.raises(SettingsMistake) as mistake:
        load_settings()
    assert str(mistake.value).startswith(name)
    assert MARK not in whole_text(mistake.value)
