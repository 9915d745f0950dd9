"""Declarations: a name that signs and the date beside it, apart or together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from forms.documents.reading.findings import LIKELY, SURE
from forms.documents.reading.labels import Label, label_of
from forms.documents.reading.lines import Lines, plain
from forms.documents.reading.sheet import Sheet
from forms.documents.reading.values import dates_in
from forms.vocabulary import About, Kind, Question

_A_DATE = re.compile(r"\bdated?\b", re.IGNORECASE)
_BEFORE_A_DATE = re.compile(r"\W*\b(?:date|dated|on):?\W*$", re.IGNORECASE)
_OF_A_SIGNATURE = frozenset({"signature", "name", "date", "agency", "role", "discussed"})


@dataclass(frozen=True)
class _Begun:
    question: Question
    label: str = field(repr=False)
    name: str = field(repr=False)


class Signing:
    """The declaration that is being read: its date may stand under the next label."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._begun: _Begun | None = None

    def take(self, label: str, found: Label, value: Lines) -> bool:
        """Take a place that belongs to a declaration; tell whether it does."""
        return self._goes_on(label, found, value) or self._begins(label, found, value)

    def end(self, day: str = "") -> None:
        """End the declaration that was begun. Without a date of its own, it is likely of the day of the referral."""
        if self._begun is None:
            return
        begun, self._begun = self._begun, None
        question, is_sure = self._signed_by(begun)
        written = ", ".join(filter(None, [begun.name.replace(",", " "), day or self._day_of_the_referral()]))
        answer = self._sheet.answer(question, written)
        if answer is not None:
            is_sure = is_sure and bool(day) and not answer.is_unread
            self._sheet.findings.put(question, answer, begun.label, SURE if is_sure else LIKELY, written)

    def _goes_on(self, label: str, found: Label, value: Lines) -> bool:
        if self._begun is None or found.people:
            return False
        text = plain(value)
        if dates_in(text) and _A_DATE.search(label) and found.words <= {"date", "referral_date", "signature"}:
            self.end(text)
        elif found.words == {"name"}:
            # the name in print is better read than the one that is signed
            self._sheet.findings.keep(self._begun.label, self._begun.name)
            self._begun = replace(self._begun, name=text)
        elif found.words and found.words <= {"role", "agency"}:
            self._sheet.keep(label, value)
        else:
            return False
        return True

    def _begins(self, label: str, found: Label, value: Lines) -> bool:
        asks_name = found.words <= {"name", "agency", "role"} and bool(found.people or "name" in found.words)
        signs = "signature" in found.words or (self._sheet.where.signs and asks_name)
        signatures = self._sheet.signatures()
        if not signs or found.words - _OF_A_SIGNATURE or not signatures:
            return False
        self.end()
        text = plain(value)
        dates = dates_in(text)
        name = text[: dates[0].start()].strip(" ,;\n") if dates else text
        self._begun = _Begun(self._asked(label, found, signatures), label, _BEFORE_A_DATE.sub("", name))
        if dates:
            self.end(dates[0][0])
        return True

    def _asked(self, label: str, found: Label, signatures: list[Question]) -> Question:
        """Give whose declaration a label asks for: that of whom it names, else the first that was not made."""
        if found.people:
            matches = self._sheet.vocabulary.matches(f"signature {label}")
            named = [match.question for match in matches if match.question.kind is Kind.SIGNATURE]
            return named[0] if named else signatures[0]
        return next((one for one in signatures if self._sheet.findings.known(one.id) is None), signatures[0])

    def _signed_by(self, begun: _Begun) -> tuple[Question, bool]:
        """Give whose declaration it is by the name that signs, where the label does not say; and if that is sure."""
        if label_of(begun.label).people or self._sheet.vocabulary.is_own(begun.label):
            return begun.question, True
        for about in (About.REFERRER, About.LEAD):
            asked = self._sheet.question("name", about)
            known = self._sheet.findings.known(asked.id) if asked else None
            if isinstance(known, str) and _may_be_one(begun.name, known):
                own = [one for one in self._sheet.signatures() if self._sheet.vocabulary.about[one.id] is about]
                is_free = bool(own) and self._sheet.findings.known(own[0].id) is None
                return (own[0], True) if is_free else (begun.question, False)
        return begun.question, False

    def _day_of_the_referral(self) -> str:
        matches = self._sheet.vocabulary.matches("date of referral")
        dates = [match.question for match in matches if match.question.kind is Kind.DATE]
        known = self._sheet.findings.known(dates[0].id) if dates else None
        return known if isinstance(known, str) else ""


def _may_be_one(name: str, other: str) -> bool:
    """Tell whether two names may be one person's: the last names are the same."""
    left, right = name.replace(",", " ").casefold().split(), other.replace(",", " ").casefold().split()
    return bool(left) and bool(right) and (left[-1] == right[-1] or set(left) == set(right))
