"""Health, for whoever watches the service: is it alive, and can it do its work? Nothing of any case is in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.logs import get_logger
from storage import outbox
from storage.database import Database, DatabaseUnavailable

LONGEST_BACKLOG = timedelta(minutes=10)
"""A message whose moment came longer ago than this, and which nobody has taken up, means that nothing is delivered."""

LONGEST_SILENCE = timedelta(minutes=10)
"""A mailbox that could not be read for so long is away: its people are answered too late."""

_log = get_logger(__name__)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, and figures about it."""

    ok: bool
    facts: Mapping[str, int | str | bool]


Look = Callable[[], Finding]


def database_answers(database: Database, clock: Clock) -> Look:
    """Look whether the database answers."""

    def look() -> Finding:
        try:
            with database.read(clock()) as tx:
                tx.connection.exec_driver_sql("SELECT 1")
        except DatabaseUnavailable as trouble:
            _log.warning("health_database", exc_info=trouble)
            return Finding(ok=False, facts={})
        return Finding(ok=True, facts={})

    return look


def messages_go_out(database: Database, clock: Clock, running: Callable[[], bool]) -> Look:
    """Look whether the deliverer is at work and how long the oldest message that could go out has waited."""

    def look() -> Finding:
        now = clock()
        try:
            with database.read(now) as tx:
                due = outbox.next_due(tx)
        except DatabaseUnavailable:
            return Finding(ok=False, facts={"running": running()})
        backlog = max(timedelta(0), now - due) if due else timedelta(0)
        facts = {"running": running(), "backlog_seconds": int(backlog.total_seconds())}
        return Finding(ok=running() and backlog <= LONGEST_BACKLOG, facts=facts)

    return look


def mail_comes_in(running: Callable[[], bool], silent: Callable[[], float], trouble: Callable[[], str]) -> Look:
    """Look whether the postman is at work, and how long ago (in seconds) he last saw the mailbox; else why."""

    def look() -> Finding:
        seconds = silent()
        facts: dict[str, int | str | bool] = {
            "running": running(),
            "silent_seconds": int(seconds),
            "trouble": trouble(),
        }
        return Finding(ok=running() and seconds <= LONGEST_SILENCE.total_seconds(), facts=facts)

    return look


def is_so(question: Callable[[], bool]) -> Look:
    """Look at something that is either so or not: the clock ticks, Slack is connected."""

    def look() -> Finding:
        return Finding(ok=question(), facts={})

    return look


def health_routes(looks: Mapping[str, Look]) -> list[Route]:
    """Give ``/health/live``, which always answers, and ``/health/ready``: 200 if every look is well, else 503."""

    def live(_request: Request) -> Response:
        return JSONResponse({"live": True})

    def ready(_request: Request) -> Response:
        found = {name: look() for name, look in looks.items()}
        well = all(finding.ok for finding in found.values())
        body = {"ready": well} | {name: {"ok": each.ok, **each.facts} for name, each in found.items()}
        return JSONResponse(body, status_code=200 if well else 503)

    return [Route("/health/live", live), Route("/health/ready", ready)]
