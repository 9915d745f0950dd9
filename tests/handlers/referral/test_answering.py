"""Answering a page: what is kept, what comes back, and where it goes on."""

from __future__ import annotations

import pytest

from handlers.access import Refused
from handlers.referral.answer import AnswerPage, Then, answer_page
from handlers.referral.begin import first_page
from handlers.referral.drafts import answers_of
from handlers.referral.pages import page, resume
from handlers.referral.welcome import welcome
from handlers.screens import PageScreen, Review, Saved
from storage import audit, cases
from storage.database import NotFound
from storage.tables import new_id
from tests.cases import GOOD_PRACTICE, SCR
from tests.handlers.conftest import REFERRER, STRANGER, Draft, Refer, WorkAs
from tests.handlers.person import FIRST, Person, on_page


def test_nothing_is_stored_before_the_first_page_is_answered(work_as: WorkAs) -> None:
    with work_as(REFERRER) as work:
        screen = first_page(work, "view:V1")
        assert (screen.case_id, screen.origin, screen.page_id) == ("", "view:V1", "before_you_start")
        assert welcome(work).drafts == ()


def test_the_welcome_names_the_telephones_and_lists_drafts_by_when_they_were_begun(person: Person) -> None:
    person.answers(FIRST)
    with person.work_as(REFERRER) as work:
        shown = welcome(work)
    assert (shown.front_door, shown.out_of_hours) == ("0151 496 0100", "0151 496 0200")
    (line,) = shown.drafts
    assert (line.begun_at.date().isoformat(), line.progress.number, line.progress.total) == ("2026-03-02", 2, 10)


@pytest.mark.parametrize("then", ["next", "review", "another_row"])
def test_what_was_not_understood_is_said_where_it_is_asked_once_the_page_was_taken_apart(
    person: Person, then: Then
) -> None:
    person.answers(dict(FIRST) | {"purpose": "good_practice"})
    together = person.goes_to("what_went_well")
    person.goes_to("before_you_start")
    person.answers(dict(FIRST) | {"purpose": "scr"}, "later")
    shown = person.answers({"outline": "He came home.", "family_aware": "purple"}, then, on=together)
    assert isinstance(shown, PageScreen)
    assert shown.page_id == "other_processes"
    assert "family_aware" in shown.errors
    assert person.stored("outline") == "He came home."


def test_somebody_who_may_not_refer_is_refused_kindly(work_as: WorkAs) -> None:
    with work_as(STRANGER, may_refer=False) as work:
        with pytest.raises(Refused, match="Ask the business unit"):
            welcome(work)
        with pytest.raises(Refused, match="Ask the business unit"):
            first_page(work, "view:V1")


def test_the_first_page_begins_a_draft_and_leads_to_the_second(person: Person) -> None:
    assert on_page(person.answers(FIRST)) == "referrer"
    assert person.stored("purpose") == "scr"


def test_a_first_page_sent_twice_begins_one_draft_and_changes_nothing_more(person: Person) -> None:
    opened = person.screen
    first = person.answers(FIRST)
    again = person.answers(FIRST, on=opened)
    assert first == again
    with person.work_as(REFERRER) as work:
        assert len(cases.drafts_of(work.tx, work.actor.address)) == 1
        assert [entry.action for entry in audit.history(work.tx, first.case_id)] == ["answered"]


def test_a_page_sent_again_later_does_not_move_the_place_where_the_person_is(person: Person) -> None:
    opened = person.screen
    person.answers(FIRST)
    person.answers(SCR.pages[1].typed)
    person.answers(FIRST, on=opened)
    with person.work_as(REFERRER) as work:
        assert on_page(resume(work, person.screen.case_id)) == "children"


def test_what_was_not_understood_is_kept_as_typed_and_comes_back_with_a_sentence(person: Person) -> None:
    person.answers(FIRST)
    person.answers(SCR.pages[1].typed)
    screen = person.answers({"children.last_name": "Lee", "children.date_of_birth": "31/02/2019"})
    assert isinstance(screen, PageScreen)
    assert screen.page_id == "children"
    assert set(screen.errors) == {"children.date_of_birth"}
    assert person.stored("children.last_name", screen.row_id) == "Lee"
    assert person.stored("children.date_of_birth", screen.row_id) == {"unread": "31/02/2019"}


