"""What is seen in an OpenDocument text, as LibreOffice writes it: also when it saved a Word document as one."""

from __future__ import annotations

import pytest

from forms.documents.content import Cell, Content, Mark, MarkKind, Table, Text, Trouble
from forms.documents.contents import contents
from tests.forms.documents.samples import ODT_TYPE, zipped

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = " ".join(
    [
        *(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "style", "text", "table", "form", "meta")),
        f'xmlns:draw="{OASIS}:drawing:1.0" xmlns:fo="{OASIS}:xsl-fo-compatible:1.0"',
        'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"',
        'xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"',
    ]
)
STYLES = "".join(
    f'<style:style style:name="{name}" style:family="{family}" {more}><style:{kind}-properties {said}/></style:style>'
    for name, family, kind, said, more in (
        ("B", "text", "text", 'fo:font-weight="bold"', ""),
        ("S", "text", "text", 'style:text-line-through-style="solid"', ""),
        ("H", "text", "text", 'text:display="none"', ""),
        ("W", "text", "text", 'style:font-name="Wingdings"', ""),
        ("P1", "paragraph", "paragraph", "", 'style:parent-style-name="Heading_20_1"'),
        ("Shade", "table-cell", "table-cell", 'fo:background-color="#d9d9d9"', ""),
    )
)


PROMPT = (
    '<loext:content-control loext:tag="a" loext:showing-place-holder="true">'
    '<text:span text:style-name="Placeholder_20_Text">Which?</text:span></loext:content-control>'
)
DROP_DOWN = (
    '<field:fieldmark text:name="a" field:type="x.FORMDROPDOWN">'
    '<field:param field:name="Dropdown_ListEntry" field:value="Hill"/>'
    '<field:param field:name="Dropdown_Selected" field:value="0"/></field:fieldmark>'
)
LIST = (
    '<form:listbox form:id="c" form:name="a"><form:option form:label="Hill" form:selected="true"/>'
    '<form:option form:label="Dale"/></form:listbox>'
)


def odt(body: str, *, own_form: bool = False, files: dict[str, bytes] | None = None) -> bytes:
    written = (
        f"<office:document-content {NAMES}><office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    own = "".join(
        f'<meta:user-defined meta:name="{name}">{value}</meta:user-defined>'
        for name, value in (("prp-form", "appendix-1"), ("prp-form-version", "2"))
        if own_form
    )
    meta = f"<office:document-meta {NAMES}><office:meta>{own}</office:meta></office:document-meta>"
    return zipped({"mimetype": ODT_TYPE, "content.xml": written.encode(), "meta.xml": meta.encode(), **(files or {})})


def seen(body: str, *, own_form: bool = False) -> Content:
    return contents("odt", odt(body, own_form=own_form))


def line(inside: str, style: str = "") -> Text:
    (block,) = seen(f'<text:p text:style-name="{style}">{inside}</text:p>').blocks
    assert isinstance(block, Text)
    return block


def span(style: str, text: str) -> str:
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def table(*rows: str) -> str:
    return f"<table:table>{''.join(rows)}</table:table>"


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def cell(text: str, said: str = "") -> str:
    return f"<table:table-cell {said}><text:p>{text}</text:p></table:table-cell>"


def filled(text: Text) -> dict[str, str]:
    return {mark.name: text.text[mark.start : mark.end] for mark in text.marks if mark.kind is MarkKind.GAP}


def test_words_are_read_with_their_spaces_tabs_and_breaks() -> None:
    assert line('Name:<text:tab/>Amy<text:s text:c="2"/>\n  Reed<text:line-break/>two').text == "Name:\tAmy   Reed\ntwo"


def test_headings_bold_struck_and_hidden_words_are_known_by_their_styles() -> None:
    assert line("Child", "P1").is_heading
    assert line(span("B", "Child")).is_heading
    assert line(f"{span('S', 'YES')}/{span('B', 'NO')}{span('H', 'secret')}{span('W', 'þ')}") == Text(
        "YES/NO☒", (Mark(0, 3, MarkKind.STRUCK), Mark(4, 6, MarkKind.BOLD))
    )


def test_what_was_taken_out_in_a_tracked_change_is_not_read() -> None:
    changes = "<text:tracked-changes><text:changed-region><text:deletion><text:p>old</text:p></text:deletion>"
    body = (
        f"{changes}</text:changed-region></text:tracked-changes><text:p>new<text:change text:change-id='c'/></text:p>"
    )
    assert seen(body).blocks == (Text("new"),)


@pytest.mark.parametrize(
    ("control", "text"),
    [
        ('<loext:content-control loext:tag="a">Hill</loext:content-control>', "Hill"),
        ('<loext:content-control loext:alias="a" loext:checkbox="true" loext:checked="true"/>', "☒"),
        (PROMPT, ""),
        ('<field:fieldmark-start text:name="a"/>Hill<field:fieldmark-end/>', "Hill"),
        ('<field:fieldmark text:name="a" field:type="x.FORMCHECKBOX"/>', "☐"),
        (DROP_DOWN, "Hill"),
        ('<text:text-input text:description="a">Hill</text:text-input>', "Hill"),
        ('<text:drop-down text:name="a"><text:label text:value="x"/>Hill</text:drop-down>', "Hill"),
        ('<text:placeholder text:description="a">Hill</text:placeholder>', ""),
    ],
)
def test_a_place_to_be_filled_in_is_a_gap_with_what_it_holds(control: str, text: str) -> None:
    assert filled(line(f"x {control} y")) == {"a": text}


