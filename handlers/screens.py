"""What a use case shows next, as plain values that Slack, console and pages each render in their own way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from forms.criteria import Limb
from forms.vocabulary import Answers, Question, Section
from forms.walk import Missing, Progress
from handlers.access import Act


@dataclass(frozen=True)
class DraftLine:
    """A draft in a list: told apart by when it was begun and how far it is (docs/procedure.md, section 7, rule 2)."""

    case_id: str
    begun_at: datetime
    progress: Progress


@dataclass(frozen=True)
class Welcome:
    """The first screen: what to do if a child is in danger now, then what the bot does with what it is told."""

    board_name: str
    panel_name: str
    front_door: str
    out_of_hours: str
    drafts: tuple[DraftLine, ...] = ()
    in_conversation: bool = False
    """Whether a referral can be answered in direct messages too."""
    may_enter_on_behalf: bool = False
    """Whether the viewer may enter a referral that came by phone, post or paper."""


@dataclass(frozen=True)
class OnBehalfScreen:
    """Where the business unit says how a referral came that it enters for somebody else, when, and from whom.

    `errors` holds a sentence per field of `handlers.referral.on_behalf.BeginOnBehalf`; `typed` gives back what was
    typed, under the same names.
    """

    today: date
    errors: Mapping[str, str] = field(default_factory=dict, repr=False)
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class WaitingDraft:
    """Somebody's draft, as the business unit sees it: whose it is, when it was begun, how far it is, and no more.

    `owner` is an address (``slack:U123``). `came_by` is slack, email, phone, post or paper.
    """

    case_id: str
    owner: str
    came_by: str
    begun_at: datetime
    changed_at: datetime
    progress: Progress
    is_own: bool
    """Whether it is the viewer's: then they can go on with it."""


@dataclass(frozen=True)
class WaitingDrafts:
    """A page of drafts that can be handed over; `more_after` is the last one's id where the list goes on.

    `everybodys`: the viewer is of the business unit and sees all; otherwise these are their own.
    """

    drafts: tuple[WaitingDraft, ...]
    everybodys: bool
    more_after: str | None = None


@dataclass(frozen=True)
class HandoverScreen:
    """Where somebody says to whom a draft goes. `errors` holds a sentence at ``colleague``."""

    draft: WaitingDraft
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class HandedOver:
    """The draft belongs to a colleague now; both are told."""

    case_id: str
    begun_at: datetime


@dataclass(frozen=True)
class RowLine:
    """A row already given in a repeatable section; shown only in a modal."""

    row_id: str
    number: int
    summary: str = field(repr=False)


@dataclass(frozen=True)
class PageScreen:
    """One page of the form to be answered.

    For a repeatable section `row_id` names the row that this screen is for (new or old) and `rows` lists the
    others. `revision` is the case's revision when the page was drawn: answers that became newer since are not
    overwritten. `errors` holds a sentence per question id.
    `case_id` is empty on the very first page, before anything is saved; `origin` then names the draft to be begun.
    """

    case_id: str
    origin: str
    page_id: str
    title: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    required: frozenset[str]
    answers: Answers = field(repr=False)
    progress: Progress
    revision: int = 0
    seen: str = ""
    """On the declaration's page, as on the `Review` before it."""
    row_id: str = ""
    row_number: int = 0
    rows: tuple[RowLine, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict, repr=False)
    newer: tuple[str, ...] = ()
    """Labels of answers that another screen changed since; the newer ones are shown."""
    advice: tuple[str, ...] = ()
    """What to do now, after a “no” to “danger passed on” or “lead consulted”; it does not block."""
    room: frozenset[str] = frozenset()
    """Ids of questions for whose long text the person asked for more room."""
    on_behalf: bool = False
    """It is entered for somebody else, so that “you” in its questions is not the person who types."""


@dataclass(frozen=True)
class OrderScreen:
    """The rows of a repeatable section in their order, to be put in another one.

    `seen` tells this order from any other: a move is made only in the order that the person saw. `newer`: it was
    changed on another screen since, so that nothing was moved.
    """

    case_id: str
    page_id: str
    section: Section
    rows: tuple[RowLine, ...]
    seen: str
    newer: bool = False


@dataclass(frozen=True)
class EarlierText:
    """What an answer was before somebody corrected it after the referral was sent, in words; blank if it had none."""

    text: str = field(repr=False)
    corrected_on: date
    corrected_by: str = field(repr=False)


