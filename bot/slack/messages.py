"""A notice as a message in Slack. It carries no case content (docs/procedure.md, section 7, rule 2)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.slack.payload import Json
from bot.slack.views.blocks import button, buttons, header, paragraphs, small
from bot.slack.views.conversation import prompt_blocks
from handlers.notices import Notice

EVENT_TYPE = "prp_notice"


def blocks(notice: Notice) -> list[Json]:
    """Draw a notice: marking, title, paragraphs and buttons, every text of it plain."""
    return list(_blocks(notice))


def fallback(notice: Notice) -> str:
    """Give the notice as one text, for notifications and screen readers; nothing in it is markup."""
    return plain_in_markup("\n\n".join((*notice.above, notice.title, *notice.lines)))


def plain_in_markup(text: str) -> str:
    """Give a text in which nothing is markup, for the places where Slack reads some."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def metadata(outbox_id: str) -> Json:
    """Give what the message carries unseen, by which it is found again when its answer was lost."""
    return {"event_type": EVENT_TYPE, "event_payload": {"outbox_id": outbox_id}}


def _blocks(notice: Notice) -> Iterator[Json]:
    if notice.marking:
        yield small(notice.marking)
    for line in notice.above:
        yield from paragraphs(line)
    yield header(notice.title)
    for line in notice.lines:
        yield from paragraphs(line)
    if notice.prompt is not None:
        yield from prompt_blocks(notice.prompt, notice.footer)
    if notice.buttons:
        yield buttons(*(button(each.action, each.label, value=each.value, style=each.style) for each in notice.buttons))
