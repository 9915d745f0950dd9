"""What becomes of a letter that arrives by email, and who knows of it in the same commit."""

from __future__ import annotations

import pytest

from forms.documents.content import Trouble
from forms.documents.reading.result import Found, Reading, Unmatched
from handlers.intake.arrive import is_quarantined
from handlers.intake.dialogue import MOST_A_DAY
from handlers.intake.letter import Nature
from handlers.intake.looking import open_intake
from handlers.intake.states import State
from storage import answers, attachments, cases, conflicts, inbox, intakes, letters, outbox, people
from storage.database import Database, NotFound
from tests.cases import GOOD_PRACTICE
from tests.conftest import Clock
from tests.handlers.case_steps import kinds, queued
from tests.handlers.conftest import CHAIR, REFERRER, UNIT, Refer, WorkAs
from tests.handlers.intake.post import SENDER, Post, a_file, fields, reading_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

UNIT_MAILBOX = "unit@example.org"


def test_a_complete_letter_from_a_trusted_sender_is_sent_as_from_slack(
    post: Post, database: Database, clock: Clock, commits: list[int]
) -> None:
    before = len(commits)
    arrived = post.bring(reading_of(), attached=(a_file(),))
    assert len(commits) == before + 2  # the raw mail, then all that follows
    assert arrived.state is State.SUBMITTED
    with database.read(clock.now()) as tx:
        case = cases.get(tx, str(arrived.case_id))
        (file,) = attachments.of_case(tx, case.id)
        assert (case.reference, case.came_by, case.referrer) == ("PRP-2026-0001", "email", f"email:{SENDER}")
        assert (file.state, file.name, attachments.open_content(tx, file.id)) == ("kept", "form.docx", b"words")
        assert inbox.get(tx, post.sent[0].item_id).case_id == case.id
        assert not inbox.unprocessed(tx)
    assert kinds(database, clock, to=UNIT_MAILBOX) == ["letter_sent", "referral_sent_business_unit"]
    assert "referral_sent_chair" in kinds(database, clock, to=CHAIR)
    assert kinds(database, clock, to=SENDER) == ["mail_received", "mail_sent"]


def test_an_incomplete_letter_is_told_with_its_number_and_its_sender_is_asked(
    post: Post, database: Database, clock: Clock
) -> None:
    arrived = post.bring(reading_of(without=("referrer_role", "working_together_concerns")))
    assert arrived.state is State.WAITING
    told = {message.kind: message for message in queued(database, clock) if message.channel == "email"}
    assert told["letter_arrived"].data["number"] == "IN-0001"
    assert told["letter_arrived"].data["needed_in_all"] - told["letter_arrived"].data["answered"] == 2
    # what is asked because a child was seriously harmed is not named
    assert told["mail_needed"].data["needed"] == [
        "About you",
        "Your role:",
        "Why a review",
        "More questions in this section: please see the form.",
    ]
    assert not told["mail_needed"].data["in_slack"]


def test_what_is_likely_waits_to_be_confirmed_and_what_matched_nothing_is_shown(
    post: Post, work_as: WorkAs, database: Database, clock: Clock
) -> None:
    reading = reading_of(likely=("referrer_role", "children.gender"))
    unmatched = fields(Trouble.SCAN, unmatched=(Unmatched("Our ref", "N-17"),))
    both = type(reading)(reading.fields, reading.tables, unmatched.unmatched, unmatched.troubles)
    arrived = post.bring(both, text="Please see attached.")
    assert arrived.state is State.WAITING
    with work_as(UNIT) as work:
        screen = open_intake(work, str(arrived.intake_id))
    assert {line.suggested for line in screen.suggestions} == {"Health visitor", "Female"}
    assert [(kept.label, kept.text) for kept in screen.unmatched] == [("Our ref", "N-17")]
    assert screen.texts == ("Please see attached.",)
    assert len(screen.troubles) == 1
    assert "N-17" not in repr(screen)


def test_a_stranger_is_acknowledged_once_and_waits_in_quarantine(
    post: Post, work_as: WorkAs, database: Database, clock: Clock
) -> None:
    first = post.bring(reading_of(), sender="nobody@example.com", text="about a child")
    post.bring(reading_of(without=("outline",)), sender="nobody@example.com")
    assert first.is_quarantined
    assert first.case_id is None
    assert kinds(database, clock, to="nobody@example.com") == ["mail_stranger"]
    assert kinds(database, clock, to=UNIT_MAILBOX) == ["letter_quarantined"] * 2
    with work_as(UNIT) as work:
        screen = open_intake(work, str(first.intake_id))
    assert any(kept.text == "Tamsin" for kept in screen.unmatched)


