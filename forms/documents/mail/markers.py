"""How mail programs mark what is quoted or forwarded, and how people close a mail: read from ``markers.toml``.

Every test here takes a time that grows with the length of the line and no faster: a mail is written by anybody.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import resources

LONGEST = 500
"""Characters of a line that can be a marker."""

_FENCE = " \t-_=*:>"
_HEADER = re.compile(r"[ \t*>]{0,20}(\S[^:\n]{0,30}?)[ \t*]{0,4}:[ \t*]{0,4}(.*)")
_RE = re.compile(r"([^\W\d_]{2,6})[ \t]{0,3}(?:\[\d{1,3}\])?:")


class Above(Enum):
    """What a marker says of the text below it."""

    QUOTED = "quoted"
    FORWARDED = "forwarded"


@dataclass(frozen=True)
class _Words:
    original: frozenset[str]
    forwarded: frozenset[str]
    forwarded_subjects: frozenset[str]
    wrote_begins: tuple[str, ...]
    wrote_ends: tuple[str, ...]
    from_header: frozenset[str]
    header: frozenset[str]
    subject: frozenset[str]
    closings: frozenset[str]
    programs: tuple[str, ...]
    notices: tuple[str, ...]
    contacts: frozenset[str]
    banner: tuple[str, ...]


def separator(line: str) -> Above | None:
    """Tell what a line such as ``-----Original Message-----`` says of the text below it; None if it is no such line."""
    if len(line) > LONGEST:
        return None
    bare = line.strip(_FENCE).casefold().replace("’", "'")
    if bare in _words().forwarded:
        return Above.FORWARDED
    return Above.QUOTED if bare in _words().original and line.strip(" \t>")[:1] in "-_=" else None


def is_rule(line: str) -> bool:
    """Tell whether a line is only ruled, as Outlook does above what it quotes."""
    bare = line.strip()
    return len(bare) >= 10 and set(bare) <= {"_", "-"}


def says_who_wrote(lines: list[str]) -> int:
    """Tell how many of the lines, at most 3, say that somebody wrote what follows; 0 if they do not begin so."""
    first = lines[0].lstrip(" \t>").casefold()
    if not first.startswith(_words().wrote_begins):
        return 0
    for count, line in enumerate(lines[:3], start=1):
        if len(line) > LONGEST or not line.strip():
            return 0
        if line.rstrip(" \t*").endswith(":") and _any_in(_words().wrote_ends, line.casefold()):
            return count
    return 0


def header_block(lines: list[str]) -> tuple[int, Above]:
    """Tell how many lines are the headers (From, Sent, To, Subject) above a mail, 0 if none, and what it is.

    They begin with From and are three at least. A long list of names may go over several lines.
    """
    named, subject, length = 0, "", 0
    for number, line in enumerate(lines[:40]):
        found = _HEADER.match(line) if len(line) <= 10 * LONGEST else None
        name = found[1].strip().casefold() if found else ""
        if number == 0 and name not in _words().from_header:
            return 0, Above.QUOTED
        if found and name in (_words().header | _words().from_header):
            named, length = named + 1, number + 1
            subject = found[2] if name in _words().subject else subject
        elif not line.strip(" \t>*") or name:
            break
    kind = Above.FORWARDED if is_forwarded(subject) else Above.QUOTED
    return (length, kind) if named >= 3 else (0, kind)


def is_forwarded(subject: str) -> bool:
    """Tell whether a subject says that a mail is forwarded (``FW:``, ``Fwd:``)."""
    found = _RE.match(subject.strip())
    return found is not None and found[1].casefold() in _words().forwarded_subjects


def begins_signature(line: str) -> bool:
    """Tell whether a line closes a mail: ``-- ``, a closing such as “Kind regards”, a mail program's own line."""
    if line.rstrip() == "--":
        return True
    bare = line.strip(" \t*").casefold()
    return bare.rstrip(",.! ") in _words().closings or (bare.startswith(_words().programs) and len(bare) < 80)


def begins_notice(line: str) -> bool:
    """Tell whether a line begins what an organisation puts below every mail."""
    return line.strip(" \t*_-").casefold().startswith(_words().notices)


def is_banner(line: str) -> bool:
    """Tell whether a line begins what a gateway puts above every mail from outside."""
    return line.strip(" \t*_-").casefold().startswith(_words().banner)


def is_label(line: str) -> bool:
    """Tell whether a line looks like the label of an answer, and not like a way to reach the sender."""
    name, colon, _ = line[:120].partition(":")
    return bool(colon) and name.strip(" \t*").casefold() not in _words().contacts


def _any_in(words: tuple[str, ...], line: str) -> bool:
    return any(word in line for word in words)


@cache
def _words() -> _Words:
    data = tomllib.loads(resources.files("forms.documents.mail").joinpath("markers.toml").read_text("utf-8"))
    headers, signature, wrote = data["headers"], data["signature"], data["wrote"]
    return _Words(
        original=frozenset(data["original"]),
        forwarded=frozenset(data["forwarded"]),
        forwarded_subjects=frozenset(data["forwarded_subjects"]),
        wrote_begins=tuple(wrote["begins"]),
        wrote_ends=tuple(wrote["ends"]),
        from_header=frozenset(headers["from"]),
        header=frozenset(headers["other"]),
        subject=frozenset(headers["subject"]),
        closings=frozenset(signature["closings"]),
        programs=tuple(signature["programs"]),
        notices=tuple(signature["notices"]),
        contacts=frozenset(signature["contacts"]),
        banner=tuple(data["banner"]["begins"]),
    )
