"""A case that was sent, as one viewer may see it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from bot.slack.views.answers_shown import criteria_blocks, section_blocks
from bot.slack.views.blocks import (
    button,
    buttons,
    confirm,
    header,
    modal,
    paragraph,
    paragraph_with,
    paragraphs,
)
from bot.slack.views.files import listed_files
from bot.slack.views.intake import proposal_blocks
from bot.slack.views.review import part_of
from forms.answers.dates import in_words
from forms.words import say
from handlers.access import Act
from handlers.screens import ActionLine, CaseView, DecisionLine, HoldLine, PossibleConflict, WithdrawalLine

CALLBACK = "case"


def case_view(case: CaseView, *, part: int = 0) -> Json:
    """Draw one part of a case: where it stands, what was decided and done, then the referral itself."""
    sections = (section_blocks(section, editable=False) for section in case.sections)
    shown = [
        *_standing(case),
        *_keeping(case),
        *_withdrawals(case),
        *_conflicts(case),
        *proposal_blocks(case.proposals),
        *_decisions(case),
        *_actions(case),
        *_additions(case),
        *criteria_blocks(case.limbs, case.criteria_summary),
        *chain.from_iterable(sections),
        *_files(case),
    ]
    acts, line = list(_acts(case)), say("screens.case.confidential")
    blocks = part_of(shown, part, line, acts, "case_part")
    return modal(case.reference, blocks, callback_id=CALLBACK, remembers=Remembered(case_id=case.case_id, part=part))


def _files(case: CaseView) -> Iterator[Json]:
    """Draw the list of files. None is ever put into Slack: who may read them is told how."""
    how = say("screens.files.how_to_read", reference=case.reference) if Act.SEE_REASONS in case.acts else ""
    return listed_files(case.files, how_to_read=how if case.files else "")


def _standing(case: CaseView) -> Iterator[Json]:
    lines = [
        say(f"screens.case.state.{case.state}"),
        say("screens.case.received", day=in_words(case.received_on)),
        say("screens.case.regime", regime=case.regime),
    ]
    if case.due_on is not None and case.state == "submitted":
        lines.append(say("screens.case.due", day=in_words(case.due_on)))
        lines.append(say("screens.case.statutory" if case.statutory else "screens.case.not_statutory"))
        if case.provisional:
            lines.append(say("screens.case.provisional"))
    if case.urgent:
        lines.insert(0, say("screens.case.urgent"))
    yield paragraph("\n".join(lines))


def _acts(case: CaseView) -> Iterator[Json]:
    """Give what this viewer may do: in a withdrawn case nothing but open it again."""
    if case.state != "withdrawn":
        yield from _deciding(case)
        yield from _changing(case)
    elif Act.REOPEN_CASE in case.acts:
        yield button("reopen_case", say("screens.buttons.reopen_case"), value=case.case_id, style="primary")
    if Act.HOLD_CASE in case.acts and case.is_held:
        yield button("lift_hold", say("screens.buttons.lift_hold"), value=case.case_id)
    elif Act.HOLD_CASE in case.acts:
        yield button("hold_case", say("screens.buttons.hold_case"), value=case.case_id)
    if Act.SEE_HISTORY in case.acts:
        yield button("history", say("screens.buttons.history"), value=case.case_id)
    if case.is_referrer:
        yield button("where_it_stands", say("screens.buttons.where_it_stands"), value=case.case_id)


def _changing(case: CaseView) -> Iterator[Json]:
    if Act.ADD_INFORMATION in case.acts:
        yield button("add_information", say("screens.buttons.add_information"), value=case.case_id)
    if Act.CORRECT_ANSWER in case.acts:
        yield button("correct_answer", say("screens.buttons.correct_answer"), value=case.case_id)
    if Act.WITHDRAW_CASE in case.acts and case.state == "submitted":
        ask = confirm(
            say("screens.withdraw.ask_title"),
            say("screens.withdraw.ask_text"),
            say("screens.withdraw.ask_yes"),
            say("screens.withdraw.ask_no"),
        )
        yield button("withdraw_case", say("screens.buttons.withdraw_case"), value=case.case_id, confirm=ask)


def _deciding(case: CaseView) -> Iterator[Json]:
    final = any(decision.final and not decision.corrected for decision in case.decisions)
    if Act.RECORD_DECISION in case.acts:
        if final:
            yield button("correct_decision", say("screens.buttons.correct_decision"), value=case.case_id)
        else:
            yield button("record_decision", say("screens.buttons.record_decision"), value=case.case_id, style="primary")
    if Act.ADD_ACTION in case.acts and case.decisions:
        yield button("add_action", say("screens.buttons.add_action"), value=case.case_id)
    if Act.ENTER_EVENT in case.acts and case.statutory and not final:
        yield button("enter_event", say("screens.buttons.enter_event"), value=case.case_id)


def _keeping(case: CaseView) -> Iterator[Json]:
    """Draw, for the business unit, when the case may be erased and what keeps it from that."""
    if case.erase_on is not None and not case.is_held:
        yield paragraph(say("screens.case.erase_on", day=in_words(case.erase_on)))
    if not case.holds:
        return
    yield header(say("screens.case.holds"))
    if case.is_held:
        yield paragraph(say("screens.case.hold_stands"))
    for hold in case.holds:
        yield from paragraphs(_hold_text(hold))


def _hold_text(hold: HoldLine) -> str:
    lines = [
        say("screens.case.hold_line", day=in_words(hold.held_on), who=hold.held_by),
        say("screens.case.why", reason=hold.reason),
    ]
    if hold.lifted_on:
        lines.append(say("screens.case.hold_lifted_line", day=in_words(hold.lifted_on)))
    if hold.lifting_reason:
        lines.append(say("screens.case.why", reason=hold.lifting_reason))
    return "\n".join(lines)


def _withdrawals(case: CaseView) -> Iterator[Json]:
    if not case.withdrawals:
        return
    yield header(say("screens.case.withdrawals"))
    for withdrawal in case.withdrawals:
        yield from paragraphs(_withdrawal_text(withdrawal))
    if case.state == "withdrawn" and Act.REOPEN_CASE in case.acts:
        yield paragraph(say("screens.case.duty_goes_on"))


def _withdrawal_text(withdrawal: WithdrawalLine) -> str:
    day, who = in_words(withdrawal.withdrawn_on), withdrawal.withdrawn_by
    lines = [say("screens.case.withdrawn_line", day=day, who=who)]
    if withdrawal.reason:
        lines.append(say("screens.case.why", reason=withdrawal.reason))
    if withdrawal.reopened_on:
        lines.append(say("screens.case.reopened_line", day=in_words(withdrawal.reopened_on)))
    if withdrawal.reopening_reason:
        lines.append(say("screens.case.why", reason=withdrawal.reopening_reason))
    return "\n".join(lines)


def _additions(case: CaseView) -> Iterator[Json]:
    if not case.additions:
        return
    yield header(say("screens.case.additions"))
    for each in case.additions:
        line = say("screens.case.addition_line", number=each.number, day=in_words(each.added_on), who=each.added_by)
        yield from paragraphs(f"{line}\n{each.text}")


def _conflicts(case: CaseView) -> Iterator[Json]:
    if not case.conflicts:
        return
    yield header(say("screens.case.conflicts"))
    yield paragraph(say("screens.case.conflicts_explained"))
    yield from (_conflict(conflict) for conflict in case.conflicts)


def _conflict(conflict: PossibleConflict) -> Json:
    ask = confirm(
        say("screens.case.clear_title"),
        say("screens.case.clear_text"),
        say("screens.case.clear_yes"),
        say("screens.case.clear_no"),
    )
    clear = button(
        "clear_conflict", say("screens.buttons.clear_conflict"), value=conflict.who, of=conflict.name, confirm=ask
    )
    return paragraph_with(conflict.name, clear)


def _decisions(case: CaseView) -> Iterator[Json]:
    if not case.decisions:
        return
    yield header(say("screens.case.decisions"))
    for decision in case.decisions:
        yield from paragraphs(_decision_text(decision))


def _decision_text(decision: DecisionLine) -> str:
    lines = [say("screens.case.decision_line", outcome=decision.outcome, day=in_words(decision.decided_on))]
    if decision.corrected:
        lines.append(say("screens.case.corrected"))
    elif not decision.final:
        lines.append(say("screens.case.not_final"))
    if decision.correction_reason:
        lines.append(say("screens.case.correction_reason", reason=decision.correction_reason))
    if decision.reasons:
        lines.append(say("screens.case.reasons", reasons=decision.reasons))
    return "\n".join(lines)


def _actions(case: CaseView) -> Iterator[Json]:
    if not case.actions:
        return
    yield header(say("screens.case.actions"))
    for action in case.actions:
        yield from paragraphs(_action_text(action))
        if not action.done and Act.FINISH_ACTION in case.acts:
            which = say("screens.case.action_number", number=action.number)
            yield buttons(button("action_done", say("screens.buttons.action_done"), value=action.duty_id, of=which))


def _action_text(action: ActionLine) -> str:
    key = "action_done" if action.done else "action_open"
    lines = [
        say("screens.case.action_line", number=action.number, text=action.text),
        say(f"screens.case.{key}", owner=action.owner, day=in_words(action.due_on)),
    ]
    if action.note:
        lines.append(say("screens.case.action_note", note=action.note))
    return "\n".join(lines)
