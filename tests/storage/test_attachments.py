"""Files of a case: wanted, then kept or refused."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta

import pytest

from storage import attachments
from storage.attachments import StoredAttachment
from storage.database import Database, NotFound
from storage.tables import Case
from tests.conftest import Clock

LEASE = timedelta(minutes=10)
MEGABYTE = 1_000_000


def want(database: Database, clock: Clock, case: Case, origin: str = "slack:F1", name: str = "letter.pdf") -> bool:
    with database.begin(clock.now()) as tx:
        return attachments.want(tx, case_id=case.id, origin=origin, name=name, by="slack:U1")


@pytest.fixture
def wanted(database: Database, clock: Clock, case: Case) -> StoredAttachment:
    want(database, clock, case)
    with database.read(clock.now()) as tx:
        return attachments.of_case(tx, case.id)[0]


def test_a_file_given_twice_is_wanted_once(
    database: Database, clock: Clock, case: Case, wanted: StoredAttachment
) -> None:
    assert not want(database, clock, case)
    with database.read(clock.now()) as tx:
        assert attachments.of_case(tx, case.id) == (wanted,)
    assert "letter" not in repr(wanted)


def test_files_are_numbered_and_a_removed_one_gives_its_number_to_no_other(
    database: Database, clock: Clock, case: Case, wanted: StoredAttachment
) -> None:
    want(database, clock, case, "slack:F2")
    with database.begin(clock.now()) as tx:
        attachments.remove(tx, attachments.of_case(tx, case.id)[1].id)
    want(database, clock, case, "slack:F3")
    with database.read(clock.now()) as tx:
        assert [file.number for file in attachments.of_case(tx, case.id)] == [1, 3]


def test_whoever_fetches_is_woken_when_a_file_is_wanted_and_not_when_it_is_known(
    database: Database, clock: Clock, case: Case
) -> None:
    woken: list[int] = []
    database.on_commit(lambda: woken.append(1))
    want(database, clock, case)
    want(database, clock, case)
    assert woken == [1]


def test_a_kept_file_opens_and_is_fetched_no_more(database: Database, clock: Clock, wanted: StoredAttachment) -> None:
    with database.begin(clock.now()) as tx:
        assert attachments.keep(tx, wanted.id, kind="pdf", content=b"%PDF-1.7", trouble="protected")
        assert not attachments.keep(tx, wanted.id, kind="pdf", content=b"another")
        assert not attachments.refuse(tx, wanted.id, trouble="too_large")
        assert not attachments.try_later(tx, wanted.id, trouble="timeout", not_before=clock.now())
    with database.begin(clock.now()) as tx:
        kept = attachments.get(tx, wanted.id)
        assert (kept.state, kept.kind, kept.size, kept.trouble) == (attachments.KEPT, "pdf", 8, "protected")
        assert attachments.open_content(tx, wanted.id) == b"%PDF-1.7"
        assert attachments.claim(tx, lease=LEASE) is None
        assert attachments.next_due(tx) is None


def test_a_refused_file_stays_in_the_list_with_its_reason(
    database: Database, clock: Clock, case: Case, wanted: StoredAttachment
) -> None:
    with database.begin(clock.now()) as tx:
        assert attachments.refuse(tx, wanted.id, trouble="kind_not_taken")
        (refused,) = attachments.of_case(tx, case.id)
        assert (refused.state, refused.trouble) == (attachments.REFUSED, "kind_not_taken")
        with pytest.raises(NotFound):
            attachments.open_content(tx, wanted.id)


def test_a_claimed_file_is_nobody_else_s_until_the_lease_ends(
    database: Database, clock: Clock, wanted: StoredAttachment
) -> None:
    with database.begin(clock.now()) as tx:
        claimed = attachments.claim(tx, lease=LEASE)
        assert claimed is not None
        assert (claimed.id, claimed.attempts) == (wanted.id, 1)
        assert attachments.claim(tx, lease=LEASE) is None
        assert attachments.next_due(tx) == clock.now() + LEASE
    clock.advance(LEASE)
    with database.begin(clock.now()) as tx:
        again = attachments.claim(tx, lease=LEASE)
        assert again is not None
        assert again.attempts == 2


def test_a_file_that_cannot_be_fetched_yet_is_fetched_later(
    database: Database, clock: Clock, wanted: StoredAttachment
) -> None:
    later = clock.now() + timedelta(minutes=1)
    with database.begin(clock.now()) as tx:
        assert attachments.try_later(tx, wanted.id, trouble="timeout", not_before=later)
        assert attachments.claim(tx, lease=LEASE) is None
    with database.begin(later) as tx:
        due = attachments.claim(tx, lease=LEASE)
        assert due is not None
        assert due.trouble == "timeout"


def test_the_file_that_waits_longest_is_claimed_first(database: Database, clock: Clock, case: Case) -> None:
    for number in (1, 2):
        want(database, clock, case, f"slack:F{number}")
        clock.advance(timedelta(seconds=1))
    with database.begin(clock.now()) as tx:
        claimed = [attachments.claim(tx, lease=LEASE) for _ in range(3)]
    assert [each.number if each else None for each in claimed] == [1, 2, None]


def test_a_removed_file_is_gone_with_its_content_and_its_name(
    database: Database, clock: Clock, case: Case, wanted: StoredAttachment
) -> None:
    with database.begin(clock.now()) as tx:
        attachments.keep(tx, wanted.id, kind="pdf", content=b"%PDF-1.7")
        attachments.remove(tx, wanted.id)
    assert not want(database, clock, case)
    with database.read(clock.now()) as tx:
        assert attachments.of_case(tx, case.id) == ()
        assert (attachments.get(tx, wanted.id).state, attachments.get(tx, wanted.id).name) == (attachments.REMOVED, "")
        with pytest.raises(NotFound):
            attachments.open_content(tx, wanted.id)


def test_a_file_that_is_not_there_is_not_found(database: Database, clock: Clock) -> None:
    with database.read(clock.now()) as tx, pytest.raises(NotFound):
        attachments.get(tx, "nothing")


def test_a_name_that_is_no_proper_text_is_kept_as_it_came(database: Database, clock: Clock, case: Case) -> None:
    want(database, clock, case, name="half \ud83d .pdf")
    with database.read(clock.now()) as tx:
        assert attachments.of_case(tx, case.id)[0].name == "half \ud83d .pdf"


def test_a_file_of_twenty_megabytes_is_kept_and_opened_in_a_few_times_its_size(
    database: Database, clock: Clock, wanted: StoredAttachment
) -> None:
    content = bytes(20 * MEGABYTE)
    tracemalloc.start()
    try:
        with database.begin(clock.now()) as tx:
            attachments.keep(tx, wanted.id, kind="pdf", content=content)
        with database.read(clock.now()) as tx:
            assert attachments.open_content(tx, wanted.id) == content
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 6 * len(content)
