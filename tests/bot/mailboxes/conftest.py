from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.bot.mailboxes.dovecot import Dovecot, dovecot


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """Give what is logged, which is not written out: tracebacks in colours take seconds."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture(scope="session")
def imap_server() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def imap(imap_server: Dovecot) -> Dovecot:
    """Give the server with nothing in it."""
    imap_server.empty()
    return imap_server
