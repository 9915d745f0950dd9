"""OpenDocument texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.reading.drawn import Block, Cell, Grid, Ink, Line, Run, widest

_KIND = "application/vnd.oasis.opendocument.text"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_NAMESPACES = " ".join(
    f'xmlns:{short}="{_NAMES}:{name}:1.0"'
    for short, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
    )
)
_STYLES = (
    '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="S" style:family="text">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
)
_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_KIND}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def write(blocks: Sequence[Block]) -> bytes:
    """Give an .odt."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} office:version="1.2">'
        f"<office:automatic-styles>{_STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{''.join(map(_block, blocks))}</office:text></office:body>"
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", _KIND, zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", _MANIFEST)
        package.writestr("content.xml", content)
    return out.getvalue()


def _block(block: Block) -> str:
    return _grid(block) if isinstance(block, Grid) else _paragraph(block)


def _paragraph(line: Line) -> str:
    if line.heading:
        return f'<text:h text:outline-level="1">{"".join(map(_run, line.runs))}</text:h>'
    return f"<text:p>{''.join(map(_run, line.runs))}</text:p>"


def _grid(grid: Grid) -> str:
    rows = [f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in grid.rows]
    if grid.heads:
        rows[0] = f"<table:table-header-rows>{rows[0]}</table:table-header-rows>"
    columns = f'<table:table-column table:number-columns-repeated="{widest(grid.rows)}"/>'
    return f"<table:table>{columns}{''.join(rows)}</table:table><text:p/>"


def _cell(one: Cell) -> str:
    inside = "".join(map(_block, one.blocks))
    if one.columns == 1:
        return f"<table:table-cell>{inside}</table:table-cell>"
    covered = "<table:covered-table-cell/>" * (one.columns - 1)
    return f'<table:table-cell table:number-columns-spanned="{one.columns}">{inside}</table:table-cell>{covered}'


def _run(run: Run) -> str:
    text = escape(("☒" if run.chosen else "☐") + run.text if run.ink is Ink.BOX else run.text)
    text = text.replace("\t", "<text:tab/>").replace("   ", ' <text:s text:c="2"/>')
    style = {Ink.BOLD: "B", Ink.STRUCK: "S"}.get(run.ink)
    return f'<text:span text:style-name="{style}">{text}</text:span>' if style else text
