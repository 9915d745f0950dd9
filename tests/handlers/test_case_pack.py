"""The case pack: the whole case as a document, for the business unit alone, and never without a trace."""

from __future__ import annotations

import pytest

from forms.documents.document import Document
from handlers import decisions
from handlers.access import Refused
from handlers.after_sending.correcting import part_to_correct, remove_row
from handlers.after_sending.screens import RowsScreen
from handlers.case_pack import case_pack
from handlers.decisions import RecordDecision
from handlers.reading import open_case
from storage import audit, conflicts, people, stated_reasons
from storage.database import NotFound
from storage.tables import new_id
from tests.cases import SCR
from tests.handlers.after_sending.steps import add, row_screen, send, withdraw_it
from tests.handlers.conftest import CHAIR, PANEL, REFERRER, STRANGER, UNIT, Draft, Refer, WorkAs

pytestmark = pytest.mark.usefixtures("staff")


def pack(work_as: WorkAs, who: str, case_id: str, reason: str = "The chair has no Slack") -> Document:
    with work_as(who) as work:
        return case_pack(work, case_id, reason=reason)


def values(document: Document) -> list[str]:
    return [field.value for part in document.parts for field in part.fields]


def test_it_holds_every_answer_that_the_case_shows_in_slack(work_as: WorkAs, refer: Refer) -> None:
    sent = refer(SCR)
    found = pack(work_as, UNIT, sent.case_id)
    with work_as(UNIT) as work:
        view = open_case(work, sent.case_id)
    shown = [answer for section in view.sections for row in section.rows for answer in row]
    assert len(shown) > 50
    labels = [field.label for part in found.parts for field in part.fields]
    for answer in shown:
        if answer.text:
            assert answer.question.label in labels
            assert answer.text in values(found)
        else:
            assert any(answer.question.label in value.splitlines() for value in values(found))
    assert sent.reference in found.title
    assert found.marking == "OFFICIAL-SENSITIVE"
    assert "Quillfeather" not in repr(found)


def test_it_holds_decisions_with_their_reasons(work_as: WorkAs, refer: Refer) -> None:
    sent = refer(SCR)
    with work_as(CHAIR) as work:
        command = RecordDecision(sent.case_id, new_id(), "no_further_action", "Marked reasons.", "2 March 2026")
        decisions.record(work, command)
    assert "Marked reasons." in values(pack(work_as, UNIT, sent.case_id))


@pytest.mark.parametrize("who", [REFERRER, PANEL, CHAIR, STRANGER])
def test_nobody_but_the_business_unit_has_one_made(work_as: WorkAs, refer: Refer, who: str) -> None:
    with pytest.raises(Refused, match="business unit"):
        pack(work_as, who, refer().case_id)


def test_a_conflict_of_interest_hides_it_from_the_business_unit_too(work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    with work_as(UNIT) as work:
        person = people.by_slack(work.tx, UNIT)
        assert person is not None
        conflicts.mark(work.tx, sent.case_id, person.id)
    with pytest.raises(Refused):
        pack(work_as, UNIT, sent.case_id)


def test_it_is_audited_with_its_reason_and_refused_without_one(work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    with pytest.raises(Refused, match="Say why"):
        pack(work_as, UNIT, sent.case_id, reason="  ")
    pack(work_as, UNIT, sent.case_id)
    with work_as(UNIT) as work:
        reasons = stated_reasons.of_case(work.tx, sent.case_id)
        exported = [entry for entry in audit.history(work.tx, sent.case_id) if entry.action == "exported"]
    assert [reasons[entry.details["reason_id"]] for entry in exported] == ["The chair has no Slack"]
    assert exported[0].actor == f"slack:{UNIT}"


def test_there_is_none_of_a_draft(work_as: WorkAs, draft: Draft) -> None:
    with pytest.raises(NotFound):
        pack(work_as, UNIT, draft())


def test_what_came_after_sending_is_in_it_but_why_it_was_withdrawn_is_not(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    add(work_as, case_id, "A letter from January.")
    send(work_as, row_screen(work_as, case_id, "E"), case_id, {"family.name": "Sam Reed"})
    with work_as(REFERRER) as work:
        rows = part_to_correct(work, case_id, "E")
        assert isinstance(rows, RowsScreen)
        remove_row(work, case_id, "E", rows.rows[-1].row_id, 10**6)
    withdraw_it(work_as, case_id, reason="For the chair alone.")
    found = pack(work_as, UNIT, case_id)
    assert "A letter from January." in values(found)
    notes = [field.note for part in found.parts for field in part.fields]
    assert any("Before the referrer corrected it on 2 March 2026: Sam Reed" in note for note in notes)
    assert "For the chair alone." not in str([(part.paragraphs, values(found)) for part in found.parts])
