"""Messages that are changed or taken away after they were written, and the events that tell of it.

https://docs.slack.dev/reference/events/message/message_changed and …/message_deleted
"""

from typing import TYPE_CHECKING

from bot.sandbox.conversations import Channel
from bot.sandbox.objects import JsonObject, SlackError, copy_of

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


def change(workspace: "Workspace", channel: Channel, message: JsonObject, changes: JsonObject, editor: str) -> None:
    """Change a message in place and tell the app; raises SlackError `edit_window_closed` where that is a setting."""
    window = workspace.edit_window
    if window is not None and workspace.clock() - float(message["ts"]) > window:
        raise SlackError("edit_window_closed")
    before = copy_of(message)
    message.update(changes, edited={"user": editor, "ts": workspace.next_ts()})
    tell_of_change(workspace, channel, message, before)


def tell_of_change(workspace: "Workspace", channel: Channel, message: JsonObject, before: JsonObject) -> None:
    """Tell the app that a message is other than it was."""
    changed = {"message": _without_metadata(message), "previous_message": _without_metadata(before)}
    workspace.tell_of_message(channel, _hidden(workspace) | {"subtype": "message_changed"} | changed)


def remove(workspace: "Workspace", channel: Channel, message: JsonObject) -> None:
    """Take a message away and tell the app."""
    channel.messages.remove(message)
    gone = {"deleted_ts": message["ts"], "previous_message": _without_metadata(message)}
    workspace.tell_of_message(channel, _hidden(workspace) | {"subtype": "message_deleted"} | gone)


def _hidden(workspace: "Workspace") -> JsonObject:
    return {"type": "message", "hidden": True, "ts": workspace.next_ts()}


def _without_metadata(message: JsonObject) -> JsonObject:
    return {name: copy_of(value) for name, value in message.items() if name != "metadata"}
