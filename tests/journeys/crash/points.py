"""The points at which a bot can die, counted and named inside the process that is to die.

A point lies before and after every durable commit, every call of Slack's Web API, every acknowledgement and every
mail. Its name says on which side of what it is: ``after the commit: taking submission page children``.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from types import FrameType
from typing import Any

from slack_sdk.web.base_client import BaseClient
from sqlalchemy.engine.default import DefaultDialect

import bot.slack.socket as socket_mode
from bot.mail import FolderSender, SmtpSender
from bot.mail.boxes.folder import FolderMailbox
from bot.slack.metadata import remembered
from bot.slack.payload import arrival

Tell = Callable[[dict[str, str]], None]


class Points:
    """Counts the points that are reached, and dies at the first that is `doomed`, having told of it."""

    def __init__(self, tell: Tell, doomed: Iterable[str]) -> None:
        self._tell = tell
        self._doomed = frozenset(doomed)
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def watch(self) -> None:
        """Put a point around everything that leaves this process or lasts; there is no way back, as none is needed."""
        self._around(DefaultDialect, "do_commit", lambda _arguments: [f"the commit: {each}" for each in doing()])
        self._around(
            BaseClient, "api_call", lambda arguments: [f"the call of {arguments[1]}: {each}" for each in doing()]
        )
        self._around(
            socket_mode, "send_response", lambda arguments: [f"the answer to {_arrived(arguments[1].payload)}"]
        )
        for sender in (SmtpSender, FolderSender):
            self._around(sender, "send", lambda arguments: [f"the mail {_of(arguments[1])}"])
        self._around(FolderMailbox, "fetch", lambda _arguments: ["the fetch of a mail that came"])
        self._around(FolderMailbox, "move", lambda _arguments: ["the move of a mail that came"])

    def _around(self, where: Any, name: str, say: Callable[[tuple[Any, ...]], Sequence[str]]) -> None:
        """Put points around a function; several at once where it is about several notices, for which one is doomed."""
        original = getattr(where, name)

        def between_two_points(*arguments: Any, **options: Any) -> Any:
            about = say(arguments)
            for each in about:
                self._reach(f"before {each}")
            result = original(*arguments, **options)
            for each in about:
                self._reach(f"after {each}")
            return result

        setattr(where, name, between_two_points)

    def _reach(self, name: str) -> None:
        with self._lock:
            if name in self._doomed:
                self._tell({"dies": name})
                os.kill(os.getpid(), signal.SIGKILL)
            if name not in self._seen:
                self._seen.add(name)
                self._tell({"reached": name})


def doing() -> Sequence[str]:
    """Say what this thread is at, from the innermost function on its stack that stands for a piece of work.

    The deliverer claims several notices together, and records together that they went out: each of them is named.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        work = _WORK.get(frame.f_code.co_qualname)
        if work is not None:
            found = work(frame.f_locals)
            return [found] if isinstance(found, str) else found
        frame = frame.f_back
    return ["something else"]


def _claiming(seen: dict[str, Any]) -> Sequence[str]:
    return [f"claiming {_of(each.message)}" for each in seen.get("claimed", ())] or ["claiming nothing"]


def _recording(seen: dict[str, Any]) -> Sequence[str]:
    return [f"recording {_of(each.message)}" for each in seen["gone"]]


def _of(message: Any) -> str:
    return f"{message.kind} to {message.address}"


def _arrived(body: Any) -> str:
    what = arrival(body)
    if what is None:
        return "what is not known"
    page = remembered(body.get("view") or {}).page_id
    return " ".join(part for part in (what.kind, what.id, page) if part)


_WORK: dict[str, Callable[[dict[str, Any]], str | Sequence[str]]] = {
    "Steps.receive": lambda seen: f"keeping {_arrived(seen['body'])}",
    "Steps.take": lambda seen: f"taking {_arrived(seen['body'])}",
    "Steps.tell_saved": lambda _seen: "telling that it is saved",
    "Listener.__call__": lambda seen: f"showing what came of {_arrived(seen['body'])}",
    "Deliverer._deliver_next": _claiming,
    "Deliverer._send": lambda seen: f"sending {_of(seen['message'])}",
    "Deliverer._record_sent": _recording,
    "Deliverer._record_trouble": lambda seen: f"recording trouble with {_of(seen['message'])}",
    "Service._remind": lambda _seen: "queueing reminders",
    "Service._look_after_drafts": lambda _seen: "looking after drafts",
    "Service._look_after_closed_cases": lambda _seen: "looking after closed cases",
    "Service._erase_some": lambda _seen: "erasing",
    "Postman._kept_and_dealt_with": lambda _seen: "keeping a mail that came",
    "Postman._deal_with": lambda _seen: "dealing with a mail that came",
    "Fetcher.fetch_once": lambda _seen: "looking for files",
    "open_office": lambda _seen: "opening the office",
    "build_app": lambda _seen: "greeting Slack",
    "SocketMode.start": lambda _seen: "connecting",
}
