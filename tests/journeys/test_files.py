"""A referral with files, given on their page and in a message, and read by the chair; their names are told nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.compose import CLOCK
from bot.sandbox.person import Person
from bot.trial import acts, world
from bot.trial.hands import Answers, fill_in, went_well
from bot.trial.world import World
from handlers.access import Actor, Role
from handlers.files.reading import read_file
from storage import attachments, cases
from storage.tables import Table
from tests.cases import SCR
from tests.forms.documents.samples import PDF, PROGRAM, RIGHT
from tests.journeys.conftest import OpenWorld
from tests.journeys.forged import texts

PAGES: dict[str, Answers] = {page.page_id: page.typed for page in SCR.pages} | {"declaration": SCR.declaration}
SECRET = "Quillfeather Zyxq"
"""What every file is called."""


def refer_with_files(marram: World) -> None:
    """Refer a case; one file goes in by its page, one by a message on the way, and one is a program in disguise."""
    referrer = marram.person(world.REFERRER)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    fill_in(referrer, PAGES["before_you_start"])
    _send(marram, referrer, f"{SECRET} 1.docx", RIGHT["docx"])
    while acts.page_id(referrer) != "files":
        fill_in(referrer, PAGES.get(acts.page_id(referrer), {}))
    referrer.fill({"answer": [referrer.upload(f"{SECRET} {n}.pdf", body) for n, body in ((2, PDF), (3, PROGRAM))]})
    fill_in(referrer, {})
    marram.settle()
    went_well(referrer.click(acts.modal(referrer), "declaration"))
    fill_in(referrer, PAGES["declaration"])
    marram.settle()


def _send(marram: World, person: Person, name: str, content: bytes) -> None:
    person.send_files([person.upload(name, content)])
    marram.settle()


@pytest.fixture
def marram(open_world: OpenWorld) -> World:
    marram = open_world(files_in_slack=True, regime="WT2015")
    refer_with_files(marram)
    return marram


@pytest.mark.usefixtures("logged")
def test_files_given_in_both_ways_are_with_the_case(marram: World) -> None:
    chair = marram.person(world.CHAIR)
    went_well(chair.click(chair.messages[0], "open_case"))
    shown = texts(acts.modal(chair))
    assert f"File 1: {SECRET} 1.docx" in shown
    assert f"File 2: {SECRET} 2.pdf" in shown
    assert "Not taken. It is damaged, or not what its name says." in shown
    assert "prp cases file PRP-2026-0001" in shown
    with marram.service.office.begin(Actor("command_line:chair", frozenset({Role.CHAIR}))) as work:
        case = cases.by_reference(work.tx, "PRP-2026-0001")
        assert [read_file(work, case.id, number)[1] for number in (1, 2)] == [RIGHT["docx"], PDF]


@pytest.mark.usefixtures("logged")
def test_their_names_and_content_are_in_no_message_and_nowhere_in_the_database(marram: World) -> None:
    bot_id = marram.workspace.bot_id
    channels = [marram.workspace.messages(world.PANEL_CHANNEL), *map(marram.workspace.direct_messages, world.NAMES)]
    written = [message for channel in channels for message in channel if message.get("bot_id") == bot_id]
    assert sum("File " in str(message) for message in written) == 3
    assert "Zyxq" not in json.dumps(written)
    assert not any("Zyxq" in str(letter) for letter in marram.mailroom.letters)
    with marram.service.office.read(CLOCK) as work:
        for table in Table.metadata.tables.values():
            for row in work.tx.session.execute(table.select()).all():
                assert "Zyxq" not in str(row), table.name
                assert b"startxref" not in b"".join(cell for cell in row if isinstance(cell, bytes))


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize(("slack_mode", "database_url"), [("socket", "sqlite")], indirect=True)
def test_a_file_that_was_wanted_when_the_bot_stopped_is_fetched_when_it_starts(open_world: OpenWorld) -> None:
    marram = open_world(files_in_slack=True)
    referrer = marram.person(world.REFERRER)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    fill_in(referrer, PAGES["before_you_start"])
    marram.workspace.fail_next("files.info", status=503)
    _send(marram, referrer, "a.pdf", PDF)
    marram.stop_bot()
    marram.start_bot()
    with marram.service.office.read(CLOCK) as work:
        due = attachments.next_due(work.tx)
    assert due is not None
    marram.move_to(due)
    with marram.service.office.read(CLOCK) as work:
        (draft,) = cases.drafts_of(work.tx, f"slack:{world.REFERRER}")
        assert [file.state for file in attachments.of_case(work.tx, draft.id)] == ["kept"]


def test_a_case_with_a_file_keeps_it_in_no_file_on_the_disk_in_the_clear(marram: World) -> None:
    for file in Path(marram.folder).iterdir():
        assert b"Zyxq" not in file.read_bytes(), file.name
        assert b"startxref" not in file.read_bytes(), file.name
