"""From what was read in a letter to a draft: what is certain is answered, what is likely is suggested.

Nothing is lost, and nothing newer is written over: where somebody has answered a question since its sender was asked,
in Slack or elsewhere, what the letter says becomes a suggestion.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forms.documents.reading.result import Found, Reading, Unmatched
from forms.vocabulary import AnswerKey, Form, Question, Value, is_unread
from handlers.referral.drafts import Draft
from handlers.referral.saving import save
from handlers.work import Work
from storage import answers, suggestions
from storage.tables import new_id

Row = Mapping[str, Found]


@dataclass(frozen=True)
class Filled:
    """The draft after a letter was read into it, and how many values wait for a person to confirm them."""

    draft: Draft
    suggested: int


@dataclass(frozen=True)
class _Placed:
    """What was read, at its place in the draft."""

    place: AnswerKey
    question: Question
    found: Found = field(repr=False)


def fill(work: Work, draft: Draft, reading: Reading, *, letter_id: str, asked_revision: int) -> Filled:
    """Read a letter into a draft; the caller holds the case's lock.

    `asked_revision` is the case's revision when the sender was asked last: an answer that changed since is newer.
    """
    changes: dict[AnswerKey, Value | None] = {}
    doubtful: list[_Placed] = []
    for placed in _placed(draft, reading):
        now = draft.answers.get(*placed.place)
        if now == placed.found.value:
            continue
        newer = draft.revisions.get(placed.place, 0) > asked_revision
        if not placed.found.is_certain or newer or (now is not None and is_unread(placed.found.value)):
            doubtful.append(placed)
        else:
            changes[placed.place] = placed.found.value
    saved = save(work, draft, changes)
    for placed in doubtful:
        group = saved.form.section_of(placed.question.id).group
        if group is not None:
            answers.ensure_row(work.tx, saved.case, group, placed.place[1])
    made = [suggestions.make(work.tx, saved.case, letter_id, each.place, each.found.value) for each in doubtful]
    return Filled(saved, sum(made))


def without_question(form: Form, reading: Reading) -> tuple[Unmatched, ...]:
    """Give everything that was read and has no question in this form, besides what matched none at all."""
    lost = [found for key, found in reading.fields.items() if _question(form, key) is None]
    lost += [
        found
        for group, rows in reading.tables.items()
        for row in rows
        for key, found in row.items()
        if _question(form, f"{group}.{key}") is None
    ]
    return (*reading.unmatched, *(Unmatched(found.label, _as_text(found.value)) for found in lost))


def _placed(draft: Draft, reading: Reading) -> Iterator[_Placed]:
    for question_id, found in reading.fields.items():
        question = _question(draft.form, question_id)
        if question is not None and not question.filled_by_bot and "." not in question_id:
            yield _Placed((question_id, ""), question, found)
    for group, rows in reading.tables.items():
        for row_id, row in _matched(draft, group, rows):
            for name, found in row.items():
                question = _question(draft.form, f"{group}.{name}")
                if question is not None:
                    yield _Placed((question.id, row_id), question, found)


def _matched(draft: Draft, group: str, rows: Sequence[Row]) -> Iterator[tuple[str, Row]]:
    """Give each row that was read with the row of the draft that it tells more of, or with a new one.

    A row belongs to the one with which it has most in common; where there is one on either side, to that.
    """
    free = list(draft.answers.rows(group))
    is_the_only_one = len(free) == len(rows) == 1
    for row in rows:
        if not row:
            continue
        common = {row_id: _in_common(draft, group, row_id, row) for row_id in free}
        best = max(free, key=lambda row_id: common[row_id], default="")
        if best and (common[best] or is_the_only_one):
            free.remove(best)
            yield best, row
        else:
            yield new_id(), row


def _in_common(draft: Draft, group: str, row_id: str, row: Row) -> int:
    return sum(draft.answers.get(f"{group}.{name}", row_id) == found.value for name, found in row.items())


def _question(form: Form, question_id: str) -> Question | None:
    try:
        return form.question(question_id)
    except KeyError:
        return None


def _as_text(value: Value) -> str:
    if isinstance(value, str):
        return value
    return ", ".join(value.values() if isinstance(value, dict) else value)
