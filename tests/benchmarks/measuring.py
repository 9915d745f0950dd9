"""Taking times: medians of rounds in which both sides take turns."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

Act = Callable[[], object]


@dataclass(frozen=True)
class Compared:
    """Medians of two sides in seconds, and the median of the ratios of the rounds."""

    ours: float
    other: float
    ratio: float


def compare(ours: Act, other: Act, *, rounds: int, times: int) -> Compared:
    """Do both `times` over in each round, taking turns, and give the medians."""
    pairs = [(seconds_each(ours, times), seconds_each(other, times)) for _ in range(rounds)]
    return Compared(
        median(ours for ours, _ in pairs),
        median(other for _, other in pairs),
        median(ours / other for ours, other in pairs),
    )


def seconds_each(act: Act, times: int) -> float:
    """Give the median of the seconds that an act takes."""
    return median(seconds(act) for _ in range(times))


def seconds(act: Act) -> float:
    """Give the seconds that an act takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def percentile(taken: list[float], part: float) -> float:
    """Give the value that this part of all does not exceed."""
    return sorted(taken)[min(int(len(taken) * part), len(taken) - 1)]
