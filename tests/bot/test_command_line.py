from __future__ import annotations

import importlib
import json
import os
import signal
import stat
import subprocess
import sys
import time
import unicodedata
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from sqlmodel import select

from bot.cli import main as main_module
from bot.cli.exit_codes import CODES, ExitCode, exit_code
from bot.cli.slack_app import manifest, manifest_yaml, scopes
from bot.deliverer import LEASE
from bot.sandbox.server import SlackServer
from bot.sandbox.workspace import Workspace
from bot.trial.ports import free_port
from forms.loading import default_form_text
from forms.words import Words, say
from handlers import actions, decisions, delivery, people
from handlers.access import Actor, Role
from handlers.after_sending.adding import AddInformation, add_information
from handlers.after_sending.correcting import CorrectAnswers, correct, remove_row
from handlers.after_sending.withdrawing import Reopen, Withdraw, reopen, withdraw
from handlers.case_screens import ActionAdded, DecisionRecorded
from storage import attachments, cases, conflicts, migrate, outbox
from storage import people as stored_people
from storage.tables import AuditEntry, new_id
from tests.bot.command_line import HERE, Terminal
from tests.bot.settings_for_tests import write_env
from tests.cases import SCR
from tests.spoken import spoken


def all_audited(terminal: Terminal) -> list[AuditEntry]:
    office = terminal.office()
    try:
        with office.read(Actor("test")) as work:
            return list(work.tx.session.exec(select(AuditEntry)))
    finally:
        office.close()


# The program


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from bot.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'sqlmodel', 'sqlalchemy', 'slack_sdk', 'slack_bolt', 'exchangelib', 'uvicorn', 'pydantic'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    around = os.environ | {"PYTHONPATH": str(HERE)}
    out = subprocess.run([sys.executable, "-c", code], env=around, capture_output=True, text=True, check=True).stdout
    assert "Commands:" in out
    assert "HEAVY []" in out


def test_every_exit_code_is_for_an_exception_that_there_is() -> None:
    for name in CODES:
        module, _, kind = name.rpartition(".")
        assert issubclass(getattr(importlib.import_module(module), kind), Exception)


def test_a_command_that_does_not_exist_is_a_mistake_of_usage(terminal: Terminal) -> None:
    assert terminal.prp("dance").code == ExitCode.USAGE
    assert terminal.prp("people", "add").code == ExitCode.USAGE
    assert terminal.prp("try", "--console", "--story", "scr").code == ExitCode.USAGE


def test_a_mistake_of_ours_is_one_sentence_without_its_text(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(args: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(main_module, "app", broken)
    ended = terminal.prp("run")
    assert ended.code == ExitCode.UNFORESEEN
    assert "ZeroDivisionError at bot.cli.main:main" in ended.err
    assert "secret" not in ended.err
    assert exit_code(KeyError()) is ExitCode.UNFORESEEN


# One mistake at a time, in each thing that a start needs

COMMANDS = [("run",), ("people", "list"), ("cases", "list"), ("outbox", "list")]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_setting_stops_every_command(ready: Terminal, command: tuple[str, ...]) -> None:
    write_env(ready.folder / ".env", PRP_OUT_OF_HOURS=None)
    ended = ready.prp(*command)
    assert ended.code == ExitCode.SETTINGS
    assert ended.err.startswith("PRP_OUT_OF_HOURS is not set")
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "there is no such file"),
        ("name = ", "our_form.toml"),
        ("name = 'x'\n", "our_form.toml"),
        ("\udcff", "not plain text"),
    ],
)
def test_a_wrong_form_file_stops_with_the_file_and_the_reason(ready: Terminal, text: str | None, says: str) -> None:
    if text is not None:
        (ready.folder / "our_form.toml").write_text(text, "utf-8", "surrogateescape")
    write_env(ready.folder / ".env", PRP_FORM_FILE="our_form.toml")
    ended = ready.prp("cases", "list")
    assert ended.code == ExitCode.FORM
    assert says in ended.err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "there is no such file. Correct PRP_WORDS_FILE"),
        ("\udcff", "it is not plain text in UTF-8. Correct PRP_WORDS_FILE"),
        ("[screens.welcome]\ntime = ''", "our_words.toml, line 2: "),
    ],
)
def test_a_wrong_words_file_stops_with_the_file_and_the_reason(ready: Terminal, text: str | None, says: str) -> None:
    if text is not None:
        (ready.folder / "our_words.toml").write_text(text, "utf-8", "surrogateescape")
    write_env(ready.folder / ".env", PRP_WORDS_FILE="our_words.toml")
    ended = ready.prp("cases", "list")
    assert (ended.code, ended.err.count("\n")) == (ExitCode.FORM, 1)
    assert says in ended.err


