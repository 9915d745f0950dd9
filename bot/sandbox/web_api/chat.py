"""chat.*: messages in conversations (https://docs.slack.dev/reference/methods/chat.postMessage and its neighbours)."""

from typing import TYPE_CHECKING

from bot.sandbox import rewriting
from bot.sandbox.conversations import Channel
from bot.sandbox.message_content import written
from bot.sandbox.objects import JsonObject, SlackError, copy_of
from bot.sandbox.strict.surfaces import UPDATED_TEXT
from bot.sandbox.web_api.method import Method

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

METADATA_FIELDS = {"event_type", "event_payload"}


def post_message(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """chat.postMessage: to a channel the bot is in, or to a person by user id."""
    channel = _addressed(workspace, arguments["channel"])
    author = {"user": workspace.bot_user_id, "bot_id": workspace.bot_id, "app_id": workspace.app_id}
    message: JsonObject = {"text": "", **written(arguments), **author}
    if "metadata" in arguments:
        message["metadata"] = _metadata(arguments["metadata"])
    if "thread_ts" in arguments:
        message["thread_ts"] = arguments["thread_ts"]
    message = workspace.write(channel, message)
    return {"channel": channel.id, "ts": message["ts"], "message": copy_of(message)}


def update(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """chat.update: only what the bot itself has written; text or blocks not given stay as they were."""
    channel = writable(workspace, arguments["channel"])
    message = _own(workspace, channel, arguments["ts"], SlackError("cant_update_message"))
    if channel.is_archived:
        raise SlackError("is_inactive")
    changes = written(arguments, longest=UPDATED_TEXT)
    if "metadata" in arguments:
        changes["metadata"] = _metadata(arguments["metadata"])
    rewriting.change(workspace, channel, message, changes, workspace.bot_id)
    return {
        "channel": channel.id,
        "ts": message["ts"],
        "text": message["text"],
        "message": copy_of(message),
    }


def delete(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """chat.delete: only what the bot itself has written."""
    channel = writable(workspace, arguments["channel"])
    message = _own(workspace, channel, arguments["ts"], SlackError("cant_delete_message"))
    rewriting.remove(workspace, channel, message)
    return {"channel": channel.id, "ts": message["ts"]}


def post_ephemeral(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """chat.postEphemeral: shown to one person in the conversation, kept by nobody."""
    channel = _open(writable(workspace, arguments["channel"]))
    if arguments["user"] not in channel.members:
        raise SlackError("user_not_in_channel")
    author = {"user": workspace.bot_user_id, "bot_id": workspace.bot_id}
    shown = workspace.show_ephemeral(channel.id, arguments["user"], {"text": "", **written(arguments), **author})
    return {"message_ts": shown["ts"]}


def writable(workspace: "Workspace", channel_id: str) -> Channel:
    """Give the conversation with this id, if the bot is in it.

    Raises SlackError `channel_not_found` (a private channel without the bot does not exist for it, nor does one by the
    id of a person) or `not_in_channel`.
    """
    channel = workspace.channel(channel_id)
    if workspace.bot_user_id not in channel.members:
        raise SlackError("not_in_channel" if channel.kind == "public" else "channel_not_found")
    return channel


def _addressed(workspace: "Workspace", address: str) -> Channel:
    """Give the conversation of this id, or the direct one with the person of this id."""
    try:
        direct = workspace.direct_channel(address)
    except SlackError:
        return _open(writable(workspace, address))
    if not workspace.messages_tab_enabled:
        raise SlackError("messages_tab_disabled")
    return direct


def _open(channel: Channel) -> Channel:
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def _own(workspace: "Workspace", channel: Channel, ts: str, otherwise: SlackError) -> JsonObject:
    message = channel.message(ts)
    if message.get("bot_id") != workspace.bot_id:
        raise otherwise
    return message


def _metadata(metadata: object) -> JsonObject:
    if isinstance(metadata, dict) and set(metadata) == METADATA_FIELDS and isinstance(metadata["event_payload"], dict):
        return dict(copy_of(metadata))
    raise SlackError("invalid_metadata_format")


FORMATTING = ("unfurl_links", "unfurl_media", "mrkdwn", "parse", "link_names")
CONTENT = ("text", "blocks")

METHODS = {
    "chat.postMessage": Method(
        post_message,
        ("channel",),
        (*CONTENT, "metadata", "thread_ts", "reply_broadcast", *FORMATTING),
        ("chat:write",),
    ),
    "chat.update": Method(update, ("channel", "ts"), (*CONTENT, "metadata", *FORMATTING), ("chat:write",)),
    "chat.delete": Method(delete, ("channel", "ts"), (), ("chat:write",)),
    "chat.postEphemeral": Method(
        post_ephemeral, ("channel", "user"), (*CONTENT, "thread_ts", *FORMATTING), ("chat:write",)
    ),
}
