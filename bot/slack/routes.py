"""The registry: everything the bot listens to in Slack, with who may and what happens.

A listener exists only as a `Route`. Its `handle` takes a step and gives a reply as a value, so that a step left
undone by a stop is taken again by the very same function (see `recover`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from bot.slack.members import Standing
from bot.slack.metadata import Remembered, remembered
from bot.slack.payload import Arrival, Kind, clicked_value
from bot.slack.replies import Nothing, Reply
from forms.words import say
from handlers.access import Act, Refused, require
from handlers.access import may as may_do
from handlers.duties import require_owner_or_unit
from handlers.work import Work
from storage import cases, duties
from storage.database import NotFound

ANY = "*"
"""The id of a route for whatever no other route of its kind is for."""


@dataclass(frozen=True)
class Step:
    """One thing that a person did, with the open transaction in which it is dealt with."""

    arrival: Arrival
    payload: Mapping[str, Any] = field(repr=False)
    work: Work
    occasion: str
    """Names this step among all others: what is told because of it is told once."""
    named: Standing = Standing.NOBODY
    """What the person is in the workspace whom the step names (`Route.names`); nobody where it names none."""

    @property
    def view(self) -> Mapping[str, Any]:
        """The view in which it happened; empty for a command, an event or a message's button."""
        return self.payload.get("view") or {}

    @cached_property
    def about(self) -> Remembered:
        """What the screen remembers of itself."""
        return remembered(self.view)

    @property
    def value(self) -> str:
        """The value of the button that was clicked."""
        return clicked_value(self.payload)


Guard: TypeAlias = Callable[[Step], None]
"""Raises `Refused` for an actor who may not, and `NotFound` where there is nothing to act on."""
Handle: TypeAlias = Callable[[Step], Reply]


@dataclass(frozen=True)
class Route:
    """One listener: what it is for, who may, and what happens."""

    kind: Kind
    id: str
    guard: Guard
    handle: Handle
    names: Callable[[Mapping[str, Any]], str] | None = None
    """Gives from the payload the Slack id of somebody else whom the step names: Slack is asked who that is."""


def anyone(_step: Step) -> None:
    """Guard for what any person of the workspace may do; bots and removed accounts were refused before."""


def may(act: Act) -> Guard:
    """Guard for an act that is not about one case."""

    def guard(step: Step) -> None:
        require(step.work.tx, step.work.actor, act)

    return guard


def may_in_case(act: Act) -> Guard:
    """Guard for an act in the case that the button or the screen names."""

    def guard(step: Step) -> None:
        try:
            case = cases.lock(step.work.tx, case_id(step))  # the step acts on what the guard has seen
        except NotFound:
            require(step.work.tx, step.work.actor, act)  # who may in no case is not told that there is none
            raise
        require(step.work.tx, step.work.actor, act, case)

    return guard


def owner_or_unit(step: Step) -> None:
    """Guard for the duty that the button or the screen names: who owes it, and the business unit."""
    try:
        duty = duties.get(step.work.tx, duty_id(step))
    except NotFound:
        if not may_do(step.work.tx, step.work.actor, Act.FINISH_ACTION):
            raise Refused(say("refusals.case.not_yours")) from None
        raise
    require_owner_or_unit(step.work, cases.lock(step.work.tx, duty.case_id), duty)


def may_answer(step: Step) -> None:
    """Guard for answering a referral: its owner, or who may refer while nothing is kept of it yet."""
    guard = may_in_case(Act.CHANGE_DRAFT) if step.about.case_id else may(Act.REFER)
    guard(step)


def on_page(handle: Handle) -> Handle:
    """Do on a page of the form what `handle` does; on any other screen nothing.

    The second of two clicks comes from the screen that the first one led to, which need not be a page any more.
    """

    def handled(step: Step) -> Reply:
        return handle(step) if step.about.page_id else Nothing()

    return handled


def case_id(step: Step) -> str:
    """Give the case that a step is about: the one its screen remembers, else the one its button names."""
    return step.about.case_id or step.value


def duty_id(step: Step) -> str:
    """Give the duty that a step is about: the one its screen remembers, else the one its button names."""
    return step.about.duty_id or step.value
