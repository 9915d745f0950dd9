"""One question as an input of Slack's, for every kind of question.

Dates are typed, not picked: people know them as “early March” or “? 22 May”, and `forms.answers` reads that. The id of
each block names the question, the row and the revision at which it was drawn, because Slack keeps the old value of an
input whose ids did not change (https://docs.slack.dev/surfaces/modals#updating_views).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.slack.payload import Json
from bot.slack.views.blocks import LONGEST_OPTION, cut, plain
from forms.answers import describe
from forms.answers.dates import in_words
from forms.answers.text import characters
from forms.long_texts import NEW, Piece, boxes, is_almost_full
from forms.long_texts import cut as cut_for_boxes
from forms.vocabulary import NOT_KNOWN, Choice, Kind, Question, Value, is_unread
from forms.words import say

LONGEST_TYPED = 3000
LONGEST_LINE = 500
"""What fits in a field of one line: a page of many such fields stays within what a view may weigh in any script."""
INSTEAD = "instead"
"""The part of a question at which an answer too long for the screen can be replaced; left blank, it stays."""
MOST_BOXES = 10
MOST_OPTIONS = 100
LONGEST_HINT = 2000
ACTION = "answer"
_PREFIX = "answer"

CHOSEN = frozenset({Kind.YES_NO, Kind.CHOICE, Kind.SEVERAL})
DAYS = frozenset({Kind.DATE, Kind.APPROXIMATE_DATE})
LINES = frozenset({Kind.ADDRESS})


@dataclass(frozen=True)
class Place:
    """Where an answer is given: the question, the part of it, the row, the revision shown.

    A signature has the parts ``name`` and ``date``. Of a long text in several boxes, the first has none, and those
    that follow have a number with the letter that `forms.long_texts` remembers beside a piece: ``2s``.
    """

    question_id: str
    part: str = ""
    row_id: str = ""
    revision: int = 0

    @property
    def block_id(self) -> str:
        """The id of the input's block."""
        return "/".join((_PREFIX, self.question_id, self.part, self.row_id, str(self.revision)))


def place(block_id: str) -> Place | None:
    """Read a block's id; None for a block that is not an answer's."""
    steps = block_id.split("/")
    if len(steps) != len(Place.__dataclass_fields__) + 1 or steps[0] != _PREFIX:
        return None
    return Place(steps[1], steps[2], steps[3], int(steps[4]))


def question_inputs(
    question: Question,
    value: Value | None,
    *,
    required: bool,
    row_id: str = "",
    revision: int = 0,
    room: bool = False,
) -> list[Json]:
    """Give the input of a question with its answer so far.

    A signature has two, for the name and the day; a long text as many as it needs, and with `room` one more to go on
    in. Slack asks for what is `required` before it sends the screen; “Skip for now” sends it all the same.
    """
    at = Place(question.id, row_id=row_id, revision=revision)
    if question.kind is Kind.SIGNATURE:
        return _signature(question, value, at, required=required)
    if question.kind is Kind.LONG_TEXT:
        return _long_text(question, _shown(question, value), at, required=required, room=room)
    if question.kind in CHOSEN:
        return [field(at, question.label, _choice(question, value), hint=question.hint, required=required)]
    return [field(at, question.label, _typed(question, value), hint=_hint(question), required=required)]


def field(at: Place, label: str, element: Json, *, hint: str = "", required: bool = True) -> Json:
    """Give an input block."""
    block: Json = {
        "type": "input",
        "block_id": at.block_id,
        "label": plain(cut(label, LONGEST_HINT)),
        "element": {"action_id": ACTION} | element,
        "optional": not required,
    }
    if hint:
        block["hint"] = plain(cut(hint, LONGEST_HINT))
    return block


def text_input(value: str = "", *, lines: bool = False) -> Json:
    """Give a field to type in, with what was typed before."""
    shown = cut(value, LONGEST_TYPED)
    longest = LONGEST_TYPED if lines else max(LONGEST_LINE, characters(shown))
    element: Json = {"type": "plain_text_input", "multiline": lines, "max_length": longest}
    if shown:
        element["initial_value"] = shown
    return element


def single_choice(choices: Sequence[Choice], chosen: str = "") -> Json:
    """Give radio buttons, or a menu where there are too many choices or their labels are too long for them."""
    options = [_option(choice) for choice in choices]
    beside = _fit_beside_boxes(choices)
    element: Json = {"type": "radio_buttons", "options": options} if beside else _menu(options)
    initial = [option for option in options if option["value"] == chosen]
    if initial:
        element["initial_option"] = initial[0]
    return element


def menu_of(choices: Sequence[Choice]) -> Json:
    """Give a menu, however many choices there are."""
    return _menu([_option(choice) for choice in choices])


def person_choice(chosen: str = "") -> Json:
    """Give a menu of everybody in the workspace."""
    return {"type": "users_select", **({"initial_user": chosen} if chosen else {})}


