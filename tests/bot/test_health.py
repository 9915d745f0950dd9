from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from starlette.applications import Starlette

from bot.health import Finding, Look, database_answers, health_routes, is_so, mail_comes_in, messages_go_out
from bot.web import AddressTaken, WebServer
from storage import outbox
from storage.database import Database
from storage.envelope import Vault
from tests.conftest import Clock


@contextmanager
def served(**looks: Look) -> Iterator[str]:
    server = WebServer(Starlette(routes=health_routes(looks)), "127.0.0.1:0", setting="PRP_HEALTH_ADDRESS")
    server.start()
    try:
        yield f"http://127.0.0.1:{server.port}/health"
    finally:
        server.stop()


def get(url: str) -> tuple[int, dict[str, Any]]:
    try:
        with urlopen(url, timeout=10) as answer:  # noqa: S310 -- loopback
            return answer.status, json.loads(answer.read())
    except HTTPError as refused:
        with refused:
            return refused.code, json.loads(refused.read())


def test_alive_is_answered_whatever_else_is_wrong() -> None:
    with served(slack=is_so(lambda: False)) as url:
        assert get(f"{url}/live") == (200, {"live": True})


def test_ready_says_what_is_well_and_what_is_not() -> None:
    with served(clock=is_so(lambda: True), slack=is_so(lambda: False)) as url:
        expected = {"ready": False, "clock": {"ok": True}, "slack": {"ok": False}}
        assert get(f"{url}/ready") == (503, expected)
    with served(clock=is_so(lambda: True)) as url:
        assert get(f"{url}/ready") == (200, {"ready": True, "clock": {"ok": True}})


@pytest.mark.parametrize(("running", "silent", "ok"), [(True, 20.5, True), (True, 601.0, False), (False, 20.5, False)])
def test_a_mailbox_is_well_while_it_is_seen_every_few_minutes(running: bool, silent: float, ok: bool) -> None:
    found = mail_comes_in(lambda: running, lambda: silent, lambda: "imap_timeout")()
    assert found == Finding(ok, {"running": running, "silent_seconds": int(silent), "trouble": "imap_timeout"})


def test_a_database_that_answers_is_well(database: Database, clock: Clock) -> None:
    assert database_answers(database, clock.now)() == Finding(ok=True, facts={})


def test_a_database_that_is_away_is_not_well(vault: Vault, clock: Clock) -> None:
    away = Database("sqlite:////nowhere/prp.db", vault)
    assert not database_answers(away, clock.now)().ok
    assert messages_go_out(away, clock.now, lambda: True)() == Finding(ok=False, facts={"running": True})


def test_a_message_that_nobody_takes_up_is_not_well(database: Database, clock: Clock) -> None:
    look = messages_go_out(database, clock.now, lambda: True)
    assert look() == Finding(ok=True, facts={"running": True, "backlog_seconds": 0})
    with database.begin(clock.now()) as tx:
        outbox.queue(tx, kind="chair_decides", channel="email", address="c@x.org", occasion="1", case_id=None, data={})
    clock.advance(timedelta(minutes=11))
    assert look() == Finding(ok=False, facts={"running": True, "backlog_seconds": 660})


def test_a_deliverer_that_does_not_run_is_not_well(database: Database, clock: Clock) -> None:
    assert not messages_go_out(database, clock.now, lambda: False)().ok


@pytest.mark.parametrize("address", ["127.0.0.1:{taken}", "192.0.2.1:80", "no.such.host.invalid:80", "127.0.0.1:99999"])
def test_an_address_that_cannot_be_listened_at_is_said_in_a_sentence(address: str) -> None:
    with served() as url:
        taken = url.split(":")[2].split("/")[0]
        with pytest.raises(AddressTaken, match="set PRP_HTTP_ADDRESS"):
            WebServer(Starlette(), address.format(taken=taken), setting="PRP_HTTP_ADDRESS")


def test_a_server_that_never_started_can_be_stopped() -> None:
    WebServer(Starlette(), "127.0.0.1:0", setting="PRP_HTTP_ADDRESS").stop()
