"""The review: everything asked, what is missing, and criteria that never decide."""

from __future__ import annotations

import pytest

from handlers.access import Refused
from handlers.referral.review import review
from handlers.screens import Review, ReviewedAnswer
from tests.cases import GOOD_PRACTICE, SCR, TypedReferral
from tests.handlers.conftest import REFERRER, STRANGER, Draft, Refer, WorkAs
from tests.handlers.person import FIRST, Person


def shown(work_as: WorkAs, case_id: str) -> Review:
    with work_as(REFERRER) as work:
        found = review(work, case_id)
    assert isinstance(found, Review)
    return found


def question_ids(found: Review) -> frozenset[str]:
    return frozenset(said_at(found))


def said_at(found: Review) -> dict[str, ReviewedAnswer]:
    return {answer.question.id: answer for section in found.sections for row in section.rows for answer in row}


def test_it_shows_every_question_asked_and_not_only_answered_ones(work_as: WorkAs, draft: Draft) -> None:
    found = shown(work_as, draft(SCR))
    assert {"outline", "whereabouts", "children.school"} <= question_ids(found)
    assert {"declaration_referrer", "referral_date"}.isdisjoint(question_ids(found))


def test_nothing_is_missing_in_a_full_referral(work_as: WorkAs, draft: Draft) -> None:
    assert shown(work_as, draft(SCR)).missing == ()


def test_answers_are_said_back_in_words(work_as: WorkAs, draft: Draft) -> None:
    said = said_at(shown(work_as, draft(SCR)))
    assert said["children.date_of_birth"].text == "3 April 2019"
    assert said["abuse_or_neglect"].text == "Suspected"
    assert said["whereabouts"].text == ""


def test_what_is_missing_is_named_with_its_reason_and_said_at_the_question(person: Person, work_as: WorkAs) -> None:
    person.answers(FIRST)
    person.answers({"referrer_email": "asha at example"}, "skip")
    found = shown(work_as, person.screen.case_id)
    reasons = {lack.question.id: lack.reason for lack in found.missing}
    assert reasons["referrer_email"] == "unread"
    assert reasons["referrer_name"] == "blank"
    assert reasons["children.last_name"] == "blank"
    problems = {
        answer.question.id: answer.problem for section in found.sections for row in section.rows for answer in row
    }
    assert problems["referrer_name"] == "This needs an answer. Without it, nobody can come back to you."
    assert problems["referrer_email"] == "We could not read this answer. Please change it."
    assert problems["referrer_address"] == ""


def test_the_criteria_are_those_of_the_day_and_never_decide(work_as: WorkAs, draft: Draft) -> None:
    found = shown(work_as, draft(SCR))
    assert found.limbs[0].id.startswith("serious_child_safeguarding_case")
    assert "may" in found.criteria_summary


def test_a_board_that_holds_another_regime_sees_its_criteria(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft(SCR)
    with work_as(REFERRER) as work:
        held = work.board.model_copy(update={"regime": "WT2015"})
    with work_as(REFERRER, on=held) as work:
        found = review(work, case_id)
    assert isinstance(found, Review)
    assert found.limbs[0].id.startswith("regulation_5_2")


def test_good_practice_is_held_against_no_criteria_and_asks_less(work_as: WorkAs, draft: Draft) -> None:
    found = shown(work_as, draft(GOOD_PRACTICE))
    assert (found.limbs, found.missing) == ((), ())
    assert {"incident_categories", "family.name", "chronology.event"}.isdisjoint(question_ids(found))


def test_answers_that_the_route_left_out_are_neither_shown_nor_weighed(person: Person, work_as: WorkAs) -> None:
    person.answers(FIRST)
    person.goes_to("incident")
    person.answers(SCR.pages[3].typed, "later")
    person.goes_to("before_you_start")
    person.answers(GOOD_PRACTICE.pages[0].typed, "later")
    found = shown(work_as, person.screen.case_id)
    assert "incident_categories" not in question_ids(found)
    assert found.limbs == ()


def test_it_repeats_what_to_do_after_a_no(work_as: WorkAs, draft: Draft) -> None:
    first = SCR.pages[0]
    told = type(first)(first.page_id, dict(first.typed) | {"immediate_danger_passed_on": "no"})
    found = shown(work_as, draft(TypedReferral((told, *SCR.pages[1:]), SCR.declaration)))
    assert len(found.advice) == 1


def test_only_its_owner_sees_the_review(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft(SCR)
    with work_as(STRANGER) as work, pytest.raises(Refused):
        review(work, case_id)


def test_a_case_that_was_sent_gives_its_receipt(work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    with work_as(REFERRER) as work:
        assert review(work, sent.case_id) == sent


def test_its_contents_do_not_show_in_a_repr(work_as: WorkAs, draft: Draft) -> None:
    assert "Quillfeather" not in repr(shown(work_as, draft(SCR)))
