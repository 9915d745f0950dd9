"""The scorer counts what it should: held to readings of which everything is known."""

from __future__ import annotations

from forms.documents.reading.result import Found, Reading, Unmatched
from tests.reading.cases import cases
from tests.reading.foreign import Filled, forms
from tests.reading.scoring import Outcome, Score, score
from tests.reading.tables import missed, table

FORM = next(form for form in forms() if form.name == "rapid_review_72_hours")
FILLED = FORM.filled(cases()[0])


def read_of(filled: Filled, *, confidence: float = 1.0, without: str = "") -> Reading:
    """Give the reading of a reader that errs in nothing, but does not see one question."""
    fields: dict[str, Found] = {}
    rows: dict[str, dict[int, dict[str, Found]]] = {}
    kept = [Unmatched(entry.label, entry.filled_in) for entry in filled.entries if not entry.wants]
    for entry in filled.entries:
        for want in entry.wants:
            if want.question == without:
                kept.append(Unmatched(entry.label, want.written))
                continue
            group, dot, name = want.question.partition(".")
            held = rows.setdefault(group, {}).setdefault(want.row, {}) if dot else fields
            value = want.value
            before = held.get(name or group)
            if isinstance(value, dict) and before and isinstance(before.value, dict):
                value = before.value | value
            held[name or group] = Found(value, entry.label, confidence)
    tables = {group: tuple(reversed([by[number] for number in sorted(by)])) for group, by in rows.items()}
    return Reading(fields, tables, tuple(kept))


def test_a_reader_that_errs_in_nothing_finds_all_whatever_the_order_of_rows() -> None:
    found = score(FILLED, read_of(FILLED), FORM.may_say)
    assert len(found.values) > 50
    assert (found.count(Outcome.FOUND), found.strays, found.lost) == (len(found.values), [], [])
    assert missed(found) == []


def test_what_is_likely_is_counted_apart() -> None:
    found = score(FILLED, read_of(FILLED, confidence=0.6), FORM.may_say)
    assert found.count(Outcome.SUGGESTED) == len(found.values)
    assert len(missed(found)) == 1


def test_what_is_shown_under_no_question_is_kept_and_what_stands_nowhere_is_lost() -> None:
    without = read_of(FILLED, without="outline")
    kept = score(FILLED, without)
    assert [value.question for value in kept.values if value.outcome is Outcome.KEPT] == ["outline"]
    lost = score(FILLED, Reading(without.fields, without.tables, ()))
    assert [value.question for value in lost.values if value.outcome is Outcome.LOST] == ["outline"]


def test_a_value_at_another_question_is_misplaced() -> None:
    right = read_of(FILLED)
    swapped = dict(right.fields) | {
        "lead_name": right.fields["referrer_name"],
        "linked_cases": Found("Wexmoor", "Place", 0.95),
    }
    found = score(FILLED, Reading(swapped, right.tables, right.unmatched), FORM.may_say)
    assert {stray.question for stray in found.strays} == {"lead_name", "linked_cases"}
    assert [value.question for value in found.values if value.outcome is Outcome.OTHER] == ["lead_name"]


def test_what_no_question_of_ours_asks_must_be_kept_too() -> None:
    form = next(form for form in forms() if form.name == "manchester_office_block")
    filled = form.filled(cases()[0])
    right = read_of(filled)
    assert "Date referral received" in score(filled, Reading(right.fields, right.tables, ())).lost


def test_a_table_shows_the_worst_first_and_all_at_the_end() -> None:
    empty = score(FILLED, Reading())
    assert empty.all_lost > 40
    lines = table("form", {"good": score(FILLED, read_of(FILLED)), "bad": empty, "none": Score()}).split("\n")
    assert [line.split()[0] for line in lines] == ["form", "bad", "none", "good", "all"]
