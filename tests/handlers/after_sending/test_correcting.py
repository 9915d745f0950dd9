"""Correcting an answer of a referral that was sent: both are kept, and what follows from it is worked out again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forms.vocabulary import Answers
from handlers.access import Refused, Role
from handlers.after_sending.correcting import (
    CorrectAnswers,
    correct,
    part_to_correct,
    parts_to_correct,
    remove_row,
)
from handlers.after_sending.screens import Corrected, CorrectionScreen, RowsScreen
from handlers.board import Board, Contact
from handlers.referral.drafts import answers_of
from storage import cases, conflicts, duties, outbox, people
from storage.database import Database, NotFound
from tests.cases import GOOD_PRACTICE
from tests.conftest import Clock
from tests.handlers.after_sending.steps import (
    answer_seen,
    filled_in,
    row_screen,
    section_screen,
    seen,
    send,
    withdraw_it,
)
from tests.handlers.case_steps import decide, kinds, queued
from tests.handlers.conftest import CHAIR, DEPUTY, PANEL, REFERRER, STRANGER, UNIT, Refer, WorkAs

pytestmark = pytest.mark.usefixtures("staff")

BEFORE = "Brought to hospital with injuries that nobody could explain."
AFTER = "Brought to hospital by an aunt."


@pytest.fixture
def board(board: Board) -> Board:
    """A Board whose chair and deputy belong to agencies of their own."""
    chair = Contact(email="chair@example.org", slack=CHAIR, agency="Wirral Fire Service")
    deputy = Contact(email="deputy@example.org", slack=DEPUTY, agency="Elsewhere")
    return board.model_copy(update={"chair": chair, "deputy_chair": deputy})


def answers_now(work_as: WorkAs, case_id: str) -> Answers:
    with work_as(UNIT) as work:
        return answers_of(work.tx, case_id)


def rows_of(work_as: WorkAs, case_id: str, section_id: str) -> RowsScreen:
    with work_as(REFERRER) as work:
        screen = part_to_correct(work, case_id, section_id)
    assert isinstance(screen, RowsScreen)
    return screen


def test_the_sections_can_be_chosen_but_the_declaration(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    with work_as(REFERRER) as work:
        assert [part.section_id for part in parts_to_correct(work, case_id).parts] == list("ABCDEFGHIJK")


def test_a_section_opens_with_its_answers_and_without_the_kind_of_referral(work_as: WorkAs, refer: Refer) -> None:
    screen = section_screen(work_as, refer().case_id, "A")
    assert screen.route_is_fixed
    assert "purpose" not in {question.id for question in screen.page.questions}
    assert screen.page.answers.get("lead_consulted") == "yes"


def test_the_earlier_answer_is_kept_beside_the_new_one_with_who_and_when(
    work_as: WorkAs, refer: Refer, clock: Clock
) -> None:
    case_id = refer().case_id
    clock.advance(timedelta(days=1))
    corrected = send(work_as, section_screen(work_as, case_id, "D"), case_id, {"outline": AFTER})
    assert corrected == Corrected(case_id, "PRP-2026-0001", "D", changed=True)
    clock.advance(timedelta(days=1))
    send(work_as, section_screen(work_as, case_id, "D", by=UNIT), case_id, {"outline": "Third."}, by=UNIT)
    for reader in (UNIT, PANEL, CHAIR):
        answer = answer_seen(seen(work_as, case_id, by=reader), "outline")
        assert answer.text == "Third."
        assert [(each.text, each.corrected_on.day, each.corrected_by) for each in answer.earlier] == [
            (AFTER, 4, "Una Marsh"),
            (BEFORE, 3, "the referrer"),
        ]


def test_an_answer_given_only_now_was_blank_before(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    send(work_as, section_screen(work_as, case_id, "D"), case_id, {"whereabouts": "At home."})
    answer = answer_seen(seen(work_as, case_id), "whereabouts")
    assert (answer.text, [each.text for each in answer.earlier]) == ("At home.", [""])


def test_everybody_concerned_is_told_once_and_a_screen_sent_twice_changes_nothing(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    screen = section_screen(work_as, case_id, "D")
    replies = [send(work_as, screen, case_id, {"outline": AFTER}) for _ in range(2)]
    assert replies[0] == replies[1] == Corrected(case_id, "PRP-2026-0001", "D", changed=True)
    told = sorted(message.address for message in queued(database, clock) if message.kind == "answers_corrected")
    assert told == sorted(["C0PANEL", CHAIR, UNIT, "chair@example.org", "unit@example.org"])
    assert len(answer_seen(seen(work_as, case_id), "outline").earlier) == 1


def test_five_corrections_in_a_row_are_told_once_and_one_after_the_notice_went_out_is_told_anew(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    for section, question_id in (
        ("D", "outline"),
        ("D", "whereabouts"),
        ("H", "expected_learning"),
        ("I", "parallel_details"),
    ):
        send(work_as, section_screen(work_as, case_id, section), case_id, {question_id: AFTER})
    send(work_as, section_screen(work_as, case_id, "A"), case_id, {"immediate_danger_passed_on": "no"})
    told = [message for message in queued(database, clock) if message.kind == "answers_corrected"]
    assert len({(message.channel, message.address) for message in told}) == len(told) == 5
    assert all(message.data["urgent"] for message in told)
    with database.begin(clock.now()) as tx:
        claimed = outbox.claim(tx, worker="w", lease=timedelta(minutes=1), limit=100)
    send(work_as, section_screen(work_as, case_id, "D"), case_id, {"outline": "Again."})
    again = [message for message in queued(database, clock) if message.kind == "answers_corrected"]
    assert len(again) == 2 * len(told)
    assert {each.message.id for each in claimed} >= {message.id for message in told}


def test_the_same_answers_again_are_no_correction_and_nobody_is_told(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    assert send(work_as, section_screen(work_as, case_id, "D"), case_id, {}) == Corrected(
        case_id, "PRP-2026-0001", "D", changed=False
    )
    assert "answers_corrected" not in kinds(database, clock, to=CHAIR)


def test_an_older_screen_does_not_overwrite_a_newer_correction_and_keeps_the_rest(
    work_as: WorkAs, refer: Refer
) -> None:
    case_id = refer().case_id
    old = section_screen(work_as, case_id, "D")
    send(work_as, section_screen(work_as, case_id, "D", by=UNIT), case_id, {"outline": AFTER}, by=UNIT)
    back = send(work_as, old, case_id, {"outline": "Old.", "carer_at_time": "An aunt."})
    assert isinstance(back, CorrectionScreen)
    assert (back.was_kept, len(back.page.newer)) == (True, 1)
    kept = answers_now(work_as, case_id)
    assert (kept.get("outline"), kept.get("carer_at_time")) == (AFTER, "An aunt.")


def test_nothing_is_kept_while_something_is_not_understood_or_lacks_an_answer(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    before = answers_now(work_as, case_id)
    for typed, at in (
        ({"incident_date": "the 99th", "outline": AFTER}, "incident_date"),
        ({"outline": ""}, "outline"),
    ):
        back = send(work_as, section_screen(work_as, case_id, "D"), case_id, typed)
        assert isinstance(back, CorrectionScreen)
        assert not back.was_kept
        assert back.page.errors.keys() == {at}
    assert answers_now(work_as, case_id) == before


def test_of_phone_and_email_one_must_stay(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    assert isinstance(send(work_as, section_screen(work_as, case_id, "B"), case_id, {"referrer_phone": ""}), Corrected)
    back = send(work_as, section_screen(work_as, case_id, "B"), case_id, {"referrer_email": ""})
    assert isinstance(back, CorrectionScreen)
    assert not back.was_kept


def test_an_answer_that_makes_another_one_needed_is_kept_with_that_one(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    died = {"incident_categories": ["suspected_suicide"]}
    screen = section_screen(work_as, case_id, "D")
    back = send(work_as, screen, case_id, died)
    assert isinstance(back, CorrectionScreen)
    assert (back.was_kept, set(back.page.errors)) == (False, {"date_of_death"})
    assert isinstance(send(work_as, screen, case_id, died | {"date_of_death": "1 March 2026"}), Corrected)


def test_a_correction_moves_no_date_and_changes_no_kind_of_referral(
    work_as: WorkAs, refer: Refer, clock: Clock
) -> None:
    sent = refer()
    clock.advance(timedelta(days=5))
    send(work_as, section_screen(work_as, sent.case_id, "D"), sent.case_id, {"incident_date": "3 February 2026"})
    with work_as(UNIT) as work:
        case = cases.get(work.tx, sent.case_id)
        (duty,) = duties.of_case(work.tx, case.id)
        assert (case.received_on, case.purpose, duty.due_on) == (sent.received_on, "scr", sent.decision_due_on)
    with work_as(REFERRER) as work, pytest.raises(KeyError):
        correct(work, CorrectAnswers(sent.case_id, "A", "", 10**9, {"purpose": "good_practice"}))


def test_urgency_is_worked_out_again_and_told(work_as: WorkAs, refer: Refer, database: Database, clock: Clock) -> None:
    case_id = refer().case_id
    send(work_as, section_screen(work_as, case_id, "A"), case_id, {"immediate_danger_passed_on": "no"})
    assert seen(work_as, case_id).urgent
    told = [message.data["urgent"] for message in queued(database, clock) if message.kind == "answers_corrected"]
    assert set(told) == {True}


def test_a_row_is_added_corrected_and_removed_and_what_stood_in_it_is_kept(
    work_as: WorkAs, refer: Refer, clock: Clock
) -> None:
    case_id = refer().case_id
    new = row_screen(work_as, case_id, "F")
    assert new.is_new_row
    added = {"agencies.worker_name": "Sam Reed", "agencies.agency": "Northport Schools"}
    for _ in range(2):
        assert send(work_as, new, case_id, added) == Corrected(case_id, "PRP-2026-0001", "F", changed=True)
    rows = rows_of(work_as, case_id, "F").rows
    assert [row.number for row in rows] == [1, 2]
    clock.advance(timedelta(minutes=1))
    second = row_screen(work_as, case_id, "F", rows[1].row_id)
    send(work_as, second, case_id, {"agencies.worker_name": "Sam Rede"})
    clock.advance(timedelta(minutes=1))
    latest = row_screen(work_as, case_id, "F", rows[1].row_id)
    for _ in range(2):
        with work_as(REFERRER) as work:
            removed = remove_row(work, case_id, "F", rows[1].row_id, latest.page.revision)
        assert removed == Corrected(case_id, "PRP-2026-0001", "F", changed=True)
    (agencies,) = (part for part in seen(work_as, case_id).sections if part.section.id == "F")
    assert len(agencies.rows) == 1
    (gone,) = agencies.removed
    texts = {answer.question.id: [each.text for each in answer.earlier] for answer in gone}
    assert texts["agencies.worker_name"] == ["Sam Rede", "Sam Reed", ""]


def test_a_row_changed_meanwhile_is_not_removed_and_one_removed_meanwhile_does_not_come_back(
    work_as: WorkAs, refer: Refer
) -> None:
    case_id = refer().case_id
    (row,) = rows_of(work_as, case_id, "E").rows
    old = row_screen(work_as, case_id, "E", row.row_id)
    send(work_as, old, case_id, {"family.relationship": "aunt"})
    with work_as(REFERRER) as work:
        back = remove_row(work, case_id, "E", row.row_id, old.page.revision)
    assert isinstance(back, CorrectionScreen)
    with work_as(REFERRER) as work:
        remove_row(work, case_id, "E", row.row_id, back.page.revision)
    again = send(work_as, back, case_id, {"family.relationship": "mother"})
    assert isinstance(again, CorrectionScreen)
    assert rows_of(work_as, case_id, "E").rows == ()


@pytest.mark.parametrize("section_id", ["C", "F"])
def test_the_last_row_of_a_section_that_needs_one_stays(work_as: WorkAs, refer: Refer, section_id: str) -> None:
    case_id = refer().case_id
    (row,) = rows_of(work_as, case_id, section_id).rows
    with work_as(REFERRER) as work, pytest.raises(Refused, match="needs at least one"):
        remove_row(work, case_id, section_id, row.row_id, 10**9)


def test_an_agency_of_somebody_with_a_role_marks_a_possible_conflict_at_once(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    police = {"agencies.worker_name": "Lee Cole", "agencies.agency": "northport police"}
    send(work_as, row_screen(work_as, case_id, "F"), case_id, police)
    with work_as(PANEL) as work, pytest.raises(Refused):
        parts_to_correct(work, case_id)
    with work_as(UNIT) as work:
        piet = people.by_slack(work.tx, PANEL)
        assert piet is not None
        assert conflicts.state(work.tx, case_id, piet.id) == conflicts.POSSIBLE
    told = [message for message in queued(database, clock) if message.kind == "possible_conflict"]
    assert {message.address for message in told} == {UNIT, "unit@example.org"}
    assert {message.data["count"] for message in told} == {1}


def test_where_the_chair_s_agency_comes_in_the_deputy_decides_and_the_chair_hears_nothing_more(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    fire = {"agencies.worker_name": "Ada Fell", "agencies.agency": "Wirral Fire Service"}
    send(work_as, row_screen(work_as, case_id, "F"), case_id, fire)
    assert kinds(database, clock, to=DEPUTY) == ["answers_corrected", "referral_sent_chair"]
    assert kinds(database, clock, to=CHAIR) == ["referral_sent_chair"]
    with work_as(DEPUTY) as work:
        assert cases.get(work.tx, case_id)
        assert conflicts.state(work.tx, case_id, Role.CHAIR) == conflicts.POSSIBLE


def test_somebody_who_was_cleared_stays_cleared(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    police = {"agencies.worker_name": "Lee Cole", "agencies.agency": "Northport Police"}
    send(work_as, row_screen(work_as, case_id, "F"), case_id, police)
    with work_as(UNIT) as work:
        piet = people.by_slack(work.tx, PANEL)
        assert piet is not None
        conflicts.clear(work.tx, case_id, piet.id, by="slack:U0UNIT")
    send(work_as, section_screen(work_as, case_id, "D"), case_id, {"outline": AFTER})
    assert seen(work_as, case_id, by=PANEL).case_id == case_id


def test_after_a_final_decision_a_correction_is_still_taken_and_told(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    case_id = refer().case_id
    decide(work_as, case_id)
    send(work_as, section_screen(work_as, case_id, "D"), case_id, {"outline": AFTER})
    assert "answers_corrected" in kinds(database, clock, to=CHAIR)
    with work_as(UNIT) as work:
        assert cases.get(work.tx, case_id).state == cases.DECIDED


def test_a_withdrawn_referral_is_not_corrected(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    screen = section_screen(work_as, case_id, "D")
    withdraw_it(work_as, case_id)
    with work_as(REFERRER) as work, pytest.raises(Refused, match="was withdrawn"):
        correct(work, filled_in(screen, case_id, {"outline": AFTER}))
    with work_as(REFERRER) as work, pytest.raises(Refused, match="was withdrawn"):
        parts_to_correct(work, case_id)


@pytest.mark.parametrize("somebody", [PANEL, CHAIR, STRANGER])
def test_nobody_else_corrects(work_as: WorkAs, refer: Refer, somebody: str) -> None:
    case_id = refer().case_id
    with work_as(somebody) as work, pytest.raises(Refused, match="can correct it"):
        parts_to_correct(work, case_id)
    with work_as(somebody) as work, pytest.raises(Refused):
        correct(work, CorrectAnswers(case_id, "D", "", 10**9, {"outline": AFTER}))
    with work_as(somebody) as work, pytest.raises(Refused):
        remove_row(work, case_id, "E", "r1", 10**9)


def test_a_section_that_the_referral_does_not_ask_is_not_there(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer(GOOD_PRACTICE).case_id
    with work_as(REFERRER) as work, pytest.raises(NotFound):
        part_to_correct(work, case_id, "G")
    assert section_screen(work_as, case_id, "H").page.page_id == "H"
