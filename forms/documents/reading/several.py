"""Several answers in one place: what a label asks for side by side, and what was written taken apart to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from forms.documents.reading.labels import label_of
from forms.documents.reading.meanings import word_list
from forms.documents.reading.values import dates_in

Part: TypeAlias = str
"""What of one label is answered side by side with others, by the name of its meaning: “name”, “date_of_birth”."""

_PARTS = frozenset({
    "name", "last_name", "first_names", "date_of_birth", "age", "gender", "address", "phone", "location", "email",
    "role", "agency", "relationship", "school", "gp", "ethnicity", "nhs_number", "contact", "expected_birth",
    "legal_status", "social_worker", "date", "signature", "time", "involved",
})  # fmt: skip
_WITH_A_NAME = frozenset({"gp", "school", "social_worker", "agency", "location"})
"""What has a name and an address of its own: “Name and address of GP” asks for one thing."""
_OF_ITS_OWN = frozenset({"name", "address", "phone", "contact"})
_OF_A_JOB = frozenset({"role", "agency"})
_ADDING_NOTHING = frozenset({"different", "home", "then", "work", "incident", "name", "contact"})
_REACHED_BY: tuple[Part, ...] = ("phone", "email", "address")

_SET_APART = re.compile(r"[,/&+]| and (?!address|tel|contact)")
_SAID_TWICE = re.compile(r"(?!.*(?:[,&+]|\band\b)).*/")
_POSTCODE = r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
_LIKE_AN_ADDRESS = re.compile(
    rf"{_POSTCODE}|\d+\w? \w+|\b(?:road|street|house|centre|office|hall|lane|avenue)\b", re.IGNORECASE
)
_ABOUT_WHEN = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE
)
_OWN_WORDS = re.compile(
    r"\b(?:tel(?:ephone)?|phone|mobile|mob|e-?mail|d\.?o\.?b\.?|date of birth|born|address|gender|contact)"
    r"(?: (?:no|number|address))?\b\s*[:.]*|^\s*(?:t|m|e|p):\s*",
    re.IGNORECASE,
)
_KNOWN_BY_SHAPE: Mapping[Part, re.Pattern[str]] = MappingProxyType({
    "email": re.compile(r"[^\s<>,;:()]+@[^\s<>,;:()]+\w"),
    "nhs_number": re.compile(r"\b\d{3}[ -]\d{3}[ -]\d{4}\b"),
    "phone": re.compile(r"(?:\+|\b0|\(0)[\d ()\-.]{8,}\d(?:\s*(?:ext|x|extension)\.?\s*\d+)?"),
})  # fmt: skip
_AGE_OR_GENDER: Mapping[Part, re.Pattern[str]] = MappingProxyType({
    "age": re.compile(
        r"\b(?:aged?:? )?\d{1,3} ?(?:years?|yrs?|months?|mths?|weeks?|wks?|days?)(?:[ -]old)?\b"
        r"|\bage[d:]? ?\d{1,3}\b|\((?=\d{1,2}\))\d{1,2}(?=\))",
        re.IGNORECASE,
    ),
    "gender": re.compile(r"(?i:\b(?:fe)?male\b|\b(?:girl|boy)\b)|(?<![\w'’])[MF](?![\w'’.])"),
})  # fmt: skip
_DATES: tuple[Part, ...] = ("date_of_birth", "expected_birth", "date")
_NEVER_BY_ORDER = frozenset({*_KNOWN_BY_SHAPE, *_AGE_OR_GENDER, *_DATES})
_WHOLE, _CLEAR, _FAIR, _LIKELY = 1.0, 0.96, 0.9, 0.75


def asked_together(label: str) -> tuple[Part, ...]:
    """Give what a label asks for side by side, in its order; empty where it asks for one thing only."""
    found = label_of(label)
    parts = tuple(word for word in found.asked if word in _PARTS)
    is_of_one = sum(part in _WITH_A_NAME for part in parts) == 1 and "child" not in found.people
    if is_of_one and not _SET_APART.search(label):
        parts = tuple(part for part in parts if part not in _OF_ITS_OWN)
    if {"phone", "email"} & set(parts):
        parts = tuple(part for part in parts if part != "contact")
    says_one_thing_twice = set(parts) <= _OF_A_JOB | {"name"} and _SAID_TWICE.match(label)
    if says_one_thing_twice or found.words - set(parts) - _ADDING_NOTHING:
        return ()
    if parts == ("contact",):
        return _REACHED_BY
    return parts if len(parts) > 1 else ()


def taken_apart(parts: Sequence[Part], written: str) -> tuple[dict[Part, str], float, str]:
    """Take what was written apart into what was asked for; give it, how sure it is, and what was left over.

    What has a shape of its own (an address of mail, a date) is known by it, the rest by the order of the label.
    """
    found, rest = _by_shape(parts, written)
    pieces = _pieces(_OWN_WORDS.sub(" ", rest))
    if "date" in parts and "date" not in found and len(pieces) > 1 and _ABOUT_WHEN.search(pieces[0]):
        found["date"] = pieces.pop(0)
    left = [part for part in parts if part not in found and part not in _NEVER_BY_ORDER]
    together = ", ".join(pieces)
    if not left or (left == ["address"] and not _LIKE_AN_ADDRESS.search(together)):
        return found, _WHOLE, together
    if len(left) == 1:
        return found | ({left[0]: together} if together else {}), _WHOLE, ""
    by_order, trust = _by_order(left, pieces)
    return found | by_order, trust, ""


def _by_shape(parts: Sequence[Part], written: str) -> tuple[dict[Part, str], str]:
    """Give what is known by its shape, and the rest of what was written."""
    found: dict[Part, str] = {}
    rest = written
    for part, pattern in _KNOWN_BY_SHAPE.items():
        values = [match[0].strip() for match in pattern.finditer(rest)]
        if part in parts and values:
            found[part] = ", ".join(dict.fromkeys(values))
            rest = pattern.sub("\n", rest)
    for part in (*_DATES, *_AGE_OR_GENDER):
        matches = dates_in(rest) if part in _DATES else list(_AGE_OR_GENDER[part].finditer(rest))
        if part in parts and matches:
            found[part] = matches[0][0]
            rest = f"{rest[: matches[0].start()]}\n{rest[matches[0].end() :]}"
    return found, rest


def _by_order(left: Sequence[Part], pieces: Sequence[str]) -> tuple[dict[Part, str], float]:
    """Give each part its piece. Where there are fewer or more pieces than parts, it is less sure which is which."""
    if len(pieces) < len(left):
        return dict(zip(_likeliest(left, pieces), pieces, strict=False)), _LIKELY
    if set(left) == _OF_A_JOB:
        return _job(left, pieces)
    taker = next((part for part in ("address", "agency") if part in left), left[-1])
    at, over = left.index(taker), len(pieces) - len(left) + 1
    spread = [*pieces[:at], ", ".join(pieces[at : at + over]), *pieces[at + over :]]
    return dict(zip(left, spread, strict=True)), _CLEAR if over == 1 else _FAIR if taker == "address" else _LIKELY


def _job(left: Sequence[Part], pieces: Sequence[str]) -> tuple[dict[Part, str], float]:
    """Tell a role from an agency by the words that only roles have; where that tells nothing, by the order."""
    roles = [piece for piece in pieces if _is_role(piece)]
    if len(roles) == 1:
        agency = ", ".join(piece for piece in pieces if piece not in roles)
        return {"role": roles[0], "agency": agency}, _CLEAR if len(pieces) == len(left) else _LIKELY
    return dict(zip(left, [pieces[0], ", ".join(pieces[1:])], strict=True)), _LIKELY


def _likeliest(left: Sequence[Part], pieces: Sequence[str]) -> Sequence[Part]:
    """Give the parts in the order in which fewer pieces fill them: a name first, a role where words say so."""
    if "name" in left:
        return ["name", *(part for part in left if part != "name")]
    if set(left) >= _OF_A_JOB and pieces:
        return ["role", "agency"] if _is_role(pieces[0]) else ["agency", "role"]
    return left


def _is_role(words: str) -> bool:
    return not word_list("role_words").isdisjoint(re.findall(r"\w+", words.casefold()))


def _pieces(text: str) -> list[str]:
    """Give what was set apart by lines or dashes; where nothing was, by commas and “and”."""
    for between in (r"[\n;|]|\s+[-–—/]\s+", r"[\n;|,/]|\s+[-–—]\s+|\s+\band\b\s+"):
        pieces = [piece.strip(" ,:&/-") for piece in re.split(between, text) if piece.strip(" ,.:()&/-")]
        if len(pieces) > 1:
            break
    return pieces
