"""Small files of every kind, made here byte by byte, and some that are dressed up."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

PROGRAM = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + bytes(200)
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1600)
ODT_TYPE = b"application/vnd.oasis.opendocument.text"


def utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def zipped(files: Mapping[str, bytes], *, stored: tuple[str, ...] = ("mimetype",)) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            method = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, method)
    return made.getvalue()


def office(main_part: str, main_type: str, more: Mapping[str, bytes] | None = None, *, types: str = "") -> bytes:
    listed = f'<Types><Override PartName="/{main_part}" ContentType="{main_type}"/>{types}</Types>'
    return zipped({"[Content_Types].xml": listed.encode(), main_part: b"<document/>", **(more or {})})


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def docx(more: Mapping[str, bytes] | None = None, *, types: str = "") -> bytes:
    return office("word/document.xml", WORD, more, types=types)


def odt(more: Mapping[str, bytes] | None = None, *, manifest: bytes = b"<manifest/>", kind: bytes = ODT_TYPE) -> bytes:
    files = {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": b"<content/>"}
    return zipped(files | dict(more or {}))


def chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))


def png() -> bytes:
    header = struct.pack(">LLBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND")


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def jpg() -> bytes:
    about = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + segment(0xDB, bytes(65)) + segment(0xC0, bytes(9))
    return b"\xff\xd8" + about + b"\xff" + segment(0xDA, bytes(6)) + b"\x12\x34\xff\xd9"


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
RTF = b"{\\rtf1\\ansi A letter.}\r\n"
TXT = "A letter about a child’s school.\r\nYours\tfaithfully".encode()
EML = b"Received: here\r\n by there\r\nFrom: a@example.org\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\n\r\nA letter.\r\n"
MSG = COMPOUND + utf16("__nameid_version1.0") + utf16("__properties_version1.0")

RIGHT: Mapping[str, bytes] = {
    "pdf": PDF,
    "docx": docx(),
    "odt": odt(),
    "rtf": RTF,
    "txt": TXT,
    "xlsx": office("xl/workbook.xml", SHEET),
    "jpg": jpg(),
    "png": png(),
    "eml": EML,
    "msg": MSG,
}
"""One file of each kind as it should be."""
