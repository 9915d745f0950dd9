"""The Web API client, and the ways in which a call can fail."""

from __future__ import annotations

from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

TIMEOUT_SECONDS = 10
LONGEST_WAIT_SECONDS = 1
"""A person's click is acknowledged within three seconds or not at all: a longer wait would be for nobody."""

SLACK_TROUBLE = (SlackApiError, OSError, HTTPException)
"""What a call raises when Slack refuses it, cannot be reached, or breaks off its answer."""


def slack_client(token: str, base_url: str = WebClient.BASE_URL) -> WebClient:
    """Give the client for screens and look-ups: where Slack asks to wait a moment, a call waits and is made once more.

    No call is repeated after a server's error: it may have taken effect.
    """
    return WebClient(token, base_url=base_url, timeout=TIMEOUT_SECONDS, retry_handlers=[_WaitAMoment()])


def posting_client(client: WebClient) -> WebClient:
    """Give a client like this one that tries once only: the deliverer waits and looks up before it tries again."""
    return WebClient(client.token, base_url=client.base_url, timeout=TIMEOUT_SECONDS, retry_handlers=[])


class _WaitAMoment(RateLimitErrorRetryHandler):
    """Slack's own handler for its “429, come back later”, but only where later is soon."""

    def _can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if response is None or not super()._can_retry(state=state, request=request, response=response, error=error):
            return False
        asked = [values for name, values in response.headers.items() if name.lower() == "retry-after"]
        return all(value.isdigit() and int(value) <= LONGEST_WAIT_SECONDS for values in asked for value in values)
