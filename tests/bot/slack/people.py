"""People at their Slack clients, for tests that go through the real app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.person import Answer, Person
from bot.sandbox.workspace import Workspace
from bot.slack.metadata import remembered
from bot.trial.hands import by_block
from tests.cases import SCR, TypedReferral


def well(answer: Answer) -> Answer:
    """Give the answer back if the client shows no trouble."""
    assert answer.trouble is None, answer.failure or answer.trouble
    return answer


def modal(person: Person) -> dict[str, Any]:
    """Give the screen on top."""
    view = person.modal
    assert view is not None
    return view


def title(person: Person) -> str:
    """Give the title of the screen on top."""
    return str(modal(person)["title"]["text"])


def click(person: Person, action_id: str, *, block_id: str | None = None) -> Answer:
    """Click a button of the screen on top."""
    return well(person.click(modal(person), action_id, block_id=block_id))


def submit(person: Person, typed: Mapping[str, Any] | None = None) -> Answer:
    """Fill in the screen on top by question, and submit it."""
    return well(person.submit(by_block(modal(person), typed or {})))


def begin(person: Person) -> None:
    """Go to the first page of a new referral."""
    well(person.command("/refer"))
    submit(person)


def fill_pages(person: Person, referral: TypedReferral = SCR) -> int:
    """Answer every page up to the review; gives the number of screens that were submitted."""
    typed = {page.page_id: page.typed for page in referral.pages}
    screens = 0
    while modal(person)["callback_id"] == "page":
        submit(person, typed.get(remembered(modal(person)).page_id, {}))
        screens += 1
    return screens


def refer(person: Person, referral: TypedReferral = SCR) -> str:
    """Refer a case from the command to the receipt; gives the reference."""
    begin(person)
    fill_pages(person, referral)
    click(person, "declaration")
    submit(person, referral.declaration)
    receipt = modal(person)["blocks"][0]["text"]["text"]
    well(person.close())
    return str(receipt.rpartition(" ")[2])


def post_button(workspace: Workspace, person: str, action_id: str, value: str) -> dict[str, Any]:
    """Put a message with one button before somebody, as a notice does, and give it."""
    button = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "Go"}}
    message = {
        "user": workspace.bot_user_id,
        "bot_id": workspace.bot_id,
        "text": "A notice",
        "blocks": [{"type": "actions", "block_id": "b", "elements": [button | ({"value": value} if value else {})]}],
    }
    return workspace.write(workspace.direct_channel(person), message)


def press(person: Person, action_id: str, value: str = "") -> None:
    """Click a button of a message."""
    well(person.click(post_button(person.workspace, person.user_id, action_id, value), action_id))
