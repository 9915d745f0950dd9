"""What of a closed case says how long it is kept."""

from __future__ import annotations

from datetime import date

from forms.vocabulary import Answers
from handlers.retention import closing


def test_a_child_whose_birth_is_not_known_counts_as_born_when_the_referral_came() -> None:
    rows = {"children": ("a", "b", "c")}
    values = {("children.date_of_birth", "a"): "2019-04-03", ("children.expected_date", "b"): "2026-07-01"}
    received = date(2026, 3, 2)
    known = Answers(values, {"children": ("a", "b")})
    assert closing.youngest_born(known, received) == date(2026, 7, 1)
    assert closing.youngest_born(Answers({("children.date_of_birth", "c"): "not_known"}, rows), received) == received
    assert closing.youngest_born(Answers({}, {}), received) == received
