"""Other words than the English ones, for as long as a test needs them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from forms.words import Words, speak


@contextmanager
def spoken(words: Words) -> Iterator[None]:
    """Say everything in these words inside ``with``, and as before after it."""
    before = speak(words)
    try:
        yield
    finally:
        speak(before)
