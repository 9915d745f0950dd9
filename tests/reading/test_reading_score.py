"""A small part of what `python -m tests.reading` scores: the aims hold here too."""

from __future__ import annotations

import pytest

from tests.reading.reading_all import read_blanks
from tests.reading.tables import not_exact, total

EXACT = ("docx",)


@pytest.mark.parametrize("kind", EXACT)
def test_our_own_blank_form_is_read_exactly(kind: str) -> None:
    done = list(read_blanks(kind, every=20))
    assert len(total(one.score for one in done).values) > 60
    assert not_exact(total(one.score for one in done)) == []
