from __future__ import annotations

import pytest

from forms.documents.sniff import kind_of
from tests.forms.documents import samples


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", samples.docx(), "docx"),
        ("a.docx", samples.odt(), "odt"),
        ("", samples.zipped({"xl/workbook.xml": b"x"}), "xlsx"),
        ("a.docx", samples.zipped({"x": b"x"}), "zip"),
        ("a.docx", b"PK\x03\x04 cut off", "docx"),
        ("", b"PK\x03\x04 cut off", "zip"),
        ("a.docx", samples.COMPOUND + samples.utf16("EncryptedPackage"), "docx"),
        ("a", samples.COMPOUND + samples.utf16("WordDocument"), "doc"),
        ("a.bin", samples.COMPOUND, ""),
        ("", samples.MSG, "msg"),
        ("", samples.jpg(), "jpg"),
        ("a.txt", samples.png(), "png"),
        ("form.docx", b" \r\n<html><body>", "html"),
        ("a.htm", b"Name", "html"),
        ("a", b"From: a@b.org\r\nDate: x\r\n\r\nHello", "eml"),
        ("a.txt", b"Name: Ann", "txt"),
        ("", b"Name: Ann", "txt"),
        ("a.pdf", b"Name: Ann", "pdf"),
        ("a.exe", b"MZ\0\0", ""),
        ("a.odt", b"\0\0", "odt"),
        ("a.txt", "Name".encode("utf-16"), "txt"),
    ],
)
def test_a_file_is_known_by_its_content_and_by_its_name_where_that_leaves_it_open(
    name: str, content: bytes, kind: str
) -> None:
    assert kind_of(name, content) == kind
