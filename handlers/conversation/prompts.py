"""What one message of the conversation asks, as it is put into the outbox and drawn."""

from __future__ import annotations

from typing import Literal

from forms.vocabulary import Choice, Kind, Strict
from forms.walk import Progress
from handlers.conversation.way import Target

About = Literal["question", "part", "end", "saved"]
"""What a message is about: a question; the part of a page that the form asks; the end of the way; that all is saved."""


class Asked(Strict):
    """What the buttons of a message remember: which message it is, what it asked, and the case's revision then."""

    case_id: str
    occasion: str
    revision: int
    target: Target = Target()


class Prompt(Strict):
    """One message of the conversation."""

    about: About
    asked: Asked
    progress: Progress
    label: str = ""
    """The question, or the titles of the sections that the form asks; empty where they may not be named."""
    hint: str = ""
    kind: Kind | None = None
    choices: tuple[Choice, ...] = ()
    not_known: bool = False
    """Whether “not known” is offered beside what can be chosen."""
    explained: bool = False
    """Whether there is more to say about the question."""
    explanation: str = ""
    """What more there is to say, once somebody has asked for it."""
    ticked: tuple[str, ...] = ()
    """What stands ticked where several can be chosen and the message is drawn anew."""
    first: bool = False
    """Whether nothing comes before it."""
    answered: bool = False
    missing: int = 0
    """How many answers are needed before the referral can be sent; given at the end of the way."""

    @property
    def is_typed(self) -> bool:
        """Whether the answer is typed as a message."""
        return self.about == "question" and not self.choices and not self.is_day

    @property
    def is_day(self) -> bool:
        """Whether the answer is a day to be picked."""
        return self.kind in {Kind.DATE, Kind.APPROXIMATE_DATE}
