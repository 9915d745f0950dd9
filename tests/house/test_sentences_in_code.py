"""No sentence that a person reads stands in the code: no Board could edit it there, and no language say it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "forms")
"""storage knows nothing of forms, nor of its words: what it says is for whoever runs the bot, and stands there."""
FOR_DEVELOPERS = ("bot/sandbox/", "bot/trial/")
"""The local workspace says what Slack says, and a trial that goes wrong is a developer's."""
SHOWS = frozenset({
    "plain", "header", "paragraph", "paragraphs", "paragraph_with", "small", "button", "confirm", "modal", "told_view",
    "print", "echo", "secho", "BadParameter", "UsageError", "AnswerProblem", "NotFound",
})  # fmt: skip
"""What shows its text to a person, beside every exception that `bot.cli.exit_codes` says in one sentence."""
A_SENTENCE = re.compile(r"[A-Z][^ ]* .*[a-z]{2}")


def shown_in(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Give every text in the code that goes to something that shows it."""
    from bot.cli.exit_codes import CODES

    shows = SHOWS | {name.rpartition(".")[2] for name in CODES}
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in shows:
            for given in (*node.args, *(keyword.value for keyword in node.keywords)):
                yield from texts_of(given)


def texts_of(given: ast.expr) -> Iterator[tuple[int, str]]:
    """Give the texts of an expression that are written there as they are; what `say` gives is none."""
    parts = given.values if isinstance(given, ast.JoinedStr) else [given]
    text = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
    if A_SENTENCE.search(text):
        yield given.lineno, text


def test_no_sentence_for_a_person_stands_in_the_code() -> None:
    found = [
        f"{path}:{line}: {text}"
        for room in ROOMS
        for file in sorted((HOUSE / room).rglob("*.py"))
        if not (path := str(file.relative_to(HOUSE))).startswith(FOR_DEVELOPERS)
        for line, text in shown_in(ast.parse(file.read_text("utf-8")))
    ]
    assert found == []


def test_a_sentence_in_the_code_would_be_found() -> None:
    module = ast.parse('paragraph("Please try again.")\nraise Refused(f"No {x} was found.")\nheader(say("a.b"))')
    assert [line for line, _ in shown_in(module)] == [1, 2]
