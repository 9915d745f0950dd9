"""A field of a form in Rich Text Format (RTF specification 1.9.1, “Form Fields”)."""

from __future__ import annotations

from dataclasses import dataclass, field

from forms.documents.content import EMPTY_BOX, TICKED

_NOT_SAID = 25
"""The result of a field that nobody has touched."""


@dataclass
class FormField:
    """What the instruction of a field says, as it is read piece by piece."""

    instruction: str = field(default="", repr=False)
    name: str = ""
    numbers: dict[str, int] = field(default_factory=dict)
    choices: list[str] = field(default_factory=list, repr=False)

    @property
    def is_of_form(self) -> bool:
        """Whether it is a place to be filled in, and no number of a page or the like."""
        return self.instruction.strip().startswith("FORM")

    def control(self, word: str, number: str | None) -> None:
        """Take a word of control."""
        if number is not None:
            self.numbers[word] = int(number)

    def say(self, where: str, text: str) -> None:
        """Take words: of the instruction itself, or of what is described in it."""
        if where == "ffname":
            self.name += text.strip()
        elif where == "ffl":
            self.choices.append(text.strip())
        elif not where:
            self.instruction += text

    def written(self) -> str | None:
        """Give what is filled in, where that does not stand in its result (tick boxes, lists)."""
        result = self.numbers.get("ffres", _NOT_SAID)
        if result == _NOT_SAID:
            result = self.numbers.get("ffdefres", 0)
        if "FORMCHECKBOX" in self.instruction:
            # LibreOffice leaves out whether it is ticked: then nobody knows
            return (TICKED if result else EMPTY_BOX) if self.numbers else ""
        if "FORMDROPDOWN" in self.instruction:
            return self.choices[result] if 0 <= result < len(self.choices) else ""
        return None
