"""The Web API, called by Slack's own client."""

import json
import logging
import socket
from http.client import IncompleteRead
from urllib.parse import urlsplit

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.server import SlackServer
from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.conftest import StillClock
from tests.bot.sandbox.pieces import home, modal, plain, refused, section

CARD = {"event_type": "card", "event_payload": {"occasion": "7"}}


def test_the_bot_learns_who_it_is(client: WebClient, workspace: Workspace) -> None:
    answer = client.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0SANDBOX", "B0SANDBOX", workspace.team_id)


def test_every_answer_names_the_scopes_of_the_token(client: WebClient, workspace: Workspace) -> None:
    assert client.auth_test().headers["x-oauth-scopes"].split(",") == sorted(workspace.scopes)


def test_each_token_does_its_own_work_only(server: SlackServer, workspace: Workspace) -> None:
    assert refused(WebClient(base_url=server.api_url).auth_test) == "not_authed"
    assert refused(WebClient(base_url=server.api_url, token="xoxb-else").auth_test) == "invalid_auth"
    app = WebClient(base_url=server.api_url, token=workspace.app_token)
    assert refused(app.auth_test) == "not_allowed_token_type"
    assert app.apps_connections_open(app_token=workspace.app_token)["url"].startswith("ws://127.0.0.1:")
    bot = WebClient(base_url=server.api_url, token=workspace.bot_token)
    assert refused(bot.apps_connections_open, app_token=workspace.bot_token) == "not_allowed_token_type"


def test_a_method_the_sandbox_does_not_have_is_unknown(client: WebClient) -> None:
    assert refused(client.files_list) == "unknown_method"


def test_a_missing_scope_is_named(client: WebClient, workspace: Workspace) -> None:
    workspace.scopes.discard("users:read")
    with pytest.raises(SlackApiError) as refusal:
        client.users_info(user="U0REF")
    answer = refusal.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")
    assert "chat:write" in answer["provided"].split(",")


def test_a_person_is_found_by_their_email_address(client: WebClient, workspace: Workspace) -> None:
    workspace.add_user("U0ASHA", "Asha Patel", email="asha@hospital.example")
    assert refused(client.users_lookupByEmail, email="asha@hospital.example") == "missing_scope"
    workspace.scopes.add("users:read.email")
    assert client.users_lookupByEmail(email="Asha@hospital.example")["user"]["id"] == "U0ASHA"
    assert refused(client.users_lookupByEmail, email="nobody@hospital.example") == "users_not_found"


def test_a_message_is_found_again_with_its_metadata(client: WebClient, workspace: Workspace) -> None:
    sent = client.chat_postMessage(
        channel="G0PANEL", text="Card", blocks=[section()], metadata=CARD, unfurl_links=False
    )
    plainly = client.conversations_history(channel="G0PANEL")
    assert "metadata" not in plainly["messages"][0]
    fully = client.conversations_history(
        channel="G0PANEL", include_all_metadata=True, oldest=sent["ts"], latest=sent["ts"], inclusive=True
    )
    message = fully["messages"][0]
    assert (message["metadata"], message["bot_id"], message["ts"]) == (CARD, "B0SANDBOX", sent["ts"])
    assert client.conversations_history(channel="G0PANEL", oldest=sent["ts"])["messages"] == []
    assert workspace.messages("G0PANEL")[0]["text"] == "Card"


def test_history_comes_in_pages_the_newest_first(client: WebClient) -> None:
    for number in range(5):
        client.chat_postMessage(channel="G0PANEL", text=f"{number}")
    pages = [[m["text"] for m in page["messages"]] for page in client.conversations_history(channel="G0PANEL", limit=2)]
    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    assert refused(client.conversations_history, channel="G0PANEL", limit=1000) == "invalid_limit"
    assert refused(client.conversations_history, channel="G0PANEL", limit="some") == "invalid_arguments"
    assert refused(client.conversations_history, channel="G0PANEL", cursor="elsewhere") == "invalid_cursor"
    assert refused(client.conversations_history, channel="G0PANEL", oldest="yesterday") == "invalid_ts_oldest"
    assert refused(client.conversations_history, channel="G0PANEL", latest="tomorrow") == "invalid_ts_latest"


