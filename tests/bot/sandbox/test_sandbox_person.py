"""A person in a client, the real Bolt app behind it, over Socket Mode and signed HTTP alike."""

import pytest
from slack_sdk.webhook import WebhookClient

from bot.sandbox.choosing import ClientRefused
from bot.sandbox.objects import SlackError
from bot.sandbox.person import TROUBLE, Person
from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.pieces import actions, asked, button, home, modal, option, plain, section, select, text_input
from tests.bot.sandbox.small_app import SmallApp


def test_a_command_opens_a_modal(app: SmallApp, referrer: Person) -> None:
    app.opens("/refer", modal(asked(text_input())))
    answer = referrer.command("/refer", "now")
    assert answer.trouble is None
    assert referrer.modal is not None
    assert referrer.modal["title"] == plain("Title")
    received = app.received[0]
    assert (received["command"], received["text"], received["user_id"]) == ("/refer", "now", "U0REF")


def test_the_text_a_command_is_answered_with_is_shown_to_the_person_alone(app: SmallApp, referrer: Person) -> None:
    app.answers["/refer"] = "Hello"
    assert referrer.command("/refer").text == "Hello"
    assert [message["text"] for message in referrer.ephemeral_messages] == ["Hello"]
    assert referrer.messages == []


def test_a_submission_carries_what_was_typed_and_closes_the_modal(app: SmallApp, referrer: Person) -> None:
    app.opens("/refer", modal(asked(text_input()), asked(select(), "which", optional=True), private_metadata="kept"))
    referrer.command("/refer")
    answer = referrer.submit({"typed": "Words", "pick": "no"})
    assert answer.trouble is None
    assert referrer.modal is None
    view = app.payloads("view_submission")[0]["view"]
    assert view["state"]["values"] == {
        "asked": {"typed": {"type": "plain_text_input", "value": "Words"}},
        "which": {"pick": {"type": "static_select", "selected_option": option("no")}},
    }
    assert (view["private_metadata"], view["callback_id"], view["previous_view_id"]) == ("kept", "modal", None)
    assert view["root_view_id"] == view["id"]


def test_errors_are_shown_at_their_fields_and_what_was_typed_stays(app: SmallApp, referrer: Person) -> None:
    app.opens("/refer", modal(asked(text_input())))
    app.answers["modal"] = {"response_action": "errors", "errors": {"asked": "Say it otherwise"}}
    referrer.command("/refer")
    answer = referrer.submit({"typed": "Words"})
    assert answer.errors == referrer.errors == {"asked": "Say it otherwise"}
    assert referrer.modal is not None
    assert referrer.modal["state"]["values"]["asked"]["typed"]["value"] == "Words"
    app.answers["modal"] = None
    assert referrer.submit().errors == {}
    assert referrer.modal is None


def test_an_updated_view_keeps_the_old_value_of_the_same_input(app: SmallApp, referrer: Person) -> None:
    changed = modal(asked(text_input(initial_value="New")), asked(text_input(initial_value="Other"), "second"))
    app.opens("/refer", modal(asked(text_input())))
    app.answers["modal"] = {"response_action": "update", "view": changed}
    referrer.command("/refer")
    before = referrer.modal
    referrer.submit({"typed": "Old"})
    after = referrer.modal
    assert before is not None
    assert after is not None
    assert after["id"] == before["id"]
    assert after["hash"] != before["hash"]
    values = after["state"]["values"]
    assert (values["asked"]["typed"]["value"], values["second"]["typed"]["value"]) == ("Old", "Other")


def test_a_choice_that_is_no_longer_offered_is_dropped(app: SmallApp, referrer: Person) -> None:
    app.opens("/refer", modal(asked(select(values=("yes", "no")))))
    app.answers["modal"] = {"response_action": "update", "view": modal(asked(select(values=("yes", "maybe"))))}
    referrer.command("/refer")
    referrer.submit({"pick": "no"})
    assert referrer.modal is not None
    assert referrer.modal["state"]["values"]["asked"]["pick"]["selected_option"] is None


