"""Taking times: medians of rounds in which both sides take turns."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Side:
    """One side of a comparison: `act` is timed, and `prepare`, which makes what it is given each time, is not."""

    act: Callable[[Any], object]
    prepare: Callable[[], Any]


@dataclass(frozen=True)
class Compared:
    """Medians of two sides in seconds, and the median of the ratios of the rounds."""

    ours: float
    other: float
    ratio: float


def compare(ours: Side, other: Side, *, rounds: int, times: int) -> Compared:
    """Let both act `times` over in each round, taking turns, and give the medians."""
    pairs = [(seconds_each(ours, times), seconds_each(other, times)) for _ in range(rounds)]
    return Compared(
        median(ours for ours, _ in pairs),
        median(other for _, other in pairs),
        median(ours / other for ours, other in pairs),
    )


def seconds_each(side: Side, times: int) -> float:
    """Give the median of the seconds that the act of a side takes."""
    return median(seconds(side.act, side.prepare()) for _ in range(times))


def seconds(act: Callable[..., object], *given: object) -> float:
    """Give the seconds that an act takes."""
    begun = time.perf_counter()
    act(*given)
    return time.perf_counter() - begun


def percentile(taken: list[float], part: float) -> float:
    """Give the value that this part of all does not exceed."""
    return sorted(taken)[min(int(len(taken) * part), len(taken) - 1)]
