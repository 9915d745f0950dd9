"""The order of rows: moved one by one or put in the order of their dates, and never undone by an older screen."""

from __future__ import annotations

import pytest

from handlers.access import Refused
from handlers.referral.order import PutBefore, order, put_before, put_in_order_of_date
from handlers.screens import OrderScreen, PageScreen, Receipt, Review
from storage import audit
from tests.handlers.conftest import REFERRER, STRANGER, Refer, WorkAs
from tests.handlers.person import FIRST, Person, on_page

NAMES = ("Ada", "Bea", "Cy")


@pytest.fixture
def children(person: Person) -> Person:
    """A referrer who has given three children."""
    person.answers(FIRST)
    person.answers({}, "skip")
    for name in NAMES:
        person.answers({"children.first_names": name}, "another_row")
    return person


def shown(person: Person, page_id: str = "children") -> OrderScreen:
    with person.work_as(REFERRER) as work:
        screen = order(work, person.screen.case_id, page_id)
    assert isinstance(screen, OrderScreen)
    return screen


def names(screen: OrderScreen | Review | Receipt) -> tuple[str, ...]:
    assert isinstance(screen, OrderScreen)
    return tuple(row.summary for row in screen.rows)


def moved(person: Person, screen: OrderScreen, row: int, before: int) -> OrderScreen | Review | Receipt:
    """Put a row of a screen before another, both by their place on it."""
    ids = [line.row_id for line in screen.rows]
    with person.work_as(REFERRER) as work:
        return put_before(work, PutBefore(screen.case_id, screen.page_id, ids[row], ids[before], screen.seen))


def test_a_row_is_moved_and_stays_there(children: Person) -> None:
    assert names(moved(children, shown(children), 2, 1)) == ("Ada", "Cy", "Bea")
    assert names(shown(children)) == ("Ada", "Cy", "Bea")
    page = children.goes_to("children")
    assert page.row_number == 1
    assert [line.summary for line in page.rows] == ["Cy", "Bea"]


def test_a_double_click_moves_a_row_once_and_says_nothing_of_another_screen(children: Person) -> None:
    screen = shown(children)
    first, second = moved(children, screen, 1, 0), moved(children, screen, 1, 0)
    assert first == second
    assert names(second) == ("Bea", "Ada", "Cy")


def test_an_older_screen_moves_nothing_and_says_so(children: Person) -> None:
    older = shown(children)
    moved(children, older, 2, 0)
    late = moved(children, older, 1, 0)
    assert isinstance(late, OrderScreen)
    assert late.newer
    assert names(late) == ("Cy", "Ada", "Bea")


def test_an_older_page_that_is_saved_does_not_undo_the_order(children: Person) -> None:
    older = children.goes_to("children")
    moved(children, shown(children), 2, 0)
    children.answers({"children.first_names": "Ada", "children.last_name": "Lee"}, "later", on=older)
    assert names(shown(children)) == ("Cy", "Lee, Ada", "Bea")


def test_a_new_row_comes_last_and_a_removed_one_leaves_the_others_in_order(children: Person) -> None:
    moved(children, shown(children), 2, 0)
    children.goes_to("children")
    children.answers({"children.first_names": "Cy"}, "another_row")
    children.answers({"children.first_names": "Di"}, "later")
    assert names(shown(children)) == ("Cy", "Ada", "Bea", "Di")


@pytest.mark.parametrize(("row", "before"), [("nowhere", 0), (0, "nowhere"), (1, 1)])
def test_a_row_that_is_not_there_moves_nothing(children: Person, row: int | str, before: int | str) -> None:
    screen = shown(children)
    ids = [line.row_id for line in screen.rows]
    row_id, before_id = (one if isinstance(one, str) else ids[one] for one in (row, before))
    with children.work_as(REFERRER) as work:
        after = put_before(work, PutBefore(screen.case_id, "children", row_id, before_id, screen.seen))
    assert after == screen


def test_events_are_put_in_the_order_of_their_dates_those_without_one_last(children: Person) -> None:
    children.goes_to("chronology")
    for date, event in (("March 2026", "c"), ("", "d"), ("3 February 2026", "b"), ("soon", "e"), ("2019", "a")):
        children.answers({"chronology.date": date, "chronology.event": event}, "another_row")
        if on_page(children.screen) == "chronology" and isinstance(children.screen, PageScreen):
            children.goes_to("chronology", "new-row-" + event)
    with children.work_as(REFERRER) as work:
        first = put_in_order_of_date(work, children.screen.case_id, "chronology")
        again = put_in_order_of_date(work, children.screen.case_id, "chronology")
    assert [line.rpartition(", ")[2] for line in names(first)] == ["a", "b", "c", "d", "e"]
    assert first == again


def test_what_has_no_date_to_go_by_stays_as_it_is(children: Person) -> None:
    with children.work_as(REFERRER) as work:
        assert names(put_in_order_of_date(work, children.screen.case_id, "children")) == NAMES


def test_a_section_that_the_route_has_left_out_gives_the_review(children: Person) -> None:
    children.goes_to("before_you_start")
    children.answers({**FIRST, "purpose": "good_practice"}, "later")
    case_id = children.screen.case_id
    with children.work_as(REFERRER) as work:
        assert isinstance(order(work, case_id, "family"), Review)
        assert isinstance(put_before(work, PutBefore(case_id, "family", "a", "b", "")), Review)
        assert isinstance(put_in_order_of_date(work, case_id, "chronology"), Review)


def test_a_referral_that_was_sent_gives_its_receipt(refer: Refer, work_as: WorkAs) -> None:
    sent = refer()
    with work_as(REFERRER) as work:
        assert order(work, sent.case_id, "children") == sent
        assert put_before(work, PutBefore(sent.case_id, "children", "a", "b", "")) == sent
        assert put_in_order_of_date(work, sent.case_id, "chronology") == sent


def test_nobody_else_may_change_the_order(children: Person) -> None:
    screen = shown(children)
    with children.work_as(STRANGER) as work:
        with pytest.raises(Refused):
            order(work, screen.case_id, "children")
        with pytest.raises(Refused):
            put_before(work, PutBefore(screen.case_id, "children", "a", "b", screen.seen))
        with pytest.raises(Refused):
            put_in_order_of_date(work, screen.case_id, "chronology")


def test_a_move_is_noted_without_a_word_of_the_rows(children: Person) -> None:
    moved(children, shown(children), 2, 1)
    with children.work_as(REFERRER) as work:
        noted = audit.history(work.tx, children.screen.case_id)[-1]
    assert noted.action == "rows_ordered"
    assert set(noted.details) == {"page", "revision"}
