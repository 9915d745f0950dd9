"""A case's history in words, from the audit: who saw, changed, exported, decided or was told what, and when.

It holds no content (docs/procedure.md, section 7, rule 6). The business unit and the administrator may read it; a
possible conflict of interest takes that away.
"""

from __future__ import annotations

from dataclasses import dataclass

from forms.words import say
from handlers.access import Act, require
from handlers.work import LONDON, Work
from storage import audit, cases, people
from storage.tables import AuditEntry


@dataclass(frozen=True)
class HistoryLine:
    """One entry: its number in the whole audit, when (London time), who, and what in words."""

    number: int
    at: str
    who: str
    what: str


def history(work: Work, reference: str) -> tuple[HistoryLine, ...]:
    """Give what happened with a case, the first thing first, this reading last; raises `Refused` and `NotFound`."""
    case = cases.by_reference(work.tx, reference)
    require(work.tx, work.actor, Act.SEE_HISTORY, case)
    audit.note(work.tx, actor=work.actor.address, action="history_opened", case_id=case.id)
    names = {f"slack:{each.slack}": each.name for each in people.everyone(work.tx) if each.slack}
    return tuple(_line(entry, names) for entry in audit.history(work.tx, case.id))


def _line(entry: AuditEntry, names: dict[str, str]) -> HistoryLine:
    at = entry.at.astimezone(LONDON).strftime("%d.%m.%Y %H:%M")
    what = say(f"audit.action.{entry.action}")
    if entry.action == "told":
        what = f"{what} ({entry.details['kind']}, {entry.details['address']})"
    return HistoryLine(entry.id or 0, at, names.get(entry.actor, entry.actor), what)
