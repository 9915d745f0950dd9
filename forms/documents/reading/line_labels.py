"""What in a line is a label, and what stands behind it: after a colon, in a place to fill in, in plain type."""

from __future__ import annotations

import re
from itertools import islice

from forms.documents.content import MarkKind, Text
from forms.documents.reading.labels import is_numbered, label_of
from forms.documents.reading.lines import marked_at_start, part
from forms.documents.reading.pieces import Heading, Loose, Pair, Piece
from forms.documents.reading.sections import Sections
from forms.documents.reading.several import asked_together
from forms.documents.reading.ticks import has_boxes
from forms.documents.reading.vocabulary import Vocabulary

LIKE_A_LABEL = 0.7
SURELY_A_LABEL = 0.86
LONGEST_LABEL = 40
"""Words."""
LONGEST_LABEL_IN_LETTERS = 600
LONGEST_BARE_LABEL = 16
"""Words of a label without a mark behind it."""
_MOST_LABELS = 200
"""Ends of labels that are looked at in one line: a whole form that a PDF wrote in one line has fewer."""
_ASKS_ON = re.compile(r"(?:if|please|and|when|who|what|give)\b[^?:]*(?:[?:]|$)", re.IGNORECASE)
"""What a label goes on with after a question mark: “If yes, who?”"""
ENDS_A_LABEL = re.compile(
    r"(?<!\d):(?=\s|$|[^\d/\\])|(?<=[)\w])\s*[:：](?=\s|$)|(?<=\w)\?\s+(?=\S)(?![^(]*\))|\s[–—-]\s"
)


