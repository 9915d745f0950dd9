"""The loopback interface, over which the parts of a trial speak to each other."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

HOST = "127.0.0.1"

_PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy"})


def free_port() -> int:
    """Give a free port of 127.0.0.1; somebody else may take it before it is used, which is rare enough for a trial."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


@contextmanager
def no_proxy() -> Iterator[None]:
    """Do without a proxy: Slack's client would ask it even for loopback, which a proxy elsewhere cannot reach."""
    put_aside = {name: os.environ.pop(name) for name in list(os.environ) if name.lower() in _PROXIES}
    try:
        yield
    finally:
        os.environ.update(put_aside)
