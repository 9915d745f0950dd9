"""The way through the form: what is asked, what is missing, which page comes next."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from forms.loading import default_form
from forms.stable_ids import DEATH_CATEGORIES
from forms.vocabulary import NOT_KNOWN, USUAL_SECONDS, AnswerKey, Answers, Kind, Purpose, Question, Value
from forms.walk import (
    Missing,
    answers_that_count,
    is_required,
    missing,
    pages,
    place_of,
    progress,
    questions_shown,
)

FORM = default_form()
SECTIONS = {question.id: section for section in FORM.sections for question in section.questions}
PAGE_IDS = sorted(
    {section.page for section in FORM.sections} | {page.id for page in FORM.shared_pages},
    key=lambda page_id: place_of(FORM, page_id),
)
PURPOSES = get_args(Purpose)

ENOUGH: dict[AnswerKey, Value] = {
    ("immediate_danger_passed_on", ""): "yes",
    ("purpose", ""): "scr",
    ("lead_consulted", ""): "no",
    ("referrer_name", ""): "Sam",
    ("referrer_role", ""): "Nurse",
    ("referrer_agency", ""): "Trust",
    ("referrer_email", ""): "sam@example.org",
    ("children.last_name", "c1"): NOT_KNOWN,
    ("children.first_names", "c1"): NOT_KNOWN,
    ("children.age", "c1"): "3",
    ("incident_date", ""): NOT_KNOWN,
    ("incident_categories", ""): NOT_KNOWN,
    ("abuse_or_neglect", ""): NOT_KNOWN,
    ("outline", ""): "words",
    ("agencies.agency", "a1"): "Police",
    ("expected_learning", ""): NOT_KNOWN,
    ("declaration_referrer", ""): {"name": "Sam", "date": "2026-03-02"},
    ("declaration_lead", ""): NOT_KNOWN,
}
"""The least that a Serious Case Review needs."""
ROWS = {"children": ("c1",), "agencies": ("a1",)}


def given_answers(changes: Mapping[str, Value | None]) -> Answers:
    """Give enough answers with some changed; None takes one out. ``children.age`` means the only child's."""
    values = dict(ENOUGH)
    for question_id, value in changes.items():
        group = SECTIONS[question_id].group
        key = (question_id, ROWS[group][0] if group else "")
        values.pop(key, None)
        if value is not None:
            values[key] = value
    return Answers(values, ROWS)


def ids(found: tuple[Missing, ...]) -> list[str]:
    return [lack.question.id for lack in found]


def values_of(question: Question) -> st.SearchStrategy[Value]:
    """Give answers such as this question may have in a draft."""
    unread = st.just({"unread": "words"})
    if question.kind is Kind.YES_NO:
        return st.sampled_from(["yes", "no", NOT_KNOWN])
    if question.kind is Kind.CHOICE:
        return st.sampled_from([choice.id for choice in question.choices] + [NOT_KNOWN] * question.not_known_allowed)
    if question.kind is Kind.SEVERAL:
        return st.one_of(
            st.just(NOT_KNOWN), st.lists(st.sampled_from([c.id for c in question.choices]), min_size=1, unique=True)
        )
    if question.kind is Kind.SIGNATURE:
        return st.one_of(unread, st.just({"name": "Sam", "date": "2026-03-02"}))
    return st.one_of(st.just("words"), st.just(NOT_KNOWN), unread)


@st.composite
def drafts(draw: st.DrawFn) -> Answers:
    """Give the answers of any draft: some questions answered, any number of rows."""
    groups = [section.group for section in FORM.sections if section.group]
    rows = {group: tuple(draw(st.lists(st.sampled_from("abc"), unique=True, max_size=2))) for group in groups}
    answers: dict[AnswerKey, Value] = {}
    for section in FORM.sections:
        for row_id in ("",) if section.group is None else rows[section.group]:
            for question in section.questions:
                if draw(st.booleans()):
                    answers[question.id, row_id] = draw(values_of(question))
    return Answers(answers, rows)


def test_an_empty_draft_is_asked_everything_that_every_route_needs() -> None:
    assert ids(missing(FORM, Answers())) == [
        "immediate_danger_passed_on",
        "purpose",
        "lead_consulted",
        "referrer_name",
        "referrer_role",
        "referrer_agency",
        "referrer_phone",
        "children.last_name",
        "outline",
        "expected_learning",
        "declaration_referrer",
        "declaration_lead",
    ]


def test_enough_is_enough_and_not_known_is_an_answer() -> None:
    assert missing(FORM, given_answers({})) == ()


@pytest.mark.parametrize("key", list(ENOUGH), ids=lambda key: str(key[0]))
def test_each_of_what_is_enough_is_needed(key: AnswerKey) -> None:
    left = {other: value for other, value in ENOUGH.items() if other != key}
    lacks = missing(FORM, Answers(left, ROWS))
    assert lacks
    assert {lack.section for lack in lacks} == {SECTIONS[key[0]]} or key[0] == "purpose"


