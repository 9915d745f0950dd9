"""The NHS number and its check digit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import AnswerProblem
from forms.answers.nhs_number import describe_nhs_number, has_right_check_digit, read_nhs_number


@pytest.mark.parametrize(
    "typed", ["943 476 5919", "943-476-5919", "9434765919", "NHS No: 943 476 5919", "９４３ ４７６ ５９１９"]
)
def test_an_nhs_number_is_read_as_its_ten_digits(typed: str) -> None:
    assert read_nhs_number(typed) == "9434765919"


def test_an_nhs_number_is_said_back_in_threes_and_a_four() -> None:
    assert describe_nhs_number("9434765919") == "943 476 5919"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("9434765918", "one or more of them is not right"),
        ("0000000000", "one or more of them is not right"),
        ("943 476 591", "this has 9"),
        ("943 476 591x", "10 digits and nothing else"),
    ],
)
def test_a_wrong_number_is_refused_without_being_repeated(typed: str, said: str) -> None:
    with pytest.raises(AnswerProblem) as caught:
        read_nhs_number(typed)
    assert said in caught.value.message
    assert typed not in caught.value.message


@given(first_nine=st.integers(100_000_000, 999_999_999), place=st.integers(0, 9), other=st.integers(1, 9))
def test_no_single_wrong_digit_goes_unseen(first_nine: int, place: int, other: int) -> None:
    right = next((n for n in range(10) if has_right_check_digit(f"{first_nine}{n}")), None)
    if right is not None:
        digits = list(f"{first_nine}{right}")
        digits[place] = str((int(digits[place]) + other) % 10)
        assert not has_right_check_digit("".join(digits))
