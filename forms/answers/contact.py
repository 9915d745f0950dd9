"""How somebody is reached: telephone numbers, an email address, a postal address."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

from forms.answers.problem import AnswerProblem
from forms.answers.text import for_comparing, is_blank, read_text, shortened, tidy, tidy_line
from forms.words import say

_PHONE_LIMIT = 200
_A_NUMBER = re.compile(r"(?P<start>\+|\(\+)?(?P<figures>\(?\d(?:[ \-.()]{0,3}\d)*)")
_EXTENSION = re.compile(r"(?:\b(?:extension|extn?|x)|#) ?[.:]? ?\d{1,6}\b")
_TRUNK_IN_BRACKETS = re.compile(r"\(0\)")
_NATIONAL_LENGTHS = (10, 11)
_LONGEST_NUMBER = 15  # of digits, with the country code (ITU-T E.164)
_INTERNATIONAL_LENGTHS = range(8, _LONGEST_NUMBER + 1)


def read_phone(typed: str) -> str:
    """Read one or more telephone numbers, with words around them; kept as written, on one line, spaces tidied.

    Raises `AnswerProblem` where there is no number, or one of them has too few or too many digits.
    """
    text = ", ".join(tidy_line(line).rstrip(",;") for line in tidy(typed).split("\n") if not is_blank(line))
    if len(text) > _PHONE_LIMIT:
        raise AnswerProblem(say("answers.phone.too_long"))
    without_extensions = _EXTENSION.sub("", _TRUNK_IN_BRACKETS.sub("", for_comparing(text)))
    numbers = list(_A_NUMBER.finditer(without_extensions))
    if not numbers:
        raise AnswerProblem(say("answers.phone.none"))
    for number in numbers:
        digits = re.sub(r"\D", "", number["figures"])
        if not _is_dialled(digits, is_international=bool(number["start"]) or digits.startswith("00")):
            key = "too_many_digits" if len(digits) > _LONGEST_NUMBER else "wrong_length"
            raise AnswerProblem(say(f"answers.phone.{key}", digits=len(digits)))
    return text


def _is_dialled(digits: str, *, is_international: bool) -> bool:
    if not is_international:
        return digits.startswith("0") and len(digits) in _NATIONAL_LENGTHS
    digits = digits.removeprefix("00")
    if digits.startswith("44"):
        return len(digits.removeprefix("44").removeprefix("0")) + 1 in _NATIONAL_LENGTHS
    return len(digits) in _INTERNATIONAL_LENGTHS


def read_email(typed: str) -> str:
    """Read one email address, also as a mail program writes it: ``Name <name@agency.gov.uk>``."""
    line = tidy_line(typed)
    in_brackets = re.search(r"<([^<>]*)>\s*$", line)
    address = (in_brackets[1] if in_brackets else line).strip(" ,;.<>").removeprefix("mailto:")
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        raise AnswerProblem(say("answers.email.not_read", typed=shortened(line))) from None


# Shapes of a postcode (Royal Mail): the letters that never stand in the third or fourth place, or after the space.
_OUTWARD = r"(?:[A-Z]{1,2}\d{1,2}|[A-Z]\d[ABCDEFGHJKPSTUW]|[A-Z]{2}\d[ABEHMNPRVWXY]|GIR(?= ?0))"
_POSTCODE = re.compile(rf"({_OUTWARD}) ?(\d[ABD-HJLNP-UW-Z]{{2}})", re.IGNORECASE)
# What was meant for one: at the end of a line or before a comma, and no “2nd”: “Flat A1 2nd floor” is left alone.
_LIKE_A_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]?|GIR) ?(?!(?-i:1st|2nd|3rd|\dth))[\dO][A-Z]{2}(?=[ \t]*(?:[,.;()\n]|$))", re.IGNORECASE
)


def read_address(typed: str) -> str:
    """Read a postal address as it is written; a postcode in it is written in capitals with its space.

    Raises `AnswerProblem` for what looks like a postcode and cannot be one.
    """
    return _LIKE_A_POSTCODE.sub(_tidy_postcode, read_text(typed))


def _tidy_postcode(match: re.Match[str]) -> str:
    postcode = _POSTCODE.fullmatch(match[0])
    if postcode is None:
        raise AnswerProblem(say("answers.address.postcode", typed=match[0]))
    return f"{postcode[1]} {postcode[2]}".upper()
