"""A case's history: in words, without content, and only for those who may read it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from forms.words import say
from handlers.access import Refused
from handlers.history import history
from handlers.reading import open_case
from storage.database import NotFound
from tests.cases import SCR
from tests.handlers.conftest import PANEL, REFERRER, STRANGER, UNIT, Refer, WorkAs

pytestmark = pytest.mark.usefixtures("staff")

HOUSE = Path(__file__).parents[2]
NOT_OF_A_CASE = {"keys_rotated", "key_retired", "backed_up", "restored", "audit_accepted"}


def actions() -> set[str]:
    """Give every action that the audit is told of, as the code has it."""
    sources = [path.read_text() for room in ("handlers", "bot") for path in (HOUSE / room).rglob("*.py")]
    noted = [
        call
        for source in sources
        for call in re.findall(r"audit\.note\((.*?)\n\s*\)|audit\.note\((.*)\)", source, re.S)
    ]
    return {name for parts in noted for part in parts for name in re.findall(r'\baction="(\w+)"', part)}


def test_every_action_about_a_case_has_its_words() -> None:
    found = actions() - NOT_OF_A_CASE
    assert {"opened", "answered", "told", "submitted"} <= found
    for action in found | {f"duty_{state}" for state in ("opened", "moved", "done", "dropped", "reopened")}:
        assert say(f"audit.action.{action}")


def test_it_tells_who_did_what_and_that_it_was_read(work_as: WorkAs, refer: Refer) -> None:
    sent = refer(SCR)
    with work_as(PANEL) as work:
        open_case(work, sent.case_id)
    with work_as(UNIT) as work:
        history(work, sent.reference)
    with work_as(UNIT) as work:
        lines = history(work, sent.reference)
    assert "Sent the referral" in [line.what for line in lines]
    assert [line.what for line in lines[-3:]] == ["Opened the case", *["Read what happened with the case"] * 2]
    assert all(re.fullmatch(r"\d\d\.\d\d\.\d{4} \d\d:\d\d", line.at) for line in lines)
    assert "Quillfeather" not in repr(lines)


@pytest.mark.parametrize("who", [PANEL, REFERRER, STRANGER])
def test_nobody_else_may_read_it(work_as: WorkAs, refer: Refer, who: str) -> None:
    sent = refer(SCR)
    with pytest.raises(Refused, match="business unit"), work_as(who) as work:
        history(work, sent.reference)


def test_no_such_case_has_a_history(work_as: WorkAs) -> None:
    with pytest.raises(NotFound), work_as(UNIT) as work:
        history(work, "PRP-2026-9999")
