"""One bot at a time on SQLite, as many as there are on PostgreSQL."""

from __future__ import annotations

import threading

import pytest

from storage import one_bot
from storage.database import DatabaseUnavailable
from storage.one_bot import OneBot


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_second_bot_on_sqlite_is_told_why_it_cannot_work(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_bot, "PATIENCE_SECONDS", 0)
    first, second = OneBot(database_url), OneBot(database_url)
    first.take()
    with pytest.raises(DatabaseUnavailable, match="already: stop that one first"):
        second.take()
    first.leave()
    second.take()
    second.leave()
    second.leave()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_bot_waits_for_the_one_before_it_to_end(database_url: str) -> None:
    first, second = OneBot(database_url), OneBot(database_url)
    first.take()
    waiting = threading.Thread(target=second.take)
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    first.leave()
    waiting.join(one_bot.PATIENCE_SECONDS)
    assert not waiting.is_alive()
    second.leave()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_on_postgresql_bots_share(database_url: str) -> None:
    for bot in (OneBot(database_url), OneBot(database_url)):
        bot.take()
        bot.leave()
