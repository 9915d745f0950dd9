from __future__ import annotations

from forms.documents.content import Trouble
from forms.documents.mail.merging import merged
from forms.documents.reading.result import Found, Reading, Unmatched


def found(value: object, confidence: float = 1.0) -> Found:
    return Found(value, "Label", confidence)  # type: ignore[arg-type]  # any plain value will do


def test_what_only_one_of_them_says_is_taken_as_it_is() -> None:
    whole = merged((Reading({"a": found("x")}, troubles=(Trouble.SCAN,)), Reading({"b": found("y", 0.5)})))
    assert (whole.fields["a"].confidence, whole.fields["b"].confidence) == (1.0, 0.5)
    assert whole.troubles == (Trouble.SCAN,)


def test_saying_the_same_twice_is_no_conflict() -> None:
    first, second = Reading({"a": found("Barton  council.", 0.8)}), Reading({"a": found("Barton Council")})
    whole = merged((first, second))
    assert whole.fields["a"].is_certain
    assert not whole.unmatched
    several = merged((Reading({"a": found(["x", "y"])}), Reading({"a": found(["y", "x"])})))
    assert several.fields["a"].is_certain


def test_a_conflict_becomes_a_suggestion_and_loses_nothing() -> None:
    whole = merged((Reading({"a": found({"name": "Ann", "date": None}, 0.95)}), Reading({"a": found("Bob", 0.92)})))
    assert whole.fields["a"].value == {"name": "Ann", "date": None}
    assert not whole.fields["a"].is_certain
    assert whole.unmatched == (Unmatched("Label", "Bob"),)


def test_the_boards_own_form_comes_before_anything_else() -> None:
    whole = merged((Reading({"a": found("x")}), Reading({"a": found("y")}, form="appendix_1", version="3")))
    assert (whole.fields["a"].value, whole.form, whole.version) == ("y", "appendix_1", "3")


def test_a_child_named_twice_is_one_child_and_two_are_two() -> None:
    ann = {"last_name": found("Bell"), "first_names": found("Ann"), "gender": found("female")}
    again = {"last_name": found("BELL"), "first_names": found("Ann"), "school": found("Barton")}
    other = {"last_name": found("Bell"), "first_names": found("Tom"), "gender": found("male")}
    whole = merged((Reading(tables={"children": (ann,)}), Reading(tables={"children": (again, other)})))
    first, second = whole.tables["children"]
    assert set(first) == {"last_name", "first_names", "gender", "school"}
    assert second == other
