"""docs/case-pack.md shows the case pack as it is made today, and the PDF itself can be read aloud."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from forms.documents.document import Document
from forms.documents.pdf import pdf
from tests.forms.documents.tagged import faults
from tests.pictures import case_pack

PAGE = case_pack.FOLDER.with_suffix(".md")


@pytest.fixture(scope="module")
def pack() -> Document:
    with capture_logs():
        return case_pack.pack()


def test_the_pages_in_docs_are_those_of_today(pack: Document) -> None:
    page = PAGE.read_text("utf-8")
    mark, count = case_pack.kept_mark(page)
    assert mark == case_pack.mark(pack), "The pack has changed: python -m tests.pictures.case_pack docs/case-pack"
    assert page == case_pack.text(pack, count)
    assert {file.name for file in case_pack.FOLDER.iterdir()} == {f"page-{each}.png" for each in range(1, count + 1)}


def test_the_pdf_of_a_whole_case_has_nothing_that_keeps_it_from_being_read_aloud(pack: Document) -> None:
    assert faults(pdf(pack, made_at=datetime(2026, 3, 30, tzinfo=UTC))) == []


def test_every_page_can_be_drawn(pack: Document) -> None:
    pages = case_pack.drawn(pack)
    assert len(pages) == case_pack.kept_mark(PAGE.read_text("utf-8"))[1]
    assert all(page.startswith(b"\x89PNG") for page in pages)
