"""What a place gives for one question."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from forms.vocabulary import Value, is_unread

NOTHING = re.compile(r"^[\s\-–—_.…/\\]*$|^(?:n/?a|not applicable|as above|see above|ditto)\.?$", re.IGNORECASE)
"""What people write where they have nothing to say."""


@dataclass(frozen=True)
class Answer:
    """An answer, how far it may be trusted (1 fully), and what was written there besides."""

    value: Value = field(repr=False)
    trust: float = 1.0
    rest: str = field(default="", repr=False)

    @property
    def is_unread(self) -> bool:
        """Whether what was written is not understood."""
        return is_unread(self.value)
