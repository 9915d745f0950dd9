"""A case's history in words, from the audit: who saw, changed, exported, decided or was told what, and when.

It holds no content (docs/procedure.md, section 7, rule 6). The business unit and the administrator may read it; a
possible conflict of interest takes that away. The reasons that people stated are free text: the business unit alone
reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from forms.answers.dates import in_words
from forms.words import say
from handlers.access import Act, Role, may, require
from handlers.notices.rendering import about
from handlers.submitted_case import submitted_case
from handlers.work import LONDON, Work
from storage import audit, cases, people, stated_reasons
from storage.tables import AuditEntry, Case

PAGE_LENGTH = 20
"""How many entries are shown at once."""

_NOT_ON_A_SCREEN = ("notice_queued",)
"""A notice that was only made ready: whether and when it was sent is an entry of its own."""

_WITH_SOMEBODY = {
    "told": "address",
    **dict.fromkeys(
        (
            "begun_on_behalf",
            "conflict_cleared",
            "conflict_marked",
            "draft_erased",
            "draft_handed_over",
            "exported_at_command_line",
            "opened_at_command_line",
        ),
        "who",
    ),
}
"""What an entry tells of somebody else, and the detail that names them."""

_THE_BOT = frozenset({"clock", "deliverer", "fetcher", "mailbox"})
"""Who acts where nobody does."""


@dataclass(frozen=True)
class Party:
    """Somebody in a history: their name, or the Slack id of somebody who has no role and whose name is not kept."""

    name: str = ""
    slack: str = ""

    def __str__(self) -> str:
        """Give it where Slack cannot put the name."""
        return self.name or f"slack:{self.slack}"


@dataclass(frozen=True)
class HistoryLine:
    """One entry: its number in the whole audit, when (London time), who, and what in words.

    `whom` is whom else it is about, after the word that leads to them (“to”, “for”). `reason` is what the person
    stated, empty for a viewer who may not read it.
    """

    number: int
    at: datetime
    who: Party
    what: str
    whom: tuple[str, Party] | None = None
    reason: str = field(default="", repr=False)


@dataclass(frozen=True)
class HistoryPage:
    """Part of a case's history, the latest first; `more_before` goes on with it where there is more."""

    case_id: str
    reference: str
    lines: tuple[HistoryLine, ...]
    more_before: int | None = None
    is_latest: bool = True


def history(work: Work, reference: str) -> tuple[HistoryLine, ...]:
    """Give what happened with a case, the first thing first, this reading last; raises `Refused` and `NotFound`."""
    case = cases.by_reference(work.tx, reference)
    require(work.tx, work.actor, Act.SEE_HISTORY, case)
    audit.note(work.tx, actor=work.actor.address, action="history_opened", case_id=case.id)
    return _lines(work, case, audit.history(work.tx, case.id))


def page_of_history(work: Work, case_id: str, before: int | None = None) -> HistoryPage:
    """Give the latest of what happened with a case, or what happened before the entry with the number `before`.

    Raises `Refused`, and `NotFound` for a case that has not been sent.
    """
    case = submitted_case(work, case_id, Act.SEE_HISTORY)
    audit.note(work.tx, actor=work.actor.address, action="history_opened", case_id=case.id)
    found = audit.latest(work.tx, case.id, before=before, limit=PAGE_LENGTH + 1, but=_NOT_ON_A_SCREEN)
    shown = found[:PAGE_LENGTH]
    return HistoryPage(
        case_id=case.id,
        reference=str(case.reference),
        lines=_lines(work, case, shown),
        more_before=shown[-1].id if len(found) > PAGE_LENGTH else None,
        is_latest=before is None,
    )


def _lines(work: Work, case: Case, entries: tuple[AuditEntry, ...]) -> tuple[HistoryLine, ...]:
    names = people.names(work.tx)
    reads_reasons = may(work.tx, work.actor, Act.SEE_STATED_REASONS, case)
    reasons = stated_reasons.of_case(work.tx, case.id) if reads_reasons else None
    return tuple(
        HistoryLine(
            number=entry.id or 0,
            at=entry.at.astimezone(LONDON),
            who=_party(work, entry.actor, names),
            what=_what(entry),
            whom=_whom(work, entry, names),
            reason=_reason(entry, reasons),
        )
        for entry in entries
    )


def _what(entry: AuditEntry) -> str:
    """Say what was done, and with which notice, with which of several things, or for which day."""
    what, details = say(f"audit.action.{entry.action}"), entry.details
    if entry.action == "told":
        return say("audit.notice", what=what, about=about(details["kind"]))
    if "number" in details:
        return say("audit.numbered", what=what, number=details["number"])
    if "due_on" in details:
        return say("audit.dated", what=what, day=in_words(date.fromisoformat(details["due_on"])))
    return what


def _whom(work: Work, entry: AuditEntry, names: Mapping[str, str]) -> tuple[str, Party] | None:
    """Give whom else an entry is about, after the word that leads to them."""
    named = entry.details.get(_WITH_SOMEBODY.get(entry.action, ""))
    if not named:
        return None
    if entry.details.get("channel") == "slack":
        named = f"slack:{named}"
    return say(f"audit.whom.{entry.action}"), _party(work, named, names)


def _party(work: Work, who: str, names: Mapping[str, str]) -> Party:
    """Name who acted or was told: by name or Slack id, by part, by email address, or as the bot itself."""
    kind, _, known_as = who.rpartition(":")
    named = say(f"referral.who.{known_as}") if known_as in {Role.CHAIR, Role.DEPUTY_CHAIR} else names.get(known_as)
    if kind == "command_line":
        return Party(say("audit.who.command_line", name=named or known_as))
    if who in _THE_BOT:
        return Party(say("audit.who.bot"))
    if known_as == work.board.panel_channel:
        return Party(say("audit.who.panel_channel"))
    return Party(slack=known_as) if kind == "slack" and not named else Party(named or known_as)


def _reason(entry: AuditEntry, reasons: Mapping[str, str] | None) -> str:
    """Give the reason stated, which older entries hold themselves; nothing to a viewer who may not read it."""
    if reasons is None:
        return ""
    return reasons.get(entry.details.get("reason_id", ""), "") or str(entry.details.get("stated_reason", ""))
