"""The settings: every ``PRP_…`` name, from the environment and from ``.env`` in the working directory.

What each one means, what to write and an example are in ``forms/words/en/command_line.toml``; `bot.settings_reference`
makes the ``.env`` of ``prp init`` and the README's table from them. A wrong setting stops the start with one sentence.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar
from urllib.parse import urlsplit

from dotenv.parser import Binding, parse_stream
from email_validator import EmailNotValidError, validate_email
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.files import why_unreadable
from forms.documents.kinds import KINDS
from forms.due_dates import Ladder
from forms.regimes import regimes
from forms.words import say
from forms.words.files import ENGLISH, languages
from handlers.board import Board, Contact, FileRules
from handlers.files.giving import MEGABYTE

PREFIX = "PRP_"
FOR_TESTS = "PRP_TEST_"
"""Names that begin like this belong to the tests and are no settings."""

THROUGH_MAILBOX = "mailbox:"
"""What `PRP_SMTP_URL` is where mail goes out through `PRP_MAILBOX`."""

HIGHEST_PORT = 65_535
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class SettingsMistake(Exception):
    """A setting is missing, wrong or unknown. The message names it and says what to write, in one sentence."""


def _problem(kind: str) -> PydanticCustomError:
    return PydanticCustomError("problem", "{kind}", {"kind": kind})


def _matching(pattern: str, kind: str) -> BeforeValidator:
    def check(value: object) -> str:
        text = str(value).strip()
        if not re.fullmatch(pattern, text):
            raise _problem(kind)
        return text

    return BeforeValidator(check)


def _secret(pattern: str, kind: str) -> BeforeValidator:
    def check(value: object) -> str:
        text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        if not re.fullmatch(pattern, text.strip()):
            raise _problem(kind)
        return text.strip()

    return BeforeValidator(check)


def _email(value: object) -> str:
    try:
        return validate_email(str(value).strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise _problem("not_an_email") from None


def _web_address(value: object) -> str:
    return _secure(str(value)).rstrip("/") + "/"


def _heartbeat(value: object) -> str:
    return _secure(value.get_secret_value() if isinstance(value, SecretStr) else str(value))


def _secure(address: str) -> str:
    parts = urlsplit(address.strip())
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)):
        raise _problem("not_a_web_address")
    return parts.geturl()


_SERVER = re.compile(
    r"postgres(ql(\+psycopg)?)?://(?=\S)([^\s:/@]*(:[^\s@]*)?@)?"
    r"(\[[0-9a-fA-F:.]+\]|[^\s:/@?]*)(:\d+)?(/[^\s/@?]*)?(\?[^\s@]*)?"
)
"""One ``@`` at most: of a password with one in it, the rest would be read as the host, and told by every error."""


def _database(value: object) -> str:
    text = value.get_secret_value() if isinstance(value, SecretStr) else str(value).strip()
    file = re.fullmatch(r"sqlite:///(?P<path>[^?]+)", text)
    if not _SERVER.fullmatch(text) and (not file or file["path"] == ":memory:"):
        raise _problem("not_a_database")
    return text


def _mail_server(value: object) -> str:
    text = value.get_secret_value() if isinstance(value, SecretStr) else str(value).strip()
    if text == THROUGH_MAILBOX or re.fullmatch(r"folder:\S.*", text):
        return text
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise _problem("not_a_mail_server")
    return text


def _mailbox(value: object) -> str:
    from bot.mail.boxes.choose import open_mailbox  # mail's modules need the settings' own, and few commands need them

    text = value.get_secret_value() if isinstance(value, SecretStr) else str(value).strip()
    try:
        open_mailbox(text)
    except ValueError:
        raise _problem("not_a_mailbox") from None
    return text


_TRUSTED = re.compile(r"([^@\s,]+@)?[a-z0-9-]+(\.[a-z0-9-]+)+")


def _senders(value: object) -> object:
    if not isinstance(value, str):
        return value
    senders = frozenset(part.strip().casefold().removeprefix("@") for part in value.split(",") if part.strip())
    if not all(map(_TRUSTED.fullmatch, senders)):
        raise _problem("not_senders")
    return senders


def _regime(value: object) -> object:
    if value is not None and value not in regimes():
        raise _problem("not_a_regime")
    return value


def _language(value: object) -> object:
    if value not in languages():
        raise _problem("not_a_language")
    return value


def _dates(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return frozenset(date.fromisoformat(part.strip()) for part in value.split(",") if part.strip())
    except ValueError:
        raise _problem("not_a_date_list") from None


def _hours(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        opens, closes = (time.fromisoformat(part.strip()) for part in value.split("-"))
    except ValueError:
        raise _problem("not_working_hours") from None
    if opens >= closes or opens.tzinfo or closes.tzinfo:
        raise _problem("not_working_hours")
    return opens, closes


def _ladder(value: object) -> object:
    if not isinstance(value, str):
        return value
    steps = [" ".join(part.split()).casefold() for part in value.split(",")]
    numbers: dict[str, list[int]] = {"before": [], "after": [], "then every": []}
    on_the_day = 0
    for step in steps:
        found = re.fullmatch(r"(?:(\d{1,3}) (before|after)|(then every) (\d{1,3}))", step)
        if step == "on the day":
            on_the_day += 1
        elif found:
            numbers[found[2] or found[3]].append(int(found[1] or found[4]))
        else:
            raise _problem("not_reminders")
    if on_the_day > 1 or len(numbers["after"]) != 1 or len(numbers["then every"]) != 1:
        raise _problem("not_reminders")
    try:
        return Ladder(
            before=tuple(sorted(numbers["before"], reverse=True)),
            on_the_day=bool(on_the_day),
            first_late=numbers["after"][0],
            then_every=numbers["then every"][0],
        )
    except ValueError:
        raise _problem("not_reminders") from None


def _years(value: object) -> object:
    if not isinstance(value, str):
        return value
    periods = dict[str, int]()
    for part in value.split(","):
        found = re.fullmatch(r"([a-z][a-z0-9_]*) ([1-9]\d{0,2})", " ".join(part.split()))
        if not found or found[1] in periods:
            raise _problem("not_years")
        periods[found[1]] = int(found[2])
    return periods


def _with_a_port(value: str) -> str:
    """Refuse a port that no computer has. Zero stands for any that is free."""
    if int(value.rpartition(":")[2]) > HIGHEST_PORT:
        raise _problem("not_an_address")
    return value


def _file_kinds(value: object) -> object:
    if not isinstance(value, str):
        return value
    kinds = tuple(dict.fromkeys(part.strip().casefold() for part in value.split(",") if part.strip()))
    if not kinds or not set(kinds) <= set(KINDS):
        raise _problem("not_file_kinds")
    return kinds


_USUAL_KINDS = ("pdf", "docx", "odt", "rtf", "txt", "xlsx", "jpg", "png")
"""A mail (eml, msg) carries files of any kind that nobody looks into: those are taken only where a Board asks."""

OneLine = Annotated[str, _matching(r"[^\r\n]{1,80}", "not_one_line")]
Telephone = Annotated[str, _matching(r"(?=.*\d{3})[^\r\n]{1,80}", "not_a_telephone_number")]
Email = Annotated[str, BeforeValidator(_email)]
SlackMember = Annotated[str, _matching(r"[UW][A-Z0-9]{2,20}", "not_a_slack_member")]
SlackChannel = Annotated[str, _matching(r"[CG][A-Z0-9]{2,20}", "not_a_slack_channel")]
Address = Annotated[
    str,
    BeforeValidator(_with_a_port),  # after the pattern: such validators run from the last to the first
    _matching(r"(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}", "not_an_address"),
]


class FormSettings(BaseSettings):
    """What says which form is used and in which words: all that somebody needs who only reads or writes forms."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    form_file: Path | None = None
    words_file: Path | None = None
    language: Annotated[str, BeforeValidator(_language)] = ENGLISH


