"""The one place where everything is put together.

`open_office` gives what every way in shares: the Board, the forms and the database, each checked. The command line
works in an office alone. `compose` adds what a running bot has: Slack, mail, the deliverer and the clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from slack_sdk import WebClient

from bot.clock import Clock, Ticker, system_clock
from bot.deliverer import Deliverer
from bot.fetcher import Fetcher
from bot.files import why_unreadable
from bot.health import Look, database_answers, health_routes, is_so, messages_go_out
from bot.heartbeat import Heartbeat
from bot.mail import Letterhead, MailSender, mail_sender
from bot.mail.boxes.choose import open_mailbox
from bot.mail.form_to_send import FormToSend
from bot.mail.mailbox import Mailbox
from bot.mail.room import MailRoom
from bot.metrics import metrics_route
from bot.sending import Sender
from bot.settings import THROUGH_MAILBOX, FormSettings, Settings
from bot.slack.client import slack_client
from bot.slack.connection import Connection
from bot.slack.files import SlackFiles
from bot.slack.sending import SlackSender
from bot.slack.steps import Steps
from forms.loading import FormMistake, default_form, default_form_text, load_form
from forms.retention import Schedule, ScheduleMistake, default_schedule_text, load_schedule
from forms.words import Words, say, speak
from forms.words.own import WordsMistake, read_own_words
from handlers import erasing, reminders
from handlers.access import Actor, identify
from handlers.board import Board
from handlers.form_versions import Forms
from handlers.intake.looking_after import look_after as look_after_letters
from handlers.referral import unsent
from handlers.retention import looking_after
from handlers.work import Work
from storage import migrate
from storage.audit_chain import follow
from storage.audit_head import HeadFile
from storage.database import Database, DatabaseUnavailable, Transaction
from storage.envelope import Vault
from storage.erased_file import ErasedFile
from storage.key_check import check_keys
from storage.one_bot import OneBot

CLOCK = Actor("clock")
"""Who acts when a reminder comes due."""
DELIVERER = Actor("deliverer")
"""Who acts when a message is sent or given up."""
FETCHER = Actor("fetcher")
"""Who acts when a file is kept or refused."""
MAILBOX = Actor("mailbox")
"""Who acts when a mail has come."""


@dataclass(frozen=True)
class Office:
    """What every way in shares. Close it with `close`."""

    settings: Settings
    board: Board
    forms: Forms
    database: Database
    clock: Clock
    vault: Vault
    heads: HeadFile
    """How far the audit has come, kept outside the database."""

    @contextmanager
    def begin(self, actor: Actor) -> Iterator[Work]:
        """Give a unit of work for `actor`: committed at the end, or nothing is changed."""
        with self.database.begin(self.clock()) as tx:
            yield self.work(tx, actor)

    @contextmanager
    def read(self, actor: Actor) -> Iterator[Work]:
        """Give a unit of work for `actor` that only reads."""
        with self.database.read(self.clock()) as tx:
            yield self.work(tx, actor)

    def work(self, tx: Transaction, actor: Actor) -> Work:
        """Give a unit of work in a transaction that is open already."""
        return Work(tx, self.board, self.forms, actor)

    def work_for(self, tx: Transaction, slack_user: str, *, may_refer: bool) -> Work:
        """Give a unit of work for a Slack user, with the roles that they have now."""
        return self.work(tx, identify(tx, self.board, slack_user, may_refer=may_refer))

    def close(self) -> None:
        """Close the database's connections."""
        self.database.close()


def open_office(settings: Settings, *, clock: Clock = system_clock) -> Office:
    """Open the database, having checked the words, the form, the keys and that the tables are of this version.

    From then on everything is said in the Board's language and own words. Raises `WordsMistake`, `FormMistake`,
    `ScheduleMistake`, `KeyFileMistake` or `DatabaseUnavailable`, each with one sentence for a person.
    """
    words = read_words(settings)
    forms = read_forms(settings)
    board = board_of(settings)
    speak(words)
    url = settings.database_url.get_secret_value()
    vault = Vault.of_file(settings.keys_file)
    heads = HeadFile(settings.audit_head(), vault)
    if not migrate.is_current(url):
        raise DatabaseUnavailable(say("command_line.database.not_current"))
    database = Database(url, vault, heads, ErasedFile(settings.erased_file()))
    office = Office(settings, board, forms, database, clock, vault, heads)
    with office.database.begin(clock()) as tx:
        check_keys(tx)
        follow(tx)
        forms.remember_current(tx)
    return office