def test_a_pushed_view_lies_on_top_until_it_is_closed(app: SmallApp, referrer: Person) -> None:
    app.opens("/refer", modal(asked(text_input())))
    app.answers["modal"] = {"response_action": "push", "view": modal(callback_id="upper")}
    referrer.command("/refer")
    lower = referrer.modal
    referrer.submit({"typed": "Words"})
    upper = referrer.modal
    assert lower is not None
    assert upper is not None
    assert (upper["callback_id"], upper["previous_view_id"], upper["root_view_id"]) == (
        "upper",
        lower["id"],
        lower["id"],
    )
    referrer.close()
    assert referrer.modal is not None
    assert referrer.modal["id"] == lower["id"]


def test_clear_closes_every_view(app: SmallApp, referrer: Person) -> None:
    app.opens("/refer", modal(asked(text_input())))
    app.answers["modal"] = {"response_action": "push", "view": modal(callback_id="upper")}
    app.answers["upper"] = {"response_action": "clear"}
    referrer.command("/refer")
    referrer.submit({"typed": "Words"})
    referrer.submit()
    assert referrer.modal is None


def test_an_answer_slack_would_not_understand_leaves_the_modal_and_says_so(app: SmallApp, referrer: Person) -> None:
    app.opens("/refer", modal(asked(text_input())))
    app.answers["modal"] = {"response_action": "update", "view": modal(title=plain("A title that is far too long"))}
    referrer.command("/refer")
    answer = referrer.submit({"typed": "Words"})
    assert answer.trouble == TROUBLE
    assert answer.failure is not None
    assert "/view/title/text" in answer.failure
    assert referrer.modal is not None
    assert referrer.modal["state"]["values"]["asked"]["typed"]["value"] == "Words"


def test_closing_is_told_only_where_the_view_asks_for_it(app: SmallApp, referrer: Person) -> None:
    app.opens("/refer", modal())
    referrer.command("/refer")
    referrer.close()
    assert app.payloads("view_closed") == []
    app.opens("/refer", modal(notify_on_close=True, clear_on_close=True))
    referrer.command("/refer")
    referrer.close()
    assert [body["is_cleared"] for body in app.payloads("view_closed")] == [True]
    assert "trigger_id" not in app.payloads("view_closed")[0]


def test_a_click_in_a_modal_carries_what_was_typed_so_far(app: SmallApp, referrer: Person) -> None:
    app.opens("/refer", modal(asked(text_input()), actions(button(value="7"))))
    referrer.command("/refer")
    referrer.fill({"typed": "Half a sen"})
    assert referrer.modal is not None
    assert referrer.click(referrer.modal, "press").trouble is None
    body = app.payloads("block_actions")[0]
    assert body["view"]["state"]["values"]["asked"]["typed"]["value"] == "Half a sen"
    assert body["container"] == {"type": "view", "view_id": referrer.modal["id"]}
    assert body["actions"][0]["value"] == "7"


def test_a_choice_made_outside_an_input_block_is_told_and_kept(app: SmallApp, referrer: Person) -> None:
    app.opens("/refer", modal(section(accessory=select(), block_id="side")))
    referrer.command("/refer")
    assert referrer.modal is not None
    referrer.click(referrer.modal, "pick", option="no")
    assert app.payloads("block_actions")[0]["actions"][0]["selected_option"] == option("no")
    assert referrer.modal["state"]["values"]["side"]["pick"]["selected_option"] == option("no")


def test_a_click_on_a_message_names_message_and_channel(app: SmallApp, panel_member: Person) -> None:
    picture = {"type": "image", "image_url": "https://example.org/x.png", "alt_text": "A picture"}
    blocks = [section(accessory=picture), actions(button(), block_id="b")]
    app.client.chat_postMessage(channel="G0PANEL", text="Card", blocks=blocks)
    card = panel_member.channel_messages("G0PANEL")[0]
    assert panel_member.click(card, "press", block_id="b").trouble is None
    body = app.payloads("block_actions")[0]
    assert (body["channel"]["id"], body["message"]["ts"]) == ("G0PANEL", card["ts"])


def test_an_overflow_menu_sends_the_chosen_option(app: SmallApp, panel_member: Person) -> None:
    menu = {"type": "overflow", "action_id": "more", "options": [option("open"), option("shut")]}
    app.client.chat_postMessage(channel="G0PANEL", text="Card", blocks=[section(accessory=menu)])
    panel_member.click(panel_member.channel_messages("G0PANEL")[0], "more", option="shut")
    assert app.payloads("block_actions")[0]["actions"][0]["selected_option"] == option("shut")


