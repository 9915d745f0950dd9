"""Documents as they are written: nothing is lost, nothing is read as markup, and each can be read aloud."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import cast
from xml.etree import ElementTree
from zipfile import ZipFile

import docx
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DecodedStreamObject, DictionaryObject, NameObject, StreamObject

from forms.documents.document import Document, Field, Part
from forms.documents.pdf import pdf
from forms.documents.word import word
from tests.forms.documents.tagged import faults

MADE_AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
MARKING = "OFFICIAL-SENSITIVE"
HOSTILE = '#panic("x") *bold* _under_ `raw` $x^2$ [link] \\ <b> & @ref // not a comment\n= no heading'


def document(*fields: Field, paragraphs: tuple[str, ...] = ()) -> Document:
    parts = (
        Part("Outline", paragraphs=paragraphs, fields=fields),
        Part("Child 1", level=2, fields=(Field("Age", "7"),)),
    )
    return Document("Case pack PRP-2026-0001", "Anytown Board", MARKING, parts)


def made(written: Document) -> PdfReader:
    return PdfReader(BytesIO(pdf(written, made_at=MADE_AT)))


def text_of(written: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in written.pages).split())


def text_of_word(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs)


def test_what_people_wrote_is_never_read_as_markup() -> None:
    hostile = document(Field(HOSTILE, HOSTILE, HOSTILE), paragraphs=(HOSTILE,))
    assert text_of(made(hostile)).count(" ".join(HOSTILE.split())) == 4
    assert text_of_word(word(hostile, made_at=MADE_AT)).count(HOSTILE) == 4


def test_what_people_wrote_never_becomes_a_field_or_a_link_in_word() -> None:
    texts = (
        '{ HYPERLINK "https://example.org" }',
        "=cmd|' /C calc'!A0",
        '{ DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" }',
        "\x13INCLUDETEXT \\\\host\\file\x14\x15\x07\x00",
        '</w:t></w:r><w:fldSimple w:instr="DDE"/><w:r><w:t>',
        "https://example.org\t\f\x0b mailto:a@example.org",
    )
    hostile = document(*(Field(text, text, text) for text in texts), paragraphs=texts)
    with ZipFile(BytesIO(word(hostile, made_at=MADE_AT))) as parts:
        body, links = parts.read("word/document.xml"), parts.read("word/_rels/document.xml.rels")
    kinds = {str(element.tag).rpartition("}")[2] for element in ElementTree.fromstring(body).iter()}  # noqa: S314 -- ours
    assert {"t", "r", "p"} <= kinds
    assert not kinds & {"fldChar", "instrText", "fldSimple", "hyperlink", "object", "altChunk", "sdt"}
    assert b'TargetMode="External"' not in links


def test_the_marking_and_the_number_are_on_every_page() -> None:
    written = made(document(Field("What happened", "A long story. " * 900)))
    assert len(written.pages) > 2
    for number, page in enumerate(written.pages, start=1):
        assert page.extract_text().count(MARKING) == 2
        assert f"Page {number} of {len(written.pages)}" in page.extract_text()
    (section,) = docx.Document(BytesIO(word(document(), made_at=MADE_AT))).sections
    assert section.header.paragraphs[0].text == section.footer.paragraphs[0].text == MARKING


def test_the_pdf_is_tagged_named_and_in_a_language_as_pdf_ua_asks() -> None:
    written = made(document(Field("What happened", "A story.")))
    root = written.root_object
    assert cast("DictionaryObject", root["/MarkInfo"])["/Marked"] == BooleanObject(True)
    assert str(root["/Lang"]).lower() == "en-gb"
    assert b"pdfuaid:part" in cast("StreamObject", root["/Metadata"]).get_data()
    assert written.metadata is not None
    assert (written.metadata.title, written.metadata.author) == ("Case pack PRP-2026-0001", "Anytown Board")
    assert {"/H1", "/H2", "/L", "/LI"} <= tags(cast("DictionaryObject", root["/StructTreeRoot"]))


def tags(element: DictionaryObject) -> set[str]:
    """Give the kinds of structure below an element."""
    below = element.get("/K", [])
    children = below if isinstance(below, list) else [below]
    found = {str(element["/S"])} if "/S" in element else set()
    for child in children:
        resolved = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(resolved, DictionaryObject):
            found |= tags(resolved)
    return found


def test_word_has_real_headings_a_title_and_a_language() -> None:
    written = docx.Document(BytesIO(word(document(Field("What happened", "A story.")), made_at=MADE_AT)))
    styles = {paragraph.text: paragraph.style.name for paragraph in written.paragraphs if paragraph.style is not None}
    assert styles["Outline"] == "Heading 1"
    assert styles["Child 1"] == "Heading 2"
    assert written.core_properties.title == "Case pack PRP-2026-0001"
    assert written.core_properties.author == "Anytown Board"


def test_a_letter_for_which_there_is_no_font_still_gives_a_pdf() -> None:
    rare = "\U00012000"  # cuneiform
    assert "before" in text_of(made(document(Field("What happened", f"before {rare} after"))))


@pytest.mark.parametrize("write", [pdf, word])
@settings(deadline=None, max_examples=25)  # the first PDF loads the fonts
@given(st.text(max_size=200))
def test_any_text_can_be_written(write: object, text: str) -> None:
    assert callable(write)
    assert write(document(Field("What happened", text, text), paragraphs=(text,)), made_at=MADE_AT)


@settings(deadline=None, max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=200))
def test_word_keeps_every_character_that_xml_can_hold(text: str) -> None:
    assert text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd") in text_of_word(
        word(document(Field("What happened", text)), made_at=MADE_AT)
    )


def test_a_pdf_without_tags_would_be_found_out() -> None:
    bare = typst.compile(b"Some text", format="pdf", pdf_tags=False)
    assert isinstance(bare, bytes)
    assert set(faults(bare)) >= {"it is not marked as tagged", "it has no title", "it has no tags"}


def test_text_outside_the_tags_and_a_heading_level_left_out_would_be_found_out() -> None:
    skipped = typst.compile(b"#set document(title: [A])\n= One\n=== Three", format="pdf")
    assert isinstance(skipped, bytes)
    assert "a heading level is left out: [1, 3]" in faults(skipped)
    writer = PdfWriter(clone_from=BytesIO(pdf(document(), made_at=MADE_AT)))
    stream = DecodedStreamObject()
    stream.set_data(b"BT (no tag) Tj ET")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    written = BytesIO()
    writer.write(written)
    assert "page 1: some text has no tag" in faults(written.getvalue())
