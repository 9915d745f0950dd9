"""Who may do what, through Slack itself: every route by everybody whom it is not for, with screens the bot never drew
for them (docs/procedure.md, sections 1 and 7). Whom it is for, `tests/access` has written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.compose import CLOCK
from bot.slack.listeners import ROUTES
from bot.slack.metadata import Remembered
from bot.slack.payload import Kind
from bot.slack.routes import Route
from bot.trial import acts, world
from bot.trial.hands import fill_in, went_well
from forms.words import say
from handlers import people
from handlers.access import Actor, Role
from storage import conflicts, outbox
from storage import people as stored_people
from storage.tables import Table
from tests.access.listeners import MAY, name, remembers, value
from tests.access.scene import EVERYBODY, MARK, ROBOT, STRANGER, UNIT_IN_CONFLICT, Scene, opened
from tests.journeys.forged import everything_kept, put_before, texts

pytestmark = pytest.mark.usefixtures("logged")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with opened(tmp_path_factory.mktemp("access")) as scene:
        yield scene


def _view(scene: Scene, route: Route, user: str) -> dict[str, Any]:
    """Put a screen of this route before somebody, about what the route is about."""
    about = remembers(scene, route)
    if route.kind is Kind.CLICK:
        return put_before(scene.marram, user, remembers=about, action_id=name(route), value=value(scene, route))
    return put_before(scene.marram, user, remembers=about, callback_id=name(route), fields={"note": MARK})


def _try(scene: Scene, route: Route, user: str) -> str:
    """Have somebody do it, and give what their screen says then."""
    person = scene.marram.person(user)
    if route.kind is Kind.COMMAND:
        went_well(person.command(route.id))
    elif route.kind is Kind.CLICK:
        went_well(person.click(_view(scene, route, user), name(route)))
    else:
        _view(scene, route, user)
        went_well(person.submit())
    return texts(acts.modal(person))


GUARDED = [route for route in ROUTES if MAY.get((route.kind, route.id), ("", EVERYBODY))[1] != EVERYBODY]


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: f"{route.kind}:{route.id}")
def test_a_route_refuses_everybody_but_those_it_is_for(scene: Scene, route: Route) -> None:
    _, allowed = MAY[route.kind, route.id]
    before = everything_kept(scene.marram)
    said = {user: _try(scene, route, user) for user in sorted((EVERYBODY | {ROBOT}) - allowed)}
    assert {user for user, text in said.items() if say("screens.told.refused") not in text} == set()
    assert {user for user, text in said.items() if MARK.casefold() in text.casefold()} == set()
    assert everything_kept(scene.marram) == before


WRONG_IDS = {
    "a case where a draft is meant": ("continue_draft", "case", world.UNIT),
    "a draft where a case is meant": ("open_case", "draft", world.UNIT),
    "a draft of one's own where a case is meant": ("open_case", "draft", world.REFERRER),
    "a draft that is to be decided": ("record_decision", "draft", world.CHAIR),
    "a draft that is to have an action": ("add_action", "draft", world.UNIT),
    "a draft whose date is to be entered": ("enter_event", "draft", world.UNIT),
    "the chair's duty as an action": ("action_done", "decide", world.CHAIR),
    "the chair's duty as information": ("information_supplied", "decide", world.CHAIR),
    "information as an action": ("action_done", "supply_information", world.OWNER),
    "an action as information": ("information_supplied", "action", world.OWNER),
    "a draft that is to be added to": ("add_information", "draft", world.REFERRER),
    "a draft that is to be corrected": ("correct_answer", "draft", world.REFERRER),
    "a draft that is to be withdrawn": ("withdraw_case", "draft", world.REFERRER),
    "a draft that is to be opened again": ("reopen_case", "draft", world.UNIT),
    "a draft of which the state is asked": ("where_it_stands", "draft", world.REFERRER),
    "a case as a duty": ("action_done", "case", world.UNIT),
    "a case as a notice": ("retry_notice", "case", world.UNIT),
    "nothing at all": ("open_case", "", world.UNIT),
}


@pytest.mark.parametrize("wrong", WRONG_IDS)
def test_a_button_with_the_id_of_something_else_shows_nothing_and_changes_nothing(scene: Scene, wrong: str) -> None:
    action_id, about, user = WRONG_IDS[wrong]
    before = everything_kept(scene.marram)
    put_before(scene.marram, user, callback_id="told", action_id=action_id, value=scene.ids[about])
    person = scene.marram.person(user)
    went_well(person.click(acts.modal(person), action_id))
    said = texts(acts.modal(person))
    assert say("screens.told.refused") in said or say("screens.told.not_found_title") in said
    assert MARK.casefold() not in said.casefold()
    assert everything_kept(scene.marram) == before


@pytest.mark.parametrize("page_id", ["children", "family"])
def test_the_row_of_another_case_is_neither_shown_nor_changed(scene: Scene, page_id: str) -> None:
    rows = _rows_of_the_case(scene)
    where_they_are = ("inbox", "case")  # the draft's own page may move
    before = everything_kept(scene.marram, but=where_they_are)
    about = Remembered(case_id=scene.ids["draft"], page_id=page_id, row_id=rows["children"], revision=10**9)
    field = "children.first_names" if page_id == "children" else "family.name"
    referrer = scene.marram.person(world.REFERRER)
    put_before(scene.marram, world.REFERRER, remembers=about, fields={field: "Someone else"})
    went_well(referrer.submit())
    assert say("screens.told.not_found_title") in texts(acts.modal(referrer))
    view = put_before(scene.marram, world.REFERRER, remembers=about, action_id="remove_row", value=rows["children"])
    went_well(referrer.click(view, "remove_row"))
    assert MARK.casefold() not in str(acts.modal(referrer)).casefold()
    assert everything_kept(scene.marram, but=where_they_are) == before


def _rows_of_the_case(scene: Scene) -> dict[str, str]:
    with scene.marram.service.office.read(CLOCK) as work:
        found = work.tx.session.execute(Table.metadata.tables["answer_row"].select()).all()
    return {row.section_group: row.id for row in found if row.case_id == scene.ids["case"]}


STRANGE = {
    "a page that there is not": ("page", Remembered(page_id="nowhere"), {"outline": MARK}),
    "fields of another page": ("page", Remembered(page_id="referrer"), {"outline": MARK}),
    "the fields of a decision": ("page", Remembered(page_id="referrer"), {"outcome": "scr", "reasons": MARK}),
    "no fields at all": ("decision", Remembered(), {}),
    "fields that a decision has not": ("decision", Remembered(new_id="n2"), {"outcome": "scr", "surprise": MARK}),
    "the name of a field that is not typed": ("decision", Remembered(new_id="n2"), {"decision_id": MARK}),
    "an action without its fields": ("action", Remembered(new_id="n2"), {"note": MARK}),
    "a screen that there is not": ("nowhere", Remembered(), {"note": MARK}),
}


@pytest.mark.parametrize("strange", STRANGE)
def test_a_screen_with_what_does_not_belong_to_it_changes_nothing_and_keeps_what_was_typed(
    scene: Scene, strange: str
) -> None:
    callback_id, about, fields = STRANGE[strange]
    user, case_id = (world.REFERRER, "draft") if callback_id == "page" else (world.UNIT, "case")
    before = everything_kept(scene.marram)
    put_before(
        scene.marram,
        user,
        callback_id=callback_id,
        remembers=replace(about, case_id=scene.ids[case_id]),
        fields=fields,
    )
    assert scene.marram.person(user).submit().trouble is None
    assert scene.marram.workspace.views_open(user)[0]["callback_id"] == callback_id
    assert everything_kept(scene.marram) == before


def test_a_role_that_is_taken_away_ends_at_once_also_for_a_screen_that_is_open(scene: Scene) -> None:
    scene.marram.workspace.add_user("U0LEAVES", "Leaves")
    administrator = Actor("command_line:trial", frozenset({Role.ADMINISTRATOR}))
    with scene.marram.service.office.begin(administrator) as work:
        people.add(work, people.AddPerson(name="Leaves", roles=(Role.BUSINESS_UNIT,), slack="U0LEAVES"))
    leaves = scene.marram.person("U0LEAVES")
    view = put_before(scene.marram, "U0LEAVES", action_id="open_case", value=scene.ids["case"])
    went_well(leaves.click(view, "open_case"))
    went_well(leaves.click(acts.modal(leaves), "record_decision"))
    with scene.marram.service.office.begin(administrator) as work:
        people.remove(work, "U0LEAVES")
    scene.marram.settle()
    before = everything_kept(scene.marram)
    fill_in(leaves, {"outcome": "no_further_action", "reasons": "Weighed."})
    assert say("screens.told.refused") in texts(acts.modal(leaves))
    assert everything_kept(scene.marram) == before


def test_an_owner_with_a_possible_conflict_sees_nothing_of_what_they_owe(scene: Scene) -> None:
    with scene.marram.service.office.begin(CLOCK) as work:
        owner_person = stored_people.by_slack(work.tx, world.OWNER)
        assert owner_person is not None
        conflicts.mark(work.tx, scene.ids["case"], owner_person.id)
    owner = scene.marram.person(world.OWNER)
    for action_id, kind in (("action_done", "action"), ("information_supplied", "supply_information")):
        view = put_before(scene.marram, world.OWNER, callback_id="told", action_id=action_id, value=scene.ids[kind])
        went_well(owner.click(view, action_id))
        assert say("screens.told.refused") in texts(acts.modal(owner))
        assert MARK.casefold() not in texts(acts.modal(owner)).casefold()
    with scene.marram.service.office.begin(CLOCK) as work:
        conflicts.clear(work.tx, scene.ids["case"], owner_person.id, by="test")


def test_a_failed_notice_of_a_case_is_hidden_from_somebody_with_a_possible_conflict_in_it(scene: Scene) -> None:
    with scene.marram.service.office.begin(CLOCK) as work:
        outbox.queue(
            work.tx,
            kind="decision_recorded",
            channel="slack",
            address="C0NOWHERE",
            occasion="test",
            case_id=scene.ids["case"],
            data={"case_id": scene.ids["case"], "reference": "PRP-2026-0001"},
        )
    scene.marram.settle()
    with scene.marram.service.office.read(CLOCK) as work:
        (failure,) = outbox.failures(work.tx)
    homes = {user: texts(scene.marram.person(user).open_home()) for user in (world.UNIT, UNIT_IN_CONFLICT)}
    assert {user for user, text in homes.items() if "PRP-2026-0001" in text} == {world.UNIT}
    view = put_before(scene.marram, UNIT_IN_CONFLICT, action_id="retry_notice", value=failure.id)
    person = scene.marram.person(UNIT_IN_CONFLICT)
    went_well(person.click(view, "retry_notice"))
    assert say("screens.told.refused") in texts(acts.modal(person))


def test_who_may_not_is_told_the_same_whether_there_is_such_a_case_or_not(scene: Scene) -> None:
    nowhere = replace(scene, ids=dict.fromkeys(scene.ids, "0" * 32))
    of_a_case = [route for route in GUARDED if MAY[route.kind, route.id][0] in {"case", "action", "supply_information"}]
    told = {route.id: (_try(scene, route, STRANGER), _try(nowhere, route, STRANGER)) for route in of_a_case}
    assert {route_id for route_id, (there, not_there) in told.items() if there != not_there} == set()
    assert len(told) > 20