def test_once_put_right_it_goes_on(person: Person) -> None:
    person.answers(FIRST)
    person.answers({"referrer_email": "asha at example"})
    assert on_page(person.answers({"referrer_email": "asha@example.org"})) == "children"
    assert person.stored("referrer_email") == "asha@example.org"


@pytest.mark.parametrize(("then", "expected"), [("skip", "children"), ("back", "before_you_start")])
def test_skip_and_back_go_on_without_complaint_and_keep_what_was_typed(
    person: Person, then: Then, expected: str
) -> None:
    person.answers(FIRST)
    assert on_page(person.answers({"referrer_email": "asha at example"}, then)) == expected
    assert person.stored("referrer_email") == {"unread": "asha at example"}


def test_later_says_what_is_to_be_put_right_and_resumes_on_the_same_page(person: Person) -> None:
    person.answers(FIRST)
    saved = person.answers({"referrer_email": "asha at example"}, "later")
    assert isinstance(saved, Saved)
    assert saved.unread == ("Your email address",)
    with person.work_as(REFERRER) as work:
        assert on_page(resume(work, saved.case_id)) == "referrer"


def test_on_coming_back_it_says_again_what_was_not_understood(person: Person) -> None:
    person.answers(FIRST)
    person.answers({"referrer_email": "asha at example"}, "skip")
    assert set(person.goes_to("referrer").errors) == {"referrer_email"}


def test_what_was_typed_is_said_where_there_is_something_to_choose(person: Person) -> None:
    person.answers({**FIRST, "urgent_or_media": "purple"}, "skip")
    assert person.goes_to("before_you_start").errors == {
        "urgent_or_media": "You wrote “purple”, which is none of the answers here. Please choose one."
    }


def test_what_was_typed_stays_until_something_is_chosen_instead(person: Person) -> None:
    person.answers({**FIRST, "urgent_or_media": "purple"}, "skip")
    person.goes_to("before_you_start")
    person.answers({"urgent_or_media": None}, "skip")
    assert person.stored("urgent_or_media") == {"unread": "purple"}
    person.goes_to("before_you_start")
    person.answers({"urgent_or_media": "no"}, "skip")
    assert person.stored("urgent_or_media") == "no"


def test_back_from_the_first_page_stays_there(person: Person) -> None:
    assert on_page(person.answers(FIRST, "back")) == "before_you_start"


def test_a_several_choice_and_a_signature_that_were_not_understood_are_kept_too(person: Person) -> None:
    person.answers(FIRST)
    screen = person.goes_to("incident")
    person.answers({"incident_categories": ["serious_harm_abuse_neglect", "flood"]}, "skip")
    assert person.stored("incident_categories") == {"unread": "serious_harm_abuse_neglect, flood"}
    declared = AnswerPage(
        screen.case_id,
        "view:V1",
        "declaration",
        "",
        9,
        {"declaration_referrer": {"name": "A", "date": "soon"}},
        "later",
    )
    with person.work_as(REFERRER) as work:
        answer_page(work, declared)
    assert person.stored("declaration_referrer") == {"name": "A", "date": "soon", "unread": "A, soon"}


def test_an_older_screen_does_not_overwrite_a_newer_answer_and_says_so(person: Person) -> None:
    person.answers(FIRST)
    older = person.goes_to("referrer")
    person.answers({"referrer_name": "Newer"}, "later")
    screen = person.answers({"referrer_name": "Older", "referrer_role": "Nurse"}, on=older)
    assert isinstance(screen, PageScreen)
    assert (screen.page_id, screen.newer) == ("referrer", ("Your name",))
    assert person.stored("referrer_name") == "Newer"
    assert person.stored("referrer_role") == "Nurse"
    assert on_page(person.answers({"referrer_name": "Older"})) == "children"
    assert person.stored("referrer_name") == "Older"


def test_an_older_screen_does_not_bring_back_what_was_cleared(person: Person) -> None:
    person.answers(FIRST)
    person.answers({"referrer_name": "Asha"}, "later")
    older = person.goes_to("referrer")
    person.answers({"referrer_name": ""}, "later")
    saved = person.answers({"referrer_name": "Asha"}, "later", on=older)
    assert isinstance(saved, Saved)
    assert saved.newer == ("Your name",)
    assert person.stored("referrer_name") is None


