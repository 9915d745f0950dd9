"""Slack's signature on what comes by HTTP, checked without logging what came.

Bolt's own check logs the whole body of a request whose signature is wrong. A clock that runs five minutes late is
enough for that, and the body is then a real referral (docs/procedure.md, section 7, rule 6).
"""

from __future__ import annotations

from slack_bolt.middleware.request_verification import RequestVerification

from bot.logs import get_logger

_log = get_logger(__name__)


class QuietRequestVerification(RequestVerification):
    """Bolt's check of the signature, which only notes that it failed."""

    def _debug_log_error(self, signature: str, timestamp: str, body: str) -> None:
        _log.warning("signature_wrong")
