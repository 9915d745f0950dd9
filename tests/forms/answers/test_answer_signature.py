"""A declaration is a name and a date."""

from __future__ import annotations

from datetime import date

import pytest

from forms.answers import AnswerProblem
from forms.answers.signature import describe_signature, read_signature

TODAY = date(2026, 11, 24)
SIGNED = {"name": "Jo Bloggs", "date": "2026-04-03"}


@pytest.mark.parametrize(
    "typed", [{"name": " Jo  Bloggs", "date": "3/4/26"}, "Jo Bloggs, 3 April 2026", "Jo Bloggs, Friday, 3 April 2026"]
)
def test_a_name_and_a_date_make_a_declaration(typed: str | dict[str, str]) -> None:
    assert read_signature(typed, today=TODAY) == SIGNED


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "", "date": "3/4/26"}, "Give the name"),
        ({"date": "3/4/26"}, "Give the name"),
        ("3 April 2026", "Give the date"),
        ({"name": "...", "date": "3/4/26"}, "Give the name"),
        ({"name": "Jo"}, "for example 24 November 2026"),
        ("Jo", "Give the date"),
        ({"name": "Jo", "date": "25/11/2026"}, "in the future"),
        ({"name": "Jo", "date": "soon"}, "could not be read as a date"),
    ],
)
def test_what_is_missing_or_wrong_is_named(typed: str | dict[str, str], said: str) -> None:
    with pytest.raises(AnswerProblem) as caught:
        read_signature(typed, today=TODAY)
    assert said in caught.value.message


def test_a_declaration_said_back_is_read_as_itself() -> None:
    assert describe_signature(SIGNED) == "Jo Bloggs, 3 April 2026"
    assert read_signature(describe_signature(SIGNED), today=TODAY) == SIGNED