def test_two_screens_that_agree_are_no_disagreement(person: Person) -> None:
    person.answers(FIRST)
    older = person.goes_to("referrer")
    person.answers({"referrer_name": "Asha"}, "later")
    assert on_page(person.answers({"referrer_name": "Asha"}, on=older)) == "children"


def test_not_known_is_an_answer(person: Person) -> None:
    person.answers(FIRST)
    person.answers({"lead_name": "don't know"}, "skip")
    assert person.stored("lead_name") == "not_known"


def test_rows_are_added_one_by_one_and_named_by_their_first_answers(person: Person) -> None:
    person.answers(FIRST)
    person.answers(SCR.pages[1].typed)
    second = person.answers({"children.last_name": "Lee", "children.first_names": "Ada"}, "another_row")
    assert isinstance(second, PageScreen)
    assert (second.page_id, second.row_number) == ("children", 2)
    assert [(row.number, row.summary) for row in second.rows] == [(1, "Lee, Ada")]
    assert second.answers.get("children.last_name", second.row_id) is None


def test_a_row_sent_twice_is_written_once(person: Person) -> None:
    person.answers(FIRST)
    first = person.answers(SCR.pages[1].typed)
    for _ in range(2):
        person.answers({"children.last_name": "Lee"}, "another_row", on=first)
    with person.work_as(REFERRER) as work:
        assert len(answers_of(work.tx, first.case_id).rows("children")) == 1


def test_an_empty_new_row_is_not_stored(person: Person) -> None:
    person.answers(FIRST)
    person.answers(SCR.pages[1].typed)
    person.answers({"children.last_name": "Lee"}, "another_row")
    assert on_page(person.answers({})) == "incident"
    with person.work_as(REFERRER) as work:
        assert len(answers_of(work.tx, person.screen.case_id).rows("children")) == 1


def test_a_page_that_repeats_opens_on_its_first_row(person: Person) -> None:
    person.answers(FIRST)
    person.answers(SCR.pages[1].typed)
    person.answers({"children.last_name": "Lee"}, "another_row")
    person.answers({"children.last_name": "Moor"})
    screen = person.goes_to("children")
    assert (screen.row_number, screen.answers.get("children.last_name", screen.row_id)) == (1, "Lee")
    assert [row.summary for row in screen.rows] == ["Moor"]


def test_a_row_of_another_case_is_not_touched(work_as: WorkAs, person: Person) -> None:
    person.answers(FIRST)
    mine = person.goes_to("children")
    person.answers({"children.last_name": "Lee"}, "later")
    other = Person(work_as, STRANGER, "view:V2")
    other.answers(FIRST)
    theirs = other.goes_to("children", row_id=mine.row_id)
    with pytest.raises(NotFound):
        other.answers({"children.last_name": "Moor"}, on=theirs)
    assert person.stored("children.last_name", mine.row_id) == "Lee"


@pytest.mark.parametrize("question_id", ["immediate_danger_passed_on", "lead_consulted"])
def test_a_no_shows_what_to_do_marks_the_case_urgent_and_does_not_block(person: Person, question_id: str) -> None:
    screen = person.answers(dict(FIRST) | {question_id: "no"})
    assert isinstance(screen, PageScreen)
    assert (screen.page_id, len(screen.advice)) == ("referrer", 1)
    assert len(person.goes_to("before_you_start").advice) == 1
    with person.work_as(REFERRER) as work:
        assert cases.get(work.tx, screen.case_id).urgent


def test_somebody_who_stops_after_a_no_is_shown_what_to_do_too(person: Person) -> None:
    saved = person.answers(dict(FIRST) | {"immediate_danger_passed_on": "no"}, "later")
    assert isinstance(saved, Saved)
    assert "0151 496 0100" in saved.advice[0]


def test_purpose_and_urgency_follow_the_answers(person: Person) -> None:
    person.answers(dict(FIRST) | {"urgent_or_media": "yes"})
    person.goes_to("before_you_start")
    person.answers(GOOD_PRACTICE.pages[0].typed)
    with person.work_as(REFERRER) as work:
        case = cases.get(work.tx, person.screen.case_id)
        assert (case.purpose, case.urgent) == ("good_practice", False)


