"""`prp try --story`: plays a ready case unattended, from the referral to the last action, and shows it as it happens.

Nothing here reaches into the bot: every person in it uses their Slack client, every mail comes from the mail server.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.compose import CLOCK
from bot.sandbox.person import Person
from bot.slack.metadata import remembered
from bot.trial import drawing, world
from bot.trial.hands import Answers, WentWrong, block_ids, by_block, fill_in, went_well
from bot.trial.news import News
from bot.trial.stories import Story, story
from bot.trial.world import World
from forms.answers.dates import in_words
from forms.words import say
from handlers.work import LONDON
from storage import cases, duties, reminders


def play(name: str, console: Console | None = None) -> None:
    """Play the story called `name`, showing it on `console`.

    Raises `WentWrong` where it does not go as it should, so that the command does not end well.
    """
    script = story(name)
    shown = console or Console(width=drawing.WIDTH, highlight=False)
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
        """A school nurse refers a case, page by page; panel, chair and business unit are told."""
        person = self.world.person(world.REFERRER)
        with self._act("refer", who=world.NAMES[world.REFERRER]):
            went_well(person.command("/refer"))
            self._submit(person, {})
            while (page := _page(person)) != "review":
                self._submit(person, self.script.pages.get(page, {}))
            self._draw(person)
            went_well(person.click(_modal(person), "declaration"))
            self._submit(person, self.script.pages["declaration"])
            self._draw(person)

    def remind(self) -> None:
        """The clock moves to the chair's first reminder."""
        moment, due_on = self._next_reminder()
        with self._act("remind", day=in_words(moment.astimezone(LONDON).date()), due=in_words(due_on)):
            self.world.move_to(moment)

    def decide(self) -> None:
        """The chair records the decision from the reminder itself."""
        chair = self.world.person(world.CHAIR)
        with self._act("decide", who=world.NAMES[world.CHAIR]):
            went_well(chair.click(chair.messages[-1], "record_decision"))
            self._submit(chair, self.script.decision)
            self._draw(chair)

    def act(self) -> None:
        """An action is added, its owner is reminded, and says that it is done."""
        unit, owner = self.world.person(world.UNIT), self.world.person(world.OWNER)
        due = self._today() + timedelta(days=28)
        with self._act("add_action", who=world.NAMES[world.UNIT]):
            went_well(unit.click(unit.channel_messages(world.PANEL_CHANNEL)[-1], "open_case"))
            went_well(unit.click(_modal(unit), "add_action"))
            owner_id = _option(_modal(unit), "owner", world.NAMES[world.OWNER])
            self._submit(unit, {"text": self.script.action.text, "owner": owner_id, "due": in_words(due)})
        with self._act("remind_action", day=in_words(due), who=world.NAMES[world.OWNER]):
            self.world.move_to(_morning(due))
        with self._act("finish_action", who=world.NAMES[world.OWNER]):
            went_well(owner.click(owner.messages[-1], "action_done"))
            self._submit(owner, {"note": self.script.action.note})

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

    def _submit(self, person: Person, answers: Answers) -> None:
        self._draw(person, answers)
        fill_in(person, answers)

    def _draw(self, person: Person, answers: Answers = {}) -> None:  # noqa: B006 -- only read
        view = _modal(person)
        typed = {block_id: _in_words(view, block_id, value) for block_id, value in by_block(view, answers).items()}
        self.console.print(drawing.modal(view, typed))

    def _next_reminder(self) -> tuple[datetime, date]:
        """Give the moment of the next reminder, and the due date of the decision it is about."""
        with self.world.service.office.read(CLOCK) as work:
            (case,) = cases.open_cases(work.tx)
            (duty,) = duties.of_case(work.tx, case.id)
            moment = reminders.next_due(work.tx)
        if moment is None:
            message = "no reminder is waiting"
            raise WentWrong(message)
        return moment, duty.due_on

    def _today(self) -> date:
        return self.world.clock().astimezone(LONDON).date()


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 1), LONDON).astimezone(UTC)


def _modal(person: Person) -> dict[str, Any]:
    view = person.modal
    if view is None:
        message = "no screen is open"
        raise WentWrong(message)
    return view


def _page(person: Person) -> str:
    """Give the id of the page that is open, or the kind of screen where it is no page."""
    view = _modal(person)
    return remembered(view).page_id if view["callback_id"] == "page" else str(view["callback_id"])


def _element(view: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    for block in view["blocks"]:
        if block.get("block_id") == block_id:
            element: Mapping[str, Any] = block["element"]
            return element
    raise KeyError(block_id)


def _options(view: Mapping[str, Any], block_id: str) -> dict[str, str]:
    """Give the labels of an input's options, by value; none for an input to type in."""
    return {one["value"]: one["text"]["text"] for one in _element(view, block_id).get("options", [])}


def _option(view: Mapping[str, Any], question_id: str, label: str) -> str:
    """Give the value of the option whose label begins with `label`; raises `WentWrong`."""
    for value, text in _options(view, block_ids(view)[question_id]).items():
        if text.startswith(label):
            return value
    message = f"{question_id} does not offer what the story chooses"
    raise WentWrong(message)


def _in_words(view: Mapping[str, Any], block_id: str, value: Any) -> str:
    labels = _options(view, block_id)
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(one, one)) for one in chosen)
