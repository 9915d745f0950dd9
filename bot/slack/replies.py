"""What a person sees next, as a value: deciding it and delivering it are two things (see `answering`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.slack.payload import Json


@dataclass(frozen=True)
class Show:
    """A modal: opened after a command or a click outside a modal, otherwise in place of the one on the screen.

    `case_id` names the draft or case that the person can go on with when the screen cannot be shown any more.
    """

    view: Json = field(repr=False)
    case_id: str = ""


@dataclass(frozen=True)
class OnTop:
    """A modal on top of the one on the screen, which stays as it is with what was typed in it."""

    view: Json = field(repr=False)


@dataclass(frozen=True)
class Errors:
    """Sentences at the fields of a submitted screen, by block id; what was typed stays."""

    by_block: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Replace:
    """The message that was clicked in, drawn anew. It matters to nobody if it cannot be: all is saved, and what comes
    next is a message of its own. `text` says it to screen readers and in notifications."""

    blocks: Sequence[Json] = field(repr=False)
    text: str = field(repr=False)
    whispers: str = field(default="", repr=False)
    """What the person alone is told besides, below the message."""


@dataclass(frozen=True)
class Whisper:
    """A sentence that the person alone sees, below the message they clicked in."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class PublishHome:
    """The person's App Home, drawn anew."""

    view: Json = field(repr=False)


@dataclass(frozen=True)
class Nothing:
    """Acknowledged, and nothing more."""


Reply: TypeAlias = Show | OnTop | Errors | Replace | Whisper | PublishHome | Nothing
