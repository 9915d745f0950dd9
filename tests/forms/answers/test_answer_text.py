"""Text is kept as it is written, without what would break or disguise it."""

from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import AnswerProblem
from forms.answers.text import LONG_TEXT_LIMIT, for_comparing, is_blank, read_text, shortened, tidy


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("  a  ", "a"),
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("a \n\n  b", "a\n\n  b"),
        ("a\x00b\x1b\ud800c\ufeff", "abc"),
        ("x\u202eevil\u202c \u2066y\u2069", "xevil y"),
        ("👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        ("שלום \u200f(עולם)", "שלום \u200f(עולם)"),
        ("a\tb", "a\tb"),
    ],
)
def test_text_is_tidied_without_losing_a_letter(typed: str, text: str) -> None:
    assert tidy(typed) == text


@given(st.text())
def test_tidy_text_stays_as_it_is_and_can_be_stored(typed: str) -> None:
    text = tidy(typed)
    assert tidy(text) == text
    assert text.encode("utf-8").decode("utf-8") == text
    assert "\x00" not in text


@pytest.mark.parametrize("typed", ["", "  ", "\n\t", "\u00a0", "\u200b", "\u200d\ufeff", "\x00"])
def test_what_cannot_be_seen_is_blank(typed: str) -> None:
    assert is_blank(typed)


def test_text_up_to_the_limit_is_taken_and_one_more_letter_refused_with_both_numbers() -> None:
    assert len(read_text("x" * LONG_TEXT_LIMIT, LONG_TEXT_LIMIT)) == LONG_TEXT_LIMIT
    with pytest.raises(AnswerProblem) as caught:
        read_text("x" * (LONG_TEXT_LIMIT + 1), LONG_TEXT_LIMIT)
    assert "40,001 characters long. Shorten it to 40,000" in caught.value.message


def test_for_comparing_digits_dashes_and_apostrophes_are_plain() -> None:
    assert for_comparing(" ３–４\u00a0Don’t ٥ ") == "3-4 don't 5"


def test_only_the_beginning_of_what_was_typed_is_repeated() -> None:
    assert shortened("a " * 40) == "a a a a a a a a a a a a a a a…"
    assert shortened("short") == "short"


def test_controls_halves_of_characters_and_reordering_marks_go_and_nothing_else() -> None:
    letters = {chr(number) for number in range(0x10000)}  # there are none of these beyond
    reordering = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
    controls = {letter for letter in letters if category(letter) in {"Cc", "Cs"}} - set("\t\n\r\x0b\x0c\x85")
    assert {letter for letter in letters if tidy(f"a{letter}a") == "aa"} == controls | reordering
