"""Who may do what, through Slack itself: every route by everybody, with screens the bot never drew for them.

A route without an entry in `MAY` fails, so that nobody adds one without saying who it is for
(docs/procedure.md, sections 1 and 7).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.compose import CLOCK
from bot.sandbox import payloads
from bot.slack.listeners import ROUTES
from bot.slack.metadata import Remembered
from bot.slack.payload import Kind, arrival
from bot.slack.routes import ANY, Route, Step
from bot.trial import acts, world
from bot.trial.hands import fill_in, went_well
from bot.trial.world import World
from forms.words import say
from handlers import people
from handlers.access import Actor, Refused, Role
from storage import conflicts, duties, outbox
from storage import people as stored_people
from storage.tables import Table
from tests.cases import marked
from tests.journeys.conftest import START
from tests.journeys.forged import everything_kept, put_before, texts

pytestmark = pytest.mark.usefixtures("logged")

MARK = "Zyxq"
REFERRAL = marked("scr", mark=MARK)
PAGES = {page.page_id: page.typed for page in REFERRAL.pages} | {"declaration": REFERRAL.declaration}
REFERRERS_AGENCY = str(PAGES["referrer"]["referrer_agency"])

STRANGER, GUEST, ELSEWHERE, ADMINISTRATOR, LEAD, FORMER, PANEL_IN_CONFLICT, UNIT_IN_CONFLICT = (
    "U0STRANGER", "U0GUEST", "U0ELSEWHERE", "U0ADMIN", "U0LEAD", "U0FORMER", "U0PANELCONFLICT", "U0UNITCONFLICT",
)  # fmt: skip
GIVEN = {
    ADMINISTRATOR: (Role.ADMINISTRATOR, "Marram Council"),
    LEAD: (Role.AGENCY_LEAD, "Marram Schools"),
    FORMER: (Role.BUSINESS_UNIT, "Marram Council"),
    PANEL_IN_CONFLICT: (Role.PANEL, REFERRERS_AGENCY),
    UNIT_IN_CONFLICT: (Role.BUSINESS_UNIT, REFERRERS_AGENCY.upper()),
}

EVERYBODY = frozenset(world.NAMES) | GIVEN.keys() | {STRANGER, GUEST, ELSEWHERE}
MEMBERS = EVERYBODY - {GUEST, ELSEWHERE}
OWN = frozenset({world.REFERRER})
UNIT = frozenset({world.UNIT, world.MANAGER})
READERS = UNIT | OWN | {world.CHAIR, world.PANEL_MEMBER}
DECIDERS = UNIT | {world.CHAIR}
OWNERS = UNIT | {world.OWNER}

MAY: dict[tuple[Kind, str], tuple[str, frozenset[str]]] = {
    (Kind.COMMAND, "/refer"): ("", MEMBERS),
    (Kind.CLICK, "refer"): ("", MEMBERS),
    (Kind.SUBMISSION, "welcome"): ("", MEMBERS),
    (Kind.CLICK, "continue_draft"): ("draft", OWN),
    (Kind.SUBMISSION, "page"): ("draft", OWN),
    (Kind.CLICK, "skip"): ("draft", OWN),
    (Kind.CLICK, "back"): ("draft", OWN),
    (Kind.CLICK, "another_row"): ("draft", OWN),
    (Kind.CLICK, "save_later"): ("draft", OWN),
    (Kind.CLICK, "change_row"): ("draft", OWN),
    (Kind.CLICK, "remove_row"): ("draft", OWN),
    (Kind.CLICK, "more_room"): ("draft", OWN),
    (Kind.CLICK, "explain"): ("draft", OWN),
    (Kind.CLICK, "order_rows"): ("draft", OWN),
    (Kind.CLICK, "move_up"): ("draft", OWN),
    (Kind.CLICK, "move_down"): ("draft", OWN),
    (Kind.CLICK, "order_by_date"): ("draft", OWN),
    (Kind.CLICK, "order_part_previous"): ("draft", OWN),
    (Kind.CLICK, "order_part_next"): ("draft", OWN),
    (Kind.SUBMISSION, "order"): ("draft", OWN),
    (Kind.CLICK, "review"): ("draft", OWN),
    (Kind.CLICK, "review_part_previous"): ("draft", OWN),
    (Kind.CLICK, "review_part_next"): ("draft", OWN),
    (Kind.CLICK, "edit_section"): ("draft", OWN),
    (Kind.CLICK, "declaration"): ("draft", OWN),
    (Kind.SUBMISSION, "declaration"): ("draft", OWN),
    (Kind.CLICK, "on_behalf"): ("", UNIT | {UNIT_IN_CONFLICT}),
    (Kind.SUBMISSION, "on_behalf"): ("", UNIT | {UNIT_IN_CONFLICT}),
    (Kind.CLICK, "drafts"): ("", EVERYBODY),
    (Kind.CLICK, "more_drafts"): ("", UNIT | {UNIT_IN_CONFLICT}),
    (Kind.CLICK, "own_drafts"): ("", EVERYBODY),
    (Kind.CLICK, "more_own_drafts"): ("", EVERYBODY),
    (Kind.CLICK, "hand_over"): ("draft", OWN | UNIT | {UNIT_IN_CONFLICT}),
    (Kind.SUBMISSION, "hand_over"): ("draft", OWN | UNIT | {UNIT_IN_CONFLICT}),
    (Kind.CLICK, "files"): ("draft", OWN),
    (Kind.SUBMISSION, "files"): ("draft", OWN),
    (Kind.CLICK, "files_later"): ("draft", OWN),
    (Kind.CLICK, "files_back"): ("draft", OWN),
    (Kind.CLICK, "remove_file"): ("draft", OWN),
    (Kind.CLICK, "place_files"): ("message", OWN),
    (Kind.CLICK, "files_to_draft"): ("message", OWN),
    (Kind.CLICK, "files_to_new"): ("message", OWN),
    (Kind.CLICK, "open_case"): ("case", READERS),
    (Kind.CLICK, "case_part_previous"): ("case", READERS),
    (Kind.CLICK, "case_part_next"): ("case", READERS),
    (Kind.CLICK, "where_it_stands"): ("case", READERS),
    (Kind.CLICK, "add_information"): ("case", UNIT | OWN),
    (Kind.SUBMISSION, "addition"): ("case", UNIT | OWN),
    (Kind.CLICK, "correct_answer"): ("case", UNIT | OWN),
    (Kind.CLICK, "correct_part"): ("case", UNIT | OWN),
    (Kind.CLICK, "correct_rows_part_previous"): ("case", UNIT | OWN),
    (Kind.CLICK, "correct_rows_part_next"): ("case", UNIT | OWN),
    (Kind.CLICK, "correct_row"): ("case", UNIT | OWN),
    (Kind.CLICK, "correct_new_row"): ("case", UNIT | OWN),
    (Kind.CLICK, "correct_remove_row"): ("case", UNIT | OWN),
    (Kind.SUBMISSION, "correction"): ("case", UNIT | OWN),
    (Kind.CLICK, "withdraw_case"): ("case", UNIT | OWN),
    (Kind.SUBMISSION, "withdrawal"): ("case", UNIT | OWN),
    (Kind.CLICK, "reopen_case"): ("case", UNIT),
    (Kind.SUBMISSION, "reopening"): ("case", UNIT),
    (Kind.CLICK, "record_decision"): ("case", DECIDERS),
    (Kind.CLICK, "correct_decision"): ("case", DECIDERS),
    (Kind.SUBMISSION, "decision"): ("case", DECIDERS),
    (Kind.CLICK, "add_action"): ("case", UNIT),
    (Kind.SUBMISSION, "action"): ("case", UNIT),
    (Kind.CLICK, "action_done"): ("action", OWNERS),
    (Kind.SUBMISSION, "done"): ("action", OWNERS),
    (Kind.CLICK, "information_supplied"): ("supply_information", OWNERS),
    (Kind.SUBMISSION, "supplied"): ("supply_information", OWNERS),
    (Kind.CLICK, "enter_event"): ("case", UNIT),
    (Kind.SUBMISSION, "event"): ("case", UNIT),
    (Kind.CLICK, "clear_conflict"): ("case", UNIT),
    (Kind.CLICK, "retry_notice"): ("", UNIT | {UNIT_IN_CONFLICT, ADMINISTRATOR}),
    (Kind.CLICK, "more_cases"): ("", UNIT | {UNIT_IN_CONFLICT}),
    (Kind.CLICK, "begin_in_conversation"): ("", MEMBERS),
    **{(Kind.CLICK, f"choose_{number}"): ("draft", OWN) for number in range(1, 6)},
    (Kind.CLICK, "go_on_in_conversation"): ("draft", OWN),
    (Kind.CLICK, "choose_in_menu"): ("draft", OWN),
    (Kind.CLICK, "choose_day"): ("draft", OWN),
    (Kind.CLICK, "save_answer"): ("draft", OWN),
    (Kind.CLICK, "answer_not_known"): ("draft", OWN),
    (Kind.CLICK, "skip_question"): ("draft", OWN),
    (Kind.CLICK, "back_in_conversation"): ("draft", OWN),
    (Kind.CLICK, "finish_later"): ("draft", OWN),
    (Kind.CLICK, "go_on_here"): ("draft", OWN),
    (Kind.CLICK, "change_answer"): ("draft", OWN),
    (Kind.CLICK, "explain_question"): ("draft", OWN),
    (Kind.CLICK, "open_form"): ("draft", OWN),
    (Kind.CLICK, "check_answers"): ("draft", OWN),
    (Kind.CLICK, "use_new_text"): ("message", OWN),
    (Kind.CLICK, "use_message"): ("message", OWN),
    (Kind.CLICK, "use_in_draft"): ("message", OWN),
    (Kind.CLICK, "use_in_new"): ("message", OWN),
    (Kind.SUBMISSION, "use_message"): ("message", OWN),
    (Kind.EVENT, "app_home_opened"): ("", EVERYBODY),
    (Kind.EVENT, "message"): ("", EVERYBODY),
    **{(kind, ANY): ("", EVERYBODY) for kind in Kind},
}
"""What each route is about, and who may; written down by hand."""


@dataclass(frozen=True)
class Scene:
    """A Board with a draft, and a case that waits for its final decision, with information and an action owed."""

    marram: World
    ids: dict[str, str]
    """The ids of the draft, of the case, of its duties by kind and of a message that the referrer wrote to the bot;
    under the empty name, one that is nobody's."""


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with World(tmp_path_factory.mktemp("access"), start=START, regime="WT2015") as marram:
        _people_arrive(marram)
        referrer = marram.person(world.REFERRER)
        acts.refer(referrer, PAGES)
        went_well(referrer.close())
        referrer.say(f"{MARK} message")
        went_well(referrer.command("/refer"))
        fill_in(referrer, {})
        fill_in(referrer, PAGES["before_you_start"])
        marram.settle()
        _chair_asks_for_more(marram)
        unit = marram.person(world.UNIT)
        card = unit.channel_messages(world.PANEL_CHANNEL)[0]
        acts.add_action(unit, card, text=f"{MARK} action", owner=world.NAMES[world.OWNER], due="17 April 2026")
        with marram.service.office.begin(Actor("command_line:trial", frozenset({Role.ADMINISTRATOR}))) as work:
            people.remove(work, FORMER)
        marram.settle()
        yield Scene(marram, _ids(marram))


