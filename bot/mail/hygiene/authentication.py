"""What the Board's own gateway says about where a mail truly comes from (RFC 8601).

A sender can write any header. Only what the gateway of the Board stamped counts, known by the name that it signs its
findings with; it stands on top, and what others wrote below, even under the same name, is not looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from forms.documents.mail.headers import Headers

EXCHANGE_ONLINE = "mx.microsoft.com"
"""How Exchange Online names itself in ARC headers; in Authentication-Results it leaves its name out."""

_MOST = 4_000
_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*(dmarc|dkim|spf)\s*=\s*([a-z]+)(.*)", re.IGNORECASE | re.DOTALL)
_PROPERTY = re.compile(r"\b(header\.from|header\.d|header\.i|smtp\.mailfrom)\s*=\s*\"?([^\s;\"]{1,320})", re.IGNORECASE)


@dataclass(frozen=True)
class _Result:
    method: str
    passed: bool
    domains: dict[str, str]


def is_authentic(headers: Headers, sender: str, gateway: str | None) -> bool:
    """Tell whether the Board's gateway found that a mail comes from the domain of its sender.

    `gateway` is the gateway's authserv-id (RFC 8601, section 2.5); without one, or without a sender, nothing is
    authentic. DMARC passed for the domain (RFC 7489, section 6.6.2), or DKIM or SPF passed for the domain itself or
    one above it (aligned: RFC 7489, section 3.1). Section 5: only the topmost header counts that bears the name.
    """
    domain = sender.rpartition("@")[2].lower()
    if not gateway or not domain or len(headers.all("from")) != 1:
        return False
    stamped = _topmost(headers, gateway.strip().lower())
    results = _results(stamped) if stamped else []
    dmarc = [result for result in results if result.method == "dmarc"]
    if dmarc:
        return any(result.passed and result.domains.get("header.from", domain) == domain for result in dmarc)
    return any(result.passed and _is_aligned(result, domain) for result in results)


def _topmost(headers: Headers, gateway: str) -> str:
    """Give the results in the topmost header; empty where it is not the gateway's.

    A header of somebody else on top means that the mail came to us another way: it is not looked through.
    """
    said = _without_comments(headers.first("authentication-results")[:_MOST])
    name, _, results = said.partition(";")
    words = name.split()
    if gateway == EXCHANGE_ONLINE and _RESULT.match(name):
        return said
    return results if words and words[0].lower() == gateway and words[1:] in ([], ["1"]) else ""


def _without_comments(value: str) -> str:
    """Take comments out (RFC 8601, section 2.2), inner ones first; what is left open ends everything."""
    for _ in range(5):
        value = _COMMENT.sub(" ", value)
    return value.partition("(")[0]


def _results(stamped: str) -> list[_Result]:
    found = []
    for part in stamped.split(";"):
        match = _RESULT.match(part)
        if match:
            domains = {name.lower(): value.lower().rpartition("@")[2] for name, value in _PROPERTY.findall(match[3])}
            found.append(_Result(match[1].lower(), match[2].lower() == "pass", domains))
    return found


def _is_aligned(result: _Result, domain: str) -> bool:
    names = ("header.d", "header.i") if result.method == "dkim" else ("smtp.mailfrom",)
    signed = next((result.domains[name] for name in names if name in result.domains), "")
    return bool(signed) and "." in signed and (domain == signed or signed.endswith(f".{domain}"))
