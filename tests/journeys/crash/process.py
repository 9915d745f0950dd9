"""A bot in a process of its own that is started again whenever it dies, as systemd does it."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import SecretStr

from bot.settings import Settings
from tests.journeys.crash.zygote import LONGEST_ORDER

ROOT = Path(__file__).parents[3]
PATIENCE = 30.0
"""Seconds after which a bot that is still not there counts as one that will never be."""


class Zygote:
    """The warm process from which bots are forked; inside ``with``."""

    def __enter__(self) -> Self:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "tests.journeys.crash.zygote", str(theirs.fileno())]
            quiet = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
            quiet["SSL_CERT_FILE"] = os.devnull  # nothing here is encrypted, and reading all certificates takes long
            self._process = subprocess.Popen(command, cwd=ROOT, env=quiet, pass_fds=[theirs.fileno()])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._orders.close()
        self._process.wait(PATIENCE)

    def fork(self, order: dict[str, Any]) -> socket.socket:
        """Have a bot forked, and give our end of its socket."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            socket.send_fds(self._orders, [json.dumps(order).encode()], [theirs.fileno()])
        return ours


class Bot:
    """One bot and those that follow it. It dies at each of the points in `doomed` once, and by `kill`.

    `clock` gives the moment at which a new one starts; `died` is called after each death.
    """

    def __init__(
        self,
        zygote: Zygote,
        settings: Settings,
        clock: Callable[[], datetime],
        *,
        doomed: Iterable[str] = (),
        died: Callable[[], None],
    ) -> None:
        self.points: dict[str, None] = {}
        """Every point that was reached, in order."""
        self.deaths: list[str] = []
        """The points at which a bot died; empty for one that was killed by `kill`."""
        self.born_at = clock()
        """When the bot that lives now was started, or that will live in a moment."""
        self._zygote = zygote
        self._settings = _plain(settings)
        self._clock = clock
        self._doomed = set(doomed)
        self._died = died
        self._changed = threading.Condition()
        self._wanted = True
        self._trouble = ""
        self._pid = 0
        self._up = False
        self._lives = 0
        self._done = 0
        self._control: socket.socket | None = None
        self._thread = threading.Thread(target=self._keep_alive, daemon=True)

    def start(self) -> None:
        """Start it, and go on starting it, without waiting until it is up."""
        self._thread.start()

    def stop(self) -> None:
        """Kill it for good: whatever it would still do in an orderly end is not to be relied upon."""
        with self._changed:
            self._wanted = False
            self._kill()
        self._thread.join(PATIENCE)

    def kill(self, life: int) -> bool:
        """Kill the bot if it is still in this life of its; tells whether it was."""
        with self._changed:
            if self._lives != life or not self._pid or not self._wanted:
                return False
            self._kill()
            self.deaths.append("")
            return True

    def _kill(self) -> None:
        if self._pid:
            with suppress(ProcessLookupError):  # it died by itself in this moment
                os.kill(self._pid, signal.SIGKILL)
        self._pid = 0

    def wait_for_life(self, life: int, *, until_up: bool) -> int:
        """Wait for a bot that was forked after this life, or until it answers too, and give which life it is in."""
        self._wait(lambda: self._lives > life and (self._up if until_up else bool(self._pid)))
        return self._lives

    def wait_until_up(self) -> None:
        """Wait until a bot answers; raises `TimeoutError` or `AssertionError` with what kept it from starting."""
        self._wait(lambda: self._up)

    def tick(self) -> None:
        """Put the bot's clock to what ours says, and wait until it has done what is due by then."""
        while not self._asked(lambda: {"moment": self._clock().isoformat()}):
            pass

    def jump_to(self, moment: datetime) -> None:
        """Put the bot's clock, and not ours, to any moment, and wait until it has done what is due by then."""
        assert self._asked(lambda: {"moment": moment.isoformat()})

    def fill_disk(self) -> None:
        """Let nothing more be written to any file."""
        assert self._asked(lambda: {"largest_file": 0})

    def free_disk(self) -> None:
        """Let files be written to again."""
        assert self._asked(lambda: {"largest_file": resource.RLIM_INFINITY})

    def _asked(self, what: Callable[[], dict[str, Any]]) -> bool:
        """Ask something of the bot that is up, and wait until it is done; False if it died over it."""
        with self._changed:
            self.wait_until_up()
            life, done, control = self._lives, self._done, self._control
            if control is not None:
                with suppress(OSError):  # it is dead, which is noticed in a moment
                    control.send(json.dumps(what()).encode())
            self._wait(lambda: self._done > done or self._lives > life)
            return self._done > done

    def _wait(self, until: Callable[[], bool]) -> None:
        with self._changed:
            came = self._changed.wait_for(lambda: until() or bool(self._trouble), PATIENCE)
            assert not self._trouble, self._trouble
            if not came:
                raise TimeoutError

    def _keep_alive(self) -> None:
        while True:
            with self._changed:
                if not self._wanted or self._trouble:
                    return
                self.born_at = self._clock()
                order = {
                    "moment": self.born_at.isoformat(),
                    "settings": self._settings,
                    "doomed": sorted(self._doomed),
                }
                control = self._control = self._zygote.fork(order)
            with control:
                while packet := _received(control):
                    self._hear(json.loads(packet))
                with self._changed:
                    self._up, self._pid, self._control = False, 0, None
                    self._changed.notify_all()
            self._died()

    def _hear(self, news: dict[str, Any]) -> None:
        with self._changed:
            if "pid" in news:
                self._pid = news["pid"]
                self._lives += 1
                if not self._wanted:
                    self._kill()
            elif "up" in news:
                self._up = True
            elif "done" in news:
                self._done += 1
            elif "reached" in news:
                self.points[news["reached"]] = None
            elif "dies" in news:
                self.points[news["dies"]] = None
                self.deaths.append(news["dies"])
                self._doomed.discard(news["dies"])
                self._pid, self._up = 0, False
            else:
                self._trouble = news["trouble"]
            self._changed.notify_all()


def _received(control: socket.socket) -> bytes:
    try:
        return control.recv(LONGEST_ORDER)
    except ConnectionResetError:  # it died with something of ours unread
        return b""


def _plain(settings: Settings) -> dict[str, Any]:
    """Give the settings that were set, as JSON."""
    given = settings.model_dump(exclude_unset=True)
    shown = {name: value.get_secret_value() if isinstance(value, SecretStr) else value for name, value in given.items()}
    return {name: _as_json(value) for name, value in shown.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return str(value) if isinstance(value, Path) else value
