"""Whatever arrives and whatever people do with it, in any order: no letter is lost, and none is dealt with twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from handlers.access import Refused
from handlers.intake.states import State
from handlers.intake.working import accept, attach, not_a_referral, read_again
from handlers.work import Work
from storage import cases, inbox, intakes, letters
from storage.database import Database, Transaction
from storage.tables import Intake
from tests.conftest import Clock
from tests.handlers.conftest import UNIT, WorkAs
from tests.handlers.intake.post import SENDER, Post, fields, reading_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LETTERS = ("whole", "part", "stranger", "reply", "again")
ACTS: dict[str, Callable[[Work, str], object]] = {
    "accept": lambda work, intake_id: accept(work, intake_id, "scr"),
    "attach": lambda work, intake_id: attach(work, intake_id, "IN-0001"),
    "refuse": not_a_referral,
    "read again": read_again,
}
STEP = st.tuples(st.sampled_from([*LETTERS, *ACTS]), st.integers(0, 4))


def bring(post: Post, kind: str, intake_id: str | None) -> None:
    if kind == "whole":
        post.bring(reading_of())
    elif kind == "part":
        post.bring(fields(referrer_role="Nurse"))
    elif kind == "stranger":
        post.bring(fields(referrer_role="Nurse"), sender="x@example.com")
    elif kind == "reply" and intake_id:
        post.bring(reading_of(), thread=f"intake:{intake_id}")
    elif post.sent:
        post.hand_over(post.sent[-1])


def all_intakes(tx: Transaction) -> tuple[Intake, ...]:
    return intakes.page(tx, states=tuple(State), after=None, limit=500)


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEP, min_size=4, max_size=9))
def test_every_letter_is_somewhere_and_in_one_place(
    post: Post, work_as: WorkAs, database: Database, clock: Clock, steps: list[tuple[str, int]]
) -> None:
    for kind, number in steps:
        with database.read(clock.now()) as tx:
            known = all_intakes(tx)
        intake_id = known[number % len(known)].id if known else None
        if kind in LETTERS:
            bring(post, kind, intake_id)
        elif intake_id:
            with suppress(Refused), work_as(UNIT) as work:
                ACTS[kind](work, intake_id)
    by_id = {letter.item_id: letter for letter in post.sent}
    with database.read(clock.now()) as tx:
        waiting = [item.id for item in inbox.unprocessed(tx)]
    for item_id in waiting:  # what people want read again comes back from the mailbox
        post.hand_over(by_id[item_id])
    with database.read(clock.now()) as tx:
        assert inbox.unprocessed(tx) == ()
        found = all_intakes(tx)
        assert [each.number for each in reversed(found)] == [*range(1, len(found) + 1)]
        for letter in post.sent:
            kept = letters.get(tx, letter.item_id)
            assert kept.state != State.AGAIN
            assert kept.sender in (SENDER, "x@example.com")
        for each in found:
            case = cases.get(tx, each.case_id) if each.case_id else None
            assert (each.state == State.QUARANTINED) == (case is None) or each.state == State.NOT_A_REFERRAL
            assert each.state != State.SUBMITTED or (case is not None and case.reference is not None)
            assert each.state != State.WAITING or (case is not None and case.state == cases.DRAFT)
