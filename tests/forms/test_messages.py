"""Which questions may stand in a message, of the default form and of forms that ask because of confidential answers."""

from __future__ import annotations

from typing import Any

from forms.loading import default_form
from forms.messages import may_be_named, questions_for_messages
from forms.vocabulary import Condition, Form, Question, Section

FORM = default_form()
A_CHILD_DIED = Condition(question="incident_categories", is_one_of=("suspected_suicide",))


def changed(section_id: str, question_id: str = "", **values: Any) -> Form:
    """Give the default form with one of its sections or questions changed."""

    def question(one: Question) -> Question:
        return one.model_copy(update=values) if one.id == question_id else one

    def section(one: Section) -> Section:
        if one.id != section_id:
            return one
        if not question_id:
            return one.model_copy(update=values)
        return one.model_copy(update={"questions": tuple(map(question, one.questions))})

    return FORM.model_copy(update={"sections": tuple(map(section, FORM.sections))})


def test_of_the_default_form_the_questions_about_the_referral_itself_may_stand_in_messages() -> None:
    assert questions_for_messages(FORM) == {
        "immediate_danger_passed_on", "purpose", "lead_consulted", "escalation_followed", "urgent_or_media",
        "referrer_name", "referrer_role", "referrer_agency", "referrer_phone", "referrer_email", "referrer_address",
        "lead_name", "lead_role", "lead_agency", "lead_contact", "records_secured",
    }  # fmt: skip
    assert all(may_be_named(FORM, section) for section in FORM.sections)


def test_a_question_that_is_asked_because_of_a_confidential_answer_may_not() -> None:
    form = changed("K", "records_secured", shown_if=A_CHILD_DIED)
    assert questions_for_messages(FORM) - questions_for_messages(form) == {"records_secured"}


def test_nor_may_any_question_of_a_section_that_is_and_the_section_is_not_named() -> None:
    form = changed("K", shown_if=A_CHILD_DIED)
    assert "records_secured" not in questions_for_messages(form)
    assert [section.id for section in form.sections if not may_be_named(form, section)] == ["K"]


def test_nor_may_one_that_follows_from_such_a_question() -> None:
    part = Condition(all_of=(Condition(question="records_secured", is_one_of=("yes",)),))
    first = changed("K", "records_secured", shown_if=A_CHILD_DIED).section("K")
    follows = first.questions[0].model_copy(update={"id": "records_where", "shown_if": part})
    form = changed("K", questions=(*first.questions, follows))
    assert not {"records_secured", "records_where"} & questions_for_messages(form)
    open_first = changed("K", questions=(*FORM.section("K").questions, follows))
    assert "records_where" in questions_for_messages(open_first)
