"""A label as what it means: whom it speaks of, and what it asks of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from forms.documents.reading.meanings import known_stem, meanings, stem

_NUMBERING = re.compile(
    r"^\W*(?:(?:section|part|question|appendix|q)\s*)?(?:\d{1,2}(?:\.\d{1,2})*\s*[a-z]?|[a-z]|[ivx]{1,4})[.):]+\s*"
    r"|^\W*(?:section|part|question|q)\s*(?:\d{1,2}(?:\.\d{1,2})*|[A-Za-z])\b\W*"
    r"|^\d{1,2}(?:\.\d{1,2})*\s+(?=[A-Z])",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_DIFFERENT = re.compile(r"\b(?:if )?(?:different|not the same|differs?)\b.*", re.IGNORECASE)
_NUMBER = re.compile(r"\b(?P<kind>child|sibling|person|parent|adult|agency|yp|young person|baby|twin)\s*(?:no\.?\s*|#)?(?P<number>\d{1,2}|one|two|three|four|five|six)\b", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True)
class Label:
    """What a label means. `words` are meanings and stems of other words; `people` are those whom it names."""

    words: frozenset[str]
    people: frozenset[str]
    is_follow_up: bool = False
    """“If yes, give details”: it asks more about what was asked before."""
    is_not_asked: bool = False
    """It is for others to fill in: the Board's office, the panel, the chair."""
    person: str = ""
    """The word for one of the family: “mother”."""
    asked: tuple[str, ...] = ()
    """The words in the order in which they stand."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of it that could be asked."""
        return not self.words and not self.people


@lru_cache(maxsize=8192)
def label_of(text: str) -> Label:
    """Give what a label means."""
    bare = without_numbering(text)
    words = list(_stems(bare))
    asides = [found[1] or found[2] or "" for found in _BRACKETS.finditer(bare)]
    main = list(_stems(_BRACKETS.sub(" ", bare))) or words
    is_different = bool(_DIFFERENT.search(bare))
    meant, people, person = _meant(list(_stems(_DIFFERENT.sub(" ", _BRACKETS.sub(" ", bare)))) or main)
    for aside in asides:
        _, others, other = _meant(list(_stems(_DIFFERENT.sub(" ", aside))))
        people |= others if not people else set()
        person = person or other
    if is_different:
        meant["different"] = None
    is_follow_up = bool(re.match(r"\W*if (?:yes|so|no|other|applicable|not|ticked)\b|\W*(?:please )?(?:provide |give |add )?(?:further |more |any |additional )?(?:details?|comments?|information)\W*$", bare, re.IGNORECASE))  # fmt: skip
    return Label(frozenset(meant), frozenset(people), is_follow_up, _is_not_asked(main), person, tuple(meant))


def without_numbering(text: str) -> str:
    """Give a label without its number, and with a space where two labels ran together."""
    return _JOINED.sub(" ", _NUMBERING.sub("", " ".join(text.split()), count=1)).strip(" :*-–—_.·•")


def number_in(text: str) -> int:
    """Give which of several a heading or label names (“Child 2”), or 0."""
    found = _NUMBER.search(text)
    if found is None:
        return 0
    figures = found["number"].casefold()
    return int(figures) if figures.isdigit() else ("one", "two", "three", "four", "five", "six").index(figures) + 1


def _stems(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.casefold().replace("’", "'")):
        bare = word.removesuffix("'s").replace("'", "")
        if bare and not bare.isdigit():
            yield known_stem(stem(bare))


def _is_not_asked(stems: list[str]) -> bool:
    """Tell whether most of a label is a phrase that is not for the referrer."""
    known = meanings()
    of_weight = sum(word not in known.filler for word in stems)
    return any(
        tuple(stems[start:end]) in known.not_asked
        and 2 * sum(word not in known.filler for word in stems[start:end]) >= of_weight
        for start in range(len(stems))
        for end in range(start + 1, min(len(stems), start + known.longest) + 1)
    )


def _meant(stems: list[str]) -> tuple[dict[str, None], set[str], str]:
    known = meanings()
    meant: dict[str, None] = {}
    people: list[str] = []
    person = ""
    start = 0
    while start < len(stems):
        for end in range(min(len(stems), start + known.longest), start, -1):
            phrase = tuple(stems[start:end])
            if (word := known.meanings.get(phrase)) is not None:
                meant[word] = None
            elif (who := known.people.get(phrase)) is not None:
                people.append(who)
                if who == "family":
                    person = person or " ".join(phrase)
            else:
                continue
            start = end
            break
        else:
            if stems[start] not in known.filler:
                meant[stems[start]] = None
            start += 1
    named = set(people)
    if "family" in named or "worker" in named or "relationship" in meant:
        named -= {"child"}
    if {"referrer", "lead"} <= named:
        named -= {"referrer"}
    return meant, named, person
