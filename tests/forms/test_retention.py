"""How long a case is kept: the schedule that comes with the bot, one of a Board's own, and its mistakes."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.regimes import regimes
from forms.retention import (
    WITHDRAWN,
    Closed,
    Rule,
    Schedule,
    ScheduleMistake,
    default_schedule_text,
    erase_on,
    load_schedule,
)

DEFAULT = load_schedule(default_schedule_text(), "retention.toml")
PURPOSES = ("scr", "learning_review", "good_practice", "single_agency_notice")
OUTCOMES = sorted({outcome.id for regime in regimes().values() for outcome in regime.outcomes} | {WITHDRAWN})

DAYS = st.dates(date(2006, 1, 1), date(2060, 12, 31))


def has_passed(start: date, years: int, day: date) -> bool:
    """Say as naively as can be whether so many years have passed since `start` before `day` begins."""
    return (start.year + years, start.month, start.day) < (day.year, day.month, day.day)


@given(
    closed=DAYS,
    decided=DAYS,
    born=DAYS,
    years=st.integers(1, 80),
    after_closing=st.integers(0, 30),
    starts=st.sampled_from(["closed", "decided", "child_born"]),
)
def test_a_case_may_be_erased_on_the_first_1_january_after_all_its_years(
    closed: date, decided: date, born: date, years: int, after_closing: int, starts: str
) -> None:
    rule = Rule.model_validate(
        {"id": "r", "starts": starts, "years": years, "after_closing": after_closing, "source": "", "grade": "D"}
    )
    begun = {"closed": closed, "decided": decided, "child_born": born}[starts]
    naive = next(
        day
        for day in (date(year, 1, 1) for year in count(begun.year))
        if has_passed(begun, years, day) and has_passed(closed, after_closing, day)
    )
    assert erase_on(rule, Closed("scr", "scr", decided, closed, born)) == naive


def test_a_rule_without_years_keeps_a_case_for_good() -> None:
    kept = Rule(id="r", source="", grade="D")
    assert erase_on(kept, Closed("scr", "scr", date(2026, 3, 2), date(2026, 3, 2), date(2019, 4, 3))) is None


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_schedule_that_comes_with_the_bot_decides_every_case_and_gives_its_source(
    purpose: str, outcome: str
) -> None:
    rule = DEFAULT.rule_for(purpose, outcome)
    assert rule.years
    assert rule.source


def test_the_first_rule_that_fits_counts() -> None:
    assert DEFAULT.rule_for("scr", "scr").id == "review"
    assert DEFAULT.rule_for("good_practice", "good_practice_learning").id == "good_practice"
    assert DEFAULT.rule_for("good_practice", "single_agency_review").id == "learning"
    assert DEFAULT.rule_for("scr", WITHDRAWN).id == "everything_else"


def test_a_board_changes_a_period_and_that_is_another_edition() -> None:
    longer = DEFAULT.with_years({"review": 75})
    assert [rule.years for rule in longer.rules][:2] == [75, 25]
    assert longer.edition != DEFAULT.edition
    assert DEFAULT.with_years({}).edition == DEFAULT.edition
    with pytest.raises(KeyError, match="reveiw"):
        DEFAULT.with_years({"reveiw": 75})


LAST = '[[rules]]\nid = "rest"\nyears = 5\nsource = "x"\ngrade = "D"\n'
MISTAKES = {
    "warned_days_before = 60\n": "line 1: “rules” is missing",
    "warned_days_before = 3\n" + LAST: "“warned_days_before” is missing, not known here, or its value does not fit",
    "warned_days_before 60": "line 1: this cannot be read as TOML",
    "warned_days_before = 60\n" + LAST.replace("years = 5", "years = 0"): "line 2: “years” is missing",
    "warned_days_before = 60\n" + LAST.replace("years = 5", "yeras = 5"): "line 2: “yeras” is missing, not known",
    "warned_days_before = 60\n" + LAST.replace('"rest"', '"rest"\noutcomes = ["scr"]'): "“rest”, has to fit every case",
    "warned_days_before = 60\n" + LAST + LAST: "the rule “rest” fits every case",
    "warned_days_before = 60\n" + LAST.replace('"rest"', '"rest"\noutcomes = ["scr"]') + LAST: "“rest” is there twice",
    "warned_days_before = 60\n"
    + LAST.replace('"rest"', '"a"\noutcomes = ["src"]')
    + LAST: "names “src”, which is no outcome",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_in_a_schedule_is_said_with_its_line(text: str) -> None:
    with pytest.raises(ScheduleMistake) as mistake:
        load_schedule(text, "ours.toml")
    assert str(mistake.value).startswith("ours.toml, line ")
    assert MISTAKES[text] in str(mistake.value)


def test_two_schedules_with_the_same_rules_are_one_edition() -> None:
    assert (
        load_schedule("warned_days_before = 60\n" + LAST, "a").edition
        == Schedule.model_validate(
            {"warned_days_before": 60, "rules": [{"id": "rest", "years": 5, "source": "x", "grade": "D"}]}
        ).edition
    )
