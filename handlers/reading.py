"""Open a case that was sent, to read it. Every opening is audited (docs/procedure.md, section 7)."""

from __future__ import annotations

from forms.criteria import summary
from forms.regimes import Regime, regimes
from forms.words import say
from handlers.access import Act, Role, may, require
from handlers.referral.drafts import draft_of
from handlers.referral.review import limbs_of, reviewed_sections
from handlers.screens import ActionLine, CaseView, DecisionLine, PossibleConflict
from handlers.work import Work
from storage import actions, audit, cases, conflicts, decisions, duties, people
from storage.actions import StoredAction
from storage.database import NotFound
from storage.tables import Case


def open_case(work: Work, case_id: str) -> CaseView:
    """Give a case as the actor may see it, and note in the audit that they opened it.

    The referrer sees what they sent, and the outcome without its reasons; business unit, panel and chair see all.
    Raises `Refused` for anyone else, and for those with a possible conflict of interest; `NotFound` if there is no
    such case, or if it has not been sent.
    """
    case = cases.get(work.tx, case_id)
    if case.state == cases.DRAFT or case.reference is None or case.received_on is None or case.regime is None:
        raise NotFound("There is no such case.")
    require(work.tx, work.actor, Act.OPEN_CASE, case)
    audit.note(work.tx, actor=work.actor.address, action="opened", case_id=case.id, reference=case.reference)
    acts = frozenset(act for act in Act if may(work.tx, work.actor, act, case))
    draft = draft_of(work, case)
    limbs = limbs_of(work, draft)
    regime = regimes()[case.regime]
    duty = next((duty for duty in duties.of_case(work.tx, case.id) if duty.kind == "decide"), None)
    return CaseView(
        case_id=case.id,
        reference=case.reference,
        state=case.state,
        received_on=case.received_on,
        urgent=case.urgent,
        regime=regime.title,
        due_on=duty.due_on if duty else None,
        statutory=duty.statutory if duty else False,
        provisional=duty.provisional if duty else False,
        sections=reviewed_sections(draft),
        limbs=limbs,
        criteria_summary=summary(limbs),
        decisions=_decisions(work, case, regime, with_reasons=Act.SEE_REASONS in acts),
        actions=_actions(work, case) if Act.SEE_REASONS in acts else (),
        conflicts=_conflicts(work, case) if Act.CLEAR_CONFLICT in acts else (),
        acts=acts,
    )


def _decisions(work: Work, case: Case, regime: Regime, *, with_reasons: bool) -> tuple[DecisionLine, ...]:
    found = decisions.of_case(work.tx, case.id)
    corrected = {decision.corrects for decision in found}
    outcomes = {outcome.id: outcome for outcome in regime.outcomes}
    return tuple(
        DecisionLine(
            outcome=outcomes[decision.outcome["id"]].label,
            decided_on=decision.decided_on,
            final=outcomes[decision.outcome["id"]].final,
            corrected=decision.id in corrected,
            reasons=decision.reasons if with_reasons else None,
            correction_reason=decision.correction_reason if with_reasons else None,
        )
        for decision in found
    )


def _actions(work: Work, case: Case) -> tuple[ActionLine, ...]:
    return tuple(_action(work, action) for action in actions.of_case(work.tx, case.id))


def _action(work: Work, action: StoredAction) -> ActionLine:
    duty = duties.get(work.tx, action.duty_id)
    return ActionLine(
        duty_id=duty.id,
        number=action.number,
        text=action.text,
        owner=people.get(work.tx, duty.owed_by).name,
        due_on=duty.due_on,
        done=action.done_at is not None,
        note=action.note,
    )


def _conflicts(work: Work, case: Case) -> tuple[PossibleConflict, ...]:
    return tuple(
        PossibleConflict(conflict.who, _name(work, conflict.who))
        for conflict in conflicts.of_case(work.tx, case.id)
        if conflict.state == conflicts.POSSIBLE
    )


def _name(work: Work, who: str) -> str:
    """Give the name of a person, or what chair and deputy, who are known from settings alone, are called."""
    if who in {Role.CHAIR, Role.DEPUTY_CHAIR}:
        return say(f"referral.who.{who}")
    return people.get(work.tx, who).name
