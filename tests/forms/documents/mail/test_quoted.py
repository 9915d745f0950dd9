from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.documents.mail.parse import mail_of
from forms.documents.mail.quoted import said

QUOTATIONS = [
    "On Mon, 2 Mar 2026 at 10:00, Panel <prp@example.gov.uk> wrote:\n> Your role\n",
    "On Monday, the second of March 2026\nat 10:00, Panel\n<prp@example.gov.uk> wrote:\n\n> Your role",
    "-----Original Message-----\nFrom: Panel\nSent: 2 March 2026\nTo: Ann\nSubject: Needed\n\nYour role",
    "_______________\nFrom: Panel\nSent: 2 March 2026\nTo: Ann; Bob\nand Carol\nSubject: Needed\n\nYour role",
    "*From:* Panel\n*Date:* 2 March 2026\n*To:* Ann\n*Subject:* Re: Needed\n\nYour role",
    "Am 2. März 2026 schrieb Panel:\n> Your role",
    "Von: Panel\nGesendet: 2. März 2026\nAn: Ann\nBetreff: AW: x\n\nYour role",
    "Le 2 mars 2026, Panel a écrit :\n> Your role",
    "Ar 2 Mawrth 2026, ysgrifennodd Panel:\n> Your role",
    "Oddi wrth: Panel\nAnfonwyd: 2 Mawrth 2026\nAt: Ann\nPwnc: x\n\nYour role",
    "> Your role",
]


@pytest.mark.parametrize("quotation", QUOTATIONS)
def test_what_is_quoted_below_is_cut_and_kept(quotation: str) -> None:
    found = said(f"Here is the form.\nAnn\n\n{quotation}")
    assert found.own == "Here is the form.\nAnn"
    assert "Your role" in found.cut
    assert "Your role" in found.whole


def test_an_answer_between_quoted_lines_keeps_the_line_that_it_answers() -> None:
    found = said(
        "Hi\n> 1 of 2\n> - Your role\nSocial worker\n>\n> Your agency:\n\nBarton Council\n\nThanks\nAnn\nTel: 01632"
    )
    assert found.own == "Hi\nSocial worker\n\nBarton Council"
    assert found.answers.split() == ["Hi", "Your", "role", "Social", "worker", "Your", "agency:", "Barton", "Council"]


@pytest.mark.parametrize(
    "forward",
    [
        "---------- Forwarded message ---------\nFrom: Bob\nDate: Monday\nSubject: Referral\nTo: Ann\n\nName: C",
        "Begin forwarded message:\n\n> From: Bob\n> Date: Monday\n> Subject: Referral\n> To: Ann\n>\n> Name: C",
        "From: Bob\nSent: Monday\nTo: Ann\nSubject: FW: Form\n\nFrom: C\nSent: Sunday\nTo: B\nSubject: Form\n\nName: C",
    ],
)
def test_what_is_forwarded_is_read_without_its_headers(forward: str) -> None:
    found = said(f"Please see below.\n\n{forward}")
    assert found.own == "Please see below."
    assert found.whole.split() == ["Please", "see", "below.", "Name:", "C"]


@pytest.mark.parametrize(
    "end",
    [
        "-- \nAnn",
        "Kind regards,\nAnn\nSocial worker\nTel: 01632 960001\nE: ann@example.org\nhttps://example.org",
        "*Many thanks*\n\nAnn",
        "Sent from my iPhone",
        "Cofion cynnes\nAnn",
        "This email and any attachments are confidential.\nPlease tell us if it is not for you.",
        "Regards\nAnn\n\nDISCLAIMER\n" + "Words without end.\n" * 40,
    ],
)
def test_a_signature_is_cut(end: str) -> None:
    assert said(f"Here it is.\n\n{end}").own.strip() == "Here it is."


def test_an_answer_below_a_signature_is_not_cut() -> None:
    assert "Your role: social worker" in said("Thanks\nAnn\n\nYour role: social worker").own
    assert said("Sent from my iPhone\n\n> Your role\n\nManager").own.endswith("Manager")


def test_the_warning_of_a_gateway_is_not_what_somebody_wrote() -> None:
    assert said("CAUTION: this is from outside\nthe council.\n\nHello").own == "Hello"


def test_answers_typed_into_our_words_where_no_line_is_marked_are_kept_apart_from_them() -> None:
    ours = "From: P\nSent: Monday\nTo: A\nSubject: x\n\nThis referral is marked as urgent. Please look at it today.\n"
    typed = f"{ours}Your role\nSocial worker\nprp-{'a' * 60}"
    mail = mail_of(f"From: ann@example.org\n\nSee below.\n\n{typed}".encode())
    assert mail.text == "See below."
    assert mail.answers_below.split("\n")[-2:] == ["Your role", "Social worker"]
    assert "urgent" not in mail.answers_below


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*QUOTATIONS, "Hello", "", "> a", "Regards", "Name: B", "From: x", "-- ", "***"]), max_size=12
    )
)
def test_no_line_is_lost(parts: list[str]) -> None:
    text = "\n".join(parts)
    found = said(text)
    assert sorted(filter(None, text.split("\n"))) == sorted(filter(None, f"{found.own}\n{found.cut}".split("\n")))
