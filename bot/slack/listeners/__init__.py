"""What each command, click, submission and event does. Every listener that there is stands in `ROUTES`."""

from __future__ import annotations

from bot.slack.listeners import after_sending, case, conversation, drafts, everyone, files, referral
from bot.slack.payload import Arrival
from bot.slack.routes import ANY, Route

ROUTES: tuple[Route, ...] = (
    *referral.ROUTES,
    *conversation.ROUTES,
    *files.ROUTES,
    *drafts.ROUTES,
    *case.ROUTES,
    *after_sending.ROUTES,
    *everyone.ROUTES,
)
"""In the order in which Bolt asks them: those for anything else come last."""


def route_for(arrival: Arrival) -> Route:
    """Give the route for what arrived, as Bolt finds it."""
    return next(route for route in ROUTES if route.kind is arrival.kind and route.id in (arrival.id, ANY))
