"""Drafts beside answering them: a referral entered for somebody else, and a draft that goes to a colleague."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.listeners.referral import shown
from bot.slack.members import Standing, may_refer
from bot.slack.payload import Kind
from bot.slack.replies import Errors, Reply, Show
from bot.slack.routes import Route, Step, anyone, may, may_in_case
from bot.slack.views import drafts, on_behalf
from bot.slack.views.read_state import block_ids, typed_text
from bot.slack.views.told import told_view
from forms.answers.dates import in_words
from forms.calendar import day_in_london
from forms.words import say
from handlers.access import Act
from handlers.referral.handover import (
    HandOver,
    drafts_to_hand_over,
    hand_over,
    handover_form,
    own_drafts,
    require_may_hand_over,
)
from handlers.referral.on_behalf import BeginOnBehalf, begin_on_behalf, on_behalf_form
from handlers.screens import HandoverScreen, OnBehalfScreen


def ask_how_it_came(step: Step) -> Reply:
    """Show where the business unit says how a referral came, when and from whom."""
    return Show(on_behalf.on_behalf_view(on_behalf_form(step.work), step.work.board))


def enter_on_behalf(step: Step) -> Reply:
    """Begin the draft and show its first page; the modal is its origin, so that two submissions begin one."""
    linked = step.named is not Standing.NOBODY
    origin = f"slack:{step.view['root_view_id']}"
    screen = begin_on_behalf(step.work, BeginOnBehalf(origin, **typed_text(step.view), linked=linked))
    return _errors(step, screen.errors) if isinstance(screen, OnBehalfScreen) else shown(step, screen)


def show_drafts(step: Step) -> Reply:
    """Show the drafts that the person may hand over."""
    return Show(drafts.drafts_view(drafts_to_hand_over(step.work), is_first=True))


def more_drafts(step: Step) -> Reply:
    """Go on with the business unit's list of drafts."""
    return Show(drafts.drafts_view(drafts_to_hand_over(step.work, after=step.value), is_first=False))


def show_own_drafts(step: Step) -> Reply:
    """Show the person's own drafts, to go on with or hand over."""
    return Show(drafts.drafts_view(own_drafts(step.work), is_first=True))


def more_own_drafts(step: Step) -> Reply:
    """Go on with the list of the person's own drafts."""
    return Show(drafts.drafts_view(own_drafts(step.work, after=step.value), is_first=False))


def ask_to_whom(step: Step) -> Reply:
    """Show where the person says to whom a draft goes."""
    return Show(drafts.handover_view(handover_form(step.work, step.value)))


def hand_draft_over(step: Step) -> Reply:
    """Hand the draft over, or say at the field what is to be put right."""
    colleague = typed_text(step.view).get(drafts.FIELD, "")
    allowed = may_refer(step.named, step.work.board)
    handed = hand_over(step.work, HandOver(step.about.case_id, colleague, allowed))
    if isinstance(handed, HandoverScreen):
        return _errors(step, handed.errors)
    text = say("screens.told.handed_over", day=in_words(day_in_london(handed.begun_at)))
    return Show(told_view(say("screens.told.handed_over_title"), text))


def may_hand_over(step: Step) -> None:
    """Guard for handing a draft over; who handed it over before may do so again, and changes nothing."""
    require_may_hand_over(step.work, step.about.case_id)


def _errors(step: Step, errors: Mapping[str, str]) -> Reply:
    fields = block_ids(step.view)
    return Errors({fields[name]: message for name, message in errors.items()})


def _referrer(payload: Mapping[str, Any]) -> str:
    return typed_text(payload["view"]).get("referrer", "")


def _colleague(payload: Mapping[str, Any]) -> str:
    return typed_text(payload["view"]).get(drafts.FIELD, "")


ROUTES = (
    Route(Kind.CLICK, "on_behalf", may(Act.ENTER_ON_BEHALF), ask_how_it_came),
    Route(Kind.SUBMISSION, on_behalf.CALLBACK, may(Act.ENTER_ON_BEHALF), enter_on_behalf, names=_referrer),
    Route(Kind.CLICK, "drafts", anyone, show_drafts),
    Route(Kind.CLICK, "more_drafts", may(Act.SEE_DRAFTS), more_drafts),
    Route(Kind.CLICK, "own_drafts", anyone, show_own_drafts),
    Route(Kind.CLICK, "more_own_drafts", anyone, more_own_drafts),
    Route(Kind.CLICK, "hand_over", may_in_case(Act.HAND_OVER_DRAFT), ask_to_whom),
    Route(Kind.SUBMISSION, drafts.CALLBACK, may_hand_over, hand_draft_over, names=_colleague),
)
