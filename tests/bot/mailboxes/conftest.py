from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.mailboxes.dovecot import Dovecot, dovecot


@pytest.fixture(scope="session")
def imap_server() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def imap(imap_server: Dovecot) -> Dovecot:
    """Give the server with nothing in it."""
    imap_server.empty()
    return imap_server
