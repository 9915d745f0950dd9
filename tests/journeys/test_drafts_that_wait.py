"""A draft that is never sent, and one that goes to a colleague (docs/procedure.md, section 7, rule 8), in Slack."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.compose import CLOCK
from bot.trial import acts, world
from bot.trial.hands import block_ids, by_block, fill_in, went_well
from bot.trial.world import World
from forms.words import say
from storage import attachments, cases, inbox
from storage.database import NotFound
from storage.tables import Answer, Case, InboxItem, Table
from tests.cases import marked
from tests.forms.documents.samples import PROGRAM
from tests.journeys.conftest import START, OpenWorld
from tests.journeys.forged import everything_kept, texts
from tests.journeys.talk import Talk
from tests.journeys.told import told

MARK = "zyxq"
PAGES = {page.page_id: page.typed for page in marked("scr", mark="Zyxq").pages}

pytestmark = [
    pytest.mark.usefixtures("logged"),
    pytest.mark.parametrize("slack_mode", ["socket"], indirect=True),
]
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def begin(marram: World, pages: Iterable[str] = PAGES) -> None:
    """Type a referral up to its review, and leave the screen open."""
    referrer = marram.person(world.REFERRER)
    went_well(referrer.command("/refer"))
    fill_in(referrer, {})
    for page in pages:
        fill_in(referrer, PAGES[page])


def the_draft(marram: World) -> Case:
    with marram.service.office.read(CLOCK) as work:
        return work.tx.session.exec(select(Case)).one()


def pass_days(marram: World, *days: int) -> None:
    """Let the clock stand so many days after the start, and everything that is due be done and delivered."""
    for day in days:
        marram.move_to(START + timedelta(days=day, minutes=1))
        marram.settle()


def payloads(marram: World) -> dict[str, bytes]:
    """Give what arrived, by key; nothing of what was erased."""
    found = {}
    with marram.service.office.read(CLOCK) as work:
        for item in work.tx.session.exec(select(InboxItem)):
            try:
                found[item.key] = inbox.open_payload(work.tx, item)
            except NotFound:
                found[item.key] = b""
    return found


def marked_rows(marram: World) -> list[str]:
    """Give where a mark can still be read, everything sealed opened."""
    found = [key for key, payload in payloads(marram).items() if MARK in payload.decode().casefold()]
    with marram.service.office.read(CLOCK) as work:
        for name, table in Table.metadata.tables.items():
            rows = work.tx.session.execute(table.select()).all()
            found += [name for row in rows if MARK in str(row).casefold()]
    return found


@sqlite_only
def test_a_draft_is_reminded_of_warned_of_and_then_nothing_of_it_is_left(open_world: OpenWorld) -> None:
    marram = open_world()
    begin(marram)
    referrer = marram.person(world.REFERRER)
    assert marked_rows(marram)
    sealed = {item.id: item.payload_sealed for item in _items(marram)}
    with marram.service.office.read(CLOCK) as work:
        answered = [answer.value_sealed for answer in work.tx.session.exec(select(Answer))]
    pass_days(marram, 1, 2, 22, 23)
    assert told(marram).slack[world.REFERRER] == ["draft_waits", "draft_warning"]
    assert "1 April 2026" in referrer.messages[-1]["text"]
    pass_days(marram, 29, 30, 31)
    assert told(marram).slack[world.REFERRER] == ["draft_waits", "draft_warning", "draft_erased"]
    assert the_draft(marram).state == cases.ERASED
    assert marked_rows(marram) == []
    with marram.service.office.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = 0")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    concerned = {item.id for item in _items(marram) if item.case_id}
    kept = b"".join(file.read_bytes() for file in Path(marram.folder).glob("*.db*"))
    assert len(concerned) >= len(PAGES)
    assert len(answered) > 50
    assert [envelope for envelope in answered if envelope in kept] == []
    assert [item_id for item_id, envelope in sealed.items() if item_id in concerned and envelope in kept] == []


def _items(marram: World) -> list[InboxItem]:
    with marram.service.office.read(CLOCK) as work:
        return list(work.tx.session.exec(select(InboxItem)))


def test_screens_and_buttons_of_an_erased_draft_end_well_and_leave_nothing(open_world: OpenWorld) -> None:
    marram = open_world()
    begin(marram, list(PAGES)[:3])
    referrer = marram.person(world.REFERRER)
    pass_days(marram, 3, 23, 31)
    fill_in(referrer, PAGES["incident"])
    assert "This draft was erased on 2 April 2026" in texts(acts.modal(referrer))
    assert "copy it now" in texts(acts.modal(referrer))
    assert MARK in str(_state_below(marram)).casefold()
    went_well(referrer.close())
    went_well(referrer.close())
    went_well(referrer.click(referrer.messages[0], "continue_draft"))
    assert "This draft was erased on" in texts(acts.modal(referrer))
    assert marked_rows(marram) == []
    assert the_draft(marram).state == cases.ERASED


def test_a_message_that_was_used_in_an_erased_draft_is_not_there_any_more(
    open_world: OpenWorld, logged: list[MutableMapping[str, Any]]
) -> None:
    marram = open_world()
    talk = Talk(marram)
    talk.begins()
    talk.types(f"{MARK} was found on the stairs.")
    offer = talk.message
    talk.presses("use_message")
    fill_in(talk.person, {"question": "outline"})
    went_well(talk.person.click(acts.modal(talk.person), "save_later"))
    went_well(talk.person.close())
    pass_days(marram, 3, 23, 31)
    assert the_draft(marram).state == cases.ERASED
    went_well(talk.person.click(offer, "use_message"))
    assert say("screens.told.not_found") in texts(acts.modal(talk.person))
    assert [line for line in logged if line["event"] == "step_not_taken"] == []
    assert marked_rows(marram) == []


def _state_below(marram: World) -> Any:
    return marram.workspace.views_open(world.REFERRER)[0]


def test_a_late_repetition_of_what_was_erased_changes_nothing(open_world: OpenWorld) -> None:
    marram = open_world()
    marram.workspace.repeat_events = 2
    begin(marram, list(PAGES)[:2])
    went_well(marram.person(world.REFERRER).close())
    pass_days(marram, 23, 31)
    before = everything_kept(marram)
    keys = payloads(marram)
    with marram.service.office.begin(CLOCK) as work:
        for key in keys:
            again = inbox.receive(work.tx, key=key, source="slack", kind="click:x", actor="slack:U1", payload=b"{}")
            assert again.is_done or inbox.get(work.tx, again.item_id).state == inbox.FAILED
            assert not again.is_new
    assert everything_kept(marram) == before


def hand_over(marram: World, *, by: str, to: str) -> None:
    """Hand the first draft in somebody's list to a colleague, from the App Home on."""
    person = marram.person(by)
    shown = person.open_home()
    assert shown is not None
    went_well(person.click(shown, "drafts"))
    assert MARK not in str(acts.modal(person)).casefold()
    went_well(person.click(acts.modal(person), "hand_over"))
    assert MARK not in str(acts.modal(person)).casefold()
    fill_in(person, {"colleague": to})
    assert say("screens.told.handed_over_title") in texts(acts.modal(person))
    went_well(person.close())
    marram.settle()


