"""A small part of what `python -m tests.reading` scores, so that no change makes the reading worse unseen."""

from __future__ import annotations

import pytest

from tests.reading.filling import WAYS
from tests.reading.foreign import forms
from tests.reading.reading_all import read_all, read_blanks
from tests.reading.scoring import Outcome
from tests.reading.tables import not_exact, total

EXACT = [(kind, way) for kind, ways in WAYS.items() for way in ways]
FOUND_SO_FAR = 0.80
MISPLACED_SO_FAR = 0.025
"""What holds of the small part that is read here; the aims for all of it stand in `tests.reading.tables`."""


@pytest.mark.parametrize(("kind", "way"), EXACT)
def test_our_own_blank_form_is_read_exactly(kind: str, way: str) -> None:
    done = list(read_blanks(kind, way, every=6))
    assert len(total(one.score for one in done).values) > 60
    assert not_exact(total(one.score for one in done)) == []


def test_forms_of_other_bodies_are_read_as_well_as_they_were() -> None:
    everything = total(one.score for one in read_all(forms(), every=31))
    assert len(everything.values) > 800
    assert everything.share(everything.count(Outcome.FOUND, Outcome.SUGGESTED)) > FOUND_SO_FAR
    assert everything.share(everything.misplaced) < MISPLACED_SO_FAR