class BlankFormSettings(FormSettings):
    """What a blank form says of the Board; without a setting it says so in general words."""

    board_name: OneLine | None = None
    panel_name: OneLine = "Practice Review Panel"
    front_door: Telephone | None = None
    out_of_hours: Telephone | None = None
    business_unit_email: Email | None = None
    mailbox: SecretStr | None = None
    mail_from: Email | None = None
    protective_marking: OneLine | None = None

    def sent_to(self) -> str:
        """Give the address that a filled-in form is sent to: the bot's own mailbox, or else the business unit's."""
        return (self.mail_from if self.mailbox else self.business_unit_email) or ""


class Settings(FormSettings):
    """Every setting, checked. Secrets are `SecretStr`, so that no repr or log line shows them."""

    board_name: OneLine
    panel_name: OneLine = "Practice Review Panel"
    front_door: Telephone
    out_of_hours: Telephone
    business_unit_email: Email
    chair_email: Email
    chair_slack_id: SlackMember | None = None
    chair_agency: OneLine | None = None
    deputy_chair_email: Email | None = None
    deputy_chair_slack_id: SlackMember | None = None
    deputy_chair_agency: OneLine | None = None

    panel_channel: SlackChannel
    slack_bot_token: Annotated[SecretStr, _secret(r"xoxb-[\w-]+", "not_a_bot_token")]
    slack_mode: Literal["socket", "http"] = "socket"
    slack_app_token: Annotated[SecretStr, _secret(r"xapp-[\w-]+", "not_an_app_token")] | None = None
    slack_signing_secret: Annotated[SecretStr, _secret(r"\S+", "not_a_signing_secret")] | None = None
    slack_api_url: Annotated[str, BeforeValidator(_web_address)] = "https://slack.com/api/"

    smtp_url: Annotated[SecretStr, BeforeValidator(_mail_server)]
    mail_from: Email
    protective_marking: OneLine | None = None
    mailbox: Annotated[SecretStr, BeforeValidator(_mailbox)] | None = None
    trusted_senders: Annotated[frozenset[str], NoDecode, BeforeValidator(_senders)] = frozenset()
    mail_gateway: Annotated[str, _matching(r"[\w.-]{1,200}", "not_a_gateway")] | None = None
    mail_megabytes: Annotated[int, Field(ge=1, le=150)] = 40

    database_url: Annotated[SecretStr, BeforeValidator(_database)] = SecretStr("sqlite:///prp.db")
    keys_file: Path = Path("prp.keys")
    audit_head_file: Path | None = None

    regime: Annotated[str | None, BeforeValidator(_regime)] = None
    decision_months: Annotated[int, Field(ge=1, le=12)] = 1
    first_day: Annotated[int, Field(ge=0, le=1)] = 0
    working_hours: Annotated[tuple[time, time], NoDecode, BeforeValidator(_hours)] = (time(9, 0), time(17, 0))
    closure_days: Annotated[frozenset[date], NoDecode, BeforeValidator(_dates)] = frozenset()
    reminders: Annotated[Ladder, NoDecode, BeforeValidator(_ladder)] = Ladder()
    retention: bool = False
    retention_file: Path | None = None
    retention_years: Annotated[dict[str, int], NoDecode, BeforeValidator(_years)] = Field(default_factory=dict)

    guests_may_refer: bool = False
    other_organisations_may_refer: bool = False
    answers_in_conversation: bool = True
    typed_answers: bool = False

    files_in_slack: bool = False
    file_kinds: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_file_kinds)] = _USUAL_KINDS
    file_megabytes: Annotated[int, Field(ge=1, le=100)] = 20
    files_per_case: Annotated[int, Field(ge=1, le=50)] = 10

    http_address: Address = "127.0.0.1:3000"
    health_address: Address = "127.0.0.1:8080"
    heartbeat_url: Annotated[SecretStr, BeforeValidator(_heartbeat)] | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        if self.slack_mode == "socket" and self.slack_app_token is None:
            raise _about("slack_app_token", "needed_in_socket_mode")
        if self.slack_mode == "http" and self.slack_signing_secret is None:
            raise _about("slack_signing_secret", "needed_in_http_mode")
        if self.smtp_url.get_secret_value() == THROUGH_MAILBOX and not self._mailbox_sends():
            raise _about("smtp_url", "mailbox_does_not_send")
        if (self.deputy_chair_slack_id or self.deputy_chair_agency) and not self.deputy_chair_email:
            raise _about("deputy_chair_email", "needed_with_deputy")
        return self

    def _mailbox_sends(self) -> bool:
        kind = self.mailbox.get_secret_value().partition(":")[0] if self.mailbox else ""
        return kind in {"ews", "graph"}

    def audit_head(self) -> Path:
        """Give where it is kept how far the audit has come: beside the key file, if nothing else is set."""
        return self.audit_head_file or self.keys_file.with_name(f"{self.keys_file.name}.audit")

    def erased_file(self) -> Path:
        """Give where it is kept which cases were erased: beside how far the audit has come."""
        return self.audit_head().with_suffix(".erased")

    def board(self) -> Board:
        """Give what the procedure needs to know of the Board."""
        deputy = Contact(
            email=self.deputy_chair_email,
            slack=self.deputy_chair_slack_id,
            agency=self.deputy_chair_agency or "",
        )
        return Board(
            name=self.board_name,
            panel_name=self.panel_name,
            front_door=self.front_door,
            out_of_hours=self.out_of_hours,
            chair=Contact(email=self.chair_email, slack=self.chair_slack_id, agency=self.chair_agency or ""),
            deputy_chair=deputy if self.deputy_chair_email else None,
            business_unit_email=self.business_unit_email,
            panel_channel=self.panel_channel,
            regime=self.regime,
            closure_days=self.closure_days,
            opens=self.working_hours[0],
            closes=self.working_hours[1],
            first_day=1 if self.first_day else 0,
            decision_months=self.decision_months,
            ladder=self.reminders,
            marking=self.protective_marking or "",
            guests_may_refer=self.guests_may_refer,
            other_organisations_may_refer=self.other_organisations_may_refer,
            answers_in_conversation=self.answers_in_conversation,
            typed_answers=self.typed_answers,
            files=self._file_rules(),
            trusted_senders=self.trusted_senders,
        )

    def _file_rules(self) -> FileRules | None:
        if not self.files_in_slack:
            return None
        return FileRules(
            kinds=self.file_kinds, most_bytes=self.file_megabytes * MEGABYTE, most_per_case=self.files_per_case
        )