@pytest.mark.parametrize(
    ("control", "text"),
    [
        ('<form:text form:id="c" form:name="a" form:current-value="Hill" form:value="x"/>', "Hill"),
        ('<form:checkbox form:id="c" form:name="a" form:label="Yes" form:current-state="checked"/>', "☒"),
        ('<form:radio form:id="c" form:name="a" form:label="Yes" form:current-selected="true"/>', "☒"),
        (LIST, "Hill"),
    ],
)
def test_the_controls_of_a_form_are_gaps_with_what_they_hold(control: str, text: str) -> None:
    forms = f"<office:forms><form:form>{control}</form:form></office:forms>"
    (found,) = seen(f'{forms}<text:p>x <draw:control draw:control="c"/></text:p>').blocks
    assert isinstance(found, Text)
    assert filled(found) == {"a": text}
    assert found.text.endswith("Yes") == (text == "☒")


def test_tables_keep_their_merged_cells_and_their_tables_within() -> None:
    inner = table(row(cell("in")))
    band = row(
        cell("Child", 'table:number-columns-spanned="2" table:style-name="Shade"'), "<table:covered-table-cell/>"
    )
    side = row(cell("side", 'table:number-rows-spanned="2"'), cell(f"</text:p>{inner}<text:p>"))
    body = table(f"<table:table-header-rows>{band}</table:table-header-rows>", side)
    assert seen(body).blocks == (
        Table(
            (
                (Cell((Text("Child", is_heading=True),), columns=2, is_header=True),),
                (Cell((Text("side"),), rows=2), Cell((Table(((Cell((Text("in"),)),),)),))),
            )
        ),
    )


def test_lists_frames_and_notes_are_read_once() -> None:
    body = (
        "<text:list><text:list-item><text:p>one</text:p></text:list-item></text:list>"
        "<text:p>two<draw:frame><draw:text-box><text:p>three</text:p></draw:text-box></draw:frame>"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>four</text:p></text:note-body>"
        "</text:note></text:p>"
    )
    assert [block.text for block in seen(body).blocks if isinstance(block, Text)] == ["one", "two", "three", "four"]


def test_sections_of_the_board_s_own_form_are_places_for_answers() -> None:
    body = '<text:section text:name="outline"><text:p>one</text:p><text:p>two</text:p></text:section>'
    found = seen(body, own_form=True)
    assert (found.form, found.version) == ("appendix-1", "2")
    assert [filled(block) for block in found.blocks if isinstance(block, Text)] == [
        {"outline": "one"},
        {"outline": "two"},
    ]
    assert [block.marks for block in seen(body).blocks if isinstance(block, Text)] == [(), ()]


@pytest.mark.parametrize(
    ("files", "trouble"),
    [
        ({"META-INF/manifest.xml": b"<m><encryption-data/></m>"}, Trouble.PROTECTED),
        ({"content.xml": b"<broken"}, Trouble.NOT_READABLE),
        ({"content.xml": b"<other/>"}, Trouble.NOT_READABLE),
        ({"Basic/Standard/Module1.xml": b"<x/>"}, Trouble.MACROS),
    ],
)
def test_one_that_is_not_as_it_should_be_says_so(files: dict[str, bytes], trouble: Trouble) -> None:
    assert contents("odt", odt("<text:p>x</text:p>", files=files)).troubles == (trouble,)


def test_controls_may_stand_between_paragraphs_and_what_is_hidden_is_left_out() -> None:
    area = '<form:textarea form:id="c" form:name="a"><text:p>Hill</text:p></form:textarea>'
    forms = f"<office:forms><form:form>{area}</form:form></office:forms>"
    hidden = '<text:section text:display="none"><text:p>no</text:p></text:section>'
    found = seen(
        f'{forms}<draw:control draw:control="c"/>{hidden}<text:p>x <draw:control draw:control="gone"/></text:p>'
    )
    assert found.blocks == (Text("Hill", (Mark(0, 4, MarkKind.GAP, "a"),)), Text("x"))


def test_a_field_may_go_over_several_lines_and_rows_may_be_grouped() -> None:
    body = '<text:p><field:fieldmark-start text:name="a"/>one</text:p><text:p>two<field:fieldmark-end/></text:p>'
    assert [filled(each) for each in seen(body).blocks if isinstance(each, Text)] == [{"a": "one"}, {"a": "two"}]
    twice = row(cell("x", 'table:number-columns-repeated="2"'))
    grouped = table(f"<table:table-row-group>{twice}</table:table-row-group>")
    assert seen(grouped).blocks == (Table(((Cell((Text("x"),)), Cell((Text("x"),))),)),)
