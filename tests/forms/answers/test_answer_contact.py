"""Telephone numbers, email addresses and postal addresses as people write them."""

from __future__ import annotations

import pytest

from forms.answers import AnswerProblem
from forms.answers.contact import read_address, read_email, read_phone


@pytest.mark.parametrize(
    "typed",
    [
        "0151 496 0000",
        "(0151) 496 0000 (work)",
        "0151-496-0000 x12; 07700900123",
        "0151 496 0000 ext. 123",
        "01946 12345",
        "07700 900123 or 0151 496 0000",
        "0151 496 0000/0151 496 0001",
        "+44 (0)151 496 0000",
        "+44 7700 900123",
        "0044 151 496 0000",
        "+353 1 496 0000",
        "+1 212 555 0100 extension 4",
    ],
)
def test_a_number_that_can_be_dialled_is_kept_as_written(typed: str) -> None:
    assert read_phone(typed) == typed


def test_the_spaces_of_numbers_are_tidied_and_they_stand_on_one_line() -> None:
    assert read_phone("  0151  496\u00a00000,\n\n07700 900123 ") == "0151 496 0000, 07700 900123"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ask at the desk", "There is no telephone number"),
        ("12345", "has 5 digits"),
        ("0151 496", "has 7 digits"),
        ("496 000 0000", "starting with 0"),
        ("0151 496 0000 or 1234", "has 4 digits"),
        ("+44 151 496", "has 8 digits"),
        ("+1 234", "has 4 digits"),
        ("0151 496 0000 07700 900123", "put a comma between them"),
        ("0151 496 0000 " + "x" * 200, "too long for a telephone number"),
    ],
)
def test_what_cannot_be_dialled_is_refused(typed: str, said: str) -> None:
    with pytest.raises(AnswerProblem) as caught:
        read_phone(typed)
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Jo.Bloggs@Agency.GOV.UK", "Jo.Bloggs@agency.gov.uk"),
        (" jo@agency.gov.uk. ", "jo@agency.gov.uk"),
        ("Jo Bloggs <jo@agency.gov.uk>", "jo@agency.gov.uk"),
        ("mailto:jo@agency.gov.uk", "jo@agency.gov.uk"),
    ],
)
def test_an_email_address_is_read_without_what_stands_around_it(typed: str, address: str) -> None:
    assert read_email(typed) == address


@pytest.mark.parametrize("typed", ["jo", "jo@agency", "jo@a.org, al@a.org", "jo agency.gov.uk", "@", "<>"])
def test_what_is_no_email_address_is_refused(typed: str) -> None:
    with pytest.raises(AnswerProblem) as caught:
        read_email(typed)
    assert "name@agency.gov.uk" in caught.value.message


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("1 High Street\r\nBootle\r\nl203nj", "1 High Street\nBootle\nL20 3NJ"),
        ("1 High Street, Bootle, l20 3nj, England", "1 High Street, Bootle, L20 3NJ, England"),
        ("w1a1aa (office)", "W1A 1AA (office)"),
        ("SW1A 1AA", "SW1A 1AA"),
        ("gir 0aa", "GIR 0AA"),
        ("Flat A1 2nd floor", "Flat A1 2nd floor"),
        ("Flat B2 3rd", "Flat B2 3rd"),
        ("No fixed address", "No fixed address"),
    ],
)
def test_an_address_is_kept_and_its_postcode_tidied(typed: str, address: str) -> None:
    assert read_address(typed) == address


@pytest.mark.parametrize("typed", ["1 High Street, L2O 1AB", "L20 1AO", "L20 OAB"])
def test_what_cannot_be_a_postcode_is_asked_about(typed: str) -> None:
    with pytest.raises(AnswerProblem) as caught:
        read_address(typed)
    assert "does not look like a postcode" in caught.value.message
