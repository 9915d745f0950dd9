"""Giving a reply: how each kind reaches the person, after each kind of thing they did.

A screen in answer to a submission goes with the acknowledgement, since a view opened then fails on mobile. A screen in
answer to a click takes the place of the modal it was clicked in, or is opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.logs import get_logger
from bot.slack.client import SLACK_TROUBLE
from bot.slack.messages import plain_in_markup
from bot.slack.payload import Arrival, Json, Kind
from bot.slack.replies import Errors, Nothing, OnTop, PublishHome, Replace, Reply, Show, Whisper
from bot.slack.views.read_state import block_ids
from bot.slack.views.told import told_view
from forms.words import say

_log = get_logger(__name__)

_THERE_ALREADY = "duplicate_external_id"
_SECONDS = 2
"""How long an answer beside the acknowledgement may take, which Slack waits three seconds for."""


def answer(reply: Reply, arrival: Arrival, body: Mapping[str, Any], *, ack: Ack, client: WebClient) -> None:
    """Give the reply and acknowledge. Raises what the Slack client raises when a screen could not be shown."""
    match reply:
        case Show(view=view):
            _show(view, arrival, body, ack=ack, client=client)
        case OnTop(view=view):
            _show_on_top(view, arrival, body, ack=ack, client=client)
        case Errors(by_block=by_block):
            ack(response_action="errors", errors=dict(by_block))
        case Replace():
            _replace(reply, body)
            ack()
        case Whisper(text=text):
            _whisper(text, body)
            ack()
        case PublishHome(view=view):
            client.views_publish(user_id=arrival.user, view=view)
            ack()
        case Nothing():
            ack()


def say_not_saved(arrival: Arrival, body: Mapping[str, Any], *, ack: Ack, client: WebClient) -> None:
    """Say that nothing was saved, and leave what was typed on the screen.

    Slack sends clicks, submissions and commands only once, so the person has to be told.
    """
    fields = list(block_ids(body.get("view") or {}).values())
    text = say("screens.told.not_saved")
    if arrival.kind is Kind.SUBMISSION and fields:
        ack(response_action="errors", errors={fields[0]: text})
    else:
        view = told_view(say("screens.told.not_saved_title"), text)
        _show_on_top(view, arrival, body, ack=ack, client=client)


def say_too_late(arrival: Arrival, body: Mapping[str, Any], *, ack: Ack) -> None:
    """Say, to this person only, that Slack did not open the screen in time."""
    text = say("screens.told.too_late")
    if arrival.kind is Kind.COMMAND:
        ack(text)
        return
    ack()
    _whisper(text, body)


def _show(view: Json, arrival: Arrival, body: Mapping[str, Any], *, ack: Ack, client: WebClient) -> None:
    if arrival.kind is Kind.SUBMISSION:
        ack(response_action="update", view=view)
    elif _is_in_modal(body):
        client.views_update(view_id=body["view"]["id"], view=view)
        ack()
    else:
        _open(view, arrival, body, ack=ack, client=client)


def _show_on_top(view: Json, arrival: Arrival, body: Mapping[str, Any], *, ack: Ack, client: WebClient) -> None:
    if arrival.kind is Kind.SUBMISSION:
        ack(response_action="push", view=view)
    elif _is_in_modal(body):
        _push(view, body, client=client)
        ack()
    else:
        _open(view, arrival, body, ack=ack, client=client)


def _push(view: Json, body: Mapping[str, Any], *, client: WebClient) -> None:
    """Put a modal on top; one that the first of two clicks has put there, by its external id, is there already."""
    try:
        client.views_push(trigger_id=body["trigger_id"], view=view)
    except SlackApiError as refusal:
        if refusal.response["error"] != _THERE_ALREADY:
            raise


def _open(view: Json, arrival: Arrival, body: Mapping[str, Any], *, ack: Ack, client: WebClient) -> None:
    if arrival.kind in (Kind.COMMAND, Kind.CLICK):
        client.views_open(trigger_id=body["trigger_id"], view=view)
    ack()


def _replace(reply: Replace, body: Mapping[str, Any]) -> None:
    """Draw the clicked message anew; where that fails, it stays as it was, and its buttons change nothing any more."""
    if not body.get("response_url"):
        return
    try:
        _about_message(body).send(text=reply.text, blocks=list(reply.blocks), replace_original=True)
    except SLACK_TROUBLE:
        _log.warning("message_not_drawn_anew", exc_info=True)
    if reply.whispers:
        _whisper(reply.whispers, body)


def _whisper(text: str, body: Mapping[str, Any]) -> None:
    """Tell the person alone; where that fails, what they did is done all the same."""
    if not body.get("response_url"):
        return
    try:
        _about_message(body).send(text=plain_in_markup(text), response_type="ephemeral", replace_original=False)
    except SLACK_TROUBLE:
        _log.warning("not_whispered", exc_info=True)


def _about_message(body: Mapping[str, Any]) -> WebhookClient:
    """Give the way to the message that was clicked in; the person waits for the acknowledgement meanwhile."""
    return WebhookClient(body["response_url"], timeout=_SECONDS, retry_handlers=[])


def _is_in_modal(body: Mapping[str, Any]) -> bool:
    return bool((body.get("view") or {}).get("type") == "modal" and body.get("type") == "block_actions")
