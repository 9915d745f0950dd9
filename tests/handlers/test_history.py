"""A case's history: in words, without content, and only for those who may read it."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest

from forms.words import say
from handlers.access import Actor, Refused, Role
from handlers.board import Board
from handlers.case_pack import case_pack
from handlers.form_versions import Forms
from handlers.history import PAGE_LENGTH, Party, history, page_of_history
from handlers.reading import open_case
from handlers.work import Work
from storage import audit, people
from storage.database import NotFound
from tests.cases import SCR
from tests.handlers.conftest import PANEL, REFERRER, STRANGER, UNIT, Refer, WorkAs

pytestmark = pytest.mark.usefixtures("staff")

HOUSE = Path(__file__).parents[2]
NOT_OF_A_CASE = {
    "keys_rotated", "key_retired", "backed_up", "restored", "audit_accepted", "erased_opened",
    "erased_opened_at_command_line",
}  # fmt: skip


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
    assert [str(line.who) for line in lines[-2:]] == ["Una Marsh"] * 2
    assert Party(slack=REFERRER) in [line.who for line in lines]
    assert "Quillfeather" not in repr(lines)


def test_its_pages_hold_every_entry_once_the_latest_first(work_as: WorkAs, refer: Refer) -> None:
    sent = refer(SCR)
    for _ in range(PAGE_LENGTH):
        with work_as(PANEL) as work:
            open_case(work, sent.case_id)
    with work_as(UNIT) as work:
        page = page_of_history(work, sent.case_id)
    assert page.is_latest
    seen = [line.number for line in page.lines]
    while page.more_before is not None:
        with work_as(UNIT) as work:
            page = page_of_history(work, sent.case_id, page.more_before)
        assert not page.is_latest
        assert all("notice ready" not in line.what for line in page.lines)
        seen += [line.number for line in page.lines]
    with work_as(UNIT) as work:
        everything = history(work, sent.reference)
    told = [line.number for line in everything if "notice ready" not in line.what]
    assert sorted(seen, reverse=True) == seen == [number for number in reversed(told) if number <= seen[0]]


def test_it_names_whom_else_it_is_about(work_as: WorkAs, refer: Refer, board: Board) -> None:
    sent = refer(SCR)
    details = {"kind": "decision_recorded", "channel": "slack"}
    with work_as(UNIT) as work:
        piet = people.by_slack(work.tx, PANEL)
        assert piet is not None
        told = partial(audit.note, work.tx, actor="deliverer", action="told", case_id=sent.case_id, **details)
        for address in (REFERRER, PANEL, board.panel_channel):
            told(address=address)
        told(address="unit@example.org", channel="email")
        for who in ("chair", piet.id):
            audit.note(work.tx, actor="clock", action="conflict_marked", case_id=sent.case_id, who=who)
        people.remove(work.tx, piet.id)
        terminal = "command_line:ops"
        audit.note(work.tx, actor=terminal, action="opened_at_command_line", case_id=sent.case_id, who=f"slack:{PANEL}")
    with work_as(UNIT) as work:
        lines = page_of_history(work, sent.case_id).lines[1:8]
    assert [(str(line.who), line.what, *map(str, line.whom or ())) for line in reversed(lines)] == [
        ("The bot", "Sent the notice “decision recorded”", "to", f"slack:{REFERRER}"),
        ("The bot", "Sent the notice “decision recorded”", "to", "Piet Vance"),
        ("The bot", "Sent the notice “decision recorded”", "to", "the panel’s channel"),
        ("The bot", "Sent the notice “decision recorded”", "to", "unit@example.org"),
        ("The bot", "Marked a possible conflict of interest", "of", "The independent chair"),
        ("The bot", "Marked a possible conflict of interest", "of", "Piet Vance"),
        ("ops, on the server", "Opened the case on the server", "for", "Piet Vance"),
    ]


def test_reasons_are_read_by_the_business_unit_alone_and_stand_nowhere_open(
    work_as: WorkAs, refer: Refer, forms: Forms
) -> None:
    sent = refer(SCR)
    with work_as(UNIT) as work:
        case_pack(work, sent.case_id, reason="Papers about Zebedee")
    with work_as(UNIT) as work:
        (entry,) = [each for each in audit.history(work.tx, sent.case_id) if each.action == "exported"]
        assert list(entry.details) == ["reference", "reason_id"]
        reasons = [line.reason for line in page_of_history(work, sent.case_id).lines if line.reason]
        assert reasons == ["Papers about Zebedee"]
        assert "Zebedee" not in repr(page_of_history(work, sent.case_id))
        administrator = Work(work.tx, work.board, forms, Actor("command_line:ops", frozenset({Role.ADMINISTRATOR})))
        assert [line.reason for line in history(administrator, sent.reference) if line.reason] == []


def test_a_reason_that_an_older_version_kept_in_the_entry_is_shown_to_the_same_people(
    work_as: WorkAs, refer: Refer
) -> None:
    sent = refer(SCR)
    with work_as(UNIT) as work:
        audit.note(work.tx, actor="clock", action="exported", case_id=sent.case_id)
        entry = audit.history(work.tx, sent.case_id)[-1]
        entry.details = {"stated_reason": "Asked for"}
        assert page_of_history(work, sent.case_id).lines[1].reason == "Asked for"
        work.tx.session.rollback()


@pytest.mark.parametrize("who", [PANEL, REFERRER, STRANGER])
def test_nobody_else_may_read_it(work_as: WorkAs, refer: Refer, who: str) -> None:
    sent = refer(SCR)
    for read in (lambda work: history(work, sent.reference), lambda work: page_of_history(work, sent.case_id)):
        with pytest.raises(Refused, match="business unit"), work_as(who) as work:
            read(work)


def test_no_such_case_has_a_history(work_as: WorkAs) -> None:
    with pytest.raises(NotFound), work_as(UNIT) as work:
        history(work, "PRP-2026-9999")
