"""The process in which documents are read: ``python -m bot.reading_child MEGABYTES``, started by `bot.reader` alone.

It is given the form, then one question after the other, each in a packet, and answers each with what was read or with
the trouble. It can write no file, and takes no more memory than it is told.
"""

from __future__ import annotations

import io
import os
import pickle
import resource
import signal
import struct
import sys
from types import MappingProxyType
from typing import Any, BinaryIO

from forms.documents.content import Trouble
from forms.documents.mail.read import read_mail
from forms.documents.read import read_document
from forms.vocabulary import Form

LONGEST = 60
"""Seconds with one question after which the process ends by itself, if nobody is left to kill it."""
_LENGTH = struct.Struct(">Q")
_MEGABYTE = 1 << 20


def main() -> None:
    """Answer until there is nothing more to read."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    limit(int(sys.argv[1]))
    for asked_to_stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked_to_stop, signal.SIG_IGN)  # the bot is asked too, and finishes what is in hand
    questions = sys.stdin.buffer
    form = _taken(questions)
    _give(answers, None)
    while (question := _taken(questions)) is not None:
        signal.alarm(LONGEST)
        _give(answers, answer(question, form))
        signal.alarm(0)


def limit(megabytes: int) -> None:
    """Let this process take so much memory at most, and write to no file."""
    for which, most in (
        (resource.RLIMIT_AS, megabytes * _MEGABYTE),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        allowed = resource.getrlimit(which)[1]
        least = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(which, (least, least))


def answer(question: tuple[Any, ...], form: Form) -> object:
    """Give what was read, or the trouble."""
    what, *given, today = question
    try:
        if what == "read_mail":
            return read_mail(given[0], form, today=today)
        return read_document(given[0], given[1], form, today=today)
    except (MemoryError, RecursionError):
        return Trouble.TOO_LARGE
    except Exception:  # noqa: BLE001 -- a hostile document finds mistakes in any library; the error may quote from it
        return Trouble.NOT_READABLE


def _taken(questions: BinaryIO) -> Any:
    length = questions.read(_LENGTH.size)
    return pickle.loads(questions.read(_LENGTH.unpack(length)[0])) if length else None  # noqa: S301 -- as above


def _give(answers: BinaryIO, what: object) -> None:
    packet = _packed(what)
    answers.write(_LENGTH.pack(len(packet)) + packet)
    answers.flush()


class _Pickler(pickle.Pickler):
    """Writes a read-only mapping as a plain one."""

    def reducer_override(self, value: object) -> Any:
        return (dict, (dict(value),)) if isinstance(value, MappingProxyType) else NotImplemented


def _packed(what: object) -> bytes:
    packed = io.BytesIO()
    _Pickler(packed).dump(what)
    return packed.getvalue()


if __name__ == "__main__":
    main()
