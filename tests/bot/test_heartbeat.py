"""The sign of life: given while all is well, and not otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.health import is_so
from bot.heartbeat import EVERY, Heartbeat
from bot.web import WebServer


@dataclass
class Monitoring:
    """What the Board watches the bot with. `status` is what it answers."""

    url: str = ""
    status: int = 200
    calls: list[str] = field(default_factory=list)


@pytest.fixture
def monitoring() -> Iterator[Monitoring]:
    watching = Monitoring()

    def ping(request: Request) -> PlainTextResponse:
        watching.calls.append(str(request.url.path))
        return PlainTextResponse("", status_code=watching.status)

    server = WebServer(Starlette(routes=[Route("/ping/{id}", ping)]), "127.0.0.1:0", setting="PRP_HEARTBEAT_URL")
    server.start()
    watching.url = f"http://127.0.0.1:{server.port}/ping/secret"
    yield watching
    server.stop()


@dataclass
class Seconds:
    now: float = 0

    def __call__(self) -> float:
        return self.now


def test_it_calls_at_once_and_then_every_five_minutes(monitoring: Monitoring) -> None:
    seconds = Seconds()
    heart = Heartbeat(monitoring.url, {"slack": is_so(lambda: True)}, monotonic=seconds)
    assert [heart.beat(), heart.beat()] == [True, False]
    seconds.now = EVERY.total_seconds()
    assert heart.beat()
    assert monitoring.calls == ["/ping/secret"] * 2


def test_it_is_silent_while_something_is_not_well_and_calls_as_soon_as_it_is(monitoring: Monitoring) -> None:
    well: list[bool] = []
    heart = Heartbeat(monitoring.url, {"slack": is_so(lambda: bool(well))}, monotonic=Seconds())
    assert not heart.beat()
    well.append(True)
    assert heart.beat()
    assert len(monitoring.calls) == 1


@pytest.mark.parametrize("status", [404, 500])
def test_a_call_that_is_not_taken_harms_nothing_and_shows_no_address(
    monitoring: Monitoring, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    monitoring.status = status
    assert not Heartbeat(monitoring.url, {}, monotonic=Seconds()).beat()
    shown = capsys.readouterr()
    assert "secret" not in shown.out + shown.err


def test_an_address_where_nobody_listens_harms_nothing() -> None:
    assert not Heartbeat("http://127.0.0.1:1/ping", {}, monotonic=Seconds()).beat()
