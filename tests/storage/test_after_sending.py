"""What is kept about a case after it was sent: further information, corrected answers, a withdrawal."""

from __future__ import annotations

from datetime import date

from storage import additions, answers, cases, earlier_answers
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


def test_only_a_submitted_case_is_withdrawn_and_only_once(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        assert not cases.withdraw(tx, case, reason="too early", by="slack:U1")
        cases.submit(tx, case, reference="PRP-2026-0001", regime="WT2023", received_on=date(2026, 3, 2))
        assert cases.withdraw(tx, case, reason="entered twice", by="slack:U1")
        assert not cases.withdraw(tx, case, reason="again", by="slack:U2")
    with database.read(clock.now()) as tx:
        withdrawn = cases.get(tx, case.id)
        assert (withdrawn.state, withdrawn.withdrawn_by) == (cases.WITHDRAWN, "slack:U1")
        assert cases.withdrawal_reason(tx, withdrawn) == "entered twice"


def test_a_case_that_was_not_withdrawn_has_no_reason(database: Database, clock: Clock, case: Case) -> None:
    with database.read(clock.now()) as tx:
        assert cases.withdrawal_reason(tx, cases.get(tx, case.id)) is None
