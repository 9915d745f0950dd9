"""What is held about a person: found wherever it is, in one document for the business unit, never without a trace."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.documents.document import Document
from forms.words.files import sentences_of
from handlers import decisions
from handlers.access import Refused
from handlers.after_sending.correcting import part_to_correct, remove_row
from handlers.after_sending.screens import RowsScreen
from handlers.decisions import RecordDecision
from handlers.subject_access.answer import answer
from handlers.subject_access.finding import COUNTED, PEOPLE, find
from handlers.subject_access.known import known_as, texts_in
from storage import attachments, audit, cases, conflicts, duties, erasing, inbox, people
from storage.database import Database
from storage.held import NOT_LOOKED_THROUGH, everything
from storage.tables import Table, new_id
from tests.conftest import Clock
from tests.handlers.after_sending.steps import add, row_screen, send, withdraw_it
from tests.handlers.conftest import CHAIR, PANEL, REFERRER, STRANGER, UNIT, Draft, Refer, WorkAs

pytestmark = [pytest.mark.usefixtures("staff"), pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


def asked(work_as: WorkAs, *looked_for: str, who: str = UNIT, reason: str = "Request 12") -> Document:
    with work_as(who) as work:
        return answer(work, find(work.tx, known_as(looked_for)), looked_for=looked_for, reason=reason)


def said(document: Document) -> str:
    return "\n".join(
        text
        for part in document.parts
        for text in (part.title, *part.paragraphs, *(t for f in part.fields for t in (f.label, f.value, f.note)))
    )


def titles(document: Document) -> list[str]:
    return [part.title for part in document.parts]


def test_a_child_is_found_by_a_name_that_stands_in_two_answers_and_all_of_the_case_is_given(
    work_as: WorkAs, refer: Refer
) -> None:
    sent = refer()
    withdraw_it(work_as, sent.case_id, reason="Only the chair reads this.")
    found = asked(work_as, "Tamsin QUILLFEATHER")
    assert f"Case {sent.reference}" in titles(found)
    assert "The whole case" in titles(found)
    for text in ("Brought to hospital with injuries that nobody could explain.", "Only the chair reads this."):
        assert text in said(found)
    assert found.marking == "OFFICIAL-SENSITIVE"
    assert "Quillfeather" not in repr(found)


def test_of_a_worker_only_what_names_them_is_given(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    add(work_as, case_id, "Priya Nair’s notes are in the other file.")
    add(work_as, case_id, "Nothing of hers.")
    found = said(asked(work_as, "Nair, Priya"))
    assert "Northport Social Care" in found
    assert "Priya Nair’s notes are in the other file." in found
    assert "Nothing of hers." not in found
    assert "Quillfeather" not in found


@pytest.mark.parametrize("known", ["asha.patel@example.org", "ASHA PATEL", "0151 4960001", REFERRER])
def test_a_referrer_is_found_by_name_address_number_and_slack_id(work_as: WorkAs, refer: Refer, known: str) -> None:
    sent = refer()
    assert f"Case {sent.reference}" in titles(asked(work_as, known))


def test_who_has_a_role_is_looked_for_by_all_their_ids(work_as: WorkAs, refer: Refer) -> None:
    case_id = refer().case_id
    with work_as(PANEL) as work:
        person = people.by_slack(work.tx, PANEL)
        assert person is not None
        duties.open_duty(
            work.tx, case_id=case_id, kind="action", owed_by=person.id, due_on=date(2026, 4, 2), set_by="slack:U0UNIT"
        )
        audit.note(work.tx, actor=f"slack:{PANEL}", action="opened", case_id=case_id)
    found = asked(work_as, "Piet Vance")
    assert {"People with a role", "Piet Vance", "The audit"} <= set(titles(found))
    assert PANEL in said(found)
    assert "owed by" in said(found)


def test_what_was_corrected_taken_out_and_never_sent_is_found_too(work_as: WorkAs, refer: Refer, draft: Draft) -> None:
    case_id = refer().case_id
    send(work_as, row_screen(work_as, case_id, "E"), case_id, {"family.name": "Sam Reed"})
    with work_as(REFERRER) as work:
        rows = part_to_correct(work, case_id, "E")
        assert isinstance(rows, RowsScreen)
        remove_row(work, case_id, "E", rows.rows[-1].row_id, 10**6)
    assert "These answers were corrected since." in said(asked(work_as, "Sam Reed"))
    draft(origin="view:V2")
    found = asked(work_as, "Rosalind Quillfeather")
    assert "Draft begun on 2 March 2026" in titles(found)
    assert "It was not sent. Its owner has not said yet that it is right." in said(found)


def test_of_a_draft_that_was_erased_only_whose_it_was_is_left(work_as: WorkAs, draft: Draft) -> None:
    case_id = draft()
    with work_as(UNIT) as work:
        case = cases.lock(work.tx, case_id)
        erasing.begin(work.tx, case)
        while erasing.erase_some(work.tx, case, 50):
            pass
        erasing.end_draft(case)
    assert titles(asked(work_as, "Tamsin Quillfeather")) == ["Before you use this document"]
    found = asked(work_as, REFERRER)
    assert "It was erased, or is just being erased. What is left of it is here." in said(found)
    assert "Quillfeather" not in said(found)


def test_a_decision_and_what_was_typed_in_a_direct_message_are_found(work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    with work_as(CHAIR) as work:
        reasons = "Dr Okonjo saw the family."
        decisions.record(work, RecordDecision(sent.case_id, new_id(), "no_further_action", reasons, "2 March 2026"))
        event = {"event": {"type": "message", "text": "Ask Dr Okonjo."}}
        payload = json.dumps(event).encode()
        inbox.receive(work.tx, key="1", source="slack", kind="event:message", actor="slack:U9", payload=payload)
    found = asked(work_as, "Okonjo")
    assert {reasons, "Ask Dr Okonjo."} <= set(said(found).splitlines())
    assert "In no case" in titles(found)


def test_a_chair_is_known_from_the_settings_and_what_is_in_files_is_left_to_a_person(
    work_as: WorkAs, refer: Refer
) -> None:
    case_id = refer().case_id
    with work_as(UNIT) as work:
        attachments.want(work.tx, case_id=case_id, origin="slack:F1", name="letter.pdf", by=f"slack:{REFERRER}")
        (file,) = attachments.of_case(work.tx, case_id)
        attachments.keep(work.tx, file.id, kind="pdf", content=b"%PDF")
    found = asked(work_as, "chair@example.org", "Priya Nair")
    assert "The independent chair" in titles(found)
    assert CHAIR in said(found)
    assert "Files of the case\n1\nThey were not looked through. Read them." in said(found)


def test_a_case_in_which_the_business_unit_may_have_a_conflict_is_only_named(work_as: WorkAs, refer: Refer) -> None:
    sent = refer()
    with work_as(UNIT) as work:
        person = people.by_slack(work.tx, UNIT)
        assert person is not None
        conflicts.mark(work.tx, sent.case_id, person.id)
    found = said(asked(work_as, "Tamsin Quillfeather"))
    assert f"Case {sent.reference}\nThis case names the person too." in found
    assert "Brought to hospital" not in found


@pytest.mark.parametrize("who", [REFERRER, PANEL, CHAIR, STRANGER])
def test_nobody_but_the_business_unit_has_one_made(work_as: WorkAs, refer: Refer, who: str) -> None:
    refer()
    with pytest.raises(Refused, match="business unit"):
        asked(work_as, "Tamsin Quillfeather", who=who)


def test_it_is_audited_for_each_case_without_the_name_and_refused_without_a_reason(
    work_as: WorkAs, refer: Refer, database: Database, clock: Clock
) -> None:
    sent = refer()
    with pytest.raises(Refused, match="Say why"):
        asked(work_as, "Tamsin Quillfeather", reason=" ")
    asked(work_as, "Tamsin Quillfeather")
    with database.read(clock.now()) as tx:
        history = audit.history(tx, cases.by_reference(tx, sent.reference).id)
        everywhere = str([held.values for held in everything(tx) if held.table == "audit"])
    assert [entry.actor for entry in history if entry.action == "person_exported"] == [f"slack:{UNIT}"]
    assert everywhere.count("person_exported") == 2
    assert "Quillfeather" not in everywhere


def test_somebody_who_is_nowhere_gives_a_document_that_says_so(work_as: WorkAs, refer: Refer) -> None:
    refer()
    found = asked(work_as, "Nobody Atall")
    assert titles(found) == ["Before you use this document"]
    assert "Cases and drafts found\n0" in said(found)


@pytest.mark.parametrize(("terms", "match"), [((), "Name the person"), ((" ",), "Name the person"), (("A1",), "three")])
def test_too_little_to_look_for_is_refused(terms: tuple[str, ...], match: str) -> None:
    with pytest.raises(Refused, match=match):
        known_as(terms)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("Zoë O'Brien-Smith", "smith, ZOE OBRIEN"),
        ("Sam Reed", "Reed’s brother Sam"),
        ("943 476 5919", "9434765919"),
        ("J.Smith@Example.org", "write to j.smith@example.org."),
    ],
)
def test_a_mention_is_found_however_it_is_written(term: str, text: str) -> None:
    assert known_as([term]).mentioned([text])


def test_words_of_a_name_apart_are_found_and_parts_of_words_are_not() -> None:
    assert known_as(["Sam Reed"]).mentioned(["Sam", "Reed"])
    assert not known_as(["Sam Reed"]).mentioned(["Samantha agreed"])
    assert "Reed" not in repr(known_as(["Sam Reed"]))


@given(st.text(min_size=1, max_size=60), st.text(max_size=30))
def test_any_text_can_be_looked_for_and_finds_itself(term: str, around: str) -> None:
    try:
        known = known_as([term])
    except Refused:
        return
    assert known.mentioned([f"{around} {term} {around}"])


def test_every_text_of_a_json_value_is_given_however_deep() -> None:
    assert list(texts_in({"a": ["x", {"b": "y"}], "c": 7, "d": None, "e": True})) == ["x", "y", "7"]


def test_every_table_that_is_looked_through_has_a_name_in_words() -> None:
    looked_through = {
        table.name for table in Table.metadata.tables.values() if table not in NOT_LOOKED_THROUGH
    } - PEOPLE
    words = sentences_of("en")
    assert {name for name in looked_through if f"subject_access.place.{name}" not in words} == set()
    assert {name for name in COUNTED if f"subject_access.counted.{name}" not in words} == set()
