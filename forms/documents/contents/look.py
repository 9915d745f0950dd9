"""How words are shown in a document that has styles, each of which may be based on another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """How words are shown. `None` where it is not said."""

    bold: bool | None = None
    struck: bool | None = None
    hidden: bool | None = None
    font: str | None = None
    is_prompt: bool = False
    """They only say what to fill in."""

    def over(self, below: Look) -> Look:
        """Give this look where it says something, and what is below it elsewhere."""
        return Look(
            below.bold if self.bold is None else self.bold,
            below.struck if self.struck is None else self.struck,
            below.hidden if self.hidden is None else self.hidden,
            below.font if self.font is None else self.font,
            self.is_prompt or below.is_prompt,
        )


PLAIN = Look()
