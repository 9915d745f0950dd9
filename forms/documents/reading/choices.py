"""Which of a question's choices is meant by other words than its own."""

from __future__ import annotations

import re
from functools import lru_cache

from forms.answers.choices import means_not_known, read_choice
from forms.answers.problem import AnswerProblem
from forms.documents.reading.labels import label_of
from forms.vocabulary import NOT_KNOWN, Kind, Question

_ENOUGH = 0.72
_CLEARLY = 0.12
_YES_NO = re.compile(
    r"^(?P<answer>yes|no|y|n)\b(?!\s+(?:one|body))[\s,.:;–—-]*(?P<rest>.*)$", re.IGNORECASE | re.DOTALL
)


def chosen_id(question: Question, words: str) -> tuple[str, float] | None:
    """Give the id of the choice that is meant and how sure that is, or None where it is none of them."""
    if means_not_known(words):
        return (NOT_KNOWN, 1.0) if question.not_known_allowed else None
    if question.kind is Kind.YES_NO:
        found = _YES_NO.match(words.strip())
        return None if found is None else ("yes" if found["answer"][0] in "yY" else "no", 1.0)
    return _chosen(words.strip(), tuple((c.id, (c.label, *c.aliases)) for c in question.choices)) or _as_typed(
        question, words
    )


def yes_no_and_more(words: str) -> tuple[str, str] | None:
    """Give “yes” or “no” and what was written after it, where a text begins so."""
    found = _YES_NO.match(words.strip())
    return None if found is None else ("yes" if found["answer"][0] in "yY" else "no", found["rest"].strip())


def _as_typed(question: Question, words: str) -> tuple[str, float] | None:
    try:
        found = read_choice(question, words)
    except AnswerProblem:
        return None
    return found, 0.9


@lru_cache(maxsize=4096)
def _chosen(words: str, choices: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, float] | None:
    scored = sorted(((max(_alike(words, said) for said in labels), choice) for choice, labels in choices), reverse=True)
    best, choice = scored[0]
    if best < _ENOUGH or (len(scored) > 1 and best - scored[1][0] < _CLEARLY and best < 1):
        return None
    return choice, best


def _alike(words: str, said: str) -> float:
    if words.casefold().strip(" .") == said.casefold():
        return 1.0
    left, right = _meaning(words), _meaning(said)
    if not left or not right:
        return 0.0
    return 2 * len(left & right) / (len(left) + len(right))


def _meaning(words: str) -> frozenset[str]:
    label = label_of(words)
    said = label.words | (label.people - {"child"})
    negative = {"not"} if re.search(r"\b(?:no|not|none|never|without|nobody)\b", words, re.IGNORECASE) else set()
    return frozenset(said | negative)


def offers_all(question: Question, parts: tuple[str, ...]) -> bool:
    """Tell whether all of several words side by side are choices of the question: nothing has been chosen then."""
    found = [chosen_id(question, part) for part in parts]
    return len(parts) > 1 and all(found) and len({choice[0] for choice in found if choice}) > 1
