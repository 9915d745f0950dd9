"""The life of a sent case under a moving clock: decided, corrected, asked about, acted on, reminded, added to,
withdrawn and opened again, in any order.

After every step: exactly one chair's duty, open while no final decision stands and the case is not withdrawn; every
open duty has a reminder to come, no closed one has; nothing unsent reminds of a closed duty or of a date that has
moved; nothing is told twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import select

from forms.calendar import LONDON, WorkingDays
from handlers import actions, conflicts, decisions, duties, reminders
from handlers.after_sending.adding import AddInformation, add_information
from handlers.after_sending.screens import InformationAdded, Reopened, ReopeningScreen, Withdrawn
from handlers.after_sending.withdrawing import Reopen, Withdraw, reopen, reopening_form, withdraw
from handlers.case_screens import ActionAdded, ActionDone, DecisionRecorded, EventEntered
from handlers.notices.on_submission import tell_submission
from handlers.work import Work
from storage import cases, outbox, people, references
from storage import duties as kept_duties
from storage import reminders as kept_reminders
from storage.database import Database
from storage.tables import Duty, OutboxMessage, Reminder, new_id
from tests.conftest import Clock
from tests.handlers.conftest import CHAIR, REFERRER, UNIT, WorkAs

Screen = TypeVar("Screen")

REMINDING = {
    "decision_reminder",
    "decision_late",
    "information_reminder",
    "information_late",
    "action_reminder",
    "action_late",
}
FINAL = ("scr", "no_further_action")
NOT_FINAL = ("more_information", "rapid_review")


class LifeOfACase(RuleBasedStateMachine):
    """One case, sent under some regime, and what anybody does with it."""

    def __init__(self, database: Database, work_as: WorkAs, clock: Clock, owner: str) -> None:
        super().__init__()
        self.database = database
        self.work_as = work_as
        self.clock = clock
        self.owner = owner
        self.case_id = ""
        self.decided = False
        self.withdrawn = False
        self.decisions = 0

    @initialize(regime=st.sampled_from(["WT2015", "WT2023"]), purpose=st.sampled_from(["scr", "learning_review"]))
    def is_sent(self, regime: str, purpose: str) -> None:
        with self.work_as(REFERRER) as work:
            work.forms.remember_current(work.tx)
            version = work.forms.current.version
            case = cases.begin_draft(work.tx, origin=new_id(), owner=work.actor.address, form_version=version)
            cases.remember_for_lists(work.tx, case, purpose=purpose, urgent=False)
            reference = references.next_reference(work.tx, work.today.year)
            cases.submit(work.tx, case, reference=reference, regime=regime, received_on=work.today)
            case = cases.lock(work.tx, case.id)
            conflicts.mark_possible(work, case)
            duties.open_chair_duty(work, case)
            tell_submission(work, case)
            self.case_id = case.id

    @rule(hours=st.integers(1, 400))
    def time_passes(self, hours: int) -> None:
        self.clock.advance(timedelta(hours=hours))

    @rule()
    def the_office_opens(self) -> None:
        """Move to the middle of the next working day, so that a tick finds the office open."""
        day = WorkingDays().on_or_after(self.clock.now().astimezone(LONDON).date() + timedelta(days=1))
        self.clock.set(datetime(day.year, day.month, day.day, 12, tzinfo=LONDON))

    @rule()
    def the_clock_ticks(self) -> None:
        before = {message.id for message in self.messages()}
        with self.work_as(UNIT) as work:
            reminders.send_due(work)
        new = [message for message in self.messages() if message.id not in before]
        assert {message.kind for message in new} <= REMINDING | {"late_for_business_manager"}
        open_duties = {duty.id for duty in self.duties() if duty.state == kept_duties.OPEN}
        assert {message.duty_id for message in new} <= open_duties
        reminded = [message for message in new if message.kind in REMINDING]
        told = Counter((message.duty_id, message.channel, message.address) for message in reminded)
        assert set(told.values()) <= {1}, "only the latest missed step of a duty is sent"
        hour = self.clock.now().astimezone(LONDON)
        is_open = WorkingDays().is_working_day(hour.date()) and 9 <= hour.hour < 17
        assert is_open or not new
        if is_open:
            assert not [row for row in self.waiting_reminders() if row.send_at <= self.clock.now()]

    @rule()
    def notices_go_out(self) -> None:
        with self.database.begin(self.clock.now()) as tx:
            for claimed in outbox.claim(tx, worker="w", lease=timedelta(minutes=1), limit=100):
                outbox.sent(tx, claimed.message.id, "receipt")

    @rule(by=st.sampled_from([REFERRER, UNIT]))
    @precondition(lambda self: not self.withdrawn)
    def information_is_added(self, by: str) -> None:
        command = AddInformation(self.case_id, new_id(), "A letter.")
        assert isinstance(self.twice(by, lambda work: add_information(work, command)), InformationAdded)

    @rule(by=st.sampled_from([REFERRER, UNIT]))
    @precondition(lambda self: not self.decided and not self.withdrawn)
    def is_withdrawn(self, by: str) -> None:
        self.clock.advance(timedelta(seconds=1))  # two happenings are never of one moment
        command = Withdraw(self.case_id, new_id(), "Sent twice.")
        assert isinstance(self.twice(by, lambda work: withdraw(work, command)), Withdrawn)
        assert not self.waiting_reminders()
        self.withdrawn = True

    @rule()
    @precondition(lambda self: self.withdrawn)
    def is_opened_again(self) -> None:
        dropped = {duty.id: duty.due_on for duty in self.duties()}
        with self.work_as(UNIT) as work:
            screen = reopening_form(work, self.case_id)
        assert isinstance(screen, ReopeningScreen)
        command = Reopen(self.case_id, screen.withdrawal_id, "It may be met.")
        assert isinstance(self.twice(UNIT, lambda work: reopen(work, command)), Reopened)
        assert {duty.id: duty.due_on for duty in self.duties()} == dropped
        self.withdrawn = False

    @precondition(lambda self: not self.withdrawn)
    @rule(
        by=st.sampled_from([CHAIR, UNIT]),
        outcome=st.sampled_from([*FINAL, *NOT_FINAL]),
        supplier=st.sampled_from(["referrer", "person"]),
        within=st.integers(0, 60),
    )
    def is_decided(self, by: str, outcome: str, supplier: str, within: int) -> None:
        screen = self.twice(by, lambda work: decisions.decision_form(work, self.case_id), same=False)
        if outcome not in {offered.id for offered in screen.outcomes}:
            return
        assert screen.corrects == self.decided
        command = decisions.RecordDecision(
            self.case_id,
            screen.decision_id,
            outcome,
            reasons="Weighed.",
            decided_on="today",
            supplier=self.owner if supplier == "person" else supplier,
            supply_by=(self.today + timedelta(days=within)).isoformat(),
            wanted="Dates.",
            correction_reason="A slip.",
        )
        recorded = self.twice(by, lambda work: decisions.record(work, command))
        assert isinstance(recorded, DecisionRecorded)
        self.decided = recorded.final
        self.decisions += 1

    @precondition(lambda self: not self.withdrawn)
    @rule(days_ago=st.integers(0, 90))
    def the_event_is_entered(self, days_ago: int) -> None:
        chair_duty = next(duty for duty in self.duties() if duty.kind == duties.DECIDE)
        if self.decided or not chair_duty.statutory:
            return
        day = (self.today - timedelta(days=days_ago)).isoformat()
        entered = self.twice(
            UNIT,
            lambda work: duties.enter_event(work, duties.EnterEvent(self.case_id, chair_duty.start_event, day)),
            same=False,
        )
        assert isinstance(entered, EventEntered)
        assert not entered.moved, "the same day entered again moves nothing"

    @precondition(lambda self: self.decisions and not self.withdrawn)
    @rule(within=st.integers(0, 60))
    def an_action_is_added(self, within: int) -> None:
        due = (self.today + timedelta(days=within)).isoformat()
        command = actions.AddAction(self.case_id, new_id(), "Agree a route.", self.owner, due)
        assert isinstance(self.twice(UNIT, lambda work: actions.add(work, command)), ActionAdded)

    @precondition(lambda self: not self.withdrawn)
    @rule(data=st.data())
    def something_owed_is_done(self, data: st.DataObject) -> None:
        owed = [duty for duty in self.duties() if duty.kind != duties.DECIDE and duty.state != kept_duties.DROPPED]
        if not owed:
            return
        duty = data.draw(st.sampled_from(owed))
        if duty.kind == duties.ACTION:
            command = actions.FinishAction(duty.id, "Done.")
            assert isinstance(self.twice(UNIT, lambda work: actions.finish(work, command)), ActionDone)
        else:
            self.twice(UNIT, lambda work: decisions.supplied(work, duty.id))

    @invariant()
    def one_chair_s_duty_is_open_while_no_final_decision_stands_and_it_is_not_withdrawn(self) -> None:
        states = [duty.state for duty in self.duties() if duty.kind == duties.DECIDE]
        with self.database.read(self.clock.now()) as tx:
            states.append(cases.get(tx, self.case_id).state)
        if self.withdrawn:
            assert states == [kept_duties.DROPPED, cases.WITHDRAWN]
        elif self.decided:
            assert states == [kept_duties.DONE, cases.DECIDED]
        else:
            assert states == [kept_duties.OPEN, cases.SUBMITTED]

    @invariant()
    def exactly_the_open_duties_have_a_reminder_to_come_for_their_present_date(self) -> None:
        open_duties = {(duty.id, duty.due_on) for duty in self.duties() if duty.state == kept_duties.OPEN}
        assert {(row.duty_id, row.due_on) for row in self.waiting_reminders()} == open_duties

    @invariant()
    def nothing_unsent_reminds_of_what_is_closed_or_of_an_earlier_date(self) -> None:
        present = {(duty.id, str(duty.due_on)) for duty in self.duties() if duty.state == kept_duties.OPEN}
        unsent = [message for message in self.messages() if message.state in {outbox.WAITING, outbox.UNKNOWN}]
        reminding = {(message.duty_id, message.data["due_on"]) for message in unsent if message.duty_id}
        assert reminding <= present

    @property
    def today(self) -> date:
        return self.clock.now().astimezone(LONDON).date()

    def twice(self, by: str, step: Callable[[Work], Screen], *, same: bool = True) -> Screen:
        """Take a step twice, as a doubled click does: the second gives the same answer and tells nobody anything."""
        with self.work_as(by) as work:
            first = step(work)
        before = [(message.id, message.state) for message in self.messages()]
        with self.work_as(by) as work:
            second = step(work)
        assert not same or first == second
        assert [(message.id, message.state) for message in self.messages()] == before
        return second

    def duties(self) -> tuple[Duty, ...]:
        with self.database.read(self.clock.now()) as tx:
            return kept_duties.of_case(tx, self.case_id)

    def messages(self) -> list[OutboxMessage]:
        with self.database.read(self.clock.now()) as tx:
            statement = select(OutboxMessage).where(OutboxMessage.case_id == self.case_id)
            return list(tx.session.exec(statement.order_by(OutboxMessage.id)))

    def waiting_reminders(self) -> list[Reminder]:
        with self.database.read(self.clock.now()) as tx:
            of_case = kept_duties.of_case(tx, self.case_id)
            rows = [row for duty in of_case for row in kept_reminders.of_duty(tx, duty.id)]
        return [row for row in rows if row.state == kept_reminders.WAITING]


def test_a_case_is_reminded_of_what_is_open_and_of_nothing_else(
    database: Database, work_as: WorkAs, clock: Clock, staff: None
) -> None:
    with database.begin(clock.now()) as tx:
        owner = people.add(tx, name="Olu Ade", roles=["action_owner"], email="olu@example.org").id

    class Here(LifeOfACase):
        def __init__(self) -> None:
            super().__init__(database, work_as, clock, owner)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),  # each run goes on in the database of the one before
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
