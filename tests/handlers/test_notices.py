"""Every kind of notice is proved free of case content (docs/procedure.md, section 7, rule 2).

A case full of marked values goes through every happening; each notice that comes of it is written out for every
channel and searched for the marks. A kind that no happening here brings about fails the suite.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from forms.retention import default_schedule_text, load_schedule
from handlers import actions, conflicts, decisions, delivery, direct_message, duties, interrupted, people
from handlers.access import Actor, Role
from handlers.board import Board, Contact, FileRules
from handlers.case_screens import ActionAdded
from handlers.conversation import changing, moving
from handlers.erasing import go_on
from handlers.files import fetched
from handlers.files.fetched import FileTrouble
from handlers.files.giving import GivenFile
from handlers.files.written import put_in_new, take_files
from handlers.intake import unread
from handlers.intake.looking_after import look_after as look_after_letters
from handlers.notices import render
from handlers.notices.kinds import KINDS, Audience
from handlers.notices.recipients import Recipient
from handlers.notices.sending import tell
from handlers.referral.answer import AnswerPage, answer_page
from handlers.referral.handover import HandOver, hand_over
from handlers.referral.on_behalf import BeginOnBehalf, begin_on_behalf
from handlers.referral.unsent import look_after
from handlers.retention import looking_after as retention
from handlers.work import Work
from storage import answers, attachments, cases, inbox, outbox
from storage import duties as kept_duties
from storage.database import Database
from storage.tables import Duty, OutboxMessage, new_id
from tests.cases import marked
from tests.conftest import Clock
from tests.handlers.after_sending.steps import add, reopen_it, section_screen, send, withdraw_it
from tests.handlers.case_steps import add_action, decide, queued, tick
from tests.handlers.conftest import CHAIR, DEPUTY, PANEL, REFERRER, UNIT, Refer, WorkAs
from tests.handlers.intake.post import SENDER, Post, reading_of
from tests.handlers.talker import CHANNEL, Talker

MARK = "Zyxq"
MARKS = (
    "zyxq",
    "29 august 2014",
    "23 november 1987",
    "2014-08-29",
    "943 476 5919",
    "9434765919",
    "496 0777",
    "single-agency",
)


REFERRAL = marked("scr", mark=MARK)


def typed(question_id: str) -> str:
    """Give what the marked referral answers to a question."""
    return next(str(page.typed[question_id]) for page in REFERRAL.pages if question_id in page.typed)


@pytest.fixture
def board(board: Board) -> Board:
    """A Board on the regime of 2015 whose chair and deputy both belong to an agency of the marked case."""
    chair = Contact(email="chair@example.org", slack=CHAIR, agency=typed("referrer_agency"))
    deputy = Contact(email="deputy@example.org", slack=DEPUTY, agency=typed("agencies.agency"))
    return board.model_copy(update={"regime": "WT2015", "chair": chair, "deputy_chair": deputy})


STAFF = (
    people.AddPerson("Una Marsh", ("business_unit",), slack=UNIT),
    people.AddPerson("Max Holt", ("business_manager",), slack="U0MANAGER"),
    people.AddPerson("Piet Vance", ("panel",), slack=PANEL),
    people.AddPerson("Olu Ade", ("action_owner",), email="olu@example.org"),
    people.AddPerson("Soon Gone", ("action_owner",), slack="U0GONE"),
)


def happen(work_as: WorkAs, refer: Refer, database: Database, clock: Clock, board: Board) -> list[OutboxMessage]:
    """Let everything happen that anybody is told of, and give every notice that came of it."""
    with work_as(UNIT) as work:
        administrator = Actor("command_line:ops", frozenset({Role.ADMINISTRATOR}))
        as_administrator = Work(work.tx, work.board, work.forms, administrator)
        owner = [people.add(as_administrator, person).id for person in STAFF][3]
        people.remove(as_administrator, "U0GONE")
        people.change(as_administrator, people.ChangeRoles(owner, ("panel",), ("action_owner",)))
        people.change(as_administrator, people.ChangeRoles(owner, ("action_owner",), ("panel",)))
        direct_message.answer_direct_message(work, occasion="Ev1", channel_user=REFERRER)

    def at(day: date) -> None:
        clock.set(datetime.combine(day, time(10), UTC))
        tick(database, clock, work)

    case_id = refer(REFERRAL).case_id
    at(date(2026, 3, 19))  # ten working days before the chair's date, and nobody may decide
    with work_as(UNIT) as unit:
        conflicts.clear(unit, case_id, Role.DEPUTY_CHAIR)
        conflicts.clear(unit, case_id, Role.CHAIR)
        event = duties.event_form(unit, case_id).event
        duties.enter_event(unit, duties.EnterEvent(case_id, event, "1 March 2026"))
    at(date(2026, 3, 26))
    after_sending(work_as, case_id)
    for wanted, by in (("first", "31 March 2026"), ("second", "1 May 2026")):
        decide(
            work_as, case_id, "more_information", supplier=owner, wanted=f"{MARK} {wanted}", supply_by=by,
            reasons=f"{MARK} reasons",
        )  # fmt: skip
    at(date(2026, 3, 31))
    at(date(2026, 4, 7))
    with work_as(UNIT) as unit:
        first = min(_awaited(unit, case_id), key=lambda duty: duty.due_on)
        decisions.supplied(unit, first.id)
    decide(work_as, case_id, "single_agency_review", agency=f"{MARK} agency", reasons=f"{MARK} reasons")
    decide(work_as, case_id, "no_further_action", reasons=f"{MARK} more", correction_reason=f"{MARK} slip")
    added = add_action(work_as, case_id, owner, text=f"{MARK} action", due="17 April 2026")
    assert isinstance(added, ActionAdded)
    at(date(2026, 4, 17))
    at(date(2026, 4, 20))
    with work_as(UNIT) as unit:
        actions.finish(unit, actions.FinishAction(added.duty_id, f"{MARK} note"))
        case = cases.get(unit.tx, case_id)
        tell(unit, "decision_recorded", case=case, occasion="without Slack", to=[Recipient(Audience.REFERRER)])
        (claimed,) = outbox.claim(unit.tx, worker="w", lease=timedelta(minutes=1), limit=1)
        delivery.give_up(unit, claimed.message, "channel_not_found")
        outbox.retry(unit.tx, claimed.message.id)
    with work_as(REFERRER) as referrer:
        interrupted.tell_saved(referrer, occasion="item", case_id=case_id)
        draft = cases.begin_draft(
            referrer.tx, origin="view:V3", owner=referrer.actor.address, form_version=work.forms.current.version
        )
        interrupted.tell_saved(referrer, occasion="item", case_id=draft.id)
    talk(work_as, board)
    give_files(work_as, board)
    mail_goes_wrong(work_as)
    seen = queued(database, clock) + _dropped(database, clock) + drafts_wait(work_as, database, clock)
    letters_come(work_as, database, clock, board, case_id)
    seen += queued(database, clock)
    return seen + case_grows_old(work_as, database, clock, board)


def letters_come(work_as: WorkAs, database: Database, clock: Clock, board: Board, case_id: str) -> None:
    """Let referrals be mailed: whole, in part, likely, by a stranger; let people answer, and somebody not answer."""
    with work_as(UNIT) as work:
        trusting = board.model_copy(update={"trusted_senders": frozenset({SENDER})})
        post = Post(database, clock, trusting, work.forms)
    sent = post.bring(reading_of(REFERRAL), text=f"{MARK} text")
    post.bring(text=f"{MARK} more", thread=f"case:{sent.case_id}")
    post.bring(text=f"{MARK} decided", thread=f"case:{case_id}", sender="chair@example.org")
    post.bring(reading_of(REFERRAL, likely=("referrer_address",)), text=f"{MARK} likely")
    post.bring(reading_of(REFERRAL, without=("outline",)), text=f"{MARK} part")
    post.bring(text=f"{MARK} text", sender="nobody@example.com")
    post.bring(asks_for_form=True)
    clock.set(datetime(2026, 6, 9, 10, tzinfo=UTC))
    with work_as(UNIT) as work:
        look_after_letters(Work(work.tx, work.board, work.forms, Actor("clock")))


def drafts_wait(work_as: WorkAs, database: Database, clock: Clock) -> list[OutboxMessage]:
    """Let a draft go to a colleague who cannot be reached, and be erased; and one that came by post wait."""
    with work_as("U0DRAFTS") as work:
        version = work.forms.current.version
        draft = cases.begin_draft(work.tx, origin="view:V8", owner=work.actor.address, form_version=version)
        answers.save(work.tx, draft, {("outline", ""): f"{MARK} outline"})
        hand_over(work, HandOver(draft.id, "U0NEXT", may_refer=True))
    with work_as(UNIT) as work:
        begin_on_behalf(work, BeginOnBehalf("view:V9", "post", "20 April 2026"))
    seen = queued(database, clock)
    for days in (3, 20, 1, 7):
        clock.advance(timedelta(days=days))
        with work_as(UNIT) as work:
            as_clock = Work(work.tx, work.board, work.forms, Actor("clock"))
            look_after(as_clock)
            while go_on(as_clock):
                pass
        seen += queued(database, clock)
        with work_as(UNIT) as work:
            for claimed in outbox.claim(work.tx, worker="w", lease=timedelta(minutes=1), limit=500):
                if claimed.message.address == "U0NEXT":
                    outbox.failed(work.tx, claimed.message.id, "user_disabled")
                else:
                    outbox.sent(work.tx, claimed.message.id, "C1:1")
    return seen


def case_grows_old(work_as: WorkAs, database: Database, clock: Clock, board: Board) -> list[OutboxMessage]:
    """Let the time be over for which the closed case is kept."""
    clock.set(datetime(2045, 1, 1, 10, tzinfo=UTC))
    schedule = load_schedule(default_schedule_text(), "retention.toml")
    with work_as(UNIT, on=board.model_copy(update={"retention": schedule})) as work:
        retention.look_after(Work(work.tx, work.board, work.forms, Actor("clock")))
    return [message for message in queued(database, clock) if message.kind == "case_warning"]


def after_sending(work_as: WorkAs, case_id: str) -> None:
    """Let the referrer add, correct and withdraw, and the business unit open the case again."""
    add(work_as, case_id, f"{MARK} information")
    send(work_as, section_screen(work_as, case_id, "H"), case_id, {"expected_learning": f"{MARK} corrected"})
    withdraw_it(work_as, case_id, reason=f"{MARK} reason")
    reopen_it(work_as, case_id, reason=f"{MARK} other reason")


def give_files(work_as: WorkAs, board: Board) -> None:
    """Let somebody send files where they are not taken, then where they are: not every one is kept."""
    who, file = "U0FILES", GivenFile("slack:F1", f"{MARK}.pdf")
    takes = board.model_copy(update={"files": FileRules(kinds=("pdf",), most_bytes=10, most_per_case=2)})
    with work_as(who, on=board) as work:
        take_files(work, [file], item_id="i1")
    with work_as(who, on=takes) as work:
        take_files(work, [file], item_id="i2")
        put_in_new(work, "i2", [file])
        take_files(work, [GivenFile(f"slack:F{number}", f"{MARK}.pdf") for number in (2, 3)], item_id="i3")
        (draft,) = cases.drafts_of(work.tx, work.actor.address)
        first, second = attachments.of_case(work.tx, draft.id)
        fetched.keep(work, first, kind="pdf", content=MARK.encode(), protected=True)
        fetched.refuse(work, second, FileTrouble.MACROS)
        fetched.say_unreadable(work)


def mail_goes_wrong(work_as: WorkAs) -> None:
    """Let mails come that cannot be fetched or dealt with, and a mailbox be away."""
    with work_as(UNIT) as work:
        unread.not_fetched(work, "0a1b")
        kept = inbox.receive(
            work.tx, key="mail:1", source="mail", kind="mail", actor="mailbox", payload=f"Subject: {MARK}".encode()
        )
        for _ in range(2):
            unread.not_handled(work, kept.item_id)
        unread.away(work, work.now)


def talk(work_as: WorkAs, board: Board) -> None:
    """Let the referrer go through another marked case in the conversation, writing where they may and may not."""
    typist = Talker(work_as, board.model_copy(update={"typed_answers": True}))
    typist.begins("view:V2")
    typist.writes(f"{MARK} before any question was there", message_id=f"{CHANNEL}:1.1")
    answered = {question_id: given for page in REFERRAL.pages for question_id, given in page.typed.items()}
    while typist.asked.about != "end":
        target = typist.asked.asked.target
        given = answered.get(target.question_id)
        if not target.question_id:
            _fill_in_the_form(work_as, typist, target.page_id)
            typist.writes(f"{MARK} where the form asks")
        if given is None:
            typist.skips()
        elif typist.asked.is_typed:
            written = typist.writes(str(given))
        else:
            typist.answers(given)
    typist.changes(written.id, f"{MARK} new text")
    typist.does(lambda work, _: changing.message_deleted(work, written.id))
    typist.does(lambda work, occasion: moving.finish_later(work, typist.asked.asked, occasion=occasion))
    with work_as(REFERRER) as work:
        hand_over(work, HandOver(typist.case_id, "U0NEXT", may_refer=True))
    typist.changes(written.id, f"{MARK} text that comes too late")
    typist.becomes(
        owner=f"slack:{REFERRER}", referrer=f"slack:{REFERRER}", state="submitted", reference="PRP-2026-9999"
    )
    typist.changes(written.id, f"{MARK} text that comes even later")
    with work_as(REFERRER) as work:
        work.tx.session.exec(update(OutboxMessage).where(col(OutboxMessage.state) == "sent").values(state="waiting"))


def _fill_in_the_form(work_as: WorkAs, typist: Talker, page_id: str) -> None:
    for page in REFERRAL.pages:
        if page.page_id == page_id:
            given = AnswerPage(typist.case_id, "", page_id, new_id(), typist.case().revision, page.typed, "later")
            with work_as(REFERRER) as work:
                answer_page(work, given)


def test_no_notice_of_any_kind_tells_anything_of_the_case(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock, board: Board
) -> None:
    notices = happen(work_as, refer, database, clock, board)
    assert {notice.kind for notice in notices} == set(KINDS)
    marking = board.model_copy(update={"marking": "OFFICIAL-SENSITIVE"})
    for message in notices:
        for channel in ("slack", "email"):
            written = str(render(marking, message.kind, message.data, channel)).casefold()
            assert [mark for mark in MARKS if mark in written] == [], message.kind
        assert [mark for mark in MARKS if mark in str(message.data).casefold()] == [], message.kind


def test_every_notice_says_what_it_is_about_in_its_subject_after_the_marking(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock, board: Board
) -> None:
    marking = board.model_copy(update={"marking": "OFFICIAL-SENSITIVE"})
    for message in happen(work_as, refer, database, clock, board):
        notice = render(marking, message.kind, message.data, message.channel)
        number = message.data.get("number") if "intake_id" in message.data else None
        about = message.data.get("reference") or number or board.panel_name
        assert notice.subject.startswith(f"OFFICIAL-SENSITIVE {about}: ")
        assert notice.title
        assert all(button.label for button in notice.buttons)


def test_a_kind_refuses_data_that_it_may_not_carry(work_as: WorkAs, staff: None) -> None:
    with work_as(UNIT) as work, pytest.raises(ValueError, match="may not carry name"):
        tell(work, "action_done", case=None, occasion="x", data={"name": "Tamsin"}, to=())


def test_a_kind_refuses_a_recipient_whom_it_is_not_for(work_as: WorkAs, staff: None) -> None:
    with work_as(UNIT) as work, pytest.raises(ValueError, match="is not for the referrer"):
        tell(work, "action_done", case=None, occasion="x", to=[Recipient(Audience.REFERRER, slack=REFERRER)])


def test_the_same_occasion_is_told_once(work_as: WorkAs, database: Database, clock: Clock) -> None:
    for _ in range(2):
        with work_as(REFERRER) as work:
            direct_message.answer_direct_message(work, occasion="Ev1", channel_user=REFERRER)
    assert len(queued(database, clock)) == 1


CHAIR_S = {"case_id": "c", "reference": "PRP-2026-0001", "duty_id": "d", "due_on": "2026-04-03"}


@pytest.mark.parametrize(
    ("statutory", "provisional", "words"),
    [
        (True, True, "provisional until the date of notification is entered"),
        (True, False, "This date is statutory."),
        (False, False, "is not statutory"),
    ],
)
@pytest.mark.parametrize("channel", ["slack", "email"])
def test_the_chair_reads_the_day_in_words_and_whether_it_is_statutory_or_provisional(
    board: Board, statutory: bool, provisional: bool, words: str, channel: str
) -> None:
    data = CHAIR_S | {"statutory": statutory, "provisional": provisional, "start_event": "notification"}
    notice = render(board, "decision_reminder", data, channel)
    assert "Friday 3 April 2026" in notice.title
    assert words in notice.lines[0]
    assert notice.subject == "PRP-2026-0001: reminder, decision due"
    assert [button.action for button in notice.buttons] == (
        ["open_case", "record_decision"] if channel == "slack" else []
    )


def test_an_urgent_referral_says_so_first_and_the_panel_s_card_says_nothing_but_its_reference(board: Board) -> None:
    clock = {"statutory": False, "provisional": False, "start_event": "referral received"}
    data = CHAIR_S | clock | {"received_on": "2026-03-03", "urgent": True, "as_deputy": True}
    notice = render(board, "referral_sent_chair", data, "email")
    assert notice.urgent
    assert notice.subject == "PRP-2026-0001: Urgent: new referral, decision needed"
    assert notice.lines[:2] == (
        "This referral is marked as urgent. Please look at it today.",
        "You are asked as deputy chair to decide this case.",
    )
    card = render(board, "referral_sent_panel", {"case_id": "c", "reference": "PRP-2026-0001"}, "slack")
    assert (card.title, card.lines) == ("New referral PRP-2026-0001", ())


def _awaited(work: Work, case_id: str) -> list[Duty]:
    return [duty for duty in kept_duties.of_case(work.tx, case_id) if duty.kind == duties.SUPPLY_INFORMATION]


def _dropped(database: Database, clock: Clock) -> list[OutboxMessage]:
    """Give the reminders whose duty has ended meanwhile: here nothing was ever sent."""
    with database.read(clock.now()) as tx:
        return list(tx.session.exec(select(OutboxMessage).where(OutboxMessage.state == outbox.DROPPED)))
