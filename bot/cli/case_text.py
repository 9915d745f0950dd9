"""A case as text or data, for the terminal: the register's line, and the whole case for one who may read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from forms.answers.dates import in_words
from forms.words import say

if TYPE_CHECKING:
    from handlers.register import RegisterLine
    from handlers.screens import CaseView, FileLine, ReviewedAnswer, ReviewedSection, WithdrawalLine


def line_as_data(line: RegisterLine) -> dict[str, Any]:
    """Give a line of the register as plain JSON data."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(line).items()}


def line_as_text(line: RegisterLine) -> Iterator[str]:
    """Give a line of the register as ``label: value`` lines."""
    for key, value in asdict(line).items():
        yield f"{say(f'command_line.column.{key}')}: {cell(value)}"


def cell(value: object) -> str:
    """Give one value of the register in words."""
    if isinstance(value, bool):
        return say(f"command_line.cases.{'yes' if value else 'no'}")
    if isinstance(value, date):
        return in_words(value)
    return str(value) if value is not None else ""


def case_as_data(view: CaseView) -> dict[str, Any]:
    """Give the whole case, as this viewer may see it, as plain JSON data."""
    return {
        "sections": [
            {
                "id": part.section.id,
                "title": part.section.title,
                "rows": [[_answer_as_data(answer) for answer in row] for row in part.rows],
                "removed_rows": [[_answer_as_data(answer) for answer in row] for row in part.removed],
            }
            for part in view.sections
        ],
        "files": [_file_as_data(file) for file in view.files],
        "criteria": [{"id": limb.id, "text": limb.text, "state": limb.state} for limb in view.limbs],
        "criteria_summary": view.criteria_summary,
        "decisions": [
            {
                "outcome": each.outcome,
                "decided_on": each.decided_on.isoformat(),
                "final": each.final,
                "corrected": each.corrected,
                "reasons": each.reasons,
                "correction_reason": each.correction_reason,
            }
            for each in view.decisions
        ],
        "actions": [
            {
                "number": each.number,
                "text": each.text,
                "owner": each.owner,
                "due_on": each.due_on.isoformat(),
                "done": each.done,
                "note": each.note,
            }
            for each in view.actions
        ],
        "additions": [
            {
                "number": each.number,
                "text": each.text,
                "added_on": each.added_on.isoformat(),
                "added_by": each.added_by,
            }
            for each in view.additions
        ],
        "withdrawals": [
            {
                "withdrawn_on": each.withdrawn_on.isoformat(),
                "withdrawn_by": each.withdrawn_by,
                "reason": each.reason,
                "reopened_on": each.reopened_on.isoformat() if each.reopened_on else None,
                "reopening_reason": each.reopening_reason,
            }
            for each in view.withdrawals
        ],
    }


def case_as_text(view: CaseView) -> Iterator[str]:
    """Give the whole case, as this viewer may see it, line by line."""
    yield from sections_as_text(view.sections)
    yield from _files_as_text(view)
    yield ""
    yield say("command_line.cases.criteria").upper()
    yield from (f"{limb.text}: {say(f'command_line.limb.{limb.state}')}" for limb in view.limbs)
    yield view.criteria_summary
    for decision in view.decisions:
        yield ""
        yield say("command_line.cases.decision", decided_on=cell(decision.decided_on)).upper()
        yield decision.outcome
        yield from (text for text in (decision.reasons, decision.correction_reason) if text)
    for action in view.actions:
        yield ""
        yield say("command_line.cases.action", number=action.number, owner=action.owner, due_on=cell(action.due_on))
        yield from (text for text in (action.text, action.note) if text)
    for addition in view.additions:
        yield ""
        day, who = cell(addition.added_on), addition.added_by
        yield say("command_line.cases.addition", number=addition.number, added_on=day, who=who)
        yield addition.text
    for withdrawal in view.withdrawals:
        yield ""
        yield from _withdrawal_as_text(withdrawal)


def sections_as_text(sections: Iterable[ReviewedSection]) -> Iterator[str]:
    """Give the answers, section by section, line by line."""
    for part in sections:
        yield ""
        yield part.section.title.upper()
        for number, row in enumerate(part.rows, start=1):
            if part.section.group:
                yield f"{part.section.row_name} {number}".strip()
            yield from _answers_as_text(row)
        for row in part.removed:
            yield say("command_line.cases.removed_row", row=part.section.row_name)
            yield from _answers_as_text(row)


def _file_as_data(file: FileLine) -> dict[str, Any]:
    return {
        "number": file.number,
        "name": file.name,
        "kind": file.kind,
        "size": file.size,
        "state": file.state,
        "trouble": file.trouble,
        "added_on": file.added_on.isoformat(),
        "added_by": file.added_by,
    }


def _files_as_text(view: CaseView) -> Iterator[str]:
    if view.files:
        yield ""
        yield say("screens.files.title").upper()
    for file in view.files:
        yield say("screens.files.line", number=file.number, name=file.name)
        yield say("screens.files.given", day=cell(file.added_on), who=file.added_by)
        trouble = say(f"screens.files.trouble.{file.trouble}") if file.state == "refused" else ""
        yield f"{say(f'command_line.file_state.{file.state}')} {file.kind} {trouble}".strip()


def _answers_as_text(row: Iterable[ReviewedAnswer]) -> Iterator[str]:
    for answer in row:
        yield f"{answer.question.label}: {_answered(answer)}"
        for each in answer.earlier:
            day, who = cell(each.corrected_on), each.corrected_by
            text = each.text or say("command_line.cases.nothing_before")
            yield f"  {say('command_line.cases.earlier', text=text, corrected_on=day, who=who)}"


def _withdrawal_as_text(withdrawal: WithdrawalLine) -> Iterator[str]:
    day, who = cell(withdrawal.withdrawn_on), withdrawal.withdrawn_by
    yield say("command_line.cases.withdrawn", withdrawn_on=day, who=who)
    if withdrawal.reason:
        yield withdrawal.reason
    if withdrawal.reopened_on:
        yield say("command_line.cases.reopened", reopened_on=cell(withdrawal.reopened_on))
    if withdrawal.reopening_reason:
        yield withdrawal.reopening_reason


def _answer_as_data(answer: ReviewedAnswer) -> dict[str, Any]:
    return {
        "id": answer.question.id,
        "label": answer.question.label,
        "answer": answer.text,
        "problem": answer.problem,
        "earlier": [
            {"answer": each.text, "corrected_on": each.corrected_on.isoformat(), "corrected_by": each.corrected_by}
            for each in answer.earlier
        ],
    }


def _answered(answer: ReviewedAnswer) -> str:
    return " ".join(part for part in (answer.text, f"({answer.problem})" if answer.problem else "") if part)
