"""Hand a draft to a colleague: its owner does, or the business unit for somebody who has left.

The business unit sees whose a draft is, when it was begun and how far it is, and never what is in it. Both are told.
Source: docs/procedure.md, section 7, rules 2 and 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forms.calendar import day_in_london
from forms.walk import progress
from forms.words import say
from handlers.access import Act, Refused, may, require
from handlers.notices.kinds import Audience
from handlers.notices.recipients import Recipient, slack_of
from handlers.notices.sending import tell
from handlers.referral.drafts import draft_of
from handlers.screens import HandedOver, HandoverScreen, WaitingDraft, WaitingDrafts
from handlers.work import Work
from storage import audit, cases, handovers
from storage.tables import Case

PAGE_LENGTH = 10
"""How many drafts are listed at once."""


@dataclass(frozen=True)
class HandOver:
    """To whom a draft goes: a Slack id, empty if nobody was chosen. `may_refer`: this person may refer a case here."""

    case_id: str
    colleague: str
    may_refer: bool


def drafts_to_hand_over(work: Work, after: str = "") -> WaitingDrafts:
    """Give the drafts that the actor may hand over: everybody's for the business unit, one's own for anyone else.

    `after` goes on with the list from `WaitingDrafts.more_after`.
    """
    if not may(work.tx, work.actor, Act.SEE_DRAFTS):
        return own_drafts(work, after)
    return _page(work, cases.drafts(work.tx, after=after or None, limit=PAGE_LENGTH + 1), everybodys=True)


def own_drafts(work: Work, after: str = "") -> WaitingDrafts:
    """Give the actor's own drafts, the one changed last first; `after` as in `drafts_to_hand_over`.

    Where that draft is not theirs any more, the list begins again.
    """
    own = cases.drafts_of(work.tx, work.actor.address)
    ids = [case.id for case in own]
    return _page(work, own[ids.index(after) + 1 :] if after in ids else own, everybodys=False)


def handover_form(work: Work, case_id: str) -> HandoverScreen:
    """Ask to whom a draft goes. Raises `Refused`, also for a case that was sent, and `NotFound`."""
    case = cases.lock(work.tx, case_id)
    _require(work, case)
    return HandoverScreen(_line(work, case))


def require_may_hand_over(work: Work, case_id: str) -> None:
    """Raise `Refused` unless the actor may hand this draft over, or has just done so; `NotFound` if there is none."""
    case = cases.lock(work.tx, case_id)
    done = handovers.of_case(work.tx, case.id)
    if not (done and done[-1].handed_by == work.actor.address):
        require(work.tx, work.actor, Act.HAND_OVER_DRAFT, case)


def hand_over(work: Work, command: HandOver) -> HandedOver | HandoverScreen:
    """Hand the draft over and tell both, or ask again with what is to be put right; a second time changes nothing.

    The 30 days after which a draft is erased begin anew. Raises `Refused`, also for a case that was sent, and
    `NotFound`.
    """
    case = cases.lock(work.tx, command.case_id)
    to = f"slack:{command.colleague}"
    if _was_done(work, case, to):
        return HandedOver(case.id, case.begun_at)
    _require(work, case)
    error = _what_is_wrong(case, command, to)
    if error:
        return HandoverScreen(_line(work, case), {"colleague": error})
    handed = handovers.hand_over(work.tx, case, to=to, by=work.actor.address)
    audit.note(work.tx, actor=work.actor.address, action="draft_handed_over", case_id=case.id, who=to)
    _tell(work, case, "draft_handed_over", handed.handed_from, handed.number)
    _tell(work, case, "draft_handed_to_you", handed.handed_to, handed.number)
    return HandedOver(case.id, case.begun_at)


def _require(work: Work, case: Case) -> None:
    require(work.tx, work.actor, Act.HAND_OVER_DRAFT, case)
    if case.state != cases.DRAFT:
        raise Refused(say("refusals.referral.no_draft_any_more"))


def _was_done(work: Work, case: Case, to: str) -> bool:
    """Tell whether the actor did just this before, and nobody has handed the draft on since."""
    done = handovers.of_case(work.tx, case.id)
    return bool(done) and (done[-1].handed_to, done[-1].handed_by) == (to, work.actor.address)


def _what_is_wrong(case: Case, command: HandOver, to: str) -> str:
    if not command.colleague:
        return say("refusals.referral.colleague_missing")
    if to == case.owner:
        return say("refusals.referral.colleague_has_it")
    return "" if command.may_refer else say("refusals.referral.colleague_may_not_refer")


def _tell(work: Work, case: Case, kind: str, address: str, number: int) -> None:
    data = {"begun_on": str(day_in_london(case.begun_at))}
    to = [Recipient(Audience.WRITER, slack=slack_of(address))]
    tell(work, kind, case=case, occasion=f"{case.id}:{number}", data=data, to=to)


def _page(work: Work, found: Sequence[Case], *, everybodys: bool) -> WaitingDrafts:
    listed = found[:PAGE_LENGTH]
    more_after = listed[-1].id if len(found) > PAGE_LENGTH else None
    return WaitingDrafts(tuple(_line(work, case) for case in listed), everybodys, more_after)


def _line(work: Work, case: Case) -> WaitingDraft:
    draft = draft_of(work, case)
    page = case.page or draft.form.sections[0].page
    far = progress(draft.form, draft.answers, page)
    is_own = case.owner == work.actor.address
    return WaitingDraft(case.id, case.owner, case.came_by, case.begun_at, case.changed_at, far, is_own)
