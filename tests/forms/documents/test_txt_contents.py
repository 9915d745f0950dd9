"""What stands in a plain text, also one that a mail program quoted and broke into lines."""

from __future__ import annotations

import textwrap

import pytest

from forms.documents.content import Content, Text, Trouble
from forms.documents.contents import KINDS, contents

STORY = (
    "The school nurse saw bruises on both arms on 3 March and rang the front door at once. No visit was made for six "
    "days, although two neighbours had called the police about shouting in the same week. The child was then admitted "
    "to hospital with a broken arm."
)


def lines(text: str, encoding: str = "utf-8") -> list[str]:
    return [block.text for block in contents("txt", text.encode(encoding)).blocks if isinstance(block, Text)]


def test_each_line_is_one_with_its_tabs_and_blank_ones_too() -> None:
    assert lines("Name:\tAmy Reed\r\n\r\nRole: nurse  \n") == ["Name:\tAmy Reed", "", "Role: nurse"]


def test_a_quoted_line_is_read_as_it_was() -> None:
    assert lines("> Name: Amy\n>> Role: nurse\n>\n") == ["Name: Amy", "Role: nurse", ""]


def test_an_answer_below_a_quoted_label_ends_where_the_quotation_goes_on() -> None:
    assert lines("> Your name:\nAmy\n> Your role:\nnurse\n") == ["Your name:", "Amy", "", "Your role:", "nurse"]


def test_lines_that_a_program_broke_are_whole_again() -> None:
    broken = textwrap.wrap(STORY, 72)
    assert lines("\n".join(["What happened:", *broken, "Agency: Hill School", "", *broken])) == [
        "What happened:",
        STORY,
        "Agency: Hill School",
        "",
        STORY,
    ]


def test_lines_that_nobody_broke_stay_as_they_are() -> None:
    short = "Name: Amy Reed\nRole: nurse\nAgency: a hospital with a name so long that it fills a line of this text"
    assert lines(short) == short.split("\n")


def test_the_board_s_own_form_says_which_it_is_and_keeps_its_lines() -> None:
    broken = textwrap.wrap(STORY, 72)
    found = contents("txt", "\n".join(["> [prp-form: appendix-1; prp-form-version: 2]", *broken]).encode())
    assert found == Content(tuple(Text(line) for line in broken), "appendix-1", "2")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_letters_are_right_however_they_were_written(encoding: str) -> None:
    assert lines("café – £3", encoding) == ["café – £3"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("[x] Yes [ ] No", "☒ Yes ☐ No"),
        ("(X) Yes ( ) No", "☒ Yes ☐ No"),
        ("☑ Yes □ No", "☒ Yes ☐ No"),
        ("✓ Yes ✗ No", "☒ Yes ☐ No"),
        ("✗ Yes", "☒ Yes"),
        ("■ Yes", "☒ Yes"),
        ("Yes √", "Yes ☒"),
        ("\uf0d6 Yes", "☒ Yes"),
        ("● Yes ○ No", "☒ Yes ☐ No"),
        ("● a point of a list", "● a point of a list"),
        ("\uf0fe Yes \uf0a8 No", "☒ Yes ☐ No"),
        ("[recommended] [not recommended]", "[recommended] [not recommended]"),
        ("A [link](address)", "A [link](address)"),
        ("Na\u00adme:\x07 Amy", "Name: Amy"),
    ],
)
def test_every_kind_of_box_becomes_one_of_two(typed: str, read: str) -> None:
    assert lines(typed) == [read]


def test_what_is_no_document_or_too_much_of_one_says_so() -> None:
    assert contents("jpg", b"x").troubles == (Trouble.KIND_NOT_READ,)
    assert contents("txt", b" \n").troubles == (Trouble.EMPTY,)
    long = contents("txt", b"Name: Amy\n" * 10_000)
    assert long.troubles == (Trouble.TOO_LARGE,)
    assert len(long.blocks) == 8_000
    assert contents("html", b"<p>Amy</p>" + b" " * 4_000_000).troubles == (Trouble.TOO_LARGE,)


@pytest.mark.parametrize("kind", sorted(KINDS - {"txt", "html", "rtf"}))
@pytest.mark.parametrize("content", [b"PK\x03\x04", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\0" * 99])
def test_a_damaged_document_says_so(kind: str, content: bytes) -> None:
    assert contents(kind, content).troubles == (Trouble.NOT_READABLE,)
