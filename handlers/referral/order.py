"""Put the rows of a repeatable section in another order: children, relatives, agencies, events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forms.vocabulary import Answers, Section, Value, is_unread
from handlers.referral.drafts import Draft, draft_of, own_case, own_case_to_change
from handlers.referral.in_words import row_in_words
from handlers.referral.receipts import receipt
from handlers.referral.review import show_review
from handlers.referral.route import page_of_rows
from handlers.referral.seen import mark
from handlers.screens import OrderScreen, Receipt, Review, RowLine
from handlers.work import Work
from storage import answers, audit, cases

_LAST = "9999-12-31"
"""Where a row without a date stands among those with one."""


@dataclass(frozen=True)
class PutBefore:
    """Put a row straight before another; `seen` is that of the `OrderScreen` on which this was asked for."""

    case_id: str
    page_id: str
    row_id: str
    before: str
    seen: str


def order(work: Work, case_id: str, page_id: str) -> OrderScreen | Review | Receipt:
    """Show the rows of a page of the actor's own draft in their order, to be put in another.

    A page that the route has left out gives the review, a case already sent its receipt. Raises `Refused`, and
    `NotFound` if there is no such case.
    """
    case = own_case(work, case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    return _shown(work, draft_of(work, case), page_id)


def put_before(work: Work, command: PutBefore) -> OrderScreen | Review | Receipt:
    """Put a row straight before another one, and show the order that there is now.

    Where it stands there already, as after a double click, nothing changes. An older screen moves nothing either: it
    is told that the order was changed since. Raises like `order`.
    """
    case = own_case_to_change(work, command.case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    draft = draft_of(work, case)
    section = _section(draft, command.page_id)
    if section is None:
        return show_review(work, draft)
    rows = draft.answers.rows(str(section.group))
    wanted = _moved(rows, command.row_id, command.before)
    if wanted == rows or command.seen != mark(rows):
        return _shown(work, draft, command.page_id, newer=wanted != rows)
    return _put(work, draft, command.page_id, section, wanted)


def put_in_order_of_date(work: Work, case_id: str, page_id: str) -> OrderScreen | Review | Receipt:
    """Put the rows in the order of their dates, those without one last, and show it. Raises like `order`."""
    case = own_case_to_change(work, case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    draft = draft_of(work, case)
    section = _section(draft, page_id)
    if section is None or section.order_by is None:
        return _shown(work, draft, page_id)
    wanted = _by_date(draft.answers, section, section.order_by)
    if wanted == draft.answers.rows(str(section.group)):
        return _shown(work, draft, page_id)
    return _put(work, draft, page_id, section, wanted)


def _put(work: Work, draft: Draft, page_id: str, section: Section, wanted: Sequence[str]) -> OrderScreen | Review:
    revision = answers.put_in_order(work.tx, draft.case, str(section.group), wanted)
    audit.note(
        work.tx,
        actor=work.actor.address,
        action="rows_ordered",
        case_id=draft.case.id,
        page=page_id,
        revision=revision,
    )
    return _shown(work, draft_of(work, cases.lock(work.tx, draft.case.id)), page_id)


def _shown(work: Work, draft: Draft, page_id: str, *, newer: bool = False) -> OrderScreen | Review:
    section = _section(draft, page_id)
    if section is None:
        return show_review(work, draft)
    rows = draft.answers.rows(str(section.group))
    return OrderScreen(
        case_id=draft.case.id,
        page_id=page_id,
        section=section,
        rows=tuple(
            RowLine(row_id, number, row_in_words(section, draft.answers, row_id))
            for number, row_id in enumerate(rows, start=1)
        ),
        seen=mark(rows),
        newer=newer,
    )


def _section(draft: Draft, page_id: str) -> Section | None:
    """Give the section whose rows the page asks for; None where it has none, or the route has left them out."""
    groups = {section.group for section in draft.form.sections_of_page(page_id) if section.group}
    page = page_of_rows(draft, groups)
    return next((section for section in page.sections if section.group in groups), None) if page else None


def _moved(rows: tuple[str, ...], row_id: str, before: str) -> tuple[str, ...]:
    """Give the rows with one put straight before another; as they are where either is not among them."""
    if row_id == before or not {row_id, before} <= set(rows):
        return rows
    others = [row for row in rows if row != row_id]
    place = others.index(before)
    return (*others[:place], row_id, *others[place:])


def _by_date(answers_: Answers, section: Section, question_id: str) -> tuple[str, ...]:
    return tuple(
        sorted(answers_.rows(str(section.group)), key=lambda row_id: _first_day(answers_.get(question_id, row_id)))
    )


def _first_day(value: Value | None) -> str:
    """Give the first day that a date can mean, as ISO; the last of all for none and for what was not understood."""
    if isinstance(value, dict):
        return _LAST if is_unread(value) else value["from"]
    return value if isinstance(value, str) and value[:1].isdigit() else _LAST
