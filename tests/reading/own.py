"""Our own form filled in with a case, as somebody does who has its words but not its file: in a mail, on paper."""

from __future__ import annotations

from collections.abc import Container, Iterator

from forms.vocabulary import Form, Kind, Question, Section
from tests.reading.cases import Answer, Case
from tests.reading.foreign import Entry, Filled, FilledPart, Option, Want

_YES_NO = {"yes": "Yes", "no": "No"}


def own_filled(form: Form, case: Case, places: Container[str] | None = None) -> Filled:
    """Fill our form in with everything that a case says; of a blank form, with what it has `places` for."""
    parts = tuple(part for section in form.sections for part in _parts(section, case, places))
    return Filled(form.name, case, form.title, parts)


def place_of(question_id: str, row: int) -> str:
    """Give the name of the place of a question in a blank form: ``children[1].last_name`` in the first row."""
    return question_id.replace(".", f"[{row + 1}].", 1)


def _parts(section: Section, case: Case, places: Container[str] | None) -> Iterator[FilledPart]:
    rows = case.rows[section.group] if section.group else (case.answers,)
    if section.group:
        yield FilledPart(section.title, section.intro, ((),))
    for number, answers in enumerate(rows):
        asked = [one for one in section.questions if places is None or place_of(one.id, number) in places]
        title = f"{section.row_name.capitalize()} {number + 1}" if section.group else section.title
        entries = tuple(_entry(question, answers.get(question.id), number) for question in asked)
        yield FilledPart(title, "" if section.group else section.intro, (entries,))


def _entry(question: Question, answer: Answer | None, row: int) -> Entry:
    offered = offers(question)
    if not offered:
        wants = (Want(question.id, row, answer.value, answer.written),) if answer else ()
        return Entry(question.label, answer.written if answer else "", wants=wants)
    chosen = answer.value if answer else ""
    options = tuple(Option(text, chosen=choice in chosen if isinstance(chosen, list) else choice == chosen)
                    for choice, text in offered.items())  # fmt: skip
    ticked = ", ".join(option.text for option in options if option.chosen)
    return Entry(
        question.label, options=options, wants=(Want(question.id, row, answer.value, ticked),) if answer else ()
    )


def offers(question: Question) -> dict[str, str]:
    """Give what a question offers to tick: the labels by the ids of the choices; nothing where words are written."""
    if question.kind not in {Kind.YES_NO, Kind.CHOICE, Kind.SEVERAL}:
        return {}
    choices = {choice.id: choice.label for choice in question.choices} or _YES_NO
    return choices | ({"not_known": "Not known"} if question.not_known_allowed else {})
