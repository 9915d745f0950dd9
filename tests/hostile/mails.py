"""Mails that are wrong in one way each, and good ones that were damaged at random, the same ones at every run."""

from __future__ import annotations

import random
from base64 import b64encode
from collections.abc import Iterator

from tests.hostile.sample import SENDER, Sample, mail

_FORM = (
    "Referrer\nName: Asha Patel\nRole: Nurse\nAgency: Barton Hospital\n\nChild\nSurname: Bell\nFirst names: Tom\n" * 2
)
_HEAD = f"From: {SENDER}\r\nSubject: Referral\r\n".encode()
_SEED = 5
_HEADERS = ("From", "Subject", "References", "Authentication-Results", "Content-Type", "Content-Disposition")
_CHARSETS = ("utf-7", "utf-16", "utf-8", "punycode", "idna", "base64", "zlib", "hex", "unicode_escape")


def mails(mutations: int) -> Iterator[Sample]:
    """Give the mails; `mutations` are damaged at random."""
    for name, raw in _by_design():
        yield Sample("made: mails", name, raw)
    for name, text in _patterns():
        yield Sample("made: texts against patterns", name, _HEAD + b"\r\n" + text.encode())
        yield Sample("made: texts against patterns", f"{name}, as HTML", _html(text))
    for name, value in _values():
        for header in _HEADERS:
            raw = f"{header}: {value}\r\n".encode() + _HEAD + f"\r\nHello {name} {header}".encode()
            yield Sample("made: headers", f"{header}: {name}", raw)
    for charset in (*_CHARSETS, "x" * 999, "\0"):
        head = f"Content-Type: text/plain; charset={charset}\r\n".encode()
        yield Sample("made: charsets", charset[:20], _HEAD + head + b"\r\n" + bytes(range(256)) * 40)
    yield from _damaged(mutations)


def _by_design() -> Iterator[tuple[str, bytes]]:
    many = b"--b\r\nContent-Type: text/plain; name=a.txt\r\n\r\nHello\r\n"
    head = _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    yield "only zeros", bytes(10_000)
    yield "only an empty line", b"\r\n"
    yield "10,000 parts", head + many * 10_000 + b"--b--"
    yield "10,000 alternatives", head.replace(b"mixed", b"alternative") + many.replace(b"; name=a.txt", b"") * 10_000
    yield "no boundary", _HEAD + b"Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\nHello"
    yield "a boundary that never comes", head + b"Hello\r\n" * 1000
    yield "a boundary that never ends", head + many
    yield "an empty boundary", _HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nHello\r\n----'
    yield "nested 3,000 deep", _HEAD + b"".join(_nested(at) for at in range(3_000)) + b"\r\nHello"
    yield "mails in mails 500 deep", _HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 500 + b"\r\nHello"
    yield "a report in a report", _HEAD + b"Content-Type: message/delivery-status\r\n\r\n" * 50
    yield "50,000 headers", b"".join(b"X-%d: y\r\n" % at for at in range(50_000)) + _HEAD + b"\r\nHello"
    yield "a header of 5 MB", b"X: " + b"y" * 5_000_000 + b"\r\n" + _HEAD + b"\r\nHello"
    yield "a header folded 100,000 times", b"Subject: x\r\n" + b" y\r\n" * 100_000 + b"\r\nHello"
    yield "a line of 5 MB", _HEAD + b"\r\n" + b"word " * 1_000_000
    yield "2,000,000 empty lines", _HEAD + b"\r\n" + b"\n" * 2_000_000
    yield "300,000 lines", _HEAD + b"\r\n" + b"Name: x\r\n" * 300_000
    yield "bare carriage returns", _HEAD + b"\r\n" + b"Hello\r" * 1000
    yield "base64 that is none", _HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + bytes(range(256)) * 1000
    yield "base64 on one line", _HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b64encode(_FORM.encode() * 1000)
    yield (
        "uuencode that is none",
        _HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\r\n" + b"\xff" * 1000,
    )
    yield "an encoding without a name", _HEAD + b"Content-Transfer-Encoding:\r\n\r\nHello"
    yield "two senders", b"From: Bob <bob@nhs.example>\r\n" + _HEAD + b"\r\nHello"
    yield "no sender", b"Subject: Referral\r\n\r\n" + _FORM.encode()
    yield "a message from another mailbox format", b"From ann Mon Mar  2 10:00:00 2026\n" + _HEAD + b"\r\nHello"
    yield "two bytes a character", (_HEAD + b"\r\nHello").decode().encode("utf-16")
    yield "raw 8 bit headers", "From: Zoë <ann@nhs.example>\r\nSubject: Überweisung\r\n\r\nHello".encode("latin-1")
    yield "an encrypted mail", _HEAD + b"Content-Type: application/pkcs7-mime\r\n\r\nMIIB"
    yield "part of a mail", _HEAD + b'Content-Type: message/partial; id="x"; number=1; total=99\r\n\r\nHello'
    yield (
        "a body kept elsewhere",
        _HEAD + b"Content-Type: message/external-body; access-type=local-file; name=/etc/passwd\r\n\r\n",
    )
    yield "a name that leaves the folder", mail("x", ("../../../etc/passwd", b"x")).as_bytes()
    yield "a name of 20,000 letters", mail("x", ("x" * 20_000 + ".docx", b"x")).as_bytes()
    yield "a loop of 300 servers", b"Received: from x by y\r\n" * 300 + _HEAD + b"\r\nHello"
    yield "HTML nested 50,000 deep", _html("<div>" * 50_000 + "Hello", is_html=True)
    yield "HTML with 50,000 cells", _html("<table>" + "<tr><td>Name<td>x" * 25_000, is_html=True)
    yield (
        "HTML with entities",
        _html('<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]>&a;&c;' * 99, is_html=True),
    )
    yield (
        "HTML with a cell over 9,999,999 columns",
        _html("<table><tr><td colspan=9999999 rowspan=9999999>x</table>", is_html=True),
    )
    yield "HTML with open comments", _html("<!--" * 100_000, is_html=True)


