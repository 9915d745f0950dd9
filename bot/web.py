"""Answering HTTP requests in a thread of its own, beside everything else that the bot does."""

from __future__ import annotations

import socket
import threading

import uvicorn
from starlette.types import ASGIApp

from forms.words import say


class AddressTaken(Exception):
    """Nothing can listen at this address; the message is one sentence that says what to do."""


class WebServer:
    """Serves `app` at ``HOST:PORT``; with port 0 at any free one. `setting` names where the address was set.

    Listens from the moment it is made, answers from `start` on. Raises `AddressTaken`.
    """

    def __init__(self, app: ASGIApp, address: str, *, setting: str) -> None:
        try:
            self._socket = _bound(address)
        except (OSError, OverflowError):
            raise AddressTaken(say("command_line.run.address_taken", address=address, setting=setting)) from None
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", server_header=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name=f"web-{setting.lower()}"
        )

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Begin to answer."""
        self._socket.listen()
        self._thread.start()

    def stop(self) -> None:
        """Finish the requests in hand and stop."""
        self._server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join()
        self._socket.close()


def _bound(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    found = socket.socket(socket.getaddrinfo(host, int(port))[0][0])
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, int(port)))
    except BaseException:
        found.close()
        raise
    return found
