"""What people type as direct messages: an answer, or kept and offered; changed and deleted afterwards."""

from __future__ import annotations

import pytest

from forms.vocabulary import NOT_KNOWN
from handlers.access import Refused
from handlers.conversation import changing, moving
from handlers.conversation.answering import Answered
from handlers.conversation.typed import Written, offer
from handlers.notices import render
from handlers.referral.answer import AnswerPage, answer_page
from handlers.referral.handover import HandOver, hand_over
from storage import conflicts, people
from storage.database import NotFound
from tests.handlers.conftest import REFERRER, WorkAs
from tests.handlers.talker import CHANNEL, Talker


def to_the_name(typist: Talker) -> None:
    """Go on until the bot asks for the referrer's name."""
    typist.begins()
    for given in ("yes", "good_practice", "yes"):
        typist.answers(given)
    while typist.at != "referrer_name":
        typist.skips()


def last(talker: Talker) -> tuple[str, str]:
    """Give the kind of the last message and the reason it gives, if any."""
    message = talker.messages[-1]
    return message.kind, str(message.data.get("reason", ""))


def test_what_is_typed_answers_the_question_asked_last(typist: Talker) -> None:
    to_the_name(typist)
    typist.writes("  Asha Patel ")
    assert typist.stored("referrer_name") == "Asha Patel"
    assert typist.at == "referrer_role"


def test_a_choice_may_be_typed_and_so_may_not_known(typist: Talker) -> None:
    typist.begins()
    typist.writes("not known")
    assert typist.stored("immediate_danger_passed_on") == NOT_KNOWN
    typist.writes("good practice")
    assert typist.stored("purpose") == "good_practice"


def test_a_reply_in_the_thread_of_the_question_answers_it_and_in_another_thread_does_not(typist: Talker) -> None:
    to_the_name(typist)
    typist.writes("Asha Patel", in_reply_to=typist.messages[-1].receipt)
    assert typist.stored("referrer_name") == "Asha Patel"
    typist.writes("Nurse", in_reply_to=typist.messages[0].receipt)
    assert last(typist) == ("message_not_used", "before")
    assert typist.stored("referrer_role") is None


def test_what_was_written_before_the_question_was_there_answers_nothing(typist: Talker) -> None:
    to_the_name(typist)
    early = typist.now()
    typist.writes("Asha Patel")
    typist.writes("and this went off at the same moment", message_id=early)
    assert last(typist) == ("message_not_used", "before")
    assert typist.stored("referrer_role") is None
    assert typist.at == "referrer_role"


def test_what_cannot_be_read_is_kept_and_asked_again_without_repeating_it(typist: Talker) -> None:
    to_the_name(typist)
    for text in ("Asha Patel", "Nurse", "Northport Health"):
        typist.writes(text)
    typist.writes("my phone is zyxq")
    assert typist.at == "referrer_phone"
    assert typist.messages[-1].data["not_understood"]
    assert "zyxq" not in str(typist.messages[-1].data)
    assert typist.stored("referrer_phone") == {"unread": "my phone is zyxq"}
    typist.writes("0151 496 0001")
    assert typist.stored("referrer_phone") == "0151 496 0001"


def test_a_newer_answer_of_the_form_is_kept_and_the_conversation_goes_on(typist: Talker, work_as: WorkAs) -> None:
    to_the_name(typist)
    given = {"referrer_name": "Asha Patel-Moss"}
    page = AnswerPage(typist.case_id, "", "referrer", "", typist.case().revision, given, "later")
    with work_as(REFERRER) as work:
        answer_page(work, page)
    typist.writes("Asha Patel")
    assert typist.stored("referrer_name") == "Asha Patel-Moss"
    assert [message.data.get("reason") for message in typist.messages[-2:]].count("newer") == 1
    assert typist.at == "referrer_role"


