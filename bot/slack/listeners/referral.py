"""Referring a case: from /refer to the receipt, in one modal that takes one page after another."""

from __future__ import annotations

from dataclasses import replace

from bot.slack.payload import Kind
from bot.slack.replies import Nothing, OnTop, Reply, Show
from bot.slack.routes import Route, Step, may, may_answer, may_in_case, on_page
from bot.slack.views import explanation, files, page, review, told, welcome
from bot.slack.views import order as order_
from bot.slack.views.read_state import block_ids, typed
from handlers.access import Act
from handlers.referral.answer import AnswerPage, Then, answer_page
from handlers.referral.begin import first_page
from handlers.referral.explain import questions_to_explain
from handlers.referral.order import PutBefore, order, put_before, put_in_order_of_date
from handlers.referral.pages import page as page_of
from handlers.referral.pages import resume
from handlers.referral.review import review as review_of
from handlers.referral.rows import remove_row as remove_row_of
from handlers.referral.submit import SubmitReferral, declaration, submit
from handlers.referral.welcome import welcome as welcome_of
from handlers.screens import FilesScreen, OrderScreen, PageScreen, Receipt, Review, Saved


def refer(step: Step) -> Reply:
    """Show the first screen."""
    return Show(welcome.welcome_view(welcome_of(step.work)))


def begin(step: Step) -> Reply:
    """Show the first page of a new referral; the modal itself is its origin, so that two submissions begin one."""
    return shown(step, first_page(step.work, f"slack:{step.view['root_view_id']}"))


def continue_draft(step: Step) -> Reply:
    """Show where the person was in a referral."""
    return shown(step, resume(step.work, step.value))


def next_page(step: Step) -> Reply:
    """Save a page and go on, or back to the review if it was opened from there."""
    return _answered(step, "review" if step.about.to_review else "next")


def skip(step: Step) -> Reply:
    """Save a page and go on, with its gaps."""
    return _answered(step, "skip")


def back(step: Step) -> Reply:
    """Save a page and go to the one before."""
    return _answered(step, "back")


def another_row(step: Step) -> Reply:
    """Save a row and show an empty one."""
    return _answered(step, "another_row")


def to_review(step: Step) -> Reply:
    """Save what was typed and show the review."""
    return _answered(step, "review")


def save_later(step: Step) -> Reply:
    """Save what was typed and say how to come back."""
    if step.about.page_id:
        return _answered(step, "later")
    if not step.about.case_id:
        return Nothing()  # a second click: it says so already
    screen = review_of(step.work, step.about.case_id)
    return shown(step, Saved(screen.case_id, screen.progress) if isinstance(screen, Review) else screen)


def change_row(step: Step) -> Reply:
    """Save what was typed and show another row."""
    saved = answer_page(step.work, page_given(step, "later"))
    if not isinstance(saved, Saved):
        return shown(step, saved)
    return _edited(step, page_of(step.work, saved.case_id, step.about.page_id, step.value))


def remove_row(step: Step) -> Reply:
    """Save what was typed, beside the row as well, and take out the row that the button is about.

    The button names it, and not the screen: a second click may come when the screen shows another row already.
    """
    about = step.about
    saved = answer_page(step.work, page_given(step, "later"))
    if not isinstance(saved, Saved):
        return shown(step, saved)
    return _edited(step, remove_row_of(step.work, about.case_id, about.page_id, step.value))


def more_room(step: Step) -> Reply:
    """Save what was typed and show the page again, with one box more for the question's long text."""
    screen = answer_page(step.work, page_given(step, "stay"))
    return _edited(step, replace(screen, room=frozenset({step.value})) if isinstance(screen, PageScreen) else screen)


def explain(step: Step) -> Reply:
    """Explain the questions of the page on top of it, so that what is typed on it stays as it is."""
    questions = questions_to_explain(step.work, step.about.case_id, block_ids(step.view))
    return OnTop(explanation.explanation_view(questions, step.view["id"]))


def order_rows(step: Step) -> Reply:
    """Save what was typed and show the rows, to be put in another order."""
    saved = answer_page(step.work, page_given(step, "later"))
    if not isinstance(saved, Saved):
        return shown(step, saved)
    return _ordered(step, order(step.work, saved.case_id, step.about.page_id))


def move_row(step: Step) -> Reply:
    """Put a row before another, and show the order that there is now."""
    about = step.about
    row_id, _, before = step.value.partition(order_.BETWEEN)
    return _ordered(step, put_before(step.work, PutBefore(about.case_id, about.page_id, row_id, before, about.seen)))


def order_by_date(step: Step) -> Reply:
    """Put the rows in the order of their dates."""
    return _ordered(step, put_in_order_of_date(step.work, step.about.case_id, step.about.page_id))


def order_part(step: Step) -> Reply:
    """Show another part of many rows."""
    screen = order(step.work, step.about.case_id, step.about.page_id)
    return _ordered(step, screen, part=int(step.value))


def order_done(step: Step) -> Reply:
    """Go back from the order of the rows to their page."""
    about = step.about
    return _edited(step, page_of(step.work, about.case_id, about.page_id, about.row_id))


