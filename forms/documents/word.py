"""Writing a document for Word (Office Open XML, ISO/IEC 29500): real headings, the marking on every page."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from forms.documents.document import Document, Field

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph

_FONT = "Arial"
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold (XML 1.0, section 2.2)."""


def word(document: Document, *, made_at: datetime) -> bytes:
    """Give the document as a .docx file, dated `made_at`. A character that XML cannot hold becomes U+FFFD."""
    written = docx.Document()
    _describe(written, document, made_at)
    _style(written, document.language)
    _mark_every_page(written, document)
    written.add_heading(_clean(document.title), 0)
    for part in document.parts:
        written.add_heading(_clean(part.title), part.level)
        for text in part.paragraphs:
            written.add_paragraph(_clean(text))
        for field in part.fields:
            _add_field(written, field)
    made = BytesIO()
    written.save(made)
    return made.getvalue()


def _describe(written: WordDocument, document: Document, made_at: datetime) -> None:
    properties = written.core_properties
    properties.title, properties.author = document.title, document.author
    properties.language = document.language
    properties.created = properties.modified = made_at
    properties.last_modified_by = document.author
    properties.comments = ""


def _style(written: WordDocument, language: str) -> None:
    normal = written.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(11)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), f"{language}-GB")
    normal.element.get_or_add_rPr().append(spoken)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        style = written.styles[name]
        style.font.color.rgb = RGBColor(0x0B, 0x0C, 0x0C)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in [each for each in fonts.attrib if each.endswith("Theme")]:
            del fonts.attrib[kind]  # a theme's font would win
        style.font.name = _FONT


def _mark_every_page(written: WordDocument, document: Document) -> None:
    (section,) = written.sections
    _mark(section.header.paragraphs[0], document.marking)
    _mark(section.footer.paragraphs[0], document.marking)
    _number(section.footer.add_paragraph(), document.page)


def _mark(paragraph: Paragraph, marking: str) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(marking).bold = True


def _number(paragraph: Paragraph, page: str) -> None:
    """Write “Page 1 of 3” with Word's own numbers."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece in re.split(r"(\{number\}|\{count\})", page):
        if piece in {"{number}", "{count}"}:
            counted = OxmlElement("w:fldSimple")
            counted.set(qn("w:instr"), "PAGE" if piece == "{number}" else "NUMPAGES")
            paragraph._p.append(counted)  # noqa: SLF001 -- python-docx has no public way to a field
        else:
            paragraph.add_run(piece)


def _add_field(written: WordDocument, field: Field) -> None:
    label = written.add_paragraph()
    label.add_run(_clean(field.label)).bold = True
    label.paragraph_format.keep_with_next = True
    label.paragraph_format.space_after = Pt(0)
    value = written.add_paragraph(_clean(field.value))
    if field.note:
        value.add_run().add_break()
        value.add_run(_clean(field.note)).italic = True


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