def test_where_typing_is_off_the_person_is_led_to_the_buttons_and_nothing_is_lost(talker: Talker) -> None:
    talker.begins()
    written = talker.writes("yes")
    assert last(talker) == ("message_not_used", "buttons")
    assert talker.messages[-1].data["item_id"] == written.item_id
    assert talker.stored("immediate_danger_passed_on") is None


def test_what_is_typed_where_the_form_asks_is_offered_with_how_to_delete_it(typist: Talker) -> None:
    to_the_name(typist)
    while not typist.at.startswith("part:what_went_well"):
        typist.skips()
    written = typist.writes("A long story about zyxq.")
    assert last(typist) == ("direct_message_reply", "")
    assert typist.messages[-1].data == {"item_id": written.item_id}


def test_without_a_conversation_and_after_it_everything_typed_is_offered(typist: Talker) -> None:
    typist.writes("Hello")
    assert last(typist) == ("direct_message_reply", "")
    to_the_name(typist)
    typist.does(lambda work, occasion: moving.finish_later(work, typist.asked.asked, occasion=occasion))
    typist.writes("Hello")
    assert last(typist) == ("direct_message_reply", "")


def test_nothing_is_offered_of_an_empty_message_nor_to_somebody_who_may_not_refer(
    typist: Talker, work_as: WorkAs
) -> None:
    typist.writes(" ")
    assert typist.messages[-1].data == {}
    with work_as("U0GUEST", may_refer=False) as work:
        offer(work, Written(f"{CHANNEL}:1.1", "item", "Hello"))
    typist.receives()
    assert typist.messages[-1].data == {}


def test_a_draft_that_was_handed_to_somebody_else_is_no_longer_answered(typist: Talker) -> None:
    to_the_name(typist)
    typist.becomes(owner="slack:U0HEIR")
    typist.writes("Asha Patel")
    assert last(typist) == ("direct_message_reply", "")


def test_a_changed_message_is_taken_when_its_writer_says_so(typist: Talker) -> None:
    to_the_name(typist)
    first = typist.writes("Asha Patle")
    changed = typist.changes(first.id, "Asha Patel")
    assert last(typist) == ("message_changed", "")
    assert typist.stored("referrer_name") == "Asha Patle"
    for _ in range(2):
        done = typist.does(lambda work, _: changing.use_new_text(work, changed))
        assert isinstance(done, Answered)
        assert (done.said, done.is_newer) == ("Asha Patel", False)
    again = typist.changes(first.id, "Asha P.")
    assert last(typist) == ("message_changed", "")
    typist.does(lambda work, _: changing.use_new_text(work, again))
    assert typist.stored("referrer_name") == "Asha P."


def test_a_changed_message_changes_nothing_once_a_newer_answer_was_given(typist: Talker) -> None:
    to_the_name(typist)
    name = typist.asked.asked
    first = typist.writes("Asha Patle")
    changed = typist.changes(first.id, "Asha Patel")
    typist.does(lambda work, occasion: moving.ask_again(work, name, occasion=occasion))
    typist.writes("Asha Moss")
    done = typist.does(lambda work, _: changing.use_new_text(work, changed))
    assert isinstance(done, Answered)
    assert (done.said, done.is_newer) == ("Asha Moss", True)
    typist.changes(first.id, "Asha")
    assert last(typist) == ("direct_message_reply", "")


def test_a_change_that_cannot_be_read_is_said(typist: Talker) -> None:
    to_the_name(typist)
    for text in ("Asha Patel", "Nurse", "Northport Health"):
        typist.writes(text)
    first = typist.writes("0151 496 0001")
    changed = typist.changes(first.id, "none")
    done = typist.does(lambda work, _: changing.use_new_text(work, changed))
    assert isinstance(done, Answered)
    assert done.problem


def test_the_new_text_of_a_message_that_answers_nothing_cannot_be_taken(typist: Talker, work_as: WorkAs) -> None:
    changed = typist.changes(f"{CHANNEL}:1.1", "Hello again")
    assert last(typist) == ("direct_message_reply", "")
    with work_as(REFERRER) as work, pytest.raises(NotFound):
        changing.use_new_text(work, changed)


