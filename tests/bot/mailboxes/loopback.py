"""A web server on loopback, encrypted, which answers as a test wants. Our Exchange and our Graph stand on it."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from tests.bot.smtp_server import HOST, certificate


@dataclass(frozen=True)
class Asked:
    """A request as it came; the path is still encoded."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    connection: int
    """Which connection it came on."""


class Answer(NamedTuple):
    """What is sent back; no answer at all where the status is 0: the connection is cut."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = {}


class Loopback:
    """Serves `answer` at ``https://127.0.0.1:PORT`` until it is closed; `trust` is the certificate to trust."""

    def __init__(self, folder: Path, answer: Callable[[Asked], Answer]) -> None:
        context, _ = certificate(folder)
        self.trust = folder / "certificate.pem"
        self._server = _Server((HOST, 0), partial(_Handler, answer))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"https://{HOST}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=partial(self._server.serve_forever, poll_interval=0.02))
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that does not trust us, or has enough, and goes away."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20
    wbufsize = -1  # head and body in one go: else each answer waits for an acknowledgement

    def __init__(self, answer: Callable[[Asked], Answer], request: socket.socket, *rest: Any) -> None:
        self._answer = answer
        if isinstance(request, ssl.SSLSocket):
            request.settimeout(self.timeout)
            request.do_handshake()
        super().__init__(request, *rest)

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        answer = self._answer(Asked(self.command, parts.path, query, dict(self.headers), body, self.client_address[1]))
        if not answer.status:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_POST = do_PATCH = _serve  # noqa: N815 -- the names that http.server looks for

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- http.server's name
        """Say nothing."""
