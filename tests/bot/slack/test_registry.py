from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from slack_bolt import App
from slack_sdk.signature import SignatureVerifier

from bot.cli.slack_app import manifest
from bot.slack import http, views
from bot.slack.listeners import ROUTES, route_for
from bot.slack.listening import Listener
from bot.slack.payload import Arrival, Kind
from bot.slack.routes import ANY, anyone
from handlers.notices.kinds import ButtonAction


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_listener_that_bolt_knows_goes_by_the_registry(app: App) -> None:
    listeners = [listener.ack_function for listener in app._listeners]
    assert len(listeners) == len(Kind)
    assert all(isinstance(listener, Listener) for listener in listeners)


@pytest.mark.parametrize("kind", Kind)
def test_whatever_has_no_route_of_its_own_has_that_of_its_kind(kind: Kind) -> None:
    assert route_for(Arrival(kind, "made_by_an_earlier_version", "k", "U1")).id == ANY


def test_every_route_has_a_guard_and_only_the_harmless_are_for_everyone() -> None:
    assert all(callable(route.guard) for route in ROUTES)
    open_to_all = {(route.kind, route.id) for route in ROUTES if route.guard is anyone}
    assert open_to_all == {
        (Kind.EVENT, "app_home_opened"),
        (Kind.EVENT, "message"),
        (Kind.CLICK, "drafts"),  # everybody's own, and for the business unit all
        (Kind.CLICK, "own_drafts"),
        (Kind.CLICK, "more_own_drafts"),
        *((kind, ANY) for kind in Kind),
    }


def test_no_route_is_there_twice() -> None:
    assert len({(route.kind, route.id) for route in ROUTES}) == len(ROUTES)


@pytest.mark.parametrize("action", ButtonAction)
def test_every_button_of_a_notice_has_a_route(action: ButtonAction) -> None:
    assert route_for(Arrival(Kind.CLICK, action, "k", "U1")).id == action


def test_what_is_drawn_in_a_screen_has_a_route() -> None:
    source = "".join(path.read_text() for path in Path(views.__path__[0]).glob("*.py"))
    drawn = set(re.findall(r'button\(\s*"([a-z_]+)"', source))
    clicks = {route.id for route in ROUTES if route.kind is Kind.CLICK}
    lists = {"more_drafts", "more_own_drafts"}
    parts = {f"{name}_{way}" for name in ("review_part", "case_part") for way in ("next", "previous")}
    assert drawn | lists | parts <= clicks


def test_what_the_bot_listens_to_is_what_its_manifest_asks_for() -> None:
    asked = manifest()
    events = {route.id for route in ROUTES if route.kind is Kind.EVENT} - {ANY}
    assert {event.partition(".")[0] for event in asked["settings"]["event_subscriptions"]["bot_events"]} == events
    commands = {route.id for route in ROUTES if route.kind is Kind.COMMAND} - {ANY}
    assert {command["command"] for command in asked["features"]["slash_commands"]} == commands


def test_signatures_are_compared_in_a_time_that_tells_nothing_of_them() -> None:
    """Which would show how much of a guessed signature is right: `compare_digest` takes as long for every guess."""
    assert "hmac.compare_digest(calculated_signature, signature)" in inspect.getsource(SignatureVerifier.is_valid)
    assert "SignatureVerifier" in inspect.getsource(http)