def test_a_deleted_message_leaves_its_answer_and_that_is_said_once(typist: Talker) -> None:
    to_the_name(typist)
    first = typist.writes("Asha Patel")
    for _ in range(2):
        typist.does(lambda work, _: changing.message_deleted(work, first.id))
    assert [message.kind for message in typist.messages].count("message_deleted") == 1
    assert typist.stored("referrer_name") == "Asha Patel"
    before = len(typist.messages)
    typist.does(lambda work, _: changing.message_deleted(work, f"{CHANNEL}:1.1"))
    assert len(typist.messages) == before


def test_nobody_else_changes_an_answer_by_a_message(typist: Talker, work_as: WorkAs) -> None:
    to_the_name(typist)
    first = typist.writes("Asha Patel")
    with work_as("U0OTHER") as work:
        with pytest.raises(Refused):
            changing.use_new_text(work, Written(first.id, "item", "Somebody else"))
        changing.message_deleted(work, first.id)
        changing.message_changed(work, Written(first.id, "item", "Somebody else"))
    typist.receives()
    assert last(typist) == ("direct_message_reply", "")


@pytest.mark.parametrize(("state", "goes_on"), [("submitted", True), ("decided", True), ("withdrawn", False)])
def test_after_sending_a_changed_message_changes_nothing_and_says_how_to_correct_it(
    typist: Talker, state: str, goes_on: bool
) -> None:
    to_the_name(typist)
    first = typist.writes("Asha Patel")
    typist.becomes(state=state, reference="PRP-2026-0001")
    typist.changes(first.id, "Asha Moss zyxq")
    assert last(typist) == ("message_changed_after_sending", "")
    assert typist.messages[-1].data == {"case_id": typist.case_id, "reference": "PRP-2026-0001", "goes_on": goes_on}
    said = render(typist.board, "message_changed_after_sending", typist.messages[-1].data, "slack")
    assert [button.action for button in said.buttons] == ["open_case"]
    assert ("“Correct an answer”" in said.lines[0]) is goes_on
    assert typist.stored("referrer_name") == "Asha Patel"


def test_a_message_changed_after_its_draft_was_handed_over_says_whom_to_tell(typist: Talker, work_as: WorkAs) -> None:
    to_the_name(typist)
    first = typist.writes("Asha Patel")
    with work_as(REFERRER) as work:
        hand_over(work, HandOver(typist.case_id, "U0HEIR", may_refer=True))
    typist.receives()
    for state in ("draft", "submitted"):
        typist.becomes(state=state)
        typist.changes(first.id, "Asha Moss")
        assert last(typist) == ("message_changed_after_handover", "")
        assert typist.messages[-1].data == {}


def test_a_changed_message_tells_nobody_of_a_case_in_which_they_may_have_a_conflict(
    typist: Talker, work_as: WorkAs
) -> None:
    to_the_name(typist)
    first = typist.writes("Asha Patel")
    typist.becomes(state="submitted", reference="PRP-2026-0001", came_by="phone", referrer="slack:U0TRUE")
    with work_as(REFERRER) as work:
        typed_by = people.add(work.tx, name="Una Marsh", roles=["business_unit"], slack=REFERRER)
        conflicts.mark(work.tx, typist.case_id, typed_by.id)
    typist.changes(first.id, "Asha Moss")
    assert last(typist) == ("direct_message_reply", "")
    with work_as(REFERRER) as work:
        conflicts.clear(work.tx, typist.case_id, typed_by.id, by="slack:U0UNIT")
    typist.changes(first.id, "Asha M.")
    assert last(typist) == ("message_changed_after_sending", "")


def test_of_an_erased_draft_a_changed_message_says_nothing(typist: Talker) -> None:
    to_the_name(typist)
    first = typist.writes("Asha Patel")
    typist.becomes(state="erased")
    typist.changes(first.id, "Asha Moss")
    assert last(typist) == ("direct_message_reply", "")
