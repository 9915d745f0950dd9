"""A process that has everything imported and does nothing but fork bots: a start costs milliseconds, not seconds.

It is run as ``python -m tests.journeys.crash.zygote FD`` and takes its orders from that socket, each with the other
end of a socket of the new bot's own.
"""

from __future__ import annotations

import gc
import inspect
import json
import os
import resource
import signal
import socket
import sys
import traceback
from datetime import datetime
from functools import partial
from typing import Any

from bot.clock import system_clock
from bot.compose import compose
from bot.logs import configure_logs
from bot.mail.boxes import folder as folder_mailbox
from bot.trial.world import TrialSettings
from forms.loading import default_form
from storage import migrate
from tests.journeys.crash.points import Points

LONGEST_ORDER = 1 << 20


class SetClock:
    """Runs with the system's clock, from whatever moment it is put to, forwards or back."""

    def __init__(self, moment: datetime) -> None:
        self.put_to(moment)

    def put_to(self, moment: datetime) -> None:
        """Let it be `moment` now."""
        self._ahead = moment - system_clock()

    def __call__(self) -> datetime:
        """Give the moment it is now."""
        return system_clock() + self._ahead


def serve(orders: socket.socket) -> None:
    """Fork a bot for each order until the other end is closed; the dead are not waited for."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    configure_logs("CRITICAL")
    folder_mailbox.LOOK_EVERY = 0.05  # a bot that died is there again in no time
    default_form()
    migrate.head()
    inspect.stack()  # looks up every module's file, which Bolt asks for at each start
    gc.freeze()
    while True:
        order, descriptors, _, _ = socket.recv_fds(orders, LONGEST_ORDER, 1)
        if not order:
            return
        if os.fork() == 0:
            orders.close()
            _live(json.loads(order), socket.socket(fileno=descriptors[0]))
        os.close(descriptors[0])


def _live(order: dict[str, Any], control: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    tell = partial(_tell, control)
    tell({"pid": os.getpid()})
    try:
        _run(order, control)
    except BaseException:  # noqa: BLE001 -- the parent shows it; this process must not go on as a second zygote
        tell({"trouble": traceback.format_exc()})
    os._exit(0)


def _run(order: dict[str, Any], control: socket.socket) -> None:
    tell = partial(_tell, control)
    clock = SetClock(datetime.fromisoformat(order["moment"]))
    Points(tell, order["doomed"]).watch()
    service = compose(TrialSettings(**order["settings"]), clock=clock)
    try:
        service.start()
        tell({"up": True})
        while packet := control.recv(LONGEST_ORDER):
            asked = json.loads(packet)
            if "moment" in asked:
                clock.put_to(datetime.fromisoformat(asked["moment"]))
                service.tick()
                service.deliverer.wake()
            else:
                _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
                resource.setrlimit(resource.RLIMIT_FSIZE, (asked["largest_file"], most))
            tell({"done": True})
    finally:
        service.stop()


def _tell(control: socket.socket, what: dict[str, Any]) -> None:
    try:
        control.send(json.dumps(what).encode())
    except BrokenPipeError:
        os._exit(0)  # whoever started this bot has gone


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
