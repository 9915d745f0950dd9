"""Slack by signed HTTP: one address that takes events, clicks, submissions and commands.

The signature is checked over the bytes that came, before anything of them is read: what is not Slack's is neither
parsed nor logged. Bolt's own check parses first, and logs the whole body of a request whose signature is wrong. A clock
that runs five minutes late is enough for that, and the body is then a real referral (docs/procedure.md, section 7,
rule 6). https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import asyncio

from slack_bolt import App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_sdk.signature import SignatureVerifier
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.logs import get_logger

PATH = "/slack/events"
MOST_BYTES = 2_000_000
"""A view holds at most 250 kB and what was typed in it, each letter of which may be written as nine."""
LONGEST_BODY_SECONDS = 10.0
"""Slack itself waits three seconds for the whole answer."""

_log = get_logger(__name__)


def slack_routes(app: App, signing_secret: str) -> list[Route]:
    """Give the route. Bolt's own handler would hold up every other request while a step is taken.

    Raises `ValueError` for a secret that is blank.
    """
    verifier = SignatureVerifier(signing_secret)

    async def receive(request: Request) -> Response:
        try:
            async with asyncio.timeout(LONGEST_BODY_SECONDS):
                body = await _body(request)
        except TimeoutError:
            return PlainTextResponse("too slow", 408)
        if body is None:
            return PlainTextResponse("too large", 413)
        if not _is_signed(verifier, body, request):
            _log.warning("signature_wrong")
            return PlainTextResponse("not signed", 401)
        try:
            bolt_request = to_bolt_request(request, body)
        except (ValueError, AttributeError, RecursionError):  # no JSON, no object, or one in another without end
            return PlainTextResponse("not understood", 400)
        return to_starlette_response(await run_in_threadpool(app.dispatch, bolt_request))

    return [Route(PATH, receive, methods=["POST"])]


async def _body(request: Request) -> bytes | None:
    """Read the body; None if it is larger than anything that Slack sends."""
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > MOST_BYTES:
        return None
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _is_signed(verifier: SignatureVerifier, body: bytes, request: Request) -> bool:
    """Tell whether Slack signed this within the last five minutes."""
    try:
        return verifier.is_valid_request(body, dict(request.headers))
    except (ValueError, OverflowError, TypeError):  # a time that is no number, a signature or body that is no text
        return False
