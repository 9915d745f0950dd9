"""The words in which a form is described: form, section, question, choice, condition, and the shapes of answers.

Source: docs/procedure.md, section 3. A form is data (TOML, read by `forms.loading`); these models check it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

ONE_BOX = 3_000
"""Characters that fit in one box of Slack's, and the length of a long text for which a form names none."""
NOT_KNOWN = "not_known"
"""An answer, different from blank; it never blocks sending (docs/procedure.md, section 3)."""
USUAL_SECONDS = 20

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
Value: TypeAlias = str | list[str] | dict[str, str]
"""One answer as plain data.

text, phone, email, address, NHS number, age  -> ``str``
yes/no, choice                                -> ``str``, the choice's id
several choices                               -> ``list[str]`` of ids
date                                          -> ``str``, ISO
approximate date                              -> ``{"text", "from", "to"}``, the last two ISO
signature                                     -> ``{"name", "date"}``
not known                                     -> ``NOT_KNOWN``
typed but not understood                      -> ``{"unread": text}``: kept until a person puts it right
"""


class Kind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    YES_NO = "yes_no"
    CHOICE = "choice"
    SEVERAL = "several"
    DATE = "date"
    APPROXIMATE_DATE = "approximate_date"
    AGE = "age"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    NHS_NUMBER = "nhs_number"
    SIGNATURE = "signature"


class When(StrEnum):
    """What time a date or an age speaks of, which decides how a missing year is read and what is refused."""

    CHILD_BORN = "child_born"
    """A child's date of birth: not in the future, and no longer ago than a childhood with room to spare."""
    BORN = "born"
    """Anyone's date of birth: not in the future."""
    PAST = "past"
    """Something that has happened: an incident, a death, an event, a signature."""
    EXPECTED = "expected"
    """Something expected soon: the birth of an unborn child."""


class About(StrEnum):
    """Whom or what a question is about, which tells “Name” of one from “Name” of another in other bodies' forms."""

    CHILD = "child"
    FAMILY = "family"
    REFERRER = "referrer"
    LEAD = "lead"
    """The safeguarding lead of the referrer's agency."""
    WORKER = "worker"
    """Somebody of an agency that worked with the family."""
    EVENT = "event"


class Strict(BaseModel):
    """A model that refuses unknown fields, so that a slip of the pen in a form file is found."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(Strict):
    """One possible answer of a choice question. `id` is stable; `label` is the Board's wording."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    """How other bodies' forms, and people, say the same."""


class Condition(Strict):
    """When something holds: an answer is one of some choices; or all, any or none of further conditions hold.

    Exactly one of `question`, `all_of`, `any_of`, `none_of` is given. `question` names a question outside the
    repeatable groups; with ``is_one_of`` its answer (or any of its several answers) must be among them.
    """

    question: str | None = None
    is_one_of: tuple[str, ...] = ()
    all_of: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()
    none_of: tuple[Condition, ...] = ()


_MENUS = frozenset({Kind.CHOICE, Kind.SEVERAL, Kind.YES_NO})


class Question(Strict):
    """One question of the form, in the Board's wording."""

    id: str
    """Stable id. Inside a repeatable section the id is ``group.name`` (``children.last_name``)."""
    label: str
    hint: str = ""
    explain: str = ""
    """Why it is asked and what is meant, for the person who wants to know; may be empty."""
    why_needed: str = ""
    """What the panel cannot do without an answer, said where the review finds none; may be empty."""
    kind: Kind
    longest: int = Field(ONE_BOX, ge=1)
    """Of a long text: how many characters it may have."""
    choices: tuple[Choice, ...] = ()
    required: bool = False
    required_if: Condition | None = None
    shown_if: Condition | None = None
    confidential: bool = True
    """★: given and read back only in a modal (docs/procedure.md, section 7, rule 1)."""
    not_known_allowed: bool = True
    when: When | None = None
    """For dates: what time the date speaks of; without it any time is taken."""
    one_of_group: str | None = None
    """Questions with the same word here: at least one of them must be answered (a phone or an email)."""
    filled_by_bot: bool = False
    aliases: tuple[str, ...] = ()
    """Labels under which other bodies' forms ask the same."""
    about: About | None = None
    """Whom it is about, where that is not whom its section is about."""
    details_of: str | None = None
    """The question that this one asks more about: “If yes, give details” under that one is this one."""


class Section(Strict):
    """A section of the form. With `group` it is repeatable: one row per child, relative, agency or event."""

    id: str
    title: str
    page: str
    """Sections with the same page are shown on one screen."""
    intro: str = ""
    intro_on_paper: str | None = None
    """What the blank form says in its place; None: the same."""
    group: str | None = None
    row_name: str = ""
    """What one row is called in the singular (“child”)."""
    at_least_one: bool = False
    """At least one row is always required (children)."""
    at_least_one_if: Condition | None = None
    """When at least one row is required (agencies, for a Serious Case Review)."""
    order_by: str | None = None
    """A date among its questions: its rows can be put in the order of that."""
    shown_if: Condition | None = None
    aliases: tuple[str, ...] = ()
    """Headings under which other bodies' forms ask the same."""
    about: About | None = None
    """Whom its questions are about; none where they are about the case."""
    questions: tuple[Question, ...]


