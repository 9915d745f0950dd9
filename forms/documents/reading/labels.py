"""A label as what it means: whom it speaks of, and what it asks of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from forms.documents.reading.meanings import known_stem, meanings

_NUMBERING = re.compile(
    r"^\W*(?:(?:section|part|question|appendix|q)\s*)?"
    r"(?:[a-z]?\d{1,2}(?:\.\d{1,2})*\s?[a-z]?[.):]*\s+(?=\D)|(?:[a-z]|[ivx]{1,4})[.):]+\s+)"
    r"|^\W*(?:section|part|question|q)\s*(?:\d{1,2}(?:\.\d{1,2})*|[a-z])\b\W*",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_DIFFERENT = re.compile(r"\b(?:if )?(?:different|not the same|differs?)\b.*", re.IGNORECASE)
_NUMBER = re.compile(
    r"\b(?:child|sibling|person|parent|adult|agency|yp|young person|baby|twin)\s*(?:no\.?\s*|#)?"
    r"(?P<number>\d{1,2}|one|two|three|four|five|six)\b",
    re.IGNORECASE,
)
_FOLLOW_UP = re.compile(
    r"\W*if (?:yes|so|no|other|applicable|not|ticked)\b"
    r"|\W*(?:please )?(?:provide |give |add )?(?:further |more |any |additional )?"
    r"(?:details?|comments?|information)\W*$",
    re.IGNORECASE,
)
_ASKS_MORE = re.compile(
    r"\b(?:details?|if (?:yes|so)|specify|reasons?|status of|outcome|categor(?:y|ies)|dates?)\b", re.IGNORECASE
)
_IDIOMS = re.compile(r"\bsubject to\b|\bin place\b", re.IGNORECASE)
"""Words that mean nothing of what they mean elsewhere: no subject, no place."""
_FAMILY_HOME = re.compile(r"\bfamily(?:['’]s)?(?: home)? address", re.IGNORECASE)
"""Where the family lives is where the child does."""
_CHILDS = re.compile(
    r"\b(?:child|children|subject|person|people|pupil|baby|infant)'?s?'(?:s\b)?|\bchilds\b", re.IGNORECASE
)


_SAYING_LITTLE = frozenset({"contact", "reason", "kind", "date", "outline", "name"})
"""Labels of only these are told by what they add in brackets."""
_DAYS = frozenset({"date_of_birth", "expected_birth", "date_of_death", "referral_date"})


@dataclass(frozen=True)
class Label:
    """What a label means. `words` are meanings and stems of other words; `people` are those whom it names."""

    words: frozenset[str]
    people: frozenset[str]
    is_follow_up: bool = False
    """“If yes, give details”: it asks more about what was asked before."""
    is_not_asked: bool = False
    """It is for others to fill in: the Board's office, the panel, the chair."""
    is_closed: bool = False
    """As a heading, all that stands under it is."""
    person: str = ""
    """The word for one of the family: “mother”."""
    asks_more: bool = False
    """It asks for details, dates or reasons of something."""
    asked: tuple[str, ...] = ()
    """The words in the order in which they stand."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of it that could be asked."""
        return not self.words and not self.people


@lru_cache(maxsize=8192)
def label_of(text: str) -> Label:
    """Give what a label means."""
    bare = _FAMILY_HOME.sub("home address", _IDIOMS.sub(" ", without_numbering(text)))
    words = list(_stems(bare))
    asides = [found[1] or found[2] or "" for found in _BRACKETS.finditer(bare)]
    main = list(_stems(_BRACKETS.sub(" ", bare))) or words
    is_different = bool(_DIFFERENT.search(bare))
    meant, people, person = _meant(list(_stems(_DIFFERENT.sub(" ", _BRACKETS.sub(" ", bare)))) or main)
    if set(meant) <= _SAYING_LITTLE:
        added = {word: None for aside in asides for word in _meant(list(_stems(_DIFFERENT.sub(" ", aside))))[0]}
        meant = added if len(added) > 1 else meant | added
    for aside in asides:
        _, others, other = _meant(list(_stems(_DIFFERENT.sub(" ", aside))))
        people = people or others
        person = person or other
    if is_different:
        meant["different"] = None
    named = _of_whom(people, bare.replace("’", "'"))
    return Label(
        frozenset(meant),
        frozenset(named),
        bool(_FOLLOW_UP.match(bare)),
        _is_mostly(main, meanings().not_asked | meanings().closed),
        _is_mostly(main, meanings().closed),
        person if "family" in named else "",
        bool(_ASKS_MORE.search(bare)),
        tuple(meant),
    )


def _of_whom(people: list[str], text: str) -> set[str]:
    """Give whom a label that names several speaks of: “child's parents” and “parents of the child” of the parents."""
    named = set(people)
    if "child" in named and len(named) > 1:
        named = named - {"child"} if people[0] != "child" or _CHILDS.search(text) else {"child"}
    if "lead" in named:
        named -= {"referrer", "worker"}
    if len(named) > 1:
        named -= {"worker"}
    if "family" in named:
        named -= {"referrer"}
    return named


def without_numbering(text: str) -> str:
    """Give a label without its number, and with a space where two labels ran together."""
    return _JOINED.sub(" ", _NUMBERING.sub("", " ".join(text.split()), count=1)).strip(" :*-–—_.·•")


def is_numbered(text: str) -> bool:
    """Tell whether a line begins with a number such as 1.2 or 3), as labels do and answers seldom."""
    return re.match(r"\s*(?:\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}[.)]|[a-z]\))\s+[A-Z]", text) is not None


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
            yield known_stem(bare)


def _is_mostly(stems: list[str], phrases: frozenset[tuple[str, ...]]) -> bool:
    """Tell whether most of a label is one of these phrases."""
    known = meanings()
    of_weight = sum(word not in known.filler for word in stems)
    return any(
        tuple(stems[start:end]) in phrases
        and 2 * sum(word not in known.filler for word in stems[start:end]) >= of_weight
        for start in range(len(stems))
        for end in range(start + 1, min(len(stems), start + known.longest) + 1)
    )


def _meant(stems: list[str]) -> tuple[dict[str, None], list[str], str]:
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
    if _DAYS & meant.keys():
        meant.pop("date", None)
    if "relationship" in meant:
        people = [who for who in people if who != "child"]
    return meant, people, person
