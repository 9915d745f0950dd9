"""A port of the loopback interface that nobody uses."""

from __future__ import annotations

import socket

HOST = "127.0.0.1"


def free_port() -> int:
    """Give a free port of 127.0.0.1; somebody else may take it before it is used, which is rare enough for a trial."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])
