"""Who plays each part now, and how they are reached (docs/procedure.md, sections 1 and 7, rule 5).

Somebody with a possible conflict of interest in a case gets no direct notice of it until the business unit clears
them. The panel's channel is told all the same: its card carries a reference and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from handlers.access import Actor, Role, deciding_chair, identify, in_conflict
from handlers.board import Contact
from handlers.notices.kinds import Audience
from handlers.work import Work
from storage import conflicts, people
from storage.tables import Case, Duty, Person

_SLACK = "slack:"
_EMAIL = "email:"


@dataclass(frozen=True)
class Recipient:
    """Somebody to tell, in the part they play. Without any address the business unit tells them by its own route."""

    audience: Audience
    slack: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)


def panel_channel(work: Work) -> tuple[Recipient, ...]:
    """Give the panel's private channel."""
    return (Recipient(Audience.PANEL_CHANNEL, slack=work.board.panel_channel),)


def unit_mailbox(work: Work) -> tuple[Recipient, ...]:
    """Give the business unit's shared mailbox."""
    return (Recipient(Audience.UNIT_MAILBOX, email=work.board.business_unit_email),)


def of_business_unit(work: Work) -> tuple[Person, ...]:
    """Give everyone who works in the business unit, its manager too."""
    roles = (Role.BUSINESS_UNIT, Role.BUSINESS_MANAGER)
    return tuple({person.id: person for role in roles for person in people.everyone(work.tx, role)}.values())


def unit_people(work: Work, case: Case | None) -> tuple[Recipient, ...]:
    """Give the people of the business unit who are in the workspace and have no possible conflict in the case."""
    return tuple(
        Recipient(Audience.UNIT_PEOPLE, slack=person.slack)
        for person in _free_of_conflict(work, case, of_business_unit(work))
        if person.slack
    )


def business_unit(work: Work, case: Case | None) -> tuple[Recipient, ...]:
    """Give the business unit: its mailbox and its people in the workspace."""
    return unit_mailbox(work) + unit_people(work, case)


def business_managers(work: Work, case: Case) -> tuple[Recipient, ...]:
    """Give the business managers who can be reached, or the business unit's mailbox if there is none."""
    managers = tuple(
        Recipient(Audience.BUSINESS_MANAGER, slack=person.slack, email=person.email)
        for person in _free_of_conflict(work, case, people.everyone(work.tx, Role.BUSINESS_MANAGER))
        if person.slack or person.email
    )
    return managers or unit_mailbox(work)


def chair(work: Work, case: Case) -> tuple[Recipient, ...]:
    """Give whoever decides this case: the chair, or the deputy in a conflict; nobody if neither can."""
    deciding = deciding_chair(work.tx, work.board, case)
    if deciding is None:
        return ()
    _, contact = deciding
    return (Recipient(Audience.CHAIR, slack=contact.slack, email=contact.email),)


def referrer(case: Case) -> tuple[Recipient, ...]:
    """Give the person who referred the case; without an address if they are not in the workspace."""
    return (Recipient(Audience.REFERRER, slack=slack_of(case.referrer)),)


def owner(work: Work, case: Case, duty: Duty) -> tuple[Recipient, ...]:
    """Give who owes a duty; without an address if they left, cannot be reached or have a possible conflict."""
    if duty.owed_by == Role.CHAIR:
        return chair(work, case)
    if duty.owed_by == Role.REFERRER:
        return (Recipient(Audience.OWNER, slack=slack_of(case.referrer), email=email_of(case.referrer)),)
    person = people.get(work.tx, duty.owed_by)
    if person.removed_at is not None or not _free_of_conflict(work, case, (person,)):
        return (Recipient(Audience.OWNER),)
    return (Recipient(Audience.OWNER, slack=person.slack, email=person.email),)


def writer_in(work: Work, case: Case, address: str) -> Recipient:
    """Give somebody who wrote or gave something in a case; without an address where they may have a conflict in it.

    The referrer hears of their own case whatever else they are.
    """
    slack = slack_of(address)
    if address != case.referrer and slack and in_conflict(work.tx, _known_as(work, slack), case):
        slack = None
    return Recipient(Audience.WRITER, slack=slack)


def may_have_a_conflict(work: Work, case: Case, address: str) -> bool:
    """Tell whether an address, a Slack id or email, is that of somebody with a possible conflict in the case now."""
    reached = (_reached_as(work, conflict.who) for conflict in conflicts.of_case(work.tx, case.id)
               if conflict.state == conflicts.POSSIBLE)  # fmt: skip
    return any(address in (person.slack, person.email) for person in reached if person is not None)


def _reached_as(work: Work, who: str) -> Contact | Person | None:
    """Give how somebody is reached whom a conflict names; None for a chair or deputy whom the settings name no more."""
    if who == Role.CHAIR:
        return work.board.chair
    return work.board.deputy_chair if who == Role.DEPUTY_CHAIR else people.get(work.tx, who)


def _known_as(work: Work, slack: str) -> Actor:
    return identify(work.tx, work.board, slack, may_refer=False)


def slack_of(address: str | None) -> str | None:
    """Give the Slack id of an actor's address (``slack:U123``); None for any other, and where there is none."""
    return address.removeprefix(_SLACK) if address and address.startswith(_SLACK) else None


def email_of(address: str | None) -> str | None:
    """Give the email address of an actor known by it alone (``email:ADDRESS``); None for any other."""
    return address.removeprefix(_EMAIL) if address and address.startswith(_EMAIL) else None


def _free_of_conflict(work: Work, case: Case | None, persons: Iterable[Person]) -> tuple[Person, ...]:
    if case is None:
        return tuple(persons)
    conflicted = {conflict.who for conflict in conflicts.of_case(work.tx, case.id) if conflict.state == "possible"}
    return tuple(person for person in persons if person.id not in conflicted)
