"""The criteria, limb by limb, in words that never decide."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.criteria import Limb, criteria, summary
from forms.loading import default_form
from forms.regimes import Regime, regimes
from forms.stable_ids import DEATH_CATEGORIES, NEEDED, SERIOUS_HARM
from forms.vocabulary import NOT_KNOWN, AnswerKey, Answers, Value

FORM = default_form()
WT2015 = regimes()["WT2015"]
WT2023 = regimes()["WT2023"]
CATEGORIES = [choice.id for choice in FORM.question("incident_categories").choices]

WORDS: st.SearchStrategy[Value] = st.one_of(
    st.sampled_from([NOT_KNOWN, "none", "No concerns.", "They did not share what they knew."]),
    st.just({"unread": "words"}),
)
ANY_VALUES: st.SearchStrategy[dict[AnswerKey, Value]] = st.fixed_dictionaries(
    {},
    optional={
        ("purpose", ""): st.sampled_from(["scr", "learning_review", "single_agency_notice"]),
        ("abuse_or_neglect", ""): st.sampled_from(["known", "suspected", "not_suspected", NOT_KNOWN]),
        ("incident_categories", ""): st.one_of(
            st.just(NOT_KNOWN), st.lists(st.sampled_from(CATEGORIES), min_size=1, unique=True)
        ),
        ("date_of_death", ""): st.sampled_from(
            [NOT_KNOWN, {"unread": "?"}, {"text": "3 March 2026", "from": "2026-03-03", "to": "2026-03-03"}]
        ),
        ("working_together_concerns", ""): WORDS,
        ("expected_learning", ""): WORDS,
        ("linked_cases", ""): WORDS,
    },
)
ANY_ANSWERS = ANY_VALUES.map(Answers)


def answered(**values: Value) -> Answers:
    return Answers({(question_id, ""): value for question_id, value in values.items()})


def states(answers: Answers, regime: str = "WT2015") -> dict[str, str]:
    return {limb.id.partition(".")[2]: limb.state for limb in criteria(regimes()[regime], answers)}


def facts(answers: Answers) -> set[str]:
    return {fact for limb in criteria(WT2015, answers) for fact in limb.facts}


def test_an_empty_draft_leaves_every_limb_open() -> None:
    assert states(Answers()) == dict.fromkeys(["a", "b_i", "b_ii_harm", "b_ii_working_together"], "unanswered")
    assert states(Answers(), "WT2023") == {
        **dict.fromkeys(["a", "b", "i", "ii", "iii"], "unanswered"),
        "iv": "for_people",
    }


@pytest.mark.parametrize("regime", ["WT2010", "WT2013", "WT2015"])
def test_up_to_2015_the_limbs_are_those_of_regulation_5_2(regime: str) -> None:
    assert list(states(Answers(), regime)) == ["a", "b_i", "b_ii_harm", "b_ii_working_together"]


@pytest.mark.parametrize("regime", ["WT2018", "WT2023"])
def test_from_2018_the_limbs_are_those_of_a_serious_child_safeguarding_case(regime: str) -> None:
    assert list(states(Answers(), regime)) == ["a", "b", "i", "ii", "iii", "iv"]


@pytest.mark.parametrize("regime", [WT2015, WT2023], ids=lambda regime: regime.id)
def test_good_practice_is_not_held_against_criteria(regime: Regime) -> None:
    limbs = criteria(regime, answered(purpose="good_practice", abuse_or_neglect="known"))
    assert limbs == ()
    assert summary(limbs) == "A referral of good practice is not held against criteria."


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("known", "answered_yes"),
        ("suspected", "answered_yes"),
        ("not_suspected", "answered_no"),
        (NOT_KNOWN, "not_known"),
    ],
)
def test_abuse_or_neglect_is_what_was_answered(answer: str, state: str) -> None:
    assert states(answered(abuse_or_neglect=answer))["a"] == state
    assert states(answered(abuse_or_neglect=answer), "WT2018")["a"] == state


@pytest.mark.parametrize("category", ["death_abuse_neglect", SERIOUS_HARM])
def test_a_kind_of_incident_that_names_abuse_points_to_it_too(category: str) -> None:
    assert states(answered(incident_categories=[category]))["a"] == "answered_yes"
    differing = answered(incident_categories=[category], abuse_or_neglect="not_suspected")
    assert states(differing)["a"] == "answered_yes"
    assert "answers_differ" in facts(differing)


@pytest.mark.parametrize("category", sorted(DEATH_CATEGORIES))
def test_every_death_category_says_that_the_child_has_died(category: str) -> None:
    answers = answered(incident_categories=[category])
    assert states(answers)["b_i"] == "answered_yes"
    assert states(answers)["b_ii_harm"] == "answered_no"
    assert states(answers, "WT2023")["b"] == "answered_yes"


def test_a_date_of_death_says_it_too_unless_it_was_not_understood() -> None:
    died: Value = {"text": "3 March 2026", "from": "2026-03-03", "to": "2026-03-03"}
    assert states(answered(date_of_death=died))["b_i"] == "answered_yes"
    assert states(answered(date_of_death={"unread": "?"}))["b_i"] == "unanswered"
    assert states(answered(date_of_death=NOT_KNOWN))["b_i"] == "unanswered"
    assert "answers_differ" in facts(answered(date_of_death=died, incident_categories=[SERIOUS_HARM]))


def test_serious_harm_alone_points_away_from_a_death() -> None:
    answers = answered(incident_categories=[SERIOUS_HARM])
    assert states(answers)["b_i"] == "answered_no"
    assert states(answers)["b_ii_harm"] == "answered_yes"
    assert states(answers, "WT2018")["b"] == "answered_yes"


def test_something_else_tells_neither_and_not_known_stays_not_known() -> None:
    for regime, names in (("WT2015", ("b_i", "b_ii_harm")), ("WT2018", ("b",))):
        for value, state in ((["other"], "unanswered"), (NOT_KNOWN, "not_known")):
            assert {states(answered(incident_categories=value), regime)[name] for name in names} == {state}


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("They did not share what they knew.", "answered_yes"),
        ("No concerns.", "answered_no"),
        (" none ", "answered_no"),
        (NOT_KNOWN, "not_known"),
    ],
)
def test_what_is_written_about_working_together_is_for_a_person_to_read(words: str, state: str) -> None:
    answers = answered(working_together_concerns=words)
    assert states(answers)["b_ii_working_together"] == state
    assert states(answers, "WT2018")["iii"] == state
    assert ("written" in facts(answers)) == (state == "answered_yes")


def test_the_settings_of_2013_and_2015_are_shown_as_facts() -> None:
    assert "always_2013" in facts(answered(incident_categories=["death_custody_secure"]))
    assert "always_2013" in facts(answered(incident_categories=["detained_mental_health_act"]))
    assert "always_2015" in facts(answered(incident_categories=["deprived_of_liberty_16_17"]))
    assert "suspected_suicide" in facts(answered(incident_categories=["suspected_suicide"]))
    assert not {"always_2013", "always_2015"} & facts(answered(incident_categories=["looked_after_child_died"]))


def test_no_concern_about_working_together_is_shown_with_what_2013_asks_for() -> None:
    answers = answered(incident_categories=[SERIOUS_HARM], working_together_concerns="none")
    assert "definitive_evidence" in facts(answers)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            answered(abuse_or_neglect="known", incident_categories=["suspected_suicide"]),
            "the case may meet the criteria.",
        ),
        (
            answered(incident_categories=[SERIOUS_HARM], working_together_concerns="They did not talk."),
            "the case may meet the criteria.",
        ),
        (answered(incident_categories=[SERIOUS_HARM], working_together_concerns="none"), "do not point to"),
        (answered(abuse_or_neglect="not_suspected"), "do not point to"),
        (answered(incident_categories=[SERIOUS_HARM]), "Not answered yet: (b)(ii) and there is cause for concern"),
        (answered(abuse_or_neglect=NOT_KNOWN, incident_categories=["suspected_suicide"]), "Not known: (a) Abuse"),
        (
            answered(abuse_or_neglect="not_suspected", incident_categories=["death_custody_secure"]),
            "a review is always",
        ),
    ],
)
def test_the_summary_says_may_meet_or_what_is_open(answers: Answers, said: str) -> None:
    assert said in summary(criteria(WT2015, answers))


def test_only_who_still_has_it_to_send_is_told_that_they_can() -> None:
    for answers in (answered(abuse_or_neglect="known"), answered(abuse_or_neglect="not_suspected")):
        limbs = criteria(WT2015, answers)
        assert "You can send the referral" not in summary(limbs)
        assert "You can send the referral" in summary(limbs, to_be_sent=True)


def test_what_can_change_nothing_is_not_named_as_open() -> None:
    died = answered(abuse_or_neglect=NOT_KNOWN, incident_categories=["suspected_suicide"])
    assert "(b)" not in summary(criteria(WT2015, died))


def test_from_2018_the_considerations_do_not_keep_the_test_open() -> None:
    answers = answered(abuse_or_neglect="known", incident_categories=[SERIOUS_HARM])
    assert "may meet" in summary(criteria(WT2023, answers))


@given(answers=ANY_ANSWERS, regime=st.sampled_from(list(regimes().values())))
def test_no_words_ever_decide_and_none_repeats_an_answer(answers: Answers, regime: Regime) -> None:
    limbs = criteria(regime, answers)
    words = " ".join([summary(limbs), *(sentence for limb in limbs for sentence in limb.said)])
    assert not re.search(r"\b(does meet|meets|is met|are met|qualifies|must be reviewed|will be)\b", words)
    assert "share what they knew" not in words
    assert all(limb.text for limb in limbs)


@given(answers=ANY_ANSWERS)
def test_every_limb_names_questions_of_the_form_that_the_bot_relies_on(answers: Answers) -> None:
    relied_on = {needed.id for needed in NEEDED}
    limbs: list[Limb] = [*criteria(WT2015, answers), *criteria(WT2023, answers)]
    assert {question_id for limb in limbs for question_id in limb.answers} <= relied_on
    assert all(limb.answers or limb.state == "for_people" for limb in limbs)