def test_an_answer_to_the_response_address_replaces_what_only_the_person_sees(app: SmallApp, referrer: Person) -> None:
    app.answers["/refer"] = {"text": "Choose", "blocks": [actions(button())]}
    referrer.command("/refer")
    shown = referrer.ephemeral_messages[0]
    referrer.click(shown, "press")
    body = app.payloads("block_actions")[0]
    assert body["container"]["is_ephemeral"] is True
    webhook = WebhookClient(body["response_url"])
    assert webhook.send(text="Chosen", replace_original=True).status_code == 200
    assert [message["text"] for message in referrer.ephemeral_messages] == ["Chosen"]
    assert webhook.send_dict({"delete_original": True}).status_code == 200
    assert referrer.ephemeral_messages == []
    for _ in range(3):
        assert webhook.send(text="Again").status_code == 200
    assert webhook.send(text="Once too often").status_code == 404


def test_the_home_tab_is_published_and_shown(app: SmallApp, referrer: Person) -> None:
    app.home = home(actions(button()))
    shown = referrer.open_home()
    assert shown is not None
    assert shown["type"] == "home"
    assert "view" not in app.payloads("app_home_opened")[0]["event"]
    assert referrer.click(shown, "press").trouble is None
    assert app.payloads("block_actions")[0]["view"]["type"] == "home"
    referrer.open_home()
    assert app.payloads("app_home_opened")[1]["event"]["view"]["id"] == shown["id"]


