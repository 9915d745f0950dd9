"""Making the message of each stop.

A prompt is made of a question that may stand in a message, or of the titles of sections that may be named, and of
nothing else: no answer and no confidential question can get into it (docs/procedure.md, section 7, rules 1 and 2).
"""

from __future__ import annotations

from forms.messages import may_be_named, questions_for_messages
from forms.vocabulary import NOT_KNOWN, Choice, Form, Kind, Question
from forms.walk import Page, progress
from forms.words import say
from handlers.conversation.prompts import Asked, Prompt
from handlers.conversation.way import CHOSEN, Stop, Target, Way
from handlers.referral.drafts import Draft
from handlers.referral.review import missing_before_declaration
from handlers.referral.route import declaration_page_id


def require_for_messages(form: Form, question_id: str) -> None:
    """Raise `ValueError` for a question that may not stand in a message, nor its answer."""
    if question_id not in questions_for_messages(form):
        raise ValueError("this question may not stand in a message")


def prompt_at(way: Way, stop: Stop | None, occasion: str) -> Prompt:
    """Give the message for a stop; None for the end of the way."""
    if stop is None:
        return _end(way.draft, occasion)
    made = (
        _part(way, stop, occasion)
        if stop.question is None
        else _question(way.draft, stop.page, stop.question, occasion)
    )
    return made.model_copy(update={"first": way.before(stop.target) is None})


def saved_prompt(draft: Draft, at: Target, occasion: str) -> Prompt:
    """Give the message that everything is saved, with the way to go on from this stop."""
    here = progress(draft.form, draft.answers, at.page_id)
    return Prompt(about="saved", asked=_asked(draft, occasion, at), progress=here)


def choices_of(question: Question) -> tuple[Choice, ...]:
    """Give everything that can be chosen at a question, “not known” too where it is offered."""
    if question.kind not in CHOSEN:
        return ()
    offered = question.choices
    if question.kind is Kind.YES_NO:
        offered = tuple(Choice(id=id_, label=say(f"answers.yes_no.{id_}")) for id_ in ("yes", "no"))
    if question.not_known_allowed and all(choice.id != NOT_KNOWN for choice in offered):
        offered = (*offered, Choice(id=NOT_KNOWN, label=say("answers.not_known")))
    return offered


def _question(draft: Draft, page: Page, question: Question, occasion: str) -> Prompt:
    require_for_messages(draft.form, question.id)
    here = progress(draft.form, draft.answers, page.id)
    choices = choices_of(question)
    return Prompt(
        about="question",
        asked=_asked(draft, occasion, Target(page.id, question.id)),
        progress=here,
        label=question.label,
        hint=question.hint,
        kind=question.kind,
        choices=choices,
        not_known=question.not_known_allowed and not choices,
        explained=bool(question.explain),
        answered=draft.answers.get(question.id) is not None,
    )


def _part(way: Way, stop: Stop, occasion: str) -> Prompt:
    draft = way.draft
    here = progress(draft.form, draft.answers, stop.page.id)
    sections = dict.fromkeys(section.id for section, _ in way.part_in_form(stop.page))
    named = [section for section in stop.page.sections if section.id in sections and may_be_named(draft.form, section)]
    return Prompt(
        about="part",
        asked=_asked(draft, occasion, stop.target),
        progress=here,
        label="; ".join(section.title for section in named),
    )


def _end(draft: Draft, occasion: str) -> Prompt:
    here = progress(draft.form, draft.answers, declaration_page_id(draft.form))
    return Prompt(
        about="end",
        asked=_asked(draft, occasion, Target()),
        progress=here,
        missing=len(missing_before_declaration(draft)),
    )


def _asked(draft: Draft, occasion: str, target: Target) -> Asked:
    return Asked(case_id=draft.case.id, occasion=occasion, revision=draft.case.revision, target=target)
