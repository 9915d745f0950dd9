"""The way through one draft: the pages before the review, and the declaration after it."""

from __future__ import annotations

from collections.abc import Collection

from forms.vocabulary import Form
from forms.walk import Page, pages, place_of
from handlers.referral.drafts import Draft

DECLARATION = "declaration_referrer"
"""The question whose page comes after the review: its answer sends the referral."""


def pages_to_answer(draft: Draft) -> tuple[Page, ...]:
    """Give the pages of this referral's route up to the review, in order."""
    last = declaration_page_id(draft.form)
    return tuple(page for page in pages(draft.form, draft.answers) if page.id != last)


def page_to_answer(draft: Draft, page_id: str) -> Page | None:
    """Give the page with that id, or the one that asks the same on this route; None where there is neither."""
    route = pages_to_answer(draft)
    same = {section.id for section in draft.form.sections_of_page(page_id)}
    exactly = (page for page in route if page.id == page_id)
    asks_the_same = (page for page in route if any(section.id in same for section in page.sections))
    return next(exactly, next(asks_the_same, None))


def page_of_rows(draft: Draft, groups: Collection[str]) -> Page | None:
    """Give the page on which the rows of these groups are asked for now; None where the route asks for none of them."""
    return next(
        (page for page in pages_to_answer(draft) if any(section.group in groups for section in page.sections)), None
    )


def page_after(draft: Draft, page_id: str) -> Page | None:
    """Give the page after this one, which the route may have left out since; None where the review comes."""
    place = _end_of(draft.form, page_id)
    return next((page for page in pages_to_answer(draft) if _end_of(draft.form, page.id) > place), None)


def page_before(draft: Draft, page_id: str) -> Page:
    """Give the page before this one; before the first page there is none, so that it stays."""
    place = place_of(draft.form, page_id)
    route = pages_to_answer(draft)
    return next((page for page in reversed(route) if place_of(draft.form, page.id) < place), route[0])


def declaration_page_id(form: Form) -> str:
    """Give the id of the page with the referrer's declaration."""
    return form.section_of(DECLARATION).page


def declaration_page(draft: Draft) -> Page:
    """Give the page with the declarations; every route ends with it."""
    last = declaration_page_id(draft.form)
    return next(page for page in pages(draft.form, draft.answers) if page.id == last)


def _end_of(form: Form, page_id: str) -> int:
    return form.number_of(form.sections_of_page(page_id)[-1])
