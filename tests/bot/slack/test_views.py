from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.slack.metadata import remembered
from bot.slack.views.action import action_view, done_view, supply_view
from bot.slack.views.case import case_view
from bot.slack.views.decision import decision_view, event_view
from bot.slack.views.home import home_view
from bot.slack.views.page import MOST_ROWS, declaration_view, page_view
from bot.slack.views.review import review_view
from bot.slack.views.told import receipt_view, refused_view, saved_view
from bot.slack.views.welcome import MOST_DRAFTS, welcome_view
from forms.criteria import criteria, summary
from forms.loading import default_form
from forms.regimes import outcomes, regimes
from forms.vocabulary import Answers, Kind
from forms.walk import Page, Progress, missing, pages
from handlers.access import Act
from handlers.board import Board
from handlers.case_screens import (
    ActionScreen,
    DecisionScreen,
    DoneScreen,
    EventScreen,
    PersonChoice,
    PriorDecision,
    SupplyScreen,
)
from handlers.screens import (
    ActionLine,
    CaseLine,
    CaseView,
    DecisionLine,
    DraftLine,
    DutyLine,
    FailedNotice,
    Home,
    PageScreen,
    PossibleConflict,
    Receipt,
    Review,
    ReviewedAnswer,
    ReviewedSection,
    RowLine,
    Saved,
    SentLine,
    Welcome,
)
from tests.bot.slack.judges import LONGEST, action_ids, judge_view, texts
from tests.cases import answers_of, marked

DAY = date(2026, 4, 3)
FORM = default_form()
FULL = answers_of(marked())
PAGES = pages(FORM, FULL)
LONG_NAME = "n" * 200


def screen(page: Page, **more: object) -> PageScreen:
    """A page with the longest answers everywhere."""
    row = next((row for section in page.sections if section.group for row in FULL.rows(section.group)), "")
    values = {
        (question.id, row): LONGEST
        if question.kind in {Kind.TEXT, Kind.LONG_TEXT, Kind.ADDRESS}
        else {"unread": LONGEST}
        for section in page.sections
        for question in section.questions
        if question.kind is not Kind.SIGNATURE
    }
    questions = tuple(question for section in page.sections for question in section.questions)
    made: dict[str, object] = {
        "case_id": "c" * 32,
        "origin": "slack:V1",
        "page_id": page.id,
        "title": page.title,
        "sections": page.sections,
        "questions": questions,
        "required": frozenset(question.id for question in questions if question.required),
        "answers": Answers(values, FULL.row_ids),
        "progress": Progress(3, 10),
        "revision": 1_000_000,
        "row_id": row,
        "row_number": 1 if row else 0,
    }
    return PageScreen(**(made | more))  # type: ignore[arg-type]  # a dictionary of many types


def reviewed(*, answer_length: int, rows: int, problem: str = "") -> Review:
    sections = tuple(
        ReviewedSection(
            section,
            section.page,
            tuple(
                tuple(ReviewedAnswer(question, "ü" * answer_length, problem) for question in section.questions)
                for _ in range(rows if section.group else 1)
            ),
        )
        for section in FORM.sections
    )
    limbs = criteria(regimes()["WT2015"], FULL)
    return Review("case", sections, (), limbs, summary(limbs), Progress(9, 10), 7, "")


def test_the_first_screen_begins_with_the_danger_and_both_telephone_numbers(board: Board) -> None:
    view = judge_view(welcome_view(Welcome(board.name, board.panel_name, board.front_door, board.out_of_hours)))
    first, calls, *_ = view["blocks"]
    assert "999" in texts(first)
    assert board.front_door in texts(calls)
    assert board.out_of_hours in texts(calls)


def test_the_first_screen_lists_drafts_without_a_word_of_their_content(board: Board) -> None:
    drafts = tuple(DraftLine(f"case{n}", datetime(2026, 3, 2, 22, 30, tzinfo=UTC), Progress(3, 10)) for n in range(99))
    view = judge_view(welcome_view(Welcome(LONG_NAME * 5, LONG_NAME * 5, "1" * 60, "2" * 60, drafts)))
    assert texts(view).count("Begun on 2 March 2026 at 22:30. Section 3 of 10.") == MOST_DRAFTS


