from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.exit_codes import ExitCode
from bot.mail.boxes.graph import GraphMailbox
from bot.mail.mailbox import Permanent
from bot.sandbox.server import SlackServer
from bot.sandbox.workspace import Workspace
from forms.words.files import missing_in
from tests.bot.command_line import Ended, Terminal
from tests.bot.smtp_server import HOST, Answers, serving

Doctor = Callable[..., Ended]


@pytest.fixture
def workspace() -> Workspace:
    workspace = Workspace()
    workspace.scopes.add("users:read.email")
    for user in ("U0CHAIR", "U0DEPUTY", "U0UNIT"):
        workspace.add_user(user, user)
    workspace.add_user("U0ROBOT", "Robot", bot=True)
    workspace.add_channel("C0PANEL", "panel", members=[workspace.bot_user_id, "U0UNIT"])
    workspace.add_channel("C0STRANGE", "strange", members=["U0UNIT"])
    return workspace


@pytest.fixture
def terminal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sqlite_template: Path,
    workspace: Workspace,
) -> Iterator[Terminal]:
    """A terminal in a folder where everything is as it should be."""
    for name in list(os.environ):
        if name.startswith("PRP_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    terminal = Terminal(tmp_path, capsys)
    with SlackServer(workspace) as server, serving(Answers()) as port:
        terminal.set_up(
            sqlite_template,
            PRP_SLACK_API_URL=server.api_url,
            PRP_SLACK_BOT_TOKEN=workspace.bot_token,
            PRP_SLACK_APP_TOKEN=workspace.app_token,
            PRP_CHAIR_SLACK_ID="U0CHAIR",
            PRP_SMTP_URL=f"smtp://{HOST}:{port}",
        )
        terminal.prp("people", "add", "Una Marsh", "--role", "business_unit", "--slack", "U0UNIT")
        yield terminal


def add_setting(terminal: Terminal, line: str) -> None:
    with (terminal.folder / ".env").open("a") as file:
        file.write(f"{line}\n")


def failures(ended: Ended) -> list[str]:
    return [line for line in ended.out.splitlines() if line.startswith("failed")]


def test_where_everything_works_every_line_says_ok(terminal: Terminal) -> None:
    ended = terminal.prp("doctor")
    assert (ended.code, failures(ended)) == (ExitCode.OK, [])
    assert ended.out.count("\nok ") == 19
    assert "prp run" in ended.out


def test_what_a_language_lacks_is_counted_and_is_no_failure(terminal: Terminal) -> None:
    assert "said in English" not in terminal.prp("doctor").out
    add_setting(terminal, "PRP_LANGUAGE=cy")
    ended = terminal.prp("doctor")
    assert (ended.code, failures(ended)) == (ExitCode.OK, [])
    assert f"{len(missing_in('cy'))} of " in ended.out


@pytest.mark.parametrize(
    ("setting", "failed", "advice"),
    [
        ("PRP_OUT_OF_HOURS=ask", "Settings", "telephone number"),
        ("PRP_FORM_FILE=nothing.toml", "Referral form", "PRP_FORM_FILE"),
        ("PRP_WORDS_FILE=nothing.toml", "Words", "PRP_WORDS_FILE"),
        ("PRP_KEYS_FILE=nothing.keys", "Key file", "prp init"),
        ("PRP_DATABASE_URL=sqlite:////nowhere/prp.db", "Database", "PRP_DATABASE_URL"),
        ("PRP_DATABASE_URL=sqlite:///new.db", "Tables of this version", "prp db upgrade"),
        ("PRP_SLACK_BOT_TOKEN=xoxb-wrong", "Slack bot token", "invalid_auth"),
        ("PRP_SLACK_APP_TOKEN=xapp-wrong", "Slack connection", "PRP_SLACK_APP_TOKEN"),
        ("PRP_SLACK_API_URL=http://127.0.0.1:1/api/", "Slack bot token", "cannot be reached"),
        ("PRP_PANEL_CHANNEL=C0STRANGE", "Panel's channel", "channel_not_found"),
        ("PRP_CHAIR_SLACK_ID=U0NOBODY", "Chair in Slack", "user_not_found"),
        ("PRP_CHAIR_SLACK_ID=U0ROBOT", "Chair in Slack", "a bot"),
        ("PRP_SMTP_URL=smtp://127.0.0.1:1", "Mail", "smtp_connection_refused"),
        ("PRP_SMTP_URL=folder:prp.db", "Mail", "mail_folder_not_writable"),
        ("PRP_MAILBOX=folder:nowhere", "Mailbox", "make it, or connect the drive"),
        ("PRP_MAILBOX=imap://prp:word@127.0.0.1:1", "Mailbox", "imap_connection_refused"),
    ],
)
def test_what_does_not_work_is_named_with_what_to_do(
    terminal: Terminal, setting: str, failed: str, advice: str
) -> None:
    add_setting(terminal, setting)
    ended = terminal.prp("doctor")
    assert ended.code == ExitCode.CHECK_FAILED
    assert failures(ended)[0].startswith(f"failed  {failed}: ")
    assert advice in failures(ended)[0]
    assert "prp doctor again" in ended.err


def test_a_mailbox_that_works_is_well_and_gets_its_folders(terminal: Terminal) -> None:
    (terminal.folder / "post").mkdir()
    add_setting(terminal, "PRP_MAILBOX=folder:post")
    assert terminal.prp("doctor").code == ExitCode.OK
    assert {path.name for path in (terminal.folder / "post").iterdir()} == {"Processed", "Quarantine"}


def test_a_mailbox_that_does_not_let_the_bot_in_is_told_where_mail_goes_out_through_it_too(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: GraphMailbox) -> None:
        raise Permanent("mail_folder_not_there")

    monkeypatch.setattr(GraphMailbox, "check", refuse)
    add_setting(terminal, "PRP_SMTP_URL=mailbox:\nPRP_MAILBOX=graph:t.example/0f0f?mailbox=prp@board.example&secret=s")
    ended = terminal.prp("doctor")
    (failure,) = failures(ended)
    assert failure.startswith("failed  Mail: The folder that PRP_MAILBOX names is not there")
    assert "waits   Mailbox: " in ended.out


def test_a_database_that_is_not_there_is_not_made(terminal: Terminal) -> None:
    add_setting(terminal, "PRP_DATABASE_URL=sqlite:///new.db")
    terminal.prp("doctor")
    assert not (terminal.folder / "new.db").exists()


def test_a_deputy_is_looked_for_too(terminal: Terminal) -> None:
    add_setting(terminal, "PRP_DEPUTY_CHAIR_EMAIL=deputy@example.org\nPRP_DEPUTY_CHAIR_SLACK_ID=U0DEPUTY")
    assert terminal.prp("doctor").code == ExitCode.OK
    add_setting(terminal, "PRP_DEPUTY_CHAIR_SLACK_ID=U0NOBODY")
    assert failures(terminal.prp("doctor"))[0].startswith("failed  Deputy in Slack: ")


def test_a_scope_that_is_missing_is_named(terminal: Terminal, workspace: Workspace) -> None:
    workspace.scopes.remove("im:history")
    (failure,) = failures(terminal.prp("doctor"))
    assert failure.startswith("failed  Slack scopes: The app lacks the scopes im:history")


def test_a_scope_that_mail_needs_is_named_where_mail_is_read(terminal: Terminal, workspace: Workspace) -> None:
    workspace.scopes.remove("users:read.email")
    assert terminal.prp("doctor").code == ExitCode.OK
    (terminal.folder / "post").mkdir()
    add_setting(terminal, "PRP_MAILBOX=folder:post")
    (failure,) = failures(terminal.prp("doctor"))
    assert failure.startswith("failed  Slack scopes: The app lacks the scopes users:read.email")


def test_a_public_channel_is_refused(terminal: Terminal, workspace: Workspace) -> None:
    workspace.scopes.add("channels:read")
    workspace.add_channel("C0PUBLIC", "public", members=[workspace.bot_user_id], private=False)
    add_setting(terminal, "PRP_PANEL_CHANNEL=C0PUBLIC")
    (failure,) = failures(terminal.prp("doctor"))
    assert "is public" in failure


def test_a_channel_that_the_bot_has_left_is_refused(
    terminal: Terminal, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = workspace.channel("C0PANEL")
    described = panel.described(member="U0STRANGER") | {"is_private": True, "is_member": False}
    monkeypatch.setattr(type(panel), "described", lambda _self, member: described | {"shown_to": member})
    (failure,) = failures(terminal.prp("doctor"))
    assert "/invite" in failure


def test_in_http_mode_no_connection_is_opened(terminal: Terminal, workspace: Workspace) -> None:
    add_setting(terminal, f"PRP_SLACK_MODE=http\nPRP_SLACK_SIGNING_SECRET={workspace.signing_secret}")
    assert terminal.prp("doctor").code == ExitCode.OK
    assert "apps.connections.open" not in {call.method for call in workspace.calls}


def test_a_business_unit_that_slack_does_not_reach_is_said(terminal: Terminal) -> None:
    terminal.prp("people", "add", "Ned Shaw", "--role", "business_unit")
    terminal.prp("people", "remove", "U0UNIT")
    (failure,) = failures(terminal.prp("doctor"))
    assert "prp people add" in failure


def test_keys_of_another_database_are_found_out(terminal: Terminal) -> None:
    (terminal.folder / "prp.keys").unlink()
    terminal.prp("init")
    assert failures(terminal.prp("doctor"))[0].startswith("failed  Keys of this database: ")


def test_a_head_file_of_the_audit_that_is_gone_changed_or_ahead_of_the_database_is_said(terminal: Terminal) -> None:
    path = terminal.folder / "prp.keys.audit"
    older = (terminal.folder / "prp.db").read_bytes()
    terminal.prp("people", "add", "Tom Garrick", "--role", "panel", "--slack", "U0CHAIR")
    told = path.read_text()
    for head, advice in ((told.replace('"number": ', '"number": 1'), "was changed"), (None, "is missing")):
        path.write_text(head) if head else path.unlink()
        (failed,) = failures(terminal.prp("doctor"))
        assert failed.startswith("failed  Head file of the audit: ")
        assert advice in failed
    path.write_text(told)
    assert terminal.prp("doctor").code == ExitCode.OK
    (terminal.folder / "prp.db").write_bytes(older)
    (failed,) = failures(terminal.prp("doctor"))
    assert "prp audit verify" in failed


def test_a_database_in_which_nothing_was_done_yet_needs_no_head_file(terminal: Terminal, sqlite_template: Path) -> None:
    (terminal.folder / "prp.keys.audit").unlink()
    (terminal.folder / "prp.db").write_bytes(sqlite_template.read_bytes())
    assert [line for line in failures(terminal.prp("doctor")) if "Head file" in line] == []


def test_no_secret_is_printed(terminal: Terminal, workspace: Workspace) -> None:
    add_setting(terminal, "PRP_SMTP_URL=smtp://prp:hunter2@127.0.0.1:1")
    ended = terminal.prp("doctor")
    for secret in ("hunter2", workspace.bot_token, workspace.app_token):
        assert secret not in ended.out + ended.err


def test_one_mistake_that_several_checks_meet_is_said_once(terminal: Terminal) -> None:
    (terminal.folder / "prp.keys").chmod(0o644)
    ended = terminal.prp("doctor")
    assert len(failures(ended)) == 1
    assert "waits   Keys of this database" in ended.out
    assert "failed: 1." in ended.err


def test_a_clock_that_is_wrong_is_said_with_what_to_do(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.checks.system_clock", lambda: datetime.now(UTC) + timedelta(minutes=3))
    (failed,) = failures(terminal.prp("doctor"))
    assert re.search(r"^failed  Clock: .* (179|18\d) seconds apart.*NTP", failed)


def test_a_machine_that_does_not_know_londons_summer_is_said(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.cli.checks.LONDON", UTC)
    (failed,) = failures(terminal.prp("doctor"))
    assert failed.startswith("failed  Time zone: ")
    assert "tzdata" in failed
