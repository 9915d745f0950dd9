"""The table of what is relied on in mailboxes: its tests are there, each row has its page, no refusal is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAPER = (ROOT / "docs" / "mailboxes.md").read_text("utf-8")
ROWS = [line for line in PAPER.splitlines() if re.match(r"\| (?!what|operation|---)", line)]


def test_every_row_names_a_test_that_is_there() -> None:
    named = [re.search(r"`(test_\w+\.py)::(test_\w+)` \|$", row) for row in ROWS]
    assert [row for row, found in zip(ROWS, named, strict=True) if not found] == []
    files = {found[1]: (Path(__file__).parent / found[1]).read_text("utf-8") for found in named if found}
    assert [found[2] for found in named if found and f"def {found[2]}(" not in files[found[1]]] == []


def test_every_row_on_exchange_and_graph_names_the_vendor_s_page() -> None:
    of_vendors = [row for row in ROWS if row.count(" | ") == 3]
    assert len(of_vendors) > 40
    assert [row for row in of_vendors if "](https://learn.microsoft.com/" not in row] == []


@pytest.mark.parametrize("box", ["ews", "graph"])
def test_every_refusal_that_is_a_persons_matter_is_in_the_table(box: str) -> None:
    code = (ROOT / "bot" / "mail" / "boxes" / f"{box}.py").read_text("utf-8")
    codes = set(re.findall(rf'"({box}_\w+)"', "".join(re.findall(r'Permanent\(\s*"\w+"|_NO_\w+ = "\w+"', code))))
    assert codes
    assert [each for each in codes if f"`{each}`" not in PAPER] == []