@pytest.mark.parametrize("page", PAGES[:-1], ids=lambda page: page.id)
def test_a_page_with_the_longest_answers_fits_and_never_hides_the_danger(page: Page, board: Board) -> None:
    questions = [question for section in page.sections for question in section.questions]
    rows = tuple(RowLine(f"r{n}", n, LONGEST) for n in range(2, 200)) if screen(page).row_id else ()
    view = judge_view(
        page_view(
            screen(
                page,
                errors={question.id: "Please write a date. " * 10 for question in questions},
                newer=tuple(question.label for question in questions),
                advice=("Please call. " * 20,),
                rows=rows,
            ),
            board,
        )
    )
    assert "999" in texts(view)
    assert "Section 3 of 10" in texts(view)
    assert {"back", "skip", "save_later"} <= action_ids(view)
    assert texts(view).count("Change") == min(len(rows), MOST_ROWS)


def test_a_page_remembers_ids_and_nothing_else(board: Board) -> None:
    view = page_view(screen(PAGES[3]), board, to_review=True)
    about = remembered(view)
    assert (about.page_id, about.revision, about.to_review) == ("incident", 1_000_000, True)
    assert LONGEST[:20] not in view["private_metadata"]


def test_the_first_page_has_no_way_back_and_a_page_opened_from_the_review_neither_skips(board: Board) -> None:
    first = page_view(screen(PAGES[0], progress=Progress(1, 10)), board)
    assert "back" not in action_ids(first)
    assert not action_ids(page_view(screen(PAGES[0]), board, to_review=True)) & {"back", "skip"}


def test_a_new_row_cannot_be_removed_and_a_kept_one_can(board: Board) -> None:
    children = PAGES[2]
    assert "remove_row" in action_ids(page_view(screen(children), board))
    assert "remove_row" not in action_ids(page_view(screen(children, row_id="new"), board))


def test_an_error_stands_just_above_its_question(board: Board) -> None:
    view = page_view(screen(PAGES[3], errors={"incident_date": "Write a date."}), board)
    blocks = view["blocks"]
    place = next(n for n, block in enumerate(blocks) if "Write a date." in texts(block))
    assert blocks[place + 1]["block_id"].startswith("answer/incident_date/")


def test_the_declaration_fits(board: Board) -> None:
    unread = {"name": LONGEST, "date": LONGEST, "unread": LONGEST}
    answers = Answers({("declaration_referrer", ""): unread, ("declaration_lead", ""): unread}, {})
    view = judge_view(declaration_view(screen(PAGES[-1], answers=answers, errors={"declaration_lead": "No."}), board))
    assert view["submit"]["text"] == "Send the referral"


def test_a_long_review_is_divided_and_every_part_fits(board: Board) -> None:
    full_review = reviewed(answer_length=3000, rows=3)
    seen, part = "", 0
    while True:
        view = judge_view(review_view(full_review, board, part=part))
        assert remembered(view).part == part
        seen += texts(view)
        if "review_part_next" not in action_ids(view):
            break
        part += 1
    assert part > 3
    assert seen.count("ü") == 3000 * sum(len(row) for section in full_review.sections for row in section.rows)


def test_a_part_that_is_not_there_any_more_gives_the_last_one(board: Board) -> None:
    short = reviewed(answer_length=2, rows=1)
    assert remembered(review_view(short, board, part=9)).part == 0
    assert not action_ids(review_view(short, board)) & {"review_part_next", "review_part_previous"}


def test_the_review_leads_on_only_when_nothing_is_missing(board: Board) -> None:
    complete = reviewed(answer_length=2, rows=1)
    assert "declaration" in action_ids(review_view(complete, board))
    lacking = Review("case", complete.sections, missing(FORM, Answers()), (), "", Progress(9, 10), 7, "", ("Call.",))
    view = judge_view(review_view(lacking, board))
    assert "declaration" not in action_ids(view)
    assert "Your name (About you)" in texts(view)


def test_the_review_names_what_another_screen_has_changed(board: Board) -> None:
    review = replace(reviewed(answer_length=3, rows=1), newer=("Your role",))
    assert "• Your role" in texts(judge_view(review_view(review, board)))


def test_a_section_without_rows_says_that_nothing_was_given(board: Board) -> None:
    assert "Nothing given." in texts(review_view(reviewed(answer_length=3, rows=0), board))


