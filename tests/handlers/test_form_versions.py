"""A case stays in the form that it began with."""

from __future__ import annotations

from dataclasses import replace

from forms.loading import load_form
from handlers.form_versions import Forms
from handlers.referral.pages import page
from handlers.referral.submit import SubmitReferral, submit
from handlers.screens import PageScreen, Receipt
from storage import cases
from tests.cases import SCR
from tests.handlers.conftest import REFERRER, Draft, WorkAs


def edited(forms: Forms) -> Forms:
    """The form as a Board may have worded it since."""
    text = forms.text.replace('label = "What happened?"', 'label = "What has happened?"')
    return Forms(load_form(text, source="edited.toml"), text)


def test_an_edited_form_is_another_version(forms: Forms) -> None:
    assert edited(forms).current.version != forms.current.version


def test_a_draft_goes_on_and_is_sent_in_the_form_it_began_with(work_as: WorkAs, draft: Draft, forms: Forms) -> None:
    case_id = draft()
    for _ in range(2):
        with work_as(REFERRER) as work:
            later = replace(work, forms=edited(forms))
            screen = page(later, case_id, "incident")
            assert isinstance(screen, PageScreen)
            assert "What happened?" in {question.label for question in screen.questions}
    with work_as(REFERRER) as work:
        sent = submit(replace(work, forms=edited(forms)), SubmitReferral(case_id, 99, SCR.declaration))
    assert isinstance(sent, Receipt)


def test_an_old_form_is_read_once(work_as: WorkAs, draft: Draft, forms: Forms) -> None:
    case_id = draft()
    later = edited(forms)
    with work_as(REFERRER) as work:
        case = cases.get(work.tx, case_id)
        assert later.of(work.tx, case) is later.of(work.tx, case)
