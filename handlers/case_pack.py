"""The case pack: a case as a document for the panel, and for a chair outside Slack (docs/procedure.md, section 7,
rule 9). The business unit has it made, audited, and sends it by the Board's own secure route."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forms.answers.dates import in_words
from forms.documents.document import Document, Field, Part
from forms.words import say
from handlers.access import Act, Refused
from handlers.reading import open_case
from handlers.screens import (
    ActionLine,
    AdditionLine,
    CaseView,
    DecisionLine,
    EarlierText,
    ReviewedAnswer,
    ReviewedSection,
)
from handlers.submitted_case import submitted_case
from handlers.work import Work
from storage import audit

MARKING = "OFFICIAL-SENSITIVE"
"""The pack holds the whole referral, so that it is marked even where a Board marks no subjects."""


def case_pack(work: Work, case_id: str, *, reason: str, language: str = "en") -> Document:
    """Give the whole case as a document, and note in the audit that it was exported, and why.

    Raises `Refused` for anyone but the business unit, for those with a possible conflict of interest, and where no
    reason is given; `NotFound` if there is no such case, or if it has not been sent.
    """
    case = submitted_case(work, case_id, Act.EXPORT_CASE)
    if not reason.strip():
        raise Refused(say("refusals.case.no_reason_to_export"))
    audit.note(
        work.tx,
        actor=work.actor.address,
        action="exported",
        case_id=case.id,
        reference=case.reference,
        stated_reason=reason.strip(),
    )
    view = open_case(work, case_id)
    return Document(
        title=say("case_pack.title", reference=view.reference),
        author=work.board.name,
        marking=MARKING,
        parts=tuple(parts_of(work, view)),
        language=language,
        page=say("case_pack.page", number="{number}", count="{count}"),
    )


def parts_of(work: Work, view: CaseView) -> Iterator[Part]:
    """Give a case, opened, part by part."""
    yield Part(
        say("case_pack.about"),
        paragraphs=(
            say("case_pack.confidential", panel=work.board.panel_name),
            say("case_pack.advice_only", panel=work.board.panel_name),
            say("case_pack.as_asked"),
        ),
        fields=tuple(_standing(work, view)),
    )
    if view.limbs:
        yield Part(
            say("case_pack.criteria"),
            paragraphs=(view.criteria_summary,),
            fields=tuple(Field(limb.text, " ".join(limb.said)) for limb in view.limbs),
        )
    for section in view.sections:
        yield from section_parts(section)
    if view.additions:
        yield Part(say("case_pack.additions"))
        yield from (_addition(addition) for addition in view.additions)
    if view.files:
        fields = tuple(Field(say("case_pack.file", number=file.number), file.name) for file in view.files)
        yield Part(say("case_pack.files"), paragraphs=(say("case_pack.files_apart"),), fields=fields)
    if view.decisions:
        yield Part(say("case_pack.decisions"))
        yield from (_decision(decision) for decision in view.decisions)
    if view.actions:
        yield Part(say("case_pack.actions"))
        yield from (_action(action) for action in view.actions)


def _standing(work: Work, view: CaseView) -> Iterator[Field]:
    yield Field(say("case_pack.reference"), view.reference)
    yield Field(say("case_pack.board"), work.board.name)
    yield Field(say("case_pack.received"), in_words(view.received_on))
    yield Field(say("case_pack.state"), say(f"case_pack.is_{view.state}"))
    yield Field(say("case_pack.regime"), view.regime)
    note = say("case_pack.statutory" if view.statutory else "case_pack.not_statutory")
    yield Field(say("case_pack.due"), in_words(view.due_on), note)
    if view.urgent:
        yield Field(say("case_pack.urgent"), say("case_pack.is_urgent"))
    yield Field(say("case_pack.made"), in_words(work.today))


def section_parts(reviewed: ReviewedSection) -> Iterator[Part]:
    """Give a section of the form with its answers, each row under a heading of its own."""
    if reviewed.section.group is None:
        yield Part(reviewed.section.title, fields=tuple(field for row in reviewed.rows for field in _answers(row)))
        return
    none = () if reviewed.rows else (say("case_pack.no_rows"),)
    yield Part(reviewed.section.title, paragraphs=none)
    for number, row in enumerate(reviewed.rows, start=1):
        title = say("case_pack.row", row=reviewed.section.row_name.capitalize(), number=number)
        yield Part(title, level=2, fields=tuple(_answers(row)))
    for row in reviewed.removed:
        title = say("case_pack.removed_row", row=reviewed.section.row_name)
        yield Part(title, level=2, fields=tuple(_answers(row)))


def _answers(row: Sequence[ReviewedAnswer]) -> Iterator[Field]:
    """Give what was answered or needs attention one by one, and the rest by label in one field at the end."""
    said = [answer for answer in row if answer.text or answer.problem or answer.earlier]
    for answer in said:
        notes = [answer.problem, *(_earlier(earlier) for earlier in answer.earlier)]
        yield Field(answer.question.label, answer.text, "\n".join(note for note in notes if note))
    blank = [answer.question.label for answer in row if answer not in said]
    if blank:
        yield Field(say("case_pack.not_answered"), "\n".join(blank))


def _earlier(earlier: EarlierText) -> str:
    text = earlier.text or say("case_pack.nothing_before")
    return say("case_pack.earlier", text=text, day=in_words(earlier.corrected_on), who=earlier.corrected_by)


def _addition(addition: AdditionLine) -> Part:
    added = say("case_pack.added", day=in_words(addition.added_on), who=addition.added_by)
    title = say("case_pack.addition", number=addition.number)
    return Part(title, level=2, fields=(Field(added, addition.text),))


def _decision(decision: DecisionLine) -> Part:
    reasons: Sequence[tuple[str, str | None]] = (
        ("case_pack.reasons", decision.reasons),
        ("case_pack.correction_reason", decision.correction_reason),
    )
    return Part(
        say("case_pack.decision", day=in_words(decision.decided_on)),
        level=2,
        paragraphs=(say("case_pack.corrected"),) if decision.corrected else (),
        fields=(
            Field(say("case_pack.outcome"), decision.outcome),
            *(Field(say(key), text) for key, text in reasons if text),
        ),
    )


def _action(action: ActionLine) -> Part:
    state = say("case_pack.action_done" if action.done else "case_pack.action_open")
    return Part(
        say("case_pack.action", number=action.number),
        level=2,
        fields=(
            Field(say("case_pack.what"), action.text),
            Field(say("case_pack.owner"), action.owner),
            Field(say("case_pack.action_due"), in_words(action.due_on), state),
            *((Field(say("case_pack.note"), action.note),) if action.note else ()),
        ),
    )
