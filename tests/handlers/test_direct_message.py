"""A direct message gets one fixed reply."""

from __future__ import annotations

from handlers.direct_message import answer_direct_message
from storage import outbox
from tests.handlers.conftest import STRANGER, WorkAs


def test_the_reply_is_queued_once_and_repeats_nothing(work_as: WorkAs) -> None:
    for _ in range(2):
        with work_as(STRANGER) as work:
            answer_direct_message(work, occasion="Ev1", channel_user=STRANGER)
    with work_as(STRANGER) as work:
        (message,) = outbox.waiting(work.tx)
    assert (message.kind, message.channel, message.address) == ("direct_message_reply", "slack", STRANGER)
    assert (message.data, message.case_id) == ({}, None)


def test_another_message_gets_its_own_reply(work_as: WorkAs) -> None:
    for occasion in ("Ev1", "Ev2"):
        with work_as(STRANGER) as work:
            answer_direct_message(work, occasion=occasion, channel_user=STRANGER)
    with work_as(STRANGER) as work:
        assert len(outbox.waiting(work.tx)) == 2
