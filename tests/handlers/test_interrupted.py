"""After a restart: a button instead of the screen that was lost."""

from __future__ import annotations

import pytest

from handlers.access import Refused
from handlers.interrupted import tell_saved
from storage import outbox
from tests.handlers.conftest import REFERRER, STRANGER, UNIT, Draft, Refer, WorkAs


def test_the_owner_gets_one_message_with_a_way_on_and_no_content(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft()
    for _ in range(2):
        with work_as(REFERRER) as work:
            tell_saved(work, occasion="inbox:1", case_id=case_id)
    with work_as(REFERRER) as work:
        (message,) = outbox.waiting(work.tx)
    assert (message.kind, message.address) == ("continue_after_interruption", REFERRER)
    assert message.data == {"case_id": case_id}


def test_nobody_is_told_of_a_draft_that_is_not_theirs(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft()
    with work_as(STRANGER) as work, pytest.raises(Refused):
        tell_saved(work, occasion="inbox:1", case_id=case_id)


@pytest.mark.parametrize("who", [UNIT, REFERRER])
def test_whoever_did_something_in_a_sent_case_gets_a_way_to_open_it(
    work_as: WorkAs, refer: Refer, staff: None, who: str
) -> None:
    case_id = refer().case_id
    with work_as(who) as work:
        tell_saved(work, occasion="inbox:1", case_id=case_id)
        (message,) = (each for each in outbox.waiting(work.tx) if each.kind == "open_after_interruption")
    assert (message.address, message.data) == (who, {"case_id": case_id, "reference": "PRP-2026-0001"})
    with work_as(STRANGER) as work, pytest.raises(Refused):
        tell_saved(work, occasion="inbox:2", case_id=case_id)
