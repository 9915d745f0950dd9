"""Answer a direct message: please do not write about the child here (docs/procedure.md, section 7, rule 1)."""

from __future__ import annotations

from handlers.notices.kinds import Audience
from handlers.notices.recipients import Recipient
from handlers.notices.sending import tell
from handlers.work import Work


def answer_direct_message(work: Work, *, occasion: str, channel_user: str, item_id: str = "") -> None:
    """Queue the fixed reply to the person who wrote, with the buttons that use what they wrote or begin a referral.

    The reply is the same whatever was written, and repeats nothing of it. `channel_user` is the writer's Slack id;
    `occasion` is the id of the message, so that a message delivered twice is answered once. `item_id` is the inbox
    item that keeps the message, if it can be used in the form.
    """
    writer = Recipient(Audience.WRITER, slack=channel_user)
    data = {"item_id": item_id} if item_id else {}
    tell(work, "direct_message_reply", case=None, occasion=occasion, data=data, to=[writer])