def test_the_messages_tab_is_told_of_too(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    referrer.open_messages()
    workspace.wait_until_quiet()
    event = app.payloads("app_home_opened")[0]["event"]
    assert (event["tab"], "view" in event) == ("messages", False)


def test_a_direct_message_reaches_the_app_as_slack_sends_it(
    app: SmallApp, workspace: Workspace, referrer: Person
) -> None:
    ts = referrer.say("A < B & C")
    workspace.wait_until_quiet()
    body = app.payloads("message")[0]
    event = body["event"]
    assert (event["text"], event["ts"], event["event_ts"], event["channel_type"]) == (
        "A &lt; B &amp; C",
        ts,
        ts,
        "im",
    )
    assert event["team"] == body["team_id"] == workspace.team_id
    assert event["client_msg_id"]
    assert body["event_id"].startswith("Ev")


def test_the_bots_own_messages_are_events_too(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    sent = app.client.chat_postMessage(channel="U0REF", text="Hello")
    app.client.chat_update(channel=sent["channel"], ts=sent["ts"], text="Good day")
    app.client.chat_delete(channel=sent["channel"], ts=sent["ts"])
    workspace.wait_until_quiet()
    events = [body["event"] for body in app.payloads("message")]
    assert sorted(event.get("subtype", "") for event in events) == ["", "message_changed", "message_deleted"]
    assert referrer.messages == []


def test_a_client_refuses_what_is_not_offered_or_does_not_fit(socket_app: SmallApp, referrer: Person) -> None:
    days = {"type": "datepicker", "action_id": "day"}
    boxes = {"type": "multi_static_select", "action_id": "many", "max_selected_items": 1}
    socket_app.opens(
        "/refer",
        modal(
            asked(text_input(max_length=5, min_length=2), "text"),
            asked(select(), "select"),
            asked(days, "day"),
            asked(boxes | {"options": [option("a"), option("b")]}, "many"),
        ),
    )
    referrer.command("/refer")
    refused: dict[str, list[object]] = {
        "typed": ["too long", "a\nb"],
        "pick": ["maybe"],
        "day": ["3 April"],
        "many": [["a", "b"], ["c"]],
    }
    for action_id, values in refused.items():
        for value in values:
            with pytest.raises(ClientRefused):
                referrer.fill({action_id: value})
    with pytest.raises(ClientRefused) as complaint:
        referrer.submit({"typed": "x", "pick": "yes"})
    assert set(complaint.value.errors) == {"text", "day", "many"}
    assert socket_app.payloads("view_submission") == []
    assert referrer.submit({"typed": "ok", "day": "2026-04-03", "many": ["b"]}).trouble is None


def test_an_input_can_be_emptied_again(socket_app: SmallApp, referrer: Person) -> None:
    socket_app.opens("/refer", modal(asked(text_input(initial_value="Was here"), optional=True)))
    referrer.command("/refer")
    referrer.submit({"typed": ""})
    values = socket_app.payloads("view_submission")[0]["view"]["state"]["values"]
    assert values["asked"]["typed"]["value"] is None


def test_inputs_are_found_by_block_where_action_ids_repeat(socket_app: SmallApp, referrer: Person) -> None:
    socket_app.opens("/refer", modal(asked(text_input(), "one"), asked(text_input(), "two")))
    referrer.command("/refer")
    with pytest.raises(LookupError, match="2 elements"):
        referrer.fill({"typed": "Which?"})
    referrer.fill({"one": "First", "two": "Second"})
    assert referrer.submit().trouble is None


def test_a_person_sees_only_what_is_theirs(socket_app: SmallApp, referrer: Person) -> None:
    sent = socket_app.client.chat_postMessage(channel="G0PANEL", text="Card", blocks=[actions(button())])
    with pytest.raises(SlackError, match="channel_not_found"):
        referrer.channel_messages("G0PANEL")
    with pytest.raises(LookupError):
        referrer.click({"ts": sent["ts"]}, "press")
    with pytest.raises(LookupError, match="No message"):
        referrer.click({"ts": "1.0"}, "press")
    with pytest.raises(LookupError, match="No modal"):
        referrer.submit()


def test_nobody_answering_is_told_to_the_person(workspace: Workspace, referrer: Person) -> None:
    workspace.delivery.acknowledge_within = 0.05
    assert referrer.command("/refer").trouble == TROUBLE
    workspace.delivery.acknowledge_within = 5.0
    workspace.request_url = "http://127.0.0.1:9/"
    assert referrer.command("/refer").failure == "connection_failed"


def test_an_answer_to_the_response_address_may_be_for_all(socket_app: SmallApp, panel_member: Person) -> None:
    panel_member.command("/refer", channel_id="G0PANEL")
    webhook = WebhookClient(socket_app.received[0]["response_url"])
    assert webhook.send(text="For all", response_type="in_channel").status_code == 200
    assert [message["text"] for message in panel_member.channel_messages("G0PANEL")] == ["For all"]
    assert webhook.send_dict({"text": "x", "colour": "red"}).status_code == 400


def test_an_answer_to_the_response_address_changes_the_message_that_was_clicked(
    socket_app: SmallApp, panel_member: Person
) -> None:
    socket_app.client.chat_postMessage(channel="G0PANEL", text="Card", blocks=[actions(button())])
    panel_member.click(panel_member.channel_messages("G0PANEL")[0], "press")
    webhook = WebhookClient(socket_app.payloads("block_actions")[0]["response_url"])
    webhook.send(text="Done", replace_original=True, blocks=[])
    assert [message["text"] for message in panel_member.channel_messages("G0PANEL")] == ["Done"]
    webhook.send_dict({"delete_original": True})
    assert panel_member.channel_messages("G0PANEL") == []


def test_a_modal_without_a_button_to_submit_it_cannot_be_submitted(socket_app: SmallApp, referrer: Person) -> None:
    socket_app.opens("/refer", {name: value for name, value in modal().items() if name != "submit"})
    referrer.command("/refer")
    with pytest.raises(LookupError, match="no button"):
        referrer.submit()
    assert referrer.modal is not None
    assert referrer.modal["submit"] is None


def test_a_view_that_is_gone_cannot_be_clicked(socket_app: SmallApp, referrer: Person) -> None:
    socket_app.opens("/refer", modal(actions(button())))
    referrer.command("/refer")
    view = referrer.modal
    assert view is not None
    referrer.close()
    with pytest.raises(LookupError, match="not on this person's screen"):
        referrer.click(view, "press")


def test_a_command_the_app_does_not_have_is_not_sent(referrer: Person) -> None:
    with pytest.raises(LookupError, match="/report is not a valid command"):
        referrer.command("/report")
