"""A choice as people make it: by its id, its label, or enough of the label's beginning."""

from __future__ import annotations

import re
from collections.abc import Sequence

from forms.answers.problem import AnswerProblem
from forms.answers.text import for_comparing, shortened
from forms.vocabulary import NOT_KNOWN, Choice, Question
from forms.words import in_english, say

_YES = frozenset({"yes", "y", "yeah", "yep", "yup", "yes please", "true", "correct", "ok", "✓"})
_NO = frozenset({"no", "n", "nope", "nah", "no thanks", "false"})
_NOT_KNOWN_WORDS = frozenset({
    "not known", "not_known", "notknown", "n/k", "nk", "n.k.", "not yet known", "unknown", "unk", "unkown", "not sure",
    "unsure", "don't know", "dont know", "do not know", "i don't know", "i do not know", "don't know yet", "dunno",
    "no idea", "?", "??", "tbc", "to be confirmed",
})  # fmt: skip
_SHOWN_IN_A_MESSAGE = 8


def means_not_known(typed: str) -> bool:
    """Tell whether a person says that the answer is not known, which is an answer of its own."""
    words = in_english("answer", for_comparing(typed))
    return words.rstrip(".!") in _NOT_KNOWN_WORDS or words in _NOT_KNOWN_WORDS


def read_yes_no(question: Question, typed: str) -> str:
    """Read yes or no, in any of the ways people say them."""
    words = in_english("answer", for_comparing(typed)).rstrip(".!,")
    if words in _YES:
        return "yes"
    if words in _NO:
        return "no"
    key = "not_read_or_not_known" if question.not_known_allowed else "not_read"
    raise AnswerProblem(say(f"answers.yes_no.{key}"))


def read_choice(question: Question, typed: str) -> str:
    """Read one choice and give its id; raises `AnswerProblem`, which names the choices, where it is none of them."""
    choices = offered(question)
    found = _find(choices, typed)
    if found is None:
        labels = _labels(choices)
        raise AnswerProblem(say("answers.choice.not_any_of", typed=shortened(typed), choices=labels))
    return found


def read_several(question: Question, typed: str | list[str]) -> str | list[str]:
    """Read several choices, as a list or separated by commas, semicolons or lines: their ids, in the form's order.

    “Not known” stands alone, and is then the answer.
    """
    choices = offered(question)
    parts = typed if isinstance(typed, list) else _split(choices, typed)
    chosen = {read_choice(question, part) for part in parts}
    if chosen == {NOT_KNOWN}:
        return NOT_KNOWN
    if NOT_KNOWN in chosen:
        raise AnswerProblem(say("answers.choice.not_known_with_others"))
    return [choice.id for choice in choices if choice.id in chosen]


def describe_choice(question: Question, choice_id: str) -> str:
    """Say a choice back by its label; an id that the form does not have, as it is."""
    return next((choice.label for choice in offered(question) if choice.id == choice_id), choice_id)


def offered(question: Question) -> tuple[Choice, ...]:
    """Give the choices of a question, with “not known” where the question takes it."""
    if not question.not_known_allowed or any(choice.id == NOT_KNOWN for choice in question.choices):
        return question.choices
    return (*question.choices, Choice(id=NOT_KNOWN, label=say("answers.not_known")))


def _find(choices: Sequence[Choice], typed: str) -> str | None:
    """Give the id of the choice that was meant: by id or label, otherwise by the only label that so begins."""
    words = _bare(typed)
    if not words:
        return None
    if words == _bare(NOT_KNOWN) or means_not_known(typed):
        return next((choice.id for choice in choices if choice.id == NOT_KNOWN), None)
    meant = in_english("answer", words)
    words = "yes" if meant in _YES else "no" if meant in _NO else words
    for choice in choices:
        if words in {_bare(choice.id), _bare(choice.label)}:
            return choice.id
    beginning = {choice.id for choice in choices if _bare(choice.label).startswith(words)}
    beginning = beginning or {choice.id for choice in choices if _bare(choice.id).startswith(words)}
    return beginning.pop() if len(beginning) == 1 else None


def _bare(words: str) -> str:
    """Give the words without marks, so that “Section-20” and “section 20” are the same."""
    return " ".join(re.sub(r"[^\w]|_", " ", for_comparing(words)).split())


def _split(choices: Sequence[Choice], typed: str) -> list[str]:
    if _find(choices, typed) is not None:
        return [typed]
    for separator in (r"[\n;]", r"[\n;,]", r"[\n;,&]|\band\b"):
        parts = [part for part in re.split(separator, typed) if part.strip()]
        if parts and all(_find(choices, part) is not None for part in parts):
            return parts
    return [part for part in re.split(r"[\n;,]", typed) if part.strip()] or [typed]


def _labels(choices: Sequence[Choice]) -> str:
    labels = ", ".join(choice.label for choice in choices[:_SHOWN_IN_A_MESSAGE])
    more = len(choices) - _SHOWN_IN_A_MESSAGE
    return labels if more <= 0 else say("answers.choice.and_more", choices=labels, more=more)
