"""The blank form in every format: every question has its space, under its own name."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree

from forms.documents.blank import KINDS, blank
from forms.documents.blank.sheet import ROWS
from forms.documents.kinds import check
from forms.loading import default_form

FORM = default_form()
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def made(kind: str) -> bytes:
    return blank(
        FORM,
        kind,
        board="Marram Safeguarding Children Board",
        panel="Practice Review Panel",
        marking="OFFICIAL-SENSITIVE",
        front_door="0151 496 0777",
        out_of_hours="0151 496 0999",
        send_to="prp@marram.example",
    )


def spaces() -> set[str]:
    """Give the name of every space that the form needs, a box apart from its question."""
    found = set()
    for section in FORM.sections:
        numbers = range(1, ROWS[section.group] + 1) if section.group else (0,)
        for question in section.questions:
            for number in numbers:
                group, _, name = question.id.partition(".")
                if not question.filled_by_bot:
                    found.add(f"{group}[{number}].{name}" if number else question.id)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_form_is_a_file_of_its_kind(kind: str) -> None:
    assert check(kind, made(kind)) == ""


def test_every_question_has_its_space_in_word() -> None:
    document = etree.fromstring(ZipFile(BytesIO(made("docx"))).read("word/document.xml"))
    tags = [element.get(f"{W}val") for element in document.iter(f"{W}tag")]
    assert len(tags) == len(set(tags))
    assert {tag.partition("/")[0] for tag in tags} == spaces()


def test_every_question_stands_in_the_plain_text() -> None:
    text = made("txt").decode()
    for section in FORM.sections:
        assert section.title.upper() in text
        for question in section.questions:
            assert question.filled_by_bot or f"\n{question.label}" in text
    assert f"[prp-form: {FORM.name}; prp-form-version: {FORM.version}]" in text
