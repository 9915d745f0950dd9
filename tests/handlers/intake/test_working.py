"""What the business unit does with letters, and who else may not."""

from __future__ import annotations

import pytest

from handlers.access import Actor, Refused, Role
from handlers.home import home
from handlers.intake.looking import PAGE_LENGTH, intakes_page, open_intake
from handlers.intake.screens import AttachScreen, IntakeDone, IntakeScreen
from handlers.intake.states import State
from handlers.intake.working import accept, attach, attach_form, not_a_referral, read_again, settle
from handlers.work import Work
from storage import answers, attachments, audit, cases, conflicts, inbox, intakes, people, proposals
from storage.database import Database, NotFound
from tests.conftest import Clock
from tests.handlers.case_steps import kinds
from tests.handlers.conftest import CHAIR, PANEL, UNIT, Refer, WorkAs
from tests.handlers.intake.post import SENDER, Post, a_file, fields, reading_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_what_is_likely_becomes_an_answer_once_somebody_confirms_it(
    post: Post, work_as: WorkAs, database: Database, clock: Clock
) -> None:
    arrived = post.bring(reading_of(likely=("referrer_role", "children.gender")))
    with work_as(UNIT) as work:
        screen = open_intake(work, str(arrived.intake_id))
        first, second = screen.suggestions
        halfway = settle(work, screen.intake_id, confirm=[first.suggestion_id])
        assert halfway.state is State.WAITING
        done = settle(work, screen.intake_id, refuse=[second.suggestion_id, first.suggestion_id])
        assert done.suggestions == ()
        again = settle(work, screen.intake_id, confirm=[second.suggestion_id])
        assert again.suggestions == ()


def test_a_referral_is_sent_once_nothing_is_missing_and_nothing_waits(
    post: Post, work_as: WorkAs, database: Database, clock: Clock
) -> None:
    arrived = post.bring(reading_of(likely=("referrer_role",)))
    with work_as(UNIT) as work:
        (line,) = open_intake(work, str(arrived.intake_id)).suggestions
        assert settle(work, str(arrived.intake_id), confirm=[line.suggestion_id]).reference == "PRP-2026-0001"
    assert kinds(database, clock, to=SENDER)[-1] in {"mail_sent", "mail_received"}


def test_a_suggestion_that_was_refused_does_not_come_back(post: Post, work_as: WorkAs) -> None:
    arrived = post.bring(reading_of(likely=("children.gender",), without=("referrer_role",)))
    with work_as(UNIT) as work:
        (line,) = open_intake(work, str(arrived.intake_id)).suggestions
        settle(work, str(arrived.intake_id), refuse=[line.suggestion_id])
    post.bring(
        reading_of(likely=("children.gender",), without=("referrer_role",)), thread=f"intake:{arrived.intake_id}"
    )
    with work_as(UNIT) as work:
        assert open_intake(work, str(arrived.intake_id)).suggestions == ()


def test_a_letter_is_accepted_as_it_stands_once_its_kind_is_known(
    post: Post, work_as: WorkAs, database: Database, clock: Clock
) -> None:
    arrived = post.bring(fields(outline="A child was hurt."))
    with work_as(UNIT) as work:
        asks = accept(work, str(arrived.intake_id))
        assert isinstance(asks, IntakeScreen)
        assert asks.asks_purpose
        done = accept(work, str(arrived.intake_id), "scr")
        assert isinstance(done, IntakeDone)
        assert "PRP-2026-0001" in done.message
        with pytest.raises(Refused, match="already"):
            accept(work, str(arrived.intake_id), "scr")
        assert settle(work, str(arrived.intake_id)).state is State.SUBMITTED
    assert "referral_sent_chair" in kinds(database, clock, to=CHAIR)
    assert "mail_sent" in kinds(database, clock, to=SENDER)


