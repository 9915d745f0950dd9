"""A referral after it was sent: adding to it, correcting it, asking how it stands, withdrawing it, opening it again."""

from __future__ import annotations

from bot.slack.files import given_in_view
from bot.slack.listeners.case import errors_at_fields
from bot.slack.payload import Kind
from bot.slack.replies import Reply, Show
from bot.slack.routes import Route, Step, case_id, may_in_case
from bot.slack.views import after_sending as views
from bot.slack.views.files import FIELD
from bot.slack.views.read_state import typed, typed_text
from bot.slack.views.told import told_view
from forms.answers.dates import in_words
from forms.words import say
from handlers.access import Act
from handlers.after_sending.adding import AddInformation, add_information, addition_form
from handlers.after_sending.correcting import (
    CorrectAnswers,
    correct,
    part_to_correct,
    parts_to_correct,
    remove_row,
    row_to_correct,
)
from handlers.after_sending.screens import (
    AdditionScreen,
    Corrected,
    CorrectionScreen,
    Reopened,
    ReopeningScreen,
    RowsScreen,
    WithdrawalScreen,
    Withdrawn,
)
from handlers.after_sending.standing import standing
from handlers.after_sending.withdrawing import Reopen, Withdraw, reopen, reopening_form, withdraw, withdrawal_form


def where_it_stands(step: Step) -> Reply:
    """Say where a referral stands and what comes next by when."""
    return Show(views.standing_view(standing(step.work, case_id(step))))


def ask_information(step: Step) -> Reply:
    """Show where further information is given."""
    return Show(views.addition_view(addition_form(step.work, case_id(step)), step.work.board))


def keep_information(step: Step) -> Reply:
    """Keep further information, or say at the field what is to be put right."""
    about = step.about
    text = typed_text(step.view).get(views.INFORMATION, "")
    files = given_in_view(step.view)
    added = add_information(step.work, AddInformation(about.case_id, about.new_id, text, files))
    if isinstance(added, AdditionScreen):
        errors = {views.INFORMATION: added.error, FIELD: added.file_error}
        return errors_at_fields(step, {name: error for name, error in errors.items() if error})
    said = say("screens.told.information_added", reference=added.reference, number=added.number)
    return _told("information_added_title", said, added.case_id)


def choose_part(step: Step) -> Reply:
    """Show the sections, of which one is chosen to be corrected."""
    return Show(views.parts_view(parts_to_correct(step.work, case_id(step))))


def show_part(step: Step) -> Reply:
    """Show a section to be corrected, or its rows."""
    return _part(step, part_to_correct(step.work, step.about.case_id, step.value))


def rows_part(step: Step) -> Reply:
    """Show another part of many rows."""
    screen = part_to_correct(step.work, step.about.case_id, step.about.page_id)
    return _part(step, screen, part=int(step.value))


def show_row(step: Step) -> Reply:
    """Show a row to be corrected; the button of a new one names none."""
    about = step.about
    screen = row_to_correct(step.work, about.case_id, about.page_id, step.value)
    return Show(views.correction_view(screen, step.work.board))


def keep_correction(step: Step) -> Reply:
    """Keep a correction, or say at the fields what is to be put right."""
    about = step.about
    command = CorrectAnswers(about.case_id, about.page_id, about.row_id, about.revision, typed(step.view))
    screen = correct(step.work, command)
    if isinstance(screen, CorrectionScreen) and not screen.was_kept:
        return errors_at_fields(step, screen.page.errors)
    return _corrected(step, screen)


def take_row_out(step: Step) -> Reply:
    """Take a row out as a correction."""
    about = step.about
    return _corrected(step, remove_row(step.work, about.case_id, about.page_id, about.row_id, about.revision))


def ask_withdrawal(step: Step) -> Reply:
    """Show what withdrawing does and where the reason is given."""
    screen = withdrawal_form(step.work, case_id(step))
    if isinstance(screen, Withdrawn):
        return _withdrawn(step, screen)
    return Show(views.withdrawal_view(screen, step.work.board))


