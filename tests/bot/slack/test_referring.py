from __future__ import annotations

import json
from typing import Any

import pytest
from slack_bolt import App, BoltRequest

from bot.sandbox.choosing import ClientRefused
from bot.sandbox.person import Person
from bot.sandbox.workspace import Workspace
from bot.slack.metadata import remembered
from bot.slack.socket import SocketMode
from bot.slack.views import review
from handlers.board import Board
from storage.tables import Case, InboxItem, OutboxMessage
from tests.bot.slack.conftest import GUEST, Stored
from tests.bot.slack.judges import action_ids, texts
from tests.bot.slack.people import begin, click, fill_pages, modal, refer, submit, title, well
from tests.cases import GOOD_PRACTICE, SCR, TypedReferral

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FIRST, WHO, CHILD, INCIDENT = (page.typed for page in SCR.pages[:4])


def on_page(person: Person) -> str:
    return remembered(modal(person)).page_id


def go_to_children(person: Person) -> None:
    begin(person)
    submit(person, FIRST)
    submit(person, WHO)


def change_of(person: Person, page_id: str) -> str:
    """Give the block of the button beside a section of the review."""
    for block in modal(person)["blocks"]:
        if block.get("accessory", {}).get("value") == page_id:
            return str(block["block_id"])
    raise LookupError(page_id)


@pytest.mark.parametrize(("referral", "most"), [(SCR, 14), (GOOD_PRACTICE, 8)], ids=["scr", "good practice"])
def test_a_case_is_referred_in_one_modal_and_few_screens(referrer: Person, referral: TypedReferral, most: int) -> None:
    begin(referrer)
    view_id = modal(referrer)["id"]
    pages = fill_pages(referrer, referral)
    assert title(referrer) == "Check your answers"
    click(referrer, "declaration")
    submit(referrer, referral.declaration)
    assert modal(referrer)["id"] == view_id
    assert "PRP-2026-0001" in texts(modal(referrer))
    assert pages + len(("welcome", "review", "declaration", "receipt")) <= most


def test_the_danger_is_on_every_screen_of_a_referral(referrer: Person) -> None:
    well(referrer.command("/refer"))
    seen = [texts(modal(referrer))]
    submit(referrer)
    while modal(referrer)["callback_id"] == "page":
        seen.append(texts(modal(referrer)))
        page = next((page for page in SCR.pages if page.page_id == on_page(referrer)), None)
        submit(referrer, page.typed if page else {})
    seen.append(texts(modal(referrer)))
    assert all("999" in text for text in seen)


def test_what_is_missing_is_asked_by_the_client_and_what_is_wrong_by_us_at_the_field(referrer: Person) -> None:
    begin(referrer)
    with pytest.raises(ClientRefused):
        submit(referrer)
    submit(referrer, FIRST)
    submit(referrer, dict(WHO) | {"referrer_phone": "12", "referrer_email": "nobody at home"})
    assert on_page(referrer) == "referrer"
    assert "Please look at these answers again" in texts(modal(referrer))
    submit(referrer, {"referrer_phone": "0151 496 0001", "referrer_email": "asha.patel@example.org"})
    assert on_page(referrer) == "children"


def test_somebody_may_change_their_mind_after_an_error(referrer: Person) -> None:
    begin(referrer)
    submit(referrer, FIRST)
    submit(referrer, dict(WHO) | {"referrer_phone": "12"})
    submit(referrer, {"referrer_phone": "", "referrer_role": "School nurse"})
    click(referrer, "back")
    inputs = [block["element"].get("initial_value") for block in modal(referrer)["blocks"] if block["type"] == "input"]
    assert "School nurse" in inputs
    assert "12" not in inputs


def test_a_page_is_skipped_and_what_was_typed_on_it_is_kept(referrer: Person) -> None:
    begin(referrer)
    submit(referrer, FIRST)
    referrer.fill({block["block_id"]: "Asha" for block in modal(referrer)["blocks"] if block["type"] == "input"})
    click(referrer, "skip")
    assert on_page(referrer) == "children"
    click(referrer, "back")
    assert on_page(referrer) == "referrer"
    assert "Asha" in str(modal(referrer)["blocks"])


