"""A referral in the conversation: what is asked there, what the form asks, and the ways back and forth."""

from __future__ import annotations

import pytest

from forms.answers import Typed
from forms.messages import questions_for_messages
from forms.vocabulary import Kind
from handlers.access import Refused
from handlers.conversation import moving
from handlers.conversation.answering import Answered
from handlers.conversation.moving import AskedBelow, Moved
from handlers.conversation.prompting import prompt_at
from handlers.conversation.way import Stop, Target, way_through
from handlers.form_versions import Forms
from handlers.notices import Notice
from handlers.referral.answer import AnswerPage, answer_page
from handlers.referral.drafts import draft_of
from handlers.referral.submit import SubmitReferral, declaration, submit
from handlers.screens import PageScreen, Receipt
from storage import cases
from tests.cases import GOOD_PRACTICE, SCR, TypedReferral
from tests.handlers.conftest import STRANGER, Draft, WorkAs
from tests.handlers.talker import Talker, where


def typed_in(referral: TypedReferral) -> dict[str, Typed]:
    return {question_id: given for page in referral.pages for question_id, given in page.typed.items()}


def test_buttons_alone_ask_the_choices_and_leave_every_other_part_to_the_form(talker: Talker) -> None:
    talker.begins()
    assert talker.goes_through(typed_in(SCR)) == [
        "immediate_danger_passed_on",
        "purpose",
        "lead_consulted",
        "urgent_or_media",
        "part:before_you_start",
        "part:referrer",
        "part:children",
        "part:incident",
        "part:family",
        "part:agencies",
        "part:chronology",
        "part:why_review",
        "part:other_processes",
        "records_secured",
    ]
    assert talker.stored("purpose") == "scr"
    assert talker.asked.missing > 0
    assert talker.case().page == "declaration"


def test_where_people_may_type_the_questions_about_the_referrer_are_asked_too(typist: Talker) -> None:
    typist.begins()
    seen = typist.goes_through(typed_in(GOOD_PRACTICE))
    assert seen[:2] == ["immediate_danger_passed_on", "purpose"]
    assert {"referrer_name", "referrer_email", "part:what_went_well", "records_secured"} <= set(seen)
    assert typist.stored("referrer_name") == typed_in(GOOD_PRACTICE)["referrer_name"]


def test_nothing_confidential_is_asked_in_a_message(talker: Talker, work_as: WorkAs, forms: Forms) -> None:
    talker.begins()
    confidential = [question for section in forms.current.sections for question in section.questions]
    confidential = [question for question in confidential if question.id not in questions_for_messages(forms.current)]
    assert len(confidential) > 40
    with work_as(talker.who) as work:
        way = way_through(draft_of(work, cases.get(work.tx, talker.case_id)), work.board)
        for question in confidential:
            with pytest.raises(ValueError, match="may not stand in a message"):
                prompt_at(way, Stop(way.stops[0].page, question), "o")
    for question in confidential:
        if question.kind is not Kind.SIGNATURE:
            asked = talker.asked.asked.model_copy(update={"target": Target("incident", question.id)})
            with pytest.raises(ValueError, match="may not stand in a message"):
                talker.answers("yes", on=asked)


def test_an_answer_is_said_and_the_next_question_asked(talker: Talker) -> None:
    talker.begins()
    done = talker.answers("yes")
    assert isinstance(done, Answered)
    assert (done.question.id, done.said, done.is_newer) == ("immediate_danger_passed_on", "Yes", False)
    assert talker.at == "purpose"
    assert talker.stored("immediate_danger_passed_on") == "yes"


def test_what_to_do_after_a_no_is_said_before_the_next_question(talker: Talker) -> None:
    talker.begins()
    talker.answers("no")
    assert talker.messages[-1].data["advice"] == ["immediate_danger_passed_on"]


def test_a_double_click_asks_nothing_twice(talker: Talker) -> None:
    first = talker.begins().asked
    for _ in range(2):
        talker.answers("yes", on=first)
    assert [where(prompt) for prompt in talker.prompts] == ["immediate_danger_passed_on", "purpose"]
    second = talker.asked.asked
    assert isinstance(talker.skips(on=second), Moved)
    assert isinstance(talker.skips(on=second), AskedBelow)
    assert len(talker.prompts) == 3


def test_an_older_message_does_not_overwrite_a_newer_answer_and_its_owner_is_told(talker: Talker) -> None:
    first = talker.begins().asked
    talker.answers("yes", on=first)
    late = talker.answers("no", on=first)
    assert isinstance(late, Answered)
    assert (late.said, late.is_newer) == ("Yes", True)
    assert talker.stored("immediate_danger_passed_on") == "yes"


def test_a_question_that_was_skipped_can_be_answered_from_its_message_later(talker: Talker) -> None:
    first = talker.begins().asked
    talker.skips()
    before = len(talker.prompts)
    done = talker.answers("not_known", on=first)
    assert isinstance(done, Answered)
    assert talker.stored("immediate_danger_passed_on") == "not_known"
    assert len(talker.prompts) == before


