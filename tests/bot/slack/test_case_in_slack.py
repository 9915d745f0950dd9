from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.sandbox.person import Person
from bot.sandbox.workspace import Workspace
from bot.slack.socket import SocketMode
from bot.slack.views import review as review_screen
from bot.trial.hands import by_block
from handlers.access import Actor
from handlers.board import Board
from handlers.duties import open_chair_duty
from handlers.form_versions import Forms
from handlers.work import Work
from storage import cases, conflicts, outbox
from storage.database import Database
from storage.tables import Action, AuditEntry, Case, Conflict, Decision, Duty, OutboxMessage
from tests.bot.slack.conftest import OWNER, PANEL, UNIT, Stored
from tests.bot.slack.judges import action_ids, texts
from tests.bot.slack.people import click, modal, press, refer, submit, title, well
from tests.conftest import Clock

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FINAL = {"outcome": "no_further_action", "reasons": "Nothing new can be learned.", "decided_on": "2 March 2026"}


def fill(person: Person, typed: dict[str, str]) -> dict[str, str]:
    return by_block(modal(person), typed)


@pytest.fixture
def case_id(referrer: Person, stored: Stored) -> str:
    """A referral that was sent."""
    refer(referrer)
    (duty,) = stored(Duty)
    return duty.case_id


def options(person: Person, question_id: str) -> list[str]:
    """Give the values that a choice of the screen on top offers."""
    for block in modal(person)["blocks"]:
        if block["block_id"].startswith(f"answer/{question_id}/"):
            return [option["value"] for option in block["element"]["options"]]
    raise LookupError(question_id)


def test_opening_a_case_shows_it_to_the_panel_and_is_noted(
    case_id: str, workspace: Workspace, connected: SocketMode, stored: Stored
) -> None:
    member = Person(workspace, PANEL)
    press(member, "open_case", case_id)
    assert title(member) == "PRP-2026-0001"
    assert "Quillfeather" in texts(modal(member))
    assert [entry.actor for entry in stored(AuditEntry) if entry.action == "opened"] == [f"slack:{PANEL}"]
    assert not action_ids(modal(member))


def test_somebody_without_a_part_is_refused_and_sees_nothing(
    case_id: str, workspace: Workspace, connected: SocketMode
) -> None:
    owner = Person(workspace, OWNER)
    press(owner, "open_case", case_id)
    assert "This cannot be done" in texts(modal(owner))
    assert "Quillfeather" not in texts(modal(owner))


def test_a_button_about_nothing_says_so(workspace: Workspace, unit: Person) -> None:
    press(unit, "open_case", "no-such-case")
    assert "It is not here any more" in texts(modal(unit))


def test_the_chair_records_a_decision_and_corrects_it(
    case_id: str, workspace: Workspace, chair: Person, stored: Stored
) -> None:
    press(chair, "record_decision", case_id)
    submit(chair, FINAL)
    assert "Decision recorded" in texts(modal(chair))
    click(chair, "open_case")
    click(chair, "correct_decision")
    submit(chair, FINAL | {"outcome": "lcspr", "correction_reason": "The outcome was mistyped."})
    assert "correction" in texts(modal(chair))
    assert [decision.corrects is None for decision in stored(Decision)] == [True, False]


def test_what_is_wrong_with_a_decision_stands_at_its_field_and_what_was_typed_stays(
    case_id: str, workspace: Workspace, chair: Person, stored: Stored
) -> None:
    press(chair, "record_decision", case_id)
    answer = chair.submit(fill(chair, FINAL | {"decided_on": "in a while"}))
    assert [block_id.split("/")[1] for block_id in answer.errors] == ["decided_on"]
    assert not stored(Decision)
    submit(chair, {"decided_on": "2 March 2026"})
    assert len(stored(Decision)) == 1


def test_more_information_is_asked_for_and_supplied(
    case_id: str, workspace: Workspace, chair: Person, referrer: Person, stored: Stored
) -> None:
    press(chair, "record_decision", case_id)
    wanted = {"supplier": "referrer", "wanted": "The dates of the visits.", "supply_by": "1 April 2026"}
    submit(chair, FINAL | wanted | {"outcome": "more_information"})
    assert "still to come" in texts(modal(chair))
    (duty,) = [duty for duty in stored(Duty) if duty.kind == "supply_information"]
    press(referrer, "information_supplied", duty.id)
    assert "The dates of the visits." in texts(modal(referrer))
    submit(referrer)
    assert "Thank you" in texts(modal(referrer))
    well(referrer.close())
    press(referrer, "information_supplied", duty.id)
    assert "Thank you" in texts(modal(referrer))


