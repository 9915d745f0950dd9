"""What each command, click, submission and event does. Every listener that there is stands in `ROUTES`."""

from __future__ import annotations

from bot.slack.listeners import (
    after_sending,
    case,
    conversation,
    drafts,
    everyone,
    files,
    intake,
    people,
    referral,
    retention,
)
from bot.slack.payload import Arrival
from bot.slack.routes import ANY, Route

ROUTES: tuple[Route, ...] = (
    *referral.ROUTES,
    *conversation.ROUTES,
    *files.ROUTES,
    *drafts.ROUTES,
    *case.ROUTES,
    *after_sending.ROUTES,
    *retention.ROUTES,
    *people.ROUTES,
    *intake.ROUTES,
    *everyone.ROUTES,
)

_BY_NAME = {(route.kind, route.id): route for route in ROUTES}


def route_for(arrival: Arrival) -> Route:
    """Give the route for what arrived; every kind has one for whatever no other is for."""
    return _BY_NAME.get((arrival.kind, arrival.id)) or _BY_NAME[arrival.kind, ANY]
