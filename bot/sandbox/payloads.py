"""The payloads of events, interactions and commands, in Slack's shape.

https://docs.slack.dev/apis/events-api, https://docs.slack.dev/reference/interaction-payloads and
https://docs.slack.dev/interactivity/implementing-slash-commands
"""

import secrets
from typing import TYPE_CHECKING

from bot.sandbox.conversations import Channel
from bot.sandbox.objects import JsonObject, copy_of
from bot.sandbox.people import Member
from bot.sandbox.screens import ShownView

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

VERIFICATION_TOKEN = "sandbox-verification"  # noqa: S105 (Slack's retired token: sent, never checked)


def _common(workspace: "Workspace", member: Member, kind: str) -> JsonObject:
    return {
        "type": kind,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "user": member.in_payload(),
        "api_app_id": workspace.app_id,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def event(workspace: "Workspace", content: JsonObject) -> JsonObject:
    """Give the payload of an event with an id of its own; `content` is the event itself."""
    authorization = {
        "enterprise_id": None,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team_id,
        "context_team_id": workspace.team_id,
        "api_app_id": workspace.app_id,
        "event": content,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(workspace.clock()),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": secrets.token_urlsafe(12),
    }


def command(workspace: "Workspace", member: Member, channel: Channel, name: str, text: str) -> JsonObject:
    """Give the payload of a slash command typed in this channel."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": member.id,
        "user_name": member.handle,
        "command": name,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": workspace.response_url(member.id, channel.id),
        "trigger_id": workspace.triggers.issue(member.id),
    }


def view_submission(workspace: "Workspace", member: Member, view: ShownView) -> JsonObject:
    """Give the payload of a submitted modal."""
    return _common(workspace, member, "view_submission") | {
        "trigger_id": workspace.triggers.issue(member.id, view.id),
        "view": view.described(),
        "response_urls": [],
    }


def view_closed(workspace: "Workspace", member: Member, view: ShownView, *, cleared: bool) -> JsonObject:
    """Give the payload of a modal that its person closed; it has no trigger id."""
    return _common(workspace, member, "view_closed") | {"view": view.described(), "is_cleared": cleared}


def view_action(workspace: "Workspace", member: Member, view: ShownView, action: JsonObject) -> JsonObject:
    """Give the payload of a button or menu used in a modal or Home tab."""
    return _common(workspace, member, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": workspace.triggers.issue(member.id, view.id),
        "view": view.described(),
        "actions": [action],
    }


def message_action(
    workspace: "Workspace", member: Member, channel: Channel, message: JsonObject, action: JsonObject
) -> JsonObject:
    """Give the payload of a button or menu used in a message."""
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": message.get("is_ephemeral", False),
    }
    return _common(workspace, member, "block_actions") | {
        "container": container,
        "trigger_id": workspace.triggers.issue(member.id),
        "channel": {"id": channel.id, "name": channel.name},
        "message": copy_of(message),
        "state": {"values": copy_of(workspace.message_states.of(member.id, message))},
        "response_url": workspace.response_url(member.id, channel.id, message["ts"]),
        "actions": [action],
    }
