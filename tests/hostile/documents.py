"""Documents made to do harm or to break whoever opens them, each in a mail, and good ones damaged at random."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from forms.documents.blank import blank
from forms.loading import default_form
from tests.forms.documents import samples
from tests.forms.documents.mail.outlook_files import message_storage, saved_message, winmail
from tests.hostile.sample import Sample, mail, with_file

_SEED = 7
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)
_OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def documents(mutations: int) -> Iterator[Sample]:
    """Give the mails with documents; `mutations` of the documents are damaged at random."""
    for name, file_name, content in _by_design():
        yield with_file("made: documents", name, file_name, content)
    yield Sample("made: documents", "100 files", mail("x", *((f"{n}.txt", b"Name: x") for n in range(100))).as_bytes())
    for kind, content in _good().items():
        wrong = {"docx": "pdf", "odt": "docx", "pdf": "odt", "txt": "docx"}[kind]
        yield with_file("made: documents", f"{kind} named {wrong}", f"form.{wrong}", content)
        yield with_file("made: documents", f"{kind} without a name", "", content)
    yield from _damaged(mutations)


def _by_design() -> Iterator[tuple[str, str, bytes | Callable[[], bytes]]]:
    for ending in ("docx", "odt", "pdf", "rtf", "txt", "html", "eml", "msg", "doc", "zip", "xlsx", "png", "exe", ""):
        yield f"nothing in it: {ending}", f"x.{ending}", b""
        yield f"rubbish: {ending}", f"x.{ending}", bytes(range(256)) * 20
    yield (
        "docx with billion laughs",
        "x.docx",
        lambda: _docx(f"{_LAUGHS}<w:document {_WORD}><w:body>&a11;</w:body></w:document>"),
    )
    yield (
        "docx with a file from outside",
        "x.docx",
        lambda: _docx(
            f"{_OUTSIDE}<w:document {_WORD}><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"
        ),
    )
    yield "docx nested 20,000 deep", "x.docx", lambda: _word("<w:tbl><w:tr><w:tc>" * 20_000)
    yield "docx with 300,000 paragraphs", "x.docx", lambda: _word("<w:p><w:r><w:t>Name</w:t></w:r></w:p>" * 300_000)
    yield (
        "docx with 200,000 cells",
        "x.docx",
        lambda: _word("<w:tbl>" + "<w:tr><w:tc><w:p/></w:tc></w:tr>" * 200_000 + "</w:tbl>"),
    )
    yield (
        "docx with a cell over 99,999,999 columns",
        "x.docx",
        lambda: _word('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'),
    )
    yield "docx that unpacks to 400 MB", "x.docx", lambda: _word(" " * 400_000_000)
    yield "docx with a program", "x.docx", lambda: samples.docx({"word/vbaProject.bin": b"x"})
    yield "docx with a password", "x.docx", lambda: samples.COMPOUND + samples.utf16("EncryptedPackage")
    yield "docx that is not closed", "x.docx", lambda: _docx(f"<w:document {_WORD}><w:body><w:p>")
    yield (
        "docx in another encoding",
        "x.docx",
        lambda: _docx(f'<?xml version="1.0" encoding="utf-7"?><w:document {_WORD}/>'),
    )
    yield "odt that unpacks to 400 MB", "x.odt", lambda: samples.odt({"content.xml": b" " * 400_000_000})
    yield "odt with billion laughs", "x.odt", lambda: samples.odt({"content.xml": f"{_LAUGHS}<a>&a11;</a>".encode()})
    yield "odt nested 50,000 deep", "x.odt", lambda: samples.odt({"content.xml": b"<a>" * 50_000})
    yield "odt with 9,999,999 equal cells", "x.odt", lambda: samples.odt({"content.xml": _REPEATED.encode()})
    yield "a zip that holds itself, nearly", "x.docx", _zip_in_zip
    yield "a zip with 20,000 members", "x.docx", lambda: _zip({f"{n}.xml": b"x" for n in range(20_000)})
    yield "a zip with overlapping members", "x.docx", _overlapping
    yield "a zip with members of the same name", "x.docx", lambda: _docx("<a/>") + _docx("<b/>")
    yield (
        "a pdf that unpacks to 400 MB",
        "x.pdf",
        lambda: _pdf(zlib.compress(b" " * 400_000_000, 9), b"/Filter /FlateDecode"),
    )
    yield "a pdf packed ten times over", "x.pdf", _packed_often
    yield "a pdf whose pages hold themselves", "x.pdf", _PAGES_IN_A_RING
    yield "a pdf with 100,000 pages of one", "x.pdf", lambda: _pdf(b"", pages=100_000)
    yield "a pdf that counts 999,999,999 pages", "x.pdf", lambda: _pdf(b"").replace(b"/Count 1", b"/Count 999999999")
    yield "a pdf with brackets 100,000 deep", "x.pdf", lambda: _pdf(b"[" * 100_000)
    yield "a pdf with 500,000 pieces of text", "x.pdf", lambda: _pdf(b"BT (Name) Tj 1 0 Td ET " * 500_000)
    yield "a pdf with an endless word", "x.pdf", lambda: _pdf(b"BT (" + b"x" * 5_000_000)
    yield "a pdf without its table", "x.pdf", lambda: _pdf(b"BT (Name) Tj ET").partition(b"xref")[0]
    yield (
        "a pdf with a program",
        "x.pdf",
        lambda: _pdf(b"").replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (x) >>"),
    )
    yield "rtf nested 200,000 deep", "x.rtf", lambda: b"{\\rtf1 " + b"{" * 200_000
    yield "rtf with a long binary", "x.rtf", lambda: b"{\\rtf1 \\bin2147483647 x}"
    yield "rtf with 500,000 words of control", "x.rtf", lambda: b"{\\rtf1 " + b"\\par\\u9999?" * 500_000 + b"}"
    yield "rtf with an object", "x.rtf", lambda: b"{\\rtf1 {\\object\\objdata 00}}"
    yield "text of 20 MB", "x.txt", lambda: b"Name: x\n" * 2_500_000
    yield "text without a line end", "x.txt", lambda: b"Name: x " * 500_000
    yield "html with 30,000 tables in tables", "x.html", lambda: b"<table><tr><td>" * 30_000
    yield "msg with mails 40 deep", "x.msg", lambda: _deep_message(40)
    yield (
        "msg that points in a ring",
        "x.msg",
        lambda: saved_message({0x1000: "x"}).replace(struct.pack("<I", 1), struct.pack("<I", 0)),
    )
    yield (
        "winmail.dat that promises 4 GB",
        "winmail.dat",
        winmail("x", b"x").replace(struct.pack("<I", 14), b"\xff" * 4),
    )
    yield "winmail.dat of one byte too few", "winmail.dat", winmail("x.pdf", b"%PDF-1.7" * 500)[:-13]
    yield "old Word", "x.doc", lambda: samples.COMPOUND + samples.utf16("WordDocument")
    yield "a picture", "x.jpg", lambda: samples.jpg()


_REPEATED = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text><table:table>'
    '<table:table-row table:number-rows-repeated="9999999"><table:table-cell table:number-columns-repeated="9999999"/>'
    "</table:table-row></table:table></office:text></office:body></office:document-content>"
)
_PAGES_IN_A_RING = (
    b"%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n2 0 obj <</Type /Pages /Kids [2 0 R] /Count 1"
    b" /Parent 2 0 R>> endobj\ntrailer <</Root 1 0 R /Size 3>>\nstartxref\n0\n%%EOF"
)


def _docx(document: str) -> bytes:
    return samples.docx({"word/document.xml": document.encode()})


def _word(body: str) -> bytes:
    return _docx(f"<w:document {_WORD}><w:body>{body}</w:body></w:document>")


def _zip(files: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", method) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return packed.getvalue()


def _zip_in_zip() -> bytes:
    inner = bytes(1_000_000)
    for _ in range(8):
        inner = _zip({f"{n}.zip": inner for n in range(4)})
    return inner


def _overlapping() -> bytes:
    """Give a zip whose every member is the same packed bytes: small, and huge when unpacked one by one."""
    whole = bytearray(_zip({f"word/{n}.xml": bytes(100_000) for n in range(300)}))
    first = whole.find(b"PK\x01\x02")
    at = first
    while (at := whole.find(b"PK\x01\x02", at)) >= 0:
        whole[at + 42 : at + 46] = bytes(4)
        at += 4
    return bytes(whole)


def _pdf(stream: bytes, more: bytes = b"", pages: int = 1) -> bytes:
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [" + b"3 0 R " * pages + b"] /Count %d>>" % pages,
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>",
        b"<<%s /Length %d>>\nstream\n%s\nendstream" % (more, len(stream), stream),
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
    ]
    written, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(written)
    written += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(written) + b"trailer\n<</Size 6 /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table


def _packed_often() -> bytes:
    stream = bytes(200_000_000)
    for _ in range(10):
        stream = zlib.compress(stream, 9)
    return _pdf(stream, b"/Filter [" + b"/FlateDecode " * 10 + b"]")


def _deep_message(depth: int) -> bytes:
    inner = message_storage({0x1000: "The form"})
    for _ in range(depth):
        inner = message_storage({0x1000: "See below"}, {"fw": inner})
    return saved_message({0x1000: "See below"}, {"fw": inner})


def _good() -> dict[str, bytes]:
    form = default_form()
    return {
        kind: blank(form, kind, board="Barton Board", panel="Panel", marking="OFFICIAL-SENSITIVE")
        for kind in ("docx", "odt", "pdf", "txt")
    }


def _damaged(count: int) -> Iterator[Sample]:
    """Damage good documents, and what stands inside those that are zip files, so that the damage is found."""
    chance = random.Random(_SEED)  # noqa: S311 -- the same damage at every run
    good = list(_good().items())
    for number in range(count):
        kind, content = good[number % len(good)]
        if kind in {"docx", "odt"} and number % 8 >= 4:
            with ZipFile(BytesIO(content)) as file:
                inside = {name: file.read(name) for name in file.namelist()}
            broken = chance.choice([name for name in inside if name.endswith(".xml") and inside[name]])
            inside[broken] = _hit(inside[broken], chance)
            content = _zip(inside, ZIP_STORED)
        else:
            content = _hit(content, chance)
        yield with_file("made: documents damaged at random", f"{kind} {number}", f"form.{kind}", content)


def _hit(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(changed))
        changed[at] = chance.randrange(256)
    if chance.random() < 0.3:
        del changed[chance.randrange(len(changed) // 2, len(changed)) :]
    return bytes(changed)
