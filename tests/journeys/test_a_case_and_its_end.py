"""A case to its end (docs/procedure.md, section 7, rule 8): decided, warned of years later, held, lifted, erased."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.compose import CLOCK
from bot.trial import acts, world
from bot.trial.hands import fill_in, went_well
from bot.trial.world import World
from storage import audit_chain, cases, erased_cases
from storage.erased_file import ErasedFile
from tests.cases import marked
from tests.journeys.conftest import OpenWorld
from tests.journeys.forged import texts
from tests.journeys.test_drafts_that_wait import marked_rows
from tests.journeys.told import told

MARK = "zyxq"
REFERRAL = marked("scr", mark="Zyxq")

pytestmark = [
    pytest.mark.usefixtures("logged"),
    pytest.mark.parametrize("slack_mode", ["socket"], indirect=True),
]


def play(marram: World) -> None:
    """A marked case from its referral, with further information, to a final decision and an action that is done."""
    referrer, chair, unit = (marram.person(user) for user in (world.REFERRER, world.CHAIR, world.UNIT))
    acts.refer(referrer, {page.page_id: page.typed for page in REFERRAL.pages} | {"declaration": REFERRAL.declaration})
    marram.settle()
    decision = {"outcome": "single_agency_review", "agency": "Zyxq agency", "reasons": "Zyxq reasons"}
    acts.record_decision(chair, chair.messages[-1], decision)
    marram.settle()
    card = unit.channel_messages(world.PANEL_CHANNEL)[0]
    acts.add_action(unit, card, text="Zyxq action", owner=world.NAMES[world.OWNER], due="17 April 2026")
    marram.settle()
    owner = marram.person(world.OWNER)
    acts.finish_action(owner, owner.messages[-1], "Zyxq note")
    marram.settle()


def go_to(marram: World, year: int, month: int, day: int) -> None:
    marram.move_to(datetime(year, month, day, 10, tzinfo=UTC))
    marram.settle()


def warnings(marram: World) -> int:
    return told(marram).slack[world.UNIT].count("case_warning")


def the_case(marram: World) -> tuple[str, str]:
    with marram.service.office.read(CLOCK) as work:
        case = cases.by_reference(work.tx, "PRP-2026-0001")
        return case.id, case.state


def test_a_case_is_warned_of_held_and_erased_until_nothing_is_left(open_world: OpenWorld, database_url: str) -> None:
    marram = open_world(retention=True)
    play(marram)
    assert marked_rows(marram)
    unit = marram.person(world.UNIT)
    go_to(marram, 2039, 11, 2)  # the child, born on 29 August 2014, is 25 in 2039
    assert warnings(marram) == 1
    warning = unit.messages[-1]
    assert "1 January 2040" in warning["text"]
    went_well(unit.click(warning, "hold_case"))
    fill_in(unit, {"reason": "Zyxq inquiry"})
    assert "The case is held" in texts(acts.modal(unit))
    go_to(marram, 2041, 6, 3)
    assert (warnings(marram), the_case(marram)[1]) == (1, "decided")
    went_well(unit.click(acts.modal(unit), "open_case"))
    assert "Zyxq inquiry" in texts(acts.modal(unit))
    went_well(unit.click(acts.modal(unit), "lift_hold"))
    fill_in(unit, {"reason": "Zyxq end"})
    assert "No legal hold" in texts(acts.modal(unit))
    went_well(unit.close())
    go_to(marram, 2041, 6, 4)
    assert warnings(marram) == 2
    go_to(marram, 2041, 8, 2)
    assert the_case(marram)[1] == "decided"
    go_to(marram, 2041, 8, 4)
    case_id, state = the_case(marram)
    assert state == "erased"
    assert marked_rows(marram) == []
    went_well(unit.click(unit.messages[-1], "open_case"))
    assert "not here any more" in texts(acts.modal(unit))
    assert marked_rows(marram) == []
    office = marram.service.office
    with office.read(CLOCK) as work:
        (line,) = erased_cases.everything(work.tx)
        assert (line.reference, line.outcome, line.rule) == ("PRP-2026-0001", "single_agency_review", "learning")
    head = office.heads.known
    with office.database.snapshot(office.clock()) as tx:
        verdict = audit_chain.verify(tx, head)
    assert verdict.wrong == 0
    assert ErasedFile(office.settings.erased_file()).case_ids() == (case_id,)
    if database_url.startswith("sqlite"):
        kept = b"".join(file.read_bytes() for file in Path(marram.folder).glob("*.db*"))
        assert MARK not in kept.decode("latin-1").casefold()
