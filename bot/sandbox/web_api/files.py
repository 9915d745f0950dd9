"""files.info (https://docs.slack.dev/reference/methods/files.info)."""

from typing import TYPE_CHECKING

from bot.sandbox.files import NEEDED_SCOPE
from bot.sandbox.objects import JsonObject, copy_of
from bot.sandbox.web_api.method import Method

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace


def file_info(workspace: "Workspace", arguments: JsonObject) -> JsonObject:
    """files.info: one file that was shared where the bot is or chosen in one of its inputs."""
    file = workspace.files.shown_to_app(arguments["file"])
    return {"file": copy_of(file.described), "comments": [], "response_metadata": {"next_cursor": ""}}


METHODS = {
    "files.info": Method(file_info, ("file",), ("count", "page", "limit", "cursor"), (NEEDED_SCOPE,)),
}
