"""Correct an answer of a referral that was sent: the new and the earlier answer are both kept, with who and when.

The kind of referral is never corrected, nor the day on which it was received: the chair's clock began from them
(docs/procedure.md, section 4), and a correction changes no clock. What a correction does change is worked out again
in the same commit: who may have a conflict of interest, and whether the referral is urgent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from forms.answers import AnswerProblem, Typed, parse_answer
from forms.vocabulary import AnswerKey, Answers, Question, Section, Value
from forms.walk import Page, missing, pages, questions_shown
from forms.words import say
from handlers import conflicts
from handlers.access import Act, Refused
from handlers.after_sending.screens import Corrected, CorrectionScreen, PartLine, PartsScreen, RowsScreen
from handlers.after_sending.told import tell_corrected
from handlers.notices.on_submission import tell_new_conflicts
from handlers.referral.advice import is_urgent
from handlers.referral.drafts import Draft, draft_of
from handlers.referral.in_words import row_in_words
from handlers.referral.pages import draw
from handlers.referral.route import declaration_page_id
from handlers.screens import RowLine
from handlers.submitted_case import locked_case, require_going_on, submitted_case
from handlers.work import Work
from storage import answers, audit, cases, earlier_answers
from storage.database import NotFound
from storage.tables import Case, new_id

PURPOSE = "purpose"
"""The kind of referral: the regime's criteria, outcomes and clock follow from it."""


@dataclass(frozen=True)
class CorrectAnswers:
    """What stands on a `CorrectionScreen` now. `typed` holds every question that it showed, blank ones as None."""

    case_id: str
    section_id: str
    row_id: str
    revision: int
    typed: Mapping[str, Typed] = field(repr=False)


def parts_to_correct(work: Work, case_id: str) -> PartsScreen:
    """Show the sections of a sent referral, of which one is chosen; the declaration is none of them.

    Raises `NotFound`, and `Refused` for anyone but the referrer and the business unit, or if it was withdrawn.
    """
    case = submitted_case(work, case_id, Act.CORRECT_ANSWER)
    require_going_on(work, case)
    lines = (PartLine(section.id, section.title) for section in _sections(draft_of(work, case)))
    return PartsScreen(case.id, str(case.reference), tuple(lines))


def part_to_correct(work: Work, case_id: str, section_id: str) -> CorrectionScreen | RowsScreen:
    """Show a section with its answers, or its rows where it repeats. Raises like `parts_to_correct`."""
    case = submitted_case(work, case_id, Act.CORRECT_ANSWER)
    require_going_on(work, case)
    draft = draft_of(work, case)
    section = _section(draft, section_id)
    _note_opened(work, case, section)
    return _screen(work, draft, section) if section.group is None else _rows(draft, section)


def row_to_correct(work: Work, case_id: str, section_id: str, row_id: str) -> CorrectionScreen:
    """Show one row of a section with its answers; an empty `row_id` gives an empty row. Raises like
    `parts_to_correct`."""
    case = submitted_case(work, case_id, Act.CORRECT_ANSWER)
    require_going_on(work, case)
    draft = draft_of(work, case)
    section = _section(draft, section_id)
    _note_opened(work, case, section)
    return _screen(work, draft, section, row_id or new_id())


def correct(work: Work, command: CorrectAnswers) -> Corrected | CorrectionScreen:
    """Keep what was typed as a correction and tell those concerned that there is one.

    Nothing is kept while something was not understood or lacks an answer: the screen comes back with a sentence at
    each. An answer that somebody else has changed since the screen was drawn is not overwritten: the rest is kept,
    and the screen comes back with the newer answer and says so. The same screen again changes nothing. Raises
    `NotFound` and `Refused` like `parts_to_correct`, and `KeyError` for a question that cannot be corrected there.
    """
    case = locked_case(work, command.case_id, Act.CORRECT_ANSWER)
    require_going_on(work, case)
    draft = draft_of(work, case)
    section = _section(draft, command.section_id)
    asked = {question.id: question for question in section.questions if _is_correctable(question)}
    changes: dict[AnswerKey, Value | None] = {}
    errors: dict[str, str] = {}
    for question_id, given in command.typed.items():
        question = asked[question_id]
        place = (question_id, command.row_id if section.group else "")
        try:
            value = parse_answer(question, given, today=work.today)
        except AnswerProblem as problem:
            errors[question_id] = problem.message
            continue
        if value != draft.answers.get(*place):
            changes[place] = value
    newer = {place for place in changes if draft.revisions.get(place, 0) > command.revision}
    kept = {place: value for place, value in changes.items() if place not in newer}
    errors |= _lacking(draft, section, kept) if not errors else {}
    if errors:
        return _screen(work, draft, section, command.row_id, errors=errors, was_kept=False)
    saved = _save(work, draft, section, kept)
    if newer:
        labels = tuple(asked[question_id].label for question_id, _ in sorted(newer))
        return _screen(work, saved, section, command.row_id, newer=labels)
    return _corrected(saved, section, changed=bool(kept) or _was_saved_by(draft, command))