@pytest.mark.parametrize(("setting", "text"), [("FORM", default_form_text()), ("WORDS", "")])
def test_a_file_saved_by_windows_is_read(ready: Terminal, setting: str, text: str) -> None:
    (ready.folder / "our.toml").write_text(text, "utf-8-sig")
    write_env(ready.folder / ".env", **{f"PRP_{setting}_FILE": "our.toml"})
    assert ready.prp("cases", "list").code == ExitCode.OK


def test_a_command_says_what_the_board_words_differently(ready: Terminal) -> None:
    (ready.folder / "our_words.toml").write_text('[refusals.people]\nrole_missing = "Which role? {roles}"\n')
    write_env(ready.folder / ".env", PRP_WORDS_FILE="our_words.toml")
    with spoken(Words()):
        assert ready.prp("cases", "list").code == ExitCode.OK
        assert say("refusals.people.role_missing", roles="panel") == "Which role? panel"


def test_a_database_that_is_not_there_or_not_set_up_stops(ready: Terminal) -> None:
    (ready.folder / "prp.db").unlink()
    ended = ready.prp("cases", "list")
    assert (ended.code, "prp db upgrade" in ended.err) == (ExitCode.DATABASE, True)
    write_env(ready.folder / ".env", PRP_DATABASE_URL="sqlite:////nowhere/at/all.db")
    assert ready.prp("cases", "list").code == ExitCode.DATABASE
    assert ready.prp("db", "upgrade").code == ExitCode.DATABASE


def test_a_file_that_is_no_database_stops(ready: Terminal) -> None:
    (ready.folder / "prp.db").write_text("this is no database, and never was one" * 50)
    assert ready.prp("cases", "list").code == ExitCode.DATABASE


def test_a_missing_open_or_wrong_key_file_stops(ready: Terminal) -> None:
    keys = ready.folder / "prp.keys"
    assert ready.prp("cases", "list").code == ExitCode.OK
    keys.chmod(0o644)
    assert ready.prp("cases", "list").code == ExitCode.KEYS
    keys.chmod(0o600)
    keys.write_text("not a key\n")
    assert ready.prp("cases", "list").code == ExitCode.KEYS
    keys.unlink()
    ended = ready.prp("cases", "list")
    assert (ended.code, "prp init" in ended.err) == (ExitCode.KEYS, True)


def test_the_key_file_of_another_database_stops(ready: Terminal) -> None:
    assert ready.prp("cases", "list").code == ExitCode.OK
    (ready.folder / "prp.keys").unlink()
    ready.prp("init")
    ended = ready.prp("cases", "list")
    assert (ended.code, "lacks a key" in ended.err) == (ExitCode.KEYS, True)


# init and db upgrade


def test_init_writes_three_files_and_the_secret_ones_for_the_owner_alone(terminal: Terminal) -> None:
    ended = terminal.prp("init", "board")
    assert ended.code == ExitCode.OK
    folder = terminal.folder / "board"
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {".env": 0o600, "prp.keys": 0o600, "slack-app-manifest.yaml": modes["slack-app-manifest.yaml"]}
    assert "prp doctor" in ended.out


