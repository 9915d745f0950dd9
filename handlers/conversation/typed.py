"""What somebody typed as a direct message: the answer to the question asked last, or kept and offered for use.

Nothing typed is lost (docs/procedure.md, section 7, rule 1): it lies sealed in the inbox, and the reply offers to use
it in the form. No reply repeats any of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from handlers.access import Act, may
from handlers.conversation.answering import go_on_after
from handlers.conversation.asking import message_of, prompt_of
from handlers.conversation.prompts import Asked
from handlers.conversation.way import answered_in_messages
from handlers.direct_message import answer_direct_message
from handlers.notices.kinds import Audience
from handlers.notices.recipients import Recipient, slack_of
from handlers.notices.sending import tell
from handlers.referral.drafts import own_case_to_change
from handlers.referral.saving import take
from handlers.work import Work
from storage import cases, conversations
from storage.tables import Case, OutboxMessage


@dataclass(frozen=True)
class Written:
    """A direct message as somebody wrote it.

    `id` is the conversation and the moment in it by which Slack names the message (``D123:1764000000.000100``);
    `in_reply_to` names the message in whose thread it stands, if it does; `item_id` the inbox item that keeps it.
    """

    id: str
    item_id: str
    text: str = field(repr=False)
    in_reply_to: str = ""


@dataclass(frozen=True)
class _Open:
    """The question asked last, of a draft that is still the actor's."""

    case: Case
    asked: Asked
    message: OutboxMessage


def take_message(work: Work, written: Written, *, occasion: str) -> None:
    """Take what somebody typed as the answer to the question asked last, and ask the next one; else offer to use it.

    It is an answer only where the Board lets people type, the question may stand in a message, and they wrote after
    it was put before them: what was on its way before answers no question that they had not read.
    """
    asked = _asked_last(work)
    if asked is None or not written.text.strip():
        offer(work, written)
        return
    if not work.board.typed_answers:
        _not_used(work, written, asked.case, "buttons")
    elif not _answers(written, asked.message):
        _not_used(work, written, asked.case, "before")
    else:
        _answer(work, written, asked, occasion=occasion)


def offer(work: Work, written: Written) -> None:
    """Reply that nobody should write of a child here, and how the message can still be used."""
    usable = bool(written.text.strip()) and may(work.tx, work.actor, Act.REFER)
    answer_direct_message(
        work,
        occasion=f"{written.id}:{written.item_id}",
        channel_user=slack_of(work.actor.address) or "",
        item_id=written.item_id if usable else "",
    )


def _asked_last(work: Work) -> _Open | None:
    """Give the question that was asked last, the case locked; None where the last message asked none."""
    last = conversations.of(work.tx, work.actor.address)
    if last is None or not last.question_id:
        return None
    case = cases.get(work.tx, last.case_id)
    if not may(work.tx, work.actor, Act.CHANGE_DRAFT, case):
        return None
    case = own_case_to_change(work, case.id)
    # what was typed at the same moment may have been taken first, so that another question is asked by now
    last = conversations.of(work.tx, work.actor.address)
    if last is None or case.state != cases.DRAFT or last.case_id != case.id:
        return None
    if last.question_id not in answered_in_messages(work.forms.of(work.tx, case), work.board):
        return None
    message = message_of(work, case, last.occasion)
    return _Open(case, prompt_of(message).asked, message) if message is not None else None


def _answers(written: Written, question: OutboxMessage) -> bool:
    """Tell whether this was written after the question was there, in the conversation itself or as a reply to it."""
    if not question.receipt or written.in_reply_to not in ("", question.receipt):
        return False
    channel, _, moment = written.id.partition(":")
    asked_in, _, asked_at = question.receipt.partition(":")
    return channel == asked_in and Decimal(moment) > Decimal(asked_at)


def _answer(work: Work, written: Written, to: _Open, *, occasion: str) -> None:
    asked, question_id = to.asked, to.asked.target.question_id
    taken = take(
        work,
        to.case,
        page_id=asked.target.page_id,
        row_id="",
        revision=asked.revision,
        typed={question_id: written.text},
    )
    draft = taken.draft
    if taken.newer:
        _not_used(work, written, draft.case, "newer")
    else:
        revision = draft.revisions.get((question_id, ""), 0)
        conversations.remember_used(
            work.tx,
            written.id,
            owner=work.actor.address,
            case_id=draft.case.id,
            question_id=question_id,
            revision=revision,
        )
    go_on_after(work, draft, asked, occasion=occasion, not_understood=bool(taken.problems))


def _not_used(work: Work, written: Written, case: Case, reason: str) -> None:
    tell(
        work,
        "message_not_used",
        case=case,
        occasion=written.id,
        data={"item_id": written.item_id, "reason": reason},
        to=[Recipient(Audience.WRITER, slack=slack_of(work.actor.address))],
    )