def _people_arrive(marram: World) -> None:
    marram.workspace.add_user(GUEST, "Guest", guest=True)
    marram.workspace.add_user(ELSEWHERE, "Elsewhere", other_organisation=True)
    for user in (STRANGER, *GIVEN):
        marram.workspace.add_user(user, user.removeprefix("U0").title())
    with marram.service.office.begin(Actor("command_line:trial", frozenset({Role.ADMINISTRATOR}))) as work:
        for user, (role, agency) in GIVEN.items():
            people.add(work, people.AddPerson(name=user, roles=(role,), agency=agency, slack=user))


def _chair_asks_for_more(marram: World) -> None:
    chair = marram.person(world.CHAIR)
    went_well(chair.click(chair.messages[0], "record_decision"))
    supplier = acts.option(acts.modal(chair), "supplier", world.NAMES[world.OWNER])
    wanted = {"supplier": supplier, "wanted": f"{MARK} wanted", "supply_by": "30 March 2026"}
    fill_in(chair, {"outcome": "more_information", "reasons": f"{MARK} reasons"} | wanted)


def _ids(marram: World) -> dict[str, str]:
    with marram.service.office.read(CLOCK) as work:
        found = work.tx.session.execute(Table.metadata.tables["case"].select()).all()
        (case_id,) = (row.id for row in found if row.state != "draft")
        (draft_id,) = (row.id for row in found if row.state == "draft")
        owed = {duty.kind: duty.id for duty in duties.of_case(work.tx, case_id)}
        kept = work.tx.session.execute(Table.metadata.tables["inbox"].select()).all()
        message_id = next(
            row.id for row in kept if row.kind == "event:message" and row.actor == f"slack:{world.REFERRER}"
        )
    return {"": "nobodys", "draft": draft_id, "case": case_id, "message": message_id} | owed


