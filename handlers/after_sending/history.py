"""What happened to a referral after it was sent, for those who may open the case: who did what, and when.

Earlier answers stand beside those that took their place, rows that were taken out below those that are left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from forms.vocabulary import Question
from forms.words import say
from handlers.notices.recipients import slack_of
from handlers.referral.drafts import Draft
from handlers.referral.in_words import in_words
from handlers.screens import AdditionLine, EarlierText, HoldLine, ReviewedAnswer, ReviewedSection, WithdrawalLine
from handlers.work import LONDON, Work
from storage import additions, answers, earlier_answers, holds, people, withdrawals
from storage.answers import Place
from storage.earlier_answers import Replaced
from storage.tables import Case


def additions_of(work: Work, case: Case) -> tuple[AdditionLine, ...]:
    """Give the further information about a case in its order."""
    return tuple(
        AdditionLine(each.number, each.text, _day(each.added_at), _who(work, case, each.added_by))
        for each in additions.of_case(work.tx, case.id)
    )


def withdrawals_of(work: Work, case: Case, *, with_reasons: bool) -> tuple[WithdrawalLine, ...]:
    """Give every time that a case was withdrawn, the latest last; without reasons for those who may not read them."""
    return tuple(
        WithdrawalLine(
            withdrawn_on=_day(each.withdrawn_at),
            withdrawn_by=_who(work, case, each.withdrawn_by),
            reason=each.reason if with_reasons else None,
            reopened_on=_day(each.reopened_at) if each.reopened_at else None,
            reopening_reason=each.reopening_reason if with_reasons else None,
        )
        for each in withdrawals.of_case(work.tx, case.id)
    )


def holds_of(work: Work, case: Case) -> tuple[HoldLine, ...]:
    """Give every legal hold on a case, the latest last."""
    return tuple(
        HoldLine(
            held_on=_day(each.held_at),
            held_by=_who(work, case, each.held_by),
            reason=each.reason,
            lifted_on=_day(each.lifted_at) if each.lifted_at else None,
            lifting_reason=each.lifting_reason,
        )
        for each in holds.of_case(work.tx, case.id)
    )


def with_earlier_answers(work: Work, draft: Draft, sections: Sequence[ReviewedSection]) -> tuple[ReviewedSection, ...]:
    """Give the sections of a sent referral with the earlier answers beside those that took their place."""
    earlier: dict[Place, list[Replaced]] = {}
    for replaced in earlier_answers.of_case(work.tx, draft.case.id):
        earlier.setdefault(replaced.place, []).insert(0, replaced)
    if not earlier:
        return tuple(sections)
    in_order = answers.rows(work.tx, draft.case.id)
    return tuple(_with_earlier(work, draft, reviewed, earlier, in_order) for reviewed in sections)


def _with_earlier(
    work: Work,
    draft: Draft,
    reviewed: ReviewedSection,
    earlier: Mapping[Place, Sequence[Replaced]],
    in_order: Mapping[str, tuple[str, ...]],
) -> ReviewedSection:
    section = reviewed.section
    there = ("",) if section.group is None else draft.answers.rows(section.group)
    gone = tuple(row_id for row_id in in_order.get(str(section.group), ()) if row_id not in there)

    def texts(question: Question, row_id: str) -> tuple[EarlierText, ...]:
        found = earlier.get((question.id, row_id), ())
        return tuple(_text(work, draft.case, question, replaced) for replaced in found)

    def removed(row_id: str) -> tuple[ReviewedAnswer, ...]:
        with_texts = ((question, texts(question, row_id)) for question in section.questions)
        return tuple(ReviewedAnswer(question, "", earlier=found) for question, found in with_texts if found)

    rows = tuple(
        tuple(replace(answer, earlier=texts(answer.question, row_id)) for answer in row)
        for row_id, row in zip(there, reviewed.rows, strict=True)
    )
    return replace(reviewed, rows=rows, removed=tuple(row for row in map(removed, gone) if row))


def _text(work: Work, case: Case, question: Question, replaced: Replaced) -> EarlierText:
    return EarlierText(
        in_words(question, replaced.value), _day(replaced.replaced_at), _who(work, case, replaced.replaced_by)
    )


def _who(work: Work, case: Case, address: str) -> str:
    """Say who did it: the referrer, somebody of the business unit by name, or the business unit."""
    if address == case.referrer:
        return say("case.by.referrer")
    slack = slack_of(address)
    person = people.by_slack(work.tx, slack) if slack else None
    return person.name if person else say("case.by.business_unit")


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
