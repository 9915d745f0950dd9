"""Whether two open cases may be about the same child: they are flagged to the business unit, and never merged."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from forms.vocabulary import NOT_KNOWN, Answers
from handlers.notices import recipients
from handlers.notices.recipients import Recipient
from handlers.notices.sending import tell
from handlers.referral.drafts import answers_of
from handlers.work import Work
from storage import cases, child_marks, intakes
from storage.tables import Case

_CHILDREN = "children"


def mark(work: Work, case: Case) -> tuple[Case, ...]:
    """Mark a case with its children, and give the other open cases that may be about one of them."""
    child_marks.put(work.tx, case.id, said_of_children(answers_of(work.tx, case.id)))
    return child_marks.others(work.tx, case.id)


def mark_and_tell(work: Work, case: Case) -> None:
    """Mark a case, and tell the business unit, once for each pair, of others that may be about the same child.

    Whoever may have a conflict of interest in one of them is not told of the other either.
    """
    for other in mark(work, case):
        if cases.EMAIL not in (case.came_by, other.came_by):
            continue  # what was begun in Slack is its owner's until it is sent
        first, second = sorted((case, other), key=lambda each: (each.begun_at, each.id))
        tell(
            work,
            "same_child",
            case=second,
            occasion=f"same child as {first.id}",
            data={"this": name_of(work, second), "other": name_of(work, first)},
            to=_clear_in_both(work, first, second),
        )


def _clear_in_both(work: Work, first: Case, second: Case) -> list[Recipient]:
    of_second = recipients.business_unit(work, second)
    return [each for each in recipients.business_unit(work, first) if each in of_second]


def mark_open_cases(work: Work, limit: int) -> int:
    """Mark cases that were sent since the last time; tells how many."""
    found = child_marks.unmarked(work.tx, limit)
    for case in found:
        mark_and_tell(work, case)
    return len(found)


def name_of(work: Work, case: Case) -> str:
    """Give how people call a case: its reference, or the number of its intake."""
    own = intakes.of_case(work.tx, case.id)
    return case.reference or (intakes.named(own[0].number) if own else "")


def said_of_children(answers: Answers) -> Iterator[str]:
    """Give, for each child whose name and date of birth are known, one text that is the same however it is typed."""
    for row_id in answers.rows(_CHILDREN):
        names = [answers.get(f"{_CHILDREN}.{part}", row_id) for part in ("first_names", "last_name")]
        born = answers.get(f"{_CHILDREN}.date_of_birth", row_id)
        plain = [_plain(each) for each in names if isinstance(each, str) and each != NOT_KNOWN]
        if len(plain) == len(names) and all(plain) and isinstance(born, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", born):
            yield f"{plain[0].split()[0]} {plain[1]} {born}"


def _plain(name: str) -> str:
    """Give a name in small letters without accents, hyphens and apostrophes."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^\w\s]|_", " ", bare).split())
