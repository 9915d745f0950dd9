"""docs/blank-forms.md shows the blank forms as they are written today."""

from __future__ import annotations

from tests.pictures import blank_forms


def test_the_pages_in_docs_are_those_of_today() -> None:
    page = blank_forms.FOLDER.with_suffix(".md").read_text("utf-8")
    again = "The blank forms have changed: python -m tests.pictures.blank_forms docs/blank-forms"
    assert f"<!-- {blank_forms.mark()} -->" in page, again
    assert page == blank_forms.text()
    drawn = {f"{kind}-{number}.png" for kind in blank_forms.DRAWN for number in range(1, len(blank_forms.SHOWN) + 1)}
    assert {file.name for file in blank_forms.FOLDER.iterdir()} == drawn
