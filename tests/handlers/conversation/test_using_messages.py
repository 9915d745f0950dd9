"""Using a message in the form: which referral, which question, and a page to look at before anything is saved."""

from __future__ import annotations

import pytest

from handlers.access import Refused
from handlers.conversation.typed import Written
from handlers.conversation.using import Usable, WhichDraft, WhichQuestion, use, which
from handlers.referral.answer import AnswerPage, answer_page
from handlers.referral.drafts import answers_of
from handlers.screens import PageScreen, Receipt
from storage import cases, conversations
from storage.database import NotFound
from tests.cases import SCR
from tests.handlers.conftest import REFERRER, STRANGER, Draft, Refer, WorkAs

WRITTEN = Written("D0REFER:1.1", "item1", "A long story.")


def label_of(asked: WhichQuestion, question_id: str) -> Usable:
    return next(each for each in asked.questions if each.question_id == question_id)


def test_without_a_draft_the_first_route_is_offered_and_a_referral_begun_once(work_as: WorkAs) -> None:
    with work_as(REFERRER) as work:
        asked = which(work, WRITTEN)
        assert isinstance(asked, WhichQuestion)
        assert asked.case_id == ""
        assert asked.text == "A long story."
        assert asked.suggested == "outline"
        assert not {"purpose", "declaration_referrer"} & {each.question_id for each in asked.questions}
    for _ in range(2):
        with work_as(REFERRER) as work:
            screen = use(work, WRITTEN, case_id="", question_id="outline")
            assert isinstance(screen, PageScreen)
            assert screen.answers.get("outline") == {"unread": "A long story."}
            assert answers_of(work.tx, screen.case_id).values == {}
            assert len(cases.drafts_of(work.tx, work.actor.address)) == 1
            used = conversations.message_used(work.tx, WRITTEN.id)
            assert used is not None
            assert (used.question_id, used.revision) == ("outline", 0)


def test_the_only_draft_is_taken_and_of_several_one_is_chosen(work_as: WorkAs, draft: Draft) -> None:
    first = draft(SCR, origin="view:V1")
    with work_as(REFERRER) as work:
        asked = which(work, WRITTEN)
    assert isinstance(asked, WhichQuestion)
    assert asked.case_id == first
    assert label_of(asked, "outline").is_answered
    second = draft(SCR, origin="view:V2")
    with work_as(REFERRER) as work:
        choice = which(work, WRITTEN)
        assert isinstance(choice, WhichDraft)
        assert {line.case_id for line in choice.drafts} == {first, second}
        chosen = which(work, WRITTEN, case_id=second)
        begun = which(work, WRITTEN, new=True)
    assert isinstance(chosen, WhichQuestion)
    assert isinstance(begun, WhichQuestion)
    assert (chosen.case_id, begun.case_id) == (second, "")


def test_a_long_text_goes_below_the_earlier_one_and_a_short_one_in_its_place(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft(SCR)
    with work_as(REFERRER) as work:
        earlier = answers_of(work.tx, case_id).get("outline")
        long = use(work, WRITTEN, case_id=case_id, question_id="outline")
        short = use(work, WRITTEN, case_id=case_id, question_id="referrer_role")
    assert isinstance(long, PageScreen)
    assert isinstance(short, PageScreen)
    assert long.answers.get("outline") == {"unread": f"{earlier}\n\nA long story."}
    assert short.answers.get("referrer_role") == {"unread": "A long story."}


def test_in_a_section_with_rows_the_text_goes_where_it_is_blank(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft(SCR)
    with work_as(REFERRER) as work:
        (child,) = answers_of(work.tx, case_id).rows("children")
        blank = use(work, WRITTEN, case_id=case_id, question_id="children.other_names")
        new = use(work, WRITTEN, case_id=case_id, question_id="children.last_name")
    assert isinstance(blank, PageScreen)
    assert isinstance(new, PageScreen)
    assert blank.row_id == child
    assert new.row_id != child


def test_what_is_put_before_the_person_is_saved_as_any_other_page(work_as: WorkAs) -> None:
    with work_as(REFERRER) as work:
        screen = use(work, WRITTEN, case_id="", question_id="outline")
        assert isinstance(screen, PageScreen)
        given = {"outline": "A long story."}
        answer_page(
            work, AnswerPage(screen.case_id, screen.origin, screen.page_id, "", screen.revision, given, "later")
        )
        assert answers_of(work.tx, screen.case_id).get("outline") == "A long story."


def test_only_the_owner_uses_a_message_in_a_draft_and_only_who_may_refer_begins_one(
    work_as: WorkAs, draft: Draft
) -> None:
    case_id = draft(SCR)
    for act in (
        lambda work: which(work, WRITTEN, case_id=case_id),
        lambda work: use(work, WRITTEN, case_id=case_id, question_id="outline"),
    ):
        with work_as(STRANGER) as work, pytest.raises(Refused):
            act(work)
    with work_as(STRANGER, may_refer=False) as work, pytest.raises(Refused):
        which(work, WRITTEN)


def test_a_question_that_is_not_asked_on_the_route_is_not_found(work_as: WorkAs) -> None:
    with work_as(REFERRER) as work, pytest.raises(NotFound):
        use(work, WRITTEN, case_id="", question_id="nothing")


def test_a_referral_that_was_sent_gives_its_receipt(work_as: WorkAs, refer: Refer) -> None:
    sent = refer(SCR)
    with work_as(REFERRER) as work:
        assert isinstance(which(work, WRITTEN, case_id=sent.case_id), Receipt)
        assert isinstance(use(work, WRITTEN, case_id=sent.case_id, question_id="outline"), Receipt)
