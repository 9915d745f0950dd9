"""Further information about a referral that was sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.access import Refused
from handlers.after_sending.adding import AddInformation, add_information, addition_form
from handlers.after_sending.screens import AdditionScreen, InformationAdded
from handlers.board import Board, FileRules
from handlers.files.giving import GivenFile
from storage import attachments
from storage.database import Database, NotFound
from tests.conftest import Clock
from tests.handlers.after_sending.steps import TEXT, add, seen, withdraw_it
from tests.handlers.case_steps import decide, kinds, queued
from tests.handlers.conftest import CHAIR, PANEL, REFERRER, STRANGER, UNIT, Draft, Refer, WorkAs

pytestmark = pytest.mark.usefixtures("staff")


def test_information_is_numbered_and_read_by_all_who_may_open_the_case(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    assert add(work_as, case_id) == InformationAdded(case_id, "PRP-2026-0001", 1)
    add(work_as, case_id, "More.", by=UNIT)
    for reader in (UNIT, PANEL, CHAIR, REFERRER):
        lines = seen(work_as, case_id, by=reader).additions
        assert [(line.number, line.text, line.added_by) for line in lines] == [
            (1, TEXT, "the referrer"),
            (2, "More.", "Una Marsh"),
        ]


def test_everybody_concerned_is_told_once_that_there_is_some(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    with work_as(REFERRER) as work:
        screen = addition_form(work, case_id)
    for _ in range(2):
        with work_as(REFERRER) as work:
            added = add_information(work, AddInformation(case_id, screen.addition_id, TEXT))
            assert added == InformationAdded(case_id, "PRP-2026-0001", 1)
    told = sorted(message.address for message in queued(database, clock) if message.kind == "information_added")
    assert told == sorted(["C0PANEL", CHAIR, UNIT, "chair@example.org", "unit@example.org"])
    assert len(seen(work_as, case_id).additions) == 1


def test_the_referrer_is_told_what_the_business_unit_added_for_them(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    add(work_as, refer().case_id, by=UNIT)
    assert kinds(database, clock, to=REFERRER) == ["information_added", "referral_receipt"]


def test_after_a_final_decision_information_is_still_taken_and_told(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    decide(work_as, case_id)
    add(work_as, case_id)
    assert "information_added" in kinds(database, clock, to=CHAIR)


@pytest.mark.parametrize("blank", ["", "  \n ", "\u200b"])
def test_nothing_typed_is_nothing_added(work_as: WorkAs, refer: Refer, blank: str) -> None:
    case_id = refer().case_id
    screen = add(work_as, case_id, blank)
    assert isinstance(screen, AdditionScreen)
    assert screen.error == "Write what you want to add."
    assert seen(work_as, case_id).additions == ()


@pytest.mark.parametrize("somebody", [PANEL, CHAIR, STRANGER])
def test_nobody_else_adds_information(work_as: WorkAs, refer: Refer, somebody: str) -> None:
    case_id = refer().case_id
    with work_as(somebody) as work, pytest.raises(Refused, match="Only the person who referred this case"):
        addition_form(work, case_id)
    with work_as(somebody) as work, pytest.raises(Refused):
        add_information(work, AddInformation(case_id, "a1", TEXT))


def test_to_a_withdrawn_referral_nothing_is_added_and_the_person_hears_what_to_do(
    work_as: WorkAs, refer: Refer
) -> None:
    case_id = refer().case_id
    withdraw_it(work_as, case_id)
    with work_as(REFERRER) as work, pytest.raises(Refused, match=r"write to the business unit at unit@example\.org"):
        add_information(work, AddInformation(case_id, "a1", TEXT))


def test_a_draft_is_no_sent_referral(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft()
    with work_as(REFERRER) as work, pytest.raises(NotFound):
        addition_form(work, case_id)


def test_what_was_added_to_another_case_is_not_found_in_this_one(work_as: WorkAs, refer: Refer) -> None:
    one, other = refer().case_id, refer(origin="view:V2").case_id
    for case_id, wrong in ((one, False), (other, True)):
        with work_as(REFERRER) as work:
            if wrong:
                with pytest.raises(NotFound):
                    add_information(work, AddInformation(case_id, "same", TEXT))
            else:
                add_information(work, AddInformation(case_id, "same", TEXT))


def test_files_come_with_it_once_or_nothing_is_kept(
    work_as: WorkAs, refer: Refer, board: Board, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    rules = FileRules(kinds=("pdf",), most_bytes=10, most_per_case=1)
    letter, film = GivenFile("slack:F1", "letter.pdf", 5), GivenFile("slack:F2", "film.mov", 5)
    for files in ((film,), (letter, film), (letter,), (letter,)):
        with work_as(REFERRER) as work:
            taking = replace(work, board=board.model_copy(update={"files": rules}))
            screen = add_information(taking, AddInformation(case_id, "a1", TEXT, files))
            assert isinstance(screen, AdditionScreen) == (film in files)
            if isinstance(screen, AdditionScreen):
                assert (screen.error, screen.room) == ("", 1)
                assert screen.file_error
    with database.read(clock.now()) as tx:
        assert [file.name for file in attachments.of_case(tx, case_id)] == ["letter.pdf"]
    assert len(seen(work_as, case_id).additions) == 1
