"""What a screen remembers of itself: small ids in Slack's ``private_metadata``, never an answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Remembered:
    """Which case, page and row a screen is about, and the revision at which it was drawn."""

    case_id: str = ""
    origin: str = ""
    page_id: str = ""
    row_id: str = ""
    revision: int = 0
    duty_id: str = ""
    new_id: str = ""
    """The id that what is being added will have, so that a doubled submission adds it once."""
    prior_id: str = ""
    """The decision that the screen shows as standing."""
    event: str = ""
    """The start event whose day is asked for."""
    part: int = 0
    """Which part of a long screen is shown, counted from 0."""
    item_id: str = ""
    """The inbox item with the message that is to be used in the form."""
    person_id: str = ""
    """Whose roles the screen shows."""
    intake_id: str = ""
    """What came by email that the screen shows."""
    seen: str = ""
    """Tells the order of rows that the screen shows; in the review and after it, every order and the files; the roles
    of a person."""
    to_review: bool = False
    """A page that was opened from the review goes back to it."""

    def written(self) -> str:
        """Give it as JSON, without what is empty."""
        return json.dumps({name: value for name, value in vars(self).items() if value}, separators=(",", ":"))


def remembered(view: Mapping[str, Any]) -> Remembered:
    """Read what a view remembers; what an older or newer version of the bot wrote beyond our fields is left aside."""
    text = view.get("private_metadata") or "{}"
    known = Remembered.__dataclass_fields__
    return Remembered(**{name: value for name, value in json.loads(text).items() if name in known})
