"""Filling in the blank forms as people's own programs do, knowing nothing of them but what stands there.

What to fill in is given by space: ``referrer_name``, ``children[1].last_name``, ``declaration_lead/name``; of a choice
the labels that are chosen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"

Filled = Mapping[str, str | tuple[str, ...]]
"""What is written in each space; of a choice, the ids that are chosen."""


def docx(blank: bytes, filled: Filled) -> bytes:
    """Fill in the content controls as Word does: text as runs with breaks, boxes and lists by their state."""
    return _rewritten(blank, "word/document.xml", lambda root: _fill_controls(root, filled))


def _fill_controls(root: Any, filled: Filled) -> None:
    for control in root.iter(f"{W}sdt"):
        name = control.find(f"{W}sdtPr/{W}tag").get(f"{W}val")
        question, _, choice = name.partition("/")
        box = control.find(f"{W}sdtPr/{W14}checkbox")
        value = filled.get(question) if box is not None else filled.get(name)
        if value is None:
            continue
        if box is not None:
            if choice in value:
                box.find(f"{W14}checked").set(f"{W14}val", "1")
                control.find(f".//{W}t").text = "☒"
            continue
        shown = control.find(f"{W}sdtPr/{W}showingPlcHdr")
        control.find(f"{W}sdtPr").remove(shown)
        items = {each.get(f"{W}value"): each.get(f"{W}displayText") for each in control.iter(f"{W}listItem")}
        text = items[value[0]] if items else value
        assert isinstance(text, str)
        content = control.find(f"{W}sdtContent")
        content.clear()
        run = etree.SubElement(content, f"{W}r")
        for number, line in enumerate(text.split("\n")):
            if number:
                etree.SubElement(run, f"{W}br")
            written = etree.SubElement(run, f"{W}t")
            written.text = line
            written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def without_controls(filled: bytes) -> bytes:
    """Take every content control out and leave what is in it, as programs do that know none."""

    def unwrap(root: Any) -> None:
        for control in list(root.iter(f"{W}sdt")):
            parent, at = control.getparent(), control.getparent().index(control)
            for each in reversed(list(control.find(f"{W}sdtContent"))):
                parent.insert(at, each)
            parent.remove(control)

    return _rewritten(filled, "word/document.xml", unwrap)


def with_more(filled: bytes, *, agency: list[str]) -> bytes:
    """Add a row to the table of agencies, as Tab in its last cell does, and paste the last child's table again."""

    def add(root: Any) -> None:
        tables = list(root.iter(f"{W}tbl"))
        (agencies,) = (each for each in tables if "agencies[1].agency" in _tags(each))
        row = deepcopy(agencies.findall(f"{W}tr")[-1])
        for cell, text in zip(row.findall(f"{W}tc"), agency, strict=True):
            for old in cell.findall(f"{W}p"):
                cell.remove(old)
            run = etree.SubElement(etree.SubElement(cell, f"{W}p"), f"{W}r")
            etree.SubElement(run, f"{W}t").text = text
        agencies.append(row)
        (child,) = (each for each in tables if "children[3].last_name" in _tags(each))
        child.addnext(deepcopy(child))
        child.addnext(etree.Element(f"{W}p"))

    return _rewritten(filled, "word/document.xml", add)


def _tags(table: Any) -> set[str]:
    return {each.get(f"{W}val") for each in table.iter(f"{W}tag")}


def odt(blank: bytes, filled: Filled) -> bytes:
    """Fill in the sections and content controls as LibreOffice does: a paragraph for each line."""
    return _rewritten(blank, "content.xml", lambda root: _fill_sections(root, filled))