def review_part(step: Step) -> Reply:
    """Show another part of a long review."""
    screen = review_of(step.work, step.about.case_id, since=_seen(step))
    return shown(step, screen, part=int(step.value))


def edit_section(step: Step) -> Reply:
    """Show a page to edit, and come back to the review from it."""
    screen = page_of(step.work, step.about.case_id, step.value)
    return shown(step, screen, to_review=True)


def declare(step: Step) -> Reply:
    """Show the declarations, or the review again while something is missing."""
    return _declaring(step, declaration(step.work, step.about.case_id, reviewed=_seen(step)))


def send(step: Step) -> Reply:
    """Send the referral and show the receipt."""
    about = step.about
    revision, arranged = _seen(step)
    return _declaring(step, submit(step.work, SubmitReferral(about.case_id, revision, typed(step.view), arranged)))


def _seen(step: Step) -> tuple[int, str | None]:
    """Give what the screen showed: the revision of its answers, and how rows and files were arranged."""
    return step.about.revision, step.about.seen or None


def page_given(step: Step, then: Then) -> AnswerPage:
    about = step.about
    return AnswerPage(
        case_id=about.case_id,
        origin=about.origin,
        page_id=about.page_id,
        row_id=about.row_id,
        revision=about.revision,
        typed=typed(step.view),
        then=then,
    )


def _answered(step: Step, then: Then) -> Reply:
    return _edited(step, answer_page(step.work, page_given(step, then)))


def _edited(step: Step, screen: PageScreen | FilesScreen | Review | Saved | Receipt) -> Reply:
    """Show what comes next; a page that was opened from the review still goes back there."""
    return shown(step, screen, to_review=step.about.to_review)


def _ordered(step: Step, screen: OrderScreen | Review | Receipt, *, part: int | None = None) -> Reply:
    if not isinstance(screen, OrderScreen):
        return shown(step, screen)
    about = step.about if part is None else replace(step.about, part=part)
    return Show(order_.order_view(screen, about), screen.case_id)


def _declaring(step: Step, screen: PageScreen | Review | Receipt) -> Reply:
    if isinstance(screen, PageScreen):
        return Show(page.declaration_view(screen, step.work.board), screen.case_id)
    return shown(step, screen)


def shown(
    step: Step, screen: PageScreen | FilesScreen | Review | Saved | Receipt, *, to_review: bool = False, part: int = 0
) -> Reply:
    board = step.work.board
    match screen:
        case PageScreen():
            view = page.page_view(screen, board, to_review=to_review)
        case Review():
            view = review.review_view(screen, board, part=part)
        case FilesScreen():
            view = files.files_view(screen, board)
        case Saved():
            view = told.saved_view(screen, board)
        case Receipt():
            view = told.receipt_view(screen, board)
    return Show(view, screen.case_id)


_own_draft = may_in_case(Act.CHANGE_DRAFT)

ROUTES = (
    Route(Kind.COMMAND, "/refer", may(Act.REFER), refer),
    Route(Kind.CLICK, "refer", may(Act.REFER), refer),
    Route(Kind.SUBMISSION, welcome.CALLBACK, may(Act.REFER), begin),
    Route(Kind.CLICK, "continue_draft", _own_draft, continue_draft),
    Route(Kind.SUBMISSION, page.CALLBACK, may_answer, next_page),
    Route(Kind.CLICK, "skip", may_answer, on_page(skip)),
    Route(Kind.CLICK, "back", may_answer, on_page(back)),
    Route(Kind.CLICK, "another_row", may_answer, on_page(another_row)),
    Route(Kind.CLICK, "save_later", may_answer, save_later),
    Route(Kind.CLICK, "change_row", may_answer, on_page(change_row)),
    Route(Kind.CLICK, "remove_row", _own_draft, on_page(remove_row)),
    Route(Kind.CLICK, "more_room", may_answer, on_page(more_room)),
    Route(Kind.CLICK, "explain", may_answer, explain),
    Route(Kind.CLICK, "order_rows", may_answer, on_page(order_rows)),
    Route(Kind.CLICK, "move_up", _own_draft, on_page(move_row)),
    Route(Kind.CLICK, "move_down", _own_draft, on_page(move_row)),
    Route(Kind.CLICK, "order_by_date", _own_draft, on_page(order_by_date)),
    Route(Kind.CLICK, "order_part_previous", _own_draft, on_page(order_part)),
    Route(Kind.CLICK, "order_part_next", _own_draft, on_page(order_part)),
    Route(Kind.SUBMISSION, order_.CALLBACK, _own_draft, order_done),
    Route(Kind.CLICK, "review", may_answer, on_page(to_review)),
    Route(Kind.CLICK, "review_part_previous", _own_draft, review_part),
    Route(Kind.CLICK, "review_part_next", _own_draft, review_part),
    Route(Kind.CLICK, "edit_section", _own_draft, edit_section),
    Route(Kind.CLICK, "declaration", _own_draft, declare),
    Route(Kind.SUBMISSION, page.DECLARATION_CALLBACK, _own_draft, send),
)