def test_a_page_of_history_is_a_hundred_messages_unless_said(client: WebClient, workspace: Workspace) -> None:
    for number in range(101):
        workspace.write(workspace.channel("G0PANEL"), {"user": "U0PANEL", "text": f"{number}"})
    page = client.conversations_history(channel="G0PANEL")
    assert (len(page["messages"]), page["has_more"]) == (100, True)


def test_a_message_to_a_person_goes_to_their_direct_conversation(client: WebClient, workspace: Workspace) -> None:
    opened = client.conversations_open(users="U0REF")["channel"]
    again = client.conversations_open(users=["U0REF"], return_im=True)["channel"]
    assert opened["id"] == again["id"] == client.chat_postMessage(channel="U0REF", text="Hello")["channel"]
    assert (opened["is_im"], opened["user"]) == (True, "U0REF")
    assert [message["text"] for message in workspace.direct_messages("U0REF")] == ["Hello"]
    assert refused(client.conversations_open, users="U0NOBODY") == "user_not_found"
    assert refused(client.conversations_open, users="U0SANDBOX") == "cannot_dm_bot"
    assert refused(client.conversations_open, users="U0REF,U0PANEL") == "invalid_arguments"


def test_a_private_channel_without_the_bot_does_not_exist_for_it(client: WebClient, workspace: Workspace) -> None:
    workspace.add_channel("G0OTHER", "other", members=["U0REF"])
    workspace.add_channel("C0ALL", "all", private=False, members=["U0REF"])
    assert refused(client.chat_postMessage, channel="G0OTHER", text="x") == "channel_not_found"
    assert refused(client.conversations_info, channel="G0OTHER") == "channel_not_found"
    assert refused(client.chat_postMessage, channel="C0NONE", text="x") == "channel_not_found"
    assert refused(client.chat_postMessage, channel="C0ALL", text="x") == "not_in_channel"
    workspace.scopes |= {"channels:history", "channels:read"}
    assert refused(client.conversations_history, channel="C0ALL") == "not_in_channel"
    assert client.conversations_info(channel="C0ALL")["channel"]["is_member"] is False


def test_a_channel_is_described_with_its_members(client: WebClient) -> None:
    channel = client.conversations_info(channel="G0PANEL")["channel"]
    assert (channel["name"], channel["is_private"], channel["is_member"]) == ("panel", True, True)
    assert client.conversations_members(channel="G0PANEL")["members"] == ["U0PANEL", "U0SANDBOX"]


def test_an_update_keeps_what_it_does_not_name(client: WebClient, workspace: Workspace) -> None:
    sent = client.chat_postMessage(channel="G0PANEL", text="Card", blocks=[section()])
    client.chat_update(channel="G0PANEL", ts=sent["ts"], text="Other", metadata=CARD)
    message = workspace.messages("G0PANEL")[0]
    assert (message["text"], len(message["blocks"]), message["metadata"]) == ("Other", 1, CARD)
    client.chat_update(channel="G0PANEL", ts=sent["ts"], text="Bare", blocks=[])
    assert workspace.messages("G0PANEL")[0]["blocks"] == []


def test_only_the_bots_own_messages_can_be_changed(client: WebClient, workspace: Workspace) -> None:
    channel = workspace.channel("G0PANEL")
    theirs = workspace.write(channel, {"user": "U0PANEL", "text": "Mine"})["ts"]
    assert refused(client.chat_update, channel="G0PANEL", ts=theirs, text="x") == "cant_update_message"
    assert refused(client.chat_delete, channel="G0PANEL", ts=theirs) == "cant_delete_message"
    assert refused(client.chat_delete, channel="G0PANEL", ts="1.0") == "message_not_found"
    sent = client.chat_postMessage(channel="G0PANEL", text="Ours", thread_ts=theirs)
    assert sent["message"]["thread_ts"] == theirs
    client.chat_delete(channel="G0PANEL", ts=sent["ts"])
    assert [message["text"] for message in workspace.messages("G0PANEL")] == ["Mine"]


def test_an_ephemeral_message_is_for_one_person_in_the_channel(client: WebClient, workspace: Workspace) -> None:
    client.chat_postEphemeral(channel="G0PANEL", user="U0PANEL", text="Only you")
    assert [message["text"] for message in workspace.ephemeral_messages("U0PANEL")] == ["Only you"]
    assert workspace.messages("G0PANEL") == []
    assert refused(client.chat_postEphemeral, channel="G0PANEL", user="U0REF", text="x") == "user_not_in_channel"


