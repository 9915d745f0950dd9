"""What should be stored of one draft after each thing that its owner does: the model that random people are held to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from forms.answers import AnswerProblem, Typed, parse_answer
from forms.vocabulary import AnswerKey, Question, Section, Value, is_beside_the_menu, is_unread
from tests.cases import DAY


def understood(question: Question, given: Typed) -> Value | None:
    """Give what is to be stored for what was typed: its value, or the words themselves if not understood."""
    try:
        return parse_answer(question, given, today=DAY)
    except AnswerProblem:
        if isinstance(given, dict):
            return given | {"unread": ", ".join(part for part in given.values() if part)}
        return {"unread": ", ".join(given) if isinstance(given, list) else given or ""}


@dataclass
class Expected:
    """The answers of one draft as they should be, and the revision at which each last changed."""

    answers: dict[AnswerKey, Value] = field(default_factory=dict)
    changed_at: dict[AnswerKey, int] = field(default_factory=dict)
    revision: int = 0
    order: dict[str, list[str]] = field(default_factory=dict)
    """The rows of each group as they are kept, those included that were emptied since."""

    def save(
        self, sections: Iterable[Section], typed: Mapping[str, Typed], *, row_id: str, revision: int
    ) -> tuple[set[str], set[str]]:
        """Change what a screen drawn at `revision` should change.

        Gives the labels of answers that are newer elsewhere, and the ids of questions that were not understood.
        """
        questions = {question.id: (section, question) for section in sections for question in section.questions}
        newer, problems, changes = set(), set(), dict[AnswerKey, Value | None]()
        for question_id, given in typed.items():
            section, question = questions[question_id]
            place = (question_id, row_id if section.group else "")
            value = understood(question, given)
            if value is None and is_beside_the_menu(question, self.answers.get(place)):
                continue
            if self.changed_at.get(place, 0) > revision and self.answers.get(place) != value:
                newer.add(question.label)
                continue
            if is_unread(value):
                problems.add(question_id)
            if self.answers.get(place) != value:
                changes[place] = value
        self._change(changes)
        for question_id, row in changes:
            kept = self.order.setdefault(question_id.partition(".")[0], []) if row else []
            if row and row not in kept:
                kept.append(row)
        return newer, problems

    def rows(self, group: str) -> tuple[str, ...]:
        """Give the rows in which something is answered, in their order."""
        filled = {row for question_id, row in self.answers if question_id.partition(".")[0] == group}
        return tuple(row for row in self.order.get(group, []) if row in filled)

    def put_before(self, group: str, row: str, before: str, seen: tuple[str, ...]) -> None:
        """Put a row straight before another one, if the order is the one that was seen."""
        rows = self.rows(group)
        others = [one for one in rows if one != row]
        if before not in others or row not in rows or seen != rows:
            return
        others.insert(others.index(before), row)
        self._order(group, others)

    def put_in_order_of_date(self, group: str, question_id: str) -> None:
        """Put the rows in the order of a date, those without one last."""

        def first_day(row: str) -> str:
            value = self.answers.get((question_id, row))
            return value["from"] if isinstance(value, dict) and "from" in value else "no date"

        self._order(group, sorted(self.rows(group), key=first_day))

    def _order(self, group: str, wanted: list[str]) -> None:
        if tuple(wanted) != self.rows(group):
            self.order[group] = [*wanted, *(row for row in self.order[group] if row not in wanted)]
            self.revision += 1

    def remove_row(self, row_id: str) -> None:
        """Clear every answer of a row."""
        self._change({place: None for place in self.answers if place[1] == row_id})

    def fill_in(self, question_id: str, value: Value) -> None:
        """Answer a question as the bot does by itself."""
        self._change({(question_id, ""): value})

    def _change(self, changes: Mapping[AnswerKey, Value | None]) -> None:
        self.revision += bool(changes)
        for place, value in changes.items():
            self.changed_at[place] = self.revision
            if value is None:
                del self.answers[place]
            else:
                self.answers[place] = value
