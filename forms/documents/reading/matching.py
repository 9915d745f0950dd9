"""Which question a place answers: by its label, by those around it, and by what was written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from forms.documents.reading.labels import Label, label_of
from forms.documents.reading.lines import Lines, plain
from forms.documents.reading.sheet import Sheet
from forms.documents.reading.ticks import has_boxes
from forms.documents.reading.values import fits
from forms.documents.reading.vocabulary import Match
from forms.vocabulary import About, Kind

SURE = 0.87
"""From here on a label surely asks a question."""
LIKELY = 0.68
"""Below this it does not."""
_TIE = 0.07
"""How near two questions are of which what was written decides."""
_SAME = 0.03
_NOT_SURE = SURE - 0.01
_VAGUE = frozenset({"concern", "reason", "comment", "kind"})
"""Labels of only these may ask several things."""
_PLAIN = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.ADDRESS})
_IN_ROWS_ONLY = frozenset({About.WORKER, About.EVENT})
_UNDER_A_HEADING = 0.95
CHILDS_NAME = frozenset({"children.last_name", "children.first_names"})


def matched(sheet: Sheet, label: str, value: Lines) -> Match | None:
    """Give the question that a place answers, or None where none is likely."""
    meant = label_of(label)
    found = [match for match in _asked(sheet, label, meant) if match.score >= LIKELY and _is_open(sheet, match)]
    if found and found[0].score >= 1 and sheet.vocabulary.is_own(label):
        return found[0]
    if meant.words <= {"name"} and not meant.people and sheet.where.about is None:
        return None
    if meant.words == {"date"} and sheet.where.is_of_the_referral:
        return _day_of_referral(sheet, value)
    if plain(value).casefold().strip(" .") in {"yes", "no"}:
        found = [match for match in found if match.question.details_of is None]
    found = [match for match in found if _may_hold(match, meant, value)]
    if meant.words and meant.words <= _VAGUE:
        found = [replace(match, score=min(match.score, _NOT_SURE)) for match in found]
    return _decided(sheet, found, value) if found else _by_value(sheet, value)


def _may_hold(match: Match, meant: Label, value: Lines) -> bool:
    """Tell whether a question can have been answered so: details are not ticked, an address has more than a name."""
    text = plain(value)
    if match.question.details_of is not None and has_boxes(text):
        return False
    is_asked_for = bool(meant.words & {"address", "current_address"})
    return match.question.kind is not Kind.ADDRESS or is_asked_for or re.search(r"\d|,|\n", text) is not None


def _asked(sheet: Sheet, label: str, meant: Label) -> Sequence[Match]:
    """Give what a label may ask, by itself and together with the heading over it."""
    place = sheet.where.place
    alone = sheet.vocabulary.matches(label, sheet.where.about_whom(meant))
    if place.about is not None or not place.words or (alone and alone[0].score >= SURE):
        return alone
    together = sheet.vocabulary.matches(label, sheet.where.about, under=place.words)
    lowered = [replace(match, score=match.score * _UNDER_A_HEADING) for match in together if match.about is None]
    best = {match.question.id: match for match in sorted([*lowered, *alone], key=lambda match: match.score)}
    return sorted(best.values(), key=lambda match: -match.score)


def _is_open(sheet: Sheet, match: Match) -> bool:
    """Tell whether a question can be answered here: agencies and events are asked for under their own heading."""
    return match.about not in _IN_ROWS_ONLY or match.about in {sheet.where.place.about, sheet.where.near}


def _decided(sheet: Sheet, found: Sequence[Match], value: Lines) -> Match:
    """Decide between questions that are as near by what was written; one that stays open is not sure."""
    asked = {match.question.id: match.score for match in found}
    found = [match for match in found if match.score > asked.get(match.question.details_of or "", 0) + _SAME] or found
    near = [match for match in found if match.score >= found[0].score - _TIE]
    if len(near) == 1:
        return near[0]
    fitting = [match for match in near if fits(match.question, value, today=sheet.today)]
    chosen = [match for match in fitting if match.question.kind not in _PLAIN] or fitting
    if not chosen:
        return replace(near[0], score=min(near[0].score, _NOT_SURE))
    is_name = {match.question.id for match in chosen} <= CHILDS_NAME
    if len(chosen) == 1 or is_name or chosen[0].score - chosen[1].score > _SAME:
        return chosen[0]
    return replace(chosen[0], score=min(chosen[0].score, _NOT_SURE))


def _day_of_referral(sheet: Sheet, value: Lines) -> Match | None:
    """Give the question for a date that is of nothing in particular: likely of the referral itself."""
    for match in sheet.vocabulary.matches("date of referral"):
        if match.question.kind is Kind.DATE and sheet.findings.known(match.question.id) is None:
            return replace(match, score=LIKELY) if fits(match.question, value, today=sheet.today) else None
    return None


def _by_value(sheet: Sheet, value: Lines) -> Match | None:
    """Give the question that only what was written tells: an email address or a number of the referrer."""
    if sheet.where.about is not About.REFERRER:
        return None
    for part in ("email", "phone"):
        question = sheet.question(part, About.REFERRER)
        is_open = question is not None and sheet.findings.known(question.id) is None
        if question is not None and is_open and fits(question, value, today=sheet.today):
            return Match(question, About.REFERRER, LIKELY)
    return None
