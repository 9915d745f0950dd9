"""A document while it is being read: what is looked for, what was found, and where the reader is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from forms.documents.content import Text
from forms.documents.reading.findings import LIKELY, SURE, Findings
from forms.documents.reading.lines import Lines, all_words
from forms.documents.reading.sections import Sections
from forms.documents.reading.values import Answer, answer_of
from forms.documents.reading.vocabulary import Vocabulary
from forms.documents.reading.where import Where
from forms.vocabulary import About, Kind, Question

_A_PART = 0.75
_TRUSTED = 0.9


@dataclass
class Sheet:
    """Everything that the readers of single places share."""

    vocabulary: Vocabulary
    sections: Sections
    findings: Findings
    where: Where
    today: date

    def keep(self, label: str, lines: Lines) -> None:
        """Keep what stands in a place, as it is."""
        self.findings.keep(label, all_words(lines))

    def answer(self, question: Question, written: str, label: str = "") -> Answer | None:
        """Read some words as the answer to a question."""
        return answer_of(question, (Text(written),), today=self.today, label=label)

    def put_words(self, question: Question, written: str, label: str, *, trust: float = 1.0) -> bool:
        """Put words to a question where they are an answer to it; tell whether they are."""
        answer = self.answer(question, written, label)
        if answer is None or answer.is_unread:
            return False
        self.findings.put(question, answer, label, SURE if trust >= _TRUSTED else LIKELY, written)
        return True

    def question(self, part: str, about: About | None) -> Question | None:
        """Give the question that asks somebody for one thing: their “name”, their “date of birth”."""
        for match in self.vocabulary.matches(part.replace("_", " "), about):
            if self.vocabulary.about[match.question.id] is about and match.score >= _A_PART:
                return match.question
        return None

    def has_group(self, group: str) -> bool:
        """Tell whether the form has rows of that name."""
        return any(section.group == group for section in self.vocabulary.form.sections)

    def signatures(self) -> list[Question]:
        """Give the form's declarations."""
        return [one for one in self.questions() if one.kind is Kind.SIGNATURE]

    def questions(self) -> Iterable[Question]:
        """Give every question of the form."""
        return (question for section in self.vocabulary.form.sections for question in section.questions)
