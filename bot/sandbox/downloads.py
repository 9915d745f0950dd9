"""The download of a file, as the address in its file object gives it.

https://docs.slack.dev/reference/objects/file-object: the bot's token goes into the Authorization header and needs the
scope `files:read`. Anybody else gets the page to sign in, with status 200, as a browser would.
"""

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import HTMLResponse, PlainTextResponse, Response

from bot.sandbox.files import NEEDED_SCOPE
from bot.sandbox.objects import SlackError

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

SIGN_IN = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body><form></form></body></html>"


def download(workspace: "Workspace", file_id: str, token: str | None) -> Response:
    """Give the content of a file, the page to sign in, or 404 for a file that is deleted or never was."""
    with workspace.lock:
        if token != workspace.bot_token or NEEDED_SCOPE not in workspace.scopes:
            return HTMLResponse(SIGN_IN)
        try:
            file = workspace.files.shown_to_app(file_id)
        except SlackError as refused:
            return PlainTextResponse(refused.error, 404)
        name = quote(file.described["name"])
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(file.content, media_type=file.described["mimetype"], headers=headers)
