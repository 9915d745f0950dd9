"""What becomes of an answer when the message that gave it is changed or deleted in Slack.

What was taken as an answer stays in the draft until its owner changes it: whoever deletes a message takes it out of
Slack, as the bot asks them to, and takes nothing back (docs/procedure.md, section 7, rule 1). The sealed payload stays
in the inbox for the same reason, and is erased with the draft.
"""

from __future__ import annotations

from collections.abc import Mapping

from handlers.access import Act, may
from handlers.conversation.answering import Answered
from handlers.conversation.prompting import require_for_messages
from handlers.conversation.prompts import Asked
from handlers.conversation.typed import Written, offer
from handlers.conversation.way import Target
from handlers.notices.kinds import Audience
from handlers.notices.recipients import Recipient, slack_of
from handlers.notices.sending import tell
from handlers.referral.drafts import own_case_to_change
from handlers.referral.in_words import in_words
from handlers.referral.receipts import receipt
from handlers.referral.saving import take
from handlers.screens import Receipt
from handlers.work import Work
from storage import answers, cases, conversations, handovers
from storage.database import NotFound
from storage.tables import Case, UsedMessage


def message_changed(work: Work, written: Written) -> None:
    """Ask whether the new text is to be used, where the old one is the answer that stands; else offer it.

    In a referral that is sent, or that a colleague has by now, nothing is changed any more: it is said where it can be.
    """
    used = conversations.message_used(work.tx, written.id)
    case = _own_draft(work, used)
    if used is not None and case is not None and _stands(work, used):
        _tell(work, "message_changed", case, occasion=written.item_id, data={"item_id": written.item_id})
    elif used is None or case is not None or not _say_too_late(work, used, written):
        offer(work, written)


def message_deleted(work: Work, message_id: str) -> None:
    """Say once that what was used of a deleted message stays; nothing about a message that was never used."""
    used = conversations.message_used(work.tx, message_id)
    case = _own_draft(work, used)
    if case is not None:
        _tell(work, "message_deleted", case, occasion=message_id)


def use_new_text(work: Work, written: Written) -> Answered | Receipt:
    """Take the new text of a changed message as the answer, unless a newer one was given since.

    Raises `Refused` for anyone but the draft's owner, and `NotFound` where the message is not an answer.
    """
    used = conversations.message_used(work.tx, written.id)
    if used is None or not used.revision:
        raise NotFound("the message is no answer")
    case = own_case_to_change(work, used.case_id)
    if case.state != cases.DRAFT:
        return receipt(work, case)
    form = work.forms.of(work.tx, case)
    require_for_messages(form, used.question_id)
    page_id = form.section_of(used.question_id).page
    taken = take(work, case, page_id=page_id, row_id="", revision=used.revision, typed={used.question_id: written.text})
    draft, place = taken.draft, (used.question_id, "")
    if not taken.newer:
        conversations.remember_used(
            work.tx,
            written.id,
            owner=used.owner,
            case_id=case.id,
            question_id=used.question_id,
            revision=draft.revisions.get(place, 0),
        )
    question = form.question(used.question_id)
    asked = Asked(
        case_id=case.id, occasion=written.item_id, revision=draft.case.revision, target=Target(page_id, question.id)
    )
    problem = taken.problems.get(question.id, "")
    return Answered(
        asked, question, in_words(question, draft.answers.get(*place)), is_newer=bool(taken.newer), problem=problem
    )


def _own_draft(work: Work, used: UsedMessage | None) -> Case | None:
    if used is None or used.owner != work.actor.address:
        return None
    case = cases.get(work.tx, used.case_id)
    return case if case.state == cases.DRAFT and case.owner == work.actor.address else None


def _say_too_late(work: Work, used: UsedMessage, written: Written) -> bool:
    """Say to its writer that the text was used in a referral which they cannot change by a message any more.

    False, and nothing is said, to anybody else and where they may not know of the case: they may have a conflict of
    interest in it by now, or it is erased.
    """
    case = cases.get(work.tx, used.case_id)
    if used.owner != work.actor.address or case.state == cases.ERASED:
        return False
    if _was_handed_over_by(work, case):
        _tell(work, "message_changed_after_handover", case, occasion=written.item_id)
        return True
    if case.state == cases.DRAFT or not may(work.tx, work.actor, Act.OPEN_CASE, case):
        return False
    goes_on = case.state != cases.WITHDRAWN
    _tell(work, "message_changed_after_sending", case, occasion=written.item_id, data={"goes_on": goes_on})
    return True


def _was_handed_over_by(work: Work, case: Case) -> bool:
    """Tell whether the referral is a colleague's since the actor, or somebody for them, handed it over."""
    given_away = work.actor.address in {handed.handed_from for handed in handovers.of_case(work.tx, case.id)}
    return given_away and work.actor.address not in (case.owner, case.referrer)


def _stands(work: Work, used: UsedMessage) -> bool:
    """Tell whether the answer that the message gave is the one that stands."""
    stored = answers.load_all(work.tx, used.case_id).get((used.question_id, used.row_id))
    return bool(used.revision) and stored is not None and stored.revision == used.revision


def _tell(work: Work, kind: str, case: Case, *, occasion: str, data: Mapping[str, object] | None = None) -> None:
    writer = Recipient(Audience.WRITER, slack=slack_of(work.actor.address))
    tell(work, kind, case=case, occasion=occasion, data=data, to=[writer])
