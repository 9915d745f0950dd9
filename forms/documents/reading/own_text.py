"""The Board's own form as plain text, filled in: its own labels tell where each answer stands.

The labels stand in the form's order, so that an answer which looks like an earlier label is an answer all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from forms.answers.choices import offered
from forms.answers.text import for_comparing
from forms.documents.blank import printed
from forms.documents.content import EMPTY_BOX, TICKED, Block, Content, Mark, MarkKind, Text
from forms.documents.contents.line import Line
from forms.vocabulary import Choice, Form, Kind, Question, Section
from forms.words import say

_MOST_JOINED = 8
"""Lines into which a mail program may have wrapped one line of ours."""
_QUOTE = re.compile(r"^(?:\s*>)+ ?")


def with_places(content: Content, form: Form) -> Content:
    """Give the text with a named place around each answer; what stands in no place stays as it is."""
    lines = [_QUOTE.sub("", block.text) for block in content.blocks if isinstance(block, Text)]
    known = {for_comparing(_as_read(line)) for line in printed(form, "txt")}
    return replace(content, blocks=tuple(_Reader(form, known).read(lines)))


@dataclass
class _Reader:
    """Goes through the lines, knowing which label may come next."""

    form: Form
    known: set[str]
    """Lines that the form prints."""
    section: Section | None = None
    row: int = 0
    reached: int = -1
    """The number of the question in its section whose label was read last."""
    place: str = ""
    question: Question | None = None
    answer: list[str] = field(default_factory=list)

    def read(self, lines: Sequence[str]) -> Iterator[Block]:
        """Give the lines in their places."""
        at = 0
        while at < len(lines):
            if label := self._label(lines, at):
                yield from self._finished()
                self.place, self.question, rest, taken = label
                self.answer = [rest]
            elif taken := self._structure(lines, at) or _joined_in(lines, at, self.known):
                yield from self._finished()
            elif box := self._box(lines, at):
                block, taken = box
                yield block
            else:
                self.answer.append(lines[at])
                taken = 1
            at += taken
        yield from self._finished()

    def _finished(self) -> Iterator[Block]:
        """Give the answer that has been read so far, a line each, without blank lines around it."""
        text = "\n".join(self.answer).strip()
        for line in text.split("\n") if text else ():
            marks = (Mark(0, len(line), MarkKind.GAP, self.place),) if self.place else ()
            yield Text(line, marks)
        self.answer, self.place = [], ""

    def _structure(self, lines: Sequence[str], at: int) -> int:
        """Take the title of a section or a row; gives how many lines it has."""
        line = for_comparing(lines[at])
        ruled = at + 1 < len(lines) and set(lines[at + 1].strip()) == {"-"}
        for section in self.form.sections if ruled else ():
            if line == for_comparing(section.title):
                self.section, self.row, self.reached, self.question = section, 0, -1, None
                return 2
        if ruled:
            return 2 if line in self.known else 0
        if self.section is not None and self.section.group is not None:
            found = re.fullmatch(rf"{re.escape(for_comparing(self.section.row_name))} (\d{{1,2}})", line)
            if found and int(found[1]) == self.row + 1:
                self.row, self.reached, self.question = self.row + 1, -1, None
                return 1
        return 0

    def _label(self, lines: Sequence[str], at: int) -> tuple[str, Question, str, int] | None:
        """Find a label that may come next: the place, the question, what follows on the line, how many lines it has."""
        if self.section is None or (self.section.group is not None and not self.row):
            return None
        for number, question in enumerate(self.section.questions):
            parts = ("name", "date") if question.kind is Kind.SIGNATURE else ("",)
            for part in parts if number >= self.reached else ():
                label = f"{question.label}: {say(f'blank_form.{part}').lower()}" if part else question.label
                rest = _after(lines, at, label)
                if rest is None or (number == self.reached and not part):
                    continue
                self.reached = number
                name = question.id
                if self.section.group is not None:
                    name = f"{self.section.group}[{self.row}].{question.id.partition('.')[2]}"
                return f"{name}/{part}" if part else name, question, *rest
        return None

    def _box(self, lines: Sequence[str], at: int) -> tuple[Text, int] | None:
        """Find a box of the question that is being answered."""
        sign = lines[at].strip()[:1]
        if self.question is None or sign not in {TICKED, EMPTY_BOX} or not self.place:
            return None
        for choice in boxes_of(self.question):
            rest = _after(lines, at, choice.label, skipped=1)
            if rest is not None and not rest[0]:
                return Text(sign, (Mark(0, 1, MarkKind.GAP, f"{self.place}/{choice.id}"),)), rest[1]
        return None


def _as_read(line: str) -> str:
    """Give a line of ours as the reader of texts gives it, its boxes drawn."""
    written = Line()
    written.add(line)
    return written.text().text


def boxes_of(question: Question) -> tuple[Choice, ...]:
    """Give the choices that the form prints for a question, each with a box."""
    if question.kind not in {Kind.YES_NO, Kind.CHOICE, Kind.SEVERAL}:
        return ()
    if question.kind is not Kind.YES_NO:
        return offered(question)
    yes, no = (Choice(id=each, label=say(f"answers.yes_no.{each}")) for each in ("yes", "no"))
    return offered(question.model_copy(update={"choices": (yes, no)}))


def _joined_in(lines: Sequence[str], at: int, known: set[str]) -> int:
    """Give how many lines from here on are one of the known lines, wrapped or not."""
    if not lines[at].strip():
        return 0
    for count in range(1, _MOST_JOINED + 1):
        if for_comparing(" ".join(lines[at : at + count])) in known:
            return count
    return 0


def _after(lines: Sequence[str], at: int, label: str, *, skipped: int = 0) -> tuple[str, int] | None:
    """Give what follows a label that begins here, wrapped or not, and how many lines the label has."""
    wanted = for_comparing(label).rstrip(":")
    written = ""
    for count in range(1, _MOST_JOINED + 1):
        if at + count > len(lines) or (count > 1 and not lines[at + count - 1].strip()):
            return None
        line = lines[at + count - 1].strip()[skipped if count == 1 else 0 :]
        written = f"{written} {line}".strip()
        words = for_comparing(written)
        if (
            words.startswith(wanted)
            and words[len(wanted) :][:1] in {"", ":", " "}
            and (wanted.endswith("?") or words[len(wanted) :][:1] in {"", ":"})
        ):
            return _rest(written, wanted), count
        if not wanted.startswith(words):
            return None
    return None


def _rest(written: str, wanted: str) -> str:
    """Give what stands behind the label, as it was written."""
    for end in range(len(wanted) // 2, len(written) + 1):
        if for_comparing(written[:end]) == wanted:
            return written[end:].lstrip().removeprefix(":").strip()
    return ""
