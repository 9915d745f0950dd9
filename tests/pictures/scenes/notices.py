"""Every kind of notice, in each channel by which somebody is told of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.mail import Letterhead
from bot.mail.message import as_mail
from bot.slack.messages import blocks, fallback
from bot.trial import world
from bot.trial.world import World
from forms.loading import default_form
from forms.walk import Progress
from forms.words import say
from handlers.board import FileRules
from handlers.conversation.prompts import Asked, Prompt
from handlers.notices import Notice, render
from handlers.notices.kinds import KINDS, NoticeKind, Ways
from handlers.notices.rendering import about
from storage.tables import OutboxMessage
from tests.pictures import block_kit
from tests.pictures.camera import Camera

_ASKED = default_form().question("purpose")
_STEP = Prompt(about="part", asked=Asked(case_id="case", occasion="view", revision=1), progress=Progress(1, 10, 30))
_QUESTION = {
    "about": "question",
    "label": _ASKED.label,
    "hint": _ASKED.hint,
    "kind": _ASKED.kind,
    "choices": _ASKED.choices,
    "explained": True,
}
PROMPTS = {
    "question": _STEP.model_copy(update=_QUESTION),
    "form_part": _STEP.model_copy(update={"label": default_form().section("A").title}),
    "conversation_end": _STEP.model_copy(update={"about": "end", "missing": 2}),
    "conversation_saved": _STEP.model_copy(update={"about": "saved"}),
}
"""What each message of the conversation carries."""

DATA: Mapping[str, Any] = {
    "case_id": "case",
    "draft_id": "case",
    "duty_id": "duty",
    "outbox_id": "5f0c2a71d0a34a5f9e0b7b1c2d3e4f50",
    "reference": "PRP-2026-0001",
    "due_on": "2026-04-02",
    "earlier_due_on": "2026-04-09",
    "received_on": "2026-03-02",
    "statutory": True,
    "provisional": True,
    "start_event": "notification",
    "urgent": False,
    "as_deputy": False,
    "count": 2,
    "conflicts": 2,
    "decided_by": "chair",
    "duty_kind": "action",
    "name": world.NAMES[world.UNIT],
    "roles": ["business_unit"],
    "about": "decision_recorded",
    "audience": "referrer",
    "channel": "slack",
    "code": "not_in_channel",
    "begun_on": "2026-03-02",
    "erased_on": "2026-04-01",
    "item_id": "item",
    "number": 1,
    "intake_id": "intake",
    "answered": 9,
    "needed_in_all": 14,
    "suggested": 2,
    "why": "stranger",
    "this": "IN-0042",
    "other": "PRP-2026-0001",
    "needed": ["About you", "Your role:", "What happened", "More questions in this section: please see the form."],
    "in_slack": True,
    "left_out": 1,
    "protected": True,
    "file_trouble": "too_large",
    "reason": "newer",
    "goes_on": True,
    "advice": [],
    "not_understood": False,
}
"""What a notice may carry; each kind is given what it may, and no more."""

CHANNELS = {"slack": (Ways.SLACK, Ways.BOTH, Ways.EITHER), "email": (Ways.EMAIL, Ways.BOTH, Ways.EITHER)}
IN_WORDS = {"slack": "in Slack", "email": "by mail"}


def notices(camera: Camera, marram: World) -> None:
    """Draw every kind of notice."""
    camera.chapter(
        "What people are told",
        "Messages and mails carry the reference, what has happened, what to do and by when, and nothing of the case.",
    )
    rules = FileRules(kinds=("pdf", "docx", "jpg"), most_bytes=20_000_000, most_per_case=10)
    board = marram.service.office.board.model_copy(update={"files": rules})
    for kind, made in KINDS.items():
        data = {key: value for key, value in DATA.items() if key in made.may_carry}
        if "intake_id" in data:
            data["number"] = "IN-0042"
        if kind in PROMPTS:
            data["prompt"] = PROMPTS[kind].model_dump(mode="json")
        for channel, audiences in _told(made):
            notice = render(board, kind, data, channel)
            line = f"{about(kind).capitalize()}: {audiences} is told {IN_WORDS[channel]}."
            name = f"notice-{kind.replace('_', '-')}-{channel}"
            camera.take(name, line, _drawn(notice, channel, marram), {f"notice:{kind}:{channel}"})


def kinds_and_channels() -> Iterator[str]:
    """Give what there has to be a picture of."""
    for kind, made in KINDS.items():
        for channel, _ in _told(made):
            yield f"notice:{kind}:{channel}"


def _told(made: NoticeKind) -> Iterator[tuple[str, str]]:
    """Give each channel of a kind of notice, with who is told by it in words."""
    for channel, ways in CHANNELS.items():
        told = [say(f"notices.audience.{audience}") for audience, way in made.told.items() if way in ways]
        if told:
            yield channel, " or ".join(dict.fromkeys(told))


def _drawn(notice: Notice, channel: str, marram: World) -> str:
    if channel == "slack":
        return block_kit.message(blocks(notice), fallback(notice))
    settings, now = marram.service.office.settings, marram.clock()
    letterhead = Letterhead(settings.panel_name, settings.mail_from, settings.business_unit_email)
    message = OutboxMessage(id="outbox", kind=notice.kind, channel=channel, address=world.CHAIR_EMAIL,
                            occasion="picture", queued_at=now, not_before=now)  # fmt: skip
    mail = as_mail(message, notice, letterhead, sent_at=now)
    html = mail.get_body(("html",))
    assert html is not None
    return block_kit.mail(str(mail["Subject"]), html.get_content())