def remove_row(work: Work, case_id: str, section_id: str, row_id: str, revision: int) -> Corrected | CorrectionScreen:
    """Take a row out of a sent referral as a correction; its answers are kept as earlier ones.

    A row that is not there any more changes nothing; a row that was changed since the screen was drawn comes back.
    Raises like `parts_to_correct`, and `Refused` for the last row of a section that needs one.
    """
    case = locked_case(work, case_id, Act.CORRECT_ANSWER)
    require_going_on(work, case)
    draft = draft_of(work, case)
    section = _section(draft, section_id)
    mine = {question.id: question for question in section.questions}
    cleared: dict[AnswerKey, Value | None] = {
        place: None for place in draft.answers.values if place[1] == row_id and place[0] in mine and section.group
    }
    newer = tuple(mine[place[0]].label for place in sorted(cleared) if draft.revisions.get(place, 0) > revision)
    if newer:
        return _screen(work, draft, section, row_id, newer=newer)
    if len(draft.answers.rows(str(section.group))) == 1 and _lacking(draft, section, cleared):
        raise Refused(say("refusals.after_sending.last_row", row=section.row_name))
    return _corrected(_save(work, draft, section, cleared), section, changed=True)


def _sections(draft: Draft) -> Iterator[Section]:
    last = declaration_page_id(draft.form)
    for page in pages(draft.form, draft.answers):
        if page.id != last:
            yield from page.sections


def _section(draft: Draft, section_id: str) -> Section:
    """Give a section that the referral asks; raises `NotFound`."""
    for section in _sections(draft):
        if section.id == section_id:
            return section
    raise NotFound(say("refusals.case.no_such_case"))


def _is_correctable(question: Question) -> bool:
    return question.id != PURPOSE and not question.filled_by_bot


def _lacking(draft: Draft, section: Section, changes: Mapping[AnswerKey, Value | None]) -> dict[str, str]:
    """Give a sentence for each question of the section that these changes would leave without an answer it needs.

    What lacked an answer before, or is first asked because of these changes, is none of them.
    """
    before = {(lack.question.id, lack.row_id) for lack in missing(draft.form, draft.answers)}
    after = missing(draft.form, _with(draft, section, changes))
    shown = {question.id for question in questions_shown(draft.form, section, draft.answers)}
    return {
        lack.question.id: say("referral.missing.blank")
        for lack in after
        if lack.section.id == section.id and lack.question.id in shown and (lack.question.id, lack.row_id) not in before
    }


def _with(draft: Draft, section: Section, changes: Mapping[AnswerKey, Value | None]) -> Answers:
    """Give the answers as they would be with these changes."""
    merged = {**draft.answers.values, **changes}
    values = {place: value for place, value in merged.items() if value is not None}
    rows = dict(draft.answers.row_ids)
    if section.group is not None:
        filled = {row_id for (question_id, row_id) in values if question_id.partition(".")[0] == section.group}
        there = rows.get(section.group, ())
        added = tuple(sorted({place[1] for place in changes} - set(there)))
        rows[section.group] = tuple(row_id for row_id in (*there, *added) if row_id in filled)
    return Answers(values, rows)


def _save(work: Work, draft: Draft, section: Section, changes: Mapping[AnswerKey, Value | None]) -> Draft:
    """Keep the changes, and the answers they take the place of; nothing is written where nothing changes."""
    if not changes:
        return draft
    case = draft.case
    before = answers.load_all(work.tx, case.id)
    for row_id in sorted({place[1] for place in changes} - {""}):
        answers.ensure_row(work.tx, case, str(section.group), row_id)
    for place in changes:
        earlier_answers.keep(work.tx, case.id, place, before.get(place), by=work.actor.address)
    revision = answers.save(work.tx, case, changes)
    saved = draft_of(work, cases.lock(work.tx, case.id))
    cases.remember_for_lists(work.tx, saved.case, purpose=case.purpose, urgent=is_urgent(saved.answers))
    audit.note(
        work.tx,
        actor=work.actor.address,
        action="corrected",
        case_id=case.id,
        section=section.id,
        revision=revision,
    )
    if conflicts.mark_possible(work, saved.case):
        tell_new_conflicts(work, saved.case)
    tell_corrected(work, saved.case)
    return saved


def _was_saved_by(draft: Draft, command: CorrectAnswers) -> bool:
    """Tell whether the answers on the screen were saved after it was drawn: it was sent twice."""
    places = {(question_id, row_id) for question_id in command.typed for row_id in ("", command.row_id)}
    return any(draft.revisions.get(place, 0) > command.revision for place in places)


def _screen(
    work: Work,
    draft: Draft,
    section: Section,
    row_id: str = "",
    *,
    errors: Mapping[str, str] | None = None,
    newer: tuple[str, ...] = (),
    was_kept: bool = True,
) -> CorrectionScreen:
    page = draw(work, draft, Page(section.page, section.title, (section,)), row_id=row_id, errors=errors, newer=newer)
    questions = tuple(question for question in page.questions if _is_correctable(question))
    return CorrectionScreen(
        reference=str(draft.case.reference),
        page=replace(page, page_id=section.id, questions=questions, rows=()),
        is_new_row=section.group is not None and page.row_id not in draft.answers.rows(section.group),
        route_is_fixed=any(question.id == PURPOSE for question in page.questions),
        was_kept=was_kept,
    )


def _rows(draft: Draft, section: Section) -> RowsScreen:
    lines = tuple(
        RowLine(row_id, number, row_in_words(section, draft.answers, row_id))
        for number, row_id in enumerate(draft.answers.rows(str(section.group)), start=1)
    )
    return RowsScreen(draft.case.id, str(draft.case.reference), section, lines)


def _corrected(draft: Draft, section: Section, *, changed: bool) -> Corrected:
    return Corrected(draft.case.id, str(draft.case.reference), section.id, changed)


def _note_opened(work: Work, case: Case, section: Section) -> None:
    audit.note(
        work.tx, actor=work.actor.address, action="opened", case_id=case.id, kind="correction", section=section.id
    )