@dataclass(frozen=True)
class ReviewedAnswer:
    """One question with its answer in words; blank when not answered."""

    question: Question
    text: str = field(repr=False)
    problem: str = field(default="", repr=False)
    """Why it needs attention: missing, or not understood; empty if neither."""
    earlier: tuple[EarlierText, ...] = ()
    """What it was before it was corrected, the latest correction first."""


@dataclass(frozen=True)
class FileLine:
    """A file of a case. `kind` and `size` (bytes) are known once it is kept; `trouble` is a short code.

    `state` is wanted, kept or refused. Shown only in a modal: a file's name can tell of a case.
    """

    file_id: str
    number: int
    name: str = field(repr=False)
    kind: str
    size: int
    state: str
    trouble: str
    added_on: date
    added_by: str = field(repr=False)


@dataclass(frozen=True)
class FilesScreen:
    """The page on which the files of a draft are given; `room` is how many more it may have."""

    case_id: str
    files: tuple[FileLine, ...]
    room: int


@dataclass(frozen=True)
class WhichReferral:
    """For which draft the files of a message are; `item_id` is the inbox item that keeps the message."""

    item_id: str
    drafts: tuple[DraftLine, ...]


@dataclass(frozen=True)
class ReviewedSection:
    """A section as the referrer gave it: its answers, row by row where it repeats."""

    section: Section
    page_id: str
    rows: tuple[tuple[ReviewedAnswer, ...], ...] = field(repr=False)
    problem: str = ""
    """Why a row is needed where there is none; empty if none is."""
    removed: tuple[tuple[ReviewedAnswer, ...], ...] = field(default=(), repr=False)
    """Rows that were taken out after the referral was sent, with what stood in them."""


@dataclass(frozen=True)
class Review:
    """Everything asked, what is missing, and the criteria limb by limb in words that never decide."""

    case_id: str
    sections: tuple[ReviewedSection, ...] = field(repr=False)
    missing: tuple[Missing, ...] = field(repr=False)
    limbs: tuple[Limb, ...] = field(repr=False)
    criteria_summary: str = field(repr=False)
    progress: Progress
    revision: int
    seen: str
    """Tells the order of rows and the files that it shows from any others (`handlers.referral.seen`)."""
    newer: tuple[str, ...] = ()
    """Labels of what another screen changed since the person last saw it."""
    advice: tuple[str, ...] = ()
    """What to do now, as on a `PageScreen`."""
    files: tuple[FileLine, ...] = ()
    takes_files: bool = False
    """Whether files can be given in Slack."""


@dataclass(frozen=True)
class Saved:
    """Everything is saved; the person may come back whenever they like."""

    case_id: str
    progress: Progress
    unread: tuple[str, ...] = ()
    """Labels of what was typed but not understood: kept as typed, to be put right later."""
    newer: tuple[str, ...] = ()
    """Labels of answers that another screen changed since; the newer ones are kept."""
    advice: tuple[str, ...] = ()
    """What to do now, as on a `PageScreen`."""


@dataclass(frozen=True)
class Receipt:
    """The referral is sent: its reference and what happens next, with no content."""

    case_id: str
    reference: str
    received_on: date
    decision_due_on: date
    urgent: bool
    on_behalf: bool = False
    """It was entered for somebody else."""


@dataclass(frozen=True)
class DecisionLine:
    """A decision of the independent chair, as far as the viewer may know of it."""

    outcome: str = field(repr=False)
    """What was decided, with what belongs to it, in words."""
    decided_on: date
    final: bool
    corrected: bool
    """A later decision corrects this one."""
    reasons: str | None = field(repr=False)
    """None for a viewer who may not see reasons."""
    correction_reason: str | None = field(repr=False)
    """Why it corrects an earlier one; None if it does not, or for a viewer who may not see reasons."""


@dataclass(frozen=True)
class ActionLine:
    """An action that follows a decision."""

    duty_id: str
    number: int
    text: str = field(repr=False)
    owner: str = field(repr=False)
    due_on: date
    done: bool
    note: str | None = field(repr=False)


@dataclass(frozen=True)
class PossibleConflict:
    """Somebody with a possible conflict of interest, for the business unit to clear or to leave."""

    who: str
    """What `handlers.conflicts.clear` takes: a person's id, ``chair`` or ``deputy_chair``."""
    name: str = field(repr=False)


