"""Least telling (docs/procedure.md, section 7): a case full of marked values, and none of them outside a modal.

Every question, decision, reason, action and note of a whole journey carries a mark. Then everything that anybody else
could read is searched for it: messages, mails, log lines, the audit, the terminal, the database's own bytes.
"""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
import structlog

from bot.compose import CLOCK
from bot.logs import configure_logs
from bot.trial import acts, world
from bot.trial.world import World
from storage.tables import Table
from tests.cases import marked
from tests.journeys.conftest import OpenWorld
from tests.journeys.days import at_nine

MARK = "zyxq"
MARKS = (
    MARK,
    "29 august 2014",
    "2014-08-29",
    "943 476 5919",
    "9434765919",
    "13 months",
    "single-agency",
    "496 0777",
    "01514960777",
)
"""The mark in every text; the dates of birth, numbers and the outcome, which cannot carry it. None is so short that a
random id could hold it by chance."""

REFERRAL = marked("scr", mark="Zyxq")


@contextmanager
def logs_at_debug() -> Iterator[io.StringIO]:
    """Give every log line of the process, libraries' too, at the chattiest level."""
    kept = io.StringIO()
    root = logging.getLogger()
    before = (root.handlers[:], root.level, logging.getLogRecordFactory(), sys.excepthook, threading.excepthook)
    configure_logs("DEBUG", stream=kept)
    root.setLevel(logging.DEBUG)
    try:
        yield kept
    finally:
        root.handlers[:], level, factory, sys.excepthook, threading.excepthook = before
        root.setLevel(level)
        logging.setLogRecordFactory(factory)
        logging.captureWarnings(capture=False)
        structlog.reset_defaults()


def play(marram: World) -> None:
    """A case from referral to a finished action, with a reminder, a decision, its correction, and somebody's slip."""
    referrer, chair = marram.person(world.REFERRER), marram.person(world.CHAIR)
    unit, owner = marram.person(world.UNIT), marram.person(world.OWNER)
    referrer.say("Zyxq: the child was born on 29 August 2014")
    pages = {page.page_id: page.typed for page in REFERRAL.pages} | {"declaration": REFERRAL.declaration}
    acts.refer(referrer, pages)
    marram.settle()
    marram.move_to(at_nine(date(2026, 3, 19)))
    decision = {"outcome": "single_agency_review", "agency": "Zyxq agency", "reasons": "Zyxq reasons"}
    acts.record_decision(chair, chair.messages[-1], decision)
    marram.settle()
    card = unit.channel_messages(world.PANEL_CHANNEL)[0]
    acts.add_action(unit, card, text="Zyxq action", owner=world.NAMES[world.OWNER], due="17 April 2026")
    marram.settle()
    marram.move_to(at_nine(date(2026, 4, 20)))
    acts.finish_action(owner, owner.messages[-1], "Zyxq note")
    marram.settle()


def found_in(text: str) -> list[str]:
    """Give the marks that stand in `text`."""
    return [mark for mark in MARKS if mark in text.casefold()]


def test_nothing_of_a_case_is_in_any_message_mail_log_line_or_audit_entry(
    open_world: OpenWorld, capfd: pytest.CaptureFixture[str]
) -> None:
    with logs_at_debug() as log_lines:
        marram = open_world(regime="WT2015")
        play(marram)
    bot_id = marram.workspace.bot_id
    channels = [marram.workspace.messages(world.PANEL_CHANNEL), *map(marram.workspace.direct_messages, world.NAMES)]
    messages = [message for channel in channels for message in channel if message.get("bot_id") == bot_id]
    homes = [marram.person(user).open_home() for user in world.NAMES]
    assert len(messages) > 10
    assert found_in(json.dumps(messages, ensure_ascii=False)) == []
    assert found_in(json.dumps(homes, ensure_ascii=False)) == []
    assert len(marram.mailroom.letters) > 4
    assert not any(found_in(part) for letter in marram.mailroom.letters for part in _parts_of(letter))
    assert found_in(_table_as_text(marram, "audit")) == []
    assert log_lines.getvalue().count("\n") > 10
    assert found_in(log_lines.getvalue()) == []
    assert found_in("".join(capfd.readouterr())) == []


def test_nothing_of_a_case_can_be_read_in_the_database(open_world: OpenWorld) -> None:
    marram = open_world(regime="WT2015")
    play(marram)
    for name in Table.metadata.tables.keys() - {"form_version"}:  # the form itself, with all its words
        assert found_in(_table_as_text(marram, name)) == [], name
    for file in Path(marram.folder).iterdir():
        assert found_in(file.read_bytes().decode("latin-1")) == [], file.name


def _parts_of(letter: EmailMessage) -> Iterator[str]:
    """Give headers and every readable part of a mail."""
    yield str(letter)
    for part in letter.walk():
        if part.get_content_maintype() == "text":
            yield part.get_content()


def _table_as_text(marram: World, name: str) -> str:
    with marram.service.office.read(CLOCK) as work:
        rows = work.tx.session.execute(Table.metadata.tables[name].select()).all()
    return "\n".join(
        " ".join(value.decode("latin-1") if isinstance(value, bytes) else str(value) for value in row) for row in rows
    )
