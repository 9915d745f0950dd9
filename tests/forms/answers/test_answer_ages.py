"""A child's age as people write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import AnswerProblem
from forms.answers.ages import read_age


@pytest.mark.parametrize(
    ("typed", "age"),
    [
        ("3", "3 years"),
        ("1", "1 year"),
        ("0", "0 years"),
        ("aged 3", "3 years"),
        ("age: 3", "3 years"),
        ("3 years old", "3 years"),
        ("3-year-old", "3 years"),
        ("3yrs", "3 years"),
        ("three", "3 years"),
        ("3 months", "3 months"),
        ("six weeks", "6 weeks"),
        ("5 days", "5 days"),
        ("a year", "1 year"),
        ("18 mths", "18 months"),
        ("2 years 4 months", "2 years 4 months"),
        ("2y4m", "2 years 4 months"),
        ("two years, four months", "2 years 4 months"),
        ("1 year and 2 weeks", "1 year 2 weeks"),
        ("2½", "2 years 6 months"),
        ("two and a half years", "2 years 6 months"),
        ("3.5", "3 years 6 months"),
        ("14/12", "14 months"),
        ("2 3/12", "2 years 3 months"),
        ("6/52", "6 weeks"),
        ("3/7", "3 days"),
        ("about 3", "About 3 years"),
        ("c. 2 years", "About 2 years"),
        ("newborn", "Newborn"),
        ("New-born baby.", "Newborn"),
    ],
)
def test_an_age_is_read_in_many_forms_and_given_in_words(typed: str, age: str) -> None:
    assert read_age(typed) == age


@pytest.mark.parametrize("typed", ["unborn", "not yet born", "mother is pregnant", "due in May"])
def test_for_an_unborn_child_the_expected_date_is_asked_for(typed: str) -> None:
    with pytest.raises(AnswerProblem) as caught:
        read_age(typed)
    assert "expected date of birth" in caught.value.message


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("teenager", "“teenager” could not be read as an age"),
        ("4 months 2 years", "could not be read"),
        ("3 years and a bit", "could not be read"),
        ("-3", "could not be read"),
        ("99", "over 30 years"),
        ("400 months", "over 30 years"),
    ],
)
def test_what_is_no_age_of_a_child_is_refused(typed: str, said: str) -> None:
    with pytest.raises(AnswerProblem) as caught:
        read_age(typed)
    assert said in caught.value.message


@given(years=st.integers(0, 29), months=st.integers(1, 11), about=st.booleans())
def test_an_age_in_words_is_read_as_itself(years: int, months: int, about: bool) -> None:
    age = read_age(f"{'about ' if about else ''}{years}y {months}m")
    assert read_age(age) == age