def board_of(settings: Settings) -> Board:
    """Give the Board as the settings have it, with its retention schedule if it uses one; raises `ScheduleMistake`."""
    return settings.board().model_copy(update={"retention": read_schedule(settings) if settings.retention else None})


def read_schedule(settings: Settings) -> Schedule:
    """Read the retention schedule that the settings name, whether or not it is used; raises `ScheduleMistake`."""
    if settings.retention_file is None:
        text, source = default_schedule_text(), say("command_line.retention.default")
    else:
        source = str(settings.retention_file)
        try:
            text = settings.retention_file.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as trouble:
            reason = why_unreadable(trouble)
            raise ScheduleMistake(say("command_line.retention.unreadable", path=source, reason=reason)) from None
    try:
        return load_schedule(text, source).with_years(settings.retention_years)
    except KeyError as unknown:
        raise ScheduleMistake(say("command_line.retention.no_such_rule", rule=unknown.args[0])) from None


def read_words(settings: FormSettings) -> Words:
    """Read the language and the Board's own words that the settings name; raises `WordsMistake`."""
    if settings.words_file is None:
        return Words(settings.language)
    source = str(settings.words_file)
    try:
        text = settings.words_file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as trouble:
        reason = why_unreadable(trouble)
        raise WordsMistake(say("command_line.words.unreadable", path=source, reason=reason)) from None
    return Words(settings.language, read_own_words(text, source))


def read_forms(settings: FormSettings) -> Forms:
    """Read the form that the settings name; raises `FormMistake`."""
    if settings.form_file is None:
        return Forms(default_form(settings.language), default_form_text(settings.language))
    source = str(settings.form_file)
    try:
        text = settings.form_file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as trouble:
        reason = why_unreadable(trouble)
        raise FormMistake(say("command_line.form.unreadable", path=source, reason=reason)) from None
    return Forms(load_form(text, source), text)


def senders(office: Office, client: WebClient, mailbox: Mailbox | None) -> Mapping[str, Sender]:
    """Give the ways to send, by the outbox's channel."""
    # without a mailbox nobody reads an answer, so that no mail needs what makes one known
    vault = office.vault if mailbox else None
    form = FormToSend(office.forms.current, office.board, office.settings.mail_from)
    mail = mail_of(office.settings, mailbox, vault, form, clock=office.clock)
    return {"slack": SlackSender(client), "email": mail}


def mail_of(
    settings: Settings,
    mailbox: Mailbox | None = None,
    vault: Vault | None = None,
    form: FormToSend | None = None,
    *,
    clock: Clock = system_clock,
) -> MailSender:
    """Give the way to send mail that the settings name. An answer to it goes to the bot, if the bot reads mail."""
    answers_to = settings.business_unit_email if settings.mailbox is None else settings.mail_from
    letterhead = Letterhead(settings.panel_name, settings.mail_from, answers_to, vault, form)
    return mail_sender(settings.smtp_url.get_secret_value(), letterhead, mailbox, clock=clock)


def mailbox_of(settings: Settings) -> Mailbox | None:
    """Give the mailbox that the settings name, if any; nothing is connected yet."""
    if settings.mailbox is None:
        return None
    sends = settings.smtp_url.get_secret_value() == THROUGH_MAILBOX
    return open_mailbox(settings.mailbox.get_secret_value(), sends=sends)


