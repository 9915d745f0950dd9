"""A case after it was sent: reading it, deciding it, and what follows from the decision."""

from __future__ import annotations

from collections.abc import Mapping

from bot.slack.payload import Kind
from bot.slack.replies import Errors, Reply, Show
from bot.slack.routes import Route, Step, case_id, duty_id, may, may_in_case, owner_or_unit
from bot.slack.views import action, decision
from bot.slack.views.blocks import button, buttons
from bot.slack.views.case import case_view
from bot.slack.views.history import history_view
from bot.slack.views.read_state import block_ids, typed_text
from bot.slack.views.told import told_view
from forms.answers.dates import in_words
from forms.words import say
from handlers.access import Act
from handlers.actions import AddAction, FinishAction, action_form, add, done_form, finish
from handlers.case_screens import (
    ActionDone,
    ActionScreen,
    DecisionRecorded,
    DecisionScreen,
    DoneScreen,
    EventScreen,
    Supplied,
)
from handlers.conflicts import clear
from handlers.decisions import RecordDecision, decision_form, record, supplied, supply_form
from handlers.delivery import retry
from handlers.duties import EnterEvent, enter_event, event_form
from handlers.history import page_of_history
from handlers.reading import open_case


def show_case(step: Step) -> Reply:
    """Show a case as the person may see it."""
    return Show(case_view(open_case(step.work, case_id(step))))


def case_part(step: Step) -> Reply:
    """Show another part of a long case; that is an opening of its own."""
    return Show(case_view(open_case(step.work, step.about.case_id), part=int(step.value)))


def show_history(step: Step) -> Reply:
    """Show the latest of what happened with a case."""
    return Show(history_view(page_of_history(step.work, case_id(step))))


def earlier_history(step: Step) -> Reply:
    """Show what happened with the case before that."""
    return Show(history_view(page_of_history(step.work, step.about.case_id, before=int(step.value))))


def ask_decision(step: Step) -> Reply:
    """Show where a decision is recorded, or the one that stands is corrected."""
    return Show(decision.decision_view(decision_form(step.work, case_id(step))))


def record_decision(step: Step) -> Reply:
    """Record the decision, or say at the fields what is to be put right."""
    about = step.about
    typed = typed_text(step.view)
    command = RecordDecision(about.case_id, about.new_id, prior_id=about.prior_id, **typed)
    recorded = record(step.work, command)
    if isinstance(recorded, DecisionScreen):
        return errors_at_fields(step, recorded.errors)
    return _told("decision_recorded_title", _said_of(recorded), recorded.case_id)


def ask_action(step: Step) -> Reply:
    """Show where an action is added."""
    return Show(action.action_view(action_form(step.work, case_id(step))))


def add_action(step: Step) -> Reply:
    """Add the action, or say at the fields what is to be put right."""
    about = step.about
    added = add(step.work, AddAction(about.case_id, about.new_id, **typed_text(step.view)))
    if isinstance(added, ActionScreen):
        return errors_at_fields(step, added.errors)
    text = say("screens.told.action_added", number=added.number, reference=added.reference, due=in_words(added.due_on))
    return _told("action_added_title", text, added.case_id)


def ask_done(step: Step) -> Reply:
    """Show an action and where its owner says what was done; if it is done, that it is."""
    screen = done_form(step.work, duty_id(step))
    return Show(action.done_view(screen)) if isinstance(screen, DoneScreen) else _done(screen)


def mark_done(step: Step) -> Reply:
    """Mark the action as done."""
    done = finish(step.work, FinishAction(step.about.duty_id, **typed_text(step.view)))
    return errors_at_fields(step, done.errors) if isinstance(done, DoneScreen) else _done(done)


def ask_supplied(step: Step) -> Reply:
    """Show what is wanted and where a person says that they have supplied it; if they have, that they did."""
    screen = supply_form(step.work, duty_id(step))
    return _supplied(screen) if isinstance(screen, Supplied) else Show(action.supply_view(screen))


def mark_supplied(step: Step) -> Reply:
    """Mark the information as supplied."""
    return _supplied(supplied(step.work, step.about.duty_id))


def ask_event(step: Step) -> Reply:
    """Show where the day is entered from which the chair's time runs."""
    return Show(decision.event_view(event_form(step.work, case_id(step))))


