"""Somebody at the trial's console: types lines, and chooses by what is offered instead of by its number."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rich.console import Console

from bot.trial import drawing
from bot.trial.console import converse


@dataclass(frozen=True)
class Choose:
    """Type the number of what is offered under this label, or under one that begins with it."""

    label: str


Answers = Mapping[str, str]
"""What to type at each question of a screen, by the beginning of its label; Enter at all others."""


class Keyboard(io.StringIO):
    """Gives what the typist types, one line at a time, having looked at what the console shows."""

    def __init__(self, shown: io.StringIO, typed: Iterable[str | Choose | Answers]) -> None:
        super().__init__()
        self._shown = shown
        self._typed = iter(typed)
        self._answers: Answers = {}

    def readline(self, _size: int | None = -1, /) -> str:  # type: ignore[override]  # as `io.StringIO` itself does
        """Give the next line, with its end, and show it as a terminal does; nothing once everything is typed."""
        line = self._next(self._shown.getvalue().splitlines())
        if line is None:
            return ""
        self._shown.write(f"{line}\n")
        return f"{line}\n"

    def _next(self, lines: list[str]) -> str | None:
        if self._answers and lines[-1].startswith("Your answer"):
            return self._answer(lines)
        self._answers = {}
        match next(self._typed, None):
            case Choose(label=label):
                return _number(lines, label)
            case str() | None as line:
                return line
            case answers:
                self._answers = answers
                return self._answer(lines)

    def _answer(self, lines: list[str]) -> str:
        begin = max(at for at, line in enumerate(lines) if not line)
        question, offered = lines[begin + 1], lines[begin + 2 :]
        answer = next((answer for label, answer in self._answers.items() if question.startswith(label)), "")
        return _number(offered, answer) if answer and any(line.startswith("  1. ") for line in offered) else answer


def _number(lines: list[str], label: str) -> str:
    offered = [line.strip() for line in lines if line.strip().partition(". ")[2].startswith(label)]
    assert offered, "\n".join([f"“{label}” was not offered:", *lines[-30:]])
    return offered[-1].partition(".")[0]


def typed_at_the_console(*typed: str | Choose | Answers, start: datetime | None = None) -> str:
    """Have all this typed into the trial, and give everything that was shown. The keyboard ends after the last line."""
    shown = io.StringIO()
    converse(Console(file=shown, width=drawing.WIDTH, highlight=False), Keyboard(shown, typed), start=start)
    return shown.getvalue()