def test_a_stranger_s_letter_is_released_and_read_and_waits_to_be_accepted(post: Post, work_as: WorkAs) -> None:
    arrived = post.bring(reading_of(), sender="new@example.com", attached=(a_file(),))
    with work_as(UNIT) as work:
        assert open_intake(work, str(arrived.intake_id)).may == {
            State.ATTACHED,
            State.NOT_A_REFERRAL,
            State.AGAIN,
        }
        with pytest.raises(Refused):
            accept(work, str(arrived.intake_id))
        read_again(work, str(arrived.intake_id))
        (waiting,) = inbox.unprocessed(work.tx)
        with pytest.raises(Refused, match="being read"):
            accept(work, str(arrived.intake_id))
    assert waiting.id == post.sent[0].item_id
    read = post.again(arrived)
    assert (read.state, read.intake_id) == (State.WAITING, arrived.intake_id)
    with work_as(UNIT) as work:
        assert len(attachments.of_case(work.tx, str(read.case_id))) == 1
        assert isinstance(accept(work, str(read.intake_id)), IntakeDone)


def test_a_letter_is_attached_to_a_case_that_was_sent(post: Post, work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    arrived = post.bring(fields(outline="More about it."), text="More about it.", attached=(a_file(),))
    with work_as(UNIT) as work:
        assert attach_form(work, str(arrived.intake_id)).reference == ""
        wrong = attach(work, str(arrived.intake_id), "PRP-2026-0999")
        assert isinstance(wrong, AttachScreen)
        assert wrong.error
        done = attach(work, str(arrived.intake_id), f" {sent.reference.lower()} ")
        assert isinstance(done, IntakeDone)
        assert cases.get(work.tx, str(arrived.case_id)).state == cases.SET_ASIDE
        assert inbox.get(work.tx, post.sent[0].item_id).case_id == sent.case_id
    assert post.again(arrived).state is State.ATTACHED
    with work_as(UNIT) as work:
        (proposal,) = proposals.waiting(work.tx, sent.case_id)
        assert proposal.text == "More about it."
        assert len(attachments.of_case(work.tx, sent.case_id)) == 1


def test_a_letter_is_attached_to_the_draft_of_another(post: Post, work_as: WorkAs) -> None:
    first = post.bring(fields(referrer_role="Nurse"))
    second = post.bring(fields(referrer_agency="Northport Health"), sender="x@example.com")
    with work_as(UNIT) as work:
        assert isinstance(attach(work, str(second.intake_id), "IN-0002"), AttachScreen)
        assert isinstance(attach(work, str(second.intake_id), "in-0001"), IntakeDone)
    post.again(second)
    with work_as(UNIT) as work:
        given = answers.load(work.tx, str(first.case_id))
        assert given["referrer_agency", ""].value == "Northport Health"
        with pytest.raises(Refused):
            not_a_referral(work, str(second.intake_id))


def test_what_is_no_referral_is_nobody_s_draft_and_can_be_read_again(post: Post, work_as: WorkAs) -> None:
    arrived = post.bring(fields(referrer_role="Nurse"), slack_user="U0ASHA")
    with work_as(UNIT) as work:
        assert not_a_referral(work, str(arrived.intake_id)).state is State.NOT_A_REFERRAL
        with pytest.raises(Refused, match="no referral"):
            attach_form(work, str(arrived.intake_id))
        assert cases.drafts(work.tx) == ()
    assert post.bring(text="But it is", thread=f"intake:{arrived.intake_id}").is_quarantined
    with work_as(UNIT) as work:
        read_again(work, str(arrived.intake_id))
        assert [case.id for case in cases.drafts(work.tx)] == [arrived.case_id]
    assert post.again(arrived, post.sent[0]).state is State.WAITING


def test_a_letter_read_again_after_its_referral_was_sent_is_something_said_of_it(post: Post, work_as: WorkAs) -> None:
    arrived = post.bring(fields(referrer_role="Nurse"), text="Words")
    with work_as(UNIT) as work:
        read_again(work, str(arrived.intake_id))
        accept(work, str(arrived.intake_id), "scr")
    assert post.again(arrived).state is State.ATTACHED
    with work_as(UNIT) as work:
        assert len(proposals.waiting(work.tx, str(arrived.case_id))) == 1


def test_the_list_is_paged_and_shows_an_administrator_no_content(post: Post, work_as: WorkAs) -> None:
    for _ in range(PAGE_LENGTH + 1):
        post.bring(sender="x@example.com")
    with work_as(UNIT) as work:
        administrator = Work(
            work.tx, work.board, work.forms, Actor("command_line:ops", frozenset({Role.ADMINISTRATOR}))
        )
        page = intakes_page(administrator)
        assert home(administrator).intakes_waiting == PAGE_LENGTH + 1
        assert (len(page.lines), page.lines[0].number, page.is_first) == (PAGE_LENGTH, "IN-0016", True)
        rest = intakes_page(administrator, after=page.more_after)
        assert ([line.number for line in rest.lines], rest.more_after) == (["IN-0001"], None)
        assert intakes_page(administrator, waiting=False).lines == ()
        with pytest.raises(Refused):
            open_intake(administrator, page.lines[0].intake_id)
        with pytest.raises(NotFound):
            open_intake(work, "no such")


def test_only_the_business_unit_without_a_conflict_opens_a_letter_and_that_is_noted(
    post: Post, work_as: WorkAs, database: Database, clock: Clock
) -> None:
    arrived = post.bring(fields(referrer_role="Nurse"))
    with work_as(PANEL) as work, pytest.raises(Refused):
        open_intake(work, str(arrived.intake_id))
    with work_as(UNIT) as work:
        open_intake(work, str(arrived.intake_id))
        noted = [entry.action for entry in audit.history(work.tx, str(arrived.case_id))]
        person = people.by_slack(work.tx, UNIT)
        assert person is not None
        conflicts.mark(work.tx, str(arrived.case_id), person.id)
    assert "letter_opened" in noted
    with work_as(UNIT) as work:
        with pytest.raises(Refused):
            open_intake(work, str(arrived.intake_id))
        with pytest.raises(Refused):
            accept(work, str(arrived.intake_id), "scr")
        assert intakes_page(work).lines == ()
    with database.read(clock.now()) as tx:
        assert intakes.numbered(tx, 1).state == State.WAITING


def test_the_case_that_a_stranger_s_token_names_is_proposed_to_attach_the_letter_to(
    post: Post, work_as: WorkAs, refer: Refer
) -> None:
    sent = refer()
    known = post.bring(thread=f"case:{sent.case_id}", sender="x@example.com", text="I know more.")
    unknown = post.bring(thread="case:no such", sender="x@example.com", text="And more.")
    with work_as(UNIT) as work:
        assert attach_form(work, str(known.intake_id)).reference == sent.reference
        assert attach_form(work, str(unknown.intake_id)).reference == ""


def test_a_letter_that_is_read_again_keeps_its_files_once(post: Post, work_as: WorkAs) -> None:
    arrived = post.bring(fields(referrer_role="Nurse"), attached=(a_file(),))
    with work_as(UNIT) as work:
        read_again(work, str(arrived.intake_id))
    post.again(arrived)
    with work_as(UNIT) as work:
        assert len(attachments.of_case(work.tx, str(arrived.case_id))) == 1


def test_a_letter_that_is_no_referral_after_all_is_not_read_again(post: Post, work_as: WorkAs) -> None:
    arrived = post.bring(sender="x@example.com")
    with work_as(UNIT) as work:
        read_again(work, str(arrived.intake_id))
        not_a_referral(work, str(arrived.intake_id))
    assert post.again(arrived).state is State.NOT_A_REFERRAL
    with work_as(UNIT) as work:
        assert inbox.unprocessed(work.tx) == ()