def several_choices(choices: Sequence[Choice], chosen: Sequence[str]) -> Json:
    """Give check boxes, or a menu where there are too many choices or their labels are too long for them."""
    options = [_option(choice) for choice in choices]
    element: Json = {"type": "checkboxes" if _fit_beside_boxes(choices) else "multi_static_select", "options": options}
    initial = [option for option in options if option["value"] in chosen]
    if initial:
        element["initial_options"] = initial
    return element


def _menu(options: list[Json]) -> Json:
    """Give a menu; more options than it takes are divided into groups, each named by its first and last."""
    if len(options) <= MOST_OPTIONS:
        return {"type": "static_select", "options": options}
    starts = range(0, len(options), MOST_OPTIONS)
    groups = [_group(options[start : start + MOST_OPTIONS]) for start in starts]
    return {"type": "static_select", "option_groups": groups}


def _group(options: list[Json]) -> Json:
    first, last = options[0]["text"]["text"], options[-1]["text"]["text"]
    return {"label": plain(f"{cut(first, 36)} – {cut(last, 36)}"), "options": options}


def _fit_beside_boxes(choices: Sequence[Choice]) -> bool:
    return len(choices) <= MOST_BOXES and all(len(choice.label) <= LONGEST_OPTION for choice in choices)


def _option(choice: Choice) -> Json:
    return {"text": plain(cut(choice.label, LONGEST_OPTION)), "value": choice.id}


def _choice(question: Question, value: Value | None) -> Json:
    choices = list(question.choices)
    if question.kind is Kind.YES_NO:
        choices = [Choice(id="yes", label=say("answers.yes_no.yes")), Choice(id="no", label=say("answers.yes_no.no"))]
    if question.not_known_allowed:
        choices.append(Choice(id=NOT_KNOWN, label=say("answers.not_known")))
    chosen = _chosen(value)
    if question.kind is Kind.SEVERAL:
        return several_choices(choices, chosen)
    return single_choice(choices, chosen[0] if chosen else "")


def _chosen(value: Value | None) -> list[str]:
    """Give the ids that were chosen; those that cannot stand together are shown again, to be put right."""
    if isinstance(value, dict):
        return value.get("unread", "").split(", ")
    return [value] if isinstance(value, str) else value or []


def _typed(question: Question, value: Value | None) -> Json:
    return text_input(_shown(question, value), lines=question.kind in LINES)


def _shown(question: Question, value: Value | None) -> str:
    """Give what a person would have to type to give this answer."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return value["unread"] if is_unread(value) else value["text"]
    return describe(question, value)


def _hint(question: Question) -> str:
    return question.hint or (say("screens.page.date_hint") if question.kind in DAYS else "")


def _long_text(question: Question, text: str, at: Place, *, required: bool, room: bool) -> list[Json]:
    most = boxes(question.longest)
    if characters(text) > most * LONGEST_TYPED:
        return [_instead(question, text, at)]
    first, *others = cut_for_boxes(text)
    if len(others) + 1 < most and (room or is_almost_full((first, *others)[-1].text)):
        others.append(Piece("", NEW))
    hint = f"{question.hint} {say('screens.page.longest', longest=f'{question.longest:,}')}".lstrip()
    return [
        field(at, question.label, text_input(first.text, lines=True), hint=hint, required=required),
        *(_continued(question, piece, number, at) for number, piece in enumerate(others, start=2)),
    ]


def _continued(question: Question, piece: Piece, number: int, at: Place) -> Json:
    label = say("screens.page.continued", label=question.label, number=number)
    here = replace(at, part=f"{number}{piece.join}")
    hint = say("screens.page.continued_new_hint" if piece.join == NEW else "screens.page.continued_hint")
    return field(here, label, text_input(piece.text, lines=True), hint=hint, required=False)


def _instead(question: Question, text: str, at: Place) -> Json:
    """Give an input for an answer that came by another way and is too long to be shown here: it is kept as it is."""
    length, longest = f"{characters(text):,}", f"{question.longest:,}"
    hint = say("screens.page.instead", length=length, longest=longest)
    return field(replace(at, part=INSTEAD), question.label, text_input(lines=True), hint=hint, required=False)


def _signature(question: Question, value: Value | None, at: Place, *, required: bool) -> list[Json]:
    given = value if isinstance(value, dict) else {}
    name = _shown(question, value) if value is not None and "name" not in given else given.get("name", "")
    day_label, day_hint = say("screens.declaration.date", label=question.label), say("screens.page.date_hint")
    return [
        field(replace(at, part="name"), question.label, text_input(name), hint=question.hint, required=required),
        field(replace(at, part="date"), day_label, text_input(_day(given)), hint=day_hint, required=required),
    ]


def _day(signature: Mapping[str, str]) -> str:
    day = signature.get("date", "")
    return in_words(date.fromisoformat(day)) if day and not is_unread(dict(signature)) else day
