from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from forms.documents.content import Trouble
from forms.documents.mail.mail import Mail
from forms.documents.mail.parse import mail_of, outlook_mail
from tests.forms.documents.mail.outlook_files import damaged_winmail, message_storage, saved_message, winmail


def sent(text: str = "Hello", **headers: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    for name, value in ({"From": "Ann <ann@example.org>", "Subject": "Referral"} | headers).items():
        mail[name] = value
    mail.set_content(text)
    return mail


def files_of(mail: Mail) -> list[tuple[str, str]]:
    return [(each.name, each.kind) for each in mail.attachments]


def test_a_mail_tells_who_sent_it_what_it_answers_and_what_it_says() -> None:
    mail = mail_of(
        b"From: =?utf-8?q?J=C3=B6rg?= =?utf-8?b?IE8n?= <J.O@Example.ORG>\r\nSubject: =?iso-8859-1?q?caf=E9?=\r\n"
        b"Message-ID: <1@x>\r\nIn-Reply-To: <b@x>\r\nReferences: <a@x>\r\n <b@x>\r\n\r\nHello\r\n"
    )
    assert (mail.sender_name, mail.sender, mail.subject) == ("Jörg O'", "j.o@example.org", "café")
    assert (mail.message_id, mail.answers_to, mail.text) == ("<1@x>", ("<b@x>", "<a@x>"), "Hello")


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (b"Content-Type: text/plain; charset=iso-8859-1", b"caf\xe9", "café"),
        (b"Content-Type: text/plain; charset=utf-8", b"caf\xe9 \x93so\x94", "café “so”"),
        (b"Content-Type: text/plain; charset=no-such", "café".encode(), "café"),
        (b"Content-Type: text/plain; charset=punycode", "café".encode(), "café"),
        (b"Content-Transfer-Encoding: base64", b"SGVs!!bG8\n-gd29ybGQ", "Hello world"),
        (b"Content-Transfer-Encoding: quoted-printable", b"caf=C3=A9 =ZZ", "café =ZZ"),
        (b"Content-Transfer-Encoding: no-such", b"Hello", "Hello"),
        (b"Content-Type: text/plain; charset", b"Hello", "Hello"),
        (b"Content-Type: ;;;", b"Hello", "Hello"),
        (
            b"Content-Type: text/html",
            b"<p>Name:<br>Ann</p><script>no</script><table><tr><td>a<td>b</table>",
            "Name:\nAnn\n\na\tb",
        ),
    ],
)
def test_a_text_is_readable_however_wrongly_it_is_labelled(head: bytes, body: bytes, text: str) -> None:
    assert mail_of(b"From: a@b.org\r\n" + head + b"\r\n\r\n" + body).text == text


def test_lines_broken_for_sending_are_put_together() -> None:
    flowed = (
        b"Content-Type: text/plain; format=flowed\r\n\r\nOne \r\nline.\r\n>> quoted \r\n>> too\r\n From\r\n-- \r\nAnn"
    )
    assert mail_of(flowed).text == "One line.\nFrom"
    assert mail_of(flowed.replace(b"flowed\r", b"flowed; delsp=yes\r")).text == "Oneline.\nFrom"


@pytest.mark.parametrize("parts", ["plain", "html", "both"])
def test_of_two_ways_to_say_the_same_the_plain_one_is_the_text(parts: str) -> None:
    mail = sent("Hello") if parts != "html" else EmailMessage()
    if parts != "plain":
        mail.add_alternative("<p>Hello</p>", subtype="html")
    assert mail_of(mail.as_bytes()).text == "Hello"


@pytest.mark.parametrize(
    ("html", "is_read"), [("<table><tr><td>a</table>", True), ("<p>a</p>", False), ("<s>a</s>", True)]
)
def test_html_is_read_for_answers_where_it_says_more_than_the_plain_text(html: str, is_read: bool) -> None:
    mail = sent("Hello")
    mail.add_alternative(html, subtype="html")
    assert any(piece.html for piece in mail_of(mail.as_bytes()).body) is is_read


def test_files_are_known_by_their_content_whatever_their_name() -> None:
    mail = sent()
    mail.add_attachment(
        b"%PDF-1.7 x", maintype="application", subtype="octet-stream", filename="../../form of Zoë.docx"
    )
    mail.add_attachment(b"{\\rtf1 x}", maintype="application", subtype="msword")
    read = mail_of(mail.as_bytes())
    assert files_of(read) == [("form of Zoë.docx", "pdf"), ("", "rtf")]
    old = b"Content-Type: application/pdf; name*0*=utf-8''a%20; name*1=b.pdf\r\n\r\n%PDF-1.7"
    assert files_of(mail_of(old)) == [("a b.pdf", "pdf")]


