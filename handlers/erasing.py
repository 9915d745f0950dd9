"""Erasing in small steps what is to be erased, a draft or a case (docs/procedure.md, section 7, rule 8)."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.referral import unsent
from handlers.retention import looking_after
from handlers.work import Work
from storage import cases, erasing, outbox

AT_ONCE = 50
"""Rows in one step; a file, which may be large, has a step of its own."""


def go_on(work: Work) -> bool:
    """Take one step, in one commit; False if there is nothing to do now.

    A case about which a message is just being sent has to wait for that. Before the last step it is written down
    outside the database that the case is erased: a backup that is put back holds it again.
    """
    case = erasing.next_one(work.tx)
    if case is None or outbox.is_being_sent(work.tx, case.id):
        return False
    if erasing.erase_some(work.tx, case, AT_ONCE):
        return True
    if work.tx.erased is not None:
        work.tx.erased.add(case.id, work.now)
    (unsent if case.reference is None else looking_after).end(work, case)
    return True


def begin_again(work: Work, case_ids: Iterable[str]) -> int:
    """Begin to erase what was erased before and is there again in an older database; tells how many."""
    found = [cases.lock_if_there(work.tx, case_id=case_id) for case_id in case_ids]
    there = [case for case in found if case is not None and case.state not in cases.GONE]
    for case in there:
        if case.state == cases.DRAFT:
            erasing.begin(work.tx, case)
        else:
            looking_after.begin(work, case)
    return len(there)
