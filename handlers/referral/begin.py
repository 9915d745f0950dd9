"""Begin a referral: its first page, before anything is kept, and the draft itself."""

from __future__ import annotations

from forms.vocabulary import Answers
from handlers.access import Act, require
from handlers.referral.drafts import Draft
from handlers.referral.pages import draw
from handlers.referral.route import pages_to_answer
from handlers.screens import PageScreen
from handlers.work import Work
from storage import cases
from storage.cases import FromOutside
from storage.tables import Case


def first_page(work: Work, origin: str) -> PageScreen:
    """Give the first page of the current form. Nothing is stored.

    `origin` names the screen it is shown on. The draft is begun when the page is answered, once per origin. Raises
    `Refused` for somebody who may not refer.
    """
    require(work.tx, work.actor, Act.REFER)
    draft = unsaved_draft(work, origin)
    return draw(work, draft, pages_to_answer(draft)[0])


def unsaved_draft(work: Work, origin: str) -> Draft:
    """Give a draft before anything is kept of it: only what a screen shows of it counts."""
    form = work.forms.current
    return Draft(Case(id="", origin=origin, owner=work.actor.address, form_version=form.version), form, Answers(), {})


def begin_draft(work: Work, origin: str, outside: FromOutside | None = None) -> str:
    """Begin the actor's draft, once for each origin, and give its case's id.

    What came from `outside` the actor enters for somebody else. Raises `Refused`.
    """
    require(work.tx, work.actor, Act.ENTER_ON_BEHALF if outside else Act.REFER)
    work.forms.remember_current(work.tx)
    version = work.forms.current.version
    owner = work.actor.address
    return cases.begin_draft(work.tx, origin=origin, owner=owner, form_version=version, outside=outside).id