@pytest.mark.parametrize(
    ("answered", "needed"),
    [
        ({"purpose": "learning_review"}, ["escalation_followed"]),
        ({"lead_consulted": "yes"}, ["lead_name", "lead_role", "lead_agency", "lead_contact"]),
        ({"lead_consulted": "yes", "purpose": "good_practice"}, ["good_practice"]),
        ({"incident_categories": ["serious_harm_abuse_neglect"]}, ["working_together_concerns"]),
        ({"incident_categories": ["other"]}, []),
        ({"purpose": "good_practice", "outline": None, "declaration_lead": None}, ["good_practice"]),
        ({"purpose": "single_agency_notice", "incident_date": None}, []),
        *[({"incident_categories": [category]}, ["date_of_death"]) for category in sorted(DEATH_CATEGORIES)],
    ],
)
def test_an_answer_brings_what_it_makes_necessary(answered: dict[str, Value | None], needed: list[str]) -> None:
    assert ids(missing(FORM, given_answers(answered))) == needed


@pytest.mark.parametrize("question_id", ["referrer_phone", "children.date_of_birth", "children.expected_date"])
def test_one_of_several_is_enough(question_id: str) -> None:
    without: dict[str, Value | None] = {"referrer_email": None, "children.age": None}
    lacks = ids(missing(FORM, given_answers(without)))
    assert lacks == ["referrer_phone", "children.date_of_birth"]
    group = FORM.question(question_id).one_of_group
    rest = [lack for lack in lacks if FORM.question(lack).one_of_group != group]
    assert ids(missing(FORM, given_answers({**without, question_id: "words"}))) == rest


def test_what_was_typed_but_not_understood_is_missing_wherever_it_stands() -> None:
    lacks = missing(FORM, given_answers({"children.date_of_birth": {"unread": "31 June"}}))
    assert lacks == (Missing(FORM.section("C"), FORM.question("children.date_of_birth"), "c1", "unread"),)
    assert ids(missing(FORM, given_answers({"children.age": {"unread": "?"}}))) == ["children.age"]


def test_each_child_is_asked_for_and_an_empty_row_of_agencies_is_none() -> None:
    answers = Answers(ENOUGH, {"children": ("c1", "c2"), "agencies": ("a1",)})
    assert [(lack.question.id, lack.row_id) for lack in missing(FORM, answers)] == [
        ("children.last_name", "c2"),
        ("children.first_names", "c2"),
        ("children.date_of_birth", "c2"),
    ]
    empty = Answers(ENOUGH, {**ROWS, "agencies": ("a2",)})
    assert [(lack.question.id, lack.row_id) for lack in missing(FORM, empty)] == [("agencies.worker_name", "a2")]


def test_an_empty_row_beside_a_full_one_is_enough_for_agencies() -> None:
    assert missing(FORM, Answers(ENOUGH, {**ROWS, "agencies": ("a2", "a1")})) == ()


def test_the_date_of_referral_is_never_asked_for() -> None:
    assert FORM.question("referral_date") not in questions_shown(FORM, FORM.section("B"), Answers())
    assert not is_required(FORM.question("referral_date"), Answers())


def test_the_lead_is_not_asked_for_when_nobody_was_consulted() -> None:
    shown = {question.id for question in questions_shown(FORM, FORM.section("B"), given_answers({}))}
    assert not {"lead_name", "lead_role", "lead_agency", "lead_contact"} & shown


def test_an_answer_that_the_route_left_out_steers_nothing_but_is_there_when_the_route_comes_back() -> None:
    harm: dict[str, Value | None] = {"incident_categories": ["serious_harm_abuse_neglect"], "purpose": "good_practice"}
    left_out = answers_that_count(FORM, given_answers(harm))
    assert left_out.get("incident_categories") is None
    assert left_out.rows("family") == ()
    back = answers_that_count(FORM, given_answers({**harm, "purpose": "scr"}))
    assert back.get("incident_categories") == ["serious_harm_abuse_neglect"]


def test_good_practice_skips_family_and_chronology_and_asks_of_the_incident_only_the_outline() -> None:
    answers = given_answers({"purpose": "good_practice"})
    assert [page.id for page in pages(FORM, answers)] == [
        "before_you_start",
        "referrer",
        "children",
        "what_went_well",
        "declaration",
    ]
    assert [question.id for question in questions_shown(FORM, FORM.section("D"), answers)] == ["outline"]


def test_a_page_has_the_title_of_its_first_section() -> None:
    page = next(page for page in pages(FORM, Answers()) if page.id == "other_processes")
    assert (page.title, [section.id for section in page.sections]) == ("Other processes", ["I", "J", "K"])


