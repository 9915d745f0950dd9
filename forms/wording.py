"""A form in other words: titles, labels and hints by id, so that ids, kinds and rules stay in one place.

The wording stands behind the form's own text, under ``[wording]``, and counts to the form's version: a case keeps the
words it began with, whatever language they are in (docs/procedure.md, section 3).
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from forms.form_lines import Path
from forms.vocabulary import Form, Question, Section, Strict


class WordedSection(Strict):
    """The words of a section; what is left out stays as it is."""

    title: str | None = None
    intro: str | None = None
    row_name: str | None = None


class WordedQuestion(Strict):
    """The words of a question, and the labels of its choices by id; what is left out stays as it is."""

    label: str | None = None
    hint: str | None = None
    explain: str | None = None
    why_needed: str | None = None
    choices: Mapping[str, str] = Field(default_factory=dict)


class Wording(Strict):
    """The words of a form: of its sections and questions by id."""

    title: str | None = None
    sections: Mapping[str, WordedSection] = Field(default_factory=dict)
    questions: Mapping[str, WordedQuestion] = Field(default_factory=dict)


def worded(form: Form, wording: Wording) -> Form:
    """Give the form in these words."""
    sections = tuple(_section(section, wording) for section in form.sections)
    return form.model_copy(update={"sections": sections, **_given(wording, "title")})


def unknown_ids(form: Form, wording: Wording) -> tuple[Path, ...]:
    """Give the places of the wording that name a section, a question or a choice that the form does not have."""
    sections = {section.id for section in form.sections}
    choices = {
        question.id: {choice.id for choice in question.choices}
        for section in form.sections
        for question in section.questions
    }
    return (
        *(("wording", "sections", name) for name in wording.sections if name not in sections),
        *(("wording", "questions", name) for name in wording.questions if name not in choices),
        *(
            ("wording", "questions", name, "choices", choice)
            for name, words in wording.questions.items()
            for choice in words.choices
            if name in choices and choice not in choices[name]
        ),
    )


def _section(section: Section, wording: Wording) -> Section:
    words = wording.sections.get(section.id, WordedSection())
    questions = tuple(_question(question, wording) for question in section.questions)
    return section.model_copy(update={"questions": questions, **_given(words, "title", "intro", "row_name")})


def _question(question: Question, wording: Wording) -> Question:
    words = wording.questions.get(question.id, WordedQuestion())
    choices = tuple(
        choice.model_copy(update={"label": words.choices.get(choice.id, choice.label)}) for choice in question.choices
    )
    return question.model_copy(update={"choices": choices, **_given(words, "label", "hint", "explain", "why_needed")})


def _given(words: Strict, *names: str) -> dict[str, str]:
    return {name: text for name in names if (text := getattr(words, name)) is not None}
