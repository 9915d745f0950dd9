"""A notice written out: from its kind and its data to the words that a person reads.

The words are in `forms/words/en/notices.toml`. Nothing is added here that the data does not carry, and the data
carries no case content (`handlers.notices.kinds`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.answers.dates import in_words_with_weekday
from forms.words import say
from handlers.board import Board
from handlers.conversation.prompts import Prompt
from handlers.files.giving import limits_in_words
from handlers.notices.kinds import KINDS, Audience, Style, Ways
from handlers.referral.advice import advice_on

_DATES = ("due_on", "earlier_due_on", "received_on", "begun_on", "erased_on")


@dataclass(frozen=True)
class NoticeButton:
    """A button under a notice in Slack. `action` is one of `kinds.ButtonAction`, `value` the id that goes with it."""

    label: str
    action: str
    value: str
    style: Style = ""


@dataclass(frozen=True)
class Notice:
    """A notice as a person reads it, the same for every channel.

    `subject` is complete, with the protective marking in front where the Board sets one; `marking` alone is for a
    channel that has no subject. `lines` are paragraphs below the title; those `above` it are about what was before.
    """

    kind: str
    title: str
    lines: tuple[str, ...]
    buttons: tuple[NoticeButton, ...]
    subject: str
    marking: str
    urgent: bool
    prompt: Prompt | None = None
    """What a message of the conversation asks; it is drawn below the lines."""
    above: tuple[str, ...] = ()
    attach_form: bool = False
    """Whether a mail brings the Board's blank form."""
    footer: str = ""
    """What stands small below everything: what to do if a child is in danger."""


def long_date(day: date) -> str:
    """Give a date as notices say it: Friday 3 April 2026."""
    return in_words_with_weekday(day)


def render(board: Board, kind: str, data: Mapping[str, Any], channel: str) -> Notice:
    """Write a notice out for ``slack`` or ``email``; raises `KeyError` for a kind that is not on the list."""
    made = KINDS[kind]
    urgent = made.urgent or bool(data.get("urgent"))
    words = _words(board, data)
    mark_urgent = say("notices.urgent") + " " if urgent else ""
    return Notice(
        kind=kind,
        title=mark_urgent + say(f"notices.{kind}.title", **words),
        lines=_paragraphs(say(f"notices.{kind}.{_text_for(kind, channel)}", **words)),
        buttons=tuple(
            NoticeButton(
                label=say(f"notices.button.{button.action}"),
                action=button.action,
                value=str(data[button.value]) if button.value else "",
                style=button.style,
            )
            for button in made.buttons
            if channel == "slack" and (not button.value or data.get(button.value))
        ),
        subject=_subject(board, mark_urgent + say(f"notices.{kind}.event"), _named(data)),
        marking=board.marking,
        urgent=urgent,
        prompt=Prompt.model_validate(data["prompt"]) if "prompt" in data else None,
        above=tuple(advice_on(board, question_id) for question_id in data.get("advice", ())),
        attach_form=made.attach_form,
        footer=_danger(board) if "prompt" in data else "",
    )


def about(kind: str) -> str:
    """Give the kind of event that a notice tells of, as subjects and lists name it."""
    return say(f"notices.{kind}.event")


def event_in_words(start_event: str) -> str:
    """Give a start event as a sentence names it: “the date of notification”."""
    return say(f"case.start_event.{start_event.replace(' ', '_')}")


def _text_for(kind: str, channel: str) -> str:
    """The chair and others who may have no Slack get other words by email: who has the papers, whom to write to."""
    told = KINDS[kind].told.values()
    return channel if Ways.BOTH in told or Ways.EITHER in told else "text"


def _subject(board: Board, event: str, reference: str | None) -> str:
    named = say("notices.subject", about=reference or board.panel_name, event=event)
    return f"{board.marking} {named}".strip()


def _named(data: Mapping[str, Any]) -> str | None:
    """Give the reference of what a notice is about, or the number of an intake that has none yet."""
    return data.get("reference") or (data["number"] if "intake_id" in data else None)


def _paragraphs(text: str) -> tuple[str, ...]:
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    return tuple(paragraph for paragraph in paragraphs if paragraph)


