"""What is seen in the body of a mail, as Outlook, Gmail and others write it."""

from __future__ import annotations

import pytest

from forms.documents.content import Cell, Mark, MarkKind, Table, Text, Trouble
from forms.documents.contents import contents


def lines(page: str, encoding: str = "utf-8") -> list[str]:
    found = contents("html", page.encode(encoding)).blocks
    return [block.text if isinstance(block, Text) else "table" for block in found]


def test_what_outlook_writes_is_read_as_it_is_seen() -> None:
    page = (
        "<html><head><style>p{}</style></head><body><!--[if mso]><p>no</p><![endif]-->"
        "<p class=MsoNormal><b>Referrer<o:p></o:p></b></p><p class=MsoNormal>Name:&nbsp;Amy\r\n   Reed<o:p></o:p></p>"
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p><p>Role:\tnurse</p></body></html>"
    )
    assert lines(page) == ["Referrer", "Name: Amy Reed", "", "Role: nurse"]


def test_what_gmail_writes_is_read_as_it_is_seen() -> None:
    page = "<div dir=ltr>Name: Amy<div>Role: nurse<br></div><div><br></div><div>One<br>two</div></div>"
    assert lines(page) == ["Name: Amy", "Role: nurse", "", "One\ntwo"]


def test_headings_bold_words_and_choices_struck_out_are_marked() -> None:
    page = "<h2>Child</h2><p><b>All bold</b></p><p><s>Yes</s>/<span style='mso-highlight:yellow'>No</span></p>"
    heading, bold, choice = contents("html", page.encode()).blocks
    assert heading == Text("Child", (Mark(0, 5, MarkKind.BOLD),), is_heading=True)
    assert isinstance(bold, Text)
    assert bold.is_heading
    assert choice == Text("Yes/No", (Mark(0, 3, MarkKind.STRUCK), Mark(4, 6, MarkKind.BOLD)))


def test_tables_are_tables_with_their_merged_cells_and_bands() -> None:
    page = (
        "<table><tr><td colspan=2 style='background:#D9D9D9'>Child</td></tr><tbody><tr><th>Born</th>"
        "<td rowspan=x><p>4 March</p><p></p></td></tr></tbody></table>"
    )
    (table,) = contents("html", page.encode()).blocks
    assert table == Table(
        (
            (Cell((Text("Child", is_heading=True),), columns=2),),
            (Cell((Text("Born", (Mark(0, 4, MarkKind.BOLD),)),), is_header=True), Cell((Text("4 March"),))),
        )
    )


def test_fields_of_a_page_are_gaps_with_what_is_filled_in() -> None:
    page = (
        "<input type=checkbox name=a checked> Yes <input name=b value='Hill'> <select name=c><option>x"
        "<option selected>y</select> <textarea name=d>more</textarea><input type=hidden name=e value=z>"
    )
    (found,) = contents("html", page.encode()).blocks
    assert isinstance(found, Text)
    assert {mark.name: found.text[mark.start : mark.end] for mark in found.marks} == {
        "a": "☒",
        "b": "Hill",
        "c": "y",
        "d": "more",
    }


def test_spaces_bold_words_and_fonts_are_as_they_are_seen() -> None:
    page = (
        "<pre>a  b\nc</pre><p><font face=Wingdings>\u00fe</font> Yes "
        "<span style='font-family:Wingdings'>\u00a8</span> No</p>"
        "<b>all <span style='font-weight:normal'>but this</span></b><table><caption>Children</caption></table>"
    )
    assert lines(page) == ["a  b\nc", "☒ Yes ☐ No", "all but this", "Children", "table"]
    assert not any(getattr(block, "is_heading", False) for block in contents("html", page.encode()).blocks)


def test_a_choice_in_a_page_is_the_one_that_is_picked() -> None:
    page = (
        "<select multiple name=a><option>x</select><select name=b><option>y<option>z</select>"
        "<input type=submit value=Send>"
    )
    (found,) = contents("html", page.encode()).blocks
    assert isinstance(found, Text)
    assert {mark.name: found.text[mark.start : mark.end] for mark in found.marks} == {"a": "", "b": "y"}


@pytest.mark.parametrize("page", ["<!-- nothing -->", "<?xml?>"])
def test_a_page_with_nothing_in_it_is_no_page(page: str) -> None:
    assert contents("html", page.encode()).troubles


@pytest.mark.parametrize(
    "hidden",
    ["<p style='display:none'>x</p>", "<p hidden>x</p>", "<script>x</script>", "<p style='mso-hide:all'>x</p>"],
)
def test_what_nobody_sees_is_left_out(hidden: str) -> None:
    assert lines(f"<p>one</p>{hidden}<p>two</p>") == ["one", "two"]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16"])
def test_letters_are_right_however_they_were_written(encoding: str) -> None:
    assert lines("<meta charset=windows-1252><p>café – £3</p>", encoding) == ["café – £3"]


def test_a_page_that_goes_too_deep_says_so() -> None:
    found = contents("html", b"<p>one</p>" + b"<div>" * 3000 + b"two")
    assert found.blocks == (Text("one"),)
    assert found.troubles == (Trouble.TOO_LARGE,)
