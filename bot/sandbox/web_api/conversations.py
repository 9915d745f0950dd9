"""conversations.*: what the bot may know of channels and direct messages (https://docs.slack.dev/reference/methods)."""

import re
from typing import TYPE_CHECKING

from bot.sandbox.conversations import Channel
from bot.sandbox.objects import JsonObject, SlackError, copy_of
from bot.sandbox.web_api.method import Method, require_scope

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

PAGE = 100
LARGEST_PAGE = 999


def open_direct(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """conversations.open: the direct conversation between the bot and one person."""
    users = arguments["users"]
    names = users.split(",") if isinstance(users, str) else users
    if len(names) != 1:
        raise SlackError("invalid_arguments", ["[ERROR] the sandbox opens conversations with one person only"])
    if names[0] == workspace.bot_user_id:
        raise SlackError("cannot_dm_bot")
    channel = workspace.direct_channel(names[0])
    return {"channel": channel.described(member=workspace.bot_user_id) | {"is_open": True}}


def info(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """conversations.info."""
    channel = readable(workspace, arguments["channel"], "read")
    return {"channel": channel.described(member=workspace.bot_user_id)}


def members(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """conversations.members: everyone on one page."""
    channel = readable(workspace, arguments["channel"], "read")
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


def history(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """conversations.history: the newest first, in pages; metadata only where `include_all_metadata` asks for it."""
    channel = readable(workspace, arguments["channel"], "history")
    if workspace.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    limit = arguments.get("limit", PAGE)
    if not 1 <= limit <= LARGEST_PAGE:
        raise SlackError("invalid_limit")
    oldest, latest = (
        _moment(arguments.get("oldest", "0"), SlackError("invalid_ts_oldest")),
        _moment(arguments.get("latest", "9999999999"), SlackError("invalid_ts_latest")),
    )
    found = [
        message
        for message in reversed(channel.messages)
        if oldest < float(message["ts"]) < latest
        or (arguments.get("inclusive") and float(message["ts"]) in (oldest, latest))
    ]
    start = _start(arguments.get("cursor", ""))
    page = found[start : start + limit]
    has_more = len(found) > start + limit
    shown = [copy_of(message) for message in page]
    if not arguments.get("include_all_metadata"):
        for message in shown:
            message.pop("metadata", None)
    return {
        "messages": shown,
        "has_more": has_more,
        "pin_count": 0,
        "response_metadata": {"next_cursor": f"next:{start + limit}" if has_more else ""},
    }


def readable(workspace: "Workspace", channel_id: str, right: str) -> Channel:
    """Give a conversation that the bot may look at, by the scope of its kind.

    Raises SlackError `channel_not_found`, also for a private channel without the bot, or `missing_scope`.
    """
    channel = workspace.channel(channel_id)
    if channel.kind != "public" and workspace.bot_user_id not in channel.members:
        raise SlackError("channel_not_found")
    require_scope(workspace, f"{channel.scope_family}:{right}")
    return channel


def _moment(ts: str, otherwise: SlackError) -> float:
    if not re.fullmatch(r"\d{1,10}(\.\d{1,6})?", ts):
        raise otherwise
    return float(ts)


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    kind, _, number = cursor.partition(":")
    if kind != "next" or not number.isdigit():
        raise SlackError("invalid_cursor")
    return int(number)


METHODS = {
    "conversations.open": Method(open_direct, ("users",), ("return_im",), ("im:write",)),
    "conversations.info": Method(info, ("channel",)),
    "conversations.members": Method(members, ("channel",), ("limit", "cursor")),
    "conversations.history": Method(
        history,
        ("channel",),
        ("cursor", "latest", "oldest", "limit", "inclusive", "include_all_metadata"),
    ),
}
