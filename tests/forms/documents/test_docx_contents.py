"""What is seen in a Word document, whatever its words are made of."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from forms.documents.content import Cell, Content, Mark, MarkKind, Table, Text, Trouble
from forms.documents.contents import contents
from tests.forms.documents.samples import COMPOUND, zipped
from tests.forms.documents.written_docx import W, cell, control, docx, p, row, run, table

BOMB = (
    b"<!DOCTYPE d ["
    + b"".join(b'<!ENTITY e%d "%s">' % (at, b"&e%d;" % (at - 1) * 10 if at else b"x" * 99) for at in range(9))
    + b"]><d a='&e8;'/>"
)
PROMPT = "<w:showingPlcHdr/>"
GREY = '<w:rStyle w:val="Grey"/>'
STYLES = (
    '<w:style w:styleId="Grey"><w:name w:val="Placeholder Text"/></w:style>'
    '<w:style w:styleId="T1"><w:name w:val="heading 1"/><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:styleId="T2"><w:name w:val="Our title"/><w:basedOn w:val="T1"/></w:style>'
)


def seen(body: str, parts: Mapping[str, str] | None = None) -> Content:
    return contents("docx", docx(body, {"styles": STYLES, **(parts or {})}))


def line(body: str) -> Text:
    (block,) = seen(body).blocks
    assert isinstance(block, Text)
    return block


def only_table(body: str) -> Table:
    (block,) = seen(body).blocks
    assert isinstance(block, Table)
    return block


def words(table: Table) -> list[list[str]]:
    return [
        [" / ".join(getattr(block, "text", "table") for block in cell.blocks) for cell in row] for row in table.rows
    ]


def gap(start: int, end: int, name: str = "") -> Mark:
    return Mark(start, end, MarkKind.GAP, name)


def test_words_stand_in_reading_order_with_their_tabs_and_breaks() -> None:
    found = seen(p("Name:", "<w:r><w:tab/><w:t>Amy</w:t><w:br/><w:t>Reed</w:t></w:r>") + p() + p("Next"))
    assert found.blocks == (Text("Name:\tAmy\nReed"), Text(""), Text("Next"))
    assert found.troubles == ()


def test_headings_are_known_by_their_style_and_by_being_all_bold() -> None:
    assert line(p("Part", properties='<w:pStyle w:val="T2"/>')) == Text(
        "Part", (Mark(0, 4, MarkKind.BOLD),), is_heading=True
    )
    assert line(p(run("Part", "<w:b/>"), run(" "), run("one", "<w:b/>"))).is_heading
    assert not line(p(run("Part", "<w:b/>"), " one")).is_heading
    assert line(p("Part", properties='<w:outlineLvl w:val="0"/>')).is_heading


def test_bold_and_struck_words_are_marked_and_hidden_ones_left_out() -> None:
    found = line(p(run("YES", "<w:strike/>"), "/", run("NO", "<w:b/>"), run("secret", "<w:vanish/>")))
    assert found == Text("YES/NO", (Mark(0, 3, MarkKind.STRUCK), Mark(4, 6, MarkKind.BOLD)))


@pytest.mark.parametrize(
    ("properties", "is_marked"),
    [
        ('<w:highlight w:val="yellow"/>', True),
        ('<w:highlight w:val="none"/>', False),
        ('<w:shd w:fill="FFFF00"/>', True),
        ('<w:shd w:fill="D9D9D9"/>', False),
        ('<w:shd w:fill="auto"/>', False),
    ],
)
def test_a_choice_under_a_coloured_pen_stands_out_as_a_bold_one_does(properties: str, is_marked: bool) -> None:
    assert line(p("YES/", run("NO", properties))).marks == ((Mark(4, 6, MarkKind.BOLD),) if is_marked else ())


def test_of_tracked_changes_the_result_is_read() -> None:
    body = p("Died ", f"<w:ins>{run('on 3 March')}</w:ins>", "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>")
    moved = p(f"<w:moveFrom>{run('moved')}</w:moveFrom>") + p(f"<w:moveTo>{run('moved')}</w:moveTo>")
    assert seen(body + moved).blocks == (Text("Died on 3 March"), Text(""), Text("moved"))


def test_lines_whose_end_was_taken_out_are_one_line() -> None:
    gone = "<w:rPr><w:del/></w:rPr>"
    assert seen(p("one ", properties=gone) + p("two")).blocks == (Text("one two"),)
    assert only_table(table(row(cell(p("one ", properties=gone))))).rows[0][0].blocks == (Text("one"),)


@pytest.mark.parametrize(
    ("properties", "content", "text"),
    [
        ('<w:tag w:val="school"/>', "Hill School", "Hill School"),
        ('<w:alias w:val="school"/>', "Hill School", "Hill School"),
        (f'<w:tag w:val="school"/>{PROMPT}', run("Which school?", GREY), ""),
        (f'<w:tag w:val="school"/>{PROMPT}', "Click or tap here to enter text.", ""),
        (f'<w:tag w:val="school"/>{PROMPT}', "Hill School", "Hill School"),
        ('<w:tag w:val="school"/>', "Click or tap here to enter text.", ""),
        ('<w:tag w:val="school"/><w:dropDownList/>', "Hill School", "Hill School"),
        ('<w:tag w:val="school"/><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>', "☒", "☒"),
        ('<w:tag w:val="school"/><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>', "X", "☒"),
        ('<w:tag w:val="school"/><w14:checkbox/>', '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', "☐"),
        (
            '<w:date w:fullDate="2026-03-04T00:00:00Z"><w:dateFormat w:val="M/d/yy"/></w:date><w:tag w:val="school"/>',
            "3/4/2026",
            "2026-03-04",
        ),
    ],
)
def test_a_content_control_is_a_gap_wherever_it_stands(properties: str, content: str, text: str) -> None:
    filled = gap(0, len(text), "school")
    assert line(p("School: ", control(run(content), properties))) == Text(
        f"School: {text}".strip(), (gap(7 if not text else 8, (7 if not text else 8) + len(text), "school"),)
    )
    assert line(control(p(run(content)), properties)) == Text(text, (filled,))
    in_table = only_table(table(row("School", control(cell(p(run(content))), properties))))
    assert in_table.rows[0][1] == Cell((Text(text, (filled,)),))


def field(data: str, result: str = "", instruction: str = "FORMTEXT") -> str:
    """Give an older field of a form, or one that computes something."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data and f"<w:ffData>{data}</w:ffData>"}</w:fldChar></w:r>'
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize(
    ("data", "result", "text"),
    [
        ("<w:textInput/>", "Hill School", "Hill School"),
        ("<w:textInput/>", "\u2002\u2002\u2002\u2002\u2002", ""),
        ("<w:checkBox><w:checked/></w:checkBox>", "", "☒"),
        ('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>', "", "☐"),
        ('<w:ddList><w:result w:val="1"/><w:listEntry w:val="x"/><w:listEntry w:val="Hill"/></w:ddList>', "x", "Hill"),
        ('<w:ddList><w:listEntry w:val="Please choose"/><w:listEntry w:val="Hill"/></w:ddList>', "x", ""),
        ('<w:ddList><w:result w:val="9"/></w:ddList>', "x", ""),
    ],
)
def test_an_older_field_is_a_gap_with_what_is_filled_in(data: str, result: str, text: str) -> None:
    found = line(p("x ", field(f'<w:name w:val="a"/>{data}', result), " y"))
    assert found == Text(f"x {text} y", (gap(2, 2 + len(text), "a"),))


