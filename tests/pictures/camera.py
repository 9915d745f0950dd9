"""Keeps what people see in a journey, each screen and message as HTML with a line about it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.person import Person
from bot.trial import acts
from bot.trial.acts import NOTHING
from bot.trial.hands import Answers, by_block
from bot.trial.world import World
from tests.pictures import block_kit
from tests.pictures.block_kit import Cut


@dataclass(frozen=True)
class Picture:
    """One picture: the name of its file without ending, what it shows in one line, and how it is drawn.

    `kinds` names what it is a picture of: ``screen:`` and a callback id, ``page:`` and a page of the form, ``notice:``
    and a kind with its channel.
    """

    name: str
    line: str
    html: str = field(repr=False)
    kinds: frozenset[str]

    @property
    def mark(self) -> str:
        """Tells one drawing from another, whatever browser and fonts draw it."""
        return hashlib.sha256(self.html.encode()).hexdigest()[:16]


@dataclass
class Chapter:
    """A part of the story."""

    title: str
    intro: str
    pictures: list[Picture] = field(default_factory=list)


class Camera:
    """Takes what is on people's screens, chapter by chapter."""

    def __init__(self) -> None:
        self.chapters: list[Chapter] = []

    @property
    def pictures(self) -> list[Picture]:
        """Every picture, in the order of the story."""
        return [picture for chapter in self.chapters for picture in chapter.pictures]

    def chapter(self, title: str, intro: str) -> None:
        """Begin the next part of the story."""
        self.chapters.append(Chapter(title, intro))

    def modal(self, name: str, line: str, person: Person, answers: Answers = NOTHING, *, cut: Cut = "") -> None:
        """Take the modal on top of somebody's screen, with `answers` typed into it and what Slack shows at its fields.

        With `cut` only its top or its end is taken, about as much as Slack shows at once.
        """
        view = acts.modal(person)
        if answers:
            person.fill(by_block(view, answers))
            view = acts.modal(person)
        kinds = {f"screen:{view['callback_id']}", f"page:{acts.page_id(person)}"}
        self.take(name, line, block_kit.modal(view, person.errors, cut=cut), kinds)

    def view(self, name: str, line: str, view: Mapping[str, Any]) -> None:
        """Take a modal that no journey reaches."""
        self.take(name, line, block_kit.modal(dict(view)), {f"screen:{view['callback_id']}"})

    def question(self, name: str, line: str, person: Person, action_id: str) -> None:
        """Take what Slack asks before a click on a button counts."""
        elements = (
            element
            for block in acts.modal(person)["blocks"]
            for element in [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
        )
        asked = next(element["confirm"] for element in elements if element.get("action_id") == action_id)
        self.take(name, line, block_kit.question(asked), {"screen:question"})

    def home(self, name: str, line: str, person: Person) -> None:
        """Take somebody's App Home, as it is when they open it."""
        home = person.open_home()
        assert home is not None
        self.take(name, line, block_kit.home(home), {"screen:home"})

    def message(self, name: str, line: str, message: Mapping[str, Any], kinds: Iterable[str] = ()) -> None:
        """Take a message in Slack."""
        self.take(name, line, block_kit.message(message.get("blocks", []), message["text"]), kinds)

    def take(self, name: str, line: str, body: str, kinds: Iterable[str]) -> None:
        """Keep a drawing; raises `ValueError` for a name that another has."""
        if name in {picture.name for picture in self.pictures}:
            raise ValueError(f"there are two pictures called {name}")
        self.chapters[-1].pictures.append(Picture(name, line, block_kit.page(body), frozenset(kinds)))


def latest(marram: World, user: str, action_id: str) -> dict[str, Any]:
    """Give the last direct message to somebody that has a certain button."""
    return next(
        message
        for message in reversed(marram.person(user).messages)
        if any(
            element["action_id"] == action_id
            for block in message.get("blocks", [])
            if block["type"] == "actions"
            for element in block["elements"]
        )
    )
