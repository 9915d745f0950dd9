"""Word documents, written part by part, so that what no library writes can be in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from tests.reading.drawn import Block, Cell, Grid, Ink, Line, Run, widest

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
_CHANGE = 'w:id="7" w:author="A" w:date="2026-09-01T09:00:00Z"'
_PROMPT = "Click or tap here to enter text."
_MERGED = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
_TEXT_WIDTH = 9000  # twentieths of a point, between the margins of a page


def write(blocks: Sequence[Block], *, gap: str = "control", box: str = "control") -> bytes:
    """Give a .docx. A place to fill in is a content `control` or a legacy `field`; a box is either, or a `symbol`."""
    body = "".join(_block(block, gap, box) for block in blocks)
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {_NAMESPACES}>'
        f"<w:body>{body}<w:sectPr/></w:body></w:document>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr("word/document.xml", document)
    return out.getvalue()


def _block(block: Block, gap: str, box: str) -> str:
    return _grid(block, gap, box) if isinstance(block, Grid) else _paragraph(block, gap, box)


def _paragraph(line: Line, gap: str, box: str) -> str:
    return f"<w:p>{''.join(_run(run, gap, box) for run in line.runs)}</w:p>"


def _grid(grid: Grid, gap: str, box: str) -> str:
    columns = widest(grid.rows)
    width = _TEXT_WIDTH // columns
    rows = []
    goes_on = 0
    for number, row in enumerate(grid.rows):
        head = "<w:trPr><w:tblHeader/></w:trPr>" if grid.heads and number == 0 else ""
        merged = _MERGED if goes_on else ""
        rows.append(f"<w:tr>{head}{merged}{''.join(_cell(one, width, gap, box) for one in row)}</w:tr>")
        goes_on = max(goes_on, row[0].rows) - 1
    columns_xml = f'<w:gridCol w:w="{width}"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns_xml}</w:tblGrid>{''.join(rows)}</w:tbl><w:p/>"


def _cell(one: Cell, width: int, gap: str, box: str) -> str:
    span = f'<w:gridSpan w:val="{one.columns}"/>' if one.columns > 1 else ""
    span += '<w:vMerge w:val="restart"/>' if one.rows > 1 else ""
    inside = "".join(_block(block, gap, box) for block in one.blocks)
    end = "<w:p/>" if one.blocks and isinstance(one.blocks[-1], Grid) else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width * one.columns}" w:type="dxa"/>{span}</w:tcPr>{inside}{end}</w:tc>'


def _run(run: Run, gap: str, box: str) -> str:
    match run.ink:
        case Ink.BOLD:
            return _words(run.text, "<w:b/>")
        case Ink.STRUCK:
            return _words(run.text, "<w:strike/>")
        case Ink.DELETED:
            return f"<w:del {_CHANGE}><w:r><w:delText>{escape(run.text)}</w:delText></w:r></w:del>"
        case Ink.INSERTED:
            return f"<w:ins {_CHANGE}>{_words(run.text)}</w:ins>"
        case Ink.GAP:
            return _control(run.text) if gap == "control" else _field(run.text)
        case Ink.BOX:
            return _BOXES[box](run.chosen) + _words(run.text)
        case _:
            return _words(run.text)


def _words(text: str, properties: str = "") -> str:
    drawn = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    written = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    for letter, tag in (("\t", "<w:tab/>"), ("\n", "<w:br/>")):
        written = written.replace(letter, f'</w:t>{tag}<w:t xml:space="preserve">')
    return f"<w:r>{drawn}{written}</w:r>"


def _control(text: str) -> str:
    """Give a content control; an empty one shows Word's own prompt."""
    empty = "<w:showingPlcHdr/>" if not text else ""
    return (
        f"<w:sdt><w:sdtPr><w:id w:val='1'/>{empty}<w:text/></w:sdtPr>"
        f"<w:sdtContent>{_words(text or _PROMPT)}</w:sdtContent></w:sdt>"
    )


def _field(text: str) -> str:
    """Give a form field of before 2007; an empty one holds five wide spaces."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Text1"/><w:enabled/><w:textInput/></w:ffData>'
        '</w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> FORMTEXT </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_words(text or chr(0x2002) * 5)}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _box_control(chosen: bool) -> str:
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(chosen)}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{_words('☒' if chosen else '☐')}</w:sdtContent></w:sdt>"
    )


def _box_symbol(chosen: bool) -> str:
    return f'<w:r><w:sym w:font="Wingdings" w:char="{"F0FE" if chosen else "F0A8"}"/></w:r>'


def _box_field(chosen: bool) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Check1"/><w:checkBox><w:sizeAuto/>'
        f"<w:default w:val={quoteattr(str(int(chosen)))}/></w:checkBox></w:ffData></w:fldChar></w:r>"
        '<w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


_BOXES = {"control": _box_control, "symbol": _box_symbol, "field": _box_field}
