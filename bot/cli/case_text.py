"""A case as text or data, for the terminal: the register's line, and the whole case for one who may read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from forms.answers.dates import in_words
from forms.words import say

if TYPE_CHECKING:
    from handlers.register import RegisterLine
    from handlers.screens import CaseView, ReviewedAnswer


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
            }
            for part in view.sections
        ],
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
    }


def case_as_text(view: CaseView) -> Iterator[str]:
    """Give the whole case, as this viewer may see it, line by line."""
    for part in view.sections:
        yield ""
        yield part.section.title.upper()
        for number, row in enumerate(part.rows, start=1):
            if part.section.group:
                yield f"{part.section.row_name} {number}".strip()
            yield from (f"{answer.question.label}: {_answered(answer)}" for answer in row)
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


def _answer_as_data(answer: ReviewedAnswer) -> dict[str, str]:
    return {
        "id": answer.question.id,
        "label": answer.question.label,
        "answer": answer.text,
        "problem": answer.problem,
    }


def _answered(answer: ReviewedAnswer) -> str:
    return " ".join(part for part in (answer.text, f"({answer.problem})" if answer.problem else "") if part)