def test_a_message_slack_would_not_take_is_refused(client: WebClient) -> None:
    assert refused(client.api_call, "chat.postMessage", json={"channel": "G0PANEL"}) == "no_text"
    assert refused(client.chat_postMessage, channel="G0PANEL", text="x" * 40_001) == "msg_too_long"
    assert refused(client.chat_postMessage, channel="G0PANEL", text="x", metadata={"a": 1}) == "invalid_metadata_format"
    assert refused(client.chat_postMessage, channel="G0PANEL", blocks="[{", text="x") == "invalid_blocks_format"
    assert refused(client.chat_postMessage, channel="G0PANEL", text="x", colour="red") == "invalid_arguments"
    assert refused(client.api_call, "chat.postMessage", json={"text": "x"}) == "invalid_arguments"
    assert (
        refused(client.api_call, "chat.postMessage", json={"channel": ["G0PANEL"], "text": "x"}) == "invalid_arguments"
    )
    with pytest.raises(SlackApiError) as refusal:
        client.chat_postMessage(channel="G0PANEL", text="x", blocks=[{"type": "header", "text": plain("x" * 151)}])
    assert refusal.value.response["error"] == "invalid_blocks"
    assert "/blocks/0/text/text" in refusal.value.response["response_metadata"]["messages"][0]


def test_people_are_described_with_what_they_are(client: WebClient, workspace: Workspace) -> None:
    workspace.add_user("U0GUEST", "Gus Guest", guest=True)
    workspace.add_user("U0SINGLE", "Sing Le", single_channel_guest=True)
    workspace.add_user("U0AWAY", "Far Away", other_organisation=True)
    facts = {
        user_id: {**client.users_info(user=user_id)["user"]}
        for user_id in ("U0REF", "U0GUEST", "U0SINGLE", "U0AWAY", "U0SANDBOX")
    }
    assert [facts[user_id]["is_restricted"] for user_id in facts] == [False, True, True, False, False]
    assert [facts[user_id]["is_ultra_restricted"] for user_id in facts] == [False, False, True, False, False]
    assert [facts[user_id]["is_stranger"] for user_id in facts] == [False, False, False, True, False]
    assert [facts[user_id]["is_bot"] for user_id in facts] == [False, False, False, False, True]
    assert facts["U0AWAY"]["team_id"] != workspace.team_id
    assert refused(client.users_info, user="U0NOBODY") == "user_not_found"
    assert len(client.users_list()["members"]) == 6


def test_views_are_opened_pushed_updated_and_published(client: WebClient, workspace: Workspace) -> None:
    opened = client.views_open(trigger_id=workspace.triggers.issue("U0REF"), view=modal(external_id="mine"))["view"]
    pushed = client.views_push(trigger_id=workspace.triggers.issue("U0REF", opened["id"]), view=modal())["view"]
    assert pushed["previous_view_id"] == opened["id"]
    client.views_update(external_id="mine", hash=opened["hash"], view=modal(title=plain("New")))
    assert [view["title"]["text"] for view in workspace.views_open("U0REF")] == ["New", "Title"]
    assert refused(client.views_update, view_id=opened["id"], hash=opened["hash"], view=modal()) == "hash_conflict"
    assert refused(client.views_update, view_id="V0NONE", view=modal()) == "not_found"
    assert refused(client.api_call, "views.update", json={"view": modal()}) == "invalid_arguments"
    assert client.views_publish(user_id="U0REF", view=home())["view"]["type"] == "home"
    shown = workspace.home("U0REF")
    assert shown is not None
    assert shown["blocks"][0]["text"] == plain()
    assert refused(client.views_publish, user_id="U0NOBODY", view=home()) == "user_not_found"


def test_an_old_or_used_trigger_id_opens_nothing(
    client: WebClient, workspace: Workspace, still_clock: StillClock
) -> None:
    used, old = workspace.triggers.issue("U0REF"), workspace.triggers.issue("U0REF")
    client.views_open(trigger_id=used, view=modal())
    assert refused(client.views_open, trigger_id=used, view=modal()) == "exchanged_trigger_id"
    still_clock.now += 3.1
    assert refused(client.views_open, trigger_id=old, view=modal()) == "expired_trigger_id"
    assert refused(client.views_open, trigger_id="1.2.3", view=modal()) == "invalid_trigger_id"


