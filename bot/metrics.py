"""Figures for Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats): how much waits, what is late,
what is well. Numbers alone, and nothing of any case (docs/procedure.md, section 7, rule 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0, generate_latest
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import Clock
from bot.health import Look
from bot.logs import get_logger
from forms.words import say
from handlers.work import LONDON
from storage.counts import Counts, counts
from storage.database import Database, DatabaseUnavailable

_log = get_logger(__name__)


class Figures(Collector):
    """Gives the figures at the moment at which they are asked for."""

    def __init__(self, database: Database, clock: Clock, looks: Mapping[str, Look]) -> None:
        self._database = database
        self._clock = clock
        self._looks = looks

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give each figure. Without the database only what is well and what is not."""
        well = _figure("well", "part")
        for part, look in self._looks.items():
            well.add_metric([part], look().ok)
        yield well
        now = self._clock()
        try:
            with self._database.read(now) as tx:
                found = counts(tx, now.astimezone(LONDON).date())
        except DatabaseUnavailable as trouble:
            _log.warning("metrics_database", exc_info=trouble)
            return
        yield from _counted(found)
        waited = (now - found.next_message_at).total_seconds() if found.next_message_at else 0
        yield _figure("message_backlog_seconds", value=max(waited, 0))


def metrics_route(database: Database, clock: Clock, looks: Mapping[str, Look]) -> Route:
    """Give ``/metrics``."""
    registry = CollectorRegistry()
    registry.register(Figures(database, clock, looks))
    for of_the_process in (ProcessCollector, PlatformCollector, GCCollector):
        of_the_process(registry=registry)

    def metrics(_request: Request) -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_1_0_0)

    return Route("/metrics", metrics)


def _counted(found: Counts) -> Iterator[GaugeMetricFamily]:
    yield _figure("drafts", value=found.drafts)
    yield _figure("open_cases", value=found.open_cases)
    for name, label, by in (
        ("messages", "state", found.messages),
        ("arrivals", "state", found.arrivals),
        ("open_duties", "kind", found.duties),
        ("late_duties", "kind", found.late),
    ):
        figure = _figure(name, label)
        for key, number in sorted(by.items()):
            figure.add_metric([key], number)
        yield figure


def _figure(name: str, label: str = "", *, value: float | None = None) -> GaugeMetricFamily:
    labels = [label] if label else None
    return GaugeMetricFamily(f"prp_{name}", say(f"command_line.metrics.{name}"), labels=labels, value=value)