def test_a_trusted_address_that_the_gateway_cannot_confirm_is_quarantined(post: Post) -> None:
    assert post.bring(reading_of(), authentic=False).is_quarantined


def test_the_numbers_of_intakes_have_no_gap(post: Post, database: Database, clock: Clock) -> None:
    found = [post.bring(fields(), sender=sender) for sender in (SENDER, "x@example.com", SENDER)]
    with database.read(clock.now()) as tx:
        numbers = [intakes.get(tx, str(each.intake_id)).number for each in found]
    assert numbers == [1, 2, 3]


def test_the_same_letter_again_changes_nothing(post: Post, database: Database, clock: Clock) -> None:
    first = post.bring(fields(referrer_name="Asha Patel"))
    before = len(queued(database, clock))
    assert post.again(first) == first
    twice = post.bring(fields(referrer_name="Asha Patel"), message_id="<1@northport.example.org>")
    same_words = post.bring(fields(referrer_name="Asha Patel"), digest=f"{1:064}")
    assert twice.state is same_words.state is State.DUPLICATE
    assert len(queued(database, clock)) == before


@pytest.mark.parametrize(
    ("nature", "state"), [(Nature.AUTOMATIC, State.AUTOMATIC), (Nature.OWN, State.OWN)], ids=["automatic", "own"]
)
def test_a_machine_is_never_answered(
    post: Post, database: Database, clock: Clock, nature: Nature, state: State
) -> None:
    assert post.bring(nature=nature).state is state
    assert queued(database, clock) == []


def test_a_file_that_a_machine_sends_is_looked_at_by_a_person(post: Post, database: Database, clock: Clock) -> None:
    assert post.bring(nature=Nature.AUTOMATIC, attached=(a_file("scan.pdf"),)).is_quarantined
    assert kinds(database, clock, to=SENDER) == []


def test_a_mail_that_came_back_is_told_and_can_be_tried_again(post: Post, database: Database, clock: Clock) -> None:
    post.bring(fields())
    with database.begin(clock.now()) as tx:
        (message,) = [each for each in outbox.waiting(tx) if each.kind == "mail_received"]
        outbox.uncertain(tx, message.id)
    sent = message.id
    with database.begin(clock.now()) as tx:
        tx.session.get_one(type(message), sent).state = outbox.SENT
    assert post.bring(nature=Nature.BOUNCE, bounced=sent, sender="").state is State.BOUNCE
    with database.read(clock.now()) as tx:
        assert (outbox.get(tx, sent).state, outbox.get(tx, sent).trouble) == ("failed", "bounced")
    assert "notice_failed" in kinds(database, clock, to=UNIT)
    assert post.bring(nature=Nature.BOUNCE, bounced=sent, sender="").is_quarantined
    assert post.bring(nature=Nature.BOUNCE, bounced="no such", sender="").is_quarantined
    assert post.bring(nature=Nature.BOUNCE, sender="").is_quarantined


def test_a_mail_that_asks_for_the_form_gets_it(post: Post, database: Database, clock: Clock) -> None:
    assert post.bring(asks_for_form=True, sender="new@example.com").state is State.FORM_SENT
    assert kinds(database, clock, to="new@example.com") == ["mail_form"]
    assert post.bring(fields(referrer_name="Asha Patel"), asks_for_form=True).state is State.WAITING


def test_two_machines_that_answer_each_other_come_to_an_end(post: Post, database: Database, clock: Clock) -> None:
    for _ in range(MOST_A_DAY + 3):
        post.bring(asks_for_form=True, sender="loop@example.com")
    assert len(kinds(database, clock, to="loop@example.com")) == MOST_A_DAY


def test_one_person_by_slack_and_by_email_is_one_person(post: Post, database: Database, clock: Clock) -> None:
    with database.begin(clock.now()) as tx:
        people.add(tx, name="Asha Patel", roles=["agency_lead"], slack=REFERRER, email="asha@elsewhere.example.org")
    by_role = post.bring(fields(), sender="asha@elsewhere.example.org")
    as_slack_said = post.bring(fields(), slack_user="U0SOMEONE")
    with database.read(clock.now()) as tx:
        assert cases.get(tx, str(by_role.case_id)).owner == f"slack:{REFERRER}"
        assert cases.get(tx, str(as_slack_said.case_id)).owner == "slack:U0SOMEONE"


