from __future__ import annotations

import os
from datetime import date, time
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsMistake, load_settings, setting_name
from bot.settings_reference import env_file, markdown_table, setting_notes
from forms.due_dates import Ladder
from tests.bot.settings_for_tests import GOOD, write_env

SECRETS = [setting_name(field) for field, about in Settings.model_fields.items() if "SecretStr" in str(about)]


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("PRP_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def sentence_for(**changed: str | None) -> str:
    write_env(Path(".env"), **changed)
    with pytest.raises(SettingsMistake) as mistake:
        load_settings()
    return str(mistake.value)


def test_the_settings_give_the_board_what_the_procedure_needs() -> None:
    write_env(
        Path(".env"),
        PRP_CHAIR_SLACK_ID="U0CHAIR",
        PRP_DEPUTY_CHAIR_EMAIL="deputy@example.org",
        PRP_CLOSURE_DAYS="2026-12-24, 2026-12-29",
        PRP_WORKING_HOURS="08:30-17:15",
        PRP_REMINDERS="5 before, 1 after, then every 3",
        PRP_FIRST_DAY="1",
        PRP_REGIME="WT2015",
        PRP_PROTECTIVE_MARKING="OFFICIAL-SENSITIVE",
        PRP_GUESTS_MAY_REFER="yes",
    )
    board = load_settings().board()
    assert (board.name, board.panel_name) == ("Anytown Board", "Practice Review Panel")
    assert (board.front_door, board.out_of_hours) == ("0151 496 0000", "0151 496 0999")
    assert (board.chair.email, board.chair.slack) == ("chair@example.org", "U0CHAIR")
    assert board.deputy_chair is not None
    assert board.closure_days == {date(2026, 12, 24), date(2026, 12, 29)}
    assert (board.opens, board.closes) == (time(8, 30), time(17, 15))
    assert board.ladder == Ladder(before=(5,), on_the_day=False, first_late=1, then_every=3)
    assert (board.first_day, board.regime, board.marking) == (1, "WT2015", "OFFICIAL-SENSITIVE")
    assert (board.guests_may_refer, board.other_organisations_may_refer) == (True, False)


def test_the_board_has_the_procedures_defaults_where_nothing_is_set() -> None:
    write_env(Path(".env"))
    board = load_settings().board()
    assert (board.ladder, board.decision_months, board.first_day, board.regime) == (Ladder(), 1, 0, None)
    assert board.deputy_chair is None


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write_env(Path(".env"))
    monkeypatch.setenv("PRP_BOARD_NAME", "Othertown Board")
    assert load_settings().board_name == "Othertown Board"


def test_names_for_tests_are_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    write_env(Path(".env"))
    monkeypatch.setenv("PRP_TEST_REQUIRE", "all")
    assert load_settings()


@pytest.mark.parametrize("name", [note.name for note in setting_notes() if note.required])
def test_each_required_setting_is_asked_for_when_it_is_missing(name: str) -> None:
    assert sentence_for(**{name: None}).startswith(f"{name} is not set")


@pytest.mark.parametrize("name", [note.name for note in setting_notes() if note.required])
def test_an_empty_setting_counts_as_missing(name: str) -> None:
    assert sentence_for(**{name: ""}).startswith(f"{name} is not set")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://prp@db.example.org/prp",
        "postgres://prp:p%40ss:w/o#rd?@db.example.org:5432/prp?sslmode=verify-full&sslrootcert=/etc/ca.pem",
        "postgresql+psycopg://prp@/prp?host=/var/run/postgresql",
        "postgresql:///prp",
        "postgresql://prp:secret@[2001:db8::1]:5432/prp",
        "sqlite:////var/lib/prp/prp.db",
    ],
)
def test_the_ways_to_name_a_database_are_taken(url: str) -> None:
    write_env(Path(".env"), PRP_DATABASE_URL=f"'{url}'")
    assert load_settings().database_url.get_secret_value() == url


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_of_spaces_alone_is_named(name: str) -> None:
    sentence = sentence_for(**{name: "'  '", "PRP_SLACK_MODE": "http"})
    assert sentence.startswith(f"{name} ")


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("PRP_BOARD_NAME", "x" * 81, "is longer than one short line"),
        ("PRP_FRONT_DOOR", "the front door", "has no telephone number in it"),
        ("PRP_OUT_OF_HOURS", "ask", "has no telephone number in it"),
        ("PRP_CHAIR_EMAIL", "the chair", "is not an email address"),
        ("PRP_DEPUTY_CHAIR_EMAIL", "deputy@", "is not an email address"),
        ("PRP_BUSINESS_UNIT_EMAIL", "unit", "is not an email address"),
        ("PRP_MAIL_FROM", "bot", "is not an email address"),
        ("PRP_CHAIR_SLACK_ID", "@chair", "is not the id of a person"),
        ("PRP_DEPUTY_CHAIR_SLACK_ID", "C0123", "is not the id of a person"),
        ("PRP_PANEL_CHANNEL", "#panel", "is not the id of a channel"),
        ("PRP_SLACK_BOT_TOKEN", "xapp-1", "is not a bot token"),
        ("PRP_SLACK_APP_TOKEN", "xoxb-1", "is not an app-level token"),
        ("PRP_SLACK_SIGNING_SECRET", "two words", "is not a signing secret"),
        ("PRP_MAILBOX", "imaps://mail.example.org", "is not a mailbox that we can use"),
        ("PRP_TRUSTED_SENDERS", "example.org, somebody", "is not a list of email addresses and domains"),
        ("PRP_MAIL_GATEWAY", "two words", "is not the name of a mail gateway"),
        ("PRP_MAIL_MEGABYTES", "0", "is not a whole number"),
        ("PRP_SMTP_URL", "mailbox:", "is mailbox:, which needs a PRP_MAILBOX of Exchange"),
        ("PRP_SLACK_MODE", "carrier pigeon", "is not one of the choices"),
        ("PRP_SLACK_API_URL", "http://slack.example.com/api/", "is not a secure web address"),
        ("PRP_SLACK_API_URL", "slack", "is not a secure web address"),
        ("PRP_SMTP_URL", "mail.example.com", "is not a mail server"),
        ("PRP_SMTP_URL", "smtp://", "is not a mail server"),
        ("PRP_SMTP_URL", "smtp://mail.example.com:99999", "is not a mail server"),
        ("PRP_SMTP_URL", "smtp://mail.example.com?tls=off", "is not a mail server"),
        ("PRP_DATABASE_URL", "mysql://localhost/prp", "is not a database address"),
        ("PRP_DATABASE_URL", "sqlite:///:memory:", "is not a database address"),
        ("PRP_REGIME", "WT1999", "is not the name of an edition of the guidance"),
        ("PRP_DECISION_MONTHS", "0", "is not a whole number"),
        ("PRP_DECISION_MONTHS", "one", "is not a whole number"),
        ("PRP_FIRST_DAY", "2", "is not a whole number"),
        ("PRP_WORKING_HOURS", "17:00-09:00", "is not a time of opening"),
        ("PRP_WORKING_HOURS", "nine to five", "is not a time of opening"),
        ("PRP_CLOSURE_DAYS", "24/12/2026", "is not a list of dates"),
        ("PRP_REMINDERS", "10 before", "is not a ladder"),
        ("PRP_REMINDERS", "10 before, now and then", "is not a ladder"),
        ("PRP_REMINDERS", "0 before, 1 after, then every 5", "is not a ladder"),
        ("PRP_REMINDERS", "on the day, on the day, 1 after, then every 5", "is not a ladder"),
        ("PRP_GUESTS_MAY_REFER", "sometimes", "is neither yes nor no"),
        ("PRP_OTHER_ORGANISATIONS_MAY_REFER", "2", "is neither yes nor no"),
        ("PRP_LANGUAGE", "tlh", "is not a language that the bot has words of"),
        ("PRP_HTTP_ADDRESS", "3000", "is not an address and a port"),
        ("PRP_HEALTH_ADDRESS", "localhost", "is not an address and a port"),
        ("PRP_HTTP_ADDRESS", "127.0.0.1:99999", "is not an address and a port"),
        ("PRP_LOG_LEVEL", "LOUD", "is not one of the choices"),
        ("PRP_PROTECTIVE_MARKING", "x" * 81, "is longer than one short line"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_wrong_and_what_to_write(name: str, value: str, problem: str) -> None:
    sentence = sentence_for(**{name: value})
    assert sentence.startswith(f"{name} {problem}")
    assert f"for example {name}=" in sentence


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"PRP_SLACK_APP_TOKEN": None}, "PRP_SLACK_APP_TOKEN"),
        ({"PRP_SLACK_MODE": "http"}, "PRP_SLACK_SIGNING_SECRET"),
        ({"PRP_DEPUTY_CHAIR_SLACK_ID": "U0DEPUTY"}, "PRP_DEPUTY_CHAIR_EMAIL"),
        ({"PRP_DEPUTY_CHAIR_AGENCY": "Anytown Council"}, "PRP_DEPUTY_CHAIR_EMAIL"),
    ],
)
def test_a_setting_that_another_one_needs_is_asked_for(changed: dict[str, str | None], name: str) -> None:
    assert sentence_for(**changed).startswith(f"{name} is not set")


