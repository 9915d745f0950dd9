"""Using what somebody wrote in a message as the answer to a question of the form.

The text comes from the sealed inbox and goes into a screen of the form, which its writer looks at and saves. It never
goes into another message (docs/procedure.md, section 7, rule 1).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from forms.answers.text import letters_within
from forms.vocabulary import ONE_BOX, Answers, Kind, Question, Section, Value
from forms.walk import Page, questions_shown
from forms.words import say
from handlers.access import Act, require
from handlers.conversation.typed import Written
from handlers.conversation.way import CHOSEN
from handlers.referral.begin import begin_draft, unsaved_draft
from handlers.referral.drafts import Draft, draft_lines, draft_of, own_case, own_case_to_change
from handlers.referral.in_words import in_words
from handlers.referral.pages import draw
from handlers.referral.receipts import receipt
from handlers.referral.route import pages_to_answer
from handlers.screens import DraftLine, PageScreen, Receipt
from handlers.work import Work
from storage import cases, conversations, inbox
from storage.database import NotFound
from storage.tables import new_id

TYPED_IN_FORM = frozenset(Kind) - CHOSEN - {Kind.SIGNATURE}


@dataclass(frozen=True)
class Usable:
    """A question that a text can answer. `is_answered`: what stands there now would be looked at again."""

    question_id: str
    section: str
    label: str
    is_answered: bool


@dataclass(frozen=True)
class WhichDraft:
    """Several referrals are begun: the person says which one the text is for, or begins another."""

    item_id: str
    drafts: tuple[DraftLine, ...]


@dataclass(frozen=True)
class WhichQuestion:
    """The person says which question the text answers. `case_id` is empty for a referral that is yet to begin."""

    item_id: str
    case_id: str
    text: str = field(repr=False)
    questions: tuple[Usable, ...]
    suggested: str
    """The question that it most likely answers; empty if nothing tells."""


def which(
    work: Work, written: Written, *, case_id: str = "", new: bool = False
) -> WhichDraft | WhichQuestion | Receipt:
    """Ask what a message is to be used for: which referral, unless one is given, a `new` one or the only one; then
    which question. A case already sent gives its receipt.

    Raises `Refused` for somebody who may not refer or whose draft it is not, and `NotFound` if there is no such draft.
    """
    require(work.tx, work.actor, Act.REFER)
    if not case_id and not new:
        drafts = draft_lines(work)
        if len(drafts) > 1:
            return WhichDraft(written.item_id, drafts)
        case_id = drafts[0].case_id if drafts else ""
    if not case_id:
        return _which_question(written, unsaved_draft(work, f"message:{written.item_id}"))
    case = own_case(work, case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    return _which_question(written, draft_of(work, case))


def use(work: Work, written: Written, *, case_id: str, question_id: str) -> PageScreen | Receipt:
    """Give the page of a question with the text in its field, to be looked at and saved; nothing is answered yet.

    Without `case_id` a referral is begun, once for each message. Below an earlier long text, the new one is added.
    Raises as `which` does.
    """
    case = own_case_to_change(work, case_id or begin_draft(work, f"message:{written.item_id}"))
    inbox.concerns(work.tx, written.item_id, case.id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    draft = draft_of(work, case)
    page, section, question = _asked(draft, question_id)
    conversations.remember_used(
        work.tx,
        written.id,
        owner=work.actor.address,
        case_id=case.id,
        question_id=question.id,
        revision=0,
    )
    row_id = _row_for(draft, section, question)
    screen = draw(work, draft, page, row_id=row_id)
    text = _with_earlier(question, draft.answers.get(question.id, row_id), written.text)
    longest = question.longest if question.kind is Kind.LONG_TEXT else ONE_BOX
    fitting = text[: letters_within(text, longest)]
    shown = Answers({**screen.answers.values, (question.id, row_id): {"unread": fitting}}, screen.answers.row_ids)
    too_long = () if fitting == text else (say("conversation.use.too_long"),)
    return replace(screen, answers=shown, advice=(*screen.advice, *too_long))


def _which_question(written: Written, draft: Draft) -> WhichQuestion:
    usable = tuple(
        Usable(question.id, section.title, question.label, draft.answers.get(question.id) is not None)
        for page in pages_to_answer(draft)
        for section in page.sections
        for question in questions_shown(draft.form, section, draft.answers)
        if question.kind in TYPED_IN_FORM
    )
    return WhichQuestion(written.item_id, draft.case.id, written.text, usable, _suggested(draft, usable))


def _suggested(draft: Draft, usable: tuple[Usable, ...]) -> str:
    """Give the first long text that is still to be written on the page where the person is, or after it."""
    page_ids = [page.id for page in pages_to_answer(draft)]
    from_here = page_ids[page_ids.index(draft.case.page) :] if draft.case.page in page_ids else page_ids
    blank = {each.question_id for each in usable if not each.is_answered}
    return next(
        (
            question.id
            for page in pages_to_answer(draft)
            if page.id in from_here
            for section in page.sections
            for question in section.questions
            if question.kind is Kind.LONG_TEXT and question.id in blank
        ),
        "",
    )


def _asked(draft: Draft, question_id: str) -> tuple[Page, Section, Question]:
    found = (
        (page, section, question)
        for page in pages_to_answer(draft)
        for section in page.sections
        for question in section.questions
        if question.id == question_id
    )
    place = next(found, None)
    if place is None:
        raise NotFound("this referral does not ask that")
    return place


def _row_for(draft: Draft, section: Section, question: Question) -> str:
    """Give the first row in which the question is blank, or a new one."""
    if section.group is None:
        return ""
    rows = draft.answers.rows(section.group)
    return next((row_id for row_id in rows if draft.answers.get(question.id, row_id) is None), new_id())


def _with_earlier(question: Question, earlier: Value | None, text: str) -> str:
    if earlier is None or question.kind is not Kind.LONG_TEXT:
        return text
    return f"{in_words(question, earlier)}\n\n{text}"