_Kind = TypeVar("_Kind", bound=FormSettings)


def _about(field: str, kind: str) -> PydanticCustomError:
    return PydanticCustomError("problem", "{kind}", {"kind": kind, "field": field})


def load_settings(env_file: Path = Path(".env")) -> Settings:
    """Read the settings from the environment and from `env_file`, if there is one; the environment wins.

    Raises `SettingsMistake` for the first that is missing, wrong or unknown.
    """
    return _loaded(Settings, env_file)


def load_form_settings(env_file: Path = Path(".env")) -> FormSettings:
    """Read as `load_settings` does what says which form is used: nothing else has to be set."""
    return _loaded(FormSettings, env_file)


def load_blank_form_settings(env_file: Path = Path(".env")) -> BlankFormSettings:
    """Read as `load_settings` does what a blank form says of the Board: nothing has to be set."""
    return _loaded(BlankFormSettings, env_file)


def _loaded(kind: type[_Kind], env_file: Path) -> _Kind:
    in_file = _names_in(env_file) if env_file.exists() else []
    _refuse_unknown(in_file, say("command_line.settings.place_file", path=env_file))
    _refuse_unknown(os.environ, say("command_line.settings.place_environment"))
    try:
        return kind(_env_file=env_file)
    except ValidationError as mistake:
        raise SettingsMistake(_sentence(mistake.errors()[0])) from None


