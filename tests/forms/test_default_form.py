"""The default appendix 1 is the table of docs/procedure.md, section 3, row by row."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from forms.loading import default_form, default_form_text, load_form
from forms.stable_ids import DEATH_CATEGORIES, NEEDED, NOT_CONFIDENTIAL, PURPOSES
from forms.vocabulary import Condition, Kind, Question, Section

SCR = Condition(question="purpose", is_one_of=("scr",))
GOOD_PRACTICE = Condition(question="purpose", is_one_of=("good_practice",))
NOT_GOOD_PRACTICE = Condition(none_of=(GOOD_PRACTICE,))
LEAD_CONSULTED = Condition(all_of=(Condition(question="lead_consulted", is_one_of=("yes",)), NOT_GOOD_PRACTICE))
SERIOUS_HARM = Condition(
    all_of=(
        Condition(question="incident_categories", is_one_of=("serious_harm_abuse_neglect",)),
        NOT_GOOD_PRACTICE,
    )
)
CONDITIONS = {
    "C learning_review": Condition(question="purpose", is_one_of=("learning_review",)),
    "C lead": LEAD_CONSULTED,
    "C scr": SCR,
    "C not good_practice": NOT_GOOD_PRACTICE,
    "C serious harm": SERIOUS_HARM,
    "C good_practice": GOOD_PRACTICE,
}

TABLE = """
A immediate_danger_passed_on yes_no R
A purpose choice R
A lead_consulted yes_no R
A escalation_followed choice C learning_review
A urgent_or_media yes_no o
A urgent_details text o
B referrer_name text R
B referrer_role text R
B referrer_agency text R
B referrer_phone phone one of referrer_contact
B referrer_email email one of referrer_contact
B referrer_address address o
B lead_name text C lead
B lead_role text C lead
B lead_agency text C lead
B lead_contact text C lead
B referral_date date R
B linked_cases text o
C children.last_name text R
C children.first_names text R
C children.other_names text o
C children.date_of_birth date one of child_age
C children.age age one of child_age
C children.expected_date date one of child_age
C children.gender choice o
C children.ethnicity text o
C children.disability text o
C children.home_address address o
C children.current_address address o
C children.legal_status choice o
C children.child_protection_plan choice o
C children.child_protection_plan_details text o
C children.open_to_social_care yes_no o
C children.lead_professional text o
C children.gp text o
C children.school text o
C children.nhs_number nhs_number o
D incident_date approximate_date C scr
D incident_categories several C scr
D abuse_or_neglect choice C scr
D date_of_death approximate_date C death
D whereabouts text o
D carer_at_time text o
D outline long_text C not good_practice
E family.name text o
E family.relationship text o
E family.date_of_birth date o
E family.address address o
E family.legal_status choice o
E family.ethnicity text o
E family.child_protection_plan choice o
F agencies.worker_name text o
F agencies.agency text o
F agencies.contact text o
F agencies.still_involved yes_no o
G chronology.date approximate_date o
G chronology.time text o
G chronology.event text o
G chronology.source text o
H working_together_concerns long_text C serious harm
H good_practice long_text C good_practice
H expected_learning long_text R
H action_taken long_text o
I parallel_processes several o
I parallel_details text o
I notified_to several o
J family_aware choice o
J do_not_contact text o
K records_secured yes_no o
L declaration_referrer signature R
L declaration_lead signature C not good_practice
"""

LEGAL_STATUS = (
    "none section_20 interim_care_order care_order supervision_order special_guardianship adoption child_arrangements"
    " remand police_protection other"
)
CHOICES = {
    "purpose": "scr learning_review good_practice single_agency_notice",
    "escalation_followed": "yes no not_applicable",
    "children.gender": "female male other",
    "children.legal_status": LEGAL_STATUS,
    "children.child_protection_plan": "current previous never",
    "incident_categories": "death_abuse_neglect suspected_suicide serious_harm_abuse_neglect looked_after_child_died"
    " death_regulated_setting death_custody_secure detained_mental_health_act deprived_of_liberty_16_17 other",
    "abuse_or_neglect": "known suspected not_suspected",
    "family.legal_status": LEGAL_STATUS,
    "family.child_protection_plan": "current previous never",
    "parallel_processes": "police cps inquest cdop dhr sar mappa family_court complaint hr_lado nhs_incident other",
    "notified_to": "ofsted dfe national_panel none_yet",
    "family_aware": "yes partly no",
}

PAGES = {
    "before_you_start": "A",
    "referrer": "B",
    "children": "C",
    "incident": "D",
    "family": "E",
    "agencies": "F",
    "chronology": "G",
    "why_review": "H",
    "other_processes": "IJK",
    "declaration": "L",
}

FORM = default_form()
QUESTIONS = [(section, question) for section in FORM.sections for question in section.questions]


def need_of(question: Question) -> str:
    """Say in the table's words how far a question is needed."""
    if question.one_of_group is not None:
        return f"one of {question.one_of_group}"
    if question.required:
        return "R"
    if question.required_if is None:
        return "o"
    condition = question.required_if
    if condition.question == "incident_categories" and frozenset(condition.is_one_of) == DEATH_CATEGORIES:
        return "C death"
    return next(name for name, expected in CONDITIONS.items() if expected == condition)


