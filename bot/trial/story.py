"""`prp try --story`: plays a ready case unattended, from the referral to the last action, and shows it as it happens.

Nothing here reaches into the bot: every person in it uses their Slack client, every mail comes from the mail server.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.compose import CLOCK
from bot.logs import configure_logs
from bot.sandbox.person import Person
from bot.trial import acts, drawing, world
from bot.trial.hands import Answers, WentWrong, by_block
from bot.trial.news import News
from bot.trial.stories import Story, story
from bot.trial.world import World
from forms.answers.dates import in_words
from forms.words import say
from handlers.work import LONDON
from storage import cases, duties


def play(name: str, console: Console | None = None) -> None:
    """Play the story called `name`, showing it on `console`.

    Raises `WentWrong` where it does not go as it should, so that the command does not end well.
    """
    script = story(name)
    configure_logs("WARNING")
    shown = console or drawing.terminal()
    with (
        tempfile.TemporaryDirectory(prefix="prp-try-") as folder,
        World(Path(folder), regime=script.regime) as marram,
    ):
        Play(marram, script, shown).all()
    shown.print(Text(say("try.story.end"), style="bold"))


class Play:
    """One story being played: the world, the script, and where it is shown."""

    def __init__(self, marram: World, script: Story, console: Console) -> None:
        self.world = marram
        self.script = script
        self.console = console
        self._news = News(marram, console)

    def all(self) -> None:
        """Play every act."""
        self.refer()
        self.remind()
        self.decide()
        self.act()

    def refer(self) -> None:
        """Somebody refers a case, page by page; panel, chair and business unit are told."""
        with self._act("refer", who=world.NAMES[world.REFERRER]):
            acts.refer(self.world.person(world.REFERRER), self.script.pages, self._draw)

    def remind(self) -> None:
        """The clock moves to the chair's first reminder."""
        moment, due_on = self._next_reminder()
        with self._act("remind", day=in_words(moment.astimezone(LONDON).date()), due=in_words(due_on)):
            self.world.move_to(moment)

    def decide(self) -> None:
        """The chair records the decision from the reminder itself."""
        chair = self.world.person(world.CHAIR)
        with self._act("decide", who=world.NAMES[world.CHAIR]):
            acts.record_decision(chair, chair.messages[-1], self.script.decision, self._draw)

    def act(self) -> None:
        """An action is added, its owner is reminded, and says that it is done."""
        unit, owner = self.world.person(world.UNIT), self.world.person(world.OWNER)
        owner_name = world.NAMES[world.OWNER]
        due = self._today() + timedelta(days=28)
        with self._act("add_action", who=world.NAMES[world.UNIT]):
            card = unit.channel_messages(world.PANEL_CHANNEL)[-1]
            acts.add_action(
                unit, card, text=self.script.action.text, owner=owner_name, due=in_words(due), see=self._draw
            )
        with self._act("remind_action", day=in_words(due), who=owner_name):
            self.world.move_to(_morning(due))
        with self._act("finish_action", who=owner_name):
            acts.finish_action(owner, owner.messages[-1], self.script.action.note, self._draw)

    @contextmanager
    def _act(self, name: str, **values: object) -> Iterator[None]:
        """Say what is about to happen, let it happen, then show every message and mail that came of it."""
        self.console.rule(say(f"try.story.{name}_title"), align="left")
        self.console.print(say(f"try.story.{name}", **values))
        yield
        self.world.settle()
        if self._news.show() == 0:
            message = f"nobody was told anything in the act {name}"
            raise WentWrong(message)

    def _draw(self, person: Person, answers: Answers) -> None:
        view = acts.modal(person)
        typed = {block_id: _in_words(view, block_id, value) for block_id, value in by_block(view, answers).items()}
        self.console.print(drawing.modal(view, typed))

    def _next_reminder(self) -> tuple[datetime, date]:
        """Give the moment of the next reminder, and the due date of the decision it is about."""
        with self.world.service.office.read(CLOCK) as work:
            (case,) = cases.open_cases(work.tx)
            (duty,) = duties.of_case(work.tx, case.id)
        moment = self.world.next_reminder()
        if moment is None:
            message = "no reminder is waiting"
            raise WentWrong(message)
        return moment, duty.due_on

    def _today(self) -> date:
        return self.world.clock().astimezone(LONDON).date()


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 1), LONDON).astimezone(UTC)


def _in_words(view: dict[str, Any], block_id: str, value: Any) -> str:
    labels = acts.options(view, block_id)
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(one, one)) for one in chosen)