class LineLabels:
    """Tells labels in lines; `vocabulary` and `sections` tell what looks like a label or a heading."""

    def __init__(self, vocabulary: Vocabulary, sections: Sections) -> None:
        self.vocabulary = vocabulary
        self.sections = sections

    def strength(self, text: str) -> float:
        """Give how much a text looks like a label, of one thing or of several side by side."""
        found = self.vocabulary.strength(text)
        return max(found, SURELY_A_LABEL) if found < SURELY_A_LABEL and asked_together(text) else found

    def is_label(self, text: str, needed: float) -> bool:
        is_short = len(text) <= LONGEST_LABEL_IN_LETTERS and len(text.split()) <= LONGEST_LABEL
        return is_short and self.strength(text) >= needed

    def split(self, line: Text, *, follows: str | None, is_within: bool) -> list[Piece] | None:
        """Give the pieces of a line that has a label or is a heading; None where it is only words."""
        text = line.text
        gap = next((mark for mark in line.marks if mark.kind is MarkKind.GAP), None)
        if gap is not None and text[: gap.start].strip(" :"):
            return self._by_gaps(line)
        if line.is_heading and (found := self._bare(line, follows=follows, is_within=is_within)) is not None:
            return found
        pairs = self._by_colons(line)
        if pairs:
            return pairs
        bold = marked_at_start(line, MarkKind.BOLD)
        if 0 < bold < len(text.rstrip()) and self.is_label(text[:bold], LIKE_A_LABEL):
            return [Pair(text[:bold].strip(), (part(line, bold),))]
        if has_boxes(text):
            before = re.split(r"[☐☒\[(✓✔√□■]", text, maxsplit=1)[0]
            if before.strip() and self.is_label(before, LIKE_A_LABEL):
                return [Pair(before.strip(), (part(line, len(before)),))]
            return None
        return self._bare(line, follows=follows, is_within=is_within) or self._run_together(line)

    def _run_together(self, line: Text) -> list[Piece] | None:
        """Cut a line where a label and its value ran together: “Full nameGrace Whitlock”."""
        for join in re.finditer(r"(?<=[a-z?)])(?=[A-Z0-9☐☒])", line.text):
            label = line.text[: join.start()]
            if len(label.split()) <= LONGEST_BARE_LABEL and self.strength(label) >= SURELY_A_LABEL:
                return [Pair(label, (part(line, join.start()),))]
        return None

    def _bare(self, line: Text, *, follows: str | None, is_within: bool) -> list[Piece] | None:
        """Read a line by itself as a heading, as a label whose value stands below, or as neither."""
        text = line.text.strip()
        words = len(text.split())
        ends = text.endswith((":", "?"))
        if words > LONGEST_LABEL or len(text) > LONGEST_LABEL_IN_LETTERS or (words > LONGEST_BARE_LABEL and not ends):
            return None
        heading, label = self.sections.strength(text), self.strength(text)
        if line.is_heading:
            if re.search(r":\s+[^\sa-z]", text) and heading < 0.75:
                return None
            names_somebody = heading >= 0.6 and bool(label_of(text).people)
            if label >= LIKE_A_LABEL and label > heading + 0.02 and not names_somebody:
                return [Pair(text, ())]
            return [Heading(text)]
        if ends and not is_within and (label >= 0.6 or heading < 0.75):
            return [Pair(text, ())] if label >= 0.5 or words <= 8 else None
        if ends and (label >= 0.5 or follows is not None or (text.endswith(":") and words <= 8)):
            return [Pair(text, ())]
        if text.endswith((".", ",", ";", "!")) or text[:1].islower() or self._answers(text, follows):
            return None
        if heading >= 0.9 and heading > label:
            return [Heading(text)]
        if label >= SURELY_A_LABEL or (is_numbered(text) and label >= 0.6):
            return [Pair(text, ())]
        return [Heading(text)] if heading >= 0.95 and words <= 6 else None

    def _answers(self, text: str, follows: str | None) -> bool:
        """Tell whether words that look like a label answer the label before: “Social worker” under “Role”."""
        if follows is None:
            return False
        asked = label_of(follows).words
        return (
            bool(asked & {"role", "agency", "relationship", "category", "school", "social_worker", "kind"})
            and len(text.split()) <= 8
            and not text.endswith((":", "?"))
        )

    def _by_gaps(self, line: Text) -> list[Piece]:
        pieces: list[Piece] = []
        start = 0
        for gap in sorted((mark for mark in line.marks if mark.kind is MarkKind.GAP), key=lambda mark: mark.start):
            label = line.text[start : gap.start].strip(" :\t")
            if label:
                pieces.append(Pair(label, (part(line, gap.start, gap.end),)))
            elif pieces and isinstance(before := pieces[-1], Pair):
                pieces[-1] = Pair(before.label, (*before.value, part(line, gap.start, gap.end)))
            start = gap.end
        if line.text[start:].strip():
            pieces.append(Loose(part(line, start)))
        return pieces

    def _by_colons(self, line: Text) -> list[Piece] | None:
        """Cut a line at its labels, each before a colon: “Name: … Date of birth: …”."""
        text = line.text
        colons = list(islice(ENDS_A_LABEL.finditer(text), _MOST_LABELS))
        for colon in reversed(colons):
            if self.vocabulary.is_own(text[: colon.start()]):
                value = part(line, colon.end())
                return [Pair(text[: colon.start()].strip(), (value,) if value.text else ())]
        if self.vocabulary.is_own(text):
            return [Pair(text.strip(), ())]
        cuts: list[tuple[int, int, int]] = []
        for colon in colons:
            if line.is_heading and not colon[0].strip(" ").startswith(":"):
                continue
            if colon[0].startswith("?") and _ASKS_ON.match(text[colon.end() :]):
                continue
            start = self._label_before(text, cuts[-1][2] if cuts else 0, colon)
            if start is not None:
                cuts.append((start, colon.start() + text[colon.start() : colon.end()].count("?"), colon.end()))
        if not cuts:
            return None
        pieces: list[Piece] = [Loose(part(line, 0, cuts[0][0]))] if text[: cuts[0][0]].strip(" -•*·") else []
        for number, (start, end, after) in enumerate(cuts):
            until = cuts[number + 1][0] if number + 1 < len(cuts) else len(text)
            value = part(line, after, until)
            pieces.append(Pair(text[start:end].strip(" -•*·:"), (value,) if value.text else ()))
        return pieces

    def _label_before(self, text: str, begin: int, colon: re.Match[str]) -> int | None:
        """Give where the label begins that ends at a colon, or None where no label does."""
        before = text[begin : colon.start()]
        is_dash = colon[0].strip() in {"-", "–", "—"}
        words = list(re.finditer(r"\S+", before))
        if not words or len(words) > LONGEST_LABEL or len(before) > LONGEST_LABEL_IN_LETTERS:
            return None
        if begin == 0:
            whole = self.strength(before)
            if whole >= (0.9 if is_dash else 0.62) or (not is_dash and self.sections.strength(before) >= 0.9):
                return 0
        if is_dash:
            return None
        best, found = 0.0, None
        for word in reversed(words[-12:]):
            candidate = before[word.start() :]
            if candidate[:1].islower() and word.start() > 0:
                continue
            strength = self.strength(candidate)
            if strength >= best and strength >= 0.8:
                best, found = strength, begin + word.start()
        if found is not None:
            return found
        looks = text[colon.start() : colon.end()].startswith(":") and len(words) <= 9 and before.strip()[:1].isupper()
        return 0 if begin == 0 and looks and not re.search(r"[.;!]\s", before) else None
