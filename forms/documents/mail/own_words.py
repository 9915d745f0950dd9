"""Our own sentences in a mail that answers one of ours: what is left is what somebody typed between them.

Outlook quotes without marking each line, so that answers typed under our labels can be told from our words only by
knowing these.
"""

from __future__ import annotations

from functools import cache
from string import Formatter

from forms.documents.mail.ours import is_ours
from forms.words.files import area_of, languages

_AREA = "notices"
_SHORTEST = 16
"""Characters of a sentence of ours by which it is known; shorter ones may be anybody's."""


def without_ours(text: str) -> str:
    """Leave out the lines that hold a sentence of our notices, or a token."""
    return "\n".join(line for line in text.split("\n") if not _is_ours(" ".join(line.casefold().split())))


def _is_ours(line: str) -> bool:
    return len(line) >= _SHORTEST and (is_ours(line) or any(sentence in line for sentence in _sentences()))


@cache
def _sentences() -> tuple[str, ...]:
    """Give of every sentence its longest part that is the same each time that it is said."""
    found = (text for language in languages() for text in area_of(language, _AREA).values() if isinstance(text, str))
    parts = (
        max((part for part, *_ in Formatter().parse(paragraph)), key=len)
        for text in found
        for paragraph in _paragraphs(text)
    )
    return tuple({" ".join(part.casefold().split()) for part in parts if len(part.strip()) >= _SHORTEST})


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]
