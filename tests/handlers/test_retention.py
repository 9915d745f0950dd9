"""Closed cases are warned of, held and erased at the right time, whatever changes and however long we are down.

The rules are written down a second time here, as naively as can be (docs/procedure.md, section 7, rule 8).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.calendar import day_in_london
from forms.retention import default_schedule_text, load_schedule
from handlers import erasing
from handlers.access import Actor, Refused, Role
from handlers.after_sending.adding import AddInformation, add_information
from handlers.board import Board
from handlers.history import history
from handlers.reading import open_case
from handlers.retention.holding import Hold, Lift, hold, hold_form, lift, lifting_form
from handlers.retention.looking_after import look_after
from handlers.retention.register import retention_lines
from handlers.retention.screens import Held, HoldScreen, Lifted, LiftScreen
from handlers.work import Work
from storage import audit_chain, cases, decisions, outbox, people
from storage.database import Database, NotFound
from storage.tables import new_id
from tests.cases import GOOD_PRACTICE
from tests.conftest import Clock
from tests.handlers.after_sending.steps import withdraw_it
from tests.handlers.case_steps import add_action, decide
from tests.handlers.conftest import CHAIR, REFERRER, UNIT, Refer, WorkAs

DEFAULT = load_schedule(default_schedule_text(), "retention.toml")
SHORT = load_schedule(
    'warned_days_before = 14\n[[rules]]\nid = "all"\nyears = 1\nsource = "x"\ngrade = "D"\n', "short.toml"
)
AHEAD, STALE = timedelta(days=14), timedelta(days=44)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def board(board: Board) -> Board:
    """A Board that erases closed cases by the schedule that comes with the bot."""
    return board.model_copy(update={"retention": DEFAULT})


def tick(work_as: WorkAs, *, on: Board | None = None, deliver: bool = True) -> list[tuple[str, str]]:
    """Let the clock tick until nothing is due, deliver what it queued, and give kinds of notices and addresses."""

    def step() -> bool:
        with work_as(REFERRER, on=on) as work:
            as_clock = Work(work.tx, work.board, work.forms, Actor("clock"))
            return bool(look_after(as_clock, limit=1)) or erasing.go_on(as_clock)

    while step():
        pass
    return deliver_all(work_as) if deliver else []


def deliver_all(work_as: WorkAs) -> list[tuple[str, str]]:
    told = []
    with work_as(REFERRER) as work:
        for claimed in outbox.claim(work.tx, worker="w", lease=timedelta(minutes=1), limit=50):
            outbox.sent(work.tx, claimed.message.id, "C1:1")
            told.append((claimed.message.kind, claimed.message.address))
    return [each for each in told if each[0] == "case_warning"]


def state_of(work_as: WorkAs, case_id: str) -> str:
    with work_as(REFERRER) as work:
        return cases.get(work.tx, case_id).state


def erase_on(work_as: WorkAs, case_id: str) -> date | None:
    with work_as(REFERRER) as work:
        return cases.get(work.tx, case_id).erase_on


def at(clock: Clock, day: str) -> None:
    clock.set(datetime.fromisoformat(f"{day}T10:00+00:00"))


@dataclass
class Naive:
    """What is to happen to one case that is kept for a year, without an index, a query or a stored day."""

    closed_at: datetime
    warned_at: datetime | None = None
    held: bool = False
    erased: bool = False

    def change(self, now: datetime) -> None:
        self.closed_at, self.warned_at = now, None

    def lift(self) -> None:
        if self.held:
            self.held, self.warned_at = False, None

    def tick(self, now: datetime) -> list[str]:
        if self.erased or self.held:
            return []
        from_day = date(day_in_london(self.closed_at).year + 2, 1, 1)
        today, warned = day_in_london(now), self.warned_at
        if warned and today >= from_day and warned + AHEAD <= now < warned + STALE:
            self.erased = True
        elif today + AHEAD >= from_day and (warned is None or warned + STALE <= now):
            self.warned_at = now
            return ["case_warning"]
        return []


PAUSES = st.one_of(
    st.integers(1, 700).map(lambda days: timedelta(days=days)),
    st.sampled_from([AHEAD, STALE, timedelta(days=13, hours=23), timedelta(days=300), timedelta(minutes=1)]),
)
HAPPENINGS = st.lists(
    st.tuples(PAUSES, st.sampled_from(["tick", "tick", "tick", "tick", "change", "hold", "lift"])),
    min_size=1,
    max_size=16,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happenings=HAPPENINGS)
def test_a_case_is_warned_of_and_erased_as_the_rule_says(
    work_as: WorkAs, board: Board, clock: Clock, happenings: list[tuple[timedelta, str]]
) -> None:
    clock.set(datetime(2026, 12, 30, 15, 30, tzinfo=UTC))
    short = board.model_copy(update={"retention": SHORT})
    case_id = closed_case(work_as)
    naive = Naive(clock.now())
    for pause, happening in happenings:
        clock.advance(pause)
        with work_as(UNIT) as work:
            case = cases.lock(work.tx, case_id)
            if happening == "change" and not naive.erased:
                cases.changed(work.tx, case)
                naive.change(clock.now())
            elif happening == "hold" and not naive.erased:
                case.held = naive.held = True
            elif happening == "lift" and naive.held:
                case.held, case.warned_at = False, None
                naive.lift()
        if happening == "tick":
            told = tick(work_as, on=short)
            assert [kind for kind, _ in told] == naive.tick(clock.now())
            assert (state_of(work_as, case_id) == cases.ERASED) == naive.erased
    with work_as(UNIT) as work:  # the next example begins with no case that could still be told of
        if not naive.erased:
            cases.lock(work.tx, case_id).held = True


def closed_case(work_as: WorkAs) -> str:
    """Make a case that is decided, without any answer, and give its id."""
    with work_as(REFERRER) as work:
        work.forms.remember_current(work.tx)
        version = work.forms.current.version
        case = cases.begin_draft(work.tx, origin=new_id(), owner="slack:U1", form_version=version)
        day = day_in_london(work.now)
        cases.submit(work.tx, case, reference=new_id(), regime="WT2023", received_on=day)
        decisions.record(
            work.tx,
            decision_id=new_id(),
            case_id=case.id,
            outcome={"id": "no_further_action"},
            reasons="",
            decided_by="chair",
            recorded_by="slack:U9",
            decided_on=day,
        )
        cases.decide(work.tx, case)
    return case.id


def test_a_case_from_its_decision_to_its_end(
    work_as: WorkAs, clock: Clock, refer: Refer, staff: None, database: Database
) -> None:
    case_id = refer().case_id
    decide(work_as, case_id)
    deliver_all(work_as)
    assert tick(work_as) == []
    assert erase_on(work_as, case_id) == date(2045, 1, 1)  # the child, born on 3 April 2019, is 25 in 2044
    at(clock, "2044-11-01")
    assert tick(work_as) == []
    at(clock, "2044-11-02")  # 60 days before
    assert set(tick(work_as)) == {("case_warning", "unit@example.org"), ("case_warning", UNIT)}
    at(clock, "2044-12-31")
    assert tick(work_as) == []
    assert state_of(work_as, case_id) == "decided"
    at(clock, "2045-01-01")
    assert tick(work_as) == []
    assert state_of(work_as, case_id) == "erased"
    with work_as(UNIT) as work:
        (line,) = retention_lines(work)
        assert (line.reference, line.state, line.outcome, line.rule) == (
            "PRP-2026-0001", "erased", "no_further_action", "everything_else",
        )  # fmt: skip
        assert line.on == date(2045, 1, 1)
        with pytest.raises(NotFound):
            open_case(work, case_id)
        assert [each.what for each in history(work, "PRP-2026-0001")][-3:-1] == [
            "Began to erase the case",
            "Finished erasing the case",
        ]
    with database.read(clock.now()) as tx:
        assert audit_chain.verify(tx, None).wrong == 0


def test_a_withdrawn_referral_and_good_practice_have_periods_of_their_own(
    work_as: WorkAs, refer: Refer, staff: None
) -> None:
    withdrawn, good = refer().case_id, refer(GOOD_PRACTICE, origin="view:V2").case_id
    withdraw_it(work_as, withdrawn)
    decide(work_as, good, "good_practice_learning")
    tick(work_as)
    assert (erase_on(work_as, withdrawn), erase_on(work_as, good)) == (date(2045, 1, 1), date(2033, 1, 1))


def test_while_something_is_owed_in_a_case_its_years_do_not_begin(
    work_as: WorkAs, clock: Clock, refer: Refer, staff: None
) -> None:
    case_id = refer(GOOD_PRACTICE).case_id
    decide(work_as, case_id, "good_practice_learning")
    with work_as(UNIT) as work:
        owner = people.add(work.tx, name="Olu Ade", roles=["action_owner"], email="olu@example.org").id
    add_action(work_as, case_id, owner)
    tick(work_as)
    at(clock, "2032-12-01")
    assert tick(work_as) == []
    assert erase_on(work_as, case_id) == date(2039, 1, 1)


def test_a_correction_of_the_decision_and_further_information_begin_the_years_anew(
    work_as: WorkAs, clock: Clock, refer: Refer, staff: None
) -> None:
    case_id = refer(GOOD_PRACTICE).case_id
    decide(work_as, case_id, "good_practice_learning")
    tick(work_as)
    assert erase_on(work_as, case_id) == date(2033, 1, 1)
    at(clock, "2027-03-01")
    with work_as(REFERRER) as work:
        add_information(work, AddInformation(case_id, new_id(), "More of it.", ()))
    tick(work_as)
    assert erase_on(work_as, case_id) == date(2034, 1, 1)
    decide(work_as, case_id, "single_agency_review", agency="Northport", correction_reason="A slip.")
    tick(work_as)
    assert erase_on(work_as, case_id) == date(2052, 1, 1)  # the child's birth is not known: counted from 2 March 2026


def test_another_schedule_has_every_day_worked_out_anew_and_none_erases_nothing(
    work_as: WorkAs, board: Board, clock: Clock, refer: Refer, staff: None
) -> None:
    case_id = refer(GOOD_PRACTICE).case_id
    decide(work_as, case_id, "good_practice_learning")
    tick(work_as)
    longer = board.model_copy(update={"retention": DEFAULT.with_years({"good_practice": 40})})
    tick(work_as, on=longer)
    assert erase_on(work_as, case_id) == date(2067, 1, 1)
    at(clock, "2080-01-01")
    assert tick(work_as, on=board.model_copy(update={"retention": None})) == []
    assert state_of(work_as, case_id) == "decided"


def test_no_case_is_erased_by_a_warning_that_did_not_go_out(work_as: WorkAs, clock: Clock, refer: Refer) -> None:
    case_id = refer(GOOD_PRACTICE).case_id
    decide(work_as, case_id, "good_practice_learning")
    at(clock, "2033-01-01")
    tick(work_as, deliver=False)
    clock.advance(timedelta(days=61))
    tick(work_as, deliver=False)
    assert state_of(work_as, case_id) == "decided"


def test_a_held_case_is_never_erased_and_warned_of_again_when_that_is_lifted(
    work_as: WorkAs, clock: Clock, refer: Refer, staff: None
) -> None:
    case_id = refer(GOOD_PRACTICE).case_id
    decide(work_as, case_id, "good_practice_learning")
    deliver_all(work_as)
    at(clock, "2032-11-02")
    assert len(tick(work_as)) == 2
    with work_as(UNIT) as work:
        screen = hold_form(work, case_id)
        assert isinstance(screen, HoldScreen)
        blank = hold(work, Hold(case_id, screen.hold_id, " "))
        assert isinstance(blank, HoldScreen)
        assert blank.errors == {"reason": "Write why this case must be kept. A sentence is enough."}
        for _twice in range(2):
            assert isinstance(hold(work, Hold(case_id, screen.hold_id, "An inquiry.")), Held)
        assert isinstance(hold_form(work, case_id), Held)
        view = open_case(work, case_id)
        assert ([each.reason for each in view.holds], view.is_held) == (["An inquiry."], True)
        assert [line.state for line in retention_lines(work)] == ["held"]
    with work_as(CHAIR) as work:
        view = open_case(work, case_id)
        assert (view.holds, view.erase_on) == ((), None)
        with pytest.raises(Refused):
            hold_form(work, case_id)
    at(clock, "2040-01-01")
    assert tick(work_as) == []
    with work_as(UNIT) as work:
        standing = lifting_form(work, case_id)
        assert isinstance(standing, LiftScreen)
        other = lift(work, Lift(case_id, "another", "x"))
        blank_lift = lift(work, Lift(case_id, standing.hold_id, ""))
        assert isinstance(other, LiftScreen)
        assert isinstance(blank_lift, LiftScreen)
        assert (other.errors, set(blank_lift.errors)) == ({}, {"reason"})
        for _twice in range(2):
            assert isinstance(lift(work, Lift(case_id, standing.hold_id, "It is over.")), Lifted)
        assert isinstance(lifting_form(work, case_id), Lifted)
        # an old screen holds nothing: that hold was lifted
        assert isinstance(hold(work, Hold(case_id, standing.hold_id, "An inquiry.")), Held)
        assert not cases.get(work.tx, case_id).held
    assert len(tick(work_as)) == 2
    clock.advance(timedelta(days=60))
    tick(work_as)
    assert state_of(work_as, case_id) == "erased"


def test_outcomes_of_erased_cases_are_for_the_business_unit_alone(
    work_as: WorkAs, clock: Clock, refer: Refer, staff: None
) -> None:
    case_id = refer(GOOD_PRACTICE).case_id
    decide(work_as, case_id, "good_practice_learning")
    tick(work_as)
    with work_as(UNIT) as work:
        administrator = Work(work.tx, work.board, work.forms, Actor("cli", frozenset({Role.ADMINISTRATOR})))
        (kept,) = retention_lines(administrator)
        assert (kept.state, kept.on, kept.purpose) == ("kept", date(2033, 1, 1), "good_practice")
        erasing.begin_again(administrator, [case_id, "nobody's"])
        assert erasing.begin_again(administrator, [case_id]) == 0
        (gone,) = retention_lines(administrator)
        assert (gone.state, gone.outcome, gone.rule) == ("being_erased", "", "")
    with work_as(REFERRER) as work, pytest.raises(Refused):
        retention_lines(work)