@pytest.mark.parametrize("by", [world.UNIT, world.REFERRER], ids=["the business unit", "its owner"])
def test_a_draft_goes_to_a_colleague_with_everything_in_it_and_both_are_told(open_world: OpenWorld, by: str) -> None:
    marram = open_world()
    marram.workspace.double_interactions = True
    begin(marram, list(PAGES)[:4])
    referrer, colleague = marram.person(world.REFERRER), marram.person(world.OWNER)
    if by == world.REFERRER:
        went_well(referrer.close())
    hand_over(marram, by=by, to=world.OWNER)
    said = told(marram).slack
    assert said[world.REFERRER] == ["draft_handed_over"]
    assert said[world.OWNER] == ["draft_handed_to_you"]
    assert not any(MARK in message["text"].casefold() for message in referrer.messages + colleague.messages)
    draft = the_draft(marram)
    assert (draft.owner, draft.referrer) == (f"slack:{world.OWNER}", f"slack:{world.OWNER}")
    went_well(colleague.click(colleague.messages[-1], "continue_draft"))
    went_well(colleague.click(acts.modal(colleague), "back"))
    assert MARK in str(acts.modal(colleague)).casefold()
    if by == world.UNIT:
        before = everything_kept(marram)
        fill_in(referrer, PAGES[acts.page_id(referrer)])
        assert "This draft was handed to a colleague on 2 March 2026" in texts(acts.modal(referrer))
        assert everything_kept(marram) == before


