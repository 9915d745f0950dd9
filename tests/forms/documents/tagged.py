"""Looks through a PDF for what keeps it from being read aloud: the rules of PDF/UA-1 (ISO 14289-1) that another program
than the one that wrote it can see in the finished file."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import cast

from pypdf import PdfReader
from pypdf.generic import ArrayObject, BooleanObject, ContentStream, DictionaryObject, PdfObject, StreamObject

SHOWS_TEXT = {b"Tj", b"TJ", b"'", b'"'}
HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")


def faults(made: bytes) -> list[str]:
    """Give what is wrong with a PDF; nothing where all is well."""
    pdf = PdfReader(BytesIO(made))
    root = pdf.root_object
    checks = {
        "it is not marked as tagged": _at(root, "/MarkInfo", "/Marked") == BooleanObject(True),
        "it has no language": len(str(root.get("/Lang", ""))) >= len("en"),
        "it has no title": bool(pdf.metadata and pdf.metadata.title),
        "its title is not shown": _at(root, "/ViewerPreferences", "/DisplayDocTitle") == BooleanObject(True),
        "it does not say that it is PDF/UA": b"pdfuaid:part" in cast("StreamObject", root["/Metadata"]).get_data(),
    }
    wrong = [fault for fault, well in checks.items() if not well]
    tree = _at(root, "/StructTreeRoot")
    if not isinstance(tree, DictionaryObject):
        return [*wrong, "it has no tags"]
    kinds = list(_kinds(tree))
    levels = [HEADINGS.index(kind) + 1 for kind in kinds if kind in HEADINGS]
    if any(level > before + 1 for before, level in zip([0, *levels], levels, strict=False)):
        wrong.append(f"a heading level is left out: {levels}")
    for number, page in enumerate(pdf.pages, start=1):
        if page.get("/Tabs") != "/S":
            wrong.append(f"page {number} is not read in the order of its tags")
        content = page.get_contents()
        wrong += [f"page {number}: {fault}" for fault in _untagged(content)] if content is not None else []
    return wrong


def _untagged(content: ContentStream) -> Iterator[str]:
    """Find text that stands in no tag and is no artefact either (a header, a page's number)."""
    open_tags: list[bool] = []
    for operands, operator in content.operations:
        if operator in {b"BDC", b"BMC"}:
            names_a_tag = operator == b"BDC" and isinstance(operands[1], DictionaryObject) and "/MCID" in operands[1]
            open_tags.append(names_a_tag or operands[0] == "/Artifact")
        elif operator == b"EMC":
            open_tags.pop()
        elif operator in SHOWS_TEXT and not any(open_tags):
            yield "some text has no tag"


def _kinds(element: DictionaryObject) -> Iterator[str]:
    """Give the kinds of the tags below an element, in the order in which they are read."""
    below = _at(element, "/K")
    for child in below if isinstance(below, ArrayObject) else [below]:
        tag = child.get_object() if isinstance(child, PdfObject) else None
        if isinstance(tag, DictionaryObject):
            if "/S" in tag:
                yield str(tag["/S"])
            yield from _kinds(tag)


def _at(root: DictionaryObject, *names: str) -> object:
    found: object = root
    for name in names:
        found = found.get(name) if isinstance(found, DictionaryObject) else None
        found = found.get_object() if isinstance(found, PdfObject) else found
    return found
