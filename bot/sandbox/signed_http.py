"""Deliveries by HTTP, signed as Slack signs them (https://docs.slack.dev/authentication/verifying-requests-from-slack)."""

import hashlib
import hmac
import json
import threading
import time
from concurrent.futures import Future
from urllib.parse import urlencode

import httpx

from bot.sandbox.envelopes import Kind, Reply, Retry
from bot.sandbox.objects import JsonObject

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def signature(secret: str, timestamp: str, body: str) -> str:
    """Give the value of `X-Slack-Signature`: version 0, HMAC-SHA256."""
    base = f"v0:{timestamp}:{body}".encode()
    return f"v0={hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()}"


def encoded(kind: Kind, payload: JsonObject) -> tuple[str, str]:
    """Give the body and content type: events are JSON, interactions a form with `payload`, commands a plain form."""
    if kind == "events_api":
        return json.dumps(payload), JSON
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields), FORM


def send(
    url: str, secret: str, kind: Kind, payload: JsonObject, retry: Retry | None = None, *, within: float
) -> "Future[Reply]":
    """Post in the background and give what the answer will be; `within` is the time to answer, in seconds."""
    reply: Future[Reply] = Future()
    reply.set_running_or_notify_cancel()

    def post() -> None:
        reply.set_result(_post(url, secret, kind, payload, retry, within))

    threading.Thread(target=post, daemon=True).start()
    return reply


def _post(url: str, secret: str, kind: Kind, payload: JsonObject, retry: Retry | None, within: float) -> Reply:
    body, content_type = encoded(kind, payload)
    # The signature carries the real time: the app's verifier compares it with the machine's own clock.
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(secret, timestamp, body),
    }
    if retry:
        headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
    try:
        response = httpx.post(url, content=body, headers=headers, timeout=within, trust_env=False)
    except httpx.TimeoutException:
        return Reply(failure="http_timeout")
    except httpx.HTTPError:
        return Reply(failure="connection_failed")
    return understood(response)


def understood(response: httpx.Response) -> Reply:
    """Read the app's answer: 2xx acknowledges, and its body, if any, is a JSON object or a text."""
    if not response.is_success:
        return Reply(failure="http_error", no_retry=response.headers.get("X-Slack-No-Retry") == "1")
    if not response.content:
        return Reply()
    if not response.headers.get("Content-Type", "").startswith(JSON):
        return Reply(body={"text": response.text})
    try:
        return Reply(body=dict(response.json()))
    except (ValueError, TypeError):
        return Reply(failure="invalid_answer")
