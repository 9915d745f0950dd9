"""Response addresses: how an app answers an interaction later, up to five times in thirty minutes.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox import rewriting
from bot.sandbox.message_content import written
from bot.sandbox.objects import JsonObject, SlackError

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

USES = 5
GOOD_FOR_SECONDS = 1800.0
FIELDS = {"text", "blocks", "response_type", "replace_original", "delete_original"}


@dataclass
class ResponseAddress:
    """Where answers given to one address go: to this person in this channel, about this message."""

    user_id: str
    channel_id: str
    message_ts: str | None
    issued_at: float
    uses: int = 0


class ResponseAddresses:
    """The addresses given out so far."""

    def __init__(self) -> None:
        self._issued: dict[str, ResponseAddress] = {}

    def issue(self, address: ResponseAddress) -> str:
        """Give the last part of a new address."""
        token = secrets.token_hex(12)
        self._issued[token] = address
        return token

    def use(self, token: str, now: float) -> ResponseAddress:
        """Use an address once; raises SlackError `used_url` when it is unknown or used up, or `expired_url`."""
        address = self._issued.get(token)
        if address is None or address.uses >= USES:
            raise SlackError("used_url")
        if now - address.issued_at > GOOD_FOR_SECONDS:
            raise SlackError("expired_url")
        address.uses += 1
        return address


def respond(workspace: "Workspace", token: str, content: JsonObject) -> None:
    """Carry out what was posted to a response address; raises SlackError when it is refused."""
    with workspace.lock:
        address = workspace.response_addresses.use(token, workspace.clock())
        unknown = set(content) - FIELDS
        if unknown:
            raise SlackError("invalid_payload", [f"[ERROR] unknown field: {name}" for name in sorted(unknown)])
        if content.get("delete_original"):
            _change_original(workspace, address, None)
        elif content.get("replace_original"):
            _change_original(workspace, address, written(content))
        else:
            deliver_response(workspace, address.channel_id, address.user_id, content)


def deliver_response(workspace: "Workspace", channel_id: str, user_id: str, content: JsonObject) -> None:
    """Show an answer: to the person alone, or with `response_type` `in_channel` to all."""
    message = {"text": ""} | written(content) | {"user": workspace.bot_user_id, "bot_id": workspace.bot_id}
    if content.get("response_type", "ephemeral") == "in_channel":
        workspace.write(workspace.channel(channel_id), message)
    else:
        workspace.show_ephemeral(channel_id, user_id, message)


def _change_original(workspace: "Workspace", address: ResponseAddress, message: JsonObject | None) -> None:
    channel = workspace.channel(address.channel_id)
    original = next((entry for entry in channel.messages if entry["ts"] == address.message_ts), None)
    if original is None:
        workspace.replace_ephemeral(address.user_id, address.message_ts or "", message)
    elif message is None:
        rewriting.remove(workspace, channel, original)
    else:
        rewriting.change(workspace, channel, original, message, workspace.bot_id)
