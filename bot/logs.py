"""Logs: an allow-list of keys, and never what anybody wrote (docs/procedure.md, section 7, rule 6).

Our own lines are `get_logger(__name__).info("notice_sent", outbox_id=…)`: a fixed name of what happened and keys of
`ALLOWED`; every other key, and every value that could hold a sentence, is left out. The texts of libraries are never
kept, since they may hold what a person wrote (slack-bolt logs a whole request whose signature is wrong): of a
library's line there stay its level, its logger, where in the library it was written, and the kind of an exception.
Of an exception there stay the names of its types and the places in our own code; never its text.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any, TextIO

import structlog

from bot.clock import Clock, system_clock

ALLOWED = frozenset(
    {
        "action",
        "at",
        "attempts",
        "case_id",
        "channel",
        "code",
        "count",
        "duty_id",
        "error",
        "event",
        "frames",
        "inbox_id",
        "kind",
        "level",
        "listening",
        "module",
        "method",
        "mode",
        "outbox_id",
        "reference",
        "seconds",
        "signal",
        "source",
        "state",
        "version",
        "where",
        "worker",
    }
)
"""The keys that a log line may have."""

_OUR_ROOMS = ("bot", "handlers", "forms", "storage")
_EVENT = re.compile(r"[a-z][a-z0-9_]{0,60}")
_VALUE = re.compile(r"[\w.:/@+\[\]-]{0,300}")
"""A word, an id, an address: nothing with a space, so that no sentence passes."""

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]
EventDict = MutableMapping[str, Any]


def get_logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """Give the logger of a module: ``get_logger(__name__)``."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(module=name)
    return logger


def configure_logs(level: str = "INFO", *, clock: Clock = system_clock, stream: TextIO | None = None) -> None:
    """Send every log line of the process through this module, as one JSON object a line, to `stream` (stderr).

    Also takes over what would be printed beside the logs: warnings, and exceptions that nobody caught.
    """
    out = stream or sys.stderr

    def add_time(_logger: object, _method: str, event: EventDict) -> EventDict:
        event["at"] = clock().isoformat(timespec="milliseconds")
        return event

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            add_time,
            describe_exception,
            keep_allowed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    logging.setLogRecordFactory(_record_without_text)
    root = logging.getLogger()
    root.handlers[:] = [_ToStructlog()]
    root.setLevel(max(logging.getLevelNamesMapping()[level], logging.INFO))
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def keep_allowed(_logger: object, _method: str, event: EventDict) -> Mapping[str, Any]:
    """Keep the keys of `ALLOWED` whose value is a number, a word or a list of words; drop everything else."""
    name = event.get("event")
    kept = {key: value for key, value in event.items() if key in ALLOWED and _is_harmless(value)}
    kept["event"] = name if isinstance(name, str) and _EVENT.fullmatch(name) else "unnamed"
    return kept


def describe_exception(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Replace ``exc_info`` by the names of the exception's types and the places in our own code it came through."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    elif isinstance(given, BaseException):
        given = (type(given), given, given.__traceback__)
    if isinstance(given, tuple) and given[1] is not None:
        event.update(describe(given[1]))
    return event


def describe(error: BaseException) -> dict[str, list[str]]:
    """Give the types of `error` and of its causes, and our own frames, innermost last: nothing that was said."""
    types: list[str] = []
    frames: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(types) < 10:
        types.append(type(seen).__name__)
        frames += [
            f"{module}:{frame.f_code.co_name}:{line}"
            for frame, line in walk_tb(seen.__traceback__)
            if (module := str(frame.f_globals.get("__name__", ""))).split(".")[0] in _OUR_ROOMS
        ]
        seen = seen.__cause__ or seen.__context__
    return {"error": types, "frames": [re.sub(r"[<>]", "", frame) for frame in frames[-20:]]}


def _is_harmless(value: object) -> bool:
    if value is None or isinstance(value, int | float):
        return True
    if isinstance(value, str):
        return _VALUE.fullmatch(value) is not None
    return isinstance(value, list) and all(isinstance(item, str) and _is_harmless(item) for item in value)


class _RecordWithoutText(logging.LogRecord):
    """A library's log record whose text, arguments and exception text are gone before any handler sees it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.msg = "library_message"
        self.args = ()
        self.said: dict[str, Any] = {"where": f"{Path(self.pathname).stem}:{self.lineno}"}
        if self.exc_info and self.exc_info[1] is not None:
            self.said |= describe(self.exc_info[1])
        self.exc_info = None
        self.stack_info = None


def _record_without_text(*args: Any, **kwargs: Any) -> logging.LogRecord:
    return _RecordWithoutText(*args, **kwargs)


class _ToStructlog(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        said = getattr(record, "said", {})
        structlog.get_logger(module=record.name).log(record.levelno, "library_message", **said)


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    get_logger(__name__).critical("uncaught_exception", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        get_logger(__name__).critical("uncaught_exception", exc_info=args.exc_value)
