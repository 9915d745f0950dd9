"""What stands in a PDF: lines, cells, the fields of its form, boxes to tick; and why some PDFs cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from forms.documents.content import Block, Content, MarkKind, Table, Text, Trouble
from forms.documents.contents import contents, pdf_drawing

SENTENCE = "The health visitor saw the family twice in March, and the school wrote to the social worker"


def drawn(draw: Callable[[Canvas], None]) -> bytes:
    made = BytesIO()
    canvas = Canvas(made, pagesize=(595, 842))
    canvas.setFont("Helvetica", 10)
    draw(canvas)
    canvas.save()
    return made.getvalue()


def read(draw: Callable[[Canvas], None]) -> Content:
    return contents("pdf", drawn(draw))


def said(blocks: tuple[Block, ...]) -> list[object]:
    """Give texts as they are, and a table as a list of rows of what its cells say."""
    return [
        block.text
        if isinstance(block, Text)
        else [["/".join(str(each) for each in said(cell.blocks)) for cell in row] for row in block.rows]
        for block in blocks
    ]


def gaps(blocks: tuple[Block, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for block in blocks:
        if isinstance(block, Table):
            for cell in (cell for row in block.rows for cell in row):
                found |= gaps(cell.blocks)
        else:
            found |= {mark.name: block.text[mark.start : mark.end] for mark in block.marks if mark.kind is MarkKind.GAP}
    return found


def test_lines_that_go_on_are_one_paragraph_and_others_stay_apart() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 700, SENTENCE)
        canvas.drawString(50, 688, "step by step.")
        canvas.drawString(50, 676, "Name: Jo")
        canvas.drawString(50, 640, "Role: Nurse")

    assert said(read(draw).blocks) == [f"{SENTENCE} step by step.", "Name: Jo", "", "Role: Nurse"]


def test_words_drawn_letter_by_letter_and_in_any_order_are_put_together() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50 + canvas.stringWidth("Your na", "Helvetica", 10), 700, "me: Jo")
        canvas.drawString(50, 680, "Your role")
        canvas.drawString(50, 700, "Your na")

    assert said(read(draw).blocks) == ["Your name: Jo", "Your role"]


def test_a_heading_is_known_by_its_letters() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 10)
        canvas.drawString(50, 700, "About you")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(50, 680, "Your name: Jo")
        canvas.setFont("Helvetica", 14)
        canvas.drawString(50, 660, "The child")

    assert [block.is_heading for block in read(draw).blocks if isinstance(block, Text)] == [True, False, True]


def test_columns_are_known_by_their_gaps() -> None:
    def draw(canvas: Canvas) -> None:
        for number, (label, value) in enumerate([("Name", "Jo"), ("Role", "Nurse"), ("Agency", "Trust")]):
            canvas.drawString(50, 700 - 20 * number, label)
            canvas.drawString(200, 700 - 20 * number, value)

    assert said(read(draw).blocks) == [[["Name", "Jo"], ["Role", "Nurse"], ["Agency", "Trust"]]]


def test_cells_are_known_by_the_lines_around_them_though_empty_or_of_several_lines() -> None:
    def draw(canvas: Canvas) -> None:
        for number, (label, value) in enumerate([("Name", ""), ("Address", "1 High Street")]):
            y = 650 - 40 * number
            canvas.rect(50, y, 100, 40)
            canvas.rect(150, y, 300, 40)
            canvas.drawString(53, y + 28, label)
            canvas.drawString(153, y + 28, value)
            if value:
                canvas.drawString(153, y + 14, "Marram")

    assert said(read(draw).blocks) == [[["Name", ""], ["Address", "1 High Street/Marram"]]]


def test_two_columns_of_text_are_read_one_after_the_other() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(6):
            canvas.drawString(50, 700 - 20 * number, f"Question {number}, and what is known of it: left")
            canvas.drawString(310, 700 - 20 * number, f"Question {number}, and what is known of it: right")

    sides = [line.rpartition(" ")[2] for line in said(read(draw).blocks) if isinstance(line, str) and line]
    assert sides == ["left"] * 6 + ["right"] * 6


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_on_its_side_is_read_all_the_same(turn: int) -> None:
    upright = drawn(
        lambda canvas: (canvas.drawString(50, 700, "Name: Jo"), canvas.drawString(50, 680, "Role: Nurse"))[0]
    )
    writer = PdfWriter(clone_from=PdfReader(BytesIO(upright)))
    writer.pages[0].rotate(turn)
    writer.pages[0].transfer_rotation_to_content()
    writer.pages[0].rotate(360 - turn)
    made = BytesIO()
    writer.write(made)
    assert said(contents("pdf", made.getvalue()).blocks) == ["Name: Jo", "Role: Nurse"]


def test_what_stands_on_each_page_is_given_once_and_its_number_not_at_all() -> None:
    def draw(canvas: Canvas) -> None:
        for number in (1, 2, 3):
            canvas.setFont("Helvetica", 10)
            canvas.drawString(50, 820, "OFFICIAL-SENSITIVE")
            canvas.drawString(50, 700, f"On this page: {number}")
            canvas.drawString(300, 20, f"Page {number} of 3")
            canvas.showPage()

    lines = [line for line in said(read(draw).blocks) if line]
    assert lines == ["OFFICIAL-SENSITIVE", "On this page: 1", "On this page: 2", "On this page: 3"]


def test_small_squares_are_boxes_and_a_cross_ticks_them() -> None:
    def draw(canvas: Canvas) -> None:
        for number, label in enumerate(["Yes", "No", "Not known"]):
            canvas.rect(50, 700 - 20 * number, 9, 9)
            canvas.drawString(65, 702 - 20 * number, label)
        canvas.line(50, 680, 59, 689)
        canvas.line(50, 689, 59, 680)
        canvas.setFont("ZapfDingbats", 10)
        canvas.drawString(50, 640, "✔")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(65, 640, "Urgent")

    assert [line for line in said(read(draw).blocks) if line] == ["☐ Yes", "☒ No", "☐ Not known", "☒ Urgent"]


def test_a_choice_with_a_line_through_it_is_struck_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(50, 700, "YES / NO")
        begin = 50 + canvas.stringWidth("YES / ", "Helvetica", 10)
        canvas.line(begin, 703, begin + canvas.stringWidth("NO", "Helvetica", 10), 703)

    (text,) = read(draw).blocks
    assert isinstance(text, Text)
    struck = [text.text[mark.start : mark.end] for mark in text.marks if mark.kind is MarkKind.STRUCK]
    assert (text.text, [each.strip() for each in struck]) == ("YES / NO", ["NO"])


def test_fields_stand_at_their_labels_with_what_is_filled_in() -> None:
    def draw(canvas: Canvas) -> None:
        form = canvas.acroForm
        canvas.drawString(50, 700, "Your name:")
        form.textfield(name="Text1", value="Jo Bloggs", x=150, y=695, width=200, height=16, maxlen=None)
        canvas.drawString(50, 670, "What happened:")
        form.textfield(
            name="Text2", value="One\nTwo", x=50, y=600, width=300, height=60, maxlen=None, fieldFlags="multiline"
        )
        form.checkbox(name="Check1", checked=True, x=50, y=560, size=12)
        canvas.drawString(68, 562, "Urgent")
        for place, (value, label) in enumerate([("yes", "Yes"), ("no", "No")]):
            form.radio(name="lead", value=value, selected=value == "no", x=50, y=530 - 20 * place, size=12)
            canvas.drawString(68, 532 - 20 * place, label)
        form.choice(name="status", value="Care order", options=["None", "Care order"], x=50, y=480, width=90, height=16)

    found = read(draw)
    assert gaps(found.blocks) == {
        "Text1": "Jo Bloggs",
        "Text2": "One\nTwo",
        "Check1": "☒",
        "lead/yes": "☐",
        "lead/no": "☒",
        "status": "Care order",
    }
    lines = [line for line in said(found.blocks) if isinstance(line, str)]
    assert {"☒ Urgent", "☐ Yes", "☒ No"} <= set(lines)
    assert [["Your name:", "Jo Bloggs"]] in said(found.blocks)


def with_form(**parts: str) -> bytes:
    writer = PdfWriter(
        clone_from=PdfReader(BytesIO(drawn(lambda canvas: canvas.drawString(50, 700, "Please wait..."))))
    )
    form = DictionaryObject({NameObject("/Fields"): ArrayObject()})
    form |= {NameObject(f"/{key}"): TextStringObject(value) for key, value in parts.items()}
    writer.root_object[NameObject("/AcroForm")] = form
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def protected(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(drawn(lambda canvas: canvas.drawString(50, 700, "Name: Jo")))))
    writer.encrypt(password, owner_password="owner", algorithm="AES-256")
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def test_a_form_that_only_other_programs_show_is_told() -> None:
    assert contents("pdf", with_form(XFA="<xdp/>")).troubles == (Trouble.XFA,)


def test_a_pdf_that_opens_without_a_password_is_read_and_another_told() -> None:
    assert said(contents("pdf", protected("")).blocks) == ["Name: Jo"]
    assert contents("pdf", protected("secret")).troubles == (Trouble.PROTECTED,)


def test_a_picture_of_a_page_has_no_words() -> None:
    picture = BytesIO(b"P6 2 2 255 " + bytes(12))
    assert read(lambda canvas: canvas.drawImage(ImageReader(picture), 0, 0, 500, 700)).troubles == (Trouble.SCAN,)
    assert read(Canvas.showPage).troubles == (Trouble.EMPTY,)


@pytest.mark.parametrize("cut", [10, 300, -40])
def test_a_damaged_pdf_gives_a_trouble_or_what_is_left(cut: int) -> None:
    whole = drawn(lambda canvas: canvas.drawString(50, 700, "Name: Jo"))
    found = contents("pdf", whole[:cut])
    assert found.troubles == (Trouble.NOT_READABLE,) or said(found.blocks) == ["Name: Jo"]


def test_a_page_without_end_is_too_large() -> None:
    assert read(lambda canvas: canvas._code.append("q Q " * 60_000)).troubles == (Trouble.TOO_LARGE,)


def test_a_page_full_of_lines_is_read_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_drawing, "MOST_COMPARED", 3)

    def draw(canvas: Canvas) -> None:
        canvas.rect(50, 690, 100, 30)
        canvas.rect(150, 690, 100, 30)
        canvas.drawString(55, 700, "Name")

    assert said(read(draw).blocks) == ["Name"]