def _words(board: Board, data: Mapping[str, Any]) -> dict[str, object]:
    words: dict[str, object] = {
        **data,
        "unit": board.business_unit_email,
        "front_door": board.front_door,
        "out_of_hours": board.out_of_hours,
    }
    words |= {key: long_date(date.fromisoformat(data[key])) for key in _DATES if key in data}
    words["clock"] = _clock(data)
    words["if_urgent"] = say("notices.marked_urgent") if data.get("urgent") else ""
    words["deputy"] = say("notices.deputy") if data.get("as_deputy") else ""
    words["by_when"] = say("notices.by_when.due", due_on=words["due_on"]) if "due_on" in data else ""
    if "start_event" in data:
        words["event"] = event_in_words(data["start_event"])
        words["enter_event"] = say("notices.enter.event", event=words["event"]) if data["provisional"] else ""
    if "about" in data:
        words["about"] = about(data["about"])
    if "duty_kind" in data:
        words["what"] = say(f"notices.duty.{data['duty_kind']}")
    if "audience" in data:
        words["audience"] = say(f"notices.audience.{Audience(data['audience'])}")
    if "roles" in data:
        words["roles"] = ", ".join(say(f"notices.role.{role}") for role in data["roles"])
    if "count" in data:
        owing = "something" if data["count"] else "nothing"
        words["owing"] = say(f"notices.owing.{owing}", count=data["count"])
    if "conflicts" in data:
        marked = "some" if data["conflicts"] else "none"
        words["conflicts"] = say(f"notices.conflicts_of_newcomer.{marked}", count=data["conflicts"])
    if "code" in data:
        words["trouble"] = trouble(data["code"])
        words["short_id"] = str(data["outbox_id"])[:8]
        words["case"] = data.get("reference") or say("notices.no_case")
        words["channel"] = say(f"notices.channel.{data['channel']}")
    if "decided_by" in data:
        words["who_decides"] = say(f"notices.decided_by.{data['decided_by']}")
    return words | _words_of_conversation(data) | _words_of_files(board, data) | _words_of_letters(data)


def _words_of_files(board: Board, data: Mapping[str, Any]) -> dict[str, object]:
    words = limits_in_words(board)
    if "file_trouble" in data:
        limits = {**words, "unit": board.business_unit_email}
        words["what_to_do"] = say(f"notices.file_trouble.{data['file_trouble']}", **limits)
    if "left_out" in data:
        taken = say("notices.files_noted.taken", count=data["count"]) if data["count"] else ""
        left_out = (
            say("notices.files_noted.left_out", count=data["left_out"], unit=board.business_unit_email, **words)
            if data["left_out"]
            else ""
        )
        words |= {"if_taken": taken, "if_left_out": left_out}
    if "protected" in data:
        words["if_protected"] = say("notices.file_kept.protected") if data["protected"] else ""
    return words


def _words_of_letters(data: Mapping[str, Any]) -> dict[str, object]:
    words: dict[str, object] = {}
    if "answered" in data:
        words["how_complete"] = _how_complete(data["answered"], data["needed_in_all"])
        words["if_suggested"] = (
            say("notices.letter_arrived.suggested", count=data["suggested"]) if data["suggested"] else ""
        )
    if "needed" in data:
        words["list"] = "\n\n".join(data["needed"])
    if "in_slack" in data:
        words["if_in_slack"] = say("notices.mail_needed.slack") if data["in_slack"] else ""
    if "why" in data:
        words["why"] = say(f"intake.why.{data['why']}")
    return words


def _how_complete(answered: int, of_all: int) -> str:
    if answered == of_all:
        return say("notices.letter_arrived.complete")
    key = "partly" if answered else "nothing_read"
    return say(f"notices.letter_arrived.{key}", answered=answered, of_all=of_all)


def _words_of_conversation(data: Mapping[str, Any]) -> dict[str, object]:
    words: dict[str, object] = {}
    words["if_usable"] = say("notices.direct_message_reply.usable") if data.get("item_id") else ""
    if "goes_on" in data:
        still = "correct" if data["goes_on"] else "withdrawn"
        words["to_correct"] = say(f"notices.message_changed_after_sending.{still}")
    if "reason" in data:
        words["why"] = say(f"notices.message_not_used.why.{data['reason']}")
    return words | _words_of_prompt(data) if "prompt" in data else words


def _danger(board: Board) -> str:
    return say("screens.danger.line", front_door=board.front_door, out_of_hours=board.out_of_hours)


def _words_of_prompt(data: Mapping[str, Any]) -> dict[str, object]:
    prompt = Prompt.model_validate(data["prompt"])
    lacking = say("notices.conversation_end.lacking", count=prompt.missing)
    return {
        "label": prompt.label or say("notices.form_part.unnamed"),
        "hint": prompt.hint,
        "explanation": prompt.explanation,
        "problem": _problem(prompt) if data["not_understood"] else "",
        "answered": say("notices.question.answered") if prompt.answered and not data["not_understood"] else "",
        "how": say("notices.question.typed") if prompt.is_typed else "",
        "lacking": lacking if prompt.missing else say("notices.conversation_end.complete"),
    }


def _problem(prompt: Prompt) -> str:
    """Say that what was given could not be read, by the kind of answer alone: nothing of it is repeated."""
    kind = str(prompt.kind)
    key = kind if kind in ("phone", "email", "date", "approximate_date", "yes_no", "choice") else "other"
    return say(f"notices.question.problem.{key}")


def _clock(data: Mapping[str, Any]) -> str:
    """Whether the date is statutory, and what it waits for."""
    if "statutory" not in data:
        return ""
    if not data["statutory"]:
        return say("notices.clock.not_statutory")
    if not data["provisional"]:
        return say("notices.clock.statutory")
    return say("notices.clock.provisional", event=event_in_words(data["start_event"]))


def trouble(code: str) -> str:
    """Say what went wrong with a notice, and what to do, by the short code that is kept of it."""
    try:
        return say(f"notices.trouble.{code}")
    except KeyError:
        return say("notices.trouble.smtp" if code.startswith("smtp_") else "notices.trouble.other", code=code)
