"""JSON for the terminal and for other programs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_FOR_THE_TERMINAL = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What JSON leaves as it is, and a terminal obeys or shows in another order."""


def print_json(data: Mapping[str, Any] | list[Any]) -> None:
    """Print the data as JSON; what a terminal would obey is written as ``\\u`` and a number."""
    written = json.dumps(data, ensure_ascii=False, indent=2)
    print(_FOR_THE_TERMINAL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", written))
