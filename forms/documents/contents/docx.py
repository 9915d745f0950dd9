"""What stands in a Word document (Office Open XML, ISO/IEC 29500-1, section 17).

python-docx does not see content controls, fields of forms, tick boxes or tracked changes: this walks the XML.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from lxml import etree

from forms.documents.content import Block, Content, MarkKind, Table, Text, Trouble
from forms.documents.contents.docx_blocks import Blocks
from forms.documents.contents.docx_styles import Styles, W
from forms.documents.contents.own_form import FORM, VERSION
from forms.documents.contents.package import Package
from forms.documents.contents.unread import Unread

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_USUAL_MAIN_PART = "word/document.xml"
_NOTES = ("footnotes", "endnotes", "comments")
"""What stands beside the text. It is given after it: nothing is left out that somebody wrote."""


def read(content: bytes) -> Content:
    """Give what stands in a Word document; raises `Unread`.

    Headers and footers are given only where they hold a place to be filled in; else they say the same on every page.
    """
    package = Package(content)
    main = _main_part(package)
    root = package.xml(main)
    body = root.find(W + "body") if root is not None else None
    if body is None:
        raise Unread(Trouble.NOT_READABLE)
    parts = _related(package, main)
    blocks = Blocks(Styles(next(_roots(package, parts, "styles"), None)))
    headers, footers = (
        [block for part in _roots(package, parts, kind) for block in _if_to_be_filled_in(blocks.of(part))]
        for kind in ("header", "footer")
    )
    beside = [block for kind in _NOTES for part in _roots(package, parts, kind) for block in _notes(blocks, part)]
    properties = _own_properties(package)
    return Content(
        # a blank line parts the notes from the last answer
        (*headers, *blocks.of(body), *footers, *([Text(""), *beside] if beside else [])),
        form=properties.get(FORM, ""),
        version=properties.get(VERSION, ""),
        troubles=(Trouble.MACROS,) if _has_macros(package) else (),
    )


def _main_part(package: Package) -> str:
    return next((name for kind, name in _related(package, "") if kind == "officeDocument"), _USUAL_MAIN_PART)


def _related(package: Package, part: str) -> list[tuple[str, str]]:
    """Give the kind and the name of each part that a part names. What lies outside the document is not among them."""
    folder, name = posixpath.split(part)
    root = package.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
    if root is None:
        return []
    return [
        (
            relation.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))),
        )
        for relation in root.iter(_RELATION)
        if relation.get("TargetMode") != "External"
    ]


def _roots(package: Package, parts: Sequence[tuple[str, str]], wanted: str) -> Iterator[etree._Element]:
    for kind, name in parts:
        if kind == wanted and (root := package.xml(name)) is not None:
            yield root


def _if_to_be_filled_in(blocks: Sequence[Block]) -> Sequence[Block]:
    return blocks if any(_has_gap(block) for block in blocks) else []


def _has_gap(block: Block) -> bool:
    if isinstance(block, Table):
        return any(_has_gap(inner) for row in block.rows for cell in row for inner in cell.blocks)
    return any(mark.kind is MarkKind.GAP for mark in block.marks)


def _notes(blocks: Blocks, part: etree._Element) -> Iterator[Block]:
    for note in part:
        if note.get(W + "type", "normal") == "normal":
            yield from (block for block in blocks.of(note) if not isinstance(block, Text) or block.text)


def _own_properties(package: Package) -> dict[str, str]:
    """Give the properties that the document's maker gave it (ISO/IEC 29500-1, section 22.3)."""
    root = package.xml("docProps/custom.xml")
    if root is None:
        return {}
    return {each.get("name", ""): "".join(str(text) for text in each.itertext()).strip() for each in root}


def _has_macros(package: Package) -> bool:
    types = package.part("[Content_Types].xml").lower()
    return b"macroenabled" in types or b"vbaproject" in types or any("vbaproject" in name for name in package.names)
