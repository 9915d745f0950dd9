"""The NHS number: ten digits, the last a check digit (modulus 11)."""

from __future__ import annotations

import re

from forms.answers.problem import AnswerProblem
from forms.answers.text import for_comparing
from forms.words import say

_LENGTH = 10
_LABEL = re.compile(r"^nhs(?: (?:number|no\.?))?:? ?")


def read_nhs_number(typed: str) -> str:
    """Read an NHS number and give its ten digits; raises `AnswerProblem` where the check digit does not fit."""
    digits = re.sub(r"[ .\-]", "", _LABEL.sub("", for_comparing(typed)))
    if not digits.isdecimal():
        raise AnswerProblem(say("answers.nhs_number.not_digits"))
    if len(digits) != _LENGTH:
        raise AnswerProblem(say("answers.nhs_number.wrong_length", digits=len(digits)))
    if not has_right_check_digit(digits):
        raise AnswerProblem(say("answers.nhs_number.wrong_check"))
    return digits


def has_right_check_digit(digits: str) -> bool:
    """Tell whether ten digits, weighted 10 down to 1, add up to a multiple of 11."""
    weighted = sum(weight * int(digit) for weight, digit in zip(range(_LENGTH, 0, -1), digits, strict=True))
    return weighted % 11 == 0 and len(set(digits)) > 1


def describe_nhs_number(digits: str) -> str:
    """Say it back in threes and a four, as it is printed: 943 476 5919."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
