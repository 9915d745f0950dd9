"""Several answers in one place: a full name, a name with a date of birth, contact details, agency and role."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from forms.documents.reading.labels import label_of
from forms.documents.reading.values import dates_in

_EMAIL = re.compile(r"[^\s<>,;:()]+@[^\s<>,;:()]+\w")
_PHONE = re.compile(r"(?:\+|\b0|\(0)[\d ()\-.]{8,}\d(?:\s*(?:ext|x|extension)\.?\s*\d+)?")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
_GENDER = re.compile(r"\b(?:fe)?male\b|\b(?:girl|boy)\b|(?<![\w'’])[MF](?![\w'’.])")
_AGE = re.compile(
    r"\b(?:aged?:? )?\d{1,3} ?(?:years?|yrs?|months?|mths?|weeks?|wks?|days?)(?:[ -]old)?\b|\bage[d:]? ?\d{1,3}\b|\((?=\d{1,2}\))\d{1,2}(?=\))",
    re.IGNORECASE,
)
_NHS = re.compile(r"\b\d{3}[ -]\d{3}[ -]\d{4}\b")
_ABOUT_WHEN = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE
)
_OWN_WORDS = re.compile(
    r"\b(?:tel(?:ephone)?|phone|mobile|mob|e-?mail|d\.?o\.?b\.?|date of birth|born|address|gender|contact)(?: (?:no|number|address))?\b\s*[:.]*|^\s*(?:t|m|e|p):\s*",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:worker|nurse|manager|officer|teacher|head ?teacher|doctor|consultant|gp|visitor|midwife|sergeant|inspector|constable|paediatrician|psychologist|psychiatrist"
    r"|therapist|lead|director|practitioner|coordinator|adviser|advisor|head|detective|pc|dc|ds|di|dci|senco|principal|assistant|registrar|lawyer|solicitor|clinician|specialist|chair|guardian|commissioner|supervisor|executive|assessor|counsellor|surgeon|engagement)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset({"van", "von", "de", "del", "della", "di", "da", "al", "el", "bin", "ibn", "le", "la", "mac", "mc", "o", "st", "der", "den", "dos", "ap", "abu", "ter", "ten"})  # fmt: skip
_TITLES = re.compile(r"^(?:mr|mrs|ms|miss|mx|dr|master|prof|rev|sir)\.?\s+", re.IGNORECASE)

PARTS = frozenset({
    "name", "last_name", "first_names", "date_of_birth", "age", "gender", "address", "phone", "location", "email", "role", "agency", "relationship",
    "school", "gp", "ethnicity", "nhs_number", "contact", "expected_birth", "legal_status", "social_worker", "date", "signature", "time", "involved",
})  # fmt: skip
"""What of one label may be answered side by side with others."""

_WITH_A_NAME = frozenset({"gp", "school", "social_worker", "agency", "location"})
"""What has a name and an address of its own: “Name and address of GP” asks for one thing."""

PartName: TypeAlias = str


@dataclass(frozen=True)
class Name:
    """A full name in two; `trust` is how sure it is where the one ends."""

    last: str = field(repr=False)
    first: str = field(repr=False)
    trust: float = 1.0


def name_of(written: str) -> Name:
    """Cut a full name into last and first names: “SMITH, Amy Jane”, “Amy Jane SMITH”, “Amy Smith”."""
    text = _TITLES.sub("", " ".join(written.split())).strip(" ,;.")
    last, comma, first = text.partition(",")
    if comma and first.strip() and "," not in first:
        return Name(last.strip(), first.strip(), 1.0 if len(first.split()) <= 4 else 0.8)
    words = text.split()
    in_capitals = [word for word in words if word.isupper() and len(word) > 1]
    if in_capitals and len(in_capitals) < len(words):
        rest = [word for word in words if word not in in_capitals]
        return Name(" ".join(in_capitals), " ".join(rest), 0.98)
    if len(words) < 2:
        return Name("", text, 0.75)
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold().strip("'’") in _PARTICLES:
        start -= 1
    is_plain = all(re.fullmatch(r"[^\W\d_]+(?:['’.-][^\W\d_]*)*", word) for word in words)
    trust = (
        0.98
        if is_plain and (len(words) == 2 or start < len(words) - 1)
        else 0.92
        if is_plain and len(words) == 3
        else 0.75
    )
    return Name(" ".join(words[start:]), " ".join(words[:start]), trust)


def asked_together(label: str) -> tuple[PartName, ...]:
    """Give what a label asks for side by side, in its order; empty where it asks for one thing only."""
    found = label_of(label)
    parts = tuple(word for word in found.asked if word in PARTS)
    owners = [part for part in parts if part in _WITH_A_NAME]
    if (
        len(owners) == 1
        and "child" not in found.people
        and not re.search(r"[,/&+]| and (?!address|tel|contact)", label)
    ):
        parts = tuple(part for part in parts if part not in {"name", "address", "phone", "contact"})
    if {"phone", "email"} & set(parts):
        parts = tuple(part for part in parts if part != "contact")
    if set(parts) <= {"role", "agency", "name"} and "/" in label and not re.search(r"[,&+]|\band\b", label):
        return ()
    if found.words - set(parts) - {"different", "home", "then", "work", "incident", "name", "contact"}:
        return ()
    if parts == ("contact",):
        return ("phone", "email", "address")
    return parts if len(parts) > 1 else ()


def taken_apart(parts: Sequence[PartName], written: str) -> tuple[dict[PartName, str], float, str]:
    """Take what was written apart into what was asked for; give it, how sure it is, and what was left over."""
    rest = written
    found: dict[PartName, str] = {}
    for part, pattern in (("email", _EMAIL), ("nhs_number", _NHS), ("phone", _PHONE)):
        if part in parts:
            values = [match[0].strip() for match in pattern.finditer(rest)]
            if values:
                found[part] = ", ".join(dict.fromkeys(values))
                rest = pattern.sub("\n", rest)
    for part in ("date_of_birth", "expected_birth", "date"):
        dates = dates_in(rest)
        if part in parts and dates:
            found[part] = dates[0][0]
            rest = f"{rest[: dates[0].start()]}\n{rest[dates[0].end() :]}"
    for part, pattern in (("age", _AGE), ("gender", _GENDER)):
        match = pattern.search(rest)
        if part in parts and match is not None:
            found[part] = match[0]
            rest = f"{rest[: match.start()]}\n{rest[match.end() :]}"
    rest = _OWN_WORDS.sub(" ", rest)
    left = [
        part
        for part in parts
        if part not in found
        and part not in {"email", "phone", "date_of_birth", "nhs_number", "age", "gender", "expected_birth", "date"}
    ]
    pieces = _pieces(rest)
    if "date" in parts and "date" not in found and len(pieces) > 1 and _ABOUT_WHEN.search(pieces[0]):
        found["date"] = pieces.pop(0)
    trust = 1.0
    if not left:
        return found, trust, "; ".join(pieces)
    if left == ["address"]:
        address = ", ".join(pieces)
        if address and (
            _POSTCODE.search(address)
            or re.search(r"\d+\w? \w+|\b(?:road|street|house|centre|office|hall|lane|avenue)\b", address, re.IGNORECASE)
        ):
            found["address"] = address
            return found, trust, ""
        return found, trust, address
    if len(left) == 1:
        if pieces:
            found[left[0]] = ", ".join(pieces)
        return found, trust, ""
    if len(pieces) == len(left):
        found |= dict(zip(left, pieces, strict=True))
        if {"agency", "role"} <= set(left) and _ROLE.search(found["agency"]) and not _ROLE.search(found["role"]):
            found["agency"], found["role"] = found["role"], found["agency"]
        is_plain = not {"agency", "role"} <= set(left) or bool(_ROLE.search(found["role"])) != bool(
            _ROLE.search(found["agency"])
        )
        return found, 0.96 if is_plain else 0.75, ""
    if len(pieces) < len(left):
        return found | dict(zip(_likeliest(left, pieces), pieces, strict=False)), 0.75, ""
    return _spread(found, left, pieces)


def _likeliest(left: list[PartName], pieces: list[str]) -> list[PartName]:
    """Give the places in the order in which fewer pieces fill them: a name first, a job where words say so."""
    first = pieces[0] if pieces else ""
    if "name" in left:
        return ["name", *(part for part in left if part != "name")]
    if {"role", "agency"} <= set(left):
        return ["role", "agency"] if _ROLE.search(first) else ["agency", "role"]
    return left


def _spread(
    found: dict[PartName, str], left: list[PartName], pieces: list[str]
) -> tuple[dict[PartName, str], float, str]:
    """Give more pieces than there are places: an address takes what is over, and a role is known by its words."""
    over = len(pieces) - len(left) + 1
    if "address" in left:
        at = left.index("address")
        spread = [*pieces[:at], ", ".join(pieces[at : at + over]), *pieces[at + over :]]
        return found | dict(zip(left, spread, strict=True)), 0.9, ""
    if set(left) == {"agency", "role"}:
        roles = [piece for piece in pieces if _ROLE.search(piece)]
        if len(roles) == 1:
            agency = ", ".join(piece for piece in pieces if piece not in roles)
            return found | {"agency": agency, "role": roles[0]}, 0.85, ""
    at = left.index("agency") if "agency" in left else len(left) - 1
    spread = [*pieces[:at], ", ".join(pieces[at : at + over]), *pieces[at + over :]]
    return found | dict(zip(left, spread, strict=True)), 0.8, ""


def _pieces(text: str) -> list[str]:
    lines = [piece for piece in re.split(r"[\n;|]|\s+[-–—/]\s+", text) if piece.strip(" ,.:()&/")]
    if len(lines) <= 1:
        lines = [piece for piece in re.split(r"[\n;|,/]|\s+[-–—]\s+|\s+\band\b\s+", text) if piece.strip(" ,.:()&/-")]
    return [piece.strip(" ,:()&/-") for piece in lines]


def people_in(written: str, *, by_comma: bool = False) -> list[str]:
    """Give the entries of a list of people, one a line or set apart by semicolons or “and”."""
    entries = [entry.strip(" ,.•*-\t") for entry in re.split(r"[\n;]", written)]
    entries = [entry for entry in entries if entry]
    if len(entries) == 1 and not dates_in(written):
        names = re.split(r"\s+(?:and|&)\s+|,\s*(?=[A-Z])" if by_comma else r"\s+(?:and|&)\s+", entries[0])
        if len(names) > 1 and all(1 < len(name.split("(")[0].split()) <= 4 for name in names):
            return names
    return entries