def record_event(step: Step) -> Reply:
    """Enter the day, or say at the field what is to be put right."""
    about = step.about
    entered = enter_event(step.work, EnterEvent(about.case_id, about.event, **typed_text(step.view)))
    if isinstance(entered, EventScreen):
        return errors_at_fields(step, entered.errors)
    key = "event_moved" if entered.moved else "event_same"
    text = say(f"screens.told.{key}", reference=entered.reference, due=in_words(entered.due_on))
    return _told("event_title", text, entered.case_id)


def clear_conflict(step: Step) -> Reply:
    """Clear somebody of a possible conflict of interest."""
    cleared = clear(step.work, step.about.case_id, step.value)
    text = say("screens.told.conflict_cleared", reference=cleared.reference)
    return _told("conflict_title", text, cleared.case_id)


def retry_notice(step: Step) -> Reply:
    """Have a failed notice sent again."""
    key = "retried" if retry(step.work, step.value) else "not_retried"
    return Show(told_view(say(f"screens.told.{key}_title"), say(f"screens.told.{key}")))


def errors_at_fields(step: Step, errors: Mapping[str, str]) -> Reply:
    """Say what is wrong at each field; what concerns none of them stands at the first."""
    fields = block_ids(step.view)
    first = next(iter(fields.values()))
    at: dict[str, str] = {}
    for name, message in errors.items():
        block_id = fields.get(name, first)
        at[block_id] = f"{at[block_id]} {message}" if block_id in at else message
    return Errors(at)


def _said_of(recorded: DecisionRecorded) -> str:
    if recorded.corrected:
        return say("screens.told.decision_corrected", reference=recorded.reference)
    if recorded.final or recorded.due_on is None:
        return say("screens.told.decision_final", reference=recorded.reference)
    return say("screens.told.decision_open", reference=recorded.reference, due=in_words(recorded.due_on))


def _done(done: ActionDone) -> Reply:
    text = say("screens.told.action_done", number=done.number, reference=done.reference)
    return Show(told_view(say("screens.told.action_done_title"), text))


def _supplied(supplied_: Supplied) -> Reply:
    text = say("screens.told.information_supplied", reference=supplied_.reference)
    return Show(told_view(say("screens.told.information_supplied_title"), text))


def _told(title: str, text: str, of_case: str) -> Reply:
    back = buttons(button("open_case", say("screens.buttons.open_case"), value=of_case))
    return Show(told_view(say(f"screens.told.{title}"), text, back), of_case)


_reads = may_in_case(Act.OPEN_CASE)
_decides = may_in_case(Act.RECORD_DECISION)
_traces = may_in_case(Act.SEE_HISTORY)
_adds = may_in_case(Act.ADD_ACTION)
_enters = may_in_case(Act.ENTER_EVENT)

ROUTES = (
    Route(Kind.CLICK, "open_case", _reads, show_case),
    Route(Kind.CLICK, "case_part_previous", _reads, case_part),
    Route(Kind.CLICK, "case_part_next", _reads, case_part),
    Route(Kind.CLICK, "history", _traces, show_history),
    Route(Kind.CLICK, "history_earlier", _traces, earlier_history),
    Route(Kind.CLICK, "record_decision", _decides, ask_decision),
    Route(Kind.CLICK, "correct_decision", _decides, ask_decision),
    Route(Kind.SUBMISSION, decision.CALLBACK, _decides, record_decision),
    Route(Kind.CLICK, "add_action", _adds, ask_action),
    Route(Kind.SUBMISSION, action.CALLBACK, _adds, add_action),
    Route(Kind.CLICK, "action_done", owner_or_unit, ask_done),
    Route(Kind.SUBMISSION, action.DONE_CALLBACK, owner_or_unit, mark_done),
    Route(Kind.CLICK, "information_supplied", owner_or_unit, ask_supplied),
    Route(Kind.SUBMISSION, action.SUPPLIED_CALLBACK, owner_or_unit, mark_supplied),
    Route(Kind.CLICK, "enter_event", _enters, ask_event),
    Route(Kind.SUBMISSION, decision.EVENT_CALLBACK, _enters, record_event),
    Route(Kind.CLICK, "clear_conflict", may_in_case(Act.CLEAR_CONFLICT), clear_conflict),
    Route(Kind.CLICK, "retry_notice", may(Act.SEE_NOTICES), retry_notice),
)
