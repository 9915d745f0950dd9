"""Messages with inputs, messages that people change or take back, and what the bot may change and until when."""

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.sandbox.choosing import ClientRefused
from bot.sandbox.objects import SlackError
from bot.sandbox.person import Person
from bot.sandbox.server import SlackServer
from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.conftest import StillClock
from tests.bot.sandbox.pieces import Json, actions, asked, button, home, option, refused, section, select, text_input
from tests.bot.sandbox.small_app import SmallApp

TWO = [option("yes"), option("no")]


def changes(app: SmallApp, subtype: str) -> list[Json]:
    return [body["event"] for body in app.payloads("message") if body["event"].get("subtype") == subtype]


def test_every_choice_in_a_message_is_told_with_all_that_stands_in_it(app: SmallApp, referrer: Person) -> None:
    kinds: dict[str, tuple[Json, Any, str, Any]] = {
        "day": ({"type": "datepicker"}, "2026-04-03", "selected_date", "2026-04-03"),
        "time": ({"type": "timepicker"}, "09:30", "selected_time", "09:30"),
        "one": ({"type": "static_select", "options": TWO}, "no", "selected_option", option("no")),
        "radio": ({"type": "radio_buttons", "options": TWO}, "yes", "selected_option", option("yes")),
        "some": ({"type": "checkboxes", "options": TWO}, ["no"], "selected_options", [option("no")]),
        "many": ({"type": "multi_static_select", "options": TWO}, ["yes"], "selected_options", [option("yes")]),
        "who": ({"type": "users_select"}, "U0PANEL", "selected_user", "U0PANEL"),
    }
    elements = [element | {"action_id": name} for name, (element, _, _, _) in kinds.items()]
    app.client.chat_postMessage(channel="U0REF", text="Choose", blocks=[actions(*elements, block_id="choices")])
    expected = {}
    for name, (element, chosen, held, value) in kinds.items():
        assert referrer.click(referrer.messages[0], name, option=chosen).trouble is None
        expected[name] = {"type": element["type"], held: value}
    body = app.payloads("block_actions")[-1]
    assert body["state"]["values"] == {"choices": expected}
    assert body["actions"][0] == body["actions"][0] | expected["who"]
    assert (body["container"]["type"], body["message"]["ts"]) == ("message", referrer.messages[0]["ts"])
    assert body["response_url"].startswith("http")


def test_inputs_in_a_message_are_sent_with_the_next_button(app: SmallApp, referrer: Person) -> None:
    blocks = [asked(text_input()), asked(select(), "which"), actions(button(), block_id="b")]
    app.client.chat_postMessage(channel="U0REF", text="Answer", blocks=blocks)
    message = referrer.messages[0]
    referrer.fill({"typed": "Words", "pick": "no"}, where=message)
    assert app.payloads("block_actions") == []
    referrer.click(message, "press")
    values = app.payloads("block_actions")[0]["state"]["values"]
    assert values["asked"]["typed"] == {"type": "plain_text_input", "value": "Words"}
    assert values["which"]["pick"]["selected_option"] == option("no")


def test_an_input_that_dispatches_is_told_and_another_is_not(app: SmallApp, referrer: Person) -> None:
    blocks = [asked(text_input(), dispatch_action=True), asked(select(), "quiet")]
    app.client.chat_postMessage(channel="U0REF", text="Answer", blocks=blocks)
    message = referrer.messages[0]
    assert referrer.click(message, "typed", option="Words").trouble is None
    action = app.payloads("block_actions")[0]["actions"][0]
    assert (action["type"], action["value"]) == ("plain_text_input", "Words")
    with pytest.raises(LookupError, match="no dispatch_action"):
        referrer.click(message, "pick", option="no")
    with pytest.raises(ClientRefused):
        referrer.fill({"pick": "maybe"}, where=message)


def test_each_person_has_their_own_state_in_a_message(
    app: SmallApp, workspace: Workspace, panel_member: Person
) -> None:
    workspace.channel("G0PANEL").members.add("U0REF")
    referrer = Person(workspace, "U0REF")
    app.client.chat_postMessage(channel="G0PANEL", text="x", blocks=[asked(text_input()), actions(button())])
    message = panel_member.channel_messages("G0PANEL")[0]
    panel_member.fill({"typed": "Mine"}, where=message)
    referrer.click(message, "press")
    panel_member.click(message, "press")
    typed = [body["state"]["values"]["asked"]["typed"]["value"] for body in app.payloads("block_actions")]
    assert typed == [None, "Mine"]


