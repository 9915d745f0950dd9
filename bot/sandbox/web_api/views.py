"""views.*: modals and the Home tab (https://docs.slack.dev/reference/methods/views.open and its neighbours)."""

from typing import TYPE_CHECKING

from bot.sandbox.objects import JsonObject, SlackError
from bot.sandbox.web_api.method import Method

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


def open_view(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """views.open: a modal for the person whose trigger id it is."""
    trigger = workspace.triggers.exchange(arguments["trigger_id"])
    return {"view": workspace.screens.open(trigger, arguments["view"]).described()}


def push(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """views.push: a modal on top of the one in which the trigger id came about; three at most."""
    trigger = workspace.triggers.exchange(arguments["trigger_id"])
    return {"view": workspace.screens.push(trigger.user_id, trigger.view_id, arguments["view"]).described()}


def update(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """views.update: an open view, by its id or external id, if wanted only while its hash is still the same."""
    if ("view_id" in arguments) == ("external_id" in arguments):
        raise SlackError("invalid_arguments", ["[ERROR] exactly one of view_id and external_id is needed"])
    view = workspace.screens.find(view_id=arguments.get("view_id"), external_id=arguments.get("external_id"))
    updated = workspace.screens.update(view, arguments["view"], expected_hash=arguments.get("hash"))
    return {"view": updated.described()}


def publish(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """views.publish: the Home tab of one person."""
    if not workspace.home_tab_enabled:
        raise SlackError("not_enabled")
    user_id = workspace.member(arguments["user_id"]).id
    home = workspace.screens.publish(user_id, arguments["view"], expected_hash=arguments.get("hash"))
    return {"view": home.described()}


METHODS = {
    "views.open": Method(open_view, ("trigger_id", "view")),
    "views.push": Method(push, ("trigger_id", "view")),
    "views.update": Method(update, ("view",), ("view_id", "external_id", "hash")),
    "views.publish": Method(publish, ("user_id", "view"), ("hash",)),
}
