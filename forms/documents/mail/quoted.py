"""Telling what the sender of a mail wrote from what they quoted, forwarded or sign every mail with.

Nothing is thrown away: what is cut is given too. An answer may stand anywhere in the text, also between the lines of
what is quoted, under the label that it answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby

from forms.documents.mail import markers
from forms.documents.mail.markers import Above

MOST_LINES = 50_000
_LONGEST_SIGNATURE = 14
"""Lines of a signature, without those that are empty and without the notice below it."""
_LABEL_MARKS = "-*•·– \t"


class _Kind(Enum):
    OWN = "own"
    MARKER = "marker"
    """It says that something is quoted below."""
    QUOTED = "quoted"
    FORWARDED = "forwarded"
    SIGNATURE = "signature"


_OF_OTHERS = frozenset({_Kind.QUOTED, _Kind.FORWARDED})


@dataclass(frozen=True)
class _Line:
    kind: _Kind
    text: str


@dataclass(frozen=True)
class Said:
    """A text, taken apart. `own` is what the sender wrote, and `cut` everything else.

    `answers` is `own` too, but with the quoted line above each answer that stands between quoted lines. `below` is what
    stands below a mark of quoting that marks no line: an answer may hide there. `whole` is all that was written, by
    whomever: without the marks of quoting, the headers above it, and the signature.
    """

    own: str = field(repr=False)
    cut: str = field(repr=False)
    answers: str = field(repr=False)
    below: str = field(repr=False)
    whole: str = field(repr=False)


def said(text: str) -> Said:
    """Take a text apart."""
    lines = list(_signed(list(_kinds(text.split("\n")[:MOST_LINES]))))
    own = [line.text for line in lines if line.kind is _Kind.OWN]
    cut = [line.text for line in lines if line.kind is not _Kind.OWN]
    kept = [_dequoted(line) for line in lines if line.kind not in {_Kind.MARKER, _Kind.SIGNATURE}]
    below = [line.text for line in lines if line.kind in _OF_OTHERS and not _is_marked(line.text)]
    return Said(_joined(own), _joined(cut), _joined(list(_answers(lines))), _joined(below), _joined(kept))


def _kinds(lines: list[str]) -> Iterator[_Line]:
    """Give each line its kind. Below a marker everything is quoted; with ``>`` only the lines that have it."""
    below: _Kind | None = None
    at = _after_banner(lines)
    yield from (_Line(_Kind.SIGNATURE, line) for line in lines[:at])
    while at < len(lines):
        length, kind = _marker(lines[at : at + 40], below)
        if length:
            yield from (_Line(_Kind.MARKER, line) for line in lines[at : at + length])
            below, at = kind or below, at + length
            continue
        line = lines[at]
        at += 1
        if _is_marked(line):
            yield _Line(below if below is _Kind.FORWARDED else _Kind.QUOTED, line)
        else:
            yield _Line(below or _Kind.OWN, line)


def _marker(lines: list[str], below: _Kind | None) -> tuple[int, _Kind | None]:
    """Give how many lines are a marker, 0 if none, and the kind of all that follows it; None where ``>`` tells."""
    if above := markers.separator(lines[0]):
        return 1, _below(above)
    if wrote := markers.says_who_wrote(lines):
        return wrote, None if _is_marked_below(lines[wrote:]) else _below(Above.QUOTED)
    rule = int(markers.is_rule(lines[0]))
    length, above = markers.header_block(lines[rule:])
    if not length:
        return 0, None
    kind = _Kind.FORWARDED if below is _Kind.FORWARDED else _below(above)
    return rule + length, None if _is_marked_below(lines[:1]) else kind


def _below(above: Above) -> _Kind:
    return _Kind.FORWARDED if above is Above.FORWARDED else _Kind.QUOTED


def _is_marked_below(lines: list[str]) -> bool:
    return _is_marked(next((line for line in lines if line.strip()), ""))


def _is_marked(line: str) -> bool:
    return line.lstrip(" ").startswith(">")


def _after_banner(lines: list[str]) -> int:
    """Give where the text begins, after what a gateway put above it: a paragraph."""
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if not lines or not markers.is_banner(lines[first]):
        return 0
    after = first
    while after < len(lines) and lines[after].strip() and after - first < 6:
        after += 1
    return after


def _signed(lines: list[_Line]) -> Iterator[_Line]:
    """Tell the signature from the rest: it ends a run of lines that the sender wrote."""
    for kind, group in groupby(lines, key=lambda line: line.kind):
        run = [line.text for line in group]
        start = _signature(run) if kind is _Kind.OWN else len(run)
        yield from (_Line(kind, text) for text in run[:start])
        yield from (_Line(_Kind.SIGNATURE, text) for text in run[start:])


def _signature(run: list[str]) -> int:
    """Give where in a run of lines the signature begins: its length if there is none.

    It is a closing with at most so many lines below it, or a notice. Where the label of an answer stands below, it is
    no signature: people answer there too.
    """
    labelled = max((number for number, text in enumerate(run) if markers.is_label(text)), default=-1)
    notices = (number for number in range(labelled + 1, len(run)) if markers.begins_notice(run[number]))
    notice = next(notices, len(run))
    below = 0
    for number in range(notice - 1, labelled, -1):
        if markers.begins_signature(run[number]):
            return number
        below += bool(run[number].strip())
        if below > _LONGEST_SIGNATURE:
            break
    return notice


def _answers(lines: list[_Line]) -> Iterator[str]:
    """Give what the sender wrote, with the quoted line above each answer between quoted lines."""
    label = ""
    for line in lines:
        if line.kind is _Kind.OWN:
            if line.text.strip() and label:
                yield from ("", label)
                label = ""
            yield line.text
        elif line.kind in _OF_OTHERS and (words := _dequoted(line).strip(_LABEL_MARKS)):
            label = words


def _dequoted(line: _Line) -> str:
    return line.text.lstrip("> ") if line.kind in _OF_OTHERS else line.text


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")
