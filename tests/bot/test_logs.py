from __future__ import annotations

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient

from bot.logs import configure_logs, describe, get_logger
from tests.bot.messages import NOW

MARK = "Zephyrine-Quill-was-hurt"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Take the process's logs over for one test."""
    before = (logging.getLogRecordFactory(), logging.getLogger().handlers[:], logging.getLogger().level)
    hooks = (sys.excepthook, threading.excepthook)
    written = io.StringIO()
    configure_logs("DEBUG", clock=lambda: NOW, stream=written)
    yield written
    logging.setLogRecordFactory(before[0])
    logging.getLogger().handlers[:] = before[1]
    logging.getLogger().setLevel(before[2])
    logging.captureWarnings(capture=False)
    sys.excepthook, threading.excepthook = hooks
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_has_its_event_and_the_keys_that_are_allowed(stream: io.StringIO) -> None:
    get_logger("bot.test").info("notice_sent", outbox_id="abc", attempts=2, text=MARK, answer=MARK)
    assert lines(stream) == [
        {
            "at": "2026-03-02T10:00:00.000+00:00",
            "attempts": 2,
            "event": "notice_sent",
            "level": "info",
            "module": "bot.test",
            "outbox_id": "abc",
        }
    ]


@pytest.mark.parametrize("value", ["two words", {"a": 1}, [1, "x"], ["two words"], object(), "line\nbreak", "x" * 301])
def test_a_value_that_could_hold_a_sentence_is_left_out(stream: io.StringIO, value: object) -> None:
    get_logger("bot.test").info("notice_sent", code=value)
    assert "code" not in lines(stream)[0]


@pytest.mark.parametrize("event", [f"{MARK} said so", MARK, "Said", ""])
def test_an_event_that_is_no_fixed_name_is_not_printed(stream: io.StringIO, event: str) -> None:
    get_logger("bot.test").info(event)
    assert lines(stream)[0]["event"] == "unnamed"


def test_of_an_exception_its_types_and_our_frames_are_kept_and_not_its_text(stream: io.StringIO) -> None:
    try:
        try:
            configure_logs(MARK)
        except Exception as first:
            raise RuntimeError(MARK) from first
    except RuntimeError:
        get_logger("bot.test").exception("step_failed", code="x")
    (line,) = lines(stream)
    assert line["error"][0] == "RuntimeError"
    assert len(line["error"]) == 2
    assert any(frame.startswith("bot.logs:configure_logs:") for frame in line["frames"])
    assert MARK not in stream.getvalue()


def test_an_exception_that_is_handed_over_is_described_too(stream: io.StringIO) -> None:
    get_logger("bot.test").warning("step_failed", exc_info=ValueError(MARK))
    assert lines(stream)[0]["error"] == ["ValueError"]
    get_logger("bot.test").warning("step_failed", exc_info=None)
    assert "error" not in lines(stream)[1]


def test_a_chain_of_causes_without_end_is_cut() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert len(describe(first)["error"]) == 10


@pytest.mark.parametrize("name", ["slack_bolt.App", "slack_sdk.web", "uvicorn.error", "sqlalchemy.engine", "alembic"])
def test_of_a_librarys_line_only_where_it_came_from_is_kept(stream: io.StringIO, name: str) -> None:
    logging.getLogger(name).warning("Invalid body: %s", MARK)
    logging.getLogger(name).warning(f"Invalid body: {MARK}")
    assert [line["event"] for line in lines(stream)] == ["library_message"] * 2
    assert lines(stream)[0]["module"] == name
    assert lines(stream)[0]["where"].startswith("test_logs:")
    assert MARK not in stream.getvalue()


def test_a_librarys_exception_loses_its_text_for_every_handler(stream: io.StringIO) -> None:
    other = io.StringIO()
    handler = logging.StreamHandler(other)
    logger = logging.getLogger("apscheduler.executors.default")
    logger.addHandler(handler)
    logger.error("Job raised %s", MARK, stack_info=True, exc_info=ValueError(MARK))
    logger.removeHandler(handler)
    assert lines(stream)[0]["error"] == ["ValueError"]
    assert other.getvalue().strip() == "library_message"


def test_the_body_of_a_request_with_a_wrong_signature_reaches_no_handler(stream: io.StringIO) -> None:
    records: list[logging.LogRecord] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    logger = logging.getLogger("tests.bolt")
    logger.addHandler(Keep())
    logger.setLevel(logging.DEBUG)
    app = App(logger=logger, client=WebClient("xoxb-1"), signing_secret="secret", token_verification_enabled=False)
    answer = app.dispatch(
        BoltRequest(
            body=json.dumps({"type": "event_callback", "event": {"type": "message", "text": MARK}}),
            headers={
                "content-type": ["application/json"],
                "x-slack-signature": ["v0=wrong"],
                "x-slack-request-timestamp": ["0"],
            },
        )
    )
    assert answer.status == 401
    assert records
    assert MARK not in repr([record.__dict__ for record in records]) + stream.getvalue()


def test_what_nobody_caught_is_described_without_its_text(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down() -> None:
        raise ValueError(MARK)

    thread = threading.Thread(target=break_down)
    thread.start()
    thread.join()
    try:
        break_down()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert [line["event"] for line in lines(stream)] == ["uncaught_exception"] * 2
    assert MARK not in stream.getvalue() + capsys.readouterr().err


def test_a_warning_loses_its_text(stream: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(MARK, stacklevel=1)
        logging.captureWarnings(capture=False)
    assert MARK not in stream.getvalue() + capsys.readouterr().err


def test_a_level_keeps_quieter_lines_away(stream: io.StringIO) -> None:
    configure_logs("WARNING", clock=lambda: NOW, stream=stream)
    get_logger("bot.test").info("notice_sent")
    logging.getLogger("uvicorn").info("started")
    assert lines(stream) == []
