"""How deliveries are retried, repeated, doubled, signed and lost."""

import time

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from bot.sandbox.person import TROUBLE, Person
from bot.sandbox.server import SlackServer
from bot.sandbox.signed_http import encoded, signature, understood
from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.conftest import StillClock
from tests.bot.sandbox.pieces import asked, modal, text_input
from tests.bot.sandbox.small_app import SmallApp


def said(app: SmallApp) -> list[str]:
    return [body["event"]["text"] for body in app.payloads("message")]


def test_an_event_is_sent_again_until_it_is_acknowledged(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    workspace.delivery.acknowledge_within = 0.6
    workspace.delivery.retry_pace = 0.0
    app.fails = 2
    referrer.say("Hello")
    workspace.wait_until_quiet()
    assert said(app) == ["Hello"] * 3
    assert len({body["event_id"] for body in app.received}) == 1
    assert [int(number or 0) for number, _ in app.retries] == [0, 1, 2]
    assert app.retries[1][1] == ("http_error" if app.over == "http" else "http_timeout")


def test_an_event_is_given_up_after_three_retries(http_app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    workspace.delivery.retry_pace = 0.0
    http_app.fails = 9
    referrer.say("Hello")
    workspace.wait_until_quiet()
    assert said(http_app) == ["Hello"] * 4


def test_retries_come_at_slacks_pace_and_end_with_the_server(workspace: Workspace, referrer: Person) -> None:
    workspace.delivery.acknowledge_within = 0.05
    with SlackServer(workspace):
        referrer.say("To nobody")
        with pytest.raises(TimeoutError, match="busy"):
            workspace.wait_until_quiet(0.2)
    workspace.wait_until_quiet(1.0)


def test_a_click_or_command_is_never_sent_again(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    workspace.delivery.acknowledge_within = 0.3
    app.fails = 1
    answer = referrer.command("/refer")
    assert answer.trouble == TROUBLE
    assert answer.failure == ("http_error" if app.over == "http" else "http_timeout")
    workspace.wait_until_quiet()
    assert len(app.received) == 1


def test_an_answer_after_the_time_is_over_is_too_late(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    workspace.delivery.acknowledge_within = 0.1
    app.slow = 0.3
    app.answers["/refer"] = "Late"
    answer = referrer.command("/refer")
    assert (answer.trouble, answer.failure) == (TROUBLE, "http_timeout")
    time.sleep(0.4)
    assert referrer.ephemeral_messages == []


def test_a_failed_submission_leaves_what_was_typed(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    app.opens("/refer", modal(asked(text_input())))
    referrer.command("/refer")
    workspace.delivery.acknowledge_within = 0.3
    app.fails = 1
    assert referrer.submit({"typed": "Long words"}).trouble == TROUBLE
    assert referrer.modal is not None
    assert referrer.modal["state"]["values"]["asked"]["typed"]["value"] == "Long words"
    workspace.delivery.acknowledge_within = 3.0
    assert referrer.submit().trouble is None


def test_events_are_repeated_with_the_same_id(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    workspace.repeat_events = 3
    referrer.say("Hello")
    workspace.wait_until_quiet()
    assert said(app) == ["Hello"] * 3
    assert len({body["event_id"] for body in app.received}) == 1


def test_late_repeats_come_after_later_events(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    workspace.repeat_events = 2
    workspace.repeat_late = True
    referrer.say("First")
    workspace.wait_for(lambda: app.received)
    time.sleep(0.05)
    assert said(app) == ["First"]
    referrer.say("Second")
    workspace.wait_until_quiet()
    assert sorted(said(app)) == ["First", "First", "Second", "Second"]
    assert said(app)[-1] == "Second"


def test_no_late_repeat_is_lost_when_the_world_calms_down(
    socket_app: SmallApp, workspace: Workspace, referrer: Person
) -> None:
    workspace.repeat_events, workspace.repeat_late = 2, True
    referrer.say("First")
    workspace.repeat_events, workspace.repeat_late = 1, False
    referrer.say("Second")
    workspace.wait_until_quiet()
    assert sorted(said(socket_app)) == ["First", "First", "Second"]


@pytest.mark.parametrize("together", [True, False])
def test_a_double_click_sends_everything_twice(
    app: SmallApp, workspace: Workspace, referrer: Person, together: bool
) -> None:
    app.opens("/refer", modal(asked(text_input())))
    referrer.command("/refer")
    workspace.double_interactions = True
    workspace.doubles_together = together
    app.received.clear()
    answers = iter(["A", "B"])
    app.answers["modal"] = lambda _body: {"response_action": "errors", "errors": {"asked": next(answers)}}
    answer = referrer.submit({"typed": "Words"})
    assert set(answer.errors) == {"asked"}
    first, second = app.received
    assert first["trigger_id"] != second["trigger_id"]
    assert first["view"] == second["view"]


def test_of_two_answers_the_one_that_comes_first_counts(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    workspace.double_interactions = True
    started = iter([0.3, 0.0])
    app.answers["/refer"] = lambda _body: answer_after(next(started))

    def answer_after(seconds: float) -> str:
        time.sleep(seconds)
        return f"After {seconds}"

    assert referrer.command("/refer").text == "After 0.0"
    assert [message["text"] for message in referrer.ephemeral_messages] == ["After 0.0"]


def test_over_a_refreshed_socket_everything_goes_on(
    socket_app: SmallApp, workspace: Workspace, referrer: Person
) -> None:
    workspace.delivery.sockets.refresh()
    workspace.wait_for(lambda: len([c for c in workspace.calls if c.method == "apps.connections.open"]) == 2)
    deadline = time.monotonic() + 5
    while referrer.command("/refer").trouble and time.monotonic() < deadline:
        time.sleep(0.02)
    assert referrer.command("/refer").trouble is None


def test_a_ticket_opens_one_socket_only(workspace: Workspace, server: SlackServer) -> None:
    address = f"{workspace.base_url}/link/?ticket=none"
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "c2FuZGJveHNhbmRib3g9PQ==",
    }
    assert httpx.get(address, headers=headers).status_code == 403
    assert workspace.delivery.sockets.connected == 0


@pytest.mark.parametrize("body", ["[1, 2]", "{"])
def test_an_answer_by_http_that_is_no_json_object_is_trouble(body: str) -> None:
    response = httpx.Response(200, headers={"Content-Type": "application/json"}, text=body)
    assert understood(response).failure == "invalid_answer"


def test_the_signature_is_the_one_slacks_own_verifier_expects() -> None:
    body, content_type = encoded("interactive", {"type": "block_actions"})
    now = str(int(time.time()))
    assert content_type == "application/x-www-form-urlencoded"
    assert SignatureVerifier("secret").is_valid(body, now, signature("secret", now, body))


def test_a_wrong_secret_reaches_nobody(http_app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    workspace.signing_secret = "other"
    assert referrer.command("/refer").failure == "http_error"
    assert http_app.received == []


def test_the_clock_of_the_workspace_may_stand_anywhere(
    http_app: SmallApp, still_clock: StillClock, referrer: Person
) -> None:
    still_clock.now = 1_400_000_000.0
    assert referrer.command("/refer").trouble is None


def test_what_is_said_before_the_app_connects_reaches_it(
    server: SlackServer, workspace: Workspace, referrer: Person
) -> None:
    referrer.say("Early")
    with SmallApp(server, over="socket") as app:
        workspace.wait_until_quiet()
        assert said(app) == ["Early"]


def test_what_was_given_up_before_the_app_connects_does_not_reach_it(
    server: SlackServer, workspace: Workspace, referrer: Person
) -> None:
    workspace.delivery.acknowledge_within = 0.05
    assert referrer.command("/refer").failure == "http_timeout"
    workspace.delivery.sockets.refresh()
    with SmallApp(server, over="socket") as app:
        workspace.wait_until_quiet()
        assert app.received == []


def test_waiting_for_what_does_not_happen_ends(workspace: Workspace) -> None:
    with pytest.raises(TimeoutError, match="did not happen"):
        workspace.wait_for(lambda: False, 0.01)


def test_without_a_subscription_no_event_is_sent(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    workspace.subscriptions.clear()
    referrer.say("Hello")
    assert referrer.open_home() is None
    assert app.received == []
