"""One Web API call, from token and arguments to the answer."""

from typing import TYPE_CHECKING

from bot.sandbox.objects import JsonObject, SlackError
from bot.sandbox.web_api import app, chat, conversations, files, users, views
from bot.sandbox.web_api.method import Method, require_scope

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

METHODS: dict[str, Method] = {
    **app.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **users.METHODS,
    **views.METHODS,
}
"""Every method the sandbox has, by name."""


def answer(workspace: "Workspace", name: str, token: str | None, arguments: JsonObject) -> JsonObject:
    """Carry out a call and give the body of its answer: never raises, as Slack answers refusals with `ok` false."""
    with workspace.lock:
        try:
            result = _carry_out(workspace, name, token, arguments)
        except SlackError as refused:
            return refused.answer()
        return {"ok": True, **result}


def _carry_out(workspace: "Workspace", name: str, token: str | None, arguments: JsonObject) -> JsonObject:
    if name not in METHODS:
        raise SlackError("unknown_method", req_method=name)
    method = METHODS[name]
    _authorise(workspace, method, token)
    return method.run(workspace, method.read(arguments))


def _authorise(workspace: "Workspace", method: Method, token: str | None) -> None:
    if not token:
        raise SlackError("not_authed")
    if token not in (workspace.bot_token, workspace.app_token):
        raise SlackError("invalid_auth")
    if token != (workspace.app_token if method.app_level else workspace.bot_token):
        raise SlackError("not_allowed_token_type")
    for scope in method.scopes:
        require_scope(workspace, scope)
