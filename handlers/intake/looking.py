"""The letters that came by email, and one of them opened: what was read, what is likely, what matched nothing."""

from __future__ import annotations

from forms.vocabulary import is_unread
from forms.walk import missing
from forms.words import say
from handlers.access import Act, may, require
from handlers.files.lines import file_lines
from handlers.intake.about_case import proposal_lines
from handlers.intake.filling import without_question
from handlers.intake.kept import KeptLetter, from_json
from handlers.intake.numbers import number_of
from handlers.intake.same_child import name_of
from handlers.intake.screens import (
    IntakeLine,
    IntakeList,
    IntakeScreen,
    KeptText,
    SuggestionLine,
)
from handlers.intake.states import FOLLOWS, FOR_PEOPLE, State
from handlers.referral.drafts import Draft, draft_of
from handlers.referral.in_words import in_words
from handlers.referral.review import reviewed_sections
from handlers.work import Work
from storage import audit, cases, child_marks, intakes, letters, suggestions
from storage.suggestions import StoredSuggestion
from storage.tables import Case, Intake

PAGE_LENGTH = 15
"""How many intakes are listed at once."""

PURPOSE = "purpose"


def intakes_page(work: Work, *, waiting: bool = True, after: str | None = None) -> IntakeList:
    """Give the latest intakes, or those after `IntakeList.more_after`: those that wait, or the others.

    Those in whose case the actor has a possible conflict of interest are left out.

    Raises `Refused` for anyone but the business unit and the administrator, and `NotFound`.
    """
    require(work.tx, work.actor, Act.SEE_INTAKES)
    states = FOR_PEOPLE if waiting else tuple(state for state in State if state not in FOR_PEOPLE)
    found = intakes.page(work.tx, states=states, after=after, limit=PAGE_LENGTH + 1)
    shown = found[:PAGE_LENGTH]
    more_after = shown[-1].id if len(found) > PAGE_LENGTH else None
    lines = (line_of(work, each) for each in shown if may(work.tx, work.actor, Act.SEE_INTAKES, case_of(work, each)))
    return IntakeList(tuple(lines), waiting, more_after, is_first=after is None)


def open_intake(work: Work, intake_id: str) -> IntakeScreen:
    """Open an intake, which is noted in the audit.

    Raises `NotFound`, and `Refused` for anyone but the business unit, and for those of it who may have a conflict of
    interest in its case.
    """
    intake = intakes.get(work.tx, intake_id)
    case = case_of(work, intake)
    require(work.tx, work.actor, Act.WORK_INTAKE, case)
    audit.note(
        work.tx,
        actor=work.actor.address,
        action="letter_opened",
        case_id=case.id if case else None,
        intake=number_of(intake),
    )
    return screen_of(work, intake, case)


def case_of(work: Work, intake: Intake) -> Case | None:
    """Give the case of an intake, if it has one."""
    return cases.get(work.tx, intake.case_id) if intake.case_id else None


def screen_of(work: Work, intake: Intake, case: Case | None, *, asks_purpose: bool = False) -> IntakeScreen:
    """Draw an intake. Asks for no right: its callers do."""
    draft = draft_of(work, case) if case is not None and case.state not in cases.GONE else None
    kept = [from_json(letters.open_read(work.tx, each)) for each in letters.of_intake(work.tx, intake.id)]
    is_draft = draft is not None and draft.case.state == cases.DRAFT
    return IntakeScreen(
        intake_id=intake.id,
        number=number_of(intake),
        state=State(intake.state),
        sender=intake.sender,
        is_trusted=intake.is_trusted,
        arrived_at=intake.arrived_at,
        why=_why(intake),
        case_id=intake.case_id,
        reference=case.reference if case else None,
        needed=len(missing(draft.form, draft.answers)) if draft and is_draft else 0,
        texts=tuple(each.text for each in kept),
        sections=reviewed_sections(draft) if draft else (),
        suggestions=_suggestions(work, draft) if draft else (),
        unmatched=_unmatched(work, kept, draft),
        troubles=tuple(
            dict.fromkeys(say(f"intake.trouble.{trouble}") for each in kept for trouble in each.reading.troubles)
        ),
        files=file_lines(work, draft.case) if draft else (),
        proposals=proposal_lines(work, draft.case) if draft else (),
        same_child=tuple(name_of(work, each) for each in child_marks.others(work.tx, draft.case.id)) if draft else (),
        may=_may(work, intake, case),
        asks_purpose=asks_purpose,
    )


def line_of(work: Work, intake: Intake) -> IntakeLine:
    """Give an intake as a list shows it, without any content. Asks for no right: its callers do."""
    case = case_of(work, intake)
    return IntakeLine(
        intake_id=intake.id,
        number=number_of(intake),
        state=State(intake.state),
        arrived_at=intake.arrived_at,
        why=_why(intake),
        reference=case.reference if case else None,
        case_id=intake.case_id,
    )


def _why(intake: Intake) -> str:
    return say(f"intake.why.{intake.why}") if intake.why else ""


def _may(work: Work, intake: Intake, case: Case | None) -> frozenset[State]:
    """Give what may follow; a draft is accepted only once it was read."""
    is_draft = case is not None and case.state == cases.DRAFT
    return frozenset(
        after
        for after, act in FOLLOWS.get(State(intake.state), {}).items()
        if may(work.tx, work.actor, act, case) and (is_draft or after is not State.SUBMITTED)
    )


def _suggestions(work: Work, draft: Draft) -> tuple[SuggestionLine, ...]:
    return tuple(_suggestion(draft, each) for each in suggestions.waiting(work.tx, draft.case.id))


def _suggestion(draft: Draft, suggested: StoredSuggestion) -> SuggestionLine:
    question = draft.form.question(suggested.place[0])
    return SuggestionLine(
        suggestion_id=suggested.id,
        section=draft.form.section_of(question.id).title,
        label=question.label,
        suggested=in_words(question, suggested.value),
        current=in_words(question, draft.answers.get(*suggested.place)),
    )


def _unmatched(work: Work, kept: list[KeptLetter], draft: Draft | None) -> tuple[KeptText, ...]:
    """Give what matched no question. Of a letter without a draft that is everything: nothing was filled in yet."""
    form = draft.form if draft else work.forms.current
    texts = [KeptText(each.label, each.text) for letter in kept for each in without_question(form, letter.reading)]
    if draft is None:
        texts = [each for letter in kept for each in _everything(work, letter)] + texts
    return tuple(texts)


def _everything(work: Work, letter: KeptLetter) -> list[KeptText]:
    form = work.forms.current
    found = [(question_id, found) for question_id, found in letter.reading.fields.items()]
    for group, rows in letter.reading.tables.items():
        found += [(f"{group}.{name}", each) for row in rows for name, each in row.items()]
    known = {question.id: question for section in form.sections for question in section.questions}
    return [
        KeptText(each.label, str(each.value.get("unread", "")) if isinstance(each.value, dict) and is_unread(each.value)
                 else in_words(known[question_id], each.value))
        for question_id, each in found
        if question_id in known
    ]  # fmt: skip
