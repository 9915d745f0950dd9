"""Which guidance holds for a case, and what the chair can decide under it."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib import resources
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from forms.regimes import outcomes, read_regimes, regime_on, regimes
from forms.vocabulary import Purpose

TEXT = resources.files("forms").joinpath("default", "regimes.toml").read_text("utf-8")
EVERYWHERE = {
    "practice_learning_review", "reflective_review", "multi_agency_audit", "single_agency_review",
    "good_practice_learning", "refer_elsewhere", "more_information", "no_further_action",
}  # fmt: skip


@pytest.mark.parametrize(
    ("day", "regime"),
    [
        (date(2006, 1, 1), "WT2010"),
        (date(2013, 4, 14), "WT2010"),
        (date(2013, 4, 15), "WT2013"),
        (date(2015, 3, 25), "WT2013"),
        (date(2015, 3, 26), "WT2015"),
        (date(2018, 6, 28), "WT2015"),
        (date(2018, 6, 29), "WT2018"),
        (date(2023, 12, 14), "WT2018"),
        (date(2023, 12, 15), "WT2023"),
        (date(2099, 1, 1), "WT2023"),
    ],
)
def test_the_day_received_decides_the_regime(day: date, regime: str) -> None:
    assert regime_on(day).id == regime


@given(st.dates())
def test_on_every_day_exactly_one_regime_holds(day: date) -> None:
    assert [regime.id for regime in regimes().values() if regime.holds_on(day)] == [regime_on(day).id]


def test_a_board_or_a_case_can_be_held_on_another_regime() -> None:
    assert regime_on(date(2026, 1, 1), "WT2015").id == "WT2015"
    assert regime_on(date(2026, 1, 1), "").id == "WT2023"
    with pytest.raises(KeyError):
        regime_on(date(2026, 1, 1), "WT1999")


@pytest.mark.parametrize("purpose", get_args(Purpose))
@pytest.mark.parametrize(
    ("regime", "its_own"),
    [
        ("WT2010", {"scr"}),
        ("WT2013", {"scr"}),
        ("WT2015", {"scr"}),
        ("WT2018", {"rapid_review", "lcspr"}),
        ("WT2023", {"rapid_review", "lcspr"}),
    ],
)
def test_the_outcomes_are_those_of_the_regime_whatever_was_asked_for(
    regime: str, its_own: set[str], purpose: Purpose
) -> None:
    offered = [outcome.id for outcome in outcomes(regimes()[regime], purpose)]
    assert set(offered) == EVERYWHERE | its_own
    assert len(offered) == len(set(offered))


@pytest.mark.parametrize(
    ("regime", "purpose", "first"),
    [
        ("WT2015", "scr", "scr"),
        ("WT2023", "scr", "rapid_review"),
        ("WT2023", "learning_review", "practice_learning_review"),
        ("WT2023", "good_practice", "good_practice_learning"),
        ("WT2023", "single_agency_notice", "single_agency_review"),
    ],
)
def test_what_answers_the_purpose_is_offered_first(regime: str, purpose: Purpose, first: str) -> None:
    assert outcomes(regimes()[regime], purpose)[0].id == first


def test_only_more_information_and_a_rapid_review_leave_the_decision_pending() -> None:
    pending = {outcome.id for regime in regimes().values() for outcome in regime.outcomes if not outcome.final}
    assert pending == {"more_information", "rapid_review"}


def test_the_criteria_are_those_of_the_guidance() -> None:
    of = {regime.id: regime.criteria for regime in regimes().values()}
    assert of["WT2010"] == of["WT2013"] == of["WT2015"] == "regulation_5_2"
    assert of["WT2018"] == of["WT2023"] == "serious_child_safeguarding_case"


@pytest.mark.parametrize(
    ("was", "becomes", "reason"),
    [
        ("first_day = 2013-04-15", "first_day = 2013-04-16", "WT2013 must begin on the day after WT2010 ends"),
        ("last_day = 2013-04-14", "", "WT2013 must begin on the day after WT2010 ends"),
        (
            'title = "Working Together to Safeguard Children 2010"',
            "title = '2010'\nfirst_day = 2010-01-01",
            "no first day",
        ),
        ('id = "WT2013"', 'id = "WT2010"', "the regime WT2010 is there twice"),
        ('id = "lcspr"', 'id = "scr"', "the outcome scr is there twice"),
        ('id = "lcspr"', 'id = "lcpsr"', "an outcome that is not described: lcspr"),
        ('criteria = "regulation_5_2"', 'criteria = "regulation_5"', "criteria"),
        ("months = 1", "months = 0", "months"),
        ("months = 1", "month = 1", "month"),
    ],
)
def test_a_mistake_in_the_file_is_refused_with_the_reason(was: str, becomes: str, reason: str) -> None:
    assert was in TEXT
    with pytest.raises(ValidationError, match=reason):
        read_regimes(TEXT.replace(was, becomes, 1))


def test_text_that_is_no_toml_is_refused() -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        read_regimes("[[regimes")
