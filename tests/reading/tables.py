"""The figures of a scoring, printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tests.reading.scoring import Outcome, Score

AIM_FOUND = 0.90
AIM_MISPLACED = 0.005
_HEAD = ("values", "found", "suggested", "other", "kept", "lost", "misplaced", "and suggested")


def table(what: str, scores: Mapping[str, Score]) -> str:
    """Give one line for each name, the worst first, and one for all of them."""
    width = max(map(len, [what, *scores]))
    lines = [f"{what:{width}}  {'  '.join(f'{head:>9}' for head in _HEAD)}"]
    worst_first = sorted(scores.items(), key=lambda pair: pair[1].share(pair[1].count(Outcome.FOUND)))
    lines += [f"{name:{width}}  {figures(one)}" for name, one in worst_first]
    return "\n".join([*lines, f"{'all':{width}}  {figures(total(scores.values()))}"])


def figures(one: Score) -> str:
    """Give the figures of a score, as columns."""
    suggested_strays = len(one.strays) - one.misplaced
    shown: Sequence[str] = (
        f"{len(one.values)}",
        f"{one.share(one.count(Outcome.FOUND)):.1%}",
        f"{one.share(one.count(Outcome.SUGGESTED)):.1%}",
        f"{one.share(one.count(Outcome.OTHER)):.1%}",
        f"{one.share(one.count(Outcome.KEPT)):.1%}",
        f"{one.all_lost}",
        f"{one.share(one.misplaced):.2%}",
        f"{one.share(suggested_strays):.2%}",
    )
    return "  ".join(f"{figure:>9}" for figure in shown)


def total(scores: Iterable[Score]) -> Score:
    """Give all scores as one."""
    everything = Score()
    for one in scores:
        everything.add(one)
    return everything


def missed(everything: Score) -> list[str]:
    """Say which aims are missed."""
    found = everything.share(everything.count(Outcome.FOUND))
    misplaced = everything.share(everything.misplaced)
    return [
        said
        for is_missed, said in (
            (found < AIM_FOUND, f"{found:.1%} of the values were found; the aim is {AIM_FOUND:.0%}"),
            (misplaced > AIM_MISPLACED, f"{misplaced:.2%} stand at a wrong question; the aim is {AIM_MISPLACED:.1%}"),
            (everything.all_lost > 0, f"{everything.all_lost} values are lost; the aim is none"),
        )
        if is_missed
    ]


def not_exact(own: Score) -> list[str]:
    """Say what was not read exactly of our own form."""
    amiss = len(own.values) - own.count(Outcome.FOUND) + len(own.strays) + len(own.lost)
    return [f"{amiss} values of our own form are not read exactly; the aim is none"] if amiss else []