def test_what_was_not_answered_is_named_in_one_line(board: Board) -> None:
    assert "Not answered: Your name; Your role; " in texts(review_view(reviewed(answer_length=0, rows=1), board))


def test_an_answer_that_needs_attention_says_so(board: Board) -> None:
    assert "⚠ Please change it." in texts(
        review_view(reviewed(answer_length=3, rows=1, problem="Please change it."), board)
    )


def test_the_receipt_gives_the_reference_and_the_date_and_no_content(board: Board) -> None:
    view = judge_view(receipt_view(Receipt("case", "PRP-2026-0001", DAY, DAY, urgent=True), board))
    assert "PRP-2026-0001" in texts(view)
    assert "3 April 2026" in texts(view)
    assert "submit" not in view


def test_what_is_saved_says_what_could_not_be_read(board: Board) -> None:
    labels = tuple(question.label for section in FORM.sections for question in section.questions)
    saved = Saved("case", Progress(2, 9), unread=labels, newer=labels, advice=("Call.",))
    view = judge_view(saved_view(saved, board))
    assert labels[0] in texts(view)
    assert "continue_draft" in action_ids(view)
    assert len(judge_view(saved_view(Saved("case", Progress(2, 9)), board))["blocks"]) < len(view["blocks"])


def test_a_refusal_says_its_sentence(board: Board) -> None:
    assert "You may not." in texts(judge_view(refused_view("You may not.")))


def case(**more: object) -> CaseView:
    review = reviewed(answer_length=3000, rows=2)
    made: dict[str, object] = {
        "case_id": "case",
        "reference": "PRP-2026-0001",
        "state": "submitted",
        "received_on": DAY,
        "urgent": True,
        "regime": "Working Together 2015",
        "due_on": DAY,
        "statutory": True,
        "provisional": True,
        "sections": review.sections,
        "limbs": review.limbs,
        "criteria_summary": review.criteria_summary,
        "decisions": (DecisionLine("Serious Case Review", DAY, True, False, LONGEST, LONGEST),),
        "actions": tuple(ActionLine(f"d{n}", n, LONGEST, LONG_NAME, DAY, n == 1, LONGEST) for n in range(1, 4)),
        "conflicts": tuple(PossibleConflict(f"p{n}", LONG_NAME) for n in range(30)),
        "acts": frozenset(Act),
    }
    return CaseView(**(made | more))  # type: ignore[arg-type]  # a dictionary of many types


def test_a_case_with_the_longest_answers_is_divided_and_every_part_fits() -> None:
    part, seen = 0, ""
    while True:
        view = judge_view(case_view(case(), part=part))
        seen += texts(view)
        if "case_part_next" not in action_ids(view):
            break
        part += 1
    assert "confidential" in seen.lower()
    assert seen.count("W") >= 3000 * 5


@pytest.mark.parametrize(
    ("acts", "decided", "buttons"),
    [
        (frozenset(), False, set()),
        ({Act.RECORD_DECISION}, False, {"record_decision"}),
        ({Act.RECORD_DECISION}, True, {"correct_decision"}),
        ({Act.ADD_ACTION}, True, {"add_action"}),
        ({Act.ADD_ACTION}, False, set()),
        ({Act.ENTER_EVENT}, False, {"enter_event"}),
        ({Act.ENTER_EVENT}, True, set()),
    ],
)
def test_a_case_offers_what_the_viewer_may_do_now(acts: frozenset[Act], decided: bool, buttons: set[str]) -> None:
    decisions = (DecisionLine("Serious Case Review", DAY, True, False, None, None),) if decided else ()
    state = "decided" if decided else "submitted"
    shown = case(
        acts=frozenset(acts), decisions=decisions, state=state, sections=(), actions=(), conflicts=(), limbs=()
    )
    assert action_ids(case_view(shown)) == buttons


def test_a_case_says_whether_its_date_is_statutory() -> None:
    assert "not statutory" in texts(case_view(case(statutory=False, provisional=False)))
    assert "due by" not in texts(case_view(case(due_on=None, actions=())))


