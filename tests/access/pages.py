"""Every address that the bot answers at over HTTP, and who may ask there."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.routing import BaseRoute, Route

from bot.slack.http import PATH
from tests.access.scene import Scene

PAGES: Mapping[str, tuple[str, str]] = {
    "/health/live": ("anybody who reaches the address", "that the process lives"),
    "/health/ready": ("anybody who reaches the address", "whether each part of it is well; numbers and yes or no"),
    "/metrics": ("anybody who reaches the address", "numbers"),
    PATH: ("Slack alone: each request carries its signature", "what the listeners above answer"),
}
"""By path: who may ask, and what is told."""


def every_path(scene: Scene) -> frozenset[str]:
    """Give the path of every page; one that is no plain route is named by what it is."""
    pages: list[BaseRoute] = scene.marram.service.connection._pages
    return frozenset(page.path if isinstance(page, Route) else repr(page) for page in pages) | {PATH}