def test_a_mistyped_name_is_answered_with_the_name_that_was_meant() -> None:
    assert "did you mean PRP_BOARD_NAME?" in sentence_for(PRP_BORD_NAME="Anytown")


def test_a_name_that_resembles_nothing_is_refused_with_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "take it out of the file .env" in sentence_for(PRP_XYZZY="1")
    write_env(Path(".env"))
    monkeypatch.setenv("PRP_XYZZY", "1")
    with pytest.raises(SettingsMistake, match="take it out of the environment"):
        load_settings()


@pytest.mark.parametrize("line", ["this is no setting", "PRP_BOARD_NAME"])
def test_a_line_that_is_no_setting_is_named_by_its_number(line: str) -> None:
    Path(".env").write_text(f"# remark\n\n{line}\n")
    with pytest.raises(SettingsMistake, match=r"Line 3 of \.env"):
        load_settings()


def test_a_settings_file_that_is_no_text_is_refused() -> None:
    Path(".env").write_bytes(b"PRP_BOARD_NAME=\xff\xfe\n")
    with pytest.raises(SettingsMistake, match="cannot be read: it is not plain text in UTF-8"):
        load_settings()


def test_a_folder_in_the_place_of_the_settings_file_is_called_a_folder() -> None:
    Path(".env").mkdir()
    with pytest.raises(SettingsMistake, match="cannot be read: it is a folder and no file"):
        load_settings()


