"""Asking the next question of a conversation: its message is queued, and remembered as the one asked last."""

from __future__ import annotations

from collections.abc import Collection

from handlers.conversation.prompting import prompt_at, saved_prompt
from handlers.conversation.prompts import Asked, Prompt
from handlers.conversation.way import Stop, Target, Way
from handlers.notices.kinds import Audience
from handlers.notices.recipients import Recipient, slack_of
from handlers.notices.sending import tell
from handlers.referral.advice import calls_for_advice
from handlers.referral.drafts import Draft
from handlers.referral.route import declaration_page_id
from handlers.work import Work
from storage import cases, conversations, outbox
from storage.tables import Case, OutboxMessage

KINDS_OF_PROMPT = {
    "question": "question",
    "part": "form_part",
    "end": "conversation_end",
    "saved": "conversation_saved",
}
"""Which notice carries each kind of prompt."""


def ask(
    work: Work,
    way: Way,
    stop: Stop | None,
    *,
    occasion: str,
    just_answered: Collection[str] = (),
    not_understood: bool = False,
) -> None:
    """Queue the message for a stop, or for the end of the way (None), to the draft's owner.

    `occasion` names the message among all that are sent to them. What an answer `just_answered` calls for is said in
    it first; `not_understood` says that what was given for this same question could not be read.
    """
    draft = way.draft
    _send(
        work,
        draft,
        prompt_at(way, stop, occasion),
        advice=list(calls_for_advice(draft.answers, just_answered)),
        not_understood=not_understood,
    )
    page_id = stop.page.id if stop is not None else declaration_page_id(draft.form)
    cases.remember_page(work.tx, draft.case, page_id)


def say_saved(work: Work, draft: Draft, at: Target, *, occasion: str) -> None:
    """Queue the message that everything is saved, with the ways to go on from this stop."""
    _send(work, draft, saved_prompt(draft, at, occasion))


def message_of(work: Work, case: Case, occasion: str) -> OutboxMessage | None:
    """Give the message that asked a question of the draft's owner, by its occasion; None if there is none."""
    owner = slack_of(case.owner) or ""
    return outbox.found(work.tx, kind="question", channel="slack", address=owner, occasion=occasion, case_id=case.id)


def prompt_of(message: OutboxMessage) -> Prompt:
    """Give what a message of the conversation asks."""
    return Prompt.model_validate(message.data["prompt"])


def is_asked_last(work: Work, asked: Asked) -> bool:
    """Tell whether nothing was asked about this referral after this message, so that the conversation goes on at it."""
    last = conversations.of(work.tx, work.actor.address)
    return last is None or last.case_id != asked.case_id or last.occasion == asked.occasion


def is_question_asked_last(work: Work, asked: Asked) -> bool:
    """Tell whether the question of this message is the one asked last, by this message or by another."""
    last = conversations.of(work.tx, work.actor.address)
    return last is not None and (last.case_id, last.question_id) == (asked.case_id, asked.target.question_id)


def _send(
    work: Work, draft: Draft, prompt: Prompt, *, advice: list[str] | None = None, not_understood: bool = False
) -> None:
    owner = Recipient(Audience.WRITER, slack=slack_of(draft.case.owner))
    data = {"prompt": prompt.model_dump(mode="json"), "advice": advice or [], "not_understood": not_understood}
    kind = KINDS_OF_PROMPT[prompt.about]
    tell(work, kind, case=draft.case, occasion=prompt.asked.occasion, data=data, to=[owner])
    conversations.remember(
        work.tx,
        owner=draft.case.owner,
        case_id=draft.case.id,
        question_id=prompt.asked.target.question_id if prompt.about == "question" else "",
        occasion=prompt.asked.occasion,
    )
