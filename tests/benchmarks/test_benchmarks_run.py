"""Each benchmark runs, with tiny numbers; the figures themselves are for `python -m tests.benchmarks`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.benchmarks import __main__ as printed
from tests.benchmarks import answering, starting
from tests.benchmarks.measuring import Compared


@pytest.mark.parametrize("measure", [answering.measure, starting.measure])
def test_a_benchmark_gives_its_figures(measure: Callable[..., Compared]) -> None:
    found = measure(rounds=1, times=1)
    assert min(found.ours, found.other, found.ratio) > 0
    assert printed.line("x", found).startswith("x: ")