def test_of_other_fields_the_result_is_read_and_not_how_it_is_computed() -> None:
    assert (
        line(p(field("", "4 March", "DATE"), run(" and "), field("", field("", "x", "QUOTE"), "IF"))).text
        == "4 March and x"
    )


def test_an_older_field_may_go_over_several_lines() -> None:
    begin, end = field('<w:name w:val="a"/><w:textInput/>', "one").split("one", 1)
    assert seen(p(f"{begin}one</w:t></w:r>") + p("two", end.removeprefix("</w:t></w:r>"))).blocks == (
        Text("one", (gap(0, 3, "a"),)),
        Text("two", (gap(0, 3, "a"),)),
    )


@pytest.mark.parametrize(
    ("properties", "letters", "text"),
    [
        ('<w:rFonts w:ascii="Wingdings"/>', "þ Yes", "☒"),
        ('<w:rFonts w:ascii="Wingdings 2"/>', "R£", "☒☐"),
        ('<w:rFonts w:hAnsi="Webdings"/>', "c", "☐"),
        ("", '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☒"),
        ("", '<w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:sym w:font="Wingdings" w:char="6F"/></w:r>', "☒☐"),
        ("", '<w:r><w:sym w:font="Wingdings" w:char="?"/></w:r>', ""),
    ],
)
def test_boxes_of_symbol_fonts_are_boxes_and_their_other_pictures_say_nothing(
    properties: str, letters: str, text: str
) -> None:
    assert line(p(run(letters, properties))).text == text


def test_merged_cells_stand_once_and_say_how_far_they_go() -> None:
    body = table(
        row(cell(p("Child"), '<w:gridSpan w:val="2"/><w:shd w:fill="D9D9D9"/>'), properties="<w:tblHeader/>"),
        row(cell(p("side"), '<w:vMerge w:val="restart"/>'), "one"),
        row(cell(p(), "<w:vMerge/>"), cell(p("two") + table(row("in")) + p())),
        row("gone", "too", properties="<w:del/>"),
        row("last", properties='<w:gridBefore w:val="1"/>'),
    )
    assert only_table(body) == Table(
        (
            (Cell((Text("Child", is_heading=True),), columns=2, is_header=True),),
            (Cell((Text("side"),), rows=2), Cell((Text("one"),))),
            (Cell((Text("two"), Table(((Cell((Text("in"),)),),)))),),
            (Cell(()), Cell((Text("last"),))),
        )
    )


def test_a_control_around_rows_or_tables_is_no_place_for_one_answer() -> None:
    repeated = control(row("a", "b"), '<w:tag w:val="rows"/><w15:repeatingSection/>')
    assert words(only_table(table(row("x", "y"), repeated))) == [["x", "y"], ["a", "b"]]
    around = control(table(row("a", control(cell(p("b")), '<w:tag w:val="b"/>'))), '<w:tag w:val="all"/>')
    assert only_table(around).rows[0] == (Cell((Text("a"),)), Cell((Text("b", (gap(0, 1, "b"),)),)))


def test_a_text_box_is_read_once_after_the_line_that_it_is_tied_to() -> None:
    box = f"<w:txbxContent>{p('in the box')}</w:txbxContent>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert seen(p("beside", both) + p("next")).blocks == (Text("beside"), Text("in the box"), Text("next"))


def test_notes_come_last_and_headers_only_where_they_are_to_be_filled_in() -> None:
    notes = f'<w:footnote w:type="separator">{p("no")}</w:footnote><w:footnote>{p("A note")}</w:footnote>'
    number = control(p(field("", "1", "PAGE")), "<w:docPartObj/>")
    parts = {
        "footnotes": notes,
        "header": p("Reference: ", control(run("7"), '<w:tag w:val="ref"/>')),
        "footer": number,
    }
    assert seen(p("text"), parts).blocks == (
        Text("Reference: 7", (gap(11, 12, "ref"),)),
        Text("text"),
        Text(""),
        Text("A note"),
    )


def test_links_and_the_like_are_read_as_they_stand() -> None:
    inside = f"<w:hyperlink>{run('a@b.example')}</w:hyperlink><w:smartTag>{run(' and ')}</w:smartTag>"
    assert line(p(inside, "<w:r><w:noBreakHyphen/></w:r>")).text == "a@b.example and -"


def test_the_board_s_own_form_says_which_it_is() -> None:
    found = contents("docx", docx(p("x"), properties={"prp-form": "appendix-1", "prp-form-version": "2"}))
    assert (found.form, found.version) == ("appendix-1", "2")


def test_a_document_in_the_strict_format_is_read_too() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    main = f'<w:document xmlns:w="{strict}"><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>'
    package = {"_rels/.rels": b"", "word/document.xml": main.encode()}
    assert contents("docx", zipped(package)).blocks == (Text("x"),)


@pytest.mark.parametrize(
    ("package", "trouble"),
    [
        ({"word/document.xml": b"<broken"}, Trouble.NOT_READABLE),
        ({"word/other.xml": b"<x/>"}, Trouble.NOT_READABLE),
        ({"word/document.xml": b" " * 30_000_000}, Trouble.TOO_LARGE),
        ({"word/document.xml": b"<a>" + b"<b/>" * 250_000 + b"</a>"}, Trouble.TOO_LARGE),
        ({"word/document.xml": b"<a>" * 5000}, Trouble.NOT_READABLE),
        ({"word/document.xml": BOMB}, Trouble.NOT_READABLE),
    ],
)
def test_one_that_cannot_be_read_says_so(package: dict[str, bytes], trouble: Trouble) -> None:
    assert contents("docx", zipped(package)).troubles == (trouble,)


def test_one_with_a_password_says_so_and_one_with_a_program_is_read_without_it() -> None:
    assert contents("docx", COMPOUND + "EncryptedPackage".encode("utf-16-le")).troubles == (Trouble.PROTECTED,)
    found = contents("docx", docx(p("x"), files={"word/vbaProject.bin": b"x"}))
    assert (found.blocks, found.troubles) == ((Text("x"),), (Trouble.MACROS,))


def test_nothing_outside_the_document_is_opened() -> None:
    with_entity = (
        '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>a&e;b</w:t></w:r></w:p></w:body></w:document>'
    )
    assert contents("docx", zipped({"word/document.xml": with_entity.encode()})).blocks == (Text("a"),)
