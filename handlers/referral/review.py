"""The review: everything asked, what is missing, and the criteria, before the referral is sent.

Source: docs/procedure.md, section 2 (criteria: the bot shows, and never decides) and section 3.
"""

from __future__ import annotations

from forms.criteria import Limb, criteria, summary
from forms.regimes import regime_on, regimes
from forms.vocabulary import Section
from forms.walk import Missing, answers_that_count, missing, pages, progress, questions_shown
from forms.words import say
from handlers.files.lines import file_lines
from handlers.referral.advice import QUESTIONS, advice
from handlers.referral.drafts import Draft, draft_of, own_case
from handlers.referral.in_words import in_words
from handlers.referral.receipts import receipt
from handlers.referral.route import declaration_page_id
from handlers.referral.seen import arrangement, changed_since
from handlers.screens import Receipt, Review, ReviewedAnswer, ReviewedSection
from handlers.work import Work
from storage import cases


def review(work: Work, case_id: str, *, since: tuple[int, str | None] | None = None) -> Review | Receipt:
    """Give the review of the actor's own draft; a case already sent gives its receipt.

    `since` is the revision and the arrangement that an earlier part of it showed: what was changed on another screen
    since is said. Raises `Refused`, and `NotFound` if there is no such case.
    """
    case = own_case(work, case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    draft = draft_of(work, case)
    return show_review(work, draft, newer=changed_since(work, draft, *since) if since else ())


def show_review(work: Work, draft: Draft, *, newer: tuple[str, ...] = ()) -> Review:
    """Draw the review. The declaration, which comes after it, is neither shown nor missed."""
    last = declaration_page_id(draft.form)
    limbs = limbs_of(work, draft)
    return Review(
        case_id=draft.case.id,
        sections=tuple(section for section in reviewed_sections(draft) if section.page_id != last),
        missing=missing_before_declaration(draft),
        limbs=limbs,
        criteria_summary=summary(limbs, to_be_sent=True),
        progress=progress(draft.form, draft.answers, last),
        revision=draft.case.revision,
        seen=arrangement(work, draft),
        newer=newer,
        advice=advice(work.board, draft.answers, QUESTIONS),
        files=file_lines(work, draft.case),
        takes_files=work.board.files is not None,
    )


def missing_before_declaration(draft: Draft) -> tuple[Missing, ...]:
    """Give what must be answered or put right before the declaration is asked for."""
    last = declaration_page_id(draft.form)
    return tuple(lack for lack in missing(draft.form, draft.answers) if lack.section.page != last)


def reviewed_sections(draft: Draft) -> tuple[ReviewedSection, ...]:
    """Give every question that this referral's route asks, with its answer in words, blank ones too.

    Answers to questions that the route has left out since (the purpose was changed) stay stored, so that they are
    there again if the purpose is changed back; but nobody asked for them, so that they are shown to nobody.
    """
    lacks = {(lack.question.id, lack.row_id): _why(lack) for lack in _missing(draft)}
    return tuple(
        ReviewedSection(section, page.id, _reviewed_rows(draft, section, lacks), _lacks_a_row(draft, section, lacks))
        for page in pages(draft.form, draft.answers)
        for section in page.sections
    )


def _why(lack: Missing) -> str:
    """Say that an answer is missing or was not understood, and what the panel cannot do without it."""
    if lack.reason == "unread":
        return say("referral.missing.unread")
    said = say("referral.missing.blank" if lack.question.not_known_allowed else "referral.missing.blank_but_needed")
    return f"{said} {lack.question.why_needed}".rstrip()


def limbs_of(work: Work, draft: Draft) -> tuple[Limb, ...]:
    """Give the criteria limb by limb: those of the case's regime, or of today's where it is still a draft.

    A referral of good practice is held against none.
    """
    held_on = draft.case.regime
    regime = regimes()[held_on] if held_on else regime_on(work.today, work.board.regime)
    return criteria(regime, answers_that_count(draft.form, draft.answers))


def _lacks_a_row(draft: Draft, section: Section, lacks: dict[tuple[str, str], str]) -> str:
    """Say why a section that has no row needs one; nothing where it has one or needs none."""
    if section.group is None or draft.answers.rows(section.group):
        return ""
    return next((lacks[question.id, ""] for question in section.questions if (question.id, "") in lacks), "")


def _missing(draft: Draft) -> tuple[Missing, ...]:
    # what was sent is complete as it is: a form is never marked again by a reader
    return missing(draft.form, draft.answers) if draft.case.state == cases.DRAFT else ()


def _reviewed_rows(
    draft: Draft, section: Section, lacks: dict[tuple[str, str], str]
) -> tuple[tuple[ReviewedAnswer, ...], ...]:
    questions = questions_shown(draft.form, section, draft.answers)
    row_ids = ("",) if section.group is None else draft.answers.rows(section.group)
    return tuple(
        tuple(
            ReviewedAnswer(
                question,
                in_words(question, draft.answers.get(question.id, row_id)),
                lacks.get((question.id, row_id), ""),
            )
            for question in questions
        )
        for row_id in row_ids
    )
