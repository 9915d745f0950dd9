"""What came of fetching a file, told to who gave it, unless they may have a conflict of interest in the case by now."""

from __future__ import annotations

import pytest

from handlers.files import fetched
from handlers.files.fetched import FileTrouble
from storage import attachments, cases, conflicts, people
from storage.outbox import waiting
from tests.handlers.conftest import REFERRER, UNIT, Refer, WorkAs


def given_by(work_as: WorkAs, case_id: str, who: str, *, kept: bool) -> list[tuple[str, str, str | None]]:
    """Let somebody's file be kept or refused; gives each notice that came of it, its address and what it is about."""
    with work_as(who) as work:
        before = {message.id for message in waiting(work.tx)}
        attachments.want(work.tx, case_id=case_id, origin="slack:F1", name="a.pdf", by=work.actor.address)
        (file,) = attachments.of_case(work.tx, case_id)
        if kept:
            fetched.keep(work, file, kind="pdf", content=b"x", protected=False)
        else:
            fetched.refuse(work, file, FileTrouble.MACROS)
        came = [message for message in waiting(work.tx) if message.id not in before]
        return sorted((message.kind, message.address, message.data.get("about")) for message in came)


@pytest.mark.parametrize(("kept", "kind"), [(True, "file_kept"), (False, "file_refused")])
def test_a_typist_with_a_possible_conflict_is_not_told_and_the_business_unit_is_asked_to(
    work_as: WorkAs, refer: Refer, staff: None, kept: bool, kind: str
) -> None:
    case_id = refer().case_id
    with work_as(UNIT) as work:
        typist = people.add(work.tx, name="Ty Pist", roles=["business_unit"], slack="U0TYPIST")
        conflicts.mark(work.tx, case_id, typist.id)
    assert given_by(work_as, case_id, "U0TYPIST", kept=kept) == [
        ("tell_by_own_route", UNIT, kind),
        ("tell_by_own_route", "unit@example.org", kind),
    ]


@pytest.mark.parametrize("cleared", [False, True])
def test_the_referrer_hears_of_their_own_file_and_so_does_who_was_cleared(
    work_as: WorkAs, refer: Refer, staff: None, cleared: bool
) -> None:
    case_id = refer().case_id
    who = UNIT if cleared else REFERRER
    with work_as(UNIT) as work:
        person = people.add(work.tx, name="Asha Patel", roles=["panel"], slack=REFERRER)
        of_unit, _ = people.of_slack(work.tx, UNIT) or ("", None)
        for marked in (person.id, of_unit):
            conflicts.mark(work.tx, case_id, marked)
        conflicts.clear(work.tx, case_id, of_unit, by="slack:U0OTHER")
        assert cases.get(work.tx, case_id).referrer == f"slack:{REFERRER}"
    assert given_by(work_as, case_id, who, kept=True) == [("file_kept", who, None)]
