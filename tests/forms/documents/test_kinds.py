"""What kind a file is: by its content, whatever its name says."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import docx as python_docx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forms.documents import kinds, zip_members
from forms.documents.kinds import Unfit, check, kind_named
from tests.forms.documents import samples
from tests.forms.documents.samples import COMPOUND, PDF, PROGRAM, RIGHT, SHEET, WORD, docx, jpg, odt, png, utf16, zipped

TEXTS = {"txt", "rtf", "eml"}
"""Kinds that are text: each of them is a text file too."""


def refused(kind: str, content: bytes) -> str:
    with pytest.raises(Unfit) as unfit:
        check(kind, content)
    return unfit.value.code


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("letter.pdf", "pdf"),
        ("LETTER.PDF ", "pdf"),
        ("a.b.Docx", "docx"),
        ("photo.jpeg", "jpg"),
        ("photo.jpg", "jpg"),
        ("C:\\letters\\a.odt", "odt"),
        ("letter.pdf.exe", ""),
        ("letter", ""),
        (".pdf", ""),
        ("letter.doc", ""),
        ("", ""),
        ("\ud83d.txt", "txt"),
    ],
)
def test_a_name_says_its_kind_by_its_ending(name: str, kind: str) -> None:
    assert kind_named(name) == kind


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_a_file_as_it_should_be_is_taken(kind: str) -> None:
    assert check(kind, RIGHT[kind]) == ""


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_a_file_of_any_other_kind_is_not(kind: str) -> None:
    for other, content in RIGHT.items():
        if other != kind and not (kind == "txt" and other in TEXTS):
            assert refused(kind, content) == kinds.NOT_WHAT_IT_SAYS, other


@pytest.mark.parametrize("kind", kinds.KINDS)
@pytest.mark.parametrize("content", [PROGRAM, b"\x7fELF" + bytes(100), COMPOUND, bytes(100), zipped({"a": b"b"})])
def test_a_program_or_anything_else_renamed_is_refused(kind: str, content: bytes) -> None:
    assert refused(kind, content) == kinds.NOT_WHAT_IT_SAYS


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_a_program_with_the_end_of_a_document_is_refused(kind: str) -> None:
    assert refused(kind, PROGRAM + RIGHT[kind]) == kinds.NOT_WHAT_IT_SAYS


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_an_empty_file_is_refused_as_empty(kind: str) -> None:
    assert refused(kind, b"") == kinds.EMPTY


@pytest.mark.parametrize("kind", sorted(set(kinds.KINDS) - {"txt", "eml", "msg"}))
def test_the_first_half_of_a_file_is_refused(kind: str) -> None:
    content = RIGHT[kind]
    assert refused(kind, content[: len(content) // 2]) == kinds.NOT_WHAT_IT_SAYS


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("docx", docx({"word/vbaProject.bin": b"x"})),
        ("docx", docx(types='<Override ContentType="application/vnd.ms-office.vbaProject"/>')),
        ("docx", docx(types='<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>')),
        ("xlsx", samples.office("xl/workbook.xml", SHEET, {"xl/macrosheets/sheet1.xml": b"x"})),
        ("odt", odt({"Basic/Standard/Module1.xml": b"x"})),
        ("odt", odt({"Scripts/python/a.py": b"x"})),
        ("rtf", b"{\\rtf1 {\\object\\objemb {\\*\\objdata 0105}}}"),
        ("msg", samples.MSG + utf16("_VBA_PROJECT")),
    ],
)
def test_a_document_with_a_program_in_it_is_refused(kind: str, content: bytes) -> None:
    assert refused(kind, content) == kinds.MACROS


def with_password(content: bytes) -> bytes:
    """Mark every member as encrypted, in the directory of a zip file."""
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content = content[: at + 8] + b"\x01" + content[at + 9 :]
        at = content.find(b"PK\x01\x02", at + 1)
    return content


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("docx", COMPOUND + utf16("EncryptedPackage")),
        ("xlsx", COMPOUND + utf16("EncryptedPackage")),
        ("docx", with_password(docx())),
        ("odt", odt(manifest=b"<manifest:encryption-data/>")),
    ],
)
def test_a_document_that_needs_a_password_is_refused(kind: str, content: bytes) -> None:
    assert refused(kind, content) == kinds.PROTECTED


def test_a_protected_pdf_is_taken_and_told_of() -> None:
    assert check("pdf", PDF.replace(b"/Root", b"/Encrypt 2 0 R /Root")) == kinds.PROTECTED
    assert check("pdf", PDF.replace(b"/Root", b"/EncryptMetadata true /Root")) == ""


def test_what_word_itself_writes_is_taken() -> None:
    made = BytesIO()
    document = python_docx.Document()
    document.add_paragraph("A letter.")
    document.save(made)
    assert check("docx", made.getvalue()) == ""


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("docx", samples.office("word/document.xml", SHEET)),
        ("docx", samples.office("word/other.xml", WORD)),
        ("docx", zipped({"word/document.xml": b"x"})),
        ("docx", RIGHT["docx"].replace(b"PK\x01\x02", b"PK\x09\x09")),
        ("docx", RIGHT["docx"].replace(b"PK\x03\x04", b"PK\x03\x09", 1)),
        ("odt", odt(kind=b"application/vnd.oasis.opendocument.spreadsheet")),
        ("odt", zipped({"content.xml": b"x", "mimetype": samples.ODT_TYPE})),
        ("png", png().replace(b"IEND", b"iEND")),
        ("png", png()[:8] + samples.chunk(b"IDAT") + samples.chunk(b"IEND")),
        ("jpg", jpg().replace(b"\xff\xc0", b"\xff\xe1")),
        ("jpg", b"\xff\xd8\xff\xe0\x00\x01"),
        ("jpg", b"\xff\xd8\xff\xd9"),
        ("pdf", b"\n" + PDF),
        ("pdf", PDF + bytes(5000)),
        ("rtf", samples.RTF.replace(b" A", b"\0A")),
        ("txt", b"caf\xe9"),
        ("txt", b"a\x1b[2J"),
        ("eml", b"From: a@example.org\r\nDate: today"),
        ("eml", b"From: a@example.org\r\nthis is no header\r\n\r\nText"),
        ("eml", b" From: a@example.org\r\nDate: today\r\n\r\nText"),
        ("eml", b"Subject: x\r\n\r\nText"),
        ("eml", b"\r\n\r\nText"),
    ],
)
def test_a_damaged_or_disguised_file_is_refused(kind: str, content: bytes) -> None:
    assert refused(kind, content) == kinds.NOT_WHAT_IT_SAYS


def test_images_of_pieces_without_end_are_given_up() -> None:
    assert refused("png", png()[:33] + samples.chunk(b"tEXt") * 100_001) == kinds.NOT_WHAT_IT_SAYS
    assert refused("jpg", b"\xff\xd8" + b"\xff\xfe\0\2" * 100_001) == kinds.NOT_WHAT_IT_SAYS


def test_a_bomb_is_unpacked_no_further_than_a_list_of_contents_may_be_long() -> None:
    bomb = zipped({"[Content_Types].xml": bytes(50_000_000), "word/document.xml": bytes(50_000_000)})
    assert len(bomb) < 200_000
    assert refused("docx", bomb) == kinds.NOT_WHAT_IT_SAYS
    listed = zip_members.members(bomb)
    assert len(zip_members.read(bomb, listed[0], 1000)) == 1000


def test_a_zip_of_members_without_end_is_not_read() -> None:
    many = zipped({f"{number}": b"" for number in range(zip_members.MOST_MEMBERS + 1)})
    with pytest.raises(zip_members.NotAZip):
        zip_members.members(many)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_that_says_a_name_twice_is_not_read() -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a", b"1")
        archive.writestr("a", b"2")
    with pytest.raises(zip_members.NotAZip):
        zip_members.members(made.getvalue())


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_in_another_way_is_not_read(method: int) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        archive.writestr("a", b"1")
    (member,) = zip_members.members(made.getvalue())
    with pytest.raises(zip_members.NotAZip):
        zip_members.read(made.getvalue(), member, 10)


def test_a_member_that_is_not_where_the_directory_says_is_not_read() -> None:
    content = zipped({"a": b"1" * 100})
    at = content.find(b"PK\x01\x02") + 42
    moved = content[:at] + struct.pack("<L", 7) + content[at + 4 :]
    with pytest.raises(zip_members.NotAZip):
        zip_members.read(moved, zip_members.members(moved)[0], 10)


KIND = st.sampled_from(kinds.KINDS)


@given(KIND, st.binary(max_size=300))
@example("docx", b"PK\x03\x04" + b"PK\x05\x06" + bytes(18))
@example("docx", b"PK\x03\x04" + b"PK\x05\x06\0\0\0\0\x01\0\x01\0" + bytes(10))
def test_random_bytes_never_raise_and_are_never_a_document(kind: str, content: bytes) -> None:
    try:
        check(kind, content)
    except Unfit as unfit:
        assert unfit.code in {kinds.EMPTY, kinds.NOT_WHAT_IT_SAYS, kinds.MACROS, kinds.PROTECTED}  # noqa: PT017
    else:
        assert kind in TEXTS
        assert content.decode()


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file with a few bytes changed, taken out or put in."""
    kind = draw(KIND)
    content = bytearray(RIGHT[kind])
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(content) - 1)) if content else 0
        content[at : at + draw(st.integers(0, 4))] = draw(st.binary(max_size=4))
    return kind, bytes(content)


@given(damaged())
def test_a_damaged_file_never_raises_anything_but_that_it_is_unfit(file: tuple[str, bytes]) -> None:
    kind, content = file
    try:
        said = check(kind, content)
    except Unfit:
        return
    assert said in {"", kinds.PROTECTED}
    assert content[:2] == RIGHT[kind][:2] or kind in TEXTS