def test_somebody_stops_and_comes_back_to_where_they_were(referrer: Person) -> None:
    go_to_children(referrer)
    referrer.fill({fields(referrer)[0]: "Quillfeather"})
    click(referrer, "save_later")
    assert "Everything you typed is kept" in texts(modal(referrer))
    well(referrer.close())
    home = referrer.open_home()
    assert home is not None
    assert "Quillfeather" not in texts(home)
    well(referrer.click(home, "continue_draft"))
    assert on_page(referrer) == "children"
    assert "Quillfeather" in str(modal(referrer)["blocks"])


def test_going_on_at_once_after_saving(referrer: Person) -> None:
    go_to_children(referrer)
    click(referrer, "save_later")
    click(referrer, "continue_draft")
    assert on_page(referrer) == "children"


def test_a_second_referral_is_offered_beside_the_draft(referrer: Person) -> None:
    go_to_children(referrer)
    well(referrer.close())
    well(referrer.command("/refer"))
    assert "Section 3 of" in texts(modal(referrer))
    click(referrer, "continue_draft")
    assert on_page(referrer) == "children"


def fields(person: Person) -> list[str]:
    return [block["block_id"] for block in modal(person)["blocks"] if block["type"] == "input"]


def test_children_are_added_changed_and_removed(referrer: Person) -> None:
    go_to_children(referrer)
    last, first, *_ = fields(referrer)
    referrer.fill({last: "Quillfeather", first: "Tamsin"})
    click(referrer, "another_row")
    assert "Child 1: Quillfeather, Tamsin" in texts(modal(referrer))
    last, first, *_ = fields(referrer)
    referrer.fill({first: "Robin"})
    click(referrer, "change_row")
    assert "Child 2: Robin" in texts(modal(referrer))
    click(referrer, "change_row")
    click(referrer, "remove_row")
    assert "Robin" not in str(modal(referrer)["blocks"])
    assert "Tamsin" in str(modal(referrer)["blocks"])


def test_a_section_is_changed_from_the_review_and_leads_back_there(referrer: Person) -> None:
    begin(referrer)
    fill_pages(referrer)
    click(referrer, "edit_section", block_id=change_of(referrer, "incident"))
    assert on_page(referrer) == "incident"
    submit(referrer, {"outline": "It was found out on a home visit."})
    assert title(referrer) == "Check your answers"
    assert "It was found out on a home visit." in texts(modal(referrer))


def test_an_edit_with_an_error_still_leads_back_to_the_review(referrer: Person) -> None:
    begin(referrer)
    fill_pages(referrer)
    click(referrer, "edit_section", block_id=change_of(referrer, "incident"))
    submit(referrer, {"incident_date": "soon"})
    assert on_page(referrer) == "incident"
    submit(referrer, {"incident_date": "early February 2026"})
    assert title(referrer) == "Check your answers"


def test_the_review_and_the_declaration_can_be_left_for_later(referrer: Person) -> None:
    begin(referrer)
    fill_pages(referrer)
    click(referrer, "save_later")
    click(referrer, "continue_draft")
    click(referrer, "declaration")
    click(referrer, "review")
    click(referrer, "declaration")
    click(referrer, "save_later")
    assert "Everything you typed is kept" in texts(modal(referrer))


def test_the_review_says_what_is_missing_and_does_not_lead_on(referrer: Person) -> None:
    begin(referrer)
    submit(referrer, FIRST)
    while modal(referrer)["callback_id"] == "page":
        click(referrer, "skip")
    assert "Before you can send it" in texts(modal(referrer))
    assert "declaration" not in action_ids(modal(referrer))