def test_a_question_that_an_answer_opens_is_asked_on_the_same_page(person: Person) -> None:
    person.answers(dict(FIRST) | {"lead_consulted": "no"})
    shown = person.screen
    assert isinstance(shown, PageScreen)
    assert "lead_name" not in {question.id for question in shown.questions}
    older = shown
    person.goes_to("before_you_start")
    person.answers(FIRST)
    opened = person.answers({"referrer_name": "Asha"}, on=older)
    assert isinstance(opened, PageScreen)
    assert opened.page_id == "referrer"
    assert "lead_name" in {question.id for question in opened.questions}
    assert on_page(person.answers({"referrer_name": "Asha"})) == "children"


def test_what_the_route_has_left_out_is_kept_and_comes_back_with_the_route(person: Person) -> None:
    person.answers(FIRST)
    person.goes_to("family")
    person.answers({"family.name": "Rosalind"}, "later")
    person.goes_to("before_you_start")
    person.answers(GOOD_PRACTICE.pages[0].typed)
    with person.work_as(REFERRER) as work:
        assert isinstance(page(work, person.screen.case_id, "family"), Review)
    person.goes_to("before_you_start")
    person.answers(FIRST)
    screen = person.goes_to("family")
    assert screen.answers.get("family.name", screen.row_id) == "Rosalind"


def test_a_page_that_another_screen_has_taken_off_the_route_is_kept_and_goes_on(person: Person) -> None:
    person.answers(FIRST)
    older = person.goes_to("family")
    person.goes_to("before_you_start")
    person.answers(GOOD_PRACTICE.pages[0].typed)
    assert on_page(person.answers({"family.name": "Rosalind"}, on=older)) == "what_went_well"
    assert person.stored("family.name", older.row_id) == "Rosalind"


def test_after_an_edit_it_goes_back_to_the_review(person: Person) -> None:
    person.answers(FIRST)
    person.goes_to("why_review")
    assert on_page(person.answers({"expected_learning": "Meet early."}, "review")) == "Review"
    with person.work_as(REFERRER) as work:
        assert on_page(resume(work, person.screen.case_id)) == "Review"


def test_nobody_else_can_see_or_change_a_draft(person: Person) -> None:
    screen = person.answers(FIRST)
    with person.work_as(STRANGER) as work:
        with pytest.raises(Refused):
            page(work, screen.case_id, "referrer")
        with pytest.raises(Refused):
            resume(work, screen.case_id)
        for case_id, origin in ((screen.case_id, ""), ("", "view:V1")):
            with pytest.raises(Refused):
                answer_page(work, AnswerPage(case_id, origin, "referrer", "", 9, {}))


def test_a_question_of_another_page_is_no_answer_here(person: Person) -> None:
    screen = person.answers(FIRST)
    with person.work_as(REFERRER) as work, pytest.raises(KeyError):
        answer_page(work, AnswerPage(screen.case_id, "", "referrer", "", 9, {"outline": "x"}, "next"))


def test_a_draft_that_is_not_there_is_not_found(work_as: WorkAs) -> None:
    with work_as(REFERRER) as work, pytest.raises(NotFound):
        resume(work, new_id())


def test_a_case_already_sent_gives_its_receipt_whatever_is_typed(work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    with work_as(REFERRER) as work:
        late = AnswerPage(sent.case_id, "", "referrer", "", 99, {"referrer_name": "Other"}, "next")
        assert answer_page(work, late) == sent
        assert resume(work, sent.case_id) == sent
        assert answers_of(work.tx, sent.case_id).get("referrer_name") == "Asha Patel"


def test_a_draft_goes_on_in_the_form_that_it_began_with(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft()
    with work_as(REFERRER) as work:
        assert work.forms.of(work.tx, cases.get(work.tx, case_id)).version == work.forms.current.version


def test_nothing_that_was_typed_shows_in_a_repr(person: Person) -> None:
    person.answers(FIRST)
    person.answers(SCR.pages[1].typed)
    screen = person.answers({"children.last_name": "Quillfeather"}, "another_row")
    assert "Quillfeather" not in repr(screen)
    assert "Quillfeather" not in repr(AnswerPage("", "", "", "", 0, {"outline": "Quillfeather"}))
