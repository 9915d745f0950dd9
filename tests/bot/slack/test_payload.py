from __future__ import annotations

from typing import Any

import pytest

from bot.slack.payload import Arrival, Kind, arrival, clicked_value


def interaction(kind: str, **more: object) -> dict[str, object]:
    return {"type": kind, "trigger_id": "13.42.abc", "user": {"id": "U1"}, **more}


def test_an_event_is_keyed_by_its_event_id_so_that_a_retry_is_known_again() -> None:
    body = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "message", "user": "U1"}}
    assert arrival(body) == Arrival(Kind.EVENT, "message", "event:Ev1", "U1")


def test_the_author_of_an_edited_message_is_found_inside_it() -> None:
    event = {"type": "message", "subtype": "message_changed", "message": {"user": "U7"}}
    found = arrival({"type": "event_callback", "event_id": "Ev1", "event": event})
    assert found is not None
    assert found.user == "U7"


def test_a_command_and_a_click_are_keyed_by_their_trigger() -> None:
    command = {"command": "/refer", "trigger_id": "13.42.abc", "user_id": "U1"}
    assert arrival(command) == Arrival(Kind.COMMAND, "/refer", "trigger:13.42.abc", "U1")
    click = interaction("block_actions", actions=[{"action_id": "skip"}])
    assert arrival(click) == Arrival(Kind.CLICK, "skip", "trigger:13.42.abc", "U1")


def test_a_submission_is_not_keyed_by_the_hash_of_its_view() -> None:
    first = interaction("view_submission", view={"id": "V1", "hash": "h", "callback_id": "page"})
    second = first | {"trigger_id": "14.42.abc"}
    keys = [found.key for body in (first, second) if (found := arrival(body))]
    assert len(set(keys)) == 2


def test_a_closed_view_is_keyed_by_its_id_and_differs_from_its_submission() -> None:
    closed = {"type": "view_closed", "user": {"id": "U1"}, "view": {"id": "V1", "callback_id": "page"}}
    assert arrival(closed) == Arrival(Kind.CLOSED, "page", "closed:V1", "U1")


def test_where_somebody_comes_from_is_read_where_slack_says_it() -> None:
    message = {"type": "message", "message": {"user": "U1", "user_team": "T2"}}
    view, user = {"id": "V1", "callback_id": "page"}, {"id": "U1", "team_id": "T2"}
    bodies: list[dict[str, Any]] = [
        {"type": "event_callback", "event_id": "Ev1", "event": message},
        {"command": "/refer", "trigger_id": "1", "user_id": "U1", "team_id": "T2"},
        interaction("block_actions", actions=[{"action_id": "skip"}]) | {"user": user},
        interaction("view_submission", view=view) | {"user": user},
        {"type": "view_closed", "user": user, "view": view},
    ]
    assert {found.team for body in bodies if (found := arrival(body))} == {"T2"}


@pytest.mark.parametrize("body", [{"type": "shortcut", "trigger_id": "1"}, {"ssl_check": "1"}, {}])
def test_what_the_app_never_asked_for_is_nothing(body: dict[str, object]) -> None:
    assert arrival(body) is None


@pytest.mark.parametrize(
    ("action", "value"),
    [({"value": "C1"}, "C1"), ({"selected_option": {"value": "C2"}}, "C2"), ({}, "")],
)
def test_the_value_of_a_button_or_a_menu_is_read(action: dict[str, object], value: str) -> None:
    assert clicked_value({"actions": [action]}) == value
