"""What people do in a trial, through their Slack client alone: refer, record a decision, add an action, finish it.

`see` is called with each screen just before it is submitted, with what is about to be filled in; and once more with
nothing filled in for a screen that is only read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.person import Person
from bot.slack.metadata import remembered
from bot.trial.hands import Answers, WentWrong, block_ids, fill_in, went_well

See = Callable[[Person, Answers], None]
NOTHING: Answers = {}


def unseen(_person: Person, _answers: Answers) -> None:
    """Show nothing."""


def refer(person: Person, pages: Mapping[str, Answers], see: See = unseen) -> None:
    """Refer a case from the command to the receipt; `pages` holds what is typed on each, by page id."""
    went_well(person.command("/refer"))
    _submit(person, NOTHING, see)
    while (page := page_id(person)) != "review":
        _submit(person, pages.get(page, NOTHING), see)
    see(person, NOTHING)
    went_well(person.click(modal(person), "declaration"))
    _submit(person, pages["declaration"], see)
    see(person, NOTHING)


def record_decision(person: Person, where: dict[str, Any], decision: Answers, see: See = unseen) -> None:
    """Record a decision from the button of a message or screen."""
    went_well(person.click(where, "record_decision"))
    _submit(person, decision, see)
    see(person, NOTHING)


def add_action(person: Person, where: dict[str, Any], *, text: str, owner: str, due: str, see: See = unseen) -> None:
    """Open a case from the button of a message and add an action to it; `owner` is the name of whoever owes it."""
    went_well(person.click(where, "open_case"))
    see(person, NOTHING)
    went_well(person.click(modal(person), "add_action"))
    _submit(person, {"text": text, "owner": option(modal(person), "owner", owner), "due": due}, see)


def finish_action(person: Person, where: dict[str, Any], note: str, see: See = unseen) -> None:
    """Say that an action is done from the button of a message."""
    went_well(person.click(where, "action_done"))
    _submit(person, {"note": note}, see)


def modal(person: Person) -> dict[str, Any]:
    """Give the screen on top; raises `WentWrong` if none is open."""
    view = person.modal
    if view is None:
        message = "no screen is open"
        raise WentWrong(message)
    return view


def page_id(person: Person) -> str:
    """Give the id of the page that is open, or the kind of screen where it is no page."""
    view = modal(person)
    return remembered(view).page_id if view["callback_id"] == "page" else str(view["callback_id"])


def options(view: Mapping[str, Any], block_id: str) -> dict[str, str]:
    """Give the labels of an input's options, by value; none for an input to type in."""
    element: Mapping[str, Any] = next(
        (block["element"] for block in view["blocks"] if block.get("block_id") == block_id), {}
    )
    return {one["value"]: one["text"]["text"] for one in element.get("options", [])}


def option(view: Mapping[str, Any], question_id: str, label: str) -> str:
    """Give the value of the option whose label begins with `label`; raises `WentWrong`."""
    for value, text in options(view, block_ids(view)[question_id]).items():
        if text.startswith(label):
            return value
    message = f"{question_id} does not offer what was chosen"
    raise WentWrong(message)


def _submit(person: Person, answers: Answers, see: See) -> None:
    see(person, answers)
    fill_in(person, answers)
