from __future__ import annotations

import pytest

from storage.database import Database
from storage.one_postman import OnePostman
from tests.bot.mailboxes.post_office import PostOffice
from tests.conftest import Clock


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_of_several_postmen_of_a_mailbox_one_works(database: Database, clock: Clock) -> None:
    office = PostOffice(database, clock, b"one")
    first, second = OnePostman(database, office.shelf.name), OnePostman(database, office.shelf.name)
    other = OnePostman(database, "another mailbox")
    assert first.take()
    assert first.take()
    assert not second.take()
    assert other.take()
    office.look()
    assert office.dealt_with() == {}
    first.leave()
    office.look()
    assert office.dealt_with() == {"one": 1}
    for each in (second, other):
        each.leave()
    office.postman.stop()
