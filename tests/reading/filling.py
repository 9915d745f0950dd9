"""Fills in the Board's blank forms as people's programs do, by code that knows nothing of how they were written."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree
from pypdf import PdfReader, PdfWriter

from forms.loading import default_form
from forms.vocabulary import Form, Kind, Section
from tests.reading.foreign import Filled
from tests.reading.own import offers, place_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"


@dataclass(frozen=True)
class Given:
    """What a case puts into the places of a blank form: words by name of the place, and ids of choices by question."""

    words: Mapping[str, str]
    chosen: Mapping[str, tuple[str, ...]]

    def is_ticked(self, box: str) -> bool:
        """Tell whether a box named ``question/choice`` is to be ticked."""
        question, _, choice = box.partition("/")
        return choice in self.chosen.get(question, ())


def given(form: Form, filled: Filled) -> Given:
    """Give what a filled form says, by the names of the places."""
    words: dict[str, str] = {}
    chosen: dict[str, tuple[str, ...]] = {}
    for want in (want for entry in filled.entries for want in entry.wants):
        place = place_of(want.question, want.row)
        question = form.question(want.question)
        if question.kind is Kind.SIGNATURE:
            name, _, signed_on = want.written.partition(", ")
            words |= {f"{place}/name": name, f"{place}/date": signed_on, place: want.written}
        elif offers(question):
            chosen[place] = tuple(want.value) if isinstance(want.value, list) else (str(want.value),)
        else:
            words[place] = want.written
    return Given(words, chosen)


def places_of(kind: str, blank: bytes) -> frozenset[str]:
    """Give the names of all places of a blank form: of questions, of rows ``children[1].last_name``."""
    return frozenset(name.partition("/")[0] for name in _NAMES[kind](blank) if name)


def _part(document: bytes, name: str) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(document)).read(name))


def _with_part(document: bytes, name: str, root: etree._Element) -> bytes:
    """Give the document with one of its parts changed, the others byte by byte as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            after.writestr(info, content if info.filename == name else before.read(info))
    return out.getvalue()


def _docx_names(blank: bytes) -> list[str]:
    return [tag.get(f"{_W}val") for tag in _part(blank, "word/document.xml").iter(f"{_W}tag")]


def fill_docx(blank: bytes, answers: Given) -> bytes:
    """Fill in the content controls of a Word document."""
    root = _part(blank, "word/document.xml")
    for control in root.iter(f"{_W}sdt"):
        properties = control.find(f"{_W}sdtPr")
        tag = properties.find(f"{_W}tag")
        if tag is None:
            continue
        name = tag.get(f"{_W}val")
        box = properties.find(f"{_W14}checkbox")
        menu = properties.find(f"{_W}dropDownList")
        if box is not None:
            _tick(control, box, ticked=answers.is_ticked(name))
        elif menu is not None and name in answers.chosen:
            labels = {item.get(f"{_W}value"): item.get(f"{_W}displayText") for item in menu}
            _type(control, labels[answers.chosen[name][0]])
        elif menu is None and name in answers.words:
            _type(control, answers.words[name])
    return _with_part(blank, "word/document.xml", root)


def _tick(control: etree._Element, box: etree._Element, *, ticked: bool) -> None:
    box.find(f"{_W14}checked").set(f"{_W14}val", "1" if ticked else "0")
    next(control.iter(f"{_W}t")).text = "☒" if ticked else "☐"


def _type(control: etree._Element, text: str) -> None:
    """Put a text into a control, as Word does: the prompt and its style go."""
    properties = control.find(f"{_W}sdtPr")
    for prompt in properties.findall(f"{_W}showingPlcHdr"):
        properties.remove(prompt)
    runs = list(control.find(f"{_W}sdtContent").iter(f"{_W}r"))
    first, others = runs[0], runs[1:]
    for run in others:
        run.getparent().remove(run)
    for child in list(first):
        first.remove(child)
    for number, line in enumerate(text.split("\n")):
        if number:
            etree.SubElement(first, f"{_W}br")
        etree.SubElement(first, f"{_W}t").text = line


def without_controls(filled: bytes) -> bytes:
    """Give a Word document as a program that knows no content controls saves it: the words stay where they stood."""
    root = _part(filled, "word/document.xml")
    for control in reversed(list(root.iter(f"{_W}sdt"))):
        parent, content = control.getparent(), control.find(f"{_W}sdtContent")
        at = parent.index(control)
        parent.remove(control)
        for number, child in enumerate(list(content)):
            parent.insert(at + number, child)
    return _with_part(filled, "word/document.xml", root)


def _odt_names(blank: bytes) -> list[str]:
    root = _part(blank, "content.xml")
    sections = [section.get(f"{_TEXT}name") for section in root.iter(f"{_TEXT}section")]
    return [*sections, *(control.get(f"{_LOEXT}tag", "") for control in root.iter(f"{_LOEXT}content-control"))]