def _view(scene: Scene, route: Route, user: str) -> dict[str, Any]:
    """Put a screen of this route before somebody, about what the route is about."""
    about, _ = MAY[route.kind, route.id]
    thing = scene.ids[about]
    in_case = scene.ids["draft" if about == "draft" else "case"] if about else ""
    duty = thing if about in {"action", "supply_information"} else ""
    message = thing if about == "message" else ""
    remembers = Remembered(case_id=in_case, duty_id=duty, page_id="children", row_id="r1", new_id="n1", item_id=message)
    if route.kind is Kind.CLICK:
        return put_before(scene.marram, user, remembers=remembers, action_id=_name(route), value=thing)
    return put_before(scene.marram, user, remembers=remembers, callback_id=_name(route), fields={"note": MARK})


def _name(route: Route) -> str:
    return "of_an_older_version" if route.id == ANY else route.id


def _try(scene: Scene, route: Route, user: str) -> str:
    """Have somebody do it, and give what their screen says then."""
    person = scene.marram.person(user)
    if route.kind is Kind.COMMAND:
        went_well(person.command(route.id))
    elif route.kind is Kind.CLICK:
        went_well(person.click(_view(scene, route, user), _name(route)))
    else:
        _view(scene, route, user)
        went_well(person.submit())
    return texts(acts.modal(person))


