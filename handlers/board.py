"""What the Board has set: its names, telephone numbers, people and habits. Made from settings by `bot.settings`."""

from __future__ import annotations

from datetime import date, time
from typing import Literal

from pydantic import BaseModel, ConfigDict

from forms.due_dates import Ladder
from forms.retention import Schedule


class Contact(BaseModel):
    """How somebody is reached. At least the email address or the Slack id is given."""

    model_config = ConfigDict(frozen=True)

    email: str | None = None
    slack: str | None = None
    agency: str = ""
    """Compared with the agencies of a case to mark a possible conflict (docs/procedure.md, section 7, rule 5)."""


class FileRules(BaseModel):
    """Which files are taken in Slack."""

    model_config = ConfigDict(frozen=True)

    kinds: tuple[str, ...]
    """Of `forms.documents.kinds.KINDS`."""
    most_bytes: int
    most_per_case: int


class Board(BaseModel):
    """The Board's own facts that the procedure needs (docs/procedure.md, sections 1, 4 and 7)."""

    model_config = ConfigDict(frozen=True)

    name: str
    panel_name: str
    front_door: str
    """Telephone number of children's social care, shown on the first screen."""
    out_of_hours: str
    chair: Contact
    deputy_chair: Contact | None = None
    business_unit_email: str
    panel_channel: str
    """Slack id of the panel's private channel."""
    regime: str | None = None
    """Holds the Board on one regime; None: by the date received."""
    closure_days: frozenset[date] = frozenset()
    opens: time = time(9, 0)
    closes: time = time(17, 0)
    """Reminders are sent between these hours, Europe/London."""
    first_day: Literal[0, 1] = 0
    """Whether “within N working days of X” counts X as day 0 or day 1."""
    decision_months: int = 1
    """The chair's time where the regime sets no limit."""
    ladder: Ladder = Ladder()
    marking: str = ""
    """Protective marking at the start of subjects, as OFFICIAL-SENSITIVE."""
    guests_may_refer: bool = False
    other_organisations_may_refer: bool = False
    answers_in_conversation: bool = True
    """Whether questions that are not confidential can be answered in direct messages, beside the form."""
    typed_answers: bool = False
    """Whether what somebody types there answers such a question too; else buttons, menus and dates alone do."""
    retention: Schedule | None = None
    """How long closed cases are kept; None: for good (docs/procedure.md, section 7, rule 8)."""
    files: FileRules | None = None
    """None: files are not taken in Slack, which keeps a copy of them (docs/procedure.md, section 7, rule 1)."""
    trusted_senders: frozenset[str] = frozenset()
    """Email addresses and domains, in small letters, whose mail is trusted (docs/procedure.md, section 7, rule 3)."""

    def trusts(self, address: str) -> bool:
        """Tell whether an email address, or exactly its domain, is a trusted sender."""
        known = address.casefold()
        return not self.trusted_senders.isdisjoint({known, known.rpartition("@")[2]})
