from __future__ import annotations

from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from forms.documents.content import Trouble
from forms.documents.mail.ours import token_line
from forms.documents.mail.read import ReadMail, read_mail
from forms.loading import default_form

FORM = default_form()
ANSWERS = {"Your role:": "Health visitor", "Your agency:": "Northport Health", "First names:": "Tamsin"}
ASKED = (
    "We could not find these answers in what you sent:",
    *("About you", "Your role:", "Your agency:", "Who the child is", "First names:"),
    "You can answer in one of these ways. Reply to this email and write each answer under its label. Or use the form.",
    "If you do not know an answer, write “not known”. Do not wait for it. Please use your secure email.",
    f"Please leave this line in your reply: {token_line('a' * 60)}",
)
HEAD = "From: Panel <prp@example.gov.uk>\nSent: 2 March 2026 10:00\nTo: Asha\nSubject: What is still needed\n\n"
FILLED_IN = "Referrer\nName: Asha Patel\nRole: Nurse\n"


def read(text: str, *files: tuple[str, bytes], html: str = "") -> ReadMail:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Asha <asha@nhs.example>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return read_mail(mail.as_bytes(), FORM, today=date(2026, 3, 2))


def under(mark: str, between: str) -> str:
    return "\n".join(
        f"{mark}{line}{between}{ANSWERS[line]}\n" if line in ANSWERS else f"{mark}{line}\n" for line in ASKED
    )


@pytest.mark.parametrize(
    "reply",
    [
        f"Hello\n\nOn Monday, Panel wrote:\n\n{under('> ', chr(10))}\nKind regards\nAsha",
        f"See below.\n\nKind regards\nAsha\n\n{HEAD}{under('', chr(10))}",
        f"See below.\n\n{HEAD}{under('', ' ')}",
        "\n\n".join(f"{label}\n{answer}" for label, answer in ANSWERS.items())
        + f"\n\nRegards\nAsha\n\n{HEAD}{ASKED[-1]}",
        "\n".join(f"{label} {answer}" for label, answer in ANSWERS.items())
        + f"\n\nOn Monday, Panel wrote:\n> {ASKED[-1]}",
    ],
    ids=[
        "between marked lines",
        "between lines without marks",
        "beside the labels",
        "on top, below labels",
        "on top, beside them",
    ],
)
def test_a_reply_under_each_label_answers_the_questions_and_nothing_else(reply: str) -> None:
    reading = read(reply).reading
    fields = {name: found.value for name, found in reading.fields.items() if found.is_certain}
    (child,) = reading.tables["children"]
    assert fields == {"referrer_role": "Health visitor", "referrer_agency": "Northport Health"}
    assert {name: found.value for name, found in child.items() if found.is_certain} == {"first_names": "Tamsin"}


def test_a_form_in_a_forwarded_mail_is_read() -> None:
    forwarded = (
        f"FYI\n\n---------- Forwarded message ---------\nFrom: A\nDate: Monday\nSubject: B\nTo: C\n\n{FILLED_IN}"
    )
    assert read(forwarded).reading.fields["referrer_name"].value == "Asha Patel"


def test_a_form_in_a_table_is_read_though_its_plain_text_has_lost_it() -> None:
    html = "<table><tr><th colspan=2>Referrer<tr><td>Name<td>Asha Patel<tr><td>Role<td>Nurse</table>"
    fields = read("Please see below.", html=html).reading.fields
    assert (fields["referrer_name"].value, fields["referrer_role"].value) == ("Asha Patel", "Nurse")


def test_each_document_is_read_by_itself_too_and_a_conflict_is_left_to_people() -> None:
    found = read(FILLED_IN, ("form.txt", FILLED_IN.replace("Nurse", "Midwife").encode()))
    (document,) = found.documents
    assert document.reading.fields["referrer_role"].value == "Midwife"
    assert found.body.fields["referrer_role"].value == "Nurse"
    assert found.reading.fields["referrer_name"].is_certain
    assert not found.reading.fields["referrer_role"].is_certain


def test_a_mail_in_a_mail_is_a_document_and_so_are_the_files_in_it() -> None:
    inner = EmailMessage(policy=SMTP)
    inner["From"], inner["Date"] = "ann@nhs.example", "Mon, 2 Mar 2026 10:00:00 +0000"
    inner.set_content("See the file.")
    inner.add_attachment(FILLED_IN.encode(), maintype="text", subtype="x-form", filename="form.txt")
    found = read("Please see.", ("referral.eml", inner.as_bytes()), ("ann.vcf", b"BEGIN:VCARD"))
    assert [document.name for document in found.documents] == ["referral.eml", "form.txt"]
    assert found.reading.fields["referrer_name"].value == "Asha Patel"


def test_what_cannot_be_read_is_told_once() -> None:
    found = read("Hello", ("a.jpg", b"\xff\xd8\xff\xe0"), ("b.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))
    assert found.reading.troubles.count(Trouble.KIND_NOT_READ) == 1


def test_more_documents_than_any_referral_has_are_not_all_read() -> None:
    found = read("Hello", *((f"{number}.txt", b"Hello") for number in range(45)))
    assert len(found.documents) == 40
    assert Trouble.TOO_LARGE in found.reading.troubles
