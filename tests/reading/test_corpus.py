"""The forms of other bodies are what they should be before anything is read: questions that exist, words that stand."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

import pytest

from forms.answers import parse_answer
from forms.loading import default_form
from forms.vocabulary import Kind
from tests.reading.cases import cases
from tests.reading.foreign import ForeignForm, forms
from tests.reading.manners import MANNERS, Manner
from tests.reading.scoring import TODAY, bare, same, without_labels_of

ALL_FORMS = (*forms(), *forms("held_out"))
READ_AS_WRITTEN = {Kind.DATE, Kind.APPROXIMATE_DATE, Kind.AGE, Kind.PHONE, Kind.EMAIL, Kind.NHS_NUMBER, Kind.SIGNATURE}


def test_what_a_case_writes_means_what_it_says() -> None:
    form = default_form()
    written = [
        (question, answer)
        for case in cases()
        for answers in (case.answers, *(row for rows in case.rows.values() for row in rows))
        for question, answer in answers.items()
        if form.question(question).kind in READ_AS_WRITTEN
    ]
    wrong = [
        (question, answer.written)
        for question, answer in written
        if not same(parse_answer(form.question(question), answer.written, today=TODAY) or "", answer.value)
    ]
    assert len(written) > 80
    assert wrong == []


def test_there_are_many_forms_and_each_asks_what_we_ask() -> None:
    known = {question.id for section in default_form().sections for question in section.questions}
    assert len(ALL_FORMS) >= 30
    filled = {form.name: form.filled(cases()[0]) for form in ALL_FORMS}
    asked = {name: {want.question for entry in one.entries for want in entry.wants} for name, one in filled.items()}
    assert {name: ids - known for name, ids in asked.items() if ids - known} == {}
    assert all(asked.values())


def test_a_form_is_read_without_its_own_labels() -> None:
    form = next(form for form in ALL_FORMS if form.name == "childcare_incident_2010")
    labels = {bare(label) for label in form.labels}
    aliases = {bare(a) for s in without_labels_of(form).sections for q in s.questions for a in q.aliases}
    assert labels & {bare(a) for s in default_form().sections for q in s.questions for a in q.aliases}
    assert labels & aliases == set()


@pytest.mark.parametrize(
    "manner", [manner for manner in MANNERS if manner.suffix not in {"pdf", "eml"}], ids=lambda one: one.name
)
def test_what_was_filled_in_stands_in_the_document(manner: Manner) -> None:
    form = ALL_FORMS[MANNERS.index(manner) % len(ALL_FORMS)]
    filled = form.filled(cases()[2])
    words = _words_of(manner, form)
    missing = [entry.label for entry in filled.entries for word in entry.text.split() if word not in words]
    assert missing == []


def _words_of(manner: Manner, form: ForeignForm) -> str:
    document = manner.document(form.filled(cases()[2]))
    if manner.suffix in {"docx", "odt"}:
        name = "word/document.xml" if manner.suffix == "docx" else "content.xml"
        document = zipfile.ZipFile(io.BytesIO(document)).read(name)
    return unescape(re.sub("<[^>]*>", " ", document.decode()))
