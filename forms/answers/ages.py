"""A child's age as people write it: “3”, “2 years 4 months”, “newborn”, “14/12”."""

from __future__ import annotations

import re
from itertools import pairwise

from forms.answers.dates import OLDEST_CHILD_IN_YEARS
from forms.answers.problem import AnswerProblem
from forms.answers.text import for_comparing, shortened
from forms.words import in_english, say

_UNBORN = re.compile(r"\b(?:unborn|not (?:yet )?born|not born yet|pregnan\w*|in utero|expected|due)\b")
_NEWBORN = re.compile(r"(?:a )?new[- ]?born(?: baby)?|neonate|just born|at birth|birth|less than a day(?: old)?")

_NUMBER_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
}  # fmt: skip
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})\b")
_HALF_YEARS = re.compile(r"(?P<years>\d{1,2})(?: and a half| ?½| 1/2|\.5)(?: ?(?:y|yrs?|years?))?")
_UNITS = {"y": "year", "m": "month", "w": "week", "d": "day"}
_PART = re.compile(
    r"(?P<number>\d{1,4})[ -]?(?P<unit>y(?:ea)?rs?|y(?:ears?)?|m(?:on)?ths?|m(?:os?)?"
    r"|w(?:ee)?ks?|w|d(?:ays?)?)(?![a-z])"
)
_FRACTIONS = {"12": "month", "52": "week", "7": "day"}
_FRACTION = re.compile(r"(?:(?P<years>\d{1,2}) )?(?P<number>\d{1,2})/(?P<of>12|52|7)")
_DAYS_IN = {"year": 365, "month": 30, "week": 7, "day": 1}
_ABOUT = re.compile(r"(?:about|around|approx(?:imately|\.)?|roughly|circa|c\.?|~|\?) ?(?=\d)")
_AROUND_IT = re.compile(r"^(?:(?:now )?aged?:? )|(?:,? (?:old|of age)|-old|\.)$")
_BETWEEN_PARTS = re.compile(r" ?(?:,|and|&)? ?")


def read_age(typed: str) -> str:
    """Read an age and give it in words: “2 years 4 months”; a bare number is years.

    Raises `AnswerProblem` where it is no age, is far beyond a childhood, or the child is not born yet.
    """
    words = in_english("age", for_comparing(typed.replace("½", " 1/2")))
    if _UNBORN.search(words):
        raise AnswerProblem(say("answers.age.unborn"))
    words = _AROUND_IT.sub("", _AROUND_IT.sub("", words)).strip()
    if _NEWBORN.fullmatch(words):
        return say("answers.age.newborn")
    figures = _in_figures(words)
    about = _ABOUT.match(figures)
    age = _parts(figures[about.end() :] if about else figures)
    if not age:
        raise AnswerProblem(say("answers.age.not_read", typed=shortened(typed)))
    if sum(number * _DAYS_IN[unit] for number, unit in age) > OLDEST_CHILD_IN_YEARS * _DAYS_IN["year"]:
        raise AnswerProblem(say("answers.age.too_old", limit=OLDEST_CHILD_IN_YEARS))
    in_words = " ".join(map(_in_words, age))
    return say("answers.age.about", age=in_words) if about else in_words


def _in_words(part: tuple[int, str]) -> str:
    number, unit = part
    return say(f"answers.age.{'one' if number == 1 else 'several'}.{unit}", number=number)


def _in_figures(words: str) -> str:
    return _NUMBER_WORD.sub(lambda match: str(_NUMBER_WORDS[match[0]]), words).replace("1 half", "a half")


def _parts(words: str) -> list[tuple[int, str]]:
    """Give an age as (number, unit) from the largest unit to the smallest, or nothing where it is none."""
    if words.isdecimal() and len(words) <= 3:
        return [(int(words), "year")]
    if (match := _HALF_YEARS.fullmatch(words)) is not None:
        return [(int(match["years"]), "year"), (6, "month")]
    if (match := _FRACTION.fullmatch(words)) is not None:
        years = [(int(match["years"]), "year")] if match["years"] else []
        return [*years, (int(match["number"]), _FRACTIONS[match["of"]])]
    return _with_units(words)


def _with_units(words: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    rest = words
    while (match := _PART.match(rest)) is not None:
        found.append((int(match["number"]), _UNITS[match["unit"][0]]))
        rest = rest[match.end() :]
        between = _BETWEEN_PARTS.match(rest)
        rest = rest[between.end() :] if between else rest
    sizes = [_DAYS_IN[unit] for _, unit in found]
    in_order = all(larger > smaller for larger, smaller in pairwise(sizes))
    return found if in_order and not rest else []
