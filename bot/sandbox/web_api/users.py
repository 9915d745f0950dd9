"""users.*: the people of the workspace (https://docs.slack.dev/reference/methods)."""

from typing import TYPE_CHECKING

from bot.sandbox.objects import JsonObject, SlackError
from bot.sandbox.web_api.method import Method

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


def user_info(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """users.info: one person, without the email address."""
    return {"user": workspace.member(arguments["user"]).described()}


def user_list(workspace: "Workspace", _arguments: JsonObject) -> JsonObject:
    """users.list: everyone on one page."""
    everyone = [member.described() for member in workspace.members()]
    return {"members": everyone, "response_metadata": {"next_cursor": ""}}


def user_by_email(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """users.lookupByEmail: the person whose email address it is, which is not shown."""
    found = [each for each in workspace.members() if each.email and each.email == arguments["email"].casefold()]
    if not found:
        raise SlackError("users_not_found")
    return {"user": found[0].described()}


METHODS = {
    "users.info": Method(user_info, ("user",), ("include_locale",), ("users:read",)),
    "users.lookupByEmail": Method(user_by_email, ("email",), (), ("users:read.email",)),
    "users.list": Method(user_list, (), ("limit", "cursor"), ("users:read",)),
}