def test_a_referral_by_two_agencies_is_flagged_and_not_merged(
    post: Post, refer: Refer, work_as: WorkAs, database: Database, clock: Clock
) -> None:
    first = post.bring(reading_of())
    assert "same_child" not in kinds(database, clock, to=UNIT_MAILBOX)
    second = post.bring(reading_of(without=("referrer_role",)), sender="other@northport.example.org")
    assert first.case_id != second.case_id
    assert "same_child" in kinds(database, clock, to=UNIT_MAILBOX)
    with work_as(UNIT) as work:
        assert open_intake(work, str(second.intake_id)).same_child == ("PRP-2026-0001",)
    post.bring(reading_of(GOOD_PRACTICE), sender="third@northport.example.org")
    assert kinds(database, clock, to=UNIT_MAILBOX).count("same_child") == 1


def test_whoever_may_have_a_conflict_in_one_of_two_cases_is_not_told_that_they_may_be_about_one_child(
    post: Post, work_as: WorkAs, database: Database, clock: Clock
) -> None:
    first = post.bring(reading_of())
    with work_as(UNIT) as work:
        person = people.by_slack(work.tx, UNIT)
        assert person is not None
        conflicts.mark(work.tx, str(first.case_id), person.id)
    post.bring(reading_of(without=("referrer_role",)), sender="other@northport.example.org")
    assert "same_child" in kinds(database, clock, to=UNIT_MAILBOX)
    assert "same_child" not in kinds(database, clock, to=UNIT)


def test_every_letter_is_kept_with_what_was_read_sealed(post: Post, database: Database, clock: Clock) -> None:
    post.bring(reading_of(), text="Tamsin Quillfeather")
    with database.read(clock.now()) as tx:
        letter = letters.get(tx, post.sent[0].item_id)
        assert b"Quillfeather" not in letter.read_sealed
        assert letters.open_read(tx, letter)["text"] == "Tamsin Quillfeather"
        assert answers.load(tx, str(letter.case_id))["referrer_role", ""].value == "Health visitor"


def test_what_the_form_does_not_ask_is_shown_and_what_was_not_understood_is_kept(
    post: Post, work_as: WorkAs, database: Database, clock: Clock
) -> None:
    odd = {"no_such_question": Found("Left", "An old label", 1.0), "referral_date": Found("2026-03-01", "Date", 1.0)}
    read = {"referrer_email": Found({"unread": "asha at health"}, "Email", 1.0)}
    unknown = {"no_such_name": Found(["a", "b"], "Odd", 1.0)}
    rows = {"children": ({}, unknown), "pets": ({"name": Found("Rex", "Pet", 1.0)},)}
    arrived = post.bring(Reading(fields=odd | read, tables=rows))
    with work_as(UNIT) as work:
        screen = open_intake(work, str(arrived.intake_id))
    assert {kept.text for kept in screen.unmatched} == {"Left", "a, b", "Rex"}
    with database.read(clock.now()) as tx:
        given = answers.load(tx, str(arrived.case_id))
    assert given["referrer_email", ""].value == {"unread": "asha at health"}
    assert ("referral_date", "") not in given


def test_a_letter_without_a_sender_is_kept_and_nobody_is_written_to(
    post: Post, work_as: WorkAs, database: Database, clock: Clock
) -> None:
    arrived = post.bring(Reading(fields={"outline": Found({"unread": "?"}, "Outline", 1.0)}), sender="")
    assert arrived.is_quarantined
    assert {message.kind for message in queued(database, clock)} == {"letter_quarantined"}
    with work_as(UNIT) as work:
        assert is_quarantined(work, post.sent[0].item_id)
        assert not is_quarantined(work, "no such")
        assert [kept.text for kept in open_intake(work, str(arrived.intake_id)).unmatched] == ["?"]


def test_a_letter_of_no_intake_is_not_read_again(post: Post, database: Database, clock: Clock) -> None:
    arrived = post.bring(nature=Nature.AUTOMATIC)
    with database.begin(clock.now()) as tx:
        letters.let_read_again(tx, letters.get(tx, post.sent[0].item_id), state=State.AGAIN, bound_for="")
        with pytest.raises(NotFound):
            letters.get(tx, "no such")
    with pytest.raises(ValueError, match="intake"):
        post.again(arrived)
