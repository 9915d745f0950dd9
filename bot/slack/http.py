"""Slack by signed HTTP: one address that takes events, clicks, submissions and commands."""

from __future__ import annotations

from slack_bolt import App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

PATH = "/slack/events"
MOST_BYTES = 2_000_000
"""A view holds at most 250 kB and what was typed in it, each letter of which may be written as nine."""


def slack_routes(app: App) -> list[Route]:
    """Give the route. Bolt's own handler would hold up every other request while a step is taken."""

    async def receive(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse("too large", 413)
        try:
            bolt_request = to_bolt_request(request, body)
        except ValueError:  # no UTF-8, or no JSON where JSON was announced
            return PlainTextResponse("not understood", 400)
        return to_starlette_response(await run_in_threadpool(app.dispatch, bolt_request))

    return [Route(PATH, receive, methods=["POST"])]


async def _body(request: Request) -> bytes | None:
    """Read the body; None if it is larger than anything that Slack sends."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)