def test_init_changes_nothing_that_is_there(terminal: Terminal) -> None:
    for name in (".env", "prp.keys", "slack-app-manifest.yaml"):
        (terminal.folder / name).write_text("mine")
    assert terminal.prp("init").out.count("left as it is") == 3
    assert {path.read_text() for path in terminal.folder.iterdir()} == {"mine"}


def test_init_says_where_it_cannot_write(terminal: Terminal) -> None:
    (terminal.folder / "file").write_text("")
    ended = terminal.prp("init", "file")
    assert (ended.code, "cannot be written to" in ended.err) == (ExitCode.REFUSED, True)


def test_what_init_writes_becomes_a_database_that_is_ready(terminal: Terminal) -> None:
    terminal.prp("init")
    write_env(terminal.folder / ".env")
    assert terminal.prp("db", "upgrade").code == ExitCode.OK
    assert migrate.is_current(f"sqlite:///{terminal.folder / 'prp.db'}")
    assert terminal.prp("cases", "list").out.strip() == "No case has been sent yet."


def test_the_manifest_is_yaml_with_every_scope_and_event() -> None:
    lines = manifest_yaml().splitlines()
    assert '    - command: "/refer"' in lines
    assert "  socket_mode_enabled: true" in lines
    events = manifest()["settings"]["event_subscriptions"]["bot_events"]
    for name in (*scopes(), *events):
        assert f'      - "{name}"' in lines


# people


def test_people_are_added_listed_and_removed(ready: Terminal) -> None:
    added = ready.prp("people", "add", "Una Marsh", "--role", "business_unit", "--slack", "U0UNIT", "--agency", "Board")
    assert (added.code, "Una Marsh" in added.out) == (ExitCode.OK, True)
    assert "business_unit" in ready.prp("people", "list").out
    last = ready.prp("people", "remove", "U0UNIT")
    assert (last.code, "last person of the business unit" in last.err) == (ExitCode.REFUSED, True)
    ready.prp("people", "add", "Ned Shaw", "--role", "business_unit")
    assert ready.prp("people", "remove", "U0UNIT").code == ExitCode.OK
    assert "Una Marsh" not in ready.prp("people", "list").out


HOSTILE = "Una\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\x08 Marsh"


def obeyed(out: str) -> set[str]:
    """Give the signs that a terminal would obey instead of showing."""
    return {sign for sign in out if unicodedata.category(sign) == "Cc" or sign == "\u202e"} - {"\n"}


def test_a_name_makes_the_terminal_do_nothing(ready: Terminal, reference: str) -> None:
    office = ready.office()
    with office.begin(Actor("test")) as work:
        stored_people.add(work.tx, name=HOSTILE, roles=["panel"], agency=HOSTILE, slack="U0PANEL")
        case = cases.by_reference(work.tx, reference)
        attachments.want(work.tx, case_id=case.id, origin="slack:F1", name=HOSTILE, by=case.owner)
    office.close()
    asked = ("cases", "show", reference, "--as", "chair", "--reason", "to see")
    shown = [ready.prp(*command) for command in (("people", "list"), ("cases", "list"), asked, (*asked, "--json"))]
    assert [(ended.code, obeyed(ended.out + ended.err)) for ended in shown] == [(ExitCode.OK, set())] * 4
    assert " Marsh" in shown[0].out
    assert json.loads(shown[3].out)["files"][0]["name"] == HOSTILE
    assert not obeyed(ready.prp("cases", "show", HOSTILE).err)


