"""Referrals as somebody would type them, for every test that needs one.

Each is written for the day on which the tests' clock starts, 2 March 2026, and any day after it. `marked` fills every
question of a route with words that occur nowhere else: what must never be seen outside a modal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from forms.answers import Typed, parse_answer
from forms.loading import default_form
from forms.vocabulary import AnswerKey, Answers, Form, Kind, Question, Value, When
from forms.walk import pages, questions_shown

DAY = date(2026, 3, 2)
"""The day on which these referrals are written."""


@dataclass(frozen=True)
class TypedPage:
    """What is typed on one screen. A page that repeats is there once for each of its rows."""

    page_id: str
    typed: Mapping[str, Typed]


@dataclass(frozen=True)
class TypedReferral:
    """A whole referral, page by page, and its declarations last."""

    pages: tuple[TypedPage, ...]
    declaration: Mapping[str, Typed]

    def confidential_texts(self, form: Form) -> frozenset[str]:
        """Give every text that was typed in answer to a confidential question, choices left out."""
        return frozenset(
            typed
            for page in self.pages
            for question_id, typed in page.typed.items()
            if isinstance(typed, str) and form.question(question_id).confidential
            if form.question(question_id).kind not in {Kind.YES_NO, Kind.CHOICE}
        )


SCR = TypedReferral(
    pages=(
        TypedPage(
            "before_you_start",
            {
                "immediate_danger_passed_on": "yes",
                "purpose": "scr",
                "lead_consulted": "yes",
                "urgent_or_media": "no",
            },
        ),
        TypedPage(
            "referrer",
            {
                "referrer_name": "Asha Patel",
                "referrer_role": "Health visitor",
                "referrer_agency": "Northport Health",
                "referrer_phone": "0151 496 0001",
                "referrer_email": "asha.patel@example.org",
                "lead_name": "Colm Byrne",
                "lead_role": "Named nurse",
                "lead_agency": "Northport Health",
                "lead_contact": "0151 496 0002",
            },
        ),
        TypedPage(
            "children",
            {
                "children.last_name": "Quillfeather",
                "children.first_names": "Tamsin",
                "children.date_of_birth": "3 April 2019",
                "children.gender": "female",
            },
        ),
        TypedPage(
            "incident",
            {
                "incident_date": "early February 2026",
                "incident_categories": ["serious_harm_abuse_neglect"],
                "abuse_or_neglect": "suspected",
                "outline": "Brought to hospital with injuries that nobody could explain.",
            },
        ),
        TypedPage("family", {"family.name": "Rosalind Quillfeather", "family.relationship": "mother"}),
        TypedPage("agencies", {"agencies.worker_name": "Priya Nair", "agencies.agency": "Northport Social Care"}),
        TypedPage("chronology", {"chronology.date": "January 2026", "chronology.event": "Missed an appointment."}),
        TypedPage(
            "why_review",
            {
                "working_together_concerns": "Two agencies each thought that the other one was visiting.",
                "expected_learning": "How agencies agree who visits.",
            },
        ),
        TypedPage("other_processes", {"parallel_processes": ["police"], "records_secured": "yes"}),
    ),
    declaration={
        "declaration_referrer": {"name": "Asha Patel", "date": "2 March 2026"},
        "declaration_lead": {"name": "Colm Byrne", "date": "2 March 2026"},
    },
)
"""A referral for a Serious Case Review with all that is required, and a little more."""

GOOD_PRACTICE = TypedReferral(
    pages=(
        TypedPage(
            "before_you_start",
            {"immediate_danger_passed_on": "yes", "purpose": "good_practice", "lead_consulted": "not_known"},
        ),
        TypedPage(
            "referrer",
            {
                "referrer_name": "Asha Patel",
                "referrer_role": "Health visitor",
                "referrer_agency": "Northport Health",
                "referrer_email": "asha.patel@example.org",
            },
        ),
        TypedPage(
            "children",
            {"children.last_name": "not known", "children.first_names": "Tamsin", "children.age": "7"},
        ),
        TypedPage(
            "what_went_well",
            {"good_practice": "Everyone came to one meeting.", "expected_learning": "Meet early, for all agencies."},
        ),
    ),
    declaration={"declaration_referrer": {"name": "Asha Patel", "date": "2 March 2026"}},
)
"""A referral of good practice with no more than what is required."""


def answers_of(referral: TypedReferral, form: Form | None = None, *, today: date = DAY) -> Answers:
    """Give a typed referral as answers, for code that takes them straight; rows are named after their place."""
    form = form or default_form()
    values: dict[AnswerKey, Value] = {}
    rows: dict[str, tuple[str, ...]] = {}
    groups = {question.id: section.group for section in form.sections for question in section.questions}
    for place, page in enumerate((*referral.pages, TypedPage("declaration", referral.declaration))):
        for question_id, typed in page.typed.items():
            value = parse_answer(form.question(question_id), typed, today=today)
            group = groups[question_id]
            row_id = f"row-{place}" if group else ""
            if group and row_id not in rows.get(group, ()):
                rows[group] = (*rows.get(group, ()), row_id)
            if value is not None:
                values[question_id, row_id] = value
    return Answers(values, rows)


def marked(purpose: str = "scr", *, mark: str = "Zyxq", form: Form | None = None) -> TypedReferral:
    """Fill every question of a route, each text with `mark` and a number of its own in it.

    Dates, numbers and choices cannot carry the mark; dates of birth and NHS numbers are unlike anything else.
    """
    form = form or default_form()
    answers = Answers({("purpose", ""): purpose, ("lead_consulted", ""): "yes"}, {})
    filled: list[TypedPage] = []
    for page in pages(form, answers):
        typed: dict[str, Typed] = {}
        for section in page.sections:
            for question in questions_shown(form, section, answers):
                typed[question.id] = _marked_answer(question, f"{mark}{len(filled)}n{len(typed)}")
        filled.append(TypedPage(page.id, typed | ({"purpose": purpose} if "purpose" in typed else {})))
    return TypedReferral(tuple(filled[:-1]), filled[-1].typed)


_DATES = {
    None: "2 March 2026",
    When.PAST: "17 February 2026",
    When.BORN: "23 November 1987",
    When.CHILD_BORN: "29 August 2014",
    When.EXPECTED: "27 June 2026",
}


_FIXED: Mapping[Kind, Typed] = {
    Kind.YES_NO: "yes",
    Kind.AGE: "13 months",
    Kind.PHONE: "0151 496 0777",
    Kind.NHS_NUMBER: "943 476 5919",
}

_WITH_MARK = {
    Kind.TEXT: "{mark} words",
    Kind.LONG_TEXT: "{mark} words",
    Kind.EMAIL: "{mark}@example.org",
    Kind.ADDRESS: "1 {mark} Street, L20 3NJ",
}


def _marked_answer(question: Question, mark: str) -> Typed:
    if question.kind is Kind.SIGNATURE:
        return {"name": f"{mark} Name", "date": "2 March 2026"}
    if question.kind is Kind.CHOICE:
        return question.choices[0].id
    if question.kind is Kind.SEVERAL:
        return [choice.id for choice in question.choices if choice.id != "none_yet"]
    if question.kind in {Kind.DATE, Kind.APPROXIMATE_DATE}:
        return _DATES[question.when]
    if question.kind in _FIXED:
        return _FIXED[question.kind]
    return _WITH_MARK[question.kind].format(mark=mark)
