"""What is kept about a case after it was sent: further information, corrected answers, a withdrawal."""

from __future__ import annotations

from datetime import date

from storage import additions, answers, cases, duties, earlier_answers, withdrawals
from storage.database import Database
from storage.tables import Case
from tests.conftest import Clock

OUTLINE = ("outline", "")


def test_a_corrected_answer_is_kept_with_when_it_was_given_and_who_replaced_it(
    database: Database, clock: Clock, case: Case
) -> None:
    with database.begin(clock.now()) as tx:
        answers.save(tx, case, {OUTLINE: "before"})
        earlier_answers.keep(tx, case.id, OUTLINE, answers.load(tx, case.id)[OUTLINE], by="slack:U2")
        earlier_answers.keep(tx, case.id, ("family_aware", ""), None, by="slack:U2")
    with database.read(clock.now()) as tx:
        found = {each.place: each for each in earlier_answers.of_case(tx, case.id)}
    assert found[OUTLINE].value == "before"
    assert found[OUTLINE].saved_at == found[OUTLINE].replaced_at == clock.now()
    assert found[OUTLINE].replaced_by == "slack:U2"
    assert (found["family_aware", ""].value, found["family_aware", ""].saved_at) == (None, None)
    assert "before" not in repr(found)


def test_further_information_is_numbered_and_added_once(database: Database, clock: Clock, case: Case) -> None:
    for addition_id in ("one", "one", "two"):
        with database.begin(clock.now()) as tx:
            additions.add(tx, addition_id=addition_id, case_id=case.id, text=f"text {addition_id}", by="slack:U1")
    with database.read(clock.now()) as tx:
        found = additions.of_case(tx, case.id)
    assert [(each.number, each.text, each.added_by) for each in found] == [
        (1, "text one", "slack:U1"),
        (2, "text two", "slack:U1"),
    ]
    assert "text one" not in repr(found)


def test_only_a_submitted_case_is_withdrawn_and_only_a_withdrawn_one_taken_up_again(
    database: Database, clock: Clock, case: Case
) -> None:
    with database.begin(clock.now()) as tx:
        assert not cases.withdraw(tx, case)
        cases.submit(tx, case, reference="PRP-2026-0001", regime="WT2023", received_on=date(2026, 3, 2))
        assert not cases.take_up_again(tx, case)
        assert cases.withdraw(tx, case)
        assert not cases.withdraw(tx, case)
        assert [each.id for each in cases.all_sent(tx)] == [each.id for each in cases.sent_by(tx, case.owner, 9)] != []
        assert cases.take_up_again(tx, case)
    with database.read(clock.now()) as tx:
        assert cases.get(tx, case.id).state == cases.SUBMITTED


def test_a_withdrawal_and_its_reopening_are_kept_once_with_who_when_and_why(
    database: Database, clock: Clock, case: Case
) -> None:
    with database.begin(clock.now()) as tx:
        assert withdrawals.withdraw(tx, withdrawal_id="one", case_id=case.id, reason="entered twice", by="slack:U1")
        assert not withdrawals.withdraw(tx, withdrawal_id="one", case_id=case.id, reason="again", by="slack:U2")
        (standing,) = withdrawals.of_case(tx, case.id)
        assert (standing.reason, standing.withdrawn_by, standing.withdrawn_at) == ("entered twice", "slack:U1", tx.now)
        assert (standing.reopening_reason, standing.reopened_by, standing.reopened_at) == (None, None, None)
        assert withdrawals.reopen(tx, "one", reason="by mistake", by="slack:U3")
        assert not withdrawals.reopen(tx, "one", reason="again", by="slack:U4")
        (reopened,) = withdrawals.of_case(tx, case.id)
        assert (reopened.reopening_reason, reopened.reopened_by, reopened.reopened_at) == (
            "by mistake",
            "slack:U3",
            tx.now,
        )
        assert "entered twice" not in repr(reopened)
        assert "by mistake" not in repr(reopened)


def test_a_duty_that_was_dropped_is_opened_again_only_as_one_that_was_dropped(
    database: Database, clock: Clock, case: Case
) -> None:
    with database.begin(clock.now()) as tx:
        duty = duties.open_duty(
            tx, case_id=case.id, kind="decide", owed_by="chair", due_on=date(2026, 4, 2), set_by="slack:U1"
        )
        duties.close(tx, duty.id, duties.DROPPED)
        assert not duties.reopen(tx, duty.id)
        assert duties.reopen(tx, duty.id, duties.DROPPED)
