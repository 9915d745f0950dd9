"""Plain text whose lines were broken for sending, put together again (RFC 3676, section 4)."""

from __future__ import annotations

from dataclasses import dataclass, field

_SIGNATURE = "-- "


@dataclass
class _Paragraph:
    depth: int = 0
    words: list[str] = field(default_factory=list)


def unflowed(text: str, *, deletes_space: bool = False) -> str:
    """Join lines that end with a space to the next one of the same depth of quoting; with DelSp the space goes."""
    done: list[str] = []
    open_one = _Paragraph()
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        if open_one.words and (depth != open_one.depth or words == _SIGNATURE):
            done.append(_line(open_one))
            open_one = _Paragraph()
        open_one.depth = depth
        flows = words.endswith(" ") and words != _SIGNATURE
        open_one.words.append(words[:-1] if flows and deletes_space else words)
        if not flows:
            done.append(_line(open_one))
            open_one = _Paragraph()
    return "\n".join([*done, _line(open_one)] if open_one.words else done)


def _line(paragraph: _Paragraph) -> str:
    marks = ">" * paragraph.depth + " " if paragraph.depth else ""
    return marks + "".join(paragraph.words)
