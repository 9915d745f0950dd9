"""`prp run`: the bot at work until it is asked to stop."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from bot.compose import compose
from bot.logs import configure_logs, get_logger
from bot.settings import Settings

_log = get_logger(__name__)

LOOK_AGAIN_SECONDS = 1
"""A signal that comes just as the wait begins does not end it: Python deals with it at the next look."""


def run(settings: Settings) -> None:
    """Start the bot and wait for SIGTERM or SIGINT; then stop, letting what is in hand finish.

    Raises what `compose` and `Service.start` raise when it cannot start.
    """
    configure_logs(settings.log_level)
    asked_to_stop = threading.Event()

    def stop(number: int, _frame: FrameType | None) -> None:
        _log.info("asked_to_stop", signal=signal.Signals(number).name)
        asked_to_stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    service = compose(settings)
    try:
        service.start()
        _log.info("running", mode=settings.slack_mode)
        while not asked_to_stop.wait(LOOK_AGAIN_SECONDS):
            pass
    finally:
        service.stop()
    _log.info("stopped")