def _nested(at: int) -> bytes:
    return b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at)


def _patterns() -> Iterator[tuple[str, str]]:
    """Give texts on which a careless pattern would take a time that grows with the square of the length, or worse."""
    yield "who wrote", "On " + "a " * 30_000 + "\n" + "On Monday " * 5_000
    yield "headers", "From: x\n" * 20_000
    yield "headers that do not end", ("From: x\nSent: y\nTo: " + "z; " * 500 + "\n") * 200
    yield "signs of quoting", ">" * 100_000 + "\n" + "> " * 50_000
    yield "separators", "-" * 100_000 + "\n" + "_" * 100_000
    yield "closings", "Kind regards\n" * 20_000
    yield "notices", "This email and any\n" * 20_000
    yield "tokens", "prp-" + "a" * 59 + ("prp-" + "a" * 59) * 5_000
    yield "ids", ("0a" * 16 + ".prp@" + "a." * 200) * 300
    yield "labels", ":" * 50_000 + "\n" + "Name:" * 20_000
    yield "spaces", " " * 200_000 + "x\n" + "\t \xa0" * 50_000
    yield "dates", "1/" * 50_000 + " 1 2 3 January" * 5_000
    yield "boxes", "[ ] [x] ( ) " * 20_000 + "☐☒" * 20_000
    yield "numbers", "9" * 200_000
    yield "brackets", "(" * 50_000 + "[" * 50_000 + "{" * 50_000
    yield "yes and no", "Yes / No " * 20_000
    yield "right to left", "\u202e\u200f\u2066" * 30_000
    yield "letters with marks", "a" + "\u0301" * 100_000
    yield "half characters", "\ufffd" * 50_000
    yield "an answer for every label", _FORM * 400


def _values() -> Iterator[tuple[str, str]]:
    yield "encoded words", "=?utf-8?b?" * 5_000
    yield "an encoded word without end", "=?utf-8?q?" + "=41" * 20_000
    yield "an encoded word of no charset", "=?no-such?b?SGVsbG8?="
    yield "quotes", '"' * 20_001
    yield "comments", "(" * 20_000
    yield "angle brackets", "<" * 20_000 + ">" * 20_000
    yield "addresses", "ann@x.example, " * 5_000
    yield "a group", "undisclosed recipients: ;" * 1_000
    yield "parameters", "x/y; " + "a*0*=b; a*1=c; " * 3_000
    yield "parameters without a value", "x/y;;;=;a=;=b;" * 2_000
    yield "semicolons", ";" * 30_000
    yield "backslashes", "\\" * 30_000


def _html(text: str, *, is_html: bool = False) -> bytes:
    page = text if is_html else f"<html><body><p>{text}</p></body></html>"
    return _HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()


def _damaged(count: int) -> Iterator[Sample]:
    """Damage good mails: bytes changed, pieces left out, doubled or put elsewhere, the end cut off."""
    chance = random.Random(_SEED)  # noqa: S311 -- the same damage at every run
    good = [
        mail(_FORM).as_bytes(),
        mail(_FORM, html=f"<table><tr><td>Name<td>Asha Patel</table><pre>{_FORM}</pre>").as_bytes(),
        mail("Hello", ("form.txt", _FORM.encode()), ("referral.eml", mail(_FORM).as_bytes())).as_bytes(),
        mail(f"Yes.\n\nOn Monday, Panel wrote:\n> {_FORM}").as_bytes(),
    ]
    for number in range(count):
        content = bytearray(good[number % len(good)])
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(content))
            to = min(len(content), at + chance.randint(1, 60))
            match chance.randrange(5):
                case 0:
                    content[at] = chance.randrange(256)
                case 1:
                    del content[at:to]
                case 2:
                    content[at:at] = content[at:to] * chance.randint(1, 9)
                case 3:
                    content[at:to] = chance.randbytes(to - at)
                case 4 if len(content) > 400:
                    del content[max(200, at) :]
        yield Sample("made: mails damaged at random", str(number), bytes(content))
