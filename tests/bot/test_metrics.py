"""Figures for whoever watches the service: numbers that are right, and nothing of any case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from bot.health import is_so
from bot.metrics import metrics_route
from bot.web import WebServer
from storage import cases, duties, form_versions, inbox, outbox
from storage.database import Database
from storage.envelope import Vault
from tests.conftest import Clock

LOOKS = {"slack": is_so(lambda: False), "clock": is_so(lambda: True)}


def page(database: Database, clock: Clock) -> tuple[str, str]:
    """Give the page's content type and its text."""
    pages = Starlette(routes=[metrics_route(database, clock.now, LOOKS)])
    server = WebServer(pages, "127.0.0.1:0", setting="PRP_HEALTH_ADDRESS")
    server.start()
    try:
        with urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=10) as answer:
            return answer.headers["Content-Type"], answer.read().decode()
    finally:
        server.stop()


def figures(database: Database, clock: Clock) -> Mapping[str, float]:
    """Read the page as Prometheus does: each name with its labels, and the number."""
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(page(database, clock)[1])
        for sample in family.samples
    }


@pytest.fixture
def busy(database: Database, clock: Clock) -> None:
    """Have two drafts, an open case with a late duty, messages and arrivals in several states."""
    with database.begin(clock.now()) as tx:
        form_versions.remember(tx, version="1", text="the form")
        for origin in ("one", "two", "three"):
            case = cases.begin_draft(tx, origin=origin, owner="slack:U1", form_version="1")
        cases.submit(tx, case, reference="PRP-2026-0001", regime="WT2023", received_on=date(2026, 1, 2))
        for days in (1, 0):
            due_on = clock.now().date() - timedelta(days)
            duties.open_duty(tx, case_id=case.id, kind="decide", owed_by="chair", due_on=due_on, set_by="procedure")
        for number in range(3):
            outbox.queue(
                tx,
                kind="k",
                channel="slack",
                address=f"U{number}",
                occasion="o",
                case_id=case.id,
                data={"reference": "R"},
            )
        (claimed,) = outbox.claim(tx, worker="w", lease=timedelta(minutes=2), limit=1)
        outbox.failed(tx, claimed.message.id, "channel_not_found")
        inbox.receive(tx, key="1", source="slack", kind="event", actor="slack:U1", payload=b"Quillfeather")


@pytest.mark.usefixtures("busy")
def test_it_counts_what_is_open_late_and_waiting(database: Database, clock: Clock) -> None:
    clock.advance(timedelta(seconds=90))
    found = figures(database, clock)
    assert {name: number for name, number in found.items() if name.startswith("prp_")} == {
        "prp_well slack": 0,
        "prp_well clock": 1,
        "prp_drafts": 2,
        "prp_open_cases": 1,
        "prp_messages waiting": 2,
        "prp_messages sending": 0,
        "prp_messages unknown": 0,
        "prp_messages failed": 1,
        "prp_arrivals received": 1,
        "prp_arrivals failed": 0,
        "prp_open_duties decide": 2,
        "prp_late_duties decide": 1,
        "prp_message_backlog_seconds": 90,
    }
    assert "process_resident_memory_bytes" in found


@pytest.mark.usefixtures("busy")
def test_nothing_of_a_case_is_in_it(database: Database, clock: Clock) -> None:
    content_type, text = page(database, clock)
    assert content_type.startswith("text/plain")
    for mark in ("Quillfeather", "PRP-2026-0001", "U1"):
        assert mark not in text


def test_without_a_database_it_still_says_what_is_well(vault: Vault, clock: Clock) -> None:
    found = figures(Database("sqlite:////nowhere/prp.db", vault), clock)
    assert (found["prp_well clock"], "prp_drafts" in found) == (1, False)