@dataclass(frozen=True)
class AdditionLine:
    """Further information that was given after the referral was sent."""

    number: int
    text: str = field(repr=False)
    added_on: date
    added_by: str = field(repr=False)


@dataclass(frozen=True)
class WithdrawalLine:
    """That a referral was withdrawn; and opened again, where it was. Reasons are None for who may not read them."""

    withdrawn_on: date
    withdrawn_by: str = field(repr=False)
    reason: str | None = field(repr=False)
    reopened_on: date | None
    reopening_reason: str | None = field(repr=False)


@dataclass(frozen=True)
class HoldLine:
    """That a case is held, so that it is not erased, and why; lifted, where it was."""

    held_on: date
    held_by: str = field(repr=False)
    reason: str = field(repr=False)
    lifted_on: date | None
    lifting_reason: str | None = field(repr=False)


@dataclass(frozen=True)
class ProposalLine:
    """What a letter says about a case that was sent: further information, or the chair's decision with its reasons."""

    proposal_id: str
    kind: str
    """``information`` or ``decision``."""
    text: str = field(repr=False)


@dataclass(frozen=True)
class CaseView:
    """A case that was sent, as one viewer may see it. Shown in a modal only, after a check of who is asking.

    `due_on` is the day by which the decision is due. `acts` is what the viewer's part in the case
    allows. `is_referrer`: it is the viewer who refers it, whoever typed it.
    """

    case_id: str
    reference: str
    state: str
    received_on: date
    urgent: bool
    regime: str
    due_on: date
    statutory: bool
    provisional: bool
    sections: tuple[ReviewedSection, ...] = field(repr=False)
    limbs: tuple[Limb, ...] = field(repr=False)
    criteria_summary: str = field(repr=False)
    decisions: tuple[DecisionLine, ...]
    actions: tuple[ActionLine, ...]
    conflicts: tuple[PossibleConflict, ...]
    acts: frozenset[Act]
    is_referrer: bool = False
    additions: tuple[AdditionLine, ...] = ()
    proposals: tuple[ProposalLine, ...] = ()
    """What letters say of the case, for the business unit to take over or put aside."""
    withdrawals: tuple[WithdrawalLine, ...] = ()
    files: tuple[FileLine, ...] = ()
    holds: tuple[HoldLine, ...] = ()
    is_held: bool = False
    erase_on: date | None = None
    """The day from which it may be erased, for the business unit; None while no schedule says so."""


@dataclass(frozen=True)
class SentLine:
    """A referral that the viewer sent: where it stands and what comes next, in words without content."""

    case_id: str
    reference: str
    state: str
    next_step: str


@dataclass(frozen=True)
class DutyLine:
    """Something that the viewer owes by a date. `kind` is decide, supply_information or action."""

    duty_id: str
    case_id: str
    reference: str
    kind: str
    due_on: date
    is_late: bool


@dataclass(frozen=True)
class CaseLine:
    """A case in a list: its reference, and the day by which its decision is due."""

    case_id: str
    reference: str
    due_on: date
    is_late: bool


@dataclass(frozen=True)
class FailedNotice:
    """A notice that could not be delivered. `trouble` is a short code, not the message's text."""

    outbox_id: str
    kind: str
    reference: str | None
    trouble: str


@dataclass(frozen=True)
class Home:
    """What somebody finds when they open the bot: reference and dates only, no content.

    `awaiting_decision` is for the chair; `open_cases`, `more_after` (the last case's id, where the list goes on) and
    `failed` are for the business unit.
    """

    may_refer: bool
    may_enter_on_behalf: bool = False
    sees_drafts: bool = False
    manages_people: bool = False
    intakes_waiting: int | None = None
    """How many referrals by email wait, for those who see them; None for others."""
    drafts: tuple[DraftLine, ...] = ()
    sent: tuple[SentLine, ...] = ()
    """The viewer's latest referrals."""
    sent_in_all: int = 0
    duties: tuple[DutyLine, ...] = ()
    awaiting_decision: tuple[CaseLine, ...] = ()
    open_cases: tuple[CaseLine, ...] = ()
    more_after: str | None = None
    failed: tuple[FailedNotice, ...] = ()
    decides: bool = False
    """The viewer is chair or deputy: an empty `awaiting_decision` is said in words."""
    sees_register: bool = False
    """The viewer is of the business unit: an empty `open_cases` is said in words."""
