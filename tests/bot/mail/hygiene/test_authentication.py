from __future__ import annotations

import pytest

from bot.mail.hygiene.authentication import EXCHANGE_ONLINE, is_authentic
from forms.documents.mail.parse import mail_of

GATEWAY = "mx.board.gov.uk"
PASSED = f"{GATEWAY}; dmarc=pass header.from=nhs.example"


def authentic(*stamped: str, sender: str = "ann@nhs.example", gateway: str | None = GATEWAY, more: str = "") -> bool:
    lines = [f"Authentication-Results: {each}" for each in stamped]
    raw = "\r\n".join((*lines, f"From: Ann <{sender}>", *filter(None, [more]), "", "Hello"))
    return is_authentic(mail_of(raw.encode()).headers, sender, gateway)


@pytest.mark.parametrize(
    "stamped",
    [
        PASSED,
        f"{GATEWAY.upper()} 1; spf=fail smtp.mailfrom=x@else.example; dmarc=pass (p=none) header.from=nhs.example",
        f"{GATEWAY}; dkim=pass header.d=nhs.example header.s=x",
        f"{GATEWAY}; dkim=fail header.d=nhs.example; spf=pass (ok (really)) smtp.mailfrom=ann@nhs.example",
        f"{GATEWAY};\r\n dkim=pass\r\n header.i=@nhs.example",
    ],
)
def test_what_the_boards_gateway_found_counts(stamped: str) -> None:
    assert authentic(stamped)


@pytest.mark.parametrize(
    "stamped",
    [
        "mx.else.example; dmarc=pass header.from=nhs.example",
        f"{GATEWAY}; none",
        f"{GATEWAY}; dmarc=fail header.from=nhs.example; dkim=pass header.d=nhs.example",
        f"{GATEWAY}; dmarc=pass header.from=else.example",
        f"{GATEWAY}; dkim=pass header.d=else.example; spf=pass smtp.mailfrom=else.example",
        f"{GATEWAY}; dkim=pass header.d=example",
        f"{GATEWAY}; spf=pass smtp.mailfrom=notnhs.example.org",
        f"{GATEWAY}.else.example; dmarc=pass header.from=nhs.example",
        f"{GATEWAY}; spf=fail (dmarc=pass header.from=nhs.example",
        "dmarc=pass header.from=nhs.example",
        "",
    ],
)
def test_what_it_did_not_find_does_not(stamped: str) -> None:
    assert not authentic(stamped)


def test_a_copy_below_the_topmost_is_not_looked_at() -> None:
    assert not authentic(f"{GATEWAY}; dmarc=fail header.from=nhs.example", PASSED)
    assert not authentic("mx.else.example; dmarc=pass", PASSED)


def test_without_a_gateway_or_with_two_senders_nobody_is_authentic() -> None:
    assert not authentic(PASSED, gateway=None)
    assert not authentic(PASSED, more="From: Bob <bob@else.example>")
    assert not is_authentic(mail_of(b"Subject: x\r\n\r\n").headers, "", GATEWAY)


def test_exchange_online_leaves_its_name_out() -> None:
    found = "spf=pass (sender IP is x) smtp.mailfrom=nhs.example; dmarc=pass action=none header.from=nhs.example"
    assert authentic(f"{found};compauth=pass reason=100", gateway=EXCHANGE_ONLINE)
    assert not authentic(found, gateway=GATEWAY)
    assert not authentic(PASSED, gateway=EXCHANGE_ONLINE)
