"""What was read from a document: answers, how sure each is, and everything that found no question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from forms.documents.content import Trouble
from forms.vocabulary import Value

CERTAIN = 0.9
"""From here on what was read becomes an answer; below, it is a suggestion that a person confirms."""


@dataclass(frozen=True)
class Found:
    """One value, as plain data of the question's kind (`forms.vocabulary.Value`), and the label that it stood under.

    What was written but not understood is ``{"unread": text}``. `confidence` is between 0 and 1.
    """

    value: Value = field(repr=False)
    label: str = field(repr=False)
    confidence: float

    @property
    def is_certain(self) -> bool:
        """Whether it becomes an answer without a person confirming it."""
        return self.confidence >= CERTAIN


@dataclass(frozen=True)
class Unmatched:
    """What matched no question: kept, and shown to people. The label is empty for text under no label."""

    label: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True)
class Reading:
    """All that was read. Questions of repeatable sections stand in `tables`, by the section's group, a row each.

    Keys are question ids; in a row they are the names within the group (``last_name``). `form` and `version` are empty
    unless the document is the Board's own blank form, filled in.
    """

    fields: Mapping[str, Found] = field(default_factory=lambda: MappingProxyType({}))
    tables: Mapping[str, tuple[Mapping[str, Found], ...]] = field(default_factory=lambda: MappingProxyType({}))
    unmatched: tuple[Unmatched, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    form: str = ""
    version: str = ""
