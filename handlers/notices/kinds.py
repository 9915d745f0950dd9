"""Every kind of notice: who is told by which channel, what it may carry, and its buttons. A closed list.

A notice carries the reference, the kind of event, what to do and by when, and nothing of the case itself
(docs/procedure.md, section 7, rule 2). What is not named in `may_carry` cannot be queued.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

Style = Literal["", "primary", "danger"]


class Audience(StrEnum):
    """The part in which somebody is told."""

    PANEL_CHANNEL = "panel_channel"
    CHAIR = "chair"
    """Whoever decides this case: the chair, or the deputy where the chair has a conflict."""
    UNIT_MAILBOX = "unit_mailbox"
    UNIT_PEOPLE = "unit_people"
    """People of the business unit who are in the workspace."""
    BUSINESS_MANAGER = "business_manager"
    REFERRER = "referrer"
    OWNER = "owner"
    """Who owes a duty: the owner of an action, or who must supply information."""
    PERSON = "person"
    """Who was given a role, or whose role has ended."""
    SENDER = "sender"
    """Who wrote to the Board by email."""
    WRITER = "writer"
    """Someone of the workspace who has just written to the bot or was interrupted."""


class Ways(StrEnum):
    """By which channels an audience is told."""

    EMAIL = "email"
    SLACK = "slack"
    BOTH = "both"
    """By each of the two that there is."""
    EITHER = "either"
    """In Slack, or by email where there is no Slack."""


class ButtonAction(StrEnum):
    """What a button of a notice asks for; its value is the id that the action needs."""

    OPEN_CASE = "open_case"
    RECORD_DECISION = "record_decision"
    ACTION_DONE = "action_done"
    INFORMATION_SUPPLIED = "information_supplied"
    REFER = "refer"
    PLACE_FILES = "place_files"
    CONTINUE_DRAFT = "continue_draft"
    SEE_DRAFTS = "drafts"
    RETRY_NOTICE = "retry_notice"
    USE_MESSAGE = "use_message"
    USE_NEW_TEXT = "use_new_text"
    CHECK_ANSWERS = "check_answers"
    HOLD_CASE = "hold_case"
    OPEN_INTAKE = "open_intake"
    ACCEPT_INTAKE = "accept_intake"
    ATTACH_INTAKE = "attach_intake"
    NOT_A_REFERRAL = "not_a_referral"


@dataclass(frozen=True)
class Button:
    """A button of a notice in Slack. `value` names the key of the notice's data that goes with it."""

    action: ButtonAction
    value: str = ""
    style: Style = ""


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice. `urgent`: always; others become urgent by their data. `attach_form`: a mail brings the blank
    form."""

    told: Mapping[Audience, Ways]
    may_carry: frozenset[str]
    buttons: tuple[Button, ...] = ()
    urgent: bool = False
    attach_form: bool = False


_CASE = frozenset({"case_id", "reference"})
_DUE = _CASE | {"duty_id", "due_on"}
_CLOCK = _DUE | {"statutory", "provisional", "start_event"}

_OPEN = Button(ButtonAction.OPEN_CASE, "case_id")
_OPEN_FIRST = Button(ButtonAction.OPEN_CASE, "case_id", "primary")
_DECIDE = Button(ButtonAction.RECORD_DECISION, "case_id", "primary")
_ACTION_DONE = Button(ButtonAction.ACTION_DONE, "duty_id", "primary")
_SUPPLIED = Button(ButtonAction.INFORMATION_SUPPLIED, "duty_id", "primary")

_PROMPT = frozenset({"prompt", "advice", "not_understood"})

_UNIT = {Audience.UNIT_MAILBOX: Ways.EMAIL, Audience.UNIT_PEOPLE: Ways.SLACK}
_CHAIR = {Audience.CHAIR: Ways.BOTH}
_OWNER = {Audience.OWNER: Ways.EITHER}
_WRITER = {Audience.WRITER: Ways.SLACK}
_TOLD_OF_IT = _CHAIR | {Audience.PANEL_CHANNEL: Ways.SLACK, Audience.REFERRER: Ways.SLACK}
_CONCERNED = _TOLD_OF_IT | _UNIT
_DECIDED = {
    Audience.REFERRER: Ways.SLACK,
    Audience.PANEL_CHANNEL: Ways.SLACK,
    Audience.UNIT_MAILBOX: Ways.EMAIL,
    Audience.CHAIR: Ways.BOTH,
}

_SENDER = {Audience.SENDER: Ways.EMAIL}
_INTAKE = frozenset({"intake_id", "number"})
_OPEN_INTAKE = Button(ButtonAction.OPEN_INTAKE, "intake_id", "primary")
_ACCEPT = Button(ButtonAction.ACCEPT_INTAKE, "intake_id")
_ATTACH = Button(ButtonAction.ATTACH_INTAKE, "intake_id")
_NO_REFERRAL = Button(ButtonAction.NOT_A_REFERRAL, "intake_id")

_DRAFT = frozenset({"case_id", "begun_on"})
"""A draft has no reference: it is told apart by the day on which it was begun."""
_CONTINUE = (Button(ButtonAction.CONTINUE_DRAFT, "case_id", "primary"),)
_SEE_DRAFTS = (Button(ButtonAction.SEE_DRAFTS),)

KINDS: Mapping[str, NoticeKind] = MappingProxyType(
    {
        # A referral is sent.
        "referral_sent_panel": NoticeKind({Audience.PANEL_CHANNEL: Ways.SLACK}, _CASE, (_OPEN_FIRST,)),
        "referral_sent_chair": NoticeKind(_CHAIR, _CLOCK | {"received_on", "urgent", "as_deputy"}, (_OPEN, _DECIDE)),
        "referral_sent_business_unit": NoticeKind(_UNIT, _CLOCK | {"received_on", "urgent"}, (_OPEN_FIRST,)),
        "referral_receipt": NoticeKind({Audience.REFERRER: Ways.SLACK}, _CLOCK | {"received_on"}, (_OPEN,)),
        "possible_conflict": NoticeKind(_UNIT, _CASE | {"count", "decided_by", "urgent"}, (_OPEN_FIRST,)),
        "chair_decides": NoticeKind(_CHAIR, _CASE),
        # Something happened to it after it was sent.
        "information_added": NoticeKind(_CONCERNED, _CASE | {"urgent"}, (_OPEN_FIRST,)),
        "answers_corrected": NoticeKind(_CONCERNED, _CASE | {"urgent"}, (_OPEN_FIRST,)),
        "referral_withdrawn": NoticeKind(_TOLD_OF_IT | _OWNER, _CASE, (_OPEN,)),
        "referral_withdrawn_business_unit": NoticeKind(_UNIT, _CASE, (_OPEN_FIRST,)),
        "referral_reopened": NoticeKind(_CONCERNED | _OWNER, _CLOCK, (_OPEN_FIRST,)),
        # The chair's decision: its date, its reminders, the decision itself.
        "decision_reminder": NoticeKind(_CHAIR, _CLOCK, (_OPEN, _DECIDE)),
        "decision_late": NoticeKind(_CHAIR, _CLOCK, (_OPEN, _DECIDE)),
        "nobody_can_decide": NoticeKind(_UNIT, _CLOCK, (_OPEN_FIRST,), urgent=True),
        "due_date_moved": NoticeKind(_CHAIR | _UNIT, _CLOCK | {"earlier_due_on"}, (_OPEN,)),
        "decision_recorded": NoticeKind(_DECIDED, _CASE, (_OPEN_FIRST,)),
        "decision_corrected": NoticeKind(_DECIDED, _CASE, (_OPEN_FIRST,)),
        # Information that is wanted for the decision.
        "information_wanted": NoticeKind(_OWNER, _DUE, (_SUPPLIED,)),
        "information_reminder": NoticeKind(_OWNER, _DUE, (_SUPPLIED,)),
        "information_late": NoticeKind(_OWNER, _DUE, (_SUPPLIED,)),
        "information_supplied": NoticeKind(_UNIT | _CHAIR, _CASE, (_OPEN_FIRST,)),
        "information_not_needed": NoticeKind(_OWNER, _CASE),
        # Actions that follow a decision.
        "action_assigned": NoticeKind(_OWNER, _DUE, (_ACTION_DONE,)),
        "action_reminder": NoticeKind(_OWNER, _DUE, (_ACTION_DONE,)),
        "action_late": NoticeKind(_OWNER, _DUE, (_ACTION_DONE,)),
        "action_done": NoticeKind(_UNIT, _CASE, (_OPEN_FIRST,)),
        # Whatever is late: the business manager too, or the business unit where nobody is business manager.
        "late_for_business_manager": NoticeKind(
            {Audience.BUSINESS_MANAGER: Ways.EITHER, Audience.UNIT_MAILBOX: Ways.EMAIL},
            _DUE | {"duty_kind"},
            (_OPEN_FIRST,),
        ),
        # A closed case whose time to be kept ends (docs/procedure.md, section 7, rule 8).
        "case_warning": NoticeKind(
            _UNIT, _CASE | {"erased_on"}, (_OPEN_FIRST, Button(ButtonAction.HOLD_CASE, "case_id"))
        ),
        # People and their roles: the only notices with a name, that of the person whose role it is.
        "role_given": NoticeKind(_UNIT, frozenset({"name", "roles", "conflicts"})),
        "role_ended": NoticeKind(_UNIT, frozenset({"name", "roles"})),
        "role_removed": NoticeKind(_UNIT, frozenset({"name", "roles", "count"})),
        "your_role_given": NoticeKind({Audience.PERSON: Ways.EITHER}, frozenset({"roles"})),
        "your_role_ended": NoticeKind({Audience.PERSON: Ways.EITHER}, frozenset({"roles"})),
        # Delivery.
        "tell_by_own_route": NoticeKind(_UNIT, _CASE | {"about", "audience", "due_on"}, (_OPEN_FIRST,)),
        "notice_failed": NoticeKind(
            _UNIT,
            _CASE | {"outbox_id", "about", "channel", "code"},
            (Button(ButtonAction.RETRY_NOTICE, "outbox_id", "primary"),),
        ),
        # A draft that waits (docs/procedure.md, section 7, rule 8), or goes to a colleague.
        "draft_waits": NoticeKind(_WRITER, _DRAFT, _CONTINUE),
        "draft_warning": NoticeKind(_WRITER, _DRAFT | {"erased_on"}, _CONTINUE),
        "draft_owner_not_reached": NoticeKind(_UNIT, _DRAFT | {"erased_on"}, _SEE_DRAFTS),
        "draft_erased": NoticeKind(_WRITER, frozenset({"begun_on"}), (Button(ButtonAction.REFER),)),
        "arrived_referral_waits": NoticeKind(_UNIT, _DRAFT | {"received_on"}, _SEE_DRAFTS),
        "draft_handed_over": NoticeKind(_WRITER, frozenset({"begun_on"})),
        "draft_handed_to_you": NoticeKind(_WRITER, _DRAFT, _CONTINUE),
        # A letter that came by email: the business unit is told at once.
        "letter_arrived": NoticeKind(
            _UNIT,
            _INTAKE | {"answered", "needed_in_all", "suggested", "urgent"},
            (_OPEN_INTAKE, _ACCEPT, _ATTACH, _NO_REFERRAL),
        ),
        "letter_complete": NoticeKind(_UNIT, _INTAKE | {"urgent"}, (_OPEN_INTAKE, _ACCEPT, _ATTACH, _NO_REFERRAL)),
        "letter_sent": NoticeKind(_UNIT, _INTAKE | _CASE | {"urgent"}, (_OPEN_INTAKE,)),
        "letter_quarantined": NoticeKind(_UNIT, _INTAKE | {"why"}, (_OPEN_INTAKE, _ATTACH, _NO_REFERRAL)),
        "letter_with_information": NoticeKind(_UNIT, _CASE, (_OPEN_FIRST,)),
        "letter_with_decision": NoticeKind(_UNIT, _CASE, (_OPEN, _DECIDE)),
        "same_child": NoticeKind(_UNIT, frozenset({"this", "other"})),
        # What is written back by email.
        "mail_received": NoticeKind(_SENDER, _INTAKE),
        "mail_needed": NoticeKind(_SENDER, _INTAKE | {"needed", "in_slack"}, attach_form=True),
        "mail_reminder": NoticeKind(_SENDER, _INTAKE | {"needed"}, attach_form=True),
        "mail_complete": NoticeKind(_SENDER, _INTAKE),
        "mail_sent": NoticeKind(_SENDER, _CLOCK | {"received_on"}),
        "mail_about_case": NoticeKind(_SENDER, _CASE),
        "mail_stranger": NoticeKind(_SENDER, frozenset()),
        "mail_form": NoticeKind(_SENDER, frozenset(), attach_form=True),
        # Someone who writes to the bot, or was interrupted by a restart.
        "direct_message_reply": NoticeKind(
            _WRITER,
            frozenset({"item_id"}),
            (Button(ButtonAction.REFER, style="primary"), Button(ButtonAction.USE_MESSAGE, "item_id")),
        ),
        # Files that somebody gave.
        "files_noted": NoticeKind(
            _WRITER, frozenset({"case_id", "count", "left_out"}), (Button(ButtonAction.CONTINUE_DRAFT, "case_id"),)
        ),
        "files_to_place": NoticeKind(
            _WRITER, frozenset({"item_id"}), (Button(ButtonAction.PLACE_FILES, "item_id", "primary"),)
        ),
        "files_not_taken": NoticeKind(_WRITER, frozenset()),
        "file_kept": NoticeKind(_WRITER, frozenset({"number", "protected"})),
        "file_refused": NoticeKind(
            _WRITER,
            frozenset({"draft_id", "sent_id", "number", "file_trouble"}),
            (Button(ButtonAction.CONTINUE_DRAFT, "draft_id"), Button(ButtonAction.OPEN_CASE, "sent_id")),
        ),
        "files_unreadable": NoticeKind(_UNIT, frozenset()),
        # Mail that waits for a person because the bot could not deal with it.
        "mail_not_fetched": NoticeKind(_UNIT, frozenset()),
        "mail_not_handled": NoticeKind(_UNIT, frozenset({"number"})),
        "mailbox_away": NoticeKind(_UNIT, frozenset()),
        "continue_after_interruption": NoticeKind(
            _WRITER,
            frozenset({"case_id"}),
            (Button(ButtonAction.CONTINUE_DRAFT, "case_id", "primary"),),
        ),
        "open_after_interruption": NoticeKind(_WRITER, _CASE, (_OPEN_FIRST,)),
        # The conversation: a prompt is made of questions and sections that may stand in a message, and has its own
        # buttons (`handlers.conversation.prompts`).
        "question": NoticeKind(_WRITER, _PROMPT),
        "form_part": NoticeKind(_WRITER, _PROMPT),
        "conversation_end": NoticeKind(_WRITER, _PROMPT),
        "conversation_saved": NoticeKind(_WRITER, _PROMPT),
        "message_not_used": NoticeKind(
            _WRITER, frozenset({"item_id", "reason"}), (Button(ButtonAction.USE_MESSAGE, "item_id"),)
        ),
        "message_changed": NoticeKind(
            _WRITER, frozenset({"item_id"}), (Button(ButtonAction.USE_NEW_TEXT, "item_id", "primary"),)
        ),
        "message_changed_after_sending": NoticeKind(_WRITER, _CASE | {"goes_on"}, (_OPEN,)),
        "message_changed_after_handover": NoticeKind(_WRITER, frozenset()),
        "message_deleted": NoticeKind(
            _WRITER, frozenset({"case_id"}), (Button(ButtonAction.CHECK_ANSWERS, "case_id"),)
        ),
    }
)