def test_every_grant_and_removal_is_told_to_the_business_unit(ready: Terminal) -> None:
    ready.prp("people", "add", "Una Marsh", "--role", "panel", "--email", "una@example.org")
    ready.prp("people", "remove", "una@example.org")
    assert ready.prp("outbox", "list").out.count("unit@example.gov.uk") == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "Una", "--role", "chair"),
        ("add", "Una", "--role", "wizard"),
        ("add", "Una", "--role", "panel", "--slack", "@una"),
        ("add", "Una", "--role", "panel", "--email", "una"),
        ("remove", "nobody"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(ready: Terminal, arguments: tuple[str, ...]) -> None:
    ended = ready.prp("people", *arguments)
    assert ended.code == ExitCode.REFUSED
    assert ended.err.strip()
    assert "Traceback" not in ended.err


# cases


def test_the_register_lists_cases_without_content(ready: Terminal, reference: str) -> None:
    (line,) = json.loads(ready.prp("cases", "list", "--json").out)
    assert (line["reference"], line["state"], line["purpose"]) == (reference, "submitted", "scr")
    assert line["due_on"] == "2026-04-02"
    assert reference in ready.prp("cases", "list").out


def test_a_case_without_a_person_and_a_reason_shows_nothing_confidential(ready: Terminal, reference: str) -> None:
    office = ready.office()
    secrets = SCR.confidential_texts(office.forms.current)
    office.close()
    assert secrets
    for arguments in (("cases", "show", reference), ("cases", "show", reference, "--json"), ("cases", "list")):
        said = ready.prp(*arguments).out
        assert reference[:4] in said
        assert not [secret for secret in secrets if secret in said]


@pytest.mark.parametrize("who", ["chair", "Una Marsh", "U0UNIT"])
def test_a_case_is_read_in_full_by_one_who_may_and_that_is_audited(ready: Terminal, reference: str, who: str) -> None:
    ready.prp("people", "add", "Una Marsh", "--role", "business_unit", "--slack", "U0UNIT")
    outline = next(str(page.typed["outline"]) for page in SCR.pages if "outline" in page.typed)
    asked = ("cases", "show", reference, "--as", who, "--reason", "Papers for the chair")
    assert outline.splitlines()[0] in ready.prp(*asked).out
    data = json.loads(ready.prp(*asked, "--json").out)
    assert outline in {answer["answer"] for part in data["sections"] for row in part["rows"] for answer in row}
    entries = all_audited(ready)
    assert [entry.action for entry in entries].count("opened") == 2
    assert "Papers for the chair" not in str([entry.details for entry in entries])
    assert "Papers for the chair" not in ready.prp("audit", "list", reference).out
    reading = ("audit", "list", reference, "--as", "Una Marsh", "--reason", "A question from the Board")
    assert "".join(ready.prp(*reading).out.split()).count("(reasongiven:Papersforthechair)") == 2
    assert ready.prp(*reading[:5]).code == 2


def test_a_case_is_read_with_its_decisions_and_actions(ready: Terminal, reference: str) -> None:
    office = ready.office()
    unit = Actor("slack:U0UNIT", frozenset({Role.BUSINESS_UNIT}))
    with office.begin(unit) as work:
        case = cases.by_reference(work.tx, reference)
        owner = people.add(work, people.AddPerson("Colin Pryce", ("action_owner",), email="colin@example.org"))
        decided = decisions.RecordDecision(case.id, new_id(), "no_further_action", "The reasons.", "2 March 2026")
        assert isinstance(decisions.record(work, decided), DecisionRecorded)
        added = actions.add(work, actions.AddAction(case.id, new_id(), "Train the staff", owner.id, "1 June 2026"))
        assert isinstance(added, ActionAdded)
    office.close()
    asked = ("cases", "show", reference, "--as", "chair", "--reason", "Papers")
    said = ready.prp(*asked).out
    assert "The reasons." in said
    assert "Action 1, Colin Pryce, due 1 June 2026\nTrain the staff" in said
    data = json.loads(ready.prp(*asked, "--json").out)
    assert data["decisions"][0]["reasons"] == "The reasons."
    assert (data["actions"][0]["text"], data["actions"][0]["done"]) == ("Train the staff", False)
    line = json.loads(ready.prp("cases", "show", reference, "--json").out)
    assert (line["state"], line["decisions"], line["actions"], line["actions_done"]) == ("decided", 1, 1, 0)


def test_a_case_is_read_with_what_came_after_it_was_sent(ready: Terminal, reference: str) -> None:
    office = ready.office()
    unit = Actor("slack:U0UNIT", frozenset({Role.BUSINESS_UNIT}))
    with office.begin(unit) as work:
        case_id = cases.by_reference(work.tx, reference).id
        add_information(work, AddInformation(case_id, new_id(), "A letter from January."))
        for row_id, name in (("r1", "Sam Reed"), ("r1", "Sam Rede")):
            correct(work, CorrectAnswers(case_id, "E", row_id, 10**6, {"family.name": name}))
        remove_row(work, case_id, "E", "r1", 10**6)
        withdraw(work, Withdraw(case_id, "w1", "Sent twice."))
        reopen(work, Reopen(case_id, "w1", "It may be met."))
        withdraw(work, Withdraw(case_id, "w2", "Sent thrice."))
    office.close()
    assert json.loads(ready.prp("cases", "list", "--json").out)[0]["state"] == "withdrawn"
    asked = ("cases", "show", reference, "--as", "chair", "--reason", "Papers")
    said = ready.prp(*asked).out
    for text in (
        "Further information 1, added on 2 March 2026 by the business unit\nA letter from January.",
        "  Before the business unit corrected it on 2 March 2026: Sam Rede",
        "Withdrawn on 2 March 2026 by the business unit\nSent twice.\nOpened again on 2 March 2026\nIt may be met.",
    ):
        assert text in said
    data = json.loads(ready.prp(*asked, "--json").out)
    assert [each["text"] for each in data["additions"]] == ["A letter from January."]
    assert {each["reason"] for each in data["withdrawals"]} == {"Sent twice.", "Sent thrice."}
    (family,) = (part for part in data["sections"] if part["id"] == "E")
    assert {each["answer"] for each in family["removed_rows"][0][0]["earlier"]} == {"Sam Rede", "Sam Reed", ""}


def test_a_case_is_not_shown_to_one_who_may_not(ready: Terminal, reference: str) -> None:
    ready.prp("people", "add", "Ada Min", "--role", "administrator", "--email", "ada@example.org")
    ended = ready.prp("cases", "show", reference, "--as", "ada@example.org", "--reason", "Curious")
    assert (ended.code, ended.out) == (ExitCode.REFUSED, "")
    ended = ready.prp("cases", "show", reference, "--as", "somebody", "--reason", "Curious")
    assert (ended.code, "somebody" in ended.err) == (ExitCode.REFUSED, True)


@pytest.mark.parametrize("who", ["chair", "chair@example.org", "Una Marsh"])
@pytest.mark.parametrize("conflict_of", ["chair", "person"])
def test_a_chair_who_is_listed_too_reads_nothing_with_a_conflict_of_interest_under_either_name(
    ready: Terminal, reference: str, who: str, conflict_of: str
) -> None:
    ready.prp("people", "add", "Una Marsh", "--role", "panel", "--email", "chair@example.org")
    office = ready.office()
    with office.begin(Actor("test")) as work:
        (una,) = stored_people.everyone(work.tx)
        case_id = cases.by_reference(work.tx, reference).id
        conflicts.mark(work.tx, case_id, una.id if conflict_of == "person" else conflict_of)
    office.close()
    ended = ready.prp("cases", "show", reference, "--as", who, "--reason", "Papers")
    assert (ended.code, ended.out) == (ExitCode.REFUSED, "")


def test_a_person_needs_a_reason_and_a_reason_a_person(ready: Terminal, reference: str) -> None:
    assert ready.prp("cases", "show", reference, "--as", "chair").code == ExitCode.USAGE
    assert ready.prp("cases", "show", reference, "--reason", "why").code == ExitCode.USAGE


def test_a_reference_that_is_not_there_is_said(ready: Terminal) -> None:
    ended = ready.prp("cases", "show", "PRP-2026-9999")
    assert (ended.code, bool(ended.err.strip())) == (ExitCode.REFUSED, True)


# outbox


def fail_one(terminal: Terminal) -> str:
    """Have a message to the business unit fail for good; gives its id."""
    terminal.prp("people", "add", "Una Marsh", "--role", "panel")
    office = terminal.office()
    with office.begin(Actor("deliverer")) as work:
        (message,) = outbox.waiting(work.tx)
    later = message.not_before
    with office.database.begin(later) as tx:
        (claimed,) = outbox.claim(tx, worker="w", lease=LEASE, limit=1)
        delivery.give_up(office.work(tx, Actor("deliverer")), claimed.message, "smtp_550")
    office.close()
    return message.id


def test_a_failed_message_is_listed_with_what_to_do_and_tried_again(ready: Terminal) -> None:
    assert "Nothing is waiting" in ready.prp("outbox", "list").out
    failed = fail_one(ready)
    said = ready.prp("outbox", "list").out
    assert failed[:8] in said
    assert "smtp_550" in said
    assert "prp outbox retry NUMBER" in said
    assert ready.prp("outbox", "retry", failed[:8]).code == ExitCode.OK
    assert "prp outbox retry NUMBER" not in ready.prp("outbox", "list").out


def test_a_message_that_did_not_fail_cannot_be_tried_again(ready: Terminal) -> None:
    assert ready.prp("outbox", "retry", "0000").code == ExitCode.REFUSED


# run


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_run_answers_health_and_stops_when_asked(terminal: Terminal, sqlite_template: Path, mode: str) -> None:
    workspace = Workspace()
    port = free_port()
    with SlackServer(workspace) as server:
        terminal.set_up(
            sqlite_template,
            PRP_SLACK_MODE=mode,
            PRP_SLACK_API_URL=server.api_url,
            PRP_SLACK_BOT_TOKEN=workspace.bot_token,
            PRP_SLACK_APP_TOKEN=workspace.app_token,
            PRP_SLACK_SIGNING_SECRET=workspace.signing_secret,
            PRP_HEALTH_ADDRESS=f"127.0.0.1:{port}",
            PRP_HTTP_ADDRESS=f"127.0.0.1:{port}",
        )
        running = terminal.prp_alone("run")
        assert wait_until_ready(port)
        running.send_signal(signal.SIGTERM)
        _, err = running.communicate(timeout=30)
    assert running.returncode == ExitCode.OK
    events = [json.loads(line)["event"] for line in err.splitlines()]
    assert events[-1] == "stopped"
    assert "running" in events


def test_run_starts_the_service_and_stops_it_when_asked(ready: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[str] = []

    class Service:
        def start(self) -> None:
            happened.append("started")
            os.kill(os.getpid(), signal.SIGTERM)

        def stop(self) -> None:
            happened.append("stopped")

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr("bot.run.compose", lambda _settings: Service())
    monkeypatch.setattr("bot.run.configure_logs", happened.append)
    try:
        assert ready.prp("run").code == ExitCode.OK
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert happened == ["INFO", "started", "stopped"]


@pytest.mark.parametrize(
    ("arguments", "played"),
    [
        ((), "by hand"),
        (("--console",), "by hand"),
        (("--story", "scr"), "scr"),
        (("--story", "learning"), "learning"),
        (("--story", "good-practice"), "good_practice"),
    ],
)
def test_try_plays_a_story_or_lets_a_person_play(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], played: str
) -> None:
    seen: list[str] = []
    monkeypatch.setattr("bot.trial.story.play", seen.append)
    monkeypatch.setattr("bot.trial.console.converse", lambda: seen.append("by hand"))
    assert terminal.prp("try", *arguments).code == ExitCode.OK
    assert seen == [played]


def wait_until_ready(port: int) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, ConnectionError):
            time.sleep(0.1)
    return False


def test_run_says_in_a_sentence_that_slack_does_not_let_it_in(terminal: Terminal, sqlite_template: Path) -> None:
    with SlackServer(Workspace()) as server:
        terminal.set_up(sqlite_template, PRP_SLACK_API_URL=server.api_url, PRP_HEALTH_ADDRESS="127.0.0.1:0")
        running = terminal.prp_alone("run")
        _, err = running.communicate(timeout=60)
    assert running.returncode == ExitCode.SETTINGS
    assert "Traceback" not in err
