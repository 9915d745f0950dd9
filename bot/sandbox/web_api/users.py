"""users.*: the people of the workspace (https://docs.slack.dev/reference/methods)."""

from typing import TYPE_CHECKING

from bot.sandbox.objects import JsonObject
from bot.sandbox.web_api.method import Method

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


def user_info(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """users.info: one person; the email address would need a scope that the bot does not ask for."""
    return {"user": workspace.member(arguments["user"]).described()}


def user_list(workspace: "Workspace", _arguments: JsonObject) -> JsonObject:
    """users.list: everyone on one page."""
    everyone = [member.described() for member in workspace.members()]
    return {"members": everyone, "response_metadata": {"next_cursor": ""}}


METHODS = {
    "users.info": Method(user_info, ("user",), ("include_locale",), ("users:read",)),
    "users.list": Method(user_list, (), ("limit", "cursor"), ("users:read",)),
}
