"""What people do with a sent case, each step in a transaction of its own, for the tests of use cases."""

from __future__ import annotations

from handlers import actions, decisions, reminders
from handlers.access import Actor
from handlers.case_screens import ActionAdded, ActionScreen, DecisionRecorded, DecisionScreen
from handlers.work import Work
from storage import outbox
from storage.database import Database
from storage.tables import OutboxMessage
from tests.conftest import Clock
from tests.handlers.conftest import CHAIR, UNIT, WorkAs

REASONS = "Weighed with care."


def decide(
    work_as: WorkAs, case_id: str, outcome: str = "no_further_action", *, by: str = CHAIR, **typed: str
) -> DecisionRecorded | DecisionScreen:
    """Open the decision's screen and record what is typed; reasons and today's day unless they are given."""
    with work_as(by) as work:
        screen = decisions.decision_form(work, case_id)
    given = {"reasons": REASONS, "decided_on": "today"} | typed
    with work_as(by) as work:
        return decisions.record(work, decisions.RecordDecision(case_id, screen.decision_id, outcome, **given))


def add_action(
    work_as: WorkAs, case_id: str, owner: str, *, text: str = "Agree a route.", due: str = "30 April 2026"
) -> ActionAdded | ActionScreen:
    """Open the action's screen as the business unit and add one for the person with the id `owner`."""
    with work_as(UNIT) as work:
        screen = actions.action_form(work, case_id)
        return actions.add(work, actions.AddAction(case_id, screen.action_id, text, owner, due))


def tick(database: Database, clock: Clock, like: Work) -> int:
    """Have reminders made into notices, as the clock does."""
    with database.begin(clock.now()) as tx:
        return reminders.send_due(Work(tx, like.board, like.forms, Actor("clock")))


def queued(database: Database, clock: Clock) -> list[OutboxMessage]:
    """Give every notice that waits in the outbox."""
    with database.read(clock.now()) as tx:
        return list(outbox.waiting(tx))


def kinds(database: Database, clock: Clock, *, to: str) -> list[str]:
    """Give the kinds of the notices that wait for one address, in the order in which they were queued."""
    found = [message for message in queued(database, clock) if message.address == to]
    return [message.kind for message in sorted(found, key=lambda message: (message.queued_at, message.kind))]
