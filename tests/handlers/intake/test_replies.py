"""Letters that follow on one of ours: into the draft, or as something said of a case that was sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from forms.documents.reading.result import Found, Reading
from handlers.access import Actor, Refused
from handlers.after_sending.screens import InformationAdded
from handlers.intake.about_case import put_aside, take_over
from handlers.intake.looking import open_intake
from handlers.intake.looking_after import look_after
from handlers.intake.states import State
from handlers.reading import open_case
from handlers.referral.answer import AnswerPage, answer_page
from handlers.referral.submit import SubmitReferral, declaration, submit
from handlers.screens import PageScreen, Receipt
from handlers.work import Work
from storage import additions, answers, attachments, cases, intakes, outbox, proposals
from storage.database import Database
from tests.cases import SCR
from tests.conftest import Clock
from tests.handlers.case_steps import decide, kinds, queued
from tests.handlers.conftest import CHAIR, UNIT, Refer, WorkAs
from tests.handlers.intake.post import SENDER, Post, a_file, fields, reading_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

UNIT_MAILBOX = "unit@example.org"


def value(database: Database, clock: Clock, case_id: str | None, question_id: str) -> object:
    with database.read(clock.now()) as tx:
        given = answers.load(tx, str(case_id)).get((question_id, ""))
        return given.value if given else None


def test_what_was_missing_comes_with_the_reply_and_the_referral_is_sent(
    post: Post, database: Database, clock: Clock
) -> None:
    asked = post.bring(reading_of(without=("referrer_role",)))
    sent = post.bring(fields(referrer_role="Health visitor"), thread=f"intake:{asked.intake_id}")
    assert (asked.state, sent.state) == (State.WAITING, State.SUBMITTED)
    assert sent.case_id == asked.case_id
    assert kinds(database, clock, to=SENDER) == ["mail_needed", "mail_received", "mail_sent"]
    assert "referral_sent_chair" in kinds(database, clock, to=CHAIR)


def test_a_reply_that_leaves_something_out_is_asked_again(post: Post, database: Database, clock: Clock) -> None:
    asked = post.bring(reading_of(without=("referrer_role", "referrer_agency")))
    post.bring(fields(referrer_role="Health visitor"), thread=f"intake:{asked.intake_id}")
    assert kinds(database, clock, to=SENDER).count("mail_needed") == 2
    lists = [each.data["needed"] for each in queued(database, clock) if each.kind == "mail_needed"]
    assert sorted(map(len, lists)) == [2, 3]  # with the title of their section


def test_the_form_attached_again_fills_the_same_rows(post: Post, database: Database, clock: Clock) -> None:
    asked = post.bring(reading_of(without=("referrer_role", "children.gender")))
    post.bring(reading_of(without=("referrer_role",)), thread=f"intake:{asked.intake_id}")
    with database.read(clock.now()) as tx:
        given = answers.load(tx, str(asked.case_id))
        assert len({row for question, row in given if question.startswith("children.")}) == 1
        assert [given[place].value for place in given if place[0] == "children.gender"] == ["female"]


def test_a_second_child_in_the_reply_is_a_row_of_its_own(post: Post, database: Database, clock: Clock) -> None:
    asked = post.bring(reading_of(without=("referrer_role",)))
    known = reading_of().tables["children"][0]
    other = {"first_names": Found("Wilf", "First names", 1.0), "last_name": Found("Oak", "Last name", 1.0)}
    post.bring(Reading(tables={"children": (other, known)}), thread=f"intake:{asked.intake_id}")
    with database.read(clock.now()) as tx:
        rows = answers.rows(tx, str(asked.case_id))["children"]
        given = answers.load(tx, str(asked.case_id))
    assert [given["children.first_names", row].value for row in rows] == ["Tamsin", "Wilf"]


def test_a_newer_answer_given_in_slack_is_not_written_over(
    post: Post, work_as: WorkAs, database: Database, clock: Clock
) -> None:
    asked = post.bring(fields(referrer_role="Nurse"), slack_user="U0ASHA")
    with work_as("U0ASHA") as work:
        revision = cases.get(work.tx, str(asked.case_id)).revision
        typed = {"referrer_role": "Health visitor"}
        answer_page(work, AnswerPage(str(asked.case_id), "", "referrer", "", revision, typed, "later"))
    post.bring(
        fields(referrer_role="Nurse", referrer_name="Asha Patel"),
        thread=f"intake:{asked.intake_id}",
        slack_user="U0ASHA",
    )
    assert value(database, clock, asked.case_id, "referrer_role") == "Health visitor"
    assert value(database, clock, asked.case_id, "referrer_name") == "Asha Patel"
    with work_as(UNIT) as work:
        (suggested,) = open_intake(work, str(asked.intake_id)).suggestions
    assert (suggested.suggested, suggested.current) == ("Nurse", "Health visitor")


def test_what_its_owner_sends_in_slack_waits_for_nobody_any_more(post: Post, work_as: WorkAs) -> None:
    asked = post.bring(reading_of(without=("referrer_role",)), slack_user="U0ASHA")
    case_id = str(asked.case_id)
    with work_as("U0ASHA") as work:
        revision = cases.get(work.tx, case_id).revision
        answer_page(work, AnswerPage(case_id, "", "referrer", "", revision, {"referrer_role": "Nurse"}, "later"))
        screen = declaration(work, case_id)
        assert isinstance(screen, PageScreen)
        assert not screen.on_behalf
        assert isinstance(submit(work, SubmitReferral(case_id, screen.revision, SCR.declaration)), Receipt)
    with work_as(UNIT) as work:
        assert open_intake(work, str(asked.intake_id)).state is State.SUBMITTED


def test_what_the_same_person_wrote_before_is_put_right_by_their_reply(
    post: Post, database: Database, clock: Clock
) -> None:
    asked = post.bring(fields(referrer_role="Nurse"))
    post.bring(fields(referrer_role="Health visitor"), thread=f"intake:{asked.intake_id}")
    assert value(database, clock, asked.case_id, "referrer_role") == "Health visitor"


@pytest.mark.parametrize(
    ("sender", "authentic"), [("other@northport.example.org", True), (SENDER, False)], ids=["no part", "not authentic"]
)
def test_a_token_without_a_known_participant_goes_to_quarantine(
    post: Post, database: Database, clock: Clock, sender: str, authentic: bool
) -> None:
    asked = post.bring(fields())
    reply = post.bring(
        fields(referrer_role="Nurse"), thread=f"intake:{asked.intake_id}", sender=sender, authentic=authentic
    )
    assert reply.is_quarantined
    assert value(database, clock, asked.case_id, "referrer_role") is None
    assert post.bring(thread="case:no such", text="new").is_quarantined
    assert post.bring(thread="intake:no such", text="newer").is_quarantined


def test_somebody_who_answers_with_a_token_that_is_not_theirs_waits_for_a_person(
    post: Post, database: Database, clock: Clock
) -> None:
    answered = post.bring(fields(referrer_role="Nurse"), sender="other@northport.example.org", answers_ours=True)
    assert answered.is_quarantined
    assert "letter_quarantined" in kinds(database, clock, to=UNIT_MAILBOX)


def test_what_is_said_after_sending_waits_for_the_business_unit(
    post: Post, work_as: WorkAs, database: Database, clock: Clock
) -> None:
    sent = post.bring(reading_of())
    said = post.bring(text="The school has called.", attached=(a_file(),), thread=f"case:{sent.case_id}")
    clock.advance(timedelta(minutes=1))
    again = post.bring(text="And again.", thread=f"intake:{sent.intake_id}")
    assert said.state is again.state is State.PROPOSED
    assert kinds(database, clock, to=UNIT_MAILBOX).count("letter_with_information") == 2
    assert kinds(database, clock, to=SENDER).count("mail_about_case") == 2
    with work_as(UNIT) as work:
        first, second = open_case(work, str(sent.case_id)).proposals
        assert len(attachments.of_case(work.tx, str(sent.case_id))) == 1
        assert isinstance(take_over(work, first.proposal_id), InformationAdded)
        assert isinstance(take_over(work, first.proposal_id), InformationAdded)
        assert [each.text for each in additions.of_case(work.tx, str(sent.case_id))] == ["The school has called."]
        put_aside(work, second.proposal_id)
        assert proposals.waiting(work.tx, str(sent.case_id)) == ()
    with work_as(CHAIR) as work:
        assert open_case(work, str(sent.case_id)).proposals == ()
    with work_as(CHAIR) as work, pytest.raises(Refused):
        take_over(work, first.proposal_id)


def test_a_letter_without_words_is_not_added_as_information(post: Post, work_as: WorkAs) -> None:
    sent = post.bring(reading_of())
    post.bring(attached=(a_file(),), thread=f"case:{sent.case_id}")
    with work_as(UNIT) as work:
        (only,) = proposals.waiting(work.tx, str(sent.case_id))
        with pytest.raises(Refused):
            take_over(work, only.id)


def test_the_chair_s_decision_by_mail_is_recorded_by_the_business_unit(
    post: Post, work_as: WorkAs, database: Database, clock: Clock
) -> None:
    sent = post.bring(reading_of())
    thread = f"case:{sent.case_id}"
    post.bring(text="No review. Because…", thread=thread, sender="chair@example.org")
    assert post.bring(text="Forged", thread=thread, sender="chair@example.org", authentic=False).is_quarantined
    assert post.bring(text="Deputy", thread=thread, sender="deputy@example.org").is_quarantined
    assert "letter_with_decision" in kinds(database, clock, to=UNIT_MAILBOX)
    decide(work_as, str(sent.case_id), by=UNIT)
    with work_as(UNIT) as work:
        (proposal,) = proposals.waiting(work.tx, str(sent.case_id))
        assert (proposal.kind, proposal.text) == ("decision", "No review. Because…")
        settled = take_over(work, proposal.id)
        assert getattr(settled, "state", "") == "taken_over"
        assert proposals.waiting(work.tx, str(sent.case_id)) == ()


@contextmanager
def as_clock(database: Database, clock: Clock, post: Post) -> Iterator[Work]:
    with database.begin(clock.now()) as tx:
        yield Work(tx, post.board, post.forms, Actor("clock"))


def test_a_reminder_comes_once_after_two_working_days_in_working_hours(
    post: Post, database: Database, clock: Clock
) -> None:
    post.bring(fields(referrer_role="Nurse"))  # a Monday morning
    for moment, reminders in (
        (datetime(2026, 3, 3, 12, tzinfo=UTC), 0),
        (datetime(2026, 3, 4, 6, tzinfo=UTC), 0),
        (datetime(2026, 3, 4, 12, tzinfo=UTC), 1),
        (datetime(2026, 3, 9, 12, tzinfo=UTC), 1),
    ):
        clock.set(moment)
        with as_clock(database, clock, post) as work:
            look_after(work)
        assert kinds(database, clock, to=SENDER).count("mail_reminder") == reminders, moment
    assert "draft_waits" not in {message.kind for message in queued(database, clock)}


def test_a_draft_that_changes_is_not_reminded_of_yet(
    post: Post, work_as: WorkAs, database: Database, clock: Clock
) -> None:
    asked = post.bring(fields(referrer_role="Nurse"))
    clock.advance(timedelta(days=1))
    with work_as(UNIT) as work:
        answers.save(work.tx, cases.get(work.tx, str(asked.case_id)), {("referrer_name", ""): "Asha Patel"})
    clock.advance(timedelta(days=1, hours=1))
    with as_clock(database, clock, post) as work:
        assert look_after(work) == 0


def test_cases_sent_in_slack_are_marked_by_the_clock_and_compared(
    post: Post, refer: Refer, database: Database, clock: Clock
) -> None:
    refer()
    with as_clock(database, clock, post) as work:
        assert look_after(work) == 1
        assert look_after(work) == 0
    clock.advance(timedelta(minutes=1))
    post.bring(reading_of(without=("referrer_role",)))
    (flag,) = [each for each in queued(database, clock) if each.kind == "same_child" and each.channel == "email"]
    assert flag.data == {"this": "IN-0001", "other": "PRP-2026-0001"}
    with database.read(clock.now()) as tx:
        assert intakes.numbered(tx, 1).sender == SENDER
        assert outbox.failures(tx) == ()
