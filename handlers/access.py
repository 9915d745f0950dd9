"""Who may do what: one table of acts and roles (docs/procedure.md, sections 1 and 7).

A role is held everywhere (panel member, business unit) or in one case (its referrer, the owner of one of its
duties). A conflict of interest takes every role in that case away, except the referrer's own. Whoever enters a
referral for somebody else owns its draft, and has no more than their other roles once it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from forms.answers.dates import in_words
from forms.calendar import day_in_london
from forms.words import say
from handlers.board import Board, Contact
from storage import cases, conflicts, duties, handovers, people
from storage.database import Transaction
from storage.tables import Case


class Role(StrEnum):
    """A part somebody plays (docs/procedure.md, section 1)."""

    BUSINESS_UNIT = "business_unit"
    BUSINESS_MANAGER = "business_manager"
    PANEL = "panel"
    PANEL_CHAIR = "panel_chair"
    AGENCY_LEAD = "agency_lead"
    ACTION_OWNER = "action_owner"
    ADMINISTRATOR = "administrator"
    CHAIR = "chair"
    DEPUTY_CHAIR = "deputy_chair"
    MEMBER = "member"
    """Anyone of the workspace who may refer."""
    REFERRER = "referrer"
    """In one case that was sent: the person who truly refers it, whoever typed it."""
    DRAFT_OWNER = "draft_owner"
    """In one case: the person who may change its draft. After it is sent this opens nothing but the receipt."""
    DUTY_OWNER = "duty_owner"
    """In one case: a person who owes an open duty."""


GIVEN_ROLES = frozenset(
    {
        Role.BUSINESS_UNIT,
        Role.BUSINESS_MANAGER,
        Role.PANEL,
        Role.PANEL_CHAIR,
        Role.AGENCY_LEAD,
        Role.ACTION_OWNER,
        Role.ADMINISTRATOR,
    }
)
"""Roles that are given to people; chair and deputy come only from settings, the others follow from the case."""


class Act(StrEnum):
    """Something that needs a right."""

    REFER = "refer"
    ENTER_ON_BEHALF = "enter_on_behalf"
    """Enter a referral that came by phone, post or paper, for the person who truly refers."""
    CHANGE_DRAFT = "change_draft"
    SEE_DRAFTS = "see_drafts"
    """See of everybody's drafts whose they are, when they were begun and how far they are."""
    HAND_OVER_DRAFT = "hand_over_draft"
    OPEN_CASE = "open_case"
    SEE_OUTCOME = "see_outcome"
    SEE_REASONS = "see_reasons"
    SEE_REGISTER = "see_register"
    SEE_WITHDRAWAL = "see_withdrawal"
    """Read why a referral was withdrawn and why it was opened again."""
    ADD_INFORMATION = "add_information"
    CORRECT_ANSWER = "correct_answer"
    WITHDRAW_CASE = "withdraw_case"
    REOPEN_CASE = "reopen_case"
    RECORD_DECISION = "record_decision"
    ADD_ACTION = "add_action"
    FINISH_ACTION = "finish_action"
    CLEAR_CONFLICT = "clear_conflict"
    ENTER_EVENT = "enter_event"
    MANAGE_PEOPLE = "manage_people"
    SEE_NOTICES = "see_notices"
    EXPORT_CASE = "export_case"
    EXPORT_PERSON = "export_person"
    """Have everything that is held about a person made into a document, to answer a request for access."""
    SEE_HISTORY = "see_history"
    HOLD_CASE = "hold_case"
    """Keep a case from being erased, and lift that; know when it may be erased."""
    SEE_RETENTION = "see_retention"
    """See which cases may be erased when, and which were, without any content."""
    SEE_ERASED = "see_erased"
    """See by which rule and with which outcome cases were erased."""
    SEE_STATED_REASONS = "see_stated_reasons"
    """Read in a case's history why somebody read it or took something out of it outside Slack: free text."""
    SEE_INTAKES = "see_intakes"
    """See which letters came by email and what became of them, without any content."""
    WORK_INTAKE = "work_intake"
    """Read a letter, and say what is to become of it."""