def test_the_form_is_the_table_row_by_row() -> None:
    written = [
        f"{section.id} {question.id} {question.kind.value} {need_of(question)}" for section, question in QUESTIONS
    ]
    assert written == TABLE.strip().splitlines()


def test_the_choices_are_those_of_the_procedure() -> None:
    written = {
        question.id: " ".join(choice.id for choice in question.choices) for _, question in QUESTIONS if question.choices
    }
    assert written == CHOICES
    assert set(CHOICES["purpose"].split()) == PURPOSES


def test_the_pages_are_those_of_the_plan() -> None:
    written: dict[str, str] = {}
    for section in FORM.sections:
        written[section.page] = written.get(section.page, "") + section.id
    assert written == PAGES


def test_everything_is_confidential_but_what_is_told_about_the_referral() -> None:
    open_ids = {question.id for _, question in QUESTIONS if not question.confidential}
    assert open_ids == NOT_CONFIDENTIAL
    assert FORM.question("urgent_details").confidential
    assert FORM.question("linked_cases").confidential


def test_not_known_is_offered_on_every_question_but_seven() -> None:
    without = {question.id for _, question in QUESTIONS if not question.not_known_allowed}
    assert without == {
        "purpose",
        "referrer_name",
        "referrer_role",
        "referrer_agency",
        "referrer_phone",
        "referrer_email",
        "declaration_referrer",
    }


def test_groups_have_their_ids_and_their_rows() -> None:
    groups = {section.group: section for section in FORM.sections if section.group}
    assert list(groups) == ["children", "family", "agencies", "chronology"]
    assert groups["children"].at_least_one
    assert groups["agencies"].at_least_one_if == SCR
    assert not any(groups[name].at_least_one or groups[name].at_least_one_if for name in ("family", "chronology"))


def test_good_practice_skips_family_and_chronology_and_all_of_the_incident_but_the_outline() -> None:
    assert [s.id for s in FORM.sections if s.shown_if == NOT_GOOD_PRACTICE] == ["E", "G"]
    incident = FORM.section("D")
    assert [q.id for q in incident.questions if q.shown_if != NOT_GOOD_PRACTICE] == ["outline"]


def test_every_question_of_time_says_what_time_it_speaks_of() -> None:
    kinds = {Kind.DATE, Kind.APPROXIMATE_DATE, Kind.AGE, Kind.SIGNATURE}
    assert all((question.when is not None) == (question.kind in kinds) for _, question in QUESTIONS)


@pytest.mark.parametrize(("section", "question"), QUESTIONS, ids=[question.id for _, question in QUESTIONS])
def test_a_question_is_short_enough_to_be_read_at_a_glance(section: Section, question: Question) -> None:
    assert len(question.label) < 75
    assert len(question.hint) < 150
    assert len(section.title) <= 24


@pytest.mark.parametrize("question", [question for _, question in QUESTIONS], ids=lambda question: question.id)
def test_a_question_says_other_words_under_which_forms_ask_it(question: Question) -> None:
    assert len(question.aliases) >= 4


@pytest.mark.parametrize("scope", ["", *(section.group for section in FORM.sections if section.group)])
def test_no_label_means_two_questions_of_the_same_part_of_the_form(scope: str) -> None:
    labels = Counter(
        plain
        for section, question in QUESTIONS
        if (section.group or "") == scope
        for plain in {re.sub(r"[^a-z0-9]", "", label.casefold()) for label in (question.label, *question.aliases)}
    )
    assert [label for label, times in labels.items() if times > 1] == []


def test_the_needed_ids_are_all_in_the_default_form() -> None:
    assert {needed.id for needed in NEEDED} <= {question.id for _, question in QUESTIONS}


def test_the_version_changes_with_the_text_alone() -> None:
    text = default_form_text()
    assert FORM.version == load_form(text, "another name").version
    edited = load_form(text.replace('label = "Your name"', 'label = "Your full name"'), "edited")
    assert edited.version != FORM.version
    assert edited.version.startswith("appendix-1-")


def test_a_section_or_a_question_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        FORM.section("Z")
    with pytest.raises(KeyError):
        FORM.question("children.shoe_size")


def test_the_written_procedure_names_every_question_and_every_choice() -> None:
    written = (Path(__file__).parents[2] / "docs" / "procedure.md").read_text("utf-8")
    names = [question.id for _, question in QUESTIONS]
    names += [choice.id for _, question in QUESTIONS for choice in question.choices]
    assert [name for name in names if f"`{name}`" not in written] == []
