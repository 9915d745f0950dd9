"""`prp try`: a newcomer refers a case in the terminal, then reads what everybody was told and moves the clock.

The terminal is a plain Slack client: it shows the screens that the bot sends and asks for each input in turn.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from bot.logs import configure_logs
from bot.sandbox.choosing import ClientRefused
from bot.sandbox.inputs import SEVERAL, VALUE_FIELDS, Place, held_value, options_of, places
from bot.sandbox.person import Answer
from bot.trial import drawing, world
from bot.trial.news import News
from bot.trial.world import World
from forms.answers import AnswerProblem
from forms.answers.dates import in_words, read_date
from forms.words import say
from handlers.case_dates import due_by
from handlers.work import LONDON

Block = dict[str, Any]

EMPTIES = "-"
"""What is typed to take away what stands in an input."""
FURTHEST = timedelta(days=366)
"""How far the clock is put forward at once."""


def converse(console: Console | None = None, keyboard: TextIO | None = None, *, start: datetime | None = None) -> None:
    """Let a person try the bot until they stop.

    `keyboard` is where they type (the terminal, if None), `start` when it begins by the trial’s clock (now, if None).
    """
    configure_logs("WARNING")
    shown = console or drawing.terminal()
    with (
        tempfile.TemporaryDirectory(prefix="prp-try-") as folder,
        World(Path(folder), start=start, files_in_slack=True) as marram,
        suppress(EOFError, KeyboardInterrupt),
    ):
        Conversation(marram, shown, keyboard).run()
    shown.print(Text(f"\n{say('try.console.goodbye')}"))


class Conversation:
    """One person at the terminal, who may be anybody of the trial in turn."""

    def __init__(self, marram: World, console: Console, keyboard: TextIO | None) -> None:
        self.world = marram
        self.console = console
        self.keyboard = keyboard
        self.news = News(marram, console)
        self.person = marram.person(world.REFERRER)
        self._complaints: list[str] = []
        self._still_needed: frozenset[str] = frozenset()
        """Block ids of what the client asked for before it sends the screen that is open."""
        self._whispers_shown: dict[str, int] = {}
        """How much of what each person alone was told has been shown."""

    def run(self) -> None:
        """Offer what can be done, again and again, until the person stops."""
        self._say(say("try.console.hello", who=self._name()))
        while (chosen := self._choose(self._menu())) is not None:
            chosen()
            self._show_news()
            while self.person.modal is not None:
                self._answer_modal(self.person.modal)
                self._show_news()
            self._say(*self._complaints, style="bold")
            self._complaints = []

    def _show_news(self) -> None:
        self.world.settle()
        self.news.show()
        whispered = self.person.ephemeral_messages
        self._say(*(message["text"] for message in whispered[self._whispers_shown.get(self.person.user_id, 0) :]))
        self._whispers_shown[self.person.user_id] = len(whispered)

    def _menu(self) -> list[tuple[str, Callable[[], None] | None]]:
        uses = [use for place, where in self._places() for use in self._uses(place, where)]
        return [
            (say("try.console.refer"), self._refer),
            (say("try.console.home"), self._home),
            (say("try.console.write"), self._write),
            (say("try.console.send_file"), self._send_files),
            *uses,
            (say("try.console.change_person", who=self._name()), self._change_person),
            (say("try.console.move_clock", day=in_words(self._today())), self._move_clock),
            (say("try.console.stop"), None),
        ]

    def _places(self) -> list[tuple[str, Block]]:
        """Give the places with buttons: this person's latest two messages, the channel's latest, their App Home."""
        places = [
            (say("try.console.last_message"), self.person.messages[-1:]),
            (say("try.console.message_before"), self.person.messages[-2:-1]),
        ]
        members = self.world.workspace.channel(world.PANEL_CHANNEL).members
        if self.person.user_id in members:
            places.append((say("try.panel_channel"), self.person.channel_messages(world.PANEL_CHANNEL)[-1:]))
        home = self.world.workspace.home(self.person.user_id)
        places.append((say("try.home"), [home] if home else []))
        return [(place, where) for place, found in places for where in found]

    def _uses(self, name: str, where: Block) -> Iterator[tuple[str, Callable[[], None]]]:
        """Give everything that can be used in a message or the App Home: what is chosen or ticked, then the buttons."""
        blocks = where.get("blocks", [])
        for place in places(blocks):
            if place.element["type"] in VALUE_FIELDS:
                what = place.label if place.is_input else place.element["placeholder"]["text"]
                yield say("try.console.choose", what=what, place=name), self._chooses(where, place)
        for text, action in _buttons(blocks):
            yield say("try.console.press", button=text, place=name), self._presses(where, action)

    def _chooses(self, where: Block, place: Place) -> Callable[[], None]:
        """Ask for what is chosen at a place in a message: it is sent at once, or with a button where there is one."""

        def put(value: Any) -> None:
            if place.is_input:
                self.person.fill({place.block_id: value}, where=where)
            else:
                self._tell(self.person.click(where, place.action_id, block_id=place.block_id, option=value))

        def choose() -> None:
            state = self.world.workspace.message_states.of(self.person.user_id, where)
            held = _in_words(held_value(state[place.block_id][place.action_id]))
            self._list([option["text"]["text"] for option in options_of(place.element)])
            while not self._fill_one(place, held, put):
                pass

        return choose

    def _presses(self, where: Block, action: tuple[str, str]) -> Callable[[], None]:
        return lambda: self._tell(self.person.click(where, action[1], block_id=action[0]))

    def _refer(self) -> None:
        self._tell(self.person.command("/refer"))

    def _home(self) -> None:
        view = self.person.open_home()
        if view is not None:
            self.console.print(drawing.home(view))

    def _write(self) -> None:
        if written := self._ask(say("try.console.what_to_write")):
            self.person.say(written)

    def _send_files(self) -> None:
        self._say(say("try.console.where_files"), style="dim")
        try:
            if files := self._files(self._ask(say("try.console.which_files"))):
                self.person.send_files(files)
        except AnswerProblem as problem:
            self._say(problem.message)

    def _files(self, typed: str) -> list[Block]:
        """Upload files of this machine, by their paths; raises `AnswerProblem` where there is none."""
        paths = [Path(part.strip()).expanduser() for part in typed.split(",") if part.strip()]
        for path in paths:
            if not path.is_file():
                raise AnswerProblem(say("try.console.no_such_file", path=path))
        return [self.person.upload(path.name, path.read_bytes()) for path in paths]

    def _change_person(self) -> None:
        people = [(name, user) for user, name in world.NAMES.items()]
        self.person = self.world.person(self._choose(people))

    def _move_clock(self) -> None:
        typed = self._ask(say("try.console.which_day"))
        try:
            day = self._day(typed)
        except AnswerProblem as problem:
            self._say(problem.message)
            return
        moment = datetime.combine(day, time(9, 1), LONDON)
        if moment <= self.world.clock():
            self._say(say("try.console.not_back"))
            return
        if moment > self.world.clock() + FURTHEST:
            self._say(say("try.console.too_far"))
            return
        self._live_until(moment)

    def _live_until(self, moment: datetime) -> None:
        """Put the clock forward from one reminder to the next, as a Board lives through them, until `moment`."""
        while (coming := self.world.next_reminder()) is not None and self.world.clock() < coming < moment:
            self.world.move_to(coming)
            self._say(say("try.console.it_is", day=in_words(self._today())), style="bold")
            self.news.show()
        self.world.move_to(moment)
        self._say(say("try.console.it_is", day=in_words(self._today())), style="bold")

    def _day(self, typed: str) -> date:
        """Read a day, or a number of days from today (at most four figures)."""
        if typed.isascii() and typed.isdigit() and len(typed) < 5:
            return self._today() + timedelta(days=int(typed))
        return due_by(typed, today=self._today())

    def _answer_modal(self, view: Block) -> None:
        self.console.print(drawing.modal(view, _held(view)))
        self._say(*self._complaints, style="bold")
        self._complaints = []
        ways: list[tuple[str, Callable[[], Answer]]] = [
            (text, self._clicks(view, action)) for text, action in _buttons(view["blocks"])
        ]
        if view.get("submit"):
            ways.insert(0, (view["submit"]["text"], self.person.submit))
        ways.append((view["close"]["text"], self.person.close))
        inputs = [place for place in places(view["blocks"]) if place.is_input]
        if inputs:
            ways.insert(0, (say("try.console.answer", submit=view["submit"]["text"]), lambda: self._fill(view, inputs)))
        needed = [place for place in inputs if place.block_id in self._still_needed]
        if needed:
            ways.insert(0, (say("try.console.answer_needed"), lambda: self._fill(view, needed)))
        self._still_needed = frozenset()
        try:
            self._tell(self._choose(ways)(), inputs)
        except ClientRefused as refused:
            self._complaints = [say("try.console.still_needed"), str(refused)]
            self._still_needed = frozenset(refused.errors)

    def _clicks(self, view: Block, action: tuple[str, str]) -> Callable[[], Answer]:
        return lambda: self.person.click(view, action[1], block_id=action[0])

    def _fill(self, view: Block, inputs: Sequence[Place]) -> Answer:
        held = _held(view)
        for place in inputs:
            optional = f" ({say('try.optional')})" if place.may_be_empty else ""
            self._say("", place.label + optional, style="bold")
            if "hint" in place.block:
                self._say(place.block["hint"]["text"], style="dim")
            if place.element["type"] == "file_input":
                self._say(say("try.console.where_files"), style="dim")
            self._list([option["text"]["text"] for option in options_of(place.element)])
            while not self._fill_one(place, held.get(place.block_id, ""), self._puts(place)):
                pass
        return self.person.submit()

    def _puts(self, place: Place) -> Callable[[Any], None]:
        return lambda value: self.person.fill({place.block_id: value})

    def _fill_one(self, place: Place, held: str, put: Callable[[Any], None]) -> bool:
        """Ask for one answer and put it into its place; tells whether the client took it."""
        typed = self._ask(say("try.console.keep", held=held) if held else say("try.console.leave_empty"))
        if not typed:
            return True
        try:
            put(None if typed == EMPTIES and held else self._meant(place, typed))
        except AnswerProblem as problem:
            self._say(problem.message)
            return False
        except ClientRefused as refused:
            self._say(str(refused))
            return False
        return True

    def _meant(self, place: Place, typed: str) -> Any:
        """Give what a line typed at a place means there; raises `AnswerProblem` where it means nothing."""
        if place.element["type"] == "file_input":
            return self._files(typed)
        if place.element["type"] == "datepicker":
            return read_date(typed, today=self._today(), when=None).isoformat()
        offered = options_of(place.element)
        if not offered:
            return typed
        several = place.element["type"] in SEVERAL
        parts = typed.replace(",", " ").split()
        if not all(self._is_offered(part, len(offered)) for part in parts) or (len(parts) > 1 and not several):
            raise AnswerProblem(say("try.console.numbers" if several else "try.console.a_number", most=len(offered)))
        chosen = [offered[int(number) - 1]["value"] for number in parts]
        return chosen if several else chosen[0]

    def _tell(self, answer: Answer, inputs: Sequence[Place] = ()) -> None:
        """Keep what the client says of an act, to be shown below the screen that comes next."""
        labels = {place.block_id: place.label for place in inputs}
        errors = [f"{labels.get(block_id, '')}: {error}" for block_id, error in answer.errors.items()]
        self._complaints = [sentence for sentence in (answer.trouble, answer.text, *errors) if sentence]

    def _choose(self, offered: Sequence[tuple[str, Any]]) -> Any:
        self._list([label for label, _ in offered])
        while not self._is_offered(typed := self._ask(say("try.console.which")), len(offered)):
            self._say(say("try.console.a_number", most=len(offered)))
        return offered[int(typed) - 1][1]

    @staticmethod
    def _is_offered(typed: str, most: int) -> bool:
        return typed.isascii() and typed.isdigit() and len(typed) < 4 and 1 <= int(typed) <= most

    def _list(self, labels: Sequence[str]) -> None:
        self._say(*(f"  {number}. {label}" for number, label in enumerate(labels, 1)))

    def _ask(self, question: str) -> str:
        """Ask for a line; raises `EOFError` where the keyboard ends."""
        typed = self.console.input(Text(f"{question} "), stream=self.keyboard)
        if self.keyboard is not None and not typed:
            raise EOFError
        return typed.strip()

    def _say(self, *sentences: str, style: str = "") -> None:
        """Show sentences as they are: what a person typed in them is no markup."""
        for sentence in sentences:
            self.console.print(Text(sentence, style=style))

    def _name(self) -> str:
        return world.NAMES[self.person.user_id]

    def _today(self) -> date:
        return self.world.clock().astimezone(LONDON).date()


def _buttons(blocks: Sequence[Block]) -> list[tuple[str, tuple[str, str]]]:
    """Give every button: its name, and the ids of its block and action.

    Its name is its text, or what is read aloud where several have the same text.
    """
    found = []
    for block in blocks:
        elements = [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
        found += [(each, block["block_id"]) for each in elements if each.get("type") == "button"]
    texts = Counter(each["text"]["text"] for each, _ in found)
    return [
        (each.get("accessibility_label", text) if texts[text] > 1 else text, (block_id, each["action_id"]))
        for each, block_id in found
        if (text := each["text"]["text"])
    ]


def _held(view: Block) -> dict[str, str]:
    """Give in words what stands in each input of a view that somebody has on the screen, by block id."""
    state = view["state"]["values"]
    return {
        place.block_id: _in_words(held_value(state[place.block_id][place.action_id]))
        for place in places(view["blocks"])
        if place.is_input
    }


def _in_words(value: Any) -> str:
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(_one_in_words(one) for one in chosen if one)


def _one_in_words(one: Any) -> str:
    """Give an option by its text, a file by its name, anything else as it is."""
    if not isinstance(one, dict):
        return str(one)
    return str(one["text"]["text"] if "text" in one else one["name"])
