"""Where a decision of the independent chair is recorded or corrected, and where the start of its clock is entered."""

from __future__ import annotations

from collections.abc import Iterator

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from bot.slack.views.blocks import LONGEST_SECTION, cut, modal, paragraph, paragraphs, small
from bot.slack.views.inputs import Place, field, single_choice, text_input
from forms.answers.dates import in_words
from forms.vocabulary import Choice
from forms.words import say
from handlers.case_screens import DecisionScreen, EventScreen

CALLBACK = "decision"
EVENT_CALLBACK = "event"


def decision_view(screen: DecisionScreen) -> Json:
    """Draw the decision. The names of its fields are those of `handlers.decisions.RecordDecision`."""
    outcomes = [Choice(id=outcome.id, label=outcome.label) for outcome in screen.outcomes]
    suppliers = [Choice(id=person.who, label=person.label) for person in screen.suppliers]
    date_hint = say("screens.page.date_hint")
    blocks = [
        small(say("screens.case.confidential")),
        *_before(screen),
        _field("outcome", single_choice(outcomes, screen.typed.get("outcome", "")), required=True),
        _field("reasons", text_input(screen.typed.get("reasons", ""), lines=True), required=True),
        *_why_corrected(screen),
        _field("decided_on", text_input(screen.typed.get("decided_on") or in_words(screen.today)), hint=date_hint),
        _field("agency", text_input(screen.typed.get("agency", ""))),
        _field("elsewhere", text_input(screen.typed.get("elsewhere", ""))),
        paragraph(say("screens.decision.more_information")),
    ]
    if suppliers:
        blocks.append(_field("supplier", single_choice(suppliers, screen.typed.get("supplier", ""))))
    blocks += [
        _field("wanted", text_input(screen.typed.get("wanted", ""), lines=True)),
        _field("supply_by", text_input(screen.typed.get("supply_by", "")), hint=date_hint),
    ]
    return modal(
        screen.reference,
        blocks,
        callback_id=CALLBACK,
        remembers=Remembered(
            case_id=screen.case_id,
            new_id=screen.decision_id,
            prior_id=screen.prior.decision_id if screen.prior else "",
        ),
        submit=say("screens.buttons.record"),
    )


def event_view(screen: EventScreen) -> Json:
    """Draw where the day is entered from which the chair's time runs."""
    typed = screen.typed.get("happened_on") or (in_words(screen.happened_on) if screen.happened_on else "")
    at, label = Place("happened_on"), say("screens.event.happened_on", event=screen.event_in_words)
    blocks = [
        paragraph(say("screens.event.explained", event=screen.event_in_words, day=in_words(screen.due_on))),
        field(at, label, text_input(typed), hint=say("screens.page.date_hint")),
    ]
    return modal(
        screen.reference,
        blocks,
        callback_id=EVENT_CALLBACK,
        remembers=Remembered(case_id=screen.case_id, event=screen.event),
        submit=say("screens.buttons.save"),
    )


def _before(screen: DecisionScreen) -> Iterator[Json]:
    if screen.prior is None:
        return
    key = "corrects" if screen.corrects else "follows"
    words = say(f"screens.decision.{key}", outcome=screen.prior.outcome, day=in_words(screen.prior.decided_on))
    yield from paragraphs(cut(words, LONGEST_SECTION))


def _why_corrected(screen: DecisionScreen) -> Iterator[Json]:
    if screen.corrects:
        typed = screen.typed.get("correction_reason", "")
        yield _field("correction_reason", text_input(typed, lines=True), required=True)


def _field(name: str, element: Json, *, hint: str = "", required: bool = False) -> Json:
    hint = hint or say(f"screens.decision.hint.{name}")
    return field(Place(name), say(f"screens.decision.label.{name}"), element, hint=hint, required=required)
