"""Answering a referral in direct messages, and the switch between them and the form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.slack.files import given_in_message
from bot.slack.listeners.referral import page_given, shown
from bot.slack.messages import blocks, fallback
from bot.slack.payload import Kind
from bot.slack.replies import Nothing, Replace, Reply, Show, Whisper
from bot.slack.routes import Route, Step, anyone, case_id, may, may_answer, may_in_case, on_page
from bot.slack.views import conversation as views
from bot.slack.views import use_message
from bot.slack.views.blocks import paragraph
from bot.slack.views.inputs import ACTION
from bot.slack.views.read_state import typed_text, value_of
from bot.slack.views.told import receipt_view, told_view
from bot.slack.written import message_id, written
from forms.answers import Typed
from forms.vocabulary import NOT_KNOWN
from forms.words import say
from handlers.access import Act, Refused, require
from handlers.conversation import changing, moving, typed, using
from handlers.conversation.answering import Answered, answer
from handlers.conversation.moving import AskedBelow, Moved, NothingBefore
from handlers.conversation.prompts import Asked
from handlers.conversation.typed import Written
from handlers.conversation.using import WhichDraft, WhichQuestion
from handlers.files.written import take_files
from handlers.referral.answer import answer_page
from handlers.referral.pages import page, resume
from handlers.referral.review import review
from handlers.screens import Receipt, Saved
from storage import cases, inbox

_WRITTEN = (None, "file_share", "thread_broadcast", "me_message")
"""The subtypes of a message that a person has just written; what bots write and what Slack tells have others."""


def begin(step: Step) -> Reply:
    """Begin a referral in direct messages; the modal is its origin, so that two clicks begin one."""
    begun = moving.begin(step.work, origin=f"slack:{step.view['root_view_id']}", occasion=_of_screen(step))
    return _switched(begun)


def switch(step: Step) -> Reply:
    """Save the page on the screen, and go on in direct messages with what is open from it on."""
    saved = answer_page(step.work, page_given(step, "later"))
    if not isinstance(saved, Saved):
        return shown(step, saved)
    moving.go_on(step.work, saved.case_id, occasion=_of_screen(step), from_page=step.about.page_id)
    return _switched(saved.case_id)


def choose(step: Step) -> Reply:
    """Take what was chosen at a question."""
    return _answered(step, value_of(step.payload["actions"][0]))


def save_answer(step: Step) -> Reply:
    """Take everything that is ticked at a question."""
    return _answered(step, _ticked(step))


def answer_not_known(step: Step) -> Reply:
    """Take “not known” as the answer."""
    return _answered(step, NOT_KNOWN)


def skip_question(step: Step) -> Reply:
    """Leave a message as it is, and go on."""
    return _moved(moving.skip(step.work, _asked(step), occasion=step.occasion), "skipped")


def back_in_conversation(step: Step) -> Reply:
    """Go back to what was asked before."""
    return _moved(moving.back(step.work, _asked(step), occasion=step.occasion), "back")


def finish_later(step: Step) -> Reply:
    """Stop for now."""
    return _moved(moving.finish_later(step.work, _asked(step), occasion=step.occasion), "saved")


def go_on_here(step: Step) -> Reply:
    """Go on in direct messages."""
    return _moved(moving.go_on_here(step.work, _asked(step), occasion=step.occasion), "went_on")


def change_answer(step: Step) -> Reply:
    """Ask a question once more."""
    again = moving.ask_again(step.work, _asked(step), occasion=step.occasion)
    return Nothing() if again is None else _moved(again, "went_on")


def explain_question(step: Step) -> Reply:
    """Explain a question in its message; below, to the person alone, where the conversation has gone on."""
    ticked = _ticked(step)
    explained = moving.explanation(step.work, _asked(step), ticked if isinstance(ticked, list) else ())
    if isinstance(explained, str):
        return Whisper(explained)
    return Replace(blocks(explained), fallback(explained))


def open_form(step: Step) -> Reply:
    """Open the form at the page that the message is about."""
    asked = _asked(step)
    page_id = asked.target.page_id
    return shown(step, page(step.work, asked.case_id, page_id) if page_id else resume(step.work, asked.case_id))


def check_answers(step: Step) -> Reply:
    """Open the review."""
    return shown(step, review(step.work, step.value))


def message_written(step: Step) -> Reply:
    """Take a direct message, or what became of one. What bots write is kept, and not answered."""
    event = step.payload["event"]
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    if event.get("channel_type") != "im" or any("bot_id" in each for each in (event, now, before)):
        return Nothing()
    subtype = event.get("subtype")
    if subtype in _WRITTEN:
        _take(step, event)
    elif subtype == "message_deleted" or now.get("subtype") == "tombstone":
        ts = event.get("deleted_ts") or now["ts"]
        changing.message_deleted(step.work, message_id(event["channel"], ts))
    elif subtype == "message_changed" and now.get("text") != before.get("text"):
        changing.message_changed(step.work, written(event, step.occasion))
    return Nothing()


def _take(step: Step, event: Mapping[str, Any]) -> None:
    given = given_in_message(event)
    if given:
        take_files(step.work, given, item_id=step.occasion)
    if not given or (event.get("text") or "").strip():
        typed.take_message(step.work, written(event, step.occasion), occasion=step.occasion)


def use_new_text(step: Step) -> Reply:
    """Take the new text of a changed message as the answer."""
    taken = changing.use_new_text(step.work, _written(step, step.value))
    if isinstance(taken, Answered) and not (taken.problem or taken.is_newer):
        return Whisper(say("conversation.told.used"))
    return _said(taken)


def use_message_(step: Step) -> Reply:
    """Ask what a message is to be used for."""
    return _which(step, using.which(step.work, _written(step, step.value)))


def use_in_draft(step: Step) -> Reply:
    """Ask which question of this referral a message answers."""
    return _which(step, using.which(step.work, _written(step, step.about.item_id), case_id=step.value))


def use_in_new(step: Step) -> Reply:
    """Ask which question of a new referral a message answers."""
    return _which(step, using.which(step.work, _written(step, step.about.item_id), new=True))


def show_in_form(step: Step) -> Reply:
    """Show the page of the question with the text in its field."""
    about, question_id = step.about, typed_text(step.view)[use_message.QUESTION]
    message = _written(step, about.item_id)
    return shown(step, using.use(step.work, message, case_id=about.case_id, question_id=question_id))


def _asked(step: Step) -> Asked:
    """Give what the message of a button asked; a button without it names a case alone."""
    asked = views.asked_in(step.payload["actions"][0].get("block_id", ""))
    return asked or Asked(case_id=case_id(step), occasion="", revision=0)


def _ticked(step: Step) -> Typed:
    values: Mapping[str, Any] = (step.payload.get("state") or {}).get("values", {})
    state = values.get(views.block_id(_asked(step), "answer"), {}).get(ACTION, {})
    return value_of(state)


def _answered(step: Step, given: Typed) -> Reply:
    return _said(answer(step.work, _asked(step), given, occasion=step.occasion))


def _said(done: Answered | Receipt) -> Reply:
    if isinstance(done, Receipt):
        return _sent(done)
    whispers = ""
    if done.is_newer:
        whispers = say("conversation.told.kept_newer")
    elif done.problem:
        whispers = say("conversation.told.problem", problem=done.problem)
    return Replace(views.answered_blocks(done), done.question.label, whispers)


def _moved(done: Moved | AskedBelow | NothingBefore | Receipt, how: str) -> Reply:
    match done:
        case Receipt():
            return _sent(done)
        case AskedBelow():
            return Whisper(say("conversation.told.below"))
        case NothingBefore():
            return Whisper(say("conversation.told.first"))
        case Moved():
            return Replace(views.moved_blocks(done, how), say(f"conversation.moved.{how}"))


def _sent(receipt: Receipt) -> Reply:
    text = say("conversation.told.sent", reference=receipt.reference)
    return Replace([paragraph(text)], text)


def _switched(begun: str) -> Reply:
    title, text = say("conversation.told.switched_title"), say("conversation.told.switched")
    return Show(told_view(title, text), begun)


def _which(step: Step, which: WhichDraft | WhichQuestion | Receipt) -> Reply:
    match which:
        case WhichDraft():
            return Show(use_message.which_draft_view(which))
        case WhichQuestion():
            return Show(use_message.which_question_view(which), which.case_id)
        case Receipt():
            return Show(receipt_view(which, step.work.board), which.case_id)


def _written(step: Step, item_id: str) -> Written:
    """Give the message that an inbox item keeps, to nobody but its writer. Raises `Refused` and `NotFound`."""
    item = inbox.get(step.work.tx, item_id)
    if item.actor != step.work.actor.address:
        raise Refused(say("conversation.told.not_your_message"))
    body = json.loads(inbox.open_payload(step.work.tx, item))
    return written(body["event"], item_id)


def _of_screen(step: Step) -> str:
    """Name what a click in a screen brings about: a second click in the screen as it was drawn brings it about once."""
    return f"{step.view['id']}.{step.view['hash']}".replace("/", "_")


def _own_referral(step: Step) -> None:
    case = cases.lock(step.work.tx, _asked(step).case_id)
    require(step.work.tx, step.work.actor, Act.CHANGE_DRAFT, case)


def _own_message(step: Step) -> None:
    require(step.work.tx, step.work.actor, Act.REFER)
    _written(step, step.about.item_id or step.value)


ROUTES = (
    Route(Kind.CLICK, "begin_in_conversation", may(Act.REFER), begin),
    Route(Kind.CLICK, "go_on_in_conversation", may_answer, on_page(switch)),
    *(Route(Kind.CLICK, name, _own_referral, choose) for name in views.CHOOSE),
    Route(Kind.CLICK, "choose_in_menu", _own_referral, choose),
    Route(Kind.CLICK, "choose_day", _own_referral, choose),
    Route(Kind.CLICK, "save_answer", _own_referral, save_answer),
    Route(Kind.CLICK, "answer_not_known", _own_referral, answer_not_known),
    Route(Kind.CLICK, "skip_question", _own_referral, skip_question),
    Route(Kind.CLICK, "back_in_conversation", _own_referral, back_in_conversation),
    Route(Kind.CLICK, "finish_later", _own_referral, finish_later),
    Route(Kind.CLICK, "go_on_here", _own_referral, go_on_here),
    Route(Kind.CLICK, "change_answer", _own_referral, change_answer),
    Route(Kind.CLICK, "explain_question", _own_referral, explain_question),
    Route(Kind.CLICK, "open_form", _own_referral, open_form),
    Route(Kind.CLICK, "check_answers", may_in_case(Act.CHANGE_DRAFT), check_answers),
    Route(Kind.EVENT, "message", anyone, message_written),
    Route(Kind.CLICK, "use_new_text", _own_message, use_new_text),
    Route(Kind.CLICK, "use_message", _own_message, use_message_),
    Route(Kind.CLICK, "use_in_draft", _own_message, use_in_draft),
    Route(Kind.CLICK, "use_in_new", _own_message, use_in_new),
    Route(Kind.SUBMISSION, use_message.CALLBACK, _own_message, show_in_form),
)
