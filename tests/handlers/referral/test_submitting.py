"""Declaring and sending: once, whole, and told to everyone who is to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from forms.answers import Typed
from handlers.access import Refused
from handlers.referral.answer import AnswerPage, answer_page
from handlers.referral.drafts import answers_of
from handlers.referral.receipts import receipt
from handlers.referral.review import review
from handlers.referral.rows import remove_row
from handlers.referral.submit import SubmitReferral, declaration, submit
from handlers.screens import PageScreen, Receipt, Review
from storage import answers, attachments, audit, cases, conflicts, duties, outbox, people
from storage.tables import Reminder, new_id
from tests.cases import GOOD_PRACTICE, SCR
from tests.conftest import Clock
from tests.handlers.conftest import REFERRER, STRANGER, Draft, Refer, WorkAs
from tests.handlers.person import FIRST, Person


def send(
    work_as: WorkAs, case_id: str, typed: Mapping[str, Typed] = SCR.declaration, revision: int = 99
) -> Receipt | PageScreen | Review:
    with work_as(REFERRER) as work:
        return submit(work, SubmitReferral(case_id, revision, typed))


def test_the_receipt_gives_reference_and_due_date(refer: Refer) -> None:
    sent = refer()
    assert sent.reference == "PRP-2026-0001"
    assert (sent.received_on.isoformat(), sent.decision_due_on.isoformat()) == ("2026-03-02", "2026-04-02")
    assert not sent.urgent


def test_the_case_is_received_on_its_day_under_its_regime(work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    with work_as(REFERRER) as work:
        case = cases.get(work.tx, sent.case_id)
        assert (case.state, case.regime, case.purpose) == ("submitted", "WT2023", "scr")
        assert answers_of(work.tx, case.id).get("referral_date") == "2026-03-02"


def test_after_midnight_in_london_it_is_the_next_day(refer: Refer, clock: Clock) -> None:
    clock.set(datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    assert refer().received_on.isoformat() == "2026-07-01"


def test_the_year_of_the_reference_is_that_of_london(refer: Refer, clock: Clock) -> None:
    clock.set(datetime(2027, 1, 1, 0, 0, tzinfo=UTC))
    assert refer().reference == "PRP-2027-0001"


def test_sending_opens_the_chairs_duty_with_reminders_and_queues_the_notices(work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    with work_as(REFERRER) as work:
        (duty,) = duties.of_case(work.tx, sent.case_id)
        assert (duty.kind, duty.owed_by, duty.state) == ("decide", "chair", "open")
        assert work.tx.session.exec(select(Reminder).where(Reminder.duty_id == duty.id)).all()
        kinds = {message.kind for message in outbox.waiting(work.tx)}
    assert {
        "referral_sent_panel",
        "referral_sent_chair",
        "referral_sent_business_unit",
        "referral_receipt",
    } <= kinds


def test_every_referral_is_told_to_the_panel(work_as: WorkAs, refer: Refer) -> None:
    refer()
    refer(origin="view:V2")
    with work_as(REFERRER) as work:
        cards = [message for message in outbox.waiting(work.tx) if message.kind == "referral_sent_panel"]
    assert {card.data["reference"] for card in cards} == {"PRP-2026-0001", "PRP-2026-0002"}


def test_a_second_time_gives_the_same_receipt_and_changes_nothing(work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    with work_as(REFERRER) as work:
        before = (len(outbox.waiting(work.tx)), len(audit.history(work.tx, sent.case_id)))
    assert send(work_as, sent.case_id) == sent
    with work_as(REFERRER) as work:
        assert (len(outbox.waiting(work.tx)), len(audit.history(work.tx, sent.case_id))) == before
        assert declaration(work, sent.case_id) == sent


def test_a_person_of_an_agency_in_the_case_is_marked_in_the_same_commit(work_as: WorkAs, refer: Refer) -> None:
    with work_as(REFERRER) as work:
        member = people.add(work.tx, name="Nel Frost", roles=["panel"], agency="Northport Social Care", slack="U0N")
    sent = refer()
    with work_as(REFERRER) as work:
        assert conflicts.state(work.tx, sent.case_id, member.id) == "possible"


def test_the_declaration_waits_until_nothing_else_is_missing(person: Person, work_as: WorkAs) -> None:
    person.answers(FIRST)
    with work_as(REFERRER) as work:
        assert isinstance(declaration(work, person.screen.case_id), Review)
    assert isinstance(send(work_as, person.screen.case_id), Review)
    assert person.stored("declaration_referrer") == {"name": "Asha Patel", "date": "2026-03-02"}


def test_a_declaration_that_is_blank_or_not_understood_comes_back(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft()
    screen = send(
        work_as, case_id, {"declaration_referrer": {"name": "Asha", "date": "soon"}, "declaration_lead": None}
    )
    assert isinstance(screen, PageScreen)
    assert screen.page_id == "declaration"
    assert set(screen.errors) == {"declaration_referrer", "declaration_lead"}
    assert isinstance(send(work_as, case_id, revision=screen.revision), Receipt)


def test_a_lead_who_has_not_agreed_does_not_block(work_as: WorkAs, draft: Draft) -> None:
    typed = dict(SCR.declaration) | {"declaration_lead": "not known"}
    assert isinstance(send(work_as, draft(), typed), Receipt)


def test_a_draft_has_no_receipt(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft()
    with work_as(REFERRER) as work, pytest.raises(ValueError, match="no receipt"):
        receipt(work, cases.get(work.tx, case_id))


def test_good_practice_needs_no_declaration_of_the_lead(refer: Refer) -> None:
    assert refer(GOOD_PRACTICE).reference == "PRP-2026-0001"


def test_nobody_sends_what_was_changed_on_another_screen_since(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft()
    with work_as(REFERRER) as work:
        screen = declaration(work, case_id)
    assert isinstance(screen, PageScreen)
    with work_as(REFERRER) as work:
        answer_page(work, AnswerPage(case_id, "", "incident", "", 99, {"outline": "Something else."}, "later"))
    seen_again = send(work_as, case_id, revision=screen.revision)
    assert isinstance(seen_again, Review)
    assert (seen_again.newer, seen_again.missing) == (("What happened?",), ())
    assert isinstance(send(work_as, case_id, revision=seen_again.revision), Receipt)


def read(work_as: WorkAs, case_id: str) -> Review:
    with work_as(REFERRER) as work:
        shown = review(work, case_id)
    assert isinstance(shown, Review)
    return shown


def turn_round(work_as: WorkAs, case_id: str, group: str) -> None:
    """Put the rows of a section in the opposite order, on another screen."""
    with work_as(REFERRER) as work:
        case = cases.lock(work.tx, case_id)
        answers.put_in_order(work.tx, case, group, answers.rows(work.tx, case_id)[group][::-1])


def two_agencies(work_as: WorkAs, draft: Draft) -> str:
    case_id = draft()
    given = {"agencies.agency": "Northport Police"}
    with work_as(REFERRER) as work:
        answer_page(work, AnswerPage(case_id, "", "agencies", new_id(), 99, given, "later"))
    return case_id


def test_nobody_sends_rows_in_an_order_that_they_have_not_seen(work_as: WorkAs, draft: Draft) -> None:
    case_id = two_agencies(work_as, draft)
    seen = read(work_as, case_id)
    turn_round(work_as, case_id, "agencies")
    with work_as(REFERRER) as work:
        before_declaring = declaration(work, case_id, reviewed=(seen.revision, seen.seen))
        assert isinstance(before_declaring, Review)
        page = declaration(work, case_id, reviewed=(before_declaring.revision, before_declaring.seen))
    assert before_declaring.newer == ("Agencies involved: the order",)
    assert isinstance(page, PageScreen)
    turn_round(work_as, case_id, "agencies")
    sent = SubmitReferral(case_id, page.revision, SCR.declaration, page.seen)
    with work_as(REFERRER) as work:
        again = submit(work, sent)
        assert isinstance(again, Review)
        assert again.newer == ("Agencies involved: the order",)
        assert isinstance(submit(work, replace(sent, revision=again.revision, seen=again.seen)), Receipt)


def test_each_part_of_the_review_says_what_was_changed_since_the_part_before(work_as: WorkAs, draft: Draft) -> None:
    case_id = two_agencies(work_as, draft)
    seen = read(work_as, case_id)
    with work_as(REFERRER) as work:
        answer_page(work, AnswerPage(case_id, "", "incident", "", 99, {"outline": "Something else."}, "later"))
        shown = review(work, case_id, since=(seen.revision, seen.seen))
    assert isinstance(shown, Review)
    assert shown.newer == ("What happened?",)
    with work_as(REFERRER) as work:
        again = review(work, case_id, since=(shown.revision, shown.seen))
    assert isinstance(again, Review)
    assert again.newer == ()


def test_a_row_that_was_taken_out_since_is_told_by_its_answers_and_a_file_by_itself(
    work_as: WorkAs, draft: Draft
) -> None:
    case_id = two_agencies(work_as, draft)
    seen = read(work_as, case_id)
    with work_as(REFERRER) as work:
        attachments.want(work.tx, case_id=case_id, origin="slack:F1", name="a.pdf", by=work.actor.address)
        remove_row(work, case_id, "agencies", answers.rows(work.tx, case_id)["agencies"][1])
        shown = declaration(work, case_id, reviewed=(seen.revision, seen.seen))
    assert isinstance(shown, Review)
    assert "The files" in shown.newer
    assert "Agencies involved: the order" not in shown.newer
    assert len(shown.newer) > 1


def test_an_older_declaration_does_not_overwrite_a_newer_one(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft()
    newer: dict[str, Typed] = {"declaration_referrer": {"name": "Newer", "date": "1 March 2026"}}
    with work_as(REFERRER) as work:
        screen = declaration(work, case_id)
        assert isinstance(screen, PageScreen)
        answer_page(work, AnswerPage(case_id, "", "declaration", "", screen.revision, newer, "later"))
    again = send(work_as, case_id, revision=screen.revision)
    assert isinstance(again, PageScreen)
    assert again.newer == ("Your declaration",)


def test_from_the_declaration_back_is_the_review(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft()
    with work_as(REFERRER) as work:
        back = answer_page(work, AnswerPage(case_id, "", "declaration", "", 99, {}, "back"))
    assert isinstance(back, Review)


def test_nobody_else_can_declare_or_send(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft()
    with work_as(STRANGER) as work:
        with pytest.raises(Refused):
            declaration(work, case_id)
        with pytest.raises(Refused):
            submit(work, SubmitReferral(case_id, 99, SCR.declaration))


def test_if_anything_fails_nothing_is_sent(work_as: WorkAs, draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    case_id = draft()
    with monkeypatch.context() as broken:
        broken.setattr("handlers.referral.submit.tell_submission", fail)
        with pytest.raises(RuntimeError):
            send(work_as, case_id)
    with work_as(REFERRER) as work:
        assert cases.get(work.tx, case_id).state == "draft"
        assert (duties.of_case(work.tx, case_id), outbox.waiting(work.tx)) == ((), ())
    sent = send(work_as, case_id)
    assert isinstance(sent, Receipt)
    assert sent.reference == "PRP-2026-0001"


def test_the_audit_tells_that_it_was_sent_and_nothing_of_its_content(work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    with work_as(REFERRER) as work:
        history = audit.history(work.tx, sent.case_id)
    assert "submitted" in [entry.action for entry in history]
    said = " ".join(str(entry.details) for entry in history)
    for content in ("Quillfeather", "Tamsin", "hospital", "Asha"):
        assert content not in said


def test_an_urgent_referral_says_so(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft()
    with work_as(REFERRER) as work:
        answer_page(work, AnswerPage(case_id, "", "before_you_start", "", 99, {"urgent_or_media": "yes"}, "later"))
    sent = send(work_as, case_id)
    assert isinstance(sent, Receipt)
    assert sent.urgent


def declared(work_as: WorkAs, case_id: str) -> PageScreen:
    with work_as(REFERRER) as work:
        screen = declaration(work, case_id)
    assert isinstance(screen, PageScreen)
    return screen


def test_the_declaration_has_the_name_they_gave_and_todays_date_and_is_not_kept_yet(
    work_as: WorkAs, draft: Draft
) -> None:
    case_id = draft(SCR)
    screen = declared(work_as, case_id)
    assert screen.answers.get("declaration_referrer") == {"name": "Asha Patel", "date": "2026-03-02"}
    assert screen.answers.get("declaration_lead") is None
    with work_as(REFERRER) as work:
        assert answers_of(work.tx, case_id).get("declaration_referrer") is None


def test_a_declaration_that_was_not_sent_is_dated_anew_on_another_day(
    work_as: WorkAs, draft: Draft, clock: Clock
) -> None:
    case_id = draft(SCR)
    screen = declared(work_as, case_id)
    own = {"declaration_referrer": {"name": "A. Patel", "date": "2 March 2026"}, "declaration_lead": None}
    with work_as(REFERRER) as work:
        answer_page(work, AnswerPage(case_id, "", screen.page_id, "", screen.revision, own, "later"))
    clock.set(datetime(2026, 3, 5, 9, 0, tzinfo=UTC))
    again = declared(work_as, case_id).answers.get("declaration_referrer")
    assert again == {"name": "A. Patel", "date": "2026-03-05"}


def test_a_declaration_that_was_not_understood_is_shown_as_it_was_typed(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft(SCR)
    screen = declared(work_as, case_id)
    own: Mapping[str, Typed] = {"declaration_referrer": {"name": "A. Patel", "date": "soon"}, "declaration_lead": None}
    with work_as(REFERRER) as work:
        answer_page(work, AnswerPage(case_id, "", screen.page_id, "", screen.revision, own, "later"))
    shown = declared(work_as, case_id).answers.get("declaration_referrer")
    assert shown == {"name": "A. Patel", "date": "soon", "unread": "A. Patel, soon"}