_UNIT = frozenset({Role.BUSINESS_UNIT, Role.BUSINESS_MANAGER})
_PANEL = frozenset({Role.PANEL, Role.PANEL_CHAIR})
_CHAIR = frozenset({Role.CHAIR, Role.DEPUTY_CHAIR})

MAY: Mapping[Act, frozenset[Role]] = MappingProxyType(
    {
        Act.REFER: frozenset({Role.MEMBER}),
        Act.ENTER_ON_BEHALF: _UNIT,
        Act.CHANGE_DRAFT: frozenset({Role.DRAFT_OWNER}),
        Act.SEE_DRAFTS: _UNIT,
        Act.HAND_OVER_DRAFT: _UNIT | {Role.DRAFT_OWNER},
        Act.OPEN_CASE: _UNIT | _PANEL | _CHAIR | {Role.REFERRER},
        Act.SEE_OUTCOME: _UNIT | _PANEL | _CHAIR | {Role.REFERRER},
        Act.SEE_REASONS: _UNIT | _PANEL | _CHAIR,
        Act.SEE_REGISTER: _UNIT,
        Act.SEE_WITHDRAWAL: _UNIT | _CHAIR,
        Act.ADD_INFORMATION: _UNIT | {Role.REFERRER},
        Act.CORRECT_ANSWER: _UNIT | {Role.REFERRER},
        Act.WITHDRAW_CASE: _UNIT | {Role.REFERRER},
        Act.REOPEN_CASE: _UNIT,
        Act.RECORD_DECISION: _UNIT | _CHAIR,
        Act.ADD_ACTION: _UNIT,
        Act.FINISH_ACTION: _UNIT | {Role.DUTY_OWNER},
        Act.CLEAR_CONFLICT: _UNIT,
        Act.ENTER_EVENT: _UNIT,
        Act.MANAGE_PEOPLE: _UNIT | {Role.ADMINISTRATOR},
        Act.EXPORT_CASE: _UNIT,
        Act.EXPORT_PERSON: _UNIT,
        Act.SEE_HISTORY: _UNIT | {Role.ADMINISTRATOR},
        Act.HOLD_CASE: _UNIT,
        Act.SEE_RETENTION: _UNIT | {Role.ADMINISTRATOR},
        Act.SEE_ERASED: _UNIT,
        Act.SEE_STATED_REASONS: _UNIT,
        Act.SEE_NOTICES: _UNIT | {Role.ADMINISTRATOR},
        Act.SEE_INTAKES: _UNIT | {Role.ADMINISTRATOR},
        Act.WORK_INTAKE: _UNIT,
    }
)


class Refused(Exception):
    """The actor may not do this. The message is for them: what was refused and what to do instead."""


@dataclass(frozen=True)
class Actor:
    """Who is acting: an address (``slack:U123``, ``command_line:NAME``, ``clock``) and the roles held everywhere."""

    address: str
    roles: frozenset[Role] = frozenset()
    person_id: str | None = None

    @property
    def who(self) -> frozenset[str]:
        """The names under which conflicts and duties know this actor: a person's id, chair, deputy_chair."""
        held = {role.value for role in self.roles if role in _CHAIR}
        return frozenset(held | ({self.person_id} if self.person_id else set()))


def identify(tx: Transaction, board: Board, slack_user: str, *, may_refer: bool) -> Actor:
    """Give the actor behind a Slack user: roles from the people table, chair and deputy from settings alone."""
    roles = {Role.MEMBER} if may_refer else set()
    for role, contact in ((Role.CHAIR, board.chair), (Role.DEPUTY_CHAIR, board.deputy_chair)):
        if contact is not None and contact.slack == slack_user:
            roles.add(role)
    person_id, given = people.of_slack(tx, slack_user) or (None, frozenset[str]())
    roles |= {Role(role) for role in given}
    return Actor(f"slack:{slack_user}", frozenset(roles), person_id)