def fill_odt(blank: bytes, answers: Given) -> bytes:
    """Fill in the sections and content controls of an OpenDocument text."""
    root = _part(blank, "content.xml")
    for section in root.iter(f"{_TEXT}section"):
        if (text := answers.words.get(section.get(f"{_TEXT}name"))) is not None:
            paragraphs = list(section)
            for paragraph in paragraphs[1:]:
                section.remove(paragraph)
            _write_lines(section, paragraphs[0], text.split("\n"))
    for control in root.iter(f"{_LOEXT}content-control"):
        name = control.get(f"{_LOEXT}tag", "")
        items = {item.get(f"{_LOEXT}value"): item.get(f"{_LOEXT}display-text") for item in control}
        if control.get(f"{_LOEXT}checkbox") == "true":
            ticked = answers.is_ticked(name)
            control.set(f"{_LOEXT}checked", "true" if ticked else "false")
            _replace_words(control, "☒" if ticked else "☐")
        elif name in answers.chosen:
            control.attrib.pop(f"{_LOEXT}showing-place-holder", None)
            _replace_words(control, items[answers.chosen[name][0]])
        elif name in answers.words:
            control.attrib.pop(f"{_LOEXT}showing-place-holder", None)
            _replace_words(control, answers.words[name])
    return _with_part(blank, "content.xml", root)


def _write_lines(section: etree._Element, first: etree._Element, lines: list[str]) -> None:
    """Write each line into a paragraph of its own, as the return key does."""
    for child in list(first):
        first.remove(child)
    first.text = lines[0]
    for line in lines[1:]:
        etree.SubElement(section, first.tag, first.attrib).text = line


def _replace_words(control: etree._Element, text: str) -> None:
    """Put words into a control, beside the list of what it offers."""
    for child in list(control):
        if child.tag.startswith(_TEXT):
            control.remove(child)
    items = list(control)
    if items:
        items[-1].tail = text
    else:
        control.text = text


def _pdf_names(blank: bytes) -> list[str]:
    return [_question_of(name) for name in PdfReader(io.BytesIO(blank)).get_fields() or {}]


def _question_of(field_name: str) -> str:
    """Give the name of a place: a full stop would part a field from its parent, so a colon stands for it."""
    return field_name.replace("]:", "].")


def fill_pdf(blank: bytes, answers: Given) -> bytes:
    """Fill in the fields of a PDF: words, menus, boxes, and buttons of which one is pressed."""
    writer = PdfWriter(clone_from=io.BytesIO(blank))
    values: dict[str, str] = {}
    for name, described in (writer.get_fields() or {}).items():
        place = _question_of(name)
        chosen = answers.chosen.get(place, ())
        if described.get("/FT") == "/Btn":
            on = next((f"/{choice}" for choice in chosen), "/Yes" if answers.is_ticked(place) else "/Off")
            values[name] = on
        elif chosen or place in answers.words:
            values[name] = chosen[0] if chosen else answers.words[place]
    for page in (page for page in writer.pages if "/Annots" in page):
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _txt_names(blank: bytes) -> list[str]:
    return [place for place, _ in _lines_and_places(blank)]


def _lines_and_places(blank: bytes) -> Iterator[tuple[str, str]]:
    """Give each line of a blank text with the place that it asks for, or the place before where it asks for none."""
    form = default_form()
    titles = {section.title.upper(): section for section in form.sections}
    section, row, place = form.sections[0], "", ""
    for line in blank.decode().splitlines():
        if line in titles:
            section, row, place = titles[line], "", ""
        elif section.group and (match := re.fullmatch(rf"{section.row_name.capitalize()} (\d+)", line)) is not None:
            row, place = f"[{match[1]}]", ""
        else:
            place = _place_of(line, section, row) or place
        yield place, line


def _place_of(line: str, section: Section, row: str) -> str:
    for question in section.questions:
        name = question.id.replace(".", f"{row}.", 1)
        if line.rstrip(": ") == question.label.rstrip(": "):
            return name
        if question.kind is Kind.SIGNATURE and line.startswith(question.label):
            return f"{name}/{line.rstrip(': ').rpartition(' ')[2]}"
    return ""


def fill_txt(blank: bytes, answers: Given) -> bytes:
    """Type after each label, and put a cross between the brackets, as the form asks."""
    form = default_form()
    written: list[str] = []
    last = ""
    for place, line in _lines_and_places(blank):
        if line.startswith("[ ] ") and (chosen := answers.chosen.get(place)):
            choices = offers(form.question(re.sub(r"\[\d+\]", "", place)))
            is_chosen = any(choices[choice] == line.removeprefix("[ ] ") for choice in chosen)
            written.append(line.replace("[ ]", "[x]") if is_chosen else line)
        elif place != last and place in answers.words:
            text = answers.words[place]
            written.append(line + text if line.endswith(" ") else f"{line}\n{text}")
        else:
            written.append(line)
        last = place
    return "\n".join(written).encode()


def quoted(filled: bytes) -> bytes:
    """Give a text as a reply quotes it."""
    return "\n".join(f"> {line}".rstrip() for line in filled.decode().split("\n")).encode()


_NAMES: Mapping[str, Callable[[bytes], list[str]]] = {
    "docx": _docx_names,
    "odt": _odt_names,
    "pdf": _pdf_names,
    "txt": _txt_names,
}

WAYS: Mapping[str, Mapping[str, Callable[[bytes, Given], bytes]]] = {
    "docx": {
        "in its places": fill_docx,
        "and its places lost": lambda blank, answers: without_controls(fill_docx(blank, answers)),
    },
    "odt": {"in its places": fill_odt},
    "pdf": {"in its fields": fill_pdf},
    "txt": {"as it asks": fill_txt, "and quoted": lambda blank, answers: quoted(fill_txt(blank, answers))},
}
"""By kind of blank form, the ways in which it is filled in."""