class SharedPage(Strict):
    """One screen for several sections, instead of their own pages, while a condition holds: a short route stays short.

    One section of a shared page at most is repeatable.
    """

    id: str
    when: Condition
    sections: tuple[str, ...]
    """Ids of sections, in the form's order."""


class Form(Strict):
    """A whole form. `version` is made from the form file's own text, so an edited form is another version."""

    name: str
    title: str
    version: str = ""
    seconds: Mapping[Kind, Annotated[int, Field(ge=1, le=3600)]] = Field(default_factory=dict)
    """About how long an answer of each kind takes; a kind that is left out takes `USUAL_SECONDS`."""
    shared_pages: tuple[SharedPage, ...] = ()
    sections: tuple[Section, ...]

    def section(self, section_id: str) -> Section:
        """Give the section with that id; raises `KeyError`."""
        return self.sections[self._numbers[section_id]]

    def number_of(self, section: Section) -> int:
        """Give where a section stands among all sections, counted from 0."""
        return self._numbers[section.id]

    def sections_of_page(self, page_id: str) -> tuple[Section, ...]:
        """Give every section that this page shows on any route; raises `KeyError` when the form has no such page."""
        return self._by_page[page_id]

    def question(self, question_id: str) -> Question:
        """Give the question with that id (``group.name`` inside a repeatable section); raises `KeyError`."""
        return self._by_question[question_id][1]

    def section_of(self, question_id: str) -> Section:
        """Give the section that asks a question; raises `KeyError`."""
        return self._by_question[question_id][0]

    # What is looked up many times for a screen is worked out once: models are compared and hashed field by field.

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {section.id: number for number, section in enumerate(self.sections)}

    @cached_property
    def _by_page(self) -> dict[str, tuple[Section, ...]]:
        shown: dict[str, list[Section]] = {}
        for section in self.sections:
            shared = (page.id for page in self.shared_pages if section.id in page.sections)
            for page_id in {section.page, *shared}:
                shown.setdefault(page_id, []).append(section)
        return {page_id: tuple(sections) for page_id, sections in shown.items()}

    @cached_property
    def _by_question(self) -> dict[str, tuple[Section, Question]]:
        return {question.id: (section, question) for section in self.sections for question in section.questions}


AnswerKey: TypeAlias = tuple[str, str]
"""(question id, row id); the row id is empty outside repeatable sections."""


@dataclass(frozen=True)
class Answers:
    """The answers of one referral: values by (question id, row id), and the rows of each group in order."""

    values: Mapping[AnswerKey, Value] = field(default_factory=dict)
    row_ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    walked: dict[int, object] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What `forms.walk` has worked out of them."""

    def get(self, question_id: str, row_id: str = "") -> Value | None:
        """Give the answer to a question, or None when it is blank."""
        return self.values.get((question_id, row_id))

    def rows(self, group: str) -> tuple[str, ...]:
        """Give the row ids of a group, in the order in which a person put them."""
        return self.row_ids.get(group, ())

    def chosen(self, question_id: str) -> frozenset[str]:
        """Give the ids chosen for a choice question, one or several; empty when blank."""
        value = self.get(question_id)
        if value is None or isinstance(value, dict):
            return frozenset()
        return frozenset([value] if isinstance(value, str) else value)


def is_unread(value: Value | None) -> bool:
    """Tell whether a value was typed but not understood, and waits for a person to put it right."""
    return isinstance(value, dict) and "unread" in value


def is_beside_the_menu(question: Question, value: Value | None) -> bool:
    """Tell whether words were typed that are none of what there is to choose: a menu, left blank, cannot show them."""
    if not isinstance(value, dict) or not is_unread(value) or question.kind not in _MENUS:
        return False
    return {choice.id for choice in question.choices}.isdisjoint(value["unread"].split(", "))


Purpose = Literal["scr", "learning_review", "good_practice", "single_agency_notice"]


def holds(condition: Condition, answers: Answers) -> bool:
    """Tell whether a condition holds for these answers."""
    if condition.question is not None:
        return not answers.chosen(condition.question).isdisjoint(condition.is_one_of)
    if condition.all_of:
        return all(_each(condition.all_of, answers))
    if condition.any_of:
        return any(_each(condition.any_of, answers))
    return not any(_each(condition.none_of, answers))


def _each(conditions: Iterable[Condition], answers: Answers) -> Iterable[bool]:
    return (holds(condition, answers) for condition in conditions)