class Service:
    """A running bot. `start` begins everything, `stop` ends it without losing anything."""

    def __init__(self, office: Office, client: WebClient) -> None:
        self.office = office
        self._one_bot = OneBot(office.settings.database_url.get_secret_value())
        mailbox = mailbox_of(office.settings)
        self.mail_room = None if mailbox is None else _mail_room(office, mailbox, client)
        self.deliverer = Deliverer(
            database=office.database,
            begin=partial(office.begin, DELIVERER),
            board=office.board,
            senders=senders(office, client, mailbox),
            clock=office.clock,
        )
        self.fetcher = Fetcher(
            database=office.database,
            begin=partial(office.begin, FETCHER),
            board=office.board,
            sources={"slack": SlackFiles(client)},
            clock=office.clock,
        )
        self.ticker = Ticker(self.tick)
        looks = self._looks()
        beat_at = office.settings.heartbeat_url
        self._heartbeat = Heartbeat(beat_at.get_secret_value(), looks) if beat_at else None
        self.connection = Connection(
            office.settings,
            Steps(
                client=client,
                database=office.database,
                board=office.board,
                forms=office.forms,
                clock=office.clock,
            ),
            [*health_routes(looks), metrics_route(office.database, office.clock, looks)],
        )

    def start(self) -> None:
        """Answer Slack, deliver and tick; what arrived before and was left is dealt with first.

        Raises `SlackRefused`, `AddressTaken`, or `DatabaseUnavailable` where another bot works with the same SQLite
        database, each with one sentence for a person; `stop` it all the same.
        """
        self._one_bot.take()
        self.deliverer.start()
        self.fetcher.start()
        if self.mail_room is not None:
            self.mail_room.start()
        self.connection.start()
        self.ticker.start()

    def stop(self) -> None:
        """Stop taking in, finish what is in hand, close the database."""
        self.connection.stop()
        self.ticker.stop()
        if self.mail_room is not None:
            self.mail_room.stop()
        self.fetcher.stop()
        self.deliverer.stop()
        self.office.close()
        self._one_bot.leave()

    def tick(self) -> int:
        """Have every reminder queued whose moment has come, one commit a batch; tells how many duties were reminded.

        Drafts that wait and closed cases are looked after in the same way: people are reminded and warned, and what has
        been kept long enough is erased.
        The sign of life comes last: where a tick fails, it is not given.
        """
        self.connection.renew_if_deaf()
        self.fetcher.wake()
        reminded = 0
        while batch := self._remind():
            reminded += batch
        while self._look_after_drafts() or self._look_after_closed_cases() or self._look_after_letters():
            pass
        self._erase()
        if self._heartbeat is not None:
            self._heartbeat.beat()
        return reminded

    def _remind(self) -> int:
        with self.office.begin(CLOCK) as work:
            return reminders.send_due(work)

    def _look_after_drafts(self) -> int:
        with self.office.begin(CLOCK) as work:
            return unsent.look_after(work)

    def _look_after_closed_cases(self) -> int:
        with self.office.begin(CLOCK) as work:
            return looking_after.look_after(work)

    def _look_after_letters(self) -> int:
        with self.office.begin(CLOCK) as work:
            return look_after_letters(work)

    def _erase(self) -> None:
        """Erase, one step a commit, what is to be erased, and then have it written over on the disk."""
        begun = False
        while self._erase_some():
            begun = True
        if begun:
            self.office.database.write_over_erased()

    def _erase_some(self) -> bool:
        with self.office.begin(CLOCK) as work:
            return erasing.go_on(work)

    def _looks(self) -> Mapping[str, Look]:
        database, clock = self.office.database, self.office.clock
        looks = {
            "database": database_answers(database, clock),
            "delivery": messages_go_out(database, clock, lambda: self.deliverer.running),
            "files": is_so(lambda: self.fetcher.running),
            "clock": is_so(lambda: self.ticker.running),
            "slack": is_so(lambda: self.connection.connected),
        }
        return looks if self.mail_room is None else looks | {"mailbox": self.mail_room.look}


def _mail_room(office: Office, mailbox: Mailbox, client: WebClient) -> MailRoom:
    return MailRoom(
        mailbox,
        office.settings,
        client,
        form=office.forms.current,
        vault=office.vault,
        database=office.database,
        begin=partial(office.begin, MAILBOX),
        clock=office.clock,
    )


def compose(settings: Settings, *, clock: Clock = system_clock) -> Service:
    """Put the bot together from its settings. Raises as `open_office` does; nothing runs before `Service.start`."""
    client = slack_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    return Service(open_office(settings, clock=clock), client)
