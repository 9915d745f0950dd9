"""Several readings of one mail as one: its body and each document may answer the same question.

Where two of them answer differently, no machine decides: the answer becomes a suggestion, and the other one is kept
beside what matched no question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from forms.documents.reading.result import CERTAIN, Found, Reading, Unmatched

_IN_DOUBT = CERTAIN / 2
"""How sure an answer is that something else in the same mail contradicts."""

_Row = Mapping[str, Found]


def merged(readings: Iterable[Reading]) -> Reading:
    """Give all readings as one. The Board's own form comes first, then what was read from the earlier of them."""
    ordered = sorted(readings, key=lambda reading: not reading.form)
    whole = Reading()
    for reading in ordered:
        whole = _both(whole, reading)
    return whole


def _both(first: Reading, second: Reading) -> Reading:
    fields, left_over = _row(first.fields, second.fields)
    tables = dict(first.tables)
    for group, rows in second.tables.items():
        tables[group], more = _rows(tables.get(group, ()), rows)
        left_over += more
    return Reading(
        fields=fields,
        tables=tables,
        unmatched=tuple(dict.fromkeys((*first.unmatched, *second.unmatched, *left_over))),
        troubles=tuple(dict.fromkeys((*first.troubles, *second.troubles))),
        form=first.form or second.form,
        version=first.version or second.version,
    )


def _rows(first: Sequence[_Row], second: Sequence[_Row]) -> tuple[tuple[_Row, ...], list[Unmatched]]:
    """Put the rows of two tables together; a row that tells of the same person or event as one there is that row."""
    rows = list(first)
    left_over: list[Unmatched] = []
    taken: set[int] = set()
    for row in second:
        same = next((at for at in range(len(first)) if at not in taken and _are_one(rows[at], row)), None)
        if same is None:
            rows.append(row)
            continue
        taken.add(same)
        rows[same], more = _row(rows[same], row)
        left_over += more
    return tuple(rows), left_over


def _are_one(first: _Row, second: _Row) -> bool:
    shared = first.keys() & second.keys()
    equal = sum(_same(first[name], second[name]) for name in shared)
    return equal > len(shared) - equal


def _row(first: _Row, second: _Row) -> tuple[dict[str, Found], list[Unmatched]]:
    merged_row = dict(first)
    left_over: list[Unmatched] = []
    for name, found in second.items():
        there = merged_row.get(name)
        if there is None:
            merged_row[name] = found
        elif _same(there, found):
            merged_row[name] = max(there, found, key=lambda each: each.confidence)
        else:
            better, other = (there, found) if there.confidence >= found.confidence else (found, there)
            merged_row[name] = replace(better, confidence=min(better.confidence, _IN_DOUBT))
            left_over.append(Unmatched(other.label, _in_words(other.value)))
    return merged_row, left_over


def _same(first: Found, second: Found) -> bool:
    return _plain(first.value) == _plain(second.value)


def _plain(value: object) -> object:
    """Give a value so that two which say the same are equal: order of choices, spaces and capitals tell nothing."""
    if isinstance(value, str):
        return " ".join(value.casefold().split()).rstrip(".")
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return sorted((_plain(each) for each in value), key=repr)
    return value


def _in_words(value: object) -> str:
    """Give a value as people can read it, to be kept beside what matched no question."""
    if isinstance(value, Mapping):
        return ", ".join(_in_words(each) for each in value.values() if each)
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_in_words, value))
    return str(value)
