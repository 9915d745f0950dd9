"""Labels are matched by meaning, values go to their question, and nothing of a document is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.documents.content import Block, Content, Mark, MarkKind, Table, Text, Trouble
from forms.documents.read import read_document
from forms.documents.reading.find import read
from forms.documents.reading.labels import label_of
from forms.documents.reading.names import name_of
from forms.documents.reading.result import Found, Reading
from forms.documents.reading.several import asked_together, taken_apart
from forms.loading import default_form
from forms.vocabulary import Value
from tests.forms.documents.pages import line, page, table

TODAY = date(2026, 11, 2)


def reading(*blocks: Block | str) -> Reading:
    return read(page(*blocks), default_form(), today=TODAY)


def fields(found: Reading) -> dict[str, Value]:
    return {question: one.value for question, one in found.fields.items()}


def rows(found: Reading, group: str) -> list[dict[str, Value]]:
    return [{name: one.value for name, one in row.items()} for row in found.tables.get(group, ())]


def test_the_heading_says_whose_name_it_is() -> None:
    found = reading(
        "# Referrer",
        table(("Name", "Priya Raman"), ("Job title", "Named nurse")),
        "# Young person",
        table(("Name", "Amy SMITH"), ("D.O.B.", "3/4/2019")),
    )
    assert fields(found) == {"referrer_name": "Priya Raman", "referrer_role": "Named nurse"}
    assert rows(found, "children") == [{"last_name": "SMITH", "first_names": "Amy", "date_of_birth": "2019-04-03"}]


def test_four_cells_are_two_labels_with_their_values() -> None:
    found = reading("# 1 Notifier details", table(("Local authority", "Sefton", "Role", "Team manager")))
    assert fields(found) == {"referrer_agency": "Sefton", "referrer_role": "Team manager"}


def test_a_header_row_gives_a_row_for_each_relative() -> None:
    found = reading(
        "# Family composition",
        table(("Name", "Relationship to child", "DOB"), ("Jo Smith", "Mother", "1/2/1990"), ("Al Smith", "Uncle", "")),
    )
    assert rows(found, "family") == [
        {"name": "Jo Smith", "relationship": "Mother", "date_of_birth": "1990-02-01"},
        {"name": "Al Smith", "relationship": "Uncle"},
    ]


def test_a_column_for_each_child_is_a_row_for_each_child() -> None:
    found = reading(
        table(("", "Child 1", "Child 2"), ("Surname", "Ames", "Bell"), ("Date of birth", "1/2/2019", "3/4/2020"))
    )
    assert [row["last_name"] for row in rows(found, "children")] == ["Ames", "Bell"]


def test_what_is_said_of_a_parent_is_never_the_childs() -> None:
    found = reading("# Child", "Surname: Ames", "Mother's name: Jo Ames", "Mother's date of birth: 1/2/1990")
    assert rows(found, "children") == [{"last_name": "Ames"}]
    assert rows(found, "family") == [{"name": "Jo Ames", "relationship": "Mother", "date_of_birth": "1990-02-01"}]


@pytest.mark.parametrize(
    "written",
    ["☐ Yes ☒ No", "Yes ☐ No ☒", "~~YES~~ / NO", "[ ] Yes [x] No", "Yes / **No**", "no", "YES/NO: No"],
)
def test_no_is_read_however_it_is_chosen(written: str) -> None:
    found = reading(table(("Is there any media interest?", written)))
    assert fields(found) == {"urgent_or_media": "no"}


def test_choices_that_were_left_standing_answer_nothing() -> None:
    assert fields(reading(table(("Is there any media interest?", "YES / NO")))) == {}


def test_yes_with_more_behind_it_is_two_answers() -> None:
    found = reading(
        "# Child", "Surname: Ames", "Is the child subject to a child protection plan? YES Neglect, 3 March 2024 to date"
    )
    (child,) = rows(found, "children")
    assert child["child_protection_plan"] == "current"
    assert child["child_protection_plan_details"] == "Neglect, 3 March 2024 to date"


def test_ticked_kinds_are_found_by_what_they_mean() -> None:
    found = reading("# Reason for notification", "☐ Death of a looked after child", "☒ Serious harm to a child")
    assert fields(found) == {"incident_categories": ["serious_harm_abuse_neglect"]}


def test_one_place_answers_several_questions() -> None:
    found = reading(
        "# Referrer", table(("Contact details", "1 High Street, Bootle L20 1AA\n0151 496 0000\na@b.example"))
    )
    assert fields(found) == {
        "referrer_phone": "0151 496 0000",
        "referrer_email": "a@b.example",
        "referrer_address": "1 High Street, Bootle L20 1AA",
    }


def test_a_story_is_no_label() -> None:
    found = reading(
        "# Incident", "Summary of incident:", "He fell.", "Mother: said she was out.", "Date of death: 3 May 2026"
    )
    assert fields(found)["outline"] == "He fell.\nMother: said she was out."
    assert "family" not in found.tables


def test_what_is_for_the_office_answers_nothing_and_the_next_heading_ends_it() -> None:
    found = reading(
        "# FOR OFFICE USE ONLY",
        table(("Date received", "1/6/2026"), ("Name", "A Clerk")),
        "# Referrer",
        "Name: Jo Bell",
    )
    assert fields(found) == {"referrer_name": "Jo Bell"}
    assert {one.text for one in found.unmatched} == {"1/6/2026", "A Clerk"}


def test_a_declaration_is_a_name_and_the_date_below() -> None:
    found = reading("# Declaration", table(("Signed (referrer)", "Jo Bell"), ("Dated", "3 May 2026")))
    assert fields(found) == {"declaration_referrer": {"name": "Jo Bell", "date": "2026-05-03"}}


def test_a_slip_of_the_pen_in_a_label_does_no_harm() -> None:
    found = reading("# Referrer", "Nmae of referer: Jo Bell", "Emial adress: jo@b.example")
    assert fields(found) == {"referrer_name": "Jo Bell", "referrer_email": "jo@b.example"}


def test_what_is_only_likely_waits_for_a_person() -> None:
    # who is not on a plan may have been on one before
    found = reading("# Child", "Surname: Ames", "Child protection plan: No")
    (child,) = found.tables["children"]
    assert child["last_name"].is_certain
    assert not child["child_protection_plan"].is_certain


def test_the_boards_own_form_is_read_by_the_names_of_its_places() -> None:
    def gap(name: str, text: str) -> Text:
        return Text(text, (Mark(0, len(text), MarkKind.GAP, name),))

    content = Content(
        (
            gap("referrer_name", "Jo Bell"),
            gap("children[2].last_name", "Ames"),
            gap("children[2].gender/female", "☒"),
            gap("children[2].gender/male", "☐"),
            gap("declaration_referrer/name", "Jo Bell"),
            gap("declaration_referrer/date", "3/5/2026"),
            gap("of_another_form", "kept"),
        ),
        form="appendix-1",
        version="appendix-1-old",
    )
    found = read(content, default_form(), today=TODAY)
    assert fields(found) == {
        "referrer_name": "Jo Bell",
        "declaration_referrer": {"name": "Jo Bell", "date": "2026-05-03"},
    }
    assert rows(found, "children") == [{"last_name": "Ames", "gender": "female"}]
    assert [(one.label, one.text) for one in found.unmatched] == [("of_another_form", "kept")]
    assert (found.form, found.version) == ("appendix-1", "appendix-1-old")


def test_a_document_of_no_kind_that_is_read_says_so() -> None:
    found = read_document("picture.png", b"\x89PNG\r\n\x1a\n", default_form(), today=TODAY)
    assert found.troubles == (Trouble.KIND_NOT_READ,)


@pytest.mark.parametrize(
    ("written", "last", "first"),
    [
        ("SMITH, Amy Jane", "SMITH", "Amy Jane"),
        ("Amy Jane SMITH", "SMITH", "Amy Jane"),
        ("Dr Amy Smith", "Smith", "Amy"),
        ("Casper van der Berg", "van der Berg", "Casper"),
        ("Unborn", "", "Unborn"),
    ],
)
def test_a_full_name_has_a_last_name_and_first_names(written: str, last: str, first: str) -> None:
    name = name_of(written)
    assert (name.last, name.first) == (last, first)


def test_a_label_says_what_it_asks_and_of_whom() -> None:
    assert label_of("2.1 Child's date of birth (dd/mm/yyyy)") == label_of("Date of birth of subject")
    assert label_of("Name of child's parents/carers").people == {"family"}
    assert label_of("Relationship to child").people == frozenset()


def test_agency_and_role_are_told_apart_by_the_words_of_a_role() -> None:
    parts = asked_together("Agency & designation")
    assert taken_apart(parts, "Team Manager, Sefton Council")[0] == {"agency": "Sefton Council", "role": "Team Manager"}


LABELS = st.sampled_from((
    "Name", "Date of birth", "Mother", "Address:", "Is the child looked after?", "Signed", "FOR OFFICE USE ONLY", "1.",
    "Contact details", "Sibling names/DOB", "Anything else", "Agency", "", "☒ Yes ☐ No", "If yes, give details",
    "Name and DOB",
))  # fmt: skip
SHAPES = st.sampled_from(
    ("{}", "{}, 3/4/2019", "☒ {}", "Yes - {}", "{} (mother)\n{}", "{}; a@b.example", "{}: {}", "{}\t{}")
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(("row", "beside", "below", "grid", "loose")), LABELS, SHAPES), max_size=6))
def test_nothing_that_was_written_is_lost(places: list[tuple[str, str, str]]) -> None:
    blocks: list[Block] = []
    for number, (layout, label, shape) in enumerate(places):
        value = shape.replace("{}", f"Qux{number}")
        laid_out: dict[str, list[Block]] = {
            "row": [table((label, value), ("Other", f"Zed{number}"))],
            "beside": [line(f"{label} {value}")],
            "below": [line(label), line(value)],
            "grid": [table((label, "Relationship", "Event"), (value, "aunt", f"Zed{number}"))],
            "loose": [line(value)],
        }
        blocks += laid_out[layout]
    found = read(Content(tuple(blocks)), default_form(), today=TODAY)
    kept = " ".join(_texts(found))
    written = {word for block in blocks for word in re.findall(r"(?:Qux|Zed)\d", _said(block))}
    assert {word for word in written if word not in kept} == set()


def _texts(found: Reading) -> Iterator[str]:
    everything: list[Found] = [*found.fields.values()]
    for group in found.tables.values():
        everything += [one for row in group for one in row.values()]
    for one in everything:
        yield f"{one.label} {one.value}"
    for kept in found.unmatched:
        yield f"{kept.label} {kept.text}"


def _said(block: Block) -> str:
    if isinstance(block, Table):
        return " ".join(_said(inner) for row in block.rows for cell in row for inner in cell.blocks)
    return block.text


@pytest.mark.parametrize("unit", ["-", "_", ":", "Name:", "From: x ", "a? "])
def test_a_line_that_never_ends_is_kept_and_not_pondered_over(unit: str) -> None:
    found = read(Content((Text(unit * (20_000 // len(unit))),)), default_form(), today=TODAY)
    assert found.unmatched or found.fields or found.tables
