"""Begin a referral: its first page, before anything is kept."""

from __future__ import annotations

from forms.vocabulary import Answers
from handlers.access import Act, require
from handlers.referral.drafts import Draft
from handlers.referral.pages import draw
from handlers.referral.route import pages_to_answer
from handlers.screens import PageScreen
from handlers.work import Work
from storage.tables import Case


def first_page(work: Work, origin: str) -> PageScreen:
    """Give the first page of the current form. Nothing is stored.

    `origin` names the screen it is shown on. The draft is begun when the page is answered, once per origin. Raises
    `Refused` for somebody who may not refer.
    """
    require(work.tx, work.actor, Act.REFER)
    form = work.forms.current
    # a case that is never stored: only what the screen shows of it counts
    unsaved = Case(id="", origin=origin, owner=work.actor.address, form_version=form.version)
    draft = Draft(unsaved, form, Answers(), {})
    return draw(work, draft, pages_to_answer(draft)[0])
