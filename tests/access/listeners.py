"""Every listener: what it is about, who may, and what its own guard says when it is asked."""

from __future__ import annotations

from bot.slack.members import Standing
from bot.slack.metadata import Remembered
from bot.slack.payload import Arrival, Kind
from bot.slack.routes import ANY, Route, Step
from bot.trial import world
from handlers.access import Refused
from handlers.work import Work
from tests.access.scene import (
    ADMINISTRATOR,
    EVERYBODY,
    MAY_REFER,
    PANEL_CHAIR,
    UNIT_IN_CONFLICT,
    Part,
    Scene,
)

OWN = frozenset({world.REFERRER})
UNIT = frozenset({world.UNIT, world.MANAGER})
READERS = UNIT | OWN | {world.CHAIR, world.PANEL_MEMBER, PANEL_CHAIR}
DECIDERS = UNIT | {world.CHAIR}
OWNERS = UNIT | {world.OWNER}

MAY: dict[tuple[Kind, str], tuple[str, frozenset[str]]] = {
    (Kind.COMMAND, "/refer"): ("", MAY_REFER),
    (Kind.CLICK, "refer"): ("", MAY_REFER),
    (Kind.SUBMISSION, "welcome"): ("", MAY_REFER),
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
    (Kind.CLICK, "history"): ("case", UNIT | {ADMINISTRATOR}),
    (Kind.CLICK, "history_earlier"): ("case", UNIT | {ADMINISTRATOR}),
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
    (Kind.CLICK, "hold_case"): ("case", UNIT),
    (Kind.SUBMISSION, "hold"): ("case", UNIT),
    (Kind.CLICK, "lift_hold"): ("case", UNIT),
    (Kind.SUBMISSION, "lifting"): ("case", UNIT),
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
    (Kind.CLICK, "people"): ("", UNIT | {UNIT_IN_CONFLICT, ADMINISTRATOR}),
    (Kind.CLICK, "more_people"): ("", UNIT | {UNIT_IN_CONFLICT, ADMINISTRATOR}),
    (Kind.CLICK, "add_person"): ("", UNIT | {UNIT_IN_CONFLICT, ADMINISTRATOR}),
    (Kind.SUBMISSION, "person"): ("", UNIT | {UNIT_IN_CONFLICT, ADMINISTRATOR}),
    (Kind.CLICK, "change_roles"): ("", UNIT | {UNIT_IN_CONFLICT, ADMINISTRATOR}),
    (Kind.SUBMISSION, "roles"): ("", UNIT | {UNIT_IN_CONFLICT, ADMINISTRATOR}),
    **{
        (Kind.CLICK, listing): ("", UNIT | {UNIT_IN_CONFLICT, ADMINISTRATOR})
        for listing in ("see_intakes", "more_intakes", "first_intakes", "other_intakes")
    },
    **{
        (Kind.CLICK, working): ("", UNIT | {UNIT_IN_CONFLICT})
        for working in (
            *("open_intake", "intake_part_previous", "intake_part_next", "use_suggestion", "leave_suggestion"),
            *("accept_intake", "attach_intake", "not_a_referral", "read_intake_again", "take_over", "put_aside"),
        )
    },
    (Kind.SUBMISSION, "intake_purpose"): ("", UNIT | {UNIT_IN_CONFLICT}),
    (Kind.SUBMISSION, "intake_attach"): ("", UNIT | {UNIT_IN_CONFLICT}),
    (Kind.CLICK, "more_cases"): ("", UNIT | {UNIT_IN_CONFLICT}),
    (Kind.CLICK, "begin_in_conversation"): ("", MAY_REFER),
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
"""What each route is about, and who may; written down by hand. A route that is not here fails the tests."""


def remembers(scene: Scene, route: Route) -> Remembered:
    """Give what a screen of this route remembers of what the route is about."""
    about, _ = MAY[route.kind, route.id]
    in_case = scene.ids["draft" if about == "draft" else "case"] if about else ""
    return Remembered(
        case_id=in_case,
        duty_id=scene.ids[about] if about in {"action", "supply_information"} else "",
        page_id="children",
        row_id="r1",
        new_id="n1",
        item_id=scene.ids["message"] if about == "message" else "",
    )


def value(scene: Scene, route: Route) -> str:
    """Give what a button of this route carries."""
    return scene.ids[MAY[route.kind, route.id][0]]


def name(route: Route) -> str:
    """Give an id for which this route is the one."""
    return "of_an_older_version" if route.id == ANY else route.id


def lets_in(scene: Scene, work: Work, route: Route, part: Part) -> bool:
    """Ask the route's guard, without doing what it guards. No guard is asked about a bot, which is refused before."""
    if part.standing is Standing.NOBODY:
        return False
    payload = {
        "view": {"private_metadata": remembers(scene, route).written()},
        "actions": [{"action_id": name(route), "value": value(scene, route)}],
    }
    step = Step(Arrival(route.kind, name(route), "key", part.user), payload, work, "occasion")
    try:
        route.guard(step)
    except Refused:
        return False
    return True


def title(route: Route) -> str:
    """Name a route in the table."""
    return f"{route.kind} `{route.id}`" if route.id != ANY else f"{route.kind}, any other"


def meant_for(route: Route, part: Part, *, in_conflict: bool) -> bool:
    """Tell what is meant: the deputy stands in for a chair in conflict, and a conflict takes away a case as a whole."""
    about, allowed = MAY[route.kind, route.id]
    user = world.CHAIR if part.chair_in_conflict else part.user
    hidden = in_conflict and about and part.user not in OWN
    return user in allowed and not hidden