@sqlite_only
def test_a_file_of_a_draft_that_was_handed_over_is_said_to_be_from_a_colleague(open_world: OpenWorld) -> None:
    marram = open_world(files_in_slack=True)
    begin(marram, list(PAGES)[:1])
    referrer, colleague = marram.person(world.REFERRER), marram.person(world.OWNER)
    marram.workspace.fail_next("files.info", status=503)
    referrer.send_files([referrer.upload("letter.pdf", PROGRAM)])
    marram.settle()
    hand_over(marram, by=world.UNIT, to=world.OWNER)
    with marram.service.office.read(CLOCK) as work:
        due = attachments.next_due(work.tx)
    assert due is not None
    marram.move_to(due)
    marram.settle()
    assert told(marram).slack[world.REFERRER][-1] == "file_refused"
    assert "continue_draft" not in str(referrer.messages[-1]["blocks"])
    went_well(colleague.click(colleague.messages[-1], "continue_draft"))
    while acts.page_id(colleague) != "files":
        fill_in(colleague, PAGES[acts.page_id(colleague)])
    assert "by a colleague who filled in this form" in texts(acts.modal(colleague))


def test_a_draft_goes_to_nobody_who_may_not_refer_and_not_to_whom_it_belongs(open_world: OpenWorld) -> None:
    marram = open_world()
    marram.workspace.add_user("U0GUEST", "Guest", guest=True)
    begin(marram, list(PAGES)[:1])
    unit = marram.person(world.UNIT)
    shown = unit.open_home()
    assert shown is not None
    went_well(unit.click(shown, "drafts"))
    went_well(unit.click(acts.modal(unit), "hand_over"))
    for colleague, key in (
        ("U0GUEST", "colleague_may_not_refer"),
        (marram.workspace.bot_user_id, "colleague_may_not_refer"),
        (world.REFERRER, "colleague_has_it"),
    ):
        answer = unit.submit(by_block(acts.modal(unit), {"colleague": colleague}))
        assert answer.errors == {block_ids(acts.modal(unit))["colleague"]: say(f"refusals.referral.{key}")}
    assert the_draft(marram).owner == f"slack:{world.REFERRER}"


@sqlite_only
def test_the_owner_of_many_drafts_reaches_every_one_of_them(open_world: OpenWorld) -> None:
    marram = open_world()
    with marram.service.office.begin(CLOCK) as work:
        version = work.forms.current.version
        for number in range(21):
            owner = f"slack:{world.REFERRER}"
            case = cases.begin_draft(work.tx, origin=f"view:{number}", owner=owner, form_version=version)
            cases.remember_page(work.tx, case, "before_you_start")
        wanted = {case.id for case in cases.drafts_of(work.tx, f"slack:{world.REFERRER}")}
    referrer = marram.person(world.REFERRER)
    home = referrer.open_home()
    assert home is not None
    assert len(_to_continue(home)) == 10
    went_well(referrer.click(home, "own_drafts"))
    seen: list[str] = []
    for _ in range(3):
        seen += _to_continue(acts.modal(referrer))
        if len(seen) < len(wanted):
            went_well(referrer.click(acts.modal(referrer), "more_own_drafts"))
    assert (len(seen), set(seen)) == (21, wanted)
    went_well(referrer.click(acts.modal(referrer), "continue_draft"))
    assert acts.page_id(referrer) == "before_you_start"
    went_well(referrer.close())
    went_well(referrer.command("/refer"))
    went_well(referrer.click(acts.modal(referrer), "own_drafts"))
    went_well(referrer.click(acts.modal(referrer), "more_own_drafts"))
    went_well(referrer.click(acts.modal(referrer), "own_drafts"))
    assert _to_continue(acts.modal(referrer)) == seen[:10]


def _to_continue(view: dict[str, Any]) -> list[str]:
    """Give the drafts that a screen has a button for to go on."""
    elements = [each for block in view["blocks"] for each in [*block.get("elements", []), block.get("accessory", {})]]
    return [each["value"] for each in elements if each.get("action_id") == "continue_draft"]


def test_the_business_unit_pages_through_many_drafts(open_world: OpenWorld) -> None:
    marram = open_world()
    with marram.service.office.begin(CLOCK) as work:
        version = work.forms.current.version
        for number in range(23):
            owner = f"slack:U{number:05}"
            cases.begin_draft(work.tx, origin=f"view:{number}", owner=owner, form_version=version)
    unit = marram.person(world.UNIT)
    shown = unit.open_home()
    assert shown is not None
    went_well(unit.click(shown, "drafts"))
    seen = _owners(acts.modal(unit))
    for _ in range(2):
        went_well(unit.click(acts.modal(unit), "more_drafts"))
        seen += _owners(acts.modal(unit))
    assert sorted(seen) == sorted({f"U{number:05}" for number in range(23)})
    went_well(unit.click(acts.modal(unit), "drafts"))
    assert len(_owners(acts.modal(unit))) == 10


def _owners(view: dict[str, Any]) -> list[str]:
    rich = [block for block in view["blocks"] if block["type"] == "rich_text"]
    return [block["elements"][0]["elements"][1]["user_id"] for block in rich]