def test_a_picture_that_the_text_shows_is_told_from_one_that_was_attached() -> None:
    mail = sent()
    mail.add_alternative('<img src="cid:logo">', subtype="html")
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    body = mail.get_body(("html",))
    assert body is not None
    body.add_related(picture, maintype="image", subtype="png", cid="<logo>")
    mail.add_attachment(picture, maintype="image", subtype="png", filename="scan.png")
    assert [each.is_picture_in_text for each in mail_of(mail.as_bytes()).attachments] == [True, False]


def test_a_forward_of_a_forward_is_looked_into() -> None:
    inner = sent("The form")
    for _ in range(3):
        outer = sent("See below")
        outer.add_attachment(inner)
        inner = outer
    mail = mail_of(inner.as_bytes())
    for _ in range(3):
        (attached,) = mail.attachments
        assert attached.mail is not None
        assert attached.kind == "eml"
        mail = attached.mail
    assert mail.text == "The form"


def test_a_mail_saved_as_a_file_is_looked_into_too() -> None:
    mail = sent()
    eml = b"Date: Mon, 2 Mar 2026 10:00:00 +0000\r\n" + sent("The form").as_bytes()
    mail.add_attachment(eml, maintype="application", subtype="octet-stream", filename="referral.eml")
    msg = saved_message({0x1000: "By Outlook", 0x0037: "Referral", 0x5D01: "ann@example.org"})
    mail.add_attachment(msg, maintype="application", subtype="octet-stream", filename="referral.msg")
    first, second = mail_of(mail.as_bytes()).attachments
    assert first.mail is not None
    assert second.mail is not None
    assert (first.mail.text, second.mail.text) == ("The form", "By Outlook")
    assert (second.mail.sender, second.mail.subject) == ("ann@example.org", "Referral")


def test_an_outlook_message_gives_its_files_and_the_mails_in_it() -> None:
    inner = message_storage({0x1000: "The form", 0x007D: "From: Bob <bob@example.org>\r\nSubject: a\r\n b"})
    mail = outlook_mail(saved_message({0x1000: "See below"}, {"form.pdf": b"%PDF-1.7", "fw": inner}))
    assert files_of(mail) == [("form.pdf", "pdf"), ("fw", "msg")]
    found = mail.attachments[1].mail
    assert found is not None
    assert (found.sender, found.subject, found.text) == ("bob@example.org", "a b", "The form")


def test_what_outlook_packs_up_is_unpacked() -> None:
    mail = sent("")
    packed = winmail("form.pdf", b"%PDF-1.7", b"Hello from Outlook")
    mail.add_attachment(packed, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    read = mail_of(mail.as_bytes())
    assert (read.text, files_of(read)) == ("Hello from Outlook", [("form.pdf", "pdf")])


@pytest.mark.parametrize("name", ["winmail.dat", "referral.msg"])
def test_a_damaged_file_of_outlook_is_told(name: str) -> None:
    mail = sent()
    content = damaged_winmail() if name == "winmail.dat" else saved_message({})[:3000]
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    read = mail_of(mail.as_bytes())
    inner = read.attachments[0].mail if read.attachments else None
    assert Trouble.NOT_READABLE in (read.troubles + (inner.troubles if inner else ()))


def test_a_report_gives_what_it_says_and_the_headers_of_the_mail_that_did_not_arrive() -> None:
    report = (
        b"From: x@example.org\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\n\r\nIt failed.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        b"Action: failed\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <1@x>\r\n--b--\r\n"
    )
    mail = mail_of(report)
    assert [each.first("action") for each in mail.report] == ["", "failed"]
    assert (mail.returned.first("message-id"), mail.attachments) == ("<1@x>", ())


def test_bombs_come_to_an_end() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(2_000))
    assert Trouble.TOO_LARGE in mail_of(b"From: a@b.org\r\n" + nested + b"\r\nHello").troubles
    many = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nHello\r\n" * 5_000 + b"--b--"
    assert Trouble.TOO_LARGE in mail_of(many).troubles
    assert mail_of(b"X: y\r\n" * 50_000 + b"\r\nHello").text == "Hello"


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 100, b"\r\n\r\n", b"From", "Betreff: ü".encode("utf-16"), b"\xff" * 99]
)
def test_what_is_no_mail_is_read_as_far_as_it_goes(content: bytes) -> None:
    mail = mail_of(content)
    assert (mail.sender, mail.message_id, mail.attachments) == ("", "", ())


def test_a_protected_mail_says_so() -> None:
    head = b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64"
    assert Trouble.PROTECTED in mail_of(head + b"\r\n\r\nMIIB").troubles
