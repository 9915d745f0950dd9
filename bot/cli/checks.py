"""What `prp doctor` tries, one function for each thing. None prints a secret, and none changes anything of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from sqlalchemy import make_url

from bot.cli import slack_app
from bot.cli.exit_codes import ExitCode, exit_code
from bot.clock import system_clock
from bot.compose import mail_of, mailbox_of, read_forms, read_schedule, read_words
from bot.mail.mailbox import MailboxTrouble
from bot.sending import SendTrouble
from bot.settings import THROUGH_MAILBOX, Settings, SettingsMistake, load_settings, setting_name
from forms.words import say
from forms.words.files import changeable, missing_in
from handlers.work import LONDON
from storage import audit_chain, migrate, people
from storage.audit_head import START, HeadFile, HeadFileMistake
from storage.database import Database
from storage.envelope import Vault
from storage.key_check import check_keys
from storage.keys import KeyRing

_SLACK_TIMEOUT = 10
"""Seconds."""

_CLOCKS_APART = timedelta(seconds=60)
"""Slack's signatures are refused after five minutes; a clock that is a minute out will be five minutes out one day."""


@dataclass(frozen=True)
class Checked:
    """One thing that was tried. `advice` says what is wrong and what to do; empty where all is well.

    `note` is for what is not wrong and yet good to know.
    """

    name: str
    advice: str = ""
    note: str = ""


class Failed(Exception):
    """A check failed; the message says what is wrong and what to do."""


def check_all() -> Iterator[Checked]:
    """Try everything, one after another. Without settings that can be read there is nothing else to try."""
    try:
        settings = load_settings()
    except SettingsMistake as mistake:
        yield Checked("settings", str(mistake))
        return
    yield Checked("settings")
    for name, check in CHECKS.items():
        yield Checked(name, _advice(check, settings), _said_in_english(settings) if check is _words else "")


def _advice(check: Callable[[Settings], None], settings: Settings) -> str:
    try:
        check(settings)
    except Failed as failed:
        return str(failed)
    except Exception as error:
        if exit_code(error) is ExitCode.UNFORESEEN:
            raise
        return str(error)
    return ""


def _said_in_english(settings: Settings) -> str:
    """Tell how much the language lacks, where it lacks anything."""
    missing = len(missing_in(settings.language))
    if missing == 0:
        return ""
    return say(
        "command_line.doctor.said_in_english", missing=missing, all=len(changeable()), language=settings.language
    )


def _form(settings: Settings) -> None:
    read_forms(settings)


def _words(settings: Settings) -> None:
    read_words(settings)


def _retention(settings: Settings) -> None:
    read_schedule(settings)


def _keys(settings: Settings) -> None:
    KeyRing.load(settings.keys_file)


def _database(settings: Settings) -> None:
    url = make_url(_url(settings))
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").absolute().parent.is_dir():
        raise Failed(say("command_line.doctor.no_database_folder"))
    migrate.current(_url(settings))


def _migrations(settings: Settings) -> None:
    if not migrate.is_current(_url(settings)):
        raise Failed(say("command_line.database.not_current"))


def _keys_of_database(settings: Settings) -> None:
    with _opened(settings) as database, database.begin(system_clock()) as tx:
        check_keys(tx)


def _audit_head(settings: Settings) -> None:
    """Look whether the database has the entry that the head file tells of: if not, entries are missing."""
    heads = HeadFile(settings.audit_head(), Vault(KeyRing.load(settings.keys_file)))
    try:
        kept = heads.read()  # before the database, which a bot at work may bring further meanwhile
    except HeadFileMistake as mistake:
        raise Failed(str(mistake)) from None
    with _opened(settings) as database, database.read(system_clock()) as tx:
        connection = tx.session.connection()
        if kept is None and audit_chain.last_link(connection) != START:
            raise Failed(say("command_line.audit.no_head", path=heads.path))
        if kept not in {None, START} and audit_chain.link(connection, kept.number) != kept:
            raise Failed(say("command_line.doctor.audit_head", path=heads.path))


def _business_unit(settings: Settings) -> None:
    with _opened(settings) as database, database.read(system_clock()) as tx:
        if not any(
            person.slack for role in ("business_unit", "business_manager") for person in people.everyone(tx, role)
        ):
            raise Failed(say("command_line.doctor.no_business_unit"))


def _slack_bot_token(settings: Settings) -> None:
    _asked(settings, "slack_bot_token", lambda client: client.auth_test())


def _slack_scopes(settings: Settings) -> None:
    answer = _asked(settings, "slack_bot_token", lambda client: client.auth_test())
    given = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes", "")
    missing = _scopes_needed(settings) - {scope.strip() for scope in given.split(",")}
    if missing:
        raise Failed(say("command_line.doctor.missing_scopes", scopes=", ".join(sorted(missing))))