def _is_let_in(scene: Scene, route: Route, user: str) -> bool:
    """Ask the route's guard, without doing what it guards."""
    workspace = scene.marram.workspace
    member = workspace.member(user)
    with workspace.lock:
        if route.kind is Kind.COMMAND:
            body = payloads.command(workspace, member, workspace.direct_channel(user), "/refer", "")
        else:
            _view(scene, route, user)
            view = workspace.screens.stack(user)[-1]
            clicked = {"action_id": _name(route), "value": scene.ids[MAY[route.kind, route.id][0]]}
            body = (
                payloads.view_action(workspace, member, view, clicked)
                if route.kind is Kind.CLICK
                else payloads.view_submission(workspace, member, view)
            )
    arrived = arrival(body)
    assert arrived is not None
    office = scene.marram.service.office
    with office.database.read(office.clock()) as tx:
        work = office.work_for(tx, user, may_refer=user in MEMBERS)
        try:
            route.guard(Step(arrived, body, work, "occasion"))
        except Refused:
            return False
    return True


GUARDED = [route for route in ROUTES if MAY.get((route.kind, route.id), ("", EVERYBODY))[1] != EVERYBODY]


def test_every_route_says_who_it_is_for() -> None:
    assert {(route.kind, route.id) for route in ROUTES} == MAY.keys()


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: f"{route.kind}:{route.id}")
def test_a_route_is_open_to_those_it_is_for_and_refuses_everybody_else(scene: Scene, route: Route) -> None:
    _, allowed = MAY[route.kind, route.id]
    assert {user for user in EVERYBODY if _is_let_in(scene, route, user)} == allowed
    before = everything_kept(scene.marram)
    said = {user: _try(scene, route, user) for user in sorted(EVERYBODY - allowed)}
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
    remembers = Remembered(case_id=scene.ids["draft"], page_id=page_id, row_id=rows["children"], revision=10**9)
    field = "children.first_names" if page_id == "children" else "family.name"
    referrer = scene.marram.person(world.REFERRER)
    put_before(scene.marram, world.REFERRER, remembers=remembers, fields={field: "Someone else"})
    went_well(referrer.submit())
    assert say("screens.told.not_found_title") in texts(acts.modal(referrer))
    view = put_before(scene.marram, world.REFERRER, remembers=remembers, action_id="remove_row", value=rows["children"])
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
    callback_id, remembers, fields = STRANGE[strange]
    user, case_id = (world.REFERRER, "draft") if callback_id == "page" else (world.UNIT, "case")
    before = everything_kept(scene.marram)
    put_before(
        scene.marram,
        user,
        callback_id=callback_id,
        remembers=replace(remembers, case_id=scene.ids[case_id]),
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
            channel="nowhere",
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
