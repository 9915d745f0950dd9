"""What is delivered to the app and what comes back, whatever the transport."""

from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.objects import JsonObject

Kind = Literal["events_api", "interactive", "slash_commands"]


@dataclass(frozen=True)
class Retry:
    """That an event is sent again: which time, and why (`http_timeout`, `http_error`, `connection_failed`)."""

    number: int
    reason: str


@dataclass(frozen=True)
class Reply:
    """The app's acknowledgement with its body, or the reason why there was none."""

    failure: str | None = None
    body: JsonObject = field(default_factory=dict, repr=False)
    no_retry: bool = False
