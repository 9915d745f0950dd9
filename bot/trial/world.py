"""A whole Board on one machine: the bot itself, a workspace, a mail server, a database, people and a clock.

The bot in it is the real one, put together as `prp run` does; only Slack and the mail server are the project's own,
and both are spoken to over the network as the real ones are.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.cli import slack_app
from bot.compose import CLOCK, Service, compose
from bot.sandbox.person import Person
from bot.sandbox.server import SlackServer
from bot.sandbox.workspace import Workspace
from bot.settings import Settings
from bot.trial.clock import MovableClock
from bot.trial.mailroom import Mailroom
from bot.trial.ports import HOST, free_port, no_proxy
from handlers import people
from handlers.access import Actor, Role
from storage import attachments, outbox, reminders
from storage.keys import new_key_file
from storage.migrate import upgrade

BOARD = "Marram Safeguarding Children Board"
PANEL_CHANNEL = "C0PANEL"
CHAIR_EMAIL = "chair@marram-board.example.org"
DEPUTY_EMAIL = "deputy.chair@marram-board.example.org"
UNIT_EMAIL = "business.unit@marram-board.example.org"
REFERRER, CHAIR, DEPUTY, UNIT, MANAGER, PANEL_MEMBER, OWNER = (
    "U0REFERRER", "U0CHAIR", "U0DEPUTY", "U0UNIT", "U0MANAGER", "U0PANEL", "U0OWNER",
)  # fmt: skip
"""Slack ids of the people in the trial."""

NAMES = {
    REFERRER: "Samira Okafor",
    CHAIR: "Ruth Adeyemi",
    DEPUTY: "Alan Whitcombe",
    UNIT: "Bea Lindqvist",
    MANAGER: "Tom Garrick",
    PANEL_MEMBER: "Meera Joshi",
    OWNER: "Colin Pryce",
}

STAFF = (
    people.AddPerson(name=NAMES[UNIT], roles=(Role.BUSINESS_UNIT,), agency=BOARD, slack=UNIT, email=UNIT_EMAIL),
    people.AddPerson(name=NAMES[MANAGER], roles=(Role.BUSINESS_MANAGER,), agency=BOARD, slack=MANAGER),
    people.AddPerson(name=NAMES[PANEL_MEMBER], roles=(Role.PANEL,), agency="Marram Police", slack=PANEL_MEMBER),
    people.AddPerson(
        name=NAMES[OWNER],
        roles=(Role.ACTION_OWNER,),
        agency="Marram Hospital Trust",
        slack=OWNER,
        email="colin.pryce@marram-hospital.example.org",
    ),
)


class TrialSettings(Settings):
    """Settings that come only from what is handed over: nothing on the newcomer's machine changes a trial."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read what is handed over and nothing else."""
        return (init_settings,)


class World:
    """The whole of it, inside ``with``. Everything it keeps lies in `folder`."""

    def __init__(
        self,
        folder: Path,
        *,
        start: datetime | None = None,
        slack_mode: Literal["socket", "http"] = "socket",
        database_url: str | None = None,
        **settings: Any,
    ) -> None:
        self.folder = folder
        self.clock = MovableClock(start)
        self.workspace = _workspace()
        self.mailroom = Mailroom()
        self.server = SlackServer(self.workspace)
        self.slack_mode = slack_mode
        self.database_url = database_url or f"sqlite:///{folder / 'prp.db'}"
        self._more_settings = settings
        self._ends = ExitStack()
        self.service: Service
        self.settings: Settings

    def __enter__(self) -> Self:
        with ExitStack() as ends:
            ends.enter_context(no_proxy())
            self.mailroom.start()
            ends.callback(self.mailroom.stop)
            ends.enter_context(self.server)
            new_key_file(self.folder / "prp.keys")
            upgrade(self.database_url)
            self.settings = self._settings()
            takes_mail = self.settings.mailbox is not None
            self.workspace.scopes |= slack_app.scopes(files=self.settings.files_in_slack, mail=takes_mail)
            self.start_bot()
            ends.callback(self.stop_bot)
            self._give_roles()
            self.settle()
            self._ends = ends.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._ends.close()

    def start_bot(self) -> None:
        """Start the bot, as `prp run` does; what it began is stopped again if it cannot start."""
        self.service = compose(self.settings, clock=self.clock)
        with ExitStack() as if_it_fails:
            if_it_fails.callback(self.service.stop)
            self.service.start()
            if_it_fails.pop_all()
        if self.slack_mode == "http":
            self.workspace.request_url = f"http://{self.settings.http_address}/slack/events"

    def stop_bot(self) -> None:
        """Stop the bot, as a restart of the machine would."""
        self.service.stop()

    def person(self, user_id: str) -> Person:
        """Give somebody at their Slack client."""
        return Person(self.workspace, user_id)

    def move_to(self, moment: datetime) -> None:
        """Put the clock forward to `moment`, and let everything happen that is due by then."""
        self.clock.move_to(moment)
        self.service.tick()
        self.settle()

    def next_reminder(self) -> datetime | None:
        """Give the moment of the next reminder that waits, or None."""
        with self.service.office.read(CLOCK) as work:
            return reminders.next_due(work.tx)

    def settle(self, timeout: float = 20.0) -> None:
        """Wait until every message that is due has gone out; raises `TimeoutError`."""
        self.service.deliverer.wake()
        self.service.fetcher.wake()
        self.workspace.wait_until_quiet(timeout)
        _wait(self._nothing_is_due, timeout)
        self.workspace.wait_until_quiet(timeout)

    def _give_roles(self) -> None:
        with self.service.office.begin(Actor("command_line:trial", frozenset({Role.ADMINISTRATOR}))) as work:
            for person in STAFF:
                people.add(work, person)

    def _nothing_is_due(self) -> bool:
        with self.service.office.read(CLOCK) as work:
            wanted_at = attachments.next_due(work.tx)
            if wanted_at is not None and (wanted_at <= work.now or self.service.fetcher.busy):
                return False
            return all(message.not_before > work.now for message in outbox.waiting(work.tx))

    def _settings(self) -> Settings:
        given: dict[str, Any] = {
            "board_name": BOARD,
            "front_door": "01632 960 100",
            "out_of_hours": "01632 960 199",
            "business_unit_email": UNIT_EMAIL,
            "chair_email": CHAIR_EMAIL,
            "chair_slack_id": CHAIR,
            "panel_channel": PANEL_CHANNEL,
            "slack_mode": self.slack_mode,
            "slack_bot_token": self.workspace.bot_token,
            "slack_app_token": self.workspace.app_token,
            "slack_signing_secret": self.workspace.signing_secret,
            "slack_api_url": self.server.api_url,
            "smtp_url": self.mailroom.url,
            "mail_from": UNIT_EMAIL,
            "protective_marking": "OFFICIAL-SENSITIVE",
            "database_url": self.database_url,
            "keys_file": self.folder / "prp.keys",
            "http_address": f"{HOST}:{free_port()}",
            "health_address": f"{HOST}:{free_port()}",
        }
        return TrialSettings(**(given | self._more_settings))


def _workspace() -> Workspace:
    workspace = Workspace()
    for user_id, name in NAMES.items():
        workspace.add_user(user_id, name)
    members = (workspace.bot_user_id, UNIT, MANAGER, PANEL_MEMBER)
    workspace.add_channel(PANEL_CHANNEL, "practice-review-panel", members=members)
    return workspace


def _wait(until: Callable[[], bool], timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while not until():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.01)
