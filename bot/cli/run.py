"""``prp run``: the bot at work until it is stopped."""

from __future__ import annotations


def run() -> None:
    """Answer Slack, send what is to be sent and keep the clock until SIGTERM or Ctrl-C."""
    from bot import run as service
    from bot.settings import load_settings

    service.run(load_settings())