def roles_in_case(tx: Transaction, actor: Actor, case: Case) -> frozenset[Role]:
    """Give the roles that count in this case, after conflicts of interest.

    The deputy acts only where the chair has a conflict (docs/procedure.md, section 7, rule 5).
    """
    own = _own_roles(actor, case)
    conflicted = _conflicted(tx, case)
    if conflicted & actor.who:
        return own
    held = set(actor.roles)
    if Role.CHAIR.value not in conflicted:
        held.discard(Role.DEPUTY_CHAIR)
    if any(duty.owed_by in actor.who for duty in duties.of_case(tx, case.id) if duty.state == duties.OPEN):
        held.add(Role.DUTY_OWNER)
    return own | frozenset(held)


def may(tx: Transaction, actor: Actor, act: Act, case: Case | None = None) -> bool:
    """Tell whether the actor may do this, in this case if one is given."""
    if case is None:
        return bool(MAY[act] & actor.roles)
    # what somebody may as the referrer no conflict takes away, so that nothing more needs to be looked up
    return bool(MAY[act] & _own_roles(actor, case)) or bool(MAY[act] & roles_in_case(tx, actor, case))


def require(tx: Transaction, actor: Actor, act: Act, case: Case | None = None) -> None:
    """Raise `Refused`, in words for the actor, unless they may do this."""
    if not may(tx, actor, act, case):
        raise Refused((case and _what_became_of_it(tx, actor, case)) or say(f"refusals.act.{act}"))


def in_conflict(tx: Transaction, actor: Actor, case: Case) -> bool:
    """Tell whether the actor has a possible conflict of interest in this case, not cleared by the business unit."""
    return bool(_conflicted(tx, case) & actor.who)


def acts_for_unit(tx: Transaction, actor: Actor, case: Case) -> bool:
    """Tell whether the actor acts in this case for the business unit."""
    return bool(_UNIT & roles_in_case(tx, actor, case))


def deciding_chair(tx: Transaction, board: Board, case: Case) -> tuple[str, Contact] | None:
    """Give who decides this case: the chair, or the deputy where the chair has a conflict; None if neither can."""
    conflicted = _conflicted(tx, case)
    for role, contact in ((Role.CHAIR, board.chair), (Role.DEPUTY_CHAIR, board.deputy_chair)):
        if contact is not None and role.value not in conflicted:
            return role.value, contact
    return None


def _own_roles(actor: Actor, case: Case) -> frozenset[Role]:
    """Give the roles that follow from the case itself; an erased draft is nobody's any more."""
    if case.state in cases.NOBODYS:
        return frozenset()
    own = {Role.DRAFT_OWNER} if case.owner == actor.address else set()
    if case.state != cases.DRAFT and case.referrer == actor.address:
        own.add(Role.REFERRER)
    return frozenset(own)


def _what_became_of_it(tx: Transaction, actor: Actor, case: Case) -> str:
    """Say to somebody whose draft it was that it is erased, or that a colleague has it; nothing to anybody else."""
    if case.state in cases.GONE and case.owner == actor.address:
        return say("refusals.referral.erased", day=in_words(day_in_london(case.changed_at)))
    given_away = [handed for handed in handovers.of_case(tx, case.id) if handed.handed_from == actor.address]
    if given_away:
        return say("refusals.referral.handed_over", day=in_words(day_in_london(given_away[-1].handed_at)))
    return ""


def _conflicted(tx: Transaction, case: Case) -> frozenset[str]:
    """Give who has a possible conflict of interest that the business unit has not cleared."""
    marked = conflicts.of_case(tx, case.id)
    return frozenset(conflict.who for conflict in marked if conflict.state == conflicts.POSSIBLE)