def test_a_long_review_is_read_part_by_part(referrer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "_MOST_BYTES", 45_000)
    go_to_children(referrer)
    for number in range(8):
        entries = fields(referrer)
        referrer.fill(dict.fromkeys(entries[:3], "ü" * 500) | {entries[1]: f"Child {number}"})
        click(referrer, "another_row")
    while modal(referrer)["callback_id"] == "page":
        click(referrer, "skip")
    assert "Part 1 of 2" in texts(modal(referrer))
    click(referrer, "review_part_next")
    assert "Part 2 of 2" in texts(modal(referrer))
    click(referrer, "review_part_previous")
    assert "Part 1 of 2" in texts(modal(referrer))


def test_a_declaration_with_a_gap_comes_back_and_then_sends(referrer: Person) -> None:
    begin(referrer)
    fill_pages(referrer)
    click(referrer, "declaration")
    signed = dict(SCR.declaration) | {"declaration_lead": {"name": "Colm Byrne", "date": "next year"}}
    submit(referrer, signed)
    assert title(referrer) == "Declaration"
    submit(referrer, SCR.declaration)
    assert title(referrer) == "Referral sent"


def test_a_doubled_click_on_everything_sends_one_referral(
    referrer: Person, workspace: Workspace, stored: Stored
) -> None:
    workspace.double_interactions = True
    refer(referrer)
    workspace.double_interactions = False
    assert len(stored(Case)) == 1
    occasions = [(row.kind, row.address, row.occasion) for row in stored(OutboxMessage)]
    assert len(occasions) == len(set(occasions))
    assert all(row.state == "done" for row in stored(InboxItem))


def test_nothing_of_the_case_is_in_any_message(referrer: Person, stored: Stored) -> None:
    refer(referrer)
    queued = str([row.model_dump() for row in stored(OutboxMessage)])
    assert not [text for text in ("Quillfeather", "Tamsin", "Asha Patel", "hospital") if text in queued]


def test_a_guest_is_refused_kindly_unless_the_board_allows_it(workspace: Workspace, connected: SocketMode) -> None:
    guest = Person(workspace, GUEST)
    well(guest.command("/refer"))
    assert "This cannot be done" in texts(modal(guest))
    home = guest.open_home()
    assert home is not None
    assert "refer" not in action_ids(home)


@pytest.mark.parametrize("board", [True], indirect=True)
def test_a_guest_refers_where_the_board_allows_it(workspace: Workspace, connected: SocketMode, board: Board) -> None:
    guest = Person(workspace, GUEST)
    well(guest.command("/refer"))
    assert title(guest) == "Refer a case"


def send_again(app: App, person: Person, view: dict[str, Any], **other: Any) -> dict[str, Any]:
    """Submit a screen that is still open on another device, and give the screen that answers it."""
    act = {"type": "view_submission", "trigger_id": "1.2.other-device", "user": {"id": person.user_id}, "view": view}
    answered = app.dispatch(BoltRequest(mode="socket_mode", body=act | other))
    return dict(json.loads(answered.body)["view"]) if answered.body else {}


def test_an_older_screen_does_not_overwrite_a_newer_answer(referrer: Person, app: App) -> None:
    go_to_children(referrer)
    click(referrer, "back")
    older = modal(referrer)
    submit(referrer, {"referrer_role": "School nurse"})
    answer = send_again(app, referrer, older)
    assert "changed on another screen" in texts(answer)
    assert "School nurse" in str(answer["blocks"])


def test_a_referral_that_was_sent_from_another_screen_shows_its_receipt(referrer: Person, app: App) -> None:
    begin(referrer)
    fill_pages(referrer)
    click(referrer, "edit_section", block_id=change_of(referrer, "children"))
    older = modal(referrer)
    submit(referrer)
    click(referrer, "declaration")
    submit(referrer, SCR.declaration)
    assert "PRP-2026-0001" in texts(send_again(app, referrer, older))
    change = {"action_id": "change_row", "value": remembered(older).row_id}
    send_again(app, referrer, older, type="block_actions", trigger_id="1.3", actions=[change])
    assert title(referrer) == "Referral sent"