def test_a_settings_file_saved_by_windows_is_read() -> None:
    lines = "\r\n".join(f"{name}={value}" for name, value in GOOD.items())
    Path(".env").write_bytes(b"\xef\xbb\xbf" + lines.encode())
    assert load_settings().board_name == "Anytown Board"


@pytest.mark.parametrize("url", ["postgresql+psycopg://prp:secret@db/prp", "sqlite:////var/lib/prp/prp.db"])
def test_databases_that_can_be_used_are_taken(url: str) -> None:
    write_env(Path(".env"), PRP_DATABASE_URL=url)
    assert load_settings().database_url.get_secret_value() == url


@pytest.mark.parametrize(
    "url", ["smtp://prp:secret@mail.example.org:587", "smtps://mail.example.org", "folder:out box"]
)
def test_ways_to_send_mail_that_can_be_used_are_taken(url: str) -> None:
    write_env(Path(".env"), PRP_SMTP_URL=url)
    assert load_settings().smtp_url.get_secret_value() == url


@pytest.mark.parametrize(
    "address",
    [
        "folder:post box",
        "imaps://prp%40board.example:secret@mail.example/Referrals",
        "imap:prp:secret@mail.example:993",
        "graph:tenant.example/0f0f?mailbox=prp@board.example&secret=s",
    ],
)
def test_mailboxes_that_can_be_read_are_taken(address: str) -> None:
    write_env(Path(".env"), PRP_MAILBOX=address)
    mailbox = load_settings().mailbox
    assert mailbox is not None
    assert mailbox.get_secret_value() == address


def test_trusted_senders_are_addresses_and_whole_domains() -> None:
    write_env(Path(".env"), PRP_TRUSTED_SENDERS="Hospital.example.org, @police.example, Head@school.example")
    board = load_settings().board()
    assert board.trusts("asha@hospital.example.org")
    assert board.trusts("DI@Police.example")
    assert board.trusts("head@school.example")
    assert not board.trusts("parent@school.example")
    assert not board.trusts("asha@other.hospital.example.org")
    assert not board.trusts("")


def test_no_secret_is_in_the_repr_or_in_a_sentence() -> None:
    write_env(Path(".env"), PRP_SMTP_URL="smtp://prp:hunter2@mail.example.org")
    assert "hunter2" not in repr(load_settings())
    assert "hunter2" not in sentence_for(PRP_SMTP_URL="smtp://prp:hunter2@mail.example.org/x")
    assert "hunter2" not in sentence_for(PRP_DATABASE_URL="mysql://prp:hunter2@db")
    assert "hunter2" not in sentence_for(PRP_MAILBOX="pop://prp:hunter2@db")


def test_every_setting_is_described_with_an_example_that_is_taken() -> None:
    lines = [f"{note.name}={note.example}" for note in setting_notes()]
    Path(".env").write_text("\n".join(lines))
    assert load_settings().panel_channel == "C01ABCDEF67"
    assert {note.name for note in setting_notes()} == {setting_name(field) for field in Settings.model_fields}


def test_the_env_file_and_the_table_for_the_readme_name_every_setting() -> None:
    for note in setting_notes():
        assert f"\n{note.name}=" in env_file() or f"\n# {note.name}=" in env_file()
        assert f"`{note.name}`" in markdown_table()


def test_a_new_env_file_asks_for_the_first_setting_that_is_empty() -> None:
    Path(".env").write_text(env_file())
    with pytest.raises(SettingsMistake, match="PRP_BOARD_NAME is not set"):
        load_settings()
