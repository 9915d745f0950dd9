"""Files of a case: wanted, then kept or refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import attachments
from storage.attachments import StoredAttachment
from storage.database import Database, NotFound
from storage.tables import Case
from tests.conftest import Clock


@pytest.fixture
def wanted(database: Database, clock: Clock, case: Case) -> StoredAttachment:
    with database.begin(clock.now()) as tx:
        return attachments.want(tx, case_id=case.id, origin="slack:F1", name="letter.pdf", by="slack:U1")


def test_a_file_given_twice_is_wanted_once(
    database: Database, clock: Clock, case: Case, wanted: StoredAttachment
) -> None:
    with database.begin(clock.now()) as tx:
        again = attachments.want(tx, case_id=case.id, origin="slack:F1", name="letter.pdf", by="slack:U1")
        assert again.id == wanted.id
        assert attachments.of_case(tx, case.id) == attachments.to_fetch(tx) == (wanted,)
    assert "letter" not in repr(wanted)


def test_a_kept_file_opens_and_is_fetched_no_more(database: Database, clock: Clock, wanted: StoredAttachment) -> None:
    with database.begin(clock.now()) as tx:
        assert attachments.keep(tx, wanted.id, kind="pdf", content=b"%PDF-1.7")
        assert not attachments.keep(tx, wanted.id, kind="pdf", content=b"another")
        assert not attachments.refuse(tx, wanted.id, trouble="too_large")
    with database.read(clock.now()) as tx:
        kept = attachments.get(tx, wanted.id)
        assert (kept.state, kept.kind, kept.size) == (attachments.KEPT, "pdf", 8)
        assert attachments.open_content(tx, wanted.id) == b"%PDF-1.7"
        assert attachments.to_fetch(tx) == ()


def test_a_refused_file_stays_in_the_list_with_its_reason(
    database: Database, clock: Clock, case: Case, wanted: StoredAttachment
) -> None:
    with database.begin(clock.now()) as tx:
        assert attachments.refuse(tx, wanted.id, trouble="kind_not_taken")
        (refused,) = attachments.of_case(tx, case.id)
        assert (refused.state, refused.trouble) == (attachments.REFUSED, "kind_not_taken")
        with pytest.raises(NotFound):
            attachments.open_content(tx, wanted.id)


def test_a_file_that_cannot_be_fetched_yet_is_fetched_later(
    database: Database, clock: Clock, wanted: StoredAttachment
) -> None:
    later = clock.now() + timedelta(minutes=1)
    with database.begin(clock.now()) as tx:
        attachments.try_later(tx, wanted.id, trouble="timeout", not_before=later)
        assert attachments.to_fetch(tx) == ()
    with database.read(later) as tx:
        (due,) = attachments.to_fetch(tx)
        assert (due.attempts, due.trouble) == (1, "timeout")


def test_a_removed_file_is_gone_with_its_content(
    database: Database, clock: Clock, case: Case, wanted: StoredAttachment
) -> None:
    with database.begin(clock.now()) as tx:
        attachments.keep(tx, wanted.id, kind="pdf", content=b"%PDF-1.7")
        attachments.remove(tx, wanted.id)
        assert attachments.of_case(tx, case.id) == ()
        with pytest.raises(NotFound):
            attachments.open_content(tx, wanted.id)


def test_a_file_that_is_not_there_is_not_found(database: Database, clock: Clock) -> None:
    with database.read(clock.now()) as tx, pytest.raises(NotFound):
        attachments.get(tx, "nothing")
