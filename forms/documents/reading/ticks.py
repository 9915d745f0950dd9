"""What was ticked, struck out or made bold among several choices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from forms.documents.content import EMPTY_BOX, TICKED, MarkKind, Text
from forms.documents.reading.lines import Lines, is_marked, plain

_BOX = re.compile(
    rf"[{TICKED}{EMPTY_BOX}✓✔√☑□■✗✘]|\[ ?[xX✓✔√] ?\]|\[ {{0,3}}\]|\( ?[xX✓✔√] ?\)|\( {{1,3}}\)"
    r"|(?<!_)_{2,}+(?=\s*(?:yes|no)\b)",
    re.IGNORECASE,
)
_FILLED = re.compile(rf"[{TICKED}xX✓✔√☑■✗✘]")
_BETWEEN = re.compile(r"\s*(?:/|\||\[|\]|\bor\b|\t)\s*")


@dataclass(frozen=True)
class Ticks:
    """The choices of a place with tick boxes, as they are worded there: those ticked, and all."""

    ticked: tuple[str, ...]
    offered: tuple[str, ...]
    beside: str = ""
    """What else was written there."""


def has_boxes(text: str) -> bool:
    """Tell whether there is a tick box in a text."""
    return _BOX.search(text) is not None


def ticks_of(lines: Lines) -> Ticks | None:
    """Give what was ticked, or None where there are no boxes. A box stands before or after each of its choices."""
    texts = plain(lines).split("\n")
    boxed = [text for text in texts if has_boxes(text)]
    if not boxed:
        return None
    stands_before = all(_BOX.match(text.strip()) for text in boxed)
    if not stands_before and not any(_ends_with_box(text) for text in boxed):
        stands_before = True
    choices = [choice for text in boxed for choice in _choices(text, stands_before=stands_before)]
    beside = "\n".join(text for text in texts if text not in boxed)
    leading = " ".join(_BOX.split(text, maxsplit=1)[0].strip() for text in boxed) if stands_before else ""
    return Ticks(
        tuple(words for words, is_ticked in choices if is_ticked and words),
        tuple(words for words, _ in choices if words),
        "\n".join(filter(None, [leading.strip(), beside])),
    )


def marked_choice(lines: Lines) -> str | None:
    """Give the one of several choices side by side (“YES / NO”) that is bold while the others are not."""
    if len(lines) != 1:
        return None
    (line,) = lines
    parts = [(words, bold) for words, bold in _parts(line) if words]
    bold = [words for words, is_bold in parts if is_bold]
    return bold[0] if len(parts) > 1 and len(bold) == 1 else None


def side_by_side(text: str) -> tuple[str, ...]:
    """Give the choices of “YES / NO” or “[recommended] [not recommended]”, or the one text."""
    return tuple(word for word in (part.strip(" .,;:*()") for part in _BETWEEN.split(text)) if word)


def _ends_with_box(text: str) -> bool:
    found = list(_BOX.finditer(text))
    return bool(found) and found[-1].end() == len(text.rstrip())


def _choices(text: str, *, stands_before: bool) -> Iterator[tuple[str, bool]]:
    boxes = list(_BOX.finditer(text))
    for number, box in enumerate(boxes):
        if stands_before:
            end = boxes[number + 1].start() if number + 1 < len(boxes) else len(text)
            words = text[box.end() : end]
        else:
            words = text[boxes[number - 1].end() if number else 0 : box.start()]
        yield words.strip(" \t/|,;:."), bool(_FILLED.search(box[0]))


def _parts(line: Text) -> Iterator[tuple[str, bool]]:
    start = 0
    for between in [*_BETWEEN.finditer(line.text), None]:
        end = between.start() if between else len(line.text)
        words = line.text[start:end]
        seen = [at for at in range(start, end) if line.text[at].isalnum()]
        yield words.strip(" .,;:*()"), bool(seen) and all(is_marked(line, at, MarkKind.BOLD) for at in seen)
        start = between.end() if between else end
