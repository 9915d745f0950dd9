"""Files: their page in a referral, and what is done with those of a direct message."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.slack.files import given_in_message, given_in_view
from bot.slack.listeners.referral import shown
from bot.slack.payload import Kind
from bot.slack.replies import Errors, OnTop, Reply, Show
from bot.slack.routes import Route, Step, may, may_in_case
from bot.slack.views import files as views
from bot.slack.views.read_state import block_ids
from bot.slack.views.told import refused_view
from forms.words import say
from handlers.access import Act, Refused
from handlers.files import page, written
from handlers.files.giving import GivenFile
from handlers.files.page import FilesProblem, FilesThen, GiveFiles
from storage import inbox


def show_files(step: Step) -> Reply:
    """Show the page of the files."""
    return shown(step, page.files_page(step.work, step.about.case_id))


def give(step: Step) -> Reply:
    """Note the files that were chosen, and show the review."""
    return _given(step, "review")


def later(step: Step) -> Reply:
    """Note the files that were chosen, and say how to come back."""
    return _given(step, "later")


def back(step: Step) -> Reply:
    """Note the files that were chosen, and go to the page before."""
    return _given(step, "back")


def remove(step: Step) -> Reply:
    """Take a file out; what was chosen beside it is noted."""
    reply = _given(step, "stay")
    if not isinstance(reply, Show):
        return reply
    return shown(step, page.remove_file(step.work, step.about.case_id, step.value))


def which(step: Step) -> Reply:
    """Ask for which referral the files of a message are."""
    return Show(views.which_referral_view(written.which_referral(step.work, step.value)))


def to_draft(step: Step) -> Reply:
    """Put the files of a message into a draft."""
    return shown(step, written.put_in_draft(step.work, step.value, _of_message(step)))


def to_new(step: Step) -> Reply:
    """Begin a referral with the files of a message."""
    return shown(step, written.put_in_new(step.work, step.about.item_id, _of_message(step)))


def _given(step: Step, then: FilesThen) -> Reply:
    done = page.give_files(step.work, GiveFiles(step.about.case_id, given_in_view(step.view), then))
    if not isinstance(done, FilesProblem):
        return shown(step, done)
    fields = block_ids(step.view)
    if step.arrival.kind is Kind.SUBMISSION and views.FIELD in fields:
        return Errors({fields[views.FIELD]: done.message})
    return OnTop(refused_view(done.message))


def _of_message(step: Step) -> Sequence[GivenFile]:
    """Give the files of the message that an inbox item keeps, to its writer alone. Raises `Refused`, `NotFound`."""
    item = inbox.get(step.work.tx, step.about.item_id or step.value)
    if item.actor != step.work.actor.address:
        raise Refused(say("conversation.told.not_your_message"))
    body: dict[str, Any] = json.loads(inbox.open_payload(step.work.tx, item))
    return given_in_message(body["event"])


def _own_message(step: Step) -> None:
    may(Act.REFER)(step)
    _of_message(step)


_own_draft = may_in_case(Act.CHANGE_DRAFT)

ROUTES = (
    Route(Kind.CLICK, "files", _own_draft, show_files),
    Route(Kind.SUBMISSION, views.CALLBACK, _own_draft, give),
    Route(Kind.CLICK, "files_later", _own_draft, later),
    Route(Kind.CLICK, "files_back", _own_draft, back),
    Route(Kind.CLICK, "remove_file", _own_draft, remove),
    Route(Kind.CLICK, "place_files", _own_message, which),
    Route(Kind.CLICK, "files_to_draft", _own_message, to_draft),
    Route(Kind.CLICK, "files_to_new", _own_message, to_new),
)