def test_back_asks_what_came_before_and_going_on_leaves_out_what_is_answered(talker: Talker) -> None:
    talker.begins()
    talker.answers("yes")
    talker.answers("scr")
    assert talker.at == "lead_consulted"
    talker.goes_back()
    assert (talker.at, talker.asked.answered) == ("purpose", True)
    assert not talker.asked.first
    talker.goes_back()
    assert (talker.at, talker.asked.first) == ("immediate_danger_passed_on", True)
    before = len(talker.prompts)
    assert talker.goes_back() == moving.NothingBefore()
    assert len(talker.prompts) == before
    talker.skips()
    assert talker.at == "lead_consulted"


def test_to_change_an_answer_its_question_is_asked_once_more(talker: Talker) -> None:
    first = talker.begins().asked
    talker.answers("yes")
    for _ in range(2):
        talker.does(lambda work, occasion: moving.ask_again(work, first, occasion=occasion))
    assert [where(prompt) for prompt in talker.prompts][1:] == ["purpose", "immediate_danger_passed_on"]
    talker.answers("no")
    assert talker.stored("immediate_danger_passed_on") == "no"
    assert talker.at == "purpose"


def test_a_person_stops_for_now_and_goes_on_where_they_were(talker: Talker) -> None:
    talker.begins()
    talker.answers("yes")
    question = talker.asked.asked
    for _ in range(2):
        talker.does(lambda work, occasion: moving.finish_later(work, question, occasion=occasion))
    assert [where(prompt) for prompt in talker.prompts][2:] == ["purpose"]
    saved = talker.asked.asked
    for _ in range(2):
        talker.does(lambda work, occasion: moving.go_on_here(work, saved, occasion=occasion))
    assert [where(prompt) for prompt in talker.prompts][3:] == ["purpose"]


def test_from_the_end_what_is_still_open_is_asked_again(talker: Talker) -> None:
    talker.begins()
    talker.goes_through({})
    end = talker.asked.asked
    talker.does(lambda work, occasion: moving.go_on_here(work, end, occasion=occasion))
    assert talker.at == "immediate_danger_passed_on"


def test_what_the_form_answered_meanwhile_is_kept_and_the_conversation_goes_on(
    talker: Talker, draft: Draft, work_as: WorkAs
) -> None:
    question = talker.begins().asked
    with work_as(talker.who) as work:
        given = {"immediate_danger_passed_on": "not_known", "purpose": "good_practice"}
        answer_page(work, AnswerPage(talker.case_id, "", "before_you_start", "", 0, given, "skip"))
    done = talker.answers("yes", on=question)
    assert isinstance(done, Answered)
    assert (done.said, done.is_newer) == ("Not known", True)
    assert talker.at == "lead_consulted"


def test_a_question_is_explained_in_its_message_as_often_as_one_asks(talker: Talker, work_as: WorkAs) -> None:
    asked = talker.begins().asked
    assert talker.asked.explained
    for _ in range(2):
        with work_as(talker.who) as work:
            notice = moving.explanation(work, asked)
        assert isinstance(notice, Notice)
        assert notice.title == "Has any immediate danger to a child been passed on?"
        assert any(line.startswith("The panel looks at what can be learned") for line in notice.lines)
        assert notice.prompt is not None
        assert notice.prompt.asked == asked


def test_a_question_is_explained_alone_once_the_conversation_has_gone_on(talker: Talker, work_as: WorkAs) -> None:
    asked = talker.begins().asked
    talker.skips()
    with work_as(talker.who) as work:
        text = moving.explanation(work, asked)
    assert isinstance(text, str)
    assert text.startswith("Has any immediate danger to a child been passed on?\n\nThe panel looks")


def test_nobody_else_takes_part_in_a_conversation(talker: Talker, work_as: WorkAs) -> None:
    asked = talker.begins().asked
    with work_as(STRANGER) as work, pytest.raises(Refused):
        moving.skip(work, asked, occasion="o")


def test_a_referral_that_was_sent_gives_its_receipt(talker: Talker, draft: Draft, work_as: WorkAs) -> None:
    talker.case_id = draft(SCR)
    talker.does(lambda work, occasion: moving.go_on(work, talker.case_id, occasion=occasion))
    asked = talker.asked.asked
    with work_as(talker.who) as work:
        screen = declaration(work, talker.case_id)
        assert isinstance(screen, PageScreen)
        submit(work, SubmitReferral(talker.case_id, screen.revision, SCR.declaration))
    question = asked.model_copy(update={"target": Target("before_you_start", "purpose")})
    for act in (moving.skip, moving.back, moving.finish_later, moving.go_on_here, moving.ask_again):
        with work_as(talker.who) as work:
            assert isinstance(act(work, asked, occasion="o"), Receipt)
    assert isinstance(talker.answers("scr", on=question), Receipt)
    again = talker.does(lambda work, occasion: moving.go_on(work, talker.case_id, occasion=occasion))
    assert isinstance(again, Receipt)


def test_two_drafts_are_talked_about_one_at_a_time_and_none_is_stuck(talker: Talker) -> None:
    first = talker.begins("view:V1").asked
    second = talker.begins("view:V2").asked
    assert first.case_id != second.case_id
    talker.answers("yes", on=first)
    assert (talker.at, talker.asked.asked.case_id) == ("purpose", first.case_id)
    talker.answers("no", on=second)
    assert (talker.at, talker.asked.asked.case_id) == ("purpose", second.case_id)


def test_beginning_twice_from_one_screen_begins_one_draft(talker: Talker) -> None:
    talker.begins()
    first = talker.case_id
    talker.begins()
    assert talker.case_id == first
