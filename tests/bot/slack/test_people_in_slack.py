"""The business unit gives and ends roles from its App Home."""

from __future__ import annotations

import pytest

from bot.sandbox.person import Person
from bot.sandbox.workspace import Workspace
from bot.slack.views.people import people_view, person_view, roles_view
from handlers.access import GIVEN_ROLES
from handlers.case_screens import PersonLine
from handlers.people import PAGE_LENGTH, PeoplePage
from storage.tables import OutboxMessage, PersonRole
from tests.bot.slack.conftest import GUEST, REFERRER, Stored
from tests.bot.slack.judges import action_ids, judge_view, texts
from tests.bot.slack.people import click, modal, submit, title, well

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NEW = {"slack": REFERRER, "name": "Ref Errer", "agency": "Northport Schools", "roles": ["panel", "agency_lead"]}


def add(unit: Person, more: dict[str, object]) -> None:
    home = unit.open_home()
    assert home is not None
    well(unit.click(home, "people"))
    click(unit, "add_person")
    submit(unit, NEW | more)


def of_ref_errer(unit: Person) -> str:
    return str(next(block["block_id"] for block in modal(unit)["blocks"] if "Ref Errer" in texts(block)))


@on_sqlite
def test_somebody_is_added_changed_and_ended_from_the_home(unit: Person, workspace: Workspace, stored: Stored) -> None:
    add(unit, {})
    assert "Roles given to Ref Errer" in texts(modal(unit))
    click(unit, "people")
    assert "Ref Errer\nagency lead, panel member, Northport Schools" in texts(modal(unit))
    click(unit, "change_roles", block_id=of_ref_errer(unit))
    submit(unit, {"roles": ["panel"]})
    assert "are as you chose" in texts(modal(unit))
    click(unit, "people")
    click(unit, "change_roles", block_id=of_ref_errer(unit))
    submit(unit, {"roles": []})
    assert "no role any more" in texts(modal(unit))
    told = [message.kind for message in stored(OutboxMessage) if message.address == REFERRER]
    assert sorted(told) == ["your_role_ended", "your_role_ended", "your_role_given"]


@on_sqlite
def test_a_guest_and_a_removed_account_are_refused_and_what_was_typed_stays(
    unit: Person, workspace: Workspace, stored: Stored
) -> None:
    add(unit, {"slack": GUEST})
    assert "full member" in texts(modal(unit))
    well(unit.close())
    assert title(unit) == "Add a person"
    assert len(stored(PersonRole)) == 3


def test_the_list_fits_a_modal_and_somebody_without_agency_or_slack_is_shown() -> None:
    everyone = tuple(
        PersonLine(f"p{n}", "W" * 500, GIVEN_ROLES, "W" * 500 if n else "", None, None) for n in range(PAGE_LENGTH)
    )
    view = judge_view(people_view(PeoplePage(everyone, "p9", is_first=False)))
    assert {"people", "more_people", "add_person", "change_roles"} == action_ids(view)
    assert "Not in Slack" in texts(view)
    assert "Nobody has a role yet" in texts(judge_view(people_view(PeoplePage(()))))
    judge_view(person_view())
    judge_view(roles_view(everyone[0]))
