"""Reading what strangers send: in a process of its own, with limits of time and memory, so that no document harms us.

The process is kept for the next document. One that takes too long, takes too much memory or breaks off is killed, and
another takes its place; the document is then told as one that could not be read. What comes back is taken apart with
care: it can hold nothing but what reading gives.
"""

from __future__ import annotations

import io
import os
import pickle
import select
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import is_dataclass, replace
from datetime import date
from enum import StrEnum
from importlib import import_module
from threading import Lock
from typing import Any, TypeVar

from bot.logs import get_logger
from forms.documents.content import Trouble
from forms.documents.mail.headers import Headers
from forms.documents.mail.mail import Mail
from forms.documents.mail.read import ReadMail
from forms.documents.reading.result import Reading
from forms.vocabulary import Form

_log = get_logger(__name__)
_T = TypeVar("_T")

SECONDS = 6.0
"""How long one document, or one mail with all its documents, may take: with what comes after, nobody waits for ten."""
MEGABYTES = 1024
"""How much memory the process may take: a mail of the largest size, several times over."""
STARTING_SECONDS = 60.0
"""How long the process may take to be ready, on a machine that is very busy."""
_LENGTH = struct.Struct(">Q")
_MOST_BYTES = 1 << 30


class Reader:
    """Reads documents and mails against `form`, one at a time; `today` gives the day in London.

    Nothing is raised for a document, whatever it is.
    """

    def __init__(
        self, form: Form, *, today: Callable[[], date], seconds: float = SECONDS, megabytes: int = MEGABYTES
    ) -> None:
        self._form = form
        self._today = today
        self._seconds = seconds
        self._megabytes = megabytes
        self._turn = Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def read_document(self, name: str, content: bytes) -> Reading:
        """Read a document whose kind its name tells."""
        found = self._asked(("read_document", name, content, self._today()), Reading)
        return Reading(troubles=(found,)) if isinstance(found, Trouble) else found

    def read_mail(self, raw: bytes) -> ReadMail:
        """Read a mail as it came; of one that cannot be read, the headers are, so that its sender is known."""
        today = self._today()
        found = self._asked(("read_mail", raw, today), ReadMail)
        if not isinstance(found, Trouble):
            return found
        trouble = Reading(troubles=(found,))
        headers = self._asked(("read_mail", _headers(raw), today), ReadMail)
        mail = Mail(Headers()) if isinstance(headers, Trouble) else headers.mail
        return ReadMail(replace(mail, text="", body=(), troubles=(found,)), trouble, (), trouble)

    def close(self) -> None:
        """End the process, if there is one."""
        with self._turn:
            self._end()

    def _asked(self, question: tuple[object, ...], kind: type[_T]) -> _T | Trouble:
        with self._turn:
            was_there = self._child is not None
            answer = self._answer(question)
            if answer is None and was_there:
                # it may have ended while it waited, which is not this document's doing
                answer = self._answer(question)
        return answer if isinstance(answer, kind | Trouble) else Trouble.NOT_READABLE

    def _answer(self, question: tuple[object, ...]) -> object:
        """Give what the process answers; nothing where it broke off."""
        try:
            child = self._child or self._started()
            _send(child, question)
            return _received(child, self._seconds)
        except TimeoutError:
            self._kill(Trouble.TOOK_TOO_LONG)
            return Trouble.TOOK_TOO_LONG
        except (OSError, EOFError, pickle.UnpicklingError):
            self._kill(Trouble.NOT_READABLE)
            return None

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "bot.reading_child", str(self._megabytes)]
        # nothing of the environment: there are secrets in it
        places = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        child = self._child = subprocess.Popen(  # noqa: S603 -- our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=places, bufsize=0
        )
        _send(child, self._form)
        _received(child, STARTING_SECONDS)
        return child

    def _kill(self, trouble: Trouble) -> None:
        _log.warning("reading_broken_off", code=str(trouble))
        self._end()

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()


def _headers(raw: bytes) -> bytes:
    """Give the first lines of a mail, up to the first empty one."""
    first = raw[:65_536].replace(b"\r\n", b"\n")
    return first.partition(b"\n\n")[0] + b"\n\n"


def _send(child: subprocess.Popen[bytes], what: object) -> None:
    packet = pickle.dumps(what)
    pipe = child.stdin
    if pipe is None:
        raise EOFError
    left = memoryview(_LENGTH.pack(len(packet)) + packet)
    while left:
        left = left[pipe.write(left) or 0 :]


def _received(child: subprocess.Popen[bytes], seconds: float) -> Any:
    """Give what the process answers; raises `TimeoutError`, or `EOFError` if it ends."""
    until = time.monotonic() + seconds
    length = _LENGTH.unpack(_bytes(child, _LENGTH.size, until))[0]
    if length > _MOST_BYTES:
        raise EOFError
    return _Safe(io.BytesIO(_bytes(child, length, until))).load()


def _bytes(child: subprocess.Popen[bytes], count: int, until: float) -> bytes:
    pipe = child.stdout
    if pipe is None:
        raise EOFError
    got = bytearray()
    while len(got) < count:
        left = until - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            raise TimeoutError
        piece = pipe.read(min(count - len(got), 1 << 20))
        if not piece:
            raise EOFError
        got += piece
    return bytes(got)


class _Safe(pickle.Unpickler):
    """Takes values of our own reading alone, so that a process in which a document has its way can send no program."""

    def find_class(self, module: str, name: str) -> Any:
        """Give a class that what was read is made of; raises `UnpicklingError` for anything else."""
        if (module, name) == ("builtins", "dict"):
            return dict
        if module.startswith("forms.documents."):
            found = getattr(import_module(module), name, None)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, StrEnum)):
                return found
        raise pickle.UnpicklingError("not a value of ours")