def withdraw_case(step: Step) -> Reply:
    """Withdraw a referral, or say at the field what is to be put right."""
    about = step.about
    screen = withdraw(step.work, Withdraw(about.case_id, about.new_id, **typed_text(step.view)))
    if isinstance(screen, WithdrawalScreen):
        return errors_at_fields(step, screen.errors)
    return _withdrawn(step, screen)


def ask_reopening(step: Step) -> Reply:
    """Show where a withdrawn referral is opened again."""
    screen = reopening_form(step.work, case_id(step))
    return _reopened(screen) if isinstance(screen, Reopened) else Show(views.reopening_view(screen))


def reopen_case(step: Step) -> Reply:
    """Open a withdrawn referral again, or say at the field what is to be put right."""
    about = step.about
    screen = reopen(step.work, Reopen(about.case_id, about.prior_id, **typed_text(step.view)))
    if isinstance(screen, ReopeningScreen) and screen.errors:
        return errors_at_fields(step, screen.errors)
    return _reopened(screen) if isinstance(screen, Reopened) else Show(views.reopening_view(screen))


def _part(step: Step, screen: CorrectionScreen | RowsScreen, *, part: int = 0) -> Reply:
    if isinstance(screen, RowsScreen):
        return Show(views.rows_view(screen, part=part))
    return Show(views.correction_view(screen, step.work.board))


def _corrected(step: Step, screen: Corrected | CorrectionScreen) -> Reply:
    if isinstance(screen, CorrectionScreen):
        return Show(views.correction_view(screen, step.work.board))
    key = "corrected" if screen.changed else "not_corrected"
    return _told(f"{key}_title", say(f"screens.told.{key}", reference=screen.reference), screen.case_id)


def _withdrawn(step: Step, withdrawn: Withdrawn) -> Reply:
    unit = step.work.board.business_unit_email
    said = say("screens.told.withdrawn", reference=withdrawn.reference, unit=unit)
    return _told("withdrawn_title", said, withdrawn.case_id)


def _reopened(reopened: Reopened) -> Reply:
    said = say("screens.told.reopened", reference=reopened.reference, due=in_words(reopened.due_on))
    return _told("reopened_title", said, reopened.case_id)


def _told(title: str, text: str, of_case: str) -> Reply:
    return Show(told_view(say(f"screens.told.{title}"), text, views.back_to_case(of_case)), of_case)


_reads = may_in_case(Act.OPEN_CASE)
_adds = may_in_case(Act.ADD_INFORMATION)
_corrects = may_in_case(Act.CORRECT_ANSWER)
_withdraws = may_in_case(Act.WITHDRAW_CASE)
_reopens = may_in_case(Act.REOPEN_CASE)

ROUTES = (
    Route(Kind.CLICK, "where_it_stands", _reads, where_it_stands),
    Route(Kind.CLICK, "add_information", _adds, ask_information),
    Route(Kind.SUBMISSION, views.ADDITION_CALLBACK, _adds, keep_information),
    Route(Kind.CLICK, "correct_answer", _corrects, choose_part),
    Route(Kind.CLICK, "correct_part", _corrects, show_part),
    Route(Kind.CLICK, "correct_rows_part_previous", _corrects, rows_part),
    Route(Kind.CLICK, "correct_rows_part_next", _corrects, rows_part),
    Route(Kind.CLICK, "correct_row", _corrects, show_row),
    Route(Kind.CLICK, "correct_new_row", _corrects, show_row),
    Route(Kind.CLICK, "correct_remove_row", _corrects, take_row_out),
    Route(Kind.SUBMISSION, views.CORRECTION_CALLBACK, _corrects, keep_correction),
    Route(Kind.CLICK, "withdraw_case", _withdraws, ask_withdrawal),
    Route(Kind.SUBMISSION, views.WITHDRAWAL_CALLBACK, _withdraws, withdraw_case),
    Route(Kind.CLICK, "reopen_case", _reopens, ask_reopening),
    Route(Kind.SUBMISSION, views.REOPENING_CALLBACK, _reopens, reopen_case),
)
