"""Word documents for tests, written as XML so that they may hold whatever Word can."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"


def docx(
    body: str,
    parts: Mapping[str, str] | None = None,
    *,
    properties: Mapping[str, str] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """Give a document with this XML in its body. `parts` are further ones by their kind (styles, footnotes, header)."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("_rels/.rels", _relations({"officeDocument": "word/document.xml"}))
        package.writestr("word/document.xml", f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>")
        package.writestr("word/_rels/document.xml.rels", _relations({kind: f"{kind}.xml" for kind in parts or {}}))
        for kind, xml in (parts or {}).items():
            package.writestr(f"word/{kind}.xml", f"<w:part {_NAMES}>{xml}</w:part>")
        for name, content in (files or {}).items():
            package.writestr(name, content)
        if properties:
            listed = "".join(f'<property name="{name}"><v>{value}</v></property>' for name, value in properties.items())
            package.writestr("docProps/custom.xml", f'<Properties xmlns="{_CUSTOM}">{listed}</Properties>')
    return made.getvalue()


def p(*runs: str, properties: str = "") -> str:
    """Give a paragraph: what begins with ``<`` as it is, and anything else as a run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(map(run, runs))}</w:p>"


def run(text: str, properties: str = "") -> str:
    """Give a run of words, or XML as it is."""
    if text.startswith("<"):
        return text
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def control(content: str, properties: str = "") -> str:
    """Give a content control."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def table(*rows: str) -> str:
    """Give a table of rows, each made by `row`."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    """Give a row: what begins with ``<`` as it is, and anything else as a cell."""
    made = (each if each.startswith("<") else cell(p(each)) for each in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(made)}</w:tr>"


def cell(content: str, properties: str = "") -> str:
    """Give a cell that holds paragraphs."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def _relations(targets: dict[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_RELATIONS}">{listed}</Relationships>'
