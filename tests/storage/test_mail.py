"""What is kept of letters: numbers without a gap, what was read sealed, marks that tell nothing."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest

from storage import cases, child_marks, inbox, intakes, letters, mail_counts, proposals, suggestions
from storage.database import Database, NotFound, Transaction
from storage.tables import Case, Letter
from tests.conftest import Clock


def keep(tx: Transaction, key: str, case: Case, *, state: str = "waiting") -> Letter:
    received = inbox.receive(tx, key=key, source="mail", kind="mail", actor="mailbox", payload=b"as it came")
    intake = intakes.begin(tx, state=state, sender="a@b.org", is_trusted=True, case_id=case.id)
    return letters.keep(
        tx,
        item_id=received.item_id,
        state=state,
        mailbox="m",
        message_id=f"<{key}@b.org>",
        digest=key,
        sender="a@b.org",
        arrived_on=date(2026, 3, 2),
        read={"text": "a secret"},
        intake_id=intake.id,
        case_id=case.id,
    )


def test_a_letter_that_fails_leaves_no_gap_in_the_numbers(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        keep(tx, "1", case)
    with suppress(ZeroDivisionError), database.begin(clock.now()) as tx:
        keep(tx, "2", case)
        _ = 1 / 0
    with database.begin(clock.now()) as tx:
        keep(tx, "3", case)
    with database.read(clock.now()) as tx:
        assert [each.number for each in intakes.of_case(tx, case.id)] == [1, 2]
        assert [each.number for each in intakes.page(tx, states=["waiting"], after=None, limit=5)] == [2, 1]
        assert (intakes.named(42), intakes.named(12345)) == ("IN-0042", "IN-12345")
        with pytest.raises(NotFound):
            intakes.numbered(tx, 3)


def test_a_letter_is_found_again_by_its_message_id_or_by_what_it_says(
    database: Database, clock: Clock, case: Case
) -> None:
    with database.begin(clock.now()) as tx:
        kept = keep(tx, "1", case)
        same = {"item_id": "another", "sender": "a@b.org"}
        assert letters.is_known(tx, **same, message_id="<1@b.org>", digest="")
        assert letters.is_known(tx, **same, message_id="", digest="1")
        assert not letters.is_known(tx, **same, message_id="", digest="2")
        assert not letters.is_known(tx, item_id="another", sender="c@d.org", message_id="<1@b.org>", digest="1")
        assert not letters.is_known(tx, item_id=kept.id, sender="a@b.org", message_id="<1@b.org>", digest="1")


def test_a_letter_that_is_read_again_waits_in_the_inbox_as_at_first(
    database: Database, clock: Clock, case: Case
) -> None:
    with database.begin(clock.now()) as tx:
        kept = keep(tx, "1", case)
        assert inbox.unprocessed(tx) == ()
        letters.let_read_again(tx, kept, state="again", bound_for=case.id)
        assert [item.id for item in inbox.unprocessed(tx)] == [kept.id]
        assert letters.open_read(tx, kept) == {"text": "a secret"}


def test_a_suggestion_is_made_and_settled_once(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        kept = keep(tx, "1", case)
        assert suggestions.make(tx, case, kept.id, ("outline", ""), "x")
        assert not suggestions.make(tx, case, kept.id, ("outline", ""), "x")
        assert suggestions.make(tx, case, kept.id, ("outline", ""), {"unread": "y"})
        first, _ = sorted(suggestions.waiting(tx, case.id), key=lambda each: str(each.value))[::-1]
        assert suggestions.settle(tx, first.id, confirmed=False, by="slack:U9")
        assert not suggestions.settle(tx, first.id, confirmed=True, by="slack:U9")
        assert len(suggestions.waiting(tx, case.id)) == 1
        assert not suggestions.make(tx, case, kept.id, first.place, first.value)
        assert "x" not in repr(first).replace("suggestion", "").partition("value")[2]


def test_a_proposal_is_settled_once(database: Database, clock: Clock, case: Case) -> None:
    with database.begin(clock.now()) as tx:
        kept = keep(tx, "1", case)
        made = proposals.make(tx, case_id=case.id, letter_id=kept.id, kind="decision", text="reasons")
        assert "reasons" not in repr(made)
        assert proposals.settle(tx, made.id, state="taken_over", by="slack:U9")
        assert not proposals.settle(tx, made.id, state="put_aside", by="slack:U9")
        with pytest.raises(NotFound):
            proposals.get(tx, "no such")


def test_an_address_gets_no_more_mails_in_a_day_than_it_may(database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        today, tomorrow = date(2026, 3, 2), date(2026, 3, 3)
        assert [mail_counts.count_one(tx, "a@b.org", today, most=2) for _ in range(3)] == [True, True, False]
        assert mail_counts.count_one(tx, "a@b.org", tomorrow, most=2)
        assert mail_counts.count_one(tx, "c@d.org", today, most=2)
        assert mail_counts.forget(tx, before=tomorrow) == 2
        assert not mail_counts.count_one(tx, "a@b.org", tomorrow, most=1)


def test_cases_with_the_same_child_find_each_other_and_the_marks_tell_nothing(
    database: Database, clock: Clock, case: Case
) -> None:
    with database.begin(clock.now()) as tx:
        other = cases.begin_draft(tx, origin="view:V2", owner="slack:U2", form_version="1")
        gone = cases.begin_draft(tx, origin="view:V3", owner="slack:U2", form_version="1")
        for each in (case, other, gone):
            child_marks.put(tx, each.id, ["tamsin quillfeather 2019-04-03"])
        assert {each.id for each in child_marks.others(tx, case.id)} == {other.id, gone.id}
        cases.set_aside(tx, gone)
        assert [each.id for each in child_marks.others(tx, case.id)] == [other.id]
        child_marks.put(tx, other.id, [])
        assert child_marks.others(tx, other.id) == child_marks.others(tx, case.id) == ()
        cases.take_out_again(tx, gone)
        assert [each.id for each in child_marks.others(tx, case.id)] == [gone.id]
