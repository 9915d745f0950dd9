"""auth.test and apps.connections.open: the app itself (https://docs.slack.dev/reference/methods)."""

from typing import TYPE_CHECKING

from bot.sandbox.objects import JsonObject
from bot.sandbox.web_api.method import Method

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


def auth_test(workspace: "Workspace", _arguments: JsonObject) -> JsonObject:
    """auth.test: whose token this is."""
    return {
        "url": f"{workspace.base_url}/",
        "team": workspace.domain,
        "user": workspace.member(workspace.bot_user_id).handle,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user_id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(workspace: "Workspace", _arguments: JsonObject) -> JsonObject:
    """apps.connections.open: the address of one Socket Mode connection, good for one use."""
    ticket = workspace.delivery.sockets.new_ticket()
    socket_url = workspace.base_url.replace("http://", "ws://", 1)
    return {"url": f"{socket_url}/link/?ticket={ticket}&app_id={workspace.app_id}"}


METHODS = {
    "auth.test": Method(auth_test),
    "apps.connections.open": Method(connections_open, app_level=True),
}
