"""A long text in several boxes is the same text again, whatever is in it and wherever it is cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.answers.text import characters, tidy
from forms.long_texts import ALMOST_FULL, FULL, JOINS, NEW, Piece, boxes, cut, is_almost_full, joined
from forms.vocabulary import ONE_BOX

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
WAVE = "\U0001f44b\U0001f3fd"
E_ACUTE = "e\u0301"
SOME = ("a", "Ab ", "\n", "\n\n", " ", "  ", "\t", "\u00a0", "é", E_ACUTE, "\u0301", "م", "\U0001f600", FAMILY,
        WAVE, "\ud800", "x" * 700)  # fmt: skip

long_texts = st.builds(
    lambda parts, times: "".join(parts * times)[:30_000],
    st.lists(st.one_of(st.sampled_from(SOME), st.text(max_size=40)), min_size=1, max_size=30),
    st.integers(1, 400),
)


@settings(deadline=None)
@given(text=long_texts)
def test_a_text_of_any_length_is_cut_and_joined_without_a_letter_more_or_less(text: str) -> None:
    pieces = cut(text)
    assert joined(pieces) == text
    assert all(characters(piece.text) <= ONE_BOX for piece in pieces)
    assert len(pieces) <= boxes(characters(text))


@settings(deadline=None)
@given(text=st.text(min_size=2, max_size=200), data=st.data())
def test_what_a_person_puts_into_box_after_box_is_one_text(text: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.sets(st.integers(1, len(text) - 1), max_size=5)))
    ends = [*places, len(text)]
    typed = [Piece(text[start:end]) for start, end in zip([0, *places], ends, strict=True)]
    assert joined(typed) == text


@settings(deadline=None)
@given(text=long_texts)
def test_no_box_begins_or_ends_with_space_that_slack_might_leave_out(text: str) -> None:
    words = " ".join(tidy(text).split())
    pieces = cut(words)
    assert [piece.text for piece in pieces] == [piece.text.strip() for piece in pieces]
    assert joined(pieces) == words


@settings(deadline=None)
@given(text=long_texts)
def test_a_text_that_was_cut_and_joined_is_cut_in_the_same_places_again(text: str) -> None:
    assert cut(joined(cut(text))) == cut(text)


@pytest.mark.parametrize("gap", [letter for letter in JOINS if letter])
def test_a_text_is_cut_where_a_paragraph_a_line_or_else_a_word_ends(gap: str) -> None:
    text = "y" * 2_650 + JOINS[gap] + "z" * 1_000
    assert cut(text) == (Piece("y" * 2_650), Piece("z" * 1_000, gap))


@pytest.mark.parametrize("seen_as_one", [FAMILY, WAVE, E_ACUTE, "\u2603\ufe0f"])
def test_what_is_seen_as_one_letter_is_not_cut(seen_as_one: str) -> None:
    for before in range(FULL - 12, FULL + 2):
        first, *_ = cut("x" * before + seen_as_one + "y" * 500)
        assert first.text.strip("xy") in {"", seen_as_one}


def test_a_text_that_fits_one_box_stays_in_one() -> None:
    assert cut("x" * ONE_BOX) == (Piece("x" * ONE_BOX),)
    assert cut("") == (Piece(""),)
    assert len(cut("x" * (ONE_BOX + 1))) == 2


def test_a_picture_counts_as_slack_may_count_it() -> None:
    assert len(cut("\U0001f600" * 1_500)) == 1
    assert len(cut("\U0001f600" * 1_501)) == 2


def test_a_box_that_was_emptied_leaves_nothing_behind() -> None:
    assert joined([Piece("one"), Piece("", "p"), Piece("two", "s")]) == "one two"
    assert joined([Piece(""), Piece("two", "s")]) == "two"


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("She left.", "He came.", "She left.\nHe came."),
        ("She left. ", "He came.", "She left. He came."),
        ("She left.", "\n\nHe came.", "She left.\n\nHe came."),
        ("x" * ONE_BOX, "yz", "x" * ONE_BOX + "yz"),
        ("", "He came.", "He came."),
        ("She left.", "", "She left."),
    ],
)
def test_a_new_box_begins_on_a_line_of_its_own_unless_the_one_before_is_full(
    first: str, second: str, whole: str
) -> None:
    assert joined([Piece(first), Piece(second, NEW)]) == whole


def test_a_box_that_is_almost_full_asks_for_another() -> None:
    assert not is_almost_full("x" * ALMOST_FULL)
    assert is_almost_full("x" * (ALMOST_FULL + 1))