def test_reasons_are_shown_only_to_those_who_may_see_them() -> None:
    decisions = (
        DecisionLine("Rapid review", DAY, False, False, None, None),
        DecisionLine("No further action", DAY, True, True, None, None),
    )
    shown = texts(case_view(case(decisions=decisions, sections=(), actions=(), limbs=())))
    assert "Reasons" not in shown
    assert "The final decision is still to come." in shown
    assert "Corrected by a later decision." in shown


def test_a_decision_with_the_longest_words_fits() -> None:
    offered = outcomes(regimes()["WT2015"], "scr")
    names = ("outcome", "reasons", "decided_on", "agency", "elsewhere", "supplier", "wanted", "supply_by")
    decision = DecisionScreen(
        case_id="case",
        reference="PRP-2026-0001",
        decision_id="d1",
        outcomes=offered,
        suppliers=tuple(PersonChoice(f"p{n}", LONG_NAME) for n in range(150)),
        today=DAY,
        corrects=True,
        prior=PriorDecision("d0", LONGEST, DAY, final=True),
        typed=dict.fromkeys((*names, "correction_reason"), LONGEST),
    )
    view = judge_view(decision_view(decision))
    assert remembered(view).new_id == "d1"
    assert "Why is it corrected?" in texts(view)


def test_a_first_decision_asks_for_no_correction() -> None:
    decision = DecisionScreen("case", "PRP-2026-0001", "d1", outcomes(regimes()["WT2023"], "scr"), (), DAY)
    shown = texts(judge_view(decision_view(decision)))
    assert "corrected" not in shown
    assert "Who is to supply it?" not in shown


def test_the_start_of_the_clock_is_asked_in_words() -> None:
    event = EventScreen("case", "PRP-2026-0001", "notification", "the date of notification", None, DAY, True, DAY)
    view = judge_view(event_view(event))
    assert "Enter the date of notification" in texts(view)
    assert remembered(view).event == "notification"


def test_actions_and_information_fit() -> None:
    people = tuple(PersonChoice(f"p{n}", LONG_NAME) for n in range(150))
    typed = {"text": LONGEST, "due": LONGEST, "note": LONGEST}
    judge_view(action_view(ActionScreen("case", "PRP-2026-0001", "a1", people, left_out=2, typed=typed)))
    judge_view(done_view(DoneScreen("case", "d1", "PRP-2026-0001", 1, DAY, LONGEST, typed=typed)))
    judge_view(supply_view(SupplyScreen("case", "d1", "PRP-2026-0001", DAY, LONGEST)))


def test_an_action_that_nobody_can_do_says_how_to_add_somebody() -> None:
    view = judge_view(action_view(ActionScreen("case", "PRP-2026-0001", "a1", ())))
    assert "give the person the role of action owner" in texts(view)
    assert "submit" not in view


def test_the_fullest_home_fits(board: Board) -> None:
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    cases = tuple(CaseLine(f"c{n}", f"PRP-2026-{n:04}", DAY, is_late=n % 2 == 0) for n in range(20))
    home = Home(
        may_refer=True,
        drafts=tuple(DraftLine(f"c{n}", moment, Progress(1, 10)) for n in range(50)),
        sent=tuple(SentLine(f"c{n}", f"PRP-2026-{n:04}", LONG_NAME, LONG_NAME) for n in range(50)),
        duties=tuple(
            DutyLine(f"d{n}", f"c{n}", "PRP-2026-0001", kind, DAY, is_late=False)
            for n, kind in enumerate(["action", "supply_information"] * 25)
        ),
        awaiting_decision=cases * 3,
        open_cases=cases,
        more_after="c19",
        failed=tuple(FailedNotice(f"o{n}", "referral_receipt", None, "channel_not_found") for n in range(50)),
    )
    view = judge_view(home_view(home, board))
    assert texts(view).count("And 40 more.") == 4
    assert "was due by 3 April 2026" in texts(view)
    lists = {"continue_draft", "open_case", "action_done", "information_supplied", "retry_notice"}
    assert action_ids(view) == lists | {"refer", "more_cases", "drafts", "own_drafts"}


def test_the_home_of_somebody_who_may_not_refer_says_whom_to_ask(board: Board) -> None:
    view = judge_view(home_view(Home(may_refer=False), board))
    assert "999" in texts(view)
    assert not action_ids(view)
