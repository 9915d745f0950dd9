"""What is seen in a Word document, whatever its words are made of."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from forms.documents.content import Cell, Content, Mark, MarkKind, Table, Text
from forms.documents.contents import contents
from tests.forms.documents.written_docx import cell, control, docx, p, row, run, table

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
