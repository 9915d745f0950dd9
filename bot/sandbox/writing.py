"""What a person writes to the bot, changes and takes back: direct messages and files.

https://docs.slack.dev/reference/events/message and its subtypes; …/reference/events/file_shared, …/file_deleted
"""

import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from bot.sandbox import rewriting
from bot.sandbox.conversations import Channel
from bot.sandbox.files import NEEDED_SCOPE
from bot.sandbox.objects import JsonObject, SlackError, copy_of

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

LINK = re.compile(r"https?://[^\s|]+[^\s|.,;:!?)\"']|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""What Slack makes a link of in a typed message: a web address or an email address."""

OF_ONESELF = "/me "
"""How a message begins in which somebody says what they do."""


def write(
    workspace: "Workspace", user_id: str, text: str, file_ids: Sequence[str] = (), thread_ts: str | None = None
) -> str:
    """Write a direct message to the bot, with files or in a thread if so told, and give its timestamp.

    What begins with ``/me`` becomes a message of its own kind, as in Slack's clients, with no rich text beside it.
    Raises SlackError `file_not_found` or `file_deleted`, and `message_not_found` for the thread of no message.
    """
    with workspace.lock:
        channel = workspace.direct_channel(user_id)
        number = workspace.next_ts().replace(".", "-")
        message: JsonObject = {"user": user_id, "client_msg_id": f"sandbox-{number}"} | as_slack_keeps(text)
        if text.startswith(OF_ONESELF):
            said = as_slack_keeps(text.removeprefix(OF_ONESELF))
            message = {"user": user_id, "subtype": "me_message", "text": said["text"]}
        if thread_ts:
            parent = channel.message(thread_ts)
            message |= {"thread_ts": thread_ts, "parent_user_id": parent["user"]}
        if file_ids:
            shared = [workspace.files.show(file_id, channel.id) for file_id in file_ids]
            message |= {"subtype": "file_share", "files": shared, "upload": False, "display_as_bot": False}
        ts = str(workspace.write(channel, message)["ts"])
        for file_id in file_ids:
            _tell_of_file(
                workspace,
                {"type": "file_shared", "file_id": file_id, "user_id": user_id, "file": {"id": file_id}}
                | {"channel_id": channel.id},
            )
        return ts


def as_slack_keeps(text: str) -> JsonObject:
    """Give what somebody typed as a message carries it: marked-up text, and a rich text block beside it.

    `&`, `<` and `>` are escaped, links and email addresses marked
    (https://docs.slack.dev/messaging/formatting-message-text); the block holds the words as they were typed.
    """
    marked = LINK.sub(lambda found: _marked(found[0]), escape(text, quote=False))
    said = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"text": marked, "blocks": [{"type": "rich_text", "elements": [said]}] if text else []}


def _marked(link: str) -> str:
    return f"<{link}>" if link.startswith("http") else f"<mailto:{link}|{link}>"


def edit(workspace: "Workspace", user_id: str, ts: str, text: str) -> None:
    """Change the text of one's own direct message.

    Raises SlackError `message_not_found`, `cant_update_message` (somebody else's) or `edit_window_closed`.
    """
    with workspace.lock:
        channel, message = _own(workspace, user_id, ts, SlackError("cant_update_message"))
        rewriting.change(workspace, channel, message, as_slack_keeps(text), user_id)


def take_back(workspace: "Workspace", user_id: str, ts: str) -> None:
    """Delete one's own direct message; its files stay. Raises SlackError `message_not_found`, `cant_delete_message`."""
    with workspace.lock:
        channel, message = _own(workspace, user_id, ts, SlackError("cant_delete_message"))
        rewriting.remove(workspace, channel, message)


def delete_file(workspace: "Workspace", user_id: str, file_id: str) -> None:
    """Delete one's own file everywhere: messages keep an empty place where it was.

    Raises SlackError `file_not_found`, `file_deleted` or `cant_delete_file` (somebody else's).
    """
    with workspace.lock:
        file = workspace.files.find(file_id)
        if file.described["user"] != user_id:
            raise SlackError("cant_delete_file")
        channel_ids = list(file.described["ims"])
        workspace.files.delete(file_id)
        for channel_id in channel_ids:
            _leave_a_gap(workspace, workspace.channel(channel_id), file_id)
        if file.is_shown:
            _tell_of_file(workspace, {"type": "file_deleted", "file_id": file_id, "channel_ids": channel_ids})


def _leave_a_gap(workspace: "Workspace", channel: Channel, file_id: str) -> None:
    for message in channel.messages:
        if file_id in [file["id"] for file in message.get("files", [])]:
            before = copy_of(message)
            gap = {"id": file_id, "mode": "tombstone"}
            message["files"] = [gap if file["id"] == file_id else file for file in message["files"]]
            rewriting.tell_of_change(workspace, channel, message, before)


def _tell_of_file(workspace: "Workspace", event: JsonObject) -> None:
    if event["type"] in workspace.subscriptions and NEEDED_SCOPE in workspace.scopes:
        workspace.delivery.tell(event | {"event_ts": workspace.next_ts()})


def _own(workspace: "Workspace", user_id: str, ts: str, otherwise: SlackError) -> tuple[Channel, JsonObject]:
    channel = workspace.direct_channel(user_id)
    message = channel.message(ts)
    if message["user"] != user_id:
        raise otherwise
    return channel, message
