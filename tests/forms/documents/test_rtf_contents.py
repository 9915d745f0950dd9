"""What is seen in a document in Rich Text Format, as Word, LibreOffice and Outlook write it."""

from __future__ import annotations

import pytest

from forms.documents.content import Block, Cell, Mark, MarkKind, Table, Text, Trouble
from forms.documents.contents import contents

FONTS = r"{\fonttbl{\f0 Arial;}{\f1\fcharset2 Wingdings;}}{\stylesheet{\s0 Normal;}{\s1 heading 1;}}"


def seen(body: str) -> tuple[Block, ...]:
    found = contents("rtf", rf"{{\rtf1\ansi\ansicpg1252{FONTS}{body}}}".encode("latin-1"))
    assert found.troubles == ()
    return found.blocks


def only(body: str) -> Text:
    (line,) = seen(body)
    assert isinstance(line, Text)
    return line


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"Name:\tab Amy\line Reed", "Name:\tAmy\nReed"),
        (r"caf\'e9 \endash  \u163?3 \u55357?\u56397? \{x\}", "café – £3 👍 {x}"),
        (r"{\uc2\u8364\'80\'80}5", "€5"),
        (r"{\f1 \'fe} Yes {\f1\'a8} No", "☒ Yes ☐ No"),
        (r"one{\v hidden}{\deleted gone}{\*\unknown x}{\pict 00ff} two", "one two"),
        (r"{\listtext 1.}point", "point"),
        (r"a\bin3 {}}b", "ab"),
    ],
)
def test_words_are_read_as_they_are_seen(body: str, text: str) -> None:
    assert only(body).text == text


def test_bold_struck_words_and_headings_are_marked() -> None:
    assert only(r"{\strike YES}/{\b NO}") == Text("YES/NO", (Mark(0, 3, MarkKind.STRUCK), Mark(4, 6, MarkKind.BOLD)))
    assert [
        line.is_heading for line in seen(r"\pard\s1 Child\par\pard one\par{\b two}\par") if isinstance(line, Text)
    ] == [
        True,
        False,
        True,
    ]


def test_fields_of_a_form_are_gaps_with_what_is_filled_in() -> None:
    found = only(
        r"{\field{\*\fldinst{ FORMTEXT {\*\formfield{\fftype0{\*\ffname a}}}}}{\fldrslt Amy}} "
        r"{\field{\*\fldinst{ FORMCHECKBOX {\*\formfield{\fftype1\ffres1{\*\ffname b}}}}}{\fldrslt x}} "
        r"{\field{\*\fldinst{ FORMDROPDOWN {\*\formfield{\fftype2\ffres25\ffdefres1{\*\ffl x}{\*\ffl y}}}}}{\fldrslt}} "
        r"{\field{\*\fldinst{ PAGE }}{\fldrslt 3}}"
    )
    assert found.text == "Amy ☒ y 3"
    assert [(found.text[mark.start : mark.end], mark.name) for mark in found.marks] == [
        ("Amy", "a"),
        ("☒", "b"),
        ("y", ""),
    ]


def test_a_tick_box_of_which_nothing_says_whether_it_is_ticked_is_not_read_as_empty() -> None:
    assert only(r"{\field{\*\fldinst{ FORMCHECKBOX }}{\fldrslt}} Yes").text.strip() == "Yes"


def test_tables_keep_their_merged_cells_and_their_tables_within() -> None:
    body = (
        r"\trowd\clcbpat1\cellx2000\pard\intbl Child\cell\row"
        r"\trowd\clvmgf\cellx1000\cellx2000\pard\intbl side\cell one\par two\cell\row"
        r"\trowd\clvmrg\cellx1000\cellx2000\pard\intbl\cell \pard\intbl\itap2 in\nestcell"
        r"{\*\nesttableprops\trowd\cellx500\nestrow}{\nonesttables\par}\pard\intbl\cell\row\pard after\par"
    )
    assert seen(body) == (
        Table(
            (
                (Cell((Text("Child", is_heading=True),), columns=2),),
                (Cell((Text("side"),), rows=2), Cell((Text("one"), Text("two")))),
                (Cell((Table(((Cell((Text("in"),)),),)),)),),
            )
        ),
        Text("after"),
    )


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"no rtf", Trouble.NOT_READABLE),
        (rb"{\rtf1 x{\object{\*\objdata 00}}}", Trouble.MACROS),
        (b"{\\rtf1" + b"{" * 20_000, Trouble.TOO_LARGE),
    ],
)
def test_one_that_is_not_as_it_should_be_says_so(content: bytes, trouble: Trouble) -> None:
    assert contents("rtf", content).troubles == (trouble,)