def test_an_invalid_view_is_refused_with_its_place(client: WebClient, workspace: Workspace) -> None:
    with pytest.raises(SlackApiError) as refusal:
        client.views_open(trigger_id=workspace.triggers.issue("U0REF"), view=modal(title=plain("x" * 25)))
    answer = refusal.value.response
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]


def test_forms_and_json_are_read_alike(server: SlackServer, workspace: Workspace) -> None:
    form = {"token": workspace.bot_token, "channel": "G0PANEL", "text": "By form", "blocks": json.dumps([section()])}
    assert httpx.post(f"{server.api_url}chat.postMessage", data=form).json()["ok"] is True
    headers = {"Authorization": f"Bearer {workspace.bot_token}", "Content-Type": "application/json"}
    for body in ("[1]", "{"):
        answer = httpx.post(f"{server.api_url}chat.postMessage", content=body, headers=headers)
        assert answer.json()["error"] == "invalid_json"
    view = httpx.post(f"{server.api_url}views.publish", headers=headers, json={"user_id": "U0REF", "view": "{"})
    assert view.json()["error"] == "invalid_arguments"
    assert "token" not in workspace.calls[0].arguments


def test_a_response_address_takes_json_only_and_is_one_that_was_given_out(
    server: SlackServer, workspace: Workspace
) -> None:
    address = workspace.response_url("U0REF", "G0PANEL")
    assert httpx.post(address, content="[]", headers={"Content-Type": "application/json"}).status_code == 400
    assert httpx.post(address, json={"colour": "red"}).json()["error"] == "invalid_payload"
    unknown = httpx.post(f"{workspace.base_url}/response/none", json={"text": "x"})
    assert (unknown.status_code, unknown.json()["error"]) == (404, "used_url")


def test_calls_are_kept_with_their_answers(client: WebClient, workspace: Workspace) -> None:
    client.chat_postMessage(channel="G0PANEL", text="Hello")
    call = workspace.calls[-1]
    assert (call.method, call.arguments["text"], call.answer["ok"]) == ("chat.postMessage", "Hello", True)


def test_a_call_fails_as_planned_and_only_once(client: WebClient, workspace: Workspace) -> None:
    workspace.fail_next("chat.postMessage", error="channel_is_archived")
    workspace.fail_next("chat.postMessage", status=503)
    workspace.fail_next("chat.postMessage", retry_after=7)
    workspace.fail_next("auth.test", error="internal_error")
    assert refused(client.auth_test) == "internal_error"
    assert refused(client.chat_postMessage, channel="G0PANEL", text="x") == "channel_is_archived"
    with pytest.raises(SlackApiError) as unavailable:
        client.chat_postMessage(channel="G0PANEL", text="x")
    assert unavailable.value.response.status_code == 503
    with pytest.raises(SlackApiError) as limited:
        client.chat_postMessage(channel="G0PANEL", text="x")
    assert (limited.value.response["error"], limited.value.response.headers["Retry-After"]) == ("ratelimited", "7")
    assert workspace.messages("G0PANEL") == []
    client.chat_postMessage(channel="G0PANEL", text="x")
    assert len(workspace.messages("G0PANEL")) == 1


def test_an_answer_can_be_lost_though_the_call_took_effect(client: WebClient, workspace: Workspace) -> None:
    workspace.fail_next("chat.postMessage", lose_answer=True)
    with pytest.raises(IncompleteRead):
        client.chat_postMessage(channel="G0PANEL", text="Sent all the same")
    assert [message["text"] for message in workspace.messages("G0PANEL")] == ["Sent all the same"]


def test_a_call_in_the_midst_of_which_the_app_dies_is_dropped_quietly(
    server: SlackServer, workspace: Workspace, client: WebClient, caplog: pytest.LogCaptureFixture
) -> None:
    address = urlsplit(server.api_url)
    with socket.create_connection((address.hostname, address.port)) as dying:
        dying.sendall(b"POST /api/auth.test HTTP/1.1\r\nHost: slack\r\nContent-Length: 9\r\n\r\nhalf")
        workspace.wait_for(lambda: workspace.activity._under_way)
    workspace.wait_for(lambda: not workspace.activity._under_way)
    client.auth_test()  # the server is past the other call by then
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
