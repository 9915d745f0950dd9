"""The Web API client, and the ways in which a call can fail."""

from __future__ import annotations

from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

TIMEOUT_SECONDS = 10

SLACK_TROUBLE = (SlackApiError, OSError, HTTPException)
"""What a call raises when Slack refuses it, cannot be reached, or breaks off its answer."""


def slack_client(token: str, base_url: str = WebClient.BASE_URL) -> WebClient:
    """Give the client for screens and look-ups: where Slack asks to wait, a call waits and is made once more.

    No call is repeated after a server's error: it may have taken effect.
    """
    return WebClient(token, base_url=base_url, timeout=TIMEOUT_SECONDS, retry_handlers=[RateLimitErrorRetryHandler()])


def posting_client(client: WebClient) -> WebClient:
    """Give a client like this one that tries once only: the deliverer waits and looks up before it tries again."""
    return WebClient(client.token, base_url=client.base_url, timeout=TIMEOUT_SECONDS, retry_handlers=[])