def test_an_action_is_added_and_done(
    case_id: str, workspace: Workspace, chair: Person, unit: Person, stored: Stored
) -> None:
    press(chair, "record_decision", case_id)
    submit(chair, FINAL)
    press(unit, "open_case", case_id)
    click(unit, "add_action")
    answer = unit.submit(fill(unit, {"text": "Agree one route.", "owner": options(unit, "owner")[0], "due": "then"}))
    assert [block_id.split("/")[1] for block_id in answer.errors] == ["due"]
    submit(unit, {"due": "1 May 2026"})
    assert "Action added" in texts(modal(unit))
    (action,) = stored(Action)
    press(unit, "action_done", action.duty_id)
    assert "Agree one route." in texts(modal(unit))
    wrong = unit.submit(fill(unit, {"note": " "}))
    assert list(wrong.errors)
    submit(unit, {"note": "It is agreed."})
    assert "Action done" in texts(modal(unit))
    well(unit.close())
    press(unit, "action_done", action.duty_id)
    assert "Action done" in texts(modal(unit))


@pytest.mark.parametrize("regime", ["WT2015"], indirect=True)
def test_the_start_of_the_chairs_time_is_entered(
    regime: str, case_id: str, workspace: Workspace, unit: Person, stored: Stored
) -> None:
    press(unit, "open_case", case_id)
    click(unit, "enter_event")
    assert unit.submit(fill(unit, {"happened_on": "one day"})).errors
    submit(unit, {"happened_on": "1 March 2026"})
    assert "is now due by 1 April 2026" in texts(modal(unit))
    click(unit, "open_case")
    click(unit, "enter_event")
    submit(unit, {"happened_on": "1 March 2026"})
    assert "stays due by 1 April 2026" in texts(modal(unit))
    assert [duty.provisional for duty in stored(Duty)] == [False]


def test_a_possible_conflict_is_cleared_by_the_business_unit(
    case_id: str, workspace: Workspace, unit: Person, database: Database, clock: Clock, stored: Stored
) -> None:
    with database.begin(clock.now()) as tx:
        conflicts.mark(tx, case_id, "chair")
    press(unit, "open_case", case_id)
    click(unit, "clear_conflict")
    assert "no conflict of interest" in texts(modal(unit))
    assert [conflict.state for conflict in stored(Conflict)] == ["cleared"]


def test_a_failed_message_is_sent_again_from_the_home(
    case_id: str, unit: Person, database: Database, clock: Clock, stored: Stored
) -> None:
    failed = next(row for row in stored(OutboxMessage) if row.kind == "referral_receipt")
    with database.begin(clock.now()) as tx:
        outbox.claim(tx, worker="w", lease=timedelta(minutes=1), limit=100)
        outbox.failed(tx, failed.id, "channel_not_found")
    home = unit.open_home()
    assert home is not None
    assert "Slack does not know that channel or person" in texts(home)
    well(unit.click(home, "retry_notice"))
    assert "on its way again" in texts(modal(unit))
    well(unit.click(home, "retry_notice"))
    assert "gone out already" in texts(modal(unit))


def test_open_cases_are_listed_page_by_page(
    unit: Person, database: Database, clock: Clock, board: Board, forms: Forms
) -> None:
    with database.begin(clock.now()) as tx:
        forms.remember_current(tx)
        work = Work(tx, board, forms, Actor("slack:U0REFER"))
        for number in range(21):
            case = cases.begin_draft(tx, origin=f"o{number}", owner="slack:U0REFER", form_version=forms.current.version)
            tx.session.exec(update(Case).where(col(Case.id) == case.id).values(purpose="scr"))
            reference = f"PRP-2026-{number + 1:04}"
            cases.submit(tx, case, reference=reference, regime="WT2023", received_on=work.today)
            open_chair_duty(work, cases.lock(tx, case.id))
    home = unit.open_home()
    assert home is not None
    well(unit.click(home, "more_cases"))
    unit.workspace.wait_until_quiet()
    further = unit.workspace.home(UNIT)
    assert further is not None
    assert texts(further).count("PRP-2026-") == 1


def test_a_long_case_is_read_part_by_part_and_each_opening_is_noted(
    case_id: str, unit: Person, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_screen, "_MOST_BLOCKS_READ", 20)
    press(unit, "open_case", case_id)
    click(unit, "case_part_next")
    assert "Part 2 of" in texts(modal(unit))
    click(unit, "case_part_previous")
    assert "Part 1 of" in texts(modal(unit))
    assert len([entry for entry in stored(AuditEntry) if entry.action == "opened"]) == 3