def _scopes_needed(settings: Settings) -> frozenset[str]:
    return slack_app.scopes(files=settings.files_in_slack, mail=settings.mailbox is not None)


def _clock(settings: Settings) -> None:
    """Compare this machine's clock with Slack's: signatures and due dates depend on it."""
    answer = _asked(settings, "slack_bot_token", lambda client: client.auth_test())
    stamped = {name.lower(): value for name, value in answer.headers.items()}.get("date")
    if stamped is None:
        return
    apart = abs(system_clock() - parsedate_to_datetime(stamped))
    if apart > _CLOCKS_APART:
        raise Failed(say("command_line.doctor.clock", seconds=int(apart.total_seconds())))


def _time_zone(_settings: Settings) -> None:
    """Look whether London's summer time is known here."""
    summer = datetime(system_clock().year, 7, 1, 12, tzinfo=LONDON)
    if summer.utcoffset() != timedelta(hours=1):
        raise Failed(say("command_line.doctor.time_zone"))


def _slack_connection(settings: Settings) -> None:
    token = settings.slack_app_token
    if settings.slack_mode == "http" or token is None:
        return
    _asked(
        settings,
        "slack_app_token",
        lambda client: client.apps_connections_open(app_token=token.get_secret_value()),
    )


def _panel_channel(settings: Settings) -> None:
    answer = _asked(settings, "panel_channel", lambda client: client.conversations_info(channel=settings.panel_channel))
    channel: dict[str, Any] = answer["channel"]
    if not channel.get("is_private"):
        raise Failed(say("command_line.doctor.channel_not_private"))
    if not channel.get("is_member"):
        raise Failed(say("command_line.doctor.not_in_channel"))


def _chair(settings: Settings) -> None:
    _person(settings, "chair_slack_id", settings.chair_slack_id)


def _deputy_chair(settings: Settings) -> None:
    _person(settings, "deputy_chair_slack_id", settings.deputy_chair_slack_id)


def _person(settings: Settings, field: str, user: str | None) -> None:
    if user is None:
        return
    member = _asked(settings, field, lambda client: client.users_info(user=user))["user"]
    if member.get("deleted") or member.get("is_bot"):
        raise Failed(say("command_line.doctor.not_a_present_person", name=setting_name(field)))


def _mail(settings: Settings) -> None:
    if settings.smtp_url.get_secret_value() == THROUGH_MAILBOX:
        _mailbox(settings)
        return
    try:
        mail_of(settings).check()
    except SendTrouble as trouble:
        raise Failed(say("command_line.doctor.mail", code=trouble.code)) from None


def _mailbox(settings: Settings) -> None:
    mailbox = mailbox_of(settings)
    if mailbox is None:
        return
    try:
        mailbox.check()
    except MailboxTrouble as trouble:
        raise Failed(_what_is_wrong(trouble.code)) from None
    finally:
        mailbox.close()


def _what_is_wrong(code: str) -> str:
    """Say what to do about a mailbox: which permission or setting is missing."""
    try:
        return say(f"command_line.mailbox.{code}")
    except KeyError:
        return say("command_line.doctor.mailbox", code=code)


CHECKS: dict[str, Callable[[Settings], None]] = {
    "form": _form,
    "words": _words,
    "retention": _retention,
    "keys": _keys,
    "database": _database,
    "migrations": _migrations,
    "keys_of_database": _keys_of_database,
    "audit_head": _audit_head,
    "business_unit": _business_unit,
    "slack_bot_token": _slack_bot_token,
    "slack_scopes": _slack_scopes,
    "clock": _clock,
    "time_zone": _time_zone,
    "slack_connection": _slack_connection,
    "panel_channel": _panel_channel,
    "chair": _chair,
    "deputy_chair": _deputy_chair,
    "mail": _mail,
    "mailbox": _mailbox,
}


def _url(settings: Settings) -> str:
    return settings.database_url.get_secret_value()


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    """Give the database, which must be set up: to open one that is not there would make an empty file."""
    _migrations(settings)
    database = Database(_url(settings), Vault(KeyRing.load(settings.keys_file)))
    try:
        yield database
    finally:
        database.close()


def _asked(settings: Settings, field: str, ask: Callable[[WebClient], SlackResponse]) -> SlackResponse:
    """Ask Slack, or fail with what to do about its answer."""
    token = settings.slack_bot_token.get_secret_value()
    client = WebClient(token, base_url=settings.slack_api_url, timeout=_SLACK_TIMEOUT)
    try:
        return ask(client)
    except SlackApiError as refusal:
        code = str(refusal.response["error"])
        raise Failed(say("command_line.doctor.slack_refused", name=setting_name(field), code=code)) from None
    except OSError:
        raise Failed(say("command_line.doctor.slack_unreachable", url=settings.slack_api_url)) from None
