"""Removing a row."""

from __future__ import annotations

import pytest

from handlers.access import Refused
from handlers.referral.drafts import answers_of
from handlers.referral.rows import remove_row
from handlers.screens import PageScreen, Review
from storage import audit
from tests.cases import GOOD_PRACTICE, SCR
from tests.handlers.conftest import REFERRER, STRANGER, Refer, WorkAs
from tests.handlers.person import FIRST, Person, on_page


@pytest.fixture
def first_child(person: Person) -> PageScreen:
    """The screen of the first of two children."""
    person.answers(FIRST)
    person.answers(SCR.pages[1].typed)
    screen = person.screen
    person.answers({"children.last_name": "Lee"}, "another_row")
    person.answers({"children.last_name": "Moor"}, "later")
    assert isinstance(screen, PageScreen)
    return screen


def test_a_removed_row_is_gone_and_the_others_stay(person: Person, first_child: PageScreen) -> None:
    with person.work_as(REFERRER) as work:
        screen = remove_row(work, person.screen.case_id, "children", first_child.row_id)
    assert isinstance(screen, PageScreen)
    assert screen.answers.get("children.last_name", screen.row_id) == "Moor"
    assert (screen.row_number, screen.rows) == (1, ())


def test_removing_a_row_twice_changes_nothing_more(person: Person, first_child: PageScreen) -> None:
    screens = []
    for _ in range(2):
        with person.work_as(REFERRER) as work:
            screens.append(remove_row(work, person.screen.case_id, "children", first_child.row_id))
    assert screens[0] == screens[1]
    with person.work_as(REFERRER) as work:
        actions = [entry.action for entry in audit.history(work.tx, person.screen.case_id)]
    assert actions.count("row_removed") == 1


def test_an_older_screen_does_not_bring_a_removed_row_back(person: Person, first_child: PageScreen) -> None:
    with person.work_as(REFERRER) as work:
        remove_row(work, person.screen.case_id, "children", first_child.row_id)
    screen = person.answers({"children.last_name": "Lee"}, on=first_child)
    assert isinstance(screen, PageScreen)
    assert screen.newer == ("Last name",)
    with person.work_as(REFERRER) as work:
        assert len(answers_of(work.tx, screen.case_id).rows("children")) == 1


def test_a_row_of_another_page_is_not_removed(person: Person, first_child: PageScreen) -> None:
    with person.work_as(REFERRER) as work:
        remove_row(work, person.screen.case_id, "family", first_child.row_id)
        assert len(answers_of(work.tx, person.screen.case_id).rows("children")) == 2


def test_a_row_on_a_page_that_the_route_left_out_gives_the_review(person: Person, first_child: PageScreen) -> None:
    person.goes_to("before_you_start")
    person.answers(GOOD_PRACTICE.pages[0].typed)
    with person.work_as(REFERRER) as work:
        assert isinstance(remove_row(work, person.screen.case_id, "family", first_child.row_id), Review)


def test_nobody_else_can_remove_a_row(person: Person, first_child: PageScreen) -> None:
    with person.work_as(STRANGER) as work, pytest.raises(Refused):
        remove_row(work, person.screen.case_id, "children", first_child.row_id)


def test_no_row_is_removed_from_a_case_that_was_sent(work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    with work_as(REFERRER) as work:
        answers = answers_of(work.tx, sent.case_id)
        assert remove_row(work, sent.case_id, "children", answers.rows("children")[0]) == sent
        assert answers_of(work.tx, sent.case_id) == answers


def test_a_row_is_removed_from_where_the_route_asks_for_it_now(person: Person) -> None:
    person.answers(GOOD_PRACTICE.pages[0].typed)
    screen = person.goes_to("what_went_well")
    person.answers({"agencies.agency": "Northport Police"}, "later")
    person.goes_to("before_you_start")
    person.answers(FIRST)
    with person.work_as(REFERRER) as work:
        assert on_page(remove_row(work, screen.case_id, "what_went_well", screen.row_id)) == "agencies"
    assert person.stored("agencies.agency", screen.row_id) is None
