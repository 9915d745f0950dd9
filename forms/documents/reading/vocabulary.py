"""Which question a label asks: the labels and aliases of a form as meanings, and how near others come to them."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from forms.documents.reading.labels import Label, label_of
from forms.vocabulary import About, Form, Question

_LEAST = 0.4
"""Below this a label and a question have nothing to do with each other."""
_KEPT = 8
"""Forms whose vocabulary is kept."""
_ANOTHER_PERSON = 0.3
_ELSEWHERE = 0.82
_NO_CONTEXT = 0.9
_ONE_OF_SEVERAL = 0.85
_ROWS_ELSEWHERE = 0.6
_GENERAL = frozenset({"date", "name", "contact", "time", "comment", "reason", "category", "kind", "address"})
"""What is asked of many: by itself it asks nothing more special."""
_MODIFIERS = frozenset({"then", "different", "home", "work", "comment", "reason", "concern"})
_AT_HOME = frozenset({"home", "current_address", "different"})
"""Where somebody lives is asked of the child and the family only."""
_ONE_PAGE = frozenset({About.REFERRER, About.LEAD})
_SURELY = 0.85
_ONE_SIDE = 0.75
_OF_A_JOB = frozenset({"role", "agency"})
_LITTLE = 0.5
"""The weight of what says which of several (“home address”), or when."""
_IN_ROWS_ONLY = frozenset({About.WORKER, About.EVENT})


@dataclass(frozen=True)
class Match:
    """A question that a label may ask, and how likely that is, between 0 and 1."""

    question: Question
    about: About | None
    score: float


@dataclass(frozen=True)
class _Phrase:
    question: Question
    about: About | None
    label: Label
    weight: float


class Vocabulary:
    """The labels and aliases of one form."""

    def __init__(self, form: Form) -> None:
        self.form = form
        said = [
            (question, question.about or section.about, label)
            for section in form.sections
            for question in section.questions
            for label in _labels(question, question.about or section.about)
            if label.words
        ]
        counted: dict[str, set[str]] = defaultdict(set)
        for question, _, label in said:
            for word in label.words:
                counted[word].add(question.id)
        total = sum(len(section.questions) for section in form.sections)
        self._weights = {word: 1.0 + math.log(total / len(ids)) for word, ids in counted.items()}
        self._unknown = 1.0 + math.log(total)
        self._by_word: dict[str, list[_Phrase]] = defaultdict(list)
        for question, about, label in said:
            phrase = _Phrase(question, about, label, self._weight(label.words))
            for word in label.words:
                self._by_word[word].append(phrase)
        self.about = {q.id: q.about or s.about for s in form.sections for q in s.questions}
        self.headings = tuple(
            (section, label_of(text)) for section in form.sections for text in (section.title, *section.aliases)
        )
        self._own: dict[str, list[Question]] = defaultdict(list)
        for section in form.sections:
            for question in section.questions:
                self._own[bare(question.label)].append(question)
        self.printed = frozenset(
            bare(text)
            for section in form.sections
            for text in (section.intro, *(said for q in section.questions for said in (q.hint, q.explain)))
            if text
        )
        self._strengths: dict[str, float] = {}
        self._matched: dict[tuple[Label, About | None, str | None], tuple[Match, ...]] = {}

    def matches(
        self, text: str, about: About | None = None, group: str | None = None, under: frozenset[str] = frozenset()
    ) -> tuple[Match, ...]:
        """Give the questions that a label may ask, the likeliest first.

        `about` is whom its surroundings speak of; `group` the rows that it heads a column of, where it does;
        `under` what the heading over it means, where that is to be read with it.
        """
        own = self._exactly(text, about, group)
        if own is not None:
            return (own,)
        label = _complete(label_of(text))
        if under:
            label = replace(label, words=label.words | under)
        key = (label, about, group)
        if key not in self._matched:
            found = self._match(label, about, group)
            sides = _sides(text)
            if sides and not under and (not found or found[0].score < _SURELY or label.words >= _OF_A_JOB):
                each = (self.matches(side, about, group) for side in sides)
                found = next((one for one in each if one and one[0].score >= _ONE_SIDE), found)
            self._matched[key] = found
        return self._matched[key]

    def is_own(self, text: str) -> bool:
        """Tell whether a text is one of the form's own labels."""
        return bare(text) in self._own

    def is_printed(self, text: str) -> bool:
        """Tell whether a text is what the form itself prints beside its labels."""
        return bare(text) in self.printed

    def _exactly(self, text: str, about: About | None, group: str | None) -> Match | None:
        """Give the question whose own label a text is, where it stands among those of whom it is."""
        own = self._own.get(bare(text), ())
        for question in sorted(own, key=lambda one: self.about[one.id] is not about):
            whose = self.about[question.id]
            if group is not None and question.id.rpartition(".")[0] != group:
                continue
            if group is not None or whose in {about, None} or (about in _ONE_PAGE and whose in _ONE_PAGE):
                return Match(question, whose, 1.0)
        return None

    def strength(self, text: str) -> float:
        """Give how much a text looks like a label of any question, whatever it stands under."""
        if self.is_own(text):
            return 1.0
        if text not in self._strengths:
            label = label_of(text)
            found = max((self._alike(label, phrase) for phrase in self._near(label)), default=0.0)
            if not label.words and label.people:
                found = 0.75
            self._strengths[text] = max((found, *map(self.strength, _sides(text))))
        return self._strengths[text]

    def _match(self, label: Label, about: About | None, group: str | None) -> tuple[Match, ...]:
        best: dict[str, Match] = {}
        for phrase in self._near(label):
            if group is not None and phrase.question.id.rpartition(".")[0] != group:
                continue
            score = self._alike(label, phrase) * self._whose(label, phrase, about, group)
            found = best.get(phrase.question.id)
            if score >= _LEAST and (found is None or found.score < score):
                best[phrase.question.id] = Match(phrase.question, phrase.about, score)
        found_all = sorted(best.values(), key=lambda match: -match.score)
        return tuple(found_all)

    def _near(self, label: Label) -> Iterable[_Phrase]:
        seen: dict[int, _Phrase] = {}
        for word in label.words:
            for phrase in self._by_word.get(word, ()):
                seen[id(phrase)] = phrase
        return seen.values()

    def _alike(self, label: Label, phrase: _Phrase) -> float:
        """Compare what two labels ask: twice what they have in common, of all that they say."""
        common = self._weight(label.words & phrase.label.words)
        of_label = self._weight(label.words)
        alike = 2 * common / (of_label + phrase.weight)
        if label.words <= _GENERAL and not phrase.label.words <= label.words:
            alike *= 0.7
        if "different" in label.words - phrase.label.words:
            alike *= 0.75
        is_of_more = phrase.question.details_of is not None
        return alike * (1.0 if label.asks_more is is_of_more or not is_of_more else 0.85)

    def _weight(self, words: Iterable[str]) -> float:
        return sum(_LITTLE if word in _MODIFIERS else self._weights.get(word, self._unknown) for word in words)

    def _whose(self, label: Label, phrase: _Phrase, about: About | None, group: str | None) -> float:
        """Give what is left of a likeness when whom the two speak of is taken into account."""
        mine, theirs = label.people, phrase.label.people
        whose = phrase.about
        if whose is None:
            extra = len(mine - theirs - {About.CHILD})
            missing = len(theirs - mine - {About.CHILD, *([about] if about else [])})
            return 0.9**extra * 0.85**missing * (0.6 if "nobody" in mine - theirs else 1)
        if whose in _ONE_PAGE and label.words & _AT_HOME:
            return _ANOTHER_PERSON
        if mine:
            if whose in mine and not mine - theirs - {whose, About.CHILD}:
                return 1.0
            if mine <= theirs:
                return 0.98 if about in {None, whose} else _ONE_OF_SEVERAL
            return _ANOTHER_PERSON
        if group is not None or about == whose:
            return 1.0
        if whose in _IN_ROWS_ONLY:
            return _ROWS_ELSEWHERE
        if about is not None and self._is_asked_of_one_only(label, whose):
            return _NO_CONTEXT
        if about is not None:
            return _ELSEWHERE if whose is About.CHILD or whose in theirs else _ROWS_ELSEWHERE
        return (
            _NO_CONTEXT
            if self._is_asked_of_one_only(label, whose)
            else _ONE_OF_SEVERAL - (whose is not About.CHILD) * 0.1
        )

    def _is_asked_of_one_only(self, label: Label, about: About) -> bool:
        """Tell whether only of one person something is asked that is so called."""
        return all(phrase.about in {about, None} or self._alike(label, phrase) < 0.75 for phrase in self._near(label))


_kept: dict[int, Vocabulary] = {}


def bare(text: str) -> str:
    """Give a text in small letters without marks, for comparing."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _sides(text: str) -> tuple[str, ...]:
    """Give the two sides of a label that says the same twice: “Enw / Name”, “Role / dept”."""
    parts = tuple(part.strip() for part in re.split(r"\s+/\s+|\s+\|\s+", text) if part.strip())
    return parts if len(parts) == 2 else ()


def vocabulary_of(form: Form) -> Vocabulary:
    """Give the vocabulary of a form, made once."""
    found = _kept.get(id(form))
    if found is None or found.form is not form:
        if len(_kept) >= _KEPT:
            _kept.clear()
        found = _kept[id(form)] = Vocabulary(form)
    return found


def _labels(question: Question, about: About | None) -> Iterable[Label]:
    said = {label_of(text) for text in (question.label, *question.aliases)}
    return said if about is None else {_complete(label) for label in said}


def _complete(label: Label) -> Label:
    """Read a label that only names somebody as one that asks for their name."""
    if label.words or not label.people:
        return label
    return replace(label, words=frozenset({"name"}), asked=("name",))