def test_a_short_route_shows_its_sections_on_one_page() -> None:
    together = {page.id: page.sections for page in pages(FORM, given_answers({"purpose": "good_practice"}))}
    assert [section.id for section in together["what_went_well"]] == list("DFHIJK")
    assert "what_went_well" not in {page.id for page in pages(FORM, given_answers({}))}


def test_progress_counts_the_pages_of_the_route() -> None:
    def place(answers: Answers, page_id: str) -> tuple[int, int]:
        found = progress(FORM, answers, page_id)
        return found.number, found.total

    good_practice = given_answers({"purpose": "good_practice"})
    assert place(Answers(), "before_you_start") == (1, 10)
    assert place(good_practice, "declaration") == (5, 5)
    assert place(good_practice, "family") == (4, 5)


def test_the_time_left_is_that_of_what_is_open_from_here_on_and_of_what_must_be_answered_before() -> None:
    answers = given_answers({"purpose": "good_practice", "declaration_lead": None})
    assert [lack.question.id for lack in missing(FORM, answers)] == ["good_practice"]
    seconds = FORM.seconds[Kind.LONG_TEXT] + FORM.seconds[Kind.SIGNATURE]  # the lead's declaration is open still
    assert progress(FORM, answers, "declaration").minutes == ceil(seconds / 60)


def test_a_whole_review_takes_about_as_long_as_people_are_told_at_the_start() -> None:
    assert 20 <= progress(FORM, given_answers({"purpose": "scr"}), "before_you_start").minutes <= 40


@settings(deadline=None)
@given(answers=drafts())
def test_the_time_left_never_grows_from_page_to_page(answers: Answers) -> None:
    minutes = [progress(FORM, answers, page_id).minutes for page_id in PAGE_IDS]
    assert minutes == sorted(minutes, reverse=True)


def test_a_kind_without_a_time_takes_the_usual_one() -> None:
    bare = FORM.model_copy(update={"seconds": {}})
    open_questions = [q for page in pages(bare, Answers()) for s in page.sections for q in s.questions]
    asked = [question for question in open_questions if not question.filled_by_bot]
    assert progress(bare, Answers(), "before_you_start").minutes == ceil(len(asked) * USUAL_SECONDS / 60)


def test_a_page_that_the_form_has_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        progress(FORM, Answers(), "appendix_2")


@settings(deadline=None)
@given(answers=drafts())
def test_the_pages_of_any_draft_hold_every_question_that_is_missing(answers: Answers) -> None:
    route = pages(FORM, answers)
    assert [page.id for page in route] == [page_id for page_id in PAGE_IDS if page_id in {page.id for page in route}]
    shown = {q for page in route for section in page.sections for q in questions_shown(FORM, section, answers)}
    assert {lack.question for lack in missing(FORM, answers)} <= shown
    steps = [progress(FORM, answers, page_id) for page_id in PAGE_IDS]
    assert all(1 <= step.number <= step.total == len(route) for step in steps)
    assert [step.number for step in steps] == sorted(step.number for step in steps)


@settings(deadline=None)
@given(answers=drafts())
def test_nothing_is_told_missing_twice(answers: Answers) -> None:
    lacks = [(lack.question.id, lack.row_id) for lack in missing(FORM, answers)]
    assert len(lacks) == len(set(lacks))


@settings(deadline=None)
@given(answers=drafts(), data=st.data())
def test_answering_what_steers_nothing_never_makes_more_missing(answers: Answers, data: st.DataObject) -> None:
    lacks = missing(FORM, answers)
    steering = {"purpose", "lead_consulted", "incident_categories"}
    open_lacks = [
        lack for lack in lacks if lack.question.id not in steering and (lack.row_id or not lack.section.group)
    ]
    assume(open_lacks)
    lack = data.draw(st.sampled_from(open_lacks))
    answered = Answers({**answers.values, (lack.question.id, lack.row_id): "words"}, answers.row_ids)
    assert set(ids(missing(FORM, answered))) <= set(ids(lacks))
    assert len(missing(FORM, answered)) == len(lacks) - 1


@settings(deadline=None)
@given(answers=drafts(), purpose=st.sampled_from(PURPOSES))
def test_good_practice_and_only_good_practice_leaves_sections_out(answers: Answers, purpose: str) -> None:
    routed = Answers({**answers.values, ("purpose", ""): purpose}, answers.row_ids)
    sections = {section.id for page in pages(FORM, routed) for section in page.sections}
    assert sections == set("ABCDFHIJKL") if purpose == "good_practice" else sections == set("ABCDEFGHIJKL")


@settings(deadline=None)
@given(answers=drafts())
def test_every_required_question_of_a_counted_draft_stands_on_a_page(answers: Answers) -> None:
    counted = answers_that_count(FORM, answers)
    shown = {q.id for section in FORM.sections for q in questions_shown(FORM, section, answers)}
    required = {q.id for section in FORM.sections for q in section.questions if is_required(q, counted)}
    assert required <= shown
    assert answers_that_count(FORM, counted) == counted
