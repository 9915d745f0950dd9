"""Each benchmark runs, with tiny numbers; the figures themselves are for `python -m tests.benchmarks`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.benchmarks import __main__ as printed
from tests.benchmarks import answering, crowd, delivering, history, mails, reading, sharing, starting, verifying
from tests.benchmarks.measuring import Compared
from tests.postgresql_server import Server


@pytest.mark.parametrize("measure", [answering.measure, starting.measure])
def test_a_benchmark_gives_its_figures(measure: Callable[..., Compared]) -> None:
    found = measure(rounds=1, times=1)
    assert min(found.ours, found.other, found.ratio) > 0
    assert printed.line("x", found).startswith("x: ")


def test_a_step_beside_old_cases_gives_its_figures() -> None:
    found = history.measure(rounds=1, times=1, many=50)
    assert min(found.ours, found.other, found.ratio) > 0


def test_an_outbox_is_delivered() -> None:
    delivered = delivering.measure(notices=20, rounds=2, many=50, in_time=4)
    assert min(delivered.at_once.ours, delivered.in_time.other, delivered.growth) > 0


def test_processes_share_an_outbox_and_send_each_notice_once(postgresql: Server) -> None:
    shared = sharing.measure(postgresql, notices=200, processes=2)
    assert sum(shared.shares) == 200
    assert "each notice once" in sharing.line("200 notices", shared)


def test_an_audit_is_verified() -> None:
    verified = verifying.measure(small=10, large=30)
    assert min(verified.small, verified.large, verified.bytes_held) > 0


def test_a_crowd_is_answered() -> None:
    waited = crowd.measure(people=3, rounds=1, pause=0.05)
    assert min(waited.steady, waited.burst) > 0


def test_filled_in_forms_are_read() -> None:
    read = reading.measure(rounds=1, times=1)
    assert min(read.own.ratio, read.foreign.ratio) > 0


def test_mails_in_a_folder_are_taken_apart() -> None:
    found = mails.measure(mails=3, rounds=1)
    assert min(found.ours, found.other, found.ratio) > 0