def test_what_was_typed_stays_when_the_app_changes_the_message(app: SmallApp, referrer: Person) -> None:
    blocks = [asked(text_input()), actions(button())]
    sent = app.client.chat_postMessage(channel="U0REF", text="x", blocks=blocks)
    referrer.fill({"typed": "Words"}, where=referrer.messages[0])
    again = [asked(text_input(initial_value="New")), asked(text_input(initial_value="Other"), "second"), blocks[1]]
    app.client.chat_update(channel=sent["channel"], ts=sent["ts"], text="y", blocks=again)
    referrer.click(referrer.messages[0], "press")
    values = app.payloads("block_actions")[0]["state"]["values"]
    assert (values["asked"]["typed"]["value"], values["second"]["typed"]["value"]) == ("Words", "Other")


def test_the_app_is_told_when_a_person_changes_a_message(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    ts = referrer.say("Frist")
    referrer.edit(ts, "First & last")
    workspace.wait_until_quiet()
    event = changes(app, "message_changed")[0]
    assert (event["message"]["text"], event["previous_message"]["text"]) == ("First &amp; last", "Frist")
    assert event["message"]["ts"] == event["previous_message"]["ts"] == ts
    assert event["message"]["edited"]["user"] == event["message"]["user"] == "U0REF"
    assert (event["hidden"], event["channel_type"]) == (True, "im")
    assert event["ts"] != ts
    assert "user" not in event


def test_what_somebody_says_of_themselves_is_a_message_of_its_own_kind(
    app: SmallApp, workspace: Workspace, referrer: Person
) -> None:
    ts = referrer.say("/me has a question & waits")
    workspace.wait_until_quiet()
    (event,) = changes(app, "me_message")
    assert (event["text"], event["user"], event["ts"]) == ("has a question &amp; waits", "U0REF", ts)
    assert (event["channel_type"], "blocks" in event) == ("im", False)


def test_the_app_is_told_when_a_person_takes_a_message_back(
    app: SmallApp, workspace: Workspace, referrer: Person
) -> None:
    ts = referrer.say("Too much")
    referrer.take_back(ts)
    workspace.wait_until_quiet()
    event = changes(app, "message_deleted")[0]
    assert (event["deleted_ts"], event["previous_message"]["text"], event["hidden"]) == (ts, "Too much", True)
    assert workspace.direct_messages("U0REF") == []
    with pytest.raises(SlackError, match="message_not_found"):
        referrer.take_back(ts)


def test_nobody_changes_what_another_wrote(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    ours = app.client.chat_postMessage(channel="U0REF", text="Ours")
    with pytest.raises(SlackError, match="cant_update_message"):
        referrer.edit(ours["ts"], "Mine")
    with pytest.raises(SlackError, match="cant_delete_message"):
        referrer.take_back(ours["ts"])
    theirs = referrer.say("Mine")
    channel = ours["channel"]
    assert refused(app.client.chat_update, channel=channel, ts=theirs, text="x") == "cant_update_message"
    assert refused(app.client.chat_delete, channel=channel, ts=theirs) == "cant_delete_message"


def test_after_the_workspaces_time_for_it_nothing_is_changed(
    client: WebClient, workspace: Workspace, referrer: Person, still_clock: StillClock
) -> None:
    workspace.edit_window = 60.0
    sent, said = client.chat_postMessage(channel="U0REF", text="Ours"), referrer.say("Mine")
    still_clock.now += 59
    client.chat_update(channel=sent["channel"], ts=sent["ts"], text="Still ours")
    still_clock.now += 2
    assert refused(client.chat_update, channel=sent["channel"], ts=sent["ts"], text="x") == "edit_window_closed"
    with pytest.raises(SlackError, match="edit_window_closed"):
        referrer.edit(said, "x")
    client.chat_delete(channel=sent["channel"], ts=sent["ts"])


def test_an_ephemeral_message_is_changed_by_its_response_address_only(
    app: SmallApp, workspace: Workspace, referrer: Person
) -> None:
    app.answers["/refer"] = {"text": "Choose", "blocks": [asked(text_input()), actions(button())]}
    referrer.command("/refer")
    shown = referrer.ephemeral_messages[0]
    assert refused(app.client.chat_update, channel=shown["channel"], ts=shown["ts"], text="x") == "message_not_found"
    assert refused(app.client.chat_delete, channel=shown["channel"], ts=shown["ts"]) == "message_not_found"
    referrer.fill({"typed": "Words"}, where=shown)
    referrer.click(shown, "press")
    body = app.payloads("block_actions")[0]
    assert body["state"]["values"]["asked"]["typed"]["value"] == "Words"
    webhook = WebhookClient(body["response_url"])
    assert webhook.send(text="Done", replace_original=True, blocks=[section()]).status_code == 200
    assert [message["text"] for message in referrer.ephemeral_messages] == ["Done"]
    workspace.wait_until_quiet()
    assert changes(app, "message_changed") == []


def test_what_people_type_is_marked_up_as_slack_does(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    typed = "A <b> at a.b@example.org, see https://example.org/x?a=1&b=2."
    referrer.say(typed)
    workspace.wait_until_quiet()
    event = app.payloads("message")[0]["event"]
    assert event["text"] == (
        "A &lt;b&gt; at <mailto:a.b@example.org|a.b@example.org>, see <https://example.org/x?a=1&amp;b=2>."
    )
    assert event["blocks"][0]["elements"][0]["elements"] == [{"type": "text", "text": typed}]


def test_a_reply_in_a_thread_names_what_it_answers(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    asked_in = app.client.chat_postMessage(channel="U0REF", text="What?")["ts"]
    referrer.say("This", thread_ts=asked_in)
    workspace.wait_until_quiet()
    event = next(body["event"] for body in app.payloads("message") if body["event"]["user"] == "U0REF")
    assert (event["thread_ts"], event["parent_user_id"]) == (asked_in, workspace.bot_user_id)
    with pytest.raises(SlackError, match="message_not_found"):
        referrer.say("Nowhere", thread_ts="1.0")


def test_the_text_of_an_update_is_shorter_than_that_of_a_message(client: WebClient) -> None:
    sent = client.chat_postMessage(channel="G0PANEL", text="x" * 40_000)
    client.chat_update(channel="G0PANEL", ts=sent["ts"], text="x" * 4000)
    assert refused(client.chat_update, channel="G0PANEL", ts=sent["ts"], text="x" * 4001) == "msg_too_long"
    assert refused(client.chat_postEphemeral, channel="G0PANEL", user="U0PANEL", text="x" * 40_001) == "msg_too_long"


def test_the_blocks_of_a_message_are_not_too_long_together(client: WebClient) -> None:
    words = [section(text={"type": "mrkdwn", "text": "x" * 2500})] * 4
    client.chat_postMessage(channel="G0PANEL", text="x", blocks=words)
    one_more = [*words, section(text={"type": "mrkdwn", "text": "x"})]
    assert refused(client.chat_postMessage, channel="G0PANEL", text="x", blocks=one_more) == "msg_blocks_too_long"


def test_only_a_new_message_is_addressed_to_a_person(client: WebClient) -> None:
    sent = client.chat_postMessage(channel="U0REF", text="Ours")
    assert refused(client.chat_update, channel="U0REF", ts=sent["ts"], text="x") == "channel_not_found"
    assert refused(client.chat_delete, channel="U0REF", ts=sent["ts"]) == "channel_not_found"
    assert refused(client.chat_postEphemeral, channel="U0REF", user="U0REF", text="x") == "channel_not_found"


def test_an_archived_channel_takes_nothing(client: WebClient, workspace: Workspace) -> None:
    sent = client.chat_postMessage(channel="G0PANEL", text="Before")
    workspace.channel("G0PANEL").is_archived = True
    assert client.conversations_info(channel="G0PANEL")["channel"]["is_archived"] is True
    assert refused(client.chat_postMessage, channel="G0PANEL", text="x") == "is_archived"
    assert refused(client.chat_postEphemeral, channel="G0PANEL", user="U0PANEL", text="x") == "is_archived"
    assert refused(client.chat_update, channel="G0PANEL", ts=sent["ts"], text="x") == "is_inactive"


def test_a_tab_that_the_manifest_leaves_out_is_not_there(client: WebClient, workspace: Workspace) -> None:
    workspace.home_tab_enabled = workspace.messages_tab_enabled = False
    assert refused(client.views_publish, user_id="U0REF", view=home()) == "not_enabled"
    assert refused(client.chat_postMessage, channel="U0REF", text="x") == "messages_tab_disabled"


def test_a_response_address_ends_after_half_an_hour(
    server: SlackServer, workspace: Workspace, still_clock: StillClock
) -> None:
    address = workspace.response_url("U0REF", "G0PANEL")
    still_clock.now += 1800
    assert WebhookClient(address).send(text="In time").status_code == 200
    still_clock.now += 1
    answer = WebhookClient(address).send(text="Late")
    assert (answer.status_code, "expired_url" in answer.body) == (404, True)


def test_a_flag_is_yes_or_no(client: WebClient) -> None:
    call = "chat.postMessage"
    json = {"channel": "G0PANEL", "text": "x", "unfurl_links": "perhaps"}
    assert refused(client.api_call, call, json=json) == "invalid_arguments"
    assert client.api_call(call, json=json | {"unfurl_links": "false"})["ok"]


def test_a_token_in_the_address_is_not_taken(server: SlackServer, workspace: Workspace) -> None:
    answer = httpx.get(f"{server.api_url}auth.test", params={"token": workspace.bot_token})
    assert answer.json()["error"] == "not_authed"
