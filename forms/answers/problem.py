"""The one error of this package."""

from __future__ import annotations


class AnswerProblem(ValueError):
    """An answer that could not be taken. `message` tells the person what was wrong and what to do.

    The message may repeat a part of what was typed, so it belongs beside the field and nowhere else: `str` and `repr`
    give no content and are safe in a log (docs/procedure.md, section 7, rule 6).
    """

    def __init__(self, message: str) -> None:
        super().__init__("an answer could not be taken")
        self.message = message