def setting_name(field: str) -> str:
    """Give the name under which a field of `Settings` is set: ``board_name`` is ``PRP_BOARD_NAME``."""
    return PREFIX + field.upper()


def _names_in(env_file: Path) -> list[str]:
    try:
        with env_file.open(encoding="utf-8-sig") as stream:
            lines = list(parse_stream(stream))
    except (OSError, UnicodeDecodeError) as mistake:
        reason = why_unreadable(mistake)
        raise SettingsMistake(say("command_line.settings.file_unreadable", path=env_file, reason=reason)) from None
    for line in lines:
        if line.error or (line.key is not None and line.value is None):
            number = _line_number(line)
            raise SettingsMistake(say("command_line.settings.line", line=number, path=env_file))
    return [line.key for line in lines if line.key]


def _line_number(line: Binding) -> int:
    """Give where the statement is; dotenv counts the blank lines before it as part of it."""
    text = line.original.string
    return line.original.line + text[: len(text) - len(text.lstrip())].count("\n")


def _refuse_unknown(names: Iterable[str], place: str) -> None:
    known = [setting_name(field) for field in Settings.model_fields]
    for name in names:
        if not name.upper().startswith(PREFIX) or name.upper().startswith(FOR_TESTS) or name.upper() in known:
            continue
        guesses = get_close_matches(name.upper(), known, n=1)
        if guesses:
            raise SettingsMistake(say("command_line.settings.unknown", name=name, guess=guesses[0]))
        raise SettingsMistake(say("command_line.settings.unknown_no_guess", name=name, place=place))


_KINDS = {
    "literal_error": "not_a_choice",
    "bool_parsing": "not_a_yes_or_no",
    "int_parsing": "not_a_number",
    "greater_than_equal": "not_a_number",
    "less_than_equal": "not_a_number",
}
"""How pydantic's own kinds of mistake are said here."""


def _sentence(mistake: ErrorDetails) -> str:
    context: dict[str, Any] = mistake.get("ctx", {})
    field = str(context.get("field") or mistake["loc"][0])
    words: Callable[[str], str] = lambda part: say(f"command_line.setting.{field}.{part}")  # noqa: E731 -- used twice
    values = {"name": setting_name(field), "write": words("write"), "example": words("example")}
    if mistake["type"] == "missing":
        return say("command_line.settings.missing", **values)
    kind = context.get("kind") or _KINDS.get(mistake["type"], "wrong")
    return say("command_line.settings.wrong", problem=say(f"command_line.problem.{kind}"), **values)
