"""A small part of what `python -m tests.reading` scores: the aims hold here too."""

from __future__ import annotations

import pytest

from tests.reading.filling import WAYS
from tests.reading.reading_all import read_blanks
from tests.reading.tables import not_exact, total

EXACT = [("docx", "in its places"), ("odt", "in its places"), ("pdf", "in its fields")]


@pytest.mark.parametrize(("kind", "way"), EXACT)
def test_our_own_blank_form_is_read_exactly(kind: str, way: str) -> None:
    assert way in WAYS[kind]
    done = list(read_blanks(kind, way, every=6))
    assert len(total(one.score for one in done).values) > 60
    assert not_exact(total(one.score for one in done)) == []