def _fill_sections(root: Any, filled: Filled) -> None:
    for section in root.iter(f"{TEXT}section"):
        value = filled.get(section.get(f"{TEXT}name"))
        if isinstance(value, str):
            first = section.find(f"{TEXT}p")
            style = dict(first.attrib)
            section.remove(first)
            for line in value.split("\n"):
                _typed(etree.SubElement(section, f"{TEXT}p", style), line)
    for control in root.iter(f"{LOEXT}content-control"):
        question, _, choice = control.get(f"{LOEXT}tag").partition("/")
        chosen = filled.get(question, ())
        if control.get(f"{LOEXT}checkbox") == "true" and choice in chosen:
            control.set(f"{LOEXT}checked", "true")
            control.text = "☒"
        if control.get(f"{LOEXT}drop-down") == "true" and chosen:
            items = {each.get(f"{LOEXT}value"): each.get(f"{LOEXT}display-text") for each in control}
            del control.attrib[f"{LOEXT}showing-place-holder"]
            span = control.find(f"{TEXT}span")
            span.text = items[chosen[0]]


def _typed(paragraph: Any, line: str) -> None:
    """Write a line with its spaces and tabs as OpenDocument has them."""
    for piece in re.split(r"(\t| {2,})", line):
        if piece == "\t":
            etree.SubElement(paragraph, f"{TEXT}tab")
        elif piece.startswith("  "):
            etree.SubElement(paragraph, f"{TEXT}s", {f"{TEXT}c": str(len(piece))})
        elif len(paragraph):
            paragraph[-1].tail = piece
        else:
            paragraph.text = piece


def pdf(blank: bytes, filled: Filled) -> bytes:
    """Fill in the fields as a reader does: values, and the state of each box."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(blank)))
    for page in writer.pages:
        for reference in page.get("/Annots", ()):
            widget: Any = reference.get_object()
            field: Any = widget if "/T" in widget else widget["/Parent"].get_object()
            name = str(field["/T"]).replace(":", ".")
            question, _, choice = name.partition("/")
            if field["/FT"] == "/Tx" and isinstance(filled.get(name), str):
                field[NameObject("/V")] = TextStringObject(str(filled[name]).replace("\n", "\r"))
            elif field["/FT"] == "/Ch" and name in filled:
                field[NameObject("/V")] = TextStringObject(filled[name][0])
            elif field["/FT"] == "/Btn":
                on = next(each for each in widget["/AP"]["/N"] if each != "/Off")
                if (choice or on.removeprefix("/")) in filled.get(question, ()):
                    field[NameObject("/V")] = NameObject(on)
                    widget[NameObject("/AS")] = NameObject(on)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def _rewritten(package: bytes, name: str, fill: Callable[[Any], None]) -> bytes:
    made = BytesIO()
    with ZipFile(BytesIO(package)) as old, ZipFile(made, "w") as new:
        for each in old.infolist():
            content = old.read(each)
            if each.filename == name:
                root = etree.fromstring(content)
                fill(root)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
            new.writestr(each, content)
    return made.getvalue()


def txt(blank: bytes, filled: Filled, names: Mapping[str, tuple[str, str, str]]) -> bytes:
    """Type into the text: after the label, or an x between the brackets.

    `names` tells where each space is: the heading of its part, of its row, and its label.
    """
    lines = blank.decode("utf-8").split("\r\n")
    for name, (part, row, label) in names.items():
        value = filled.get(name)
        if value is None:
            continue
        at = lines.index(part.upper())
        at = lines.index(row, at) if row else at
        at = next(number for number in range(at, len(lines)) if lines[number].strip(": ") == label.strip(": "))
        if isinstance(value, str):
            lines[at] = f"{lines[at]}\r\n{value}" if "\n" in value else f"{lines[at].rstrip()} {value}"
            lines[at] = lines[at].replace("\n", "\r\n").replace("\r\r", "\r")
            continue
        for choice in value:
            ticked = next(number for number in range(at, len(lines)) if lines[number] == f"[ ] {choice}")
            lines[ticked] = f"[x] {choice}"
    return "\r\n".join(lines).encode("utf-8")
