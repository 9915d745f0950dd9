"""Open a case that was sent, to read it. Every opening is audited (docs/procedure.md, section 7)."""

from __future__ import annotations

from collections.abc import Mapping

from forms.criteria import summary
from forms.regimes import Outcome, Regime, regimes
from forms.words import say
from handlers.access import Act, Role, may
from handlers.after_sending.history import additions_of, holds_of, with_earlier_answers, withdrawals_of
from handlers.duties import chair_duty_of
from handlers.files.lines import file_lines
from handlers.intake.about_case import proposal_lines
from handlers.referral.drafts import draft_of
from handlers.referral.receipts import receipt
from handlers.referral.review import limbs_of, reviewed_sections
from handlers.retention.register import erase_on
from handlers.screens import ActionLine, CaseView, DecisionLine, PossibleConflict
from handlers.submitted_case import submitted_case
from handlers.work import Work
from storage import actions, audit, conflicts, decisions, duties, people
from storage.actions import StoredAction
from storage.tables import Case


def open_case(work: Work, case_id: str) -> CaseView:
    """Give a case as the actor may see it, and note in the audit that they opened it.

    The referrer sees what they sent, and the outcome without its reasons; business unit, panel and chair see all.
    Raises `Refused` for anyone else, and for those with a possible conflict of interest; `NotFound` if there is no
    such case, or if it has not been sent.
    """
    case = submitted_case(work, case_id, Act.OPEN_CASE)
    audit.note(work.tx, actor=work.actor.address, action="opened", case_id=case.id, reference=case.reference)
    acts = frozenset(act for act in Act if may(work.tx, work.actor, act, case))
    sees_all = Act.SEE_REASONS in acts
    sent = receipt(work, case)
    draft = draft_of(work, case)
    limbs = limbs_of(work, draft)
    duty = chair_duty_of(work, case)
    regime = regimes()[str(case.regime)]
    return CaseView(
        case_id=case.id,
        reference=sent.reference,
        state=case.state,
        received_on=sent.received_on,
        urgent=case.urgent,
        regime=regime.title,
        due_on=duty.due_on,
        statutory=duty.statutory,
        provisional=duty.provisional,
        sections=with_earlier_answers(work, draft, reviewed_sections(draft)),
        limbs=limbs,
        criteria_summary=summary(limbs),
        decisions=_decisions(work, case, regime, with_reasons=sees_all),
        actions=_actions(work, case) if sees_all else (),
        conflicts=_conflicts(work, case) if Act.CLEAR_CONFLICT in acts else (),
        acts=acts,
        is_referrer=case.referrer == work.actor.address,
        additions=additions_of(work, case),
        files=file_lines(work, case),
        withdrawals=withdrawals_of(work, case, with_reasons=Act.SEE_WITHDRAWAL in acts),
        holds=holds_of(work, case) if Act.HOLD_CASE in acts else (),
        is_held=case.held,
        proposals=proposal_lines(work, case) if Act.WORK_INTAKE in acts else (),
        erase_on=erase_on(work, case) if Act.HOLD_CASE in acts else None,
    )


def _decisions(work: Work, case: Case, regime: Regime, *, with_reasons: bool) -> tuple[DecisionLine, ...]:
    found = decisions.of_case(work.tx, case.id)
    corrected = {decision.corrects for decision in found}
    outcomes = {outcome.id: outcome for outcome in regime.outcomes}
    return tuple(
        DecisionLine(
            outcome=_outcome_in_words(outcomes[decision.outcome["id"]], decision.outcome),
            decided_on=decision.decided_on,
            final=outcomes[decision.outcome["id"]].final,
            corrected=decision.id in corrected,
            reasons=decision.reasons if with_reasons else None,
            correction_reason=decision.correction_reason if with_reasons else None,
        )
        for decision in found
    )


def _outcome_in_words(outcome: Outcome, kept: Mapping[str, str]) -> str:
    """Give the outcome's label, with the agency that leads or the place it is referred to."""
    belongs = [kept[name] for name in ("agency", "elsewhere") if name in kept]
    return ": ".join([outcome.label, *belongs])


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
