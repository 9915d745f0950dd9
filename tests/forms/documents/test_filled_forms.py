"""What is filled into the blank form is read back exactly, from every space and in every format."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from forms.documents.blank import blank
from forms.documents.blank.sheet import ROWS
from forms.documents.read import read_document
from forms.documents.reading.result import Reading
from forms.loading import default_form
from forms.vocabulary import NOT_KNOWN, Form, Kind, Question, Value, When
from tests.forms.documents import fill_in

FORM = default_form()
TODAY = date(2026, 11, 24)
WITH_NAMES: dict[str, Callable[[bytes, fill_in.Filled], bytes]] = {
    "docx": fill_in.docx,
    "odt": fill_in.odt,
    "pdf": fill_in.pdf,
}
AWKWARD = (
    "=1+1",
    'Müller & Söhne <"O\'Brien">',
    "Line one\nLine two\n\nLine four",
    "Yes",
    "Child 2",
    "Ŵyn: 7; a, b / c — “x”",
    "not known to us",
    "Name: somebody else",
)
"""Texts that a reader could take for something else."""
TEXTS = {Kind.TEXT, Kind.LONG_TEXT, Kind.ADDRESS}
WRITTEN: dict[Kind, tuple[tuple[str, Value], ...]] = {
    Kind.DATE: (("3 April 2016", "2016-04-03"), ("03/04/2015", "2015-04-03")),
    Kind.APPROXIMATE_DATE: (
        ("early March 2026", {"text": "early March 2026", "from": "2026-03-01", "to": "2026-03-10"}),
        ("3 April 2026", "2026-04-03"),
    ),
    Kind.AGE: (("7", "7 years"), ("14 months", "14 months")),
    Kind.PHONE: (("0151 496 0123", "0151 496 0123"),),
    Kind.EMAIL: (("jo.bloggs@marram.example", "jo.bloggs@marram.example"),),
    Kind.NHS_NUMBER: (("943 476 5919", "9434765919"),),
}


def made(kind: str, form: Form = FORM) -> bytes:
    return blank(form, kind, board="Marram Board", panel="Practice Review Panel", marking="OFFICIAL-SENSITIVE")


BLANKS = {kind: made(kind) for kind in (*WITH_NAMES, "txt")}


def spaces() -> Iterator[tuple[str, Question]]:
    for section in FORM.sections:
        for number in range(1, ROWS[section.group] + 1) if section.group else (0,):
            for question in section.questions:
                group, _, name = question.id.partition(".")
                if not question.filled_by_bot:
                    yield f"{group}[{number}].{name}" if number else question.id, question


SPACES = dict(spaces())


def answers(turn: int) -> tuple[dict[str, str | tuple[str, ...]], dict[str, Value]]:
    """Give something for every space, and what has to be read; each `turn` gives each space something else."""
    filled: dict[str, str | tuple[str, ...]] = {}
    wanted: dict[str, Value] = {}
    for number, (name, question) in enumerate(SPACES.items(), start=turn):
        if question.not_known_allowed and number % 7 == 0:
            filled[name], wanted[name] = _not_known(question), NOT_KNOWN
            if question.kind is Kind.SIGNATURE:
                filled = {**filled, f"{name}/name": str(filled.pop(name))}
        elif question.kind is Kind.SIGNATURE:
            filled[f"{name}/name"], filled[f"{name}/date"] = "Jo O'Neill", "2 March 2026"
            wanted[name] = {"name": "Jo O'Neill", "date": "2026-03-02"}
        elif question.kind in TEXTS:
            text = AWKWARD[number % len(AWKWARD)]
            filled[name] = wanted[name] = text
        elif question.kind is Kind.YES_NO:
            answer = ("yes", "no")[number % 2]
            filled[name], wanted[name] = (answer,), answer
        elif question.choices:
            chosen = question.choices[number % len(question.choices)].id
            if question.kind is Kind.SEVERAL:
                ids = {chosen, question.choices[0].id}
                several = [choice.id for choice in question.choices if choice.id in ids]
                filled[name], wanted[name] = tuple(several), several
            else:
                filled[name], wanted[name] = (chosen,), chosen
        else:
            if question.when is When.EXPECTED:
                filled[name], wanted[name] = "1 December 2026", "2026-12-01"
                continue
            filled[name], wanted[name] = WRITTEN[question.kind][number % len(WRITTEN[question.kind])]
    return filled, wanted


def _not_known(question: Question) -> str | tuple[str, ...]:
    return (NOT_KNOWN,) if question.choices or question.kind is Kind.YES_NO else "Not known"


def flat(reading: Reading) -> dict[str, Value]:
    """Give every value that was read, by space."""
    found = {name: each.value for name, each in reading.fields.items()}
    for group, rows in reading.tables.items():
        for number, row in enumerate(rows, start=1):
            found |= {f"{group}[{number}].{name}": each.value for name, each in row.items()}
    return found


def differences(reading: Reading, wanted: dict[str, Value]) -> dict[str, tuple[Value | None, Value | None]]:
    found = flat(reading)
    return {
        name: (wanted.get(name), found.get(name))
        for name in wanted.keys() | found.keys()
        if not _same(wanted.get(name), found.get(name))
    }


def _same(wanted: Value | None, found: Value | None) -> bool:
    """An approximate date may be one day."""
    if isinstance(wanted, str) and isinstance(found, dict) and "from" in found:
        return found["from"] == found["to"] == wanted
    return wanted == found


@pytest.mark.parametrize("kind", WITH_NAMES)
@pytest.mark.parametrize("turn", [0, 1])
def test_every_space_is_read_back_exactly(kind: str, turn: int) -> None:
    filled, wanted = answers(turn)
    reading = read_document(f"form.{kind}", WITH_NAMES[kind](BLANKS[kind], filled), FORM, today=TODAY)
    assert (reading.form, reading.version) == (FORM.name, FORM.version)
    assert differences(reading, wanted) == {}
    assert reading.unmatched == ()
    assert all(each.is_certain for each in reading.fields.values())


@pytest.mark.parametrize("turn", [0, 1])
def test_a_form_whose_content_controls_another_program_has_dropped_is_read_by_its_labels(turn: int) -> None:
    filled, wanted = answers(turn)
    document = fill_in.without_controls(fill_in.docx(BLANKS["docx"], filled))
    assert differences(read_document("form.docx", document, FORM, today=TODAY), wanted) == {}


def test_rows_that_people_add_to_the_form_are_read() -> None:
    filled = {"agencies[6].agency": "Police", "children[3].last_name": "Larch"}
    document = fill_in.with_more(fill_in.docx(BLANKS["docx"], filled), agency=["Jo", "Housing", "", "Yes"])
    tables = read_document("form.docx", document, FORM, today=TODAY).tables
    assert [row["agency"].value for row in tables["agencies"]] == ["Police", "Housing"]
    assert [row["last_name"].value for row in tables["children"]] == ["Larch", "Larch"]


@pytest.mark.parametrize("kind", [*WITH_NAMES, "txt"])
def test_a_form_that_nobody_filled_in_answers_nothing(kind: str) -> None:
    reading = read_document(f"form.{kind}", BLANKS[kind], FORM, today=TODAY)
    assert flat(reading) == {}
    assert reading.unmatched == ()
    assert reading.troubles == ()


@pytest.mark.parametrize("turn", [0, 1])
def test_what_is_typed_into_the_text_is_read_back(turn: int) -> None:
    filled, wanted = answers(turn)
    typed = fill_in.txt(BLANKS["txt"], labelled(filled), places())
    assert differences(read_document("form.txt", typed, FORM, today=TODAY), wanted) == {}


def test_a_text_that_a_mail_has_wrapped_and_quoted_is_read_back() -> None:
    filled, wanted = answers(0)
    typed = fill_in.txt(BLANKS["txt"], labelled(filled), places()).decode()
    quoted = [f"> {line}" for written in typed.splitlines() for line in (textwrap.wrap(written, 76) or [""])]
    reading = read_document("form.txt", "\n".join(quoted).encode(), FORM, today=TODAY)
    assert differences(reading, wanted) == {}


def labelled(filled: dict[str, str | tuple[str, ...]]) -> dict[str, str | tuple[str, ...]]:
    """Give choices by their labels, as they stand in the text."""
    words = {"yes": "Yes", "no": "No", NOT_KNOWN: "Not known"}
    return {
        name: value
        if isinstance(value, str)
        else tuple(
            next((choice.label for choice in SPACES[name].choices if choice.id == each), words.get(each, each))
            for each in value
        )
        for name, value in filled.items()
    }


def places() -> dict[str, tuple[str, str, str]]:
    """Tell where in the text each space is."""
    found = {}
    for name, question in SPACES.items():
        section = FORM.section_of(question.id)
        row = f"{section.row_name.capitalize()} {name.partition('[')[2].partition(']')[0]}" if section.group else ""
        if question.kind is Kind.SIGNATURE:
            for part in ("name", "date"):
                found[f"{name}/{part}"] = (section.title, row, f"{question.label}: {part}")
        else:
            found[name] = (section.title, row, question.label)
    return found


SMALL = FORM.model_copy(update={"sections": tuple(each for each in FORM.sections if each.id in {"F", "K"})})
SMALL_BLANKS = {kind: made(kind, SMALL) for kind in WITH_NAMES}


@pytest.mark.parametrize("kind", WITH_NAMES)
@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(words=st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=40))
def test_any_words_are_read_back(kind: str, words: str) -> None:
    wanted = f'{words} said & "so" <{words}>'
    document = WITH_NAMES[kind](SMALL_BLANKS[kind], {"agencies[3].worker_name": wanted})
    reading = read_document(f"form.{kind}", document, SMALL, today=TODAY)
    assert reading.tables["agencies"][0]["worker_name"].value == wanted
