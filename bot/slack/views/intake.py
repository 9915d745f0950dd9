"""Referrals by email that wait for the business unit: the list, one of them opened, and what may be done with it.

What was written is case content and stands in these modals only (docs/procedure.md, section 7, rule 1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from bot.slack.views.answers_shown import section_blocks
from bot.slack.views.blocks import (
    button,
    buttons,
    confirm,
    header,
    modal,
    paragraph,
    paragraph_with,
    paragraphs,
)
from bot.slack.views.files import listed_files
from bot.slack.views.inputs import Place, field, single_choice, text_input
from bot.slack.views.review import part_of
from forms.answers.dates import in_words
from forms.calendar import LONDON
from forms.vocabulary import Question
from forms.words import say
from handlers.intake.screens import (
    AttachScreen,
    IntakeLine,
    IntakeList,
    IntakeScreen,
    KeptText,
    SuggestionLine,
)
from handlers.intake.states import State
from handlers.screens import ProposalLine

LIST_CALLBACK = "intakes"
CALLBACK = "intake"
PURPOSE_CALLBACK = "intake_purpose"
ATTACH_CALLBACK = "intake_attach"


def intakes_view(page: IntakeList, *, opens: bool) -> Json:
    """Draw a page of the intakes; `opens` puts a button beside each, for those who may read them."""
    which = _kind(page)
    blocks = [paragraph(say(f"screens.intakes.{which}")), buttons(*_ways(page))]
    if not page.lines:
        blocks.append(paragraph(say(f"screens.intakes.none_{which}")))
    blocks += [_line(line, opens=opens) for line in page.lines]
    return modal(say("screens.titles.intakes"), blocks, callback_id=LIST_CALLBACK)


def intake_view(screen: IntakeScreen, *, part: int = 0) -> Json:
    """Draw one part of an intake: where it stands and what to do, what is to be checked, then what was read."""
    shown = [
        *_standing(screen),
        *_troubles(screen),
        *proposal_blocks(screen.proposals),
        *_suggestions(screen),
        *_unmatched(screen),
        *chain.from_iterable(section_blocks(section, editable=False) for section in screen.sections),
        *_texts(screen),
        *_files(screen),
    ]
    acts, line = list(_acts(screen)), say("screens.intake.confidential")
    blocks = part_of(shown, part, line, acts, "intake_part")
    remembers = Remembered(intake_id=screen.intake_id, part=part)
    return modal(screen.number, blocks, callback_id=CALLBACK, remembers=remembers)


def purpose_view(screen: IntakeScreen, purpose: Question) -> Json:
    """Draw the choice of what kind of referral it is, where nothing that was read says it."""
    chosen = field(Place("purpose"), purpose.label, single_choice(purpose.choices), hint=purpose.hint)
    return modal(
        screen.number,
        [paragraph(say("screens.intake.asks_purpose")), chosen],
        callback_id=PURPOSE_CALLBACK,
        remembers=Remembered(intake_id=screen.intake_id),
        submit=say("screens.buttons.accept_intake"),
    )


def attach_view(screen: AttachScreen) -> Json:
    """Draw where the case is named to which a letter belongs."""
    reference = field(
        Place("reference"),
        say("screens.intake.attach.label"),
        text_input(screen.reference),
        hint=say("screens.intake.attach.hint"),
    )
    return modal(
        screen.number,
        [paragraph(say("screens.intake.attach.explained")), reference],
        callback_id=ATTACH_CALLBACK,
        remembers=Remembered(intake_id=screen.intake_id),
        submit=say("screens.buttons.attach"),
    )


def _ways(page: IntakeList) -> Iterator[Json]:
    if page.more_after:
        yield button("more_intakes", say("screens.buttons.more_intakes"), value=f"{_kind(page)}:{page.more_after}")
    if not page.is_first:
        yield button("first_intakes", say("screens.buttons.first_intakes"), value=_kind(page))
    other = "done" if page.waiting else "waiting"
    yield button("other_intakes", say(f"screens.buttons.{other}_intakes"), value=other)


def _kind(page: IntakeList) -> str:
    return "waiting" if page.waiting else "done"


def _line(line: IntakeLine, *, opens: bool) -> Json:
    said = [
        say("screens.intakes.line", number=line.number, state=_state(line.state)),
        say("screens.intakes.arrived", when=_moment(line.arrived_at)),
    ]
    if line.reference:
        said.append(say("screens.intakes.reference", reference=line.reference))
    if line.why:
        said.append(line.why)
    text = "\n".join(said)
    if not opens:
        return paragraph(text)
    return paragraph_with(
        text, button("open_intake", say("screens.buttons.open"), value=line.intake_id, of=line.number)
    )


def _state(state: State) -> str:
    return say(f"screens.intakes.state.{state}")


def _moment(moment: datetime) -> str:
    here = moment.astimezone(LONDON)
    return say("screens.intakes.moment", day=in_words(here.date()), time=f"{here:%H:%M}")


def _acts(screen: IntakeScreen) -> Iterator[Json]:
    """Give what may be done with it; each asks once more where it cannot be taken back."""
    value = screen.intake_id
    if State.SUBMITTED in screen.may:
        ask = _asks("accept")
        yield button("accept_intake", say("screens.buttons.accept_intake"), value=value, style="primary", confirm=ask)
    if State.ATTACHED in screen.may:
        yield button("attach_intake", say("screens.buttons.attach_intake"), value=value)
    if State.AGAIN in screen.may:
        released = screen.state in (State.QUARANTINED, State.NOT_A_REFERRAL)
        label = say(f"screens.buttons.{'treat_as_referral' if released else 'read_again'}")
        yield button("read_intake_again", label, value=value, confirm=_asks("treat_as_referral") if released else None)
    if State.NOT_A_REFERRAL in screen.may:
        ask = _asks("not_a_referral")
        yield button("not_a_referral", say("screens.buttons.not_a_referral"), value=value, confirm=ask)
    if screen.reference and screen.case_id:
        yield button("open_case", say("screens.buttons.open_case_of_intake"), value=screen.case_id)


def _asks(what: str) -> Json:
    return confirm(*(say(f"screens.intake.ask.{what}.{each}") for each in ("title", "text", "yes", "no")))


def _standing(screen: IntakeScreen) -> Iterator[Json]:
    known = "trusted" if screen.is_trusted else "not_trusted"
    lines = [
        say("screens.intake.stands", state=_state(screen.state)),
        say(f"screens.intake.from.{known}", sender=screen.sender, when=_moment(screen.arrived_at)),
    ]
    if screen.reference:
        lines.append(say("screens.intakes.reference", reference=screen.reference))
    if screen.why:
        lines.append(screen.why)
    if State.SUBMITTED in screen.may:
        lines.append(say("screens.intake.needed" if screen.needed else "screens.intake.complete", count=screen.needed))
    yield from paragraphs("\n".join(lines))
    if screen.same_child:
        yield paragraph(say("screens.intake.same_child", others=", ".join(screen.same_child)))


def _troubles(screen: IntakeScreen) -> Iterator[Json]:
    if screen.troubles:
        yield header(say("screens.intake.title.troubles"))
        yield from chain.from_iterable(paragraphs(f"• {trouble}") for trouble in screen.troubles)


def proposal_blocks(proposals: Sequence[ProposalLine]) -> Iterator[Json]:
    """Draw what letters say of a case that was sent, for the business unit to take over or put aside."""
    return chain.from_iterable(_proposal(each) for each in proposals)


def _proposal(proposal: ProposalLine) -> Iterator[Json]:
    """Draw what a letter says of a case that was sent: somebody takes it over, or puts it aside."""
    yield header(say(f"screens.intake.title.{proposal.kind}"))
    yield from paragraphs(proposal.text)
    take_over = say(f"screens.buttons.take_over_{proposal.kind}")
    yield buttons(
        button("take_over", take_over, value=proposal.proposal_id, style="primary"),
        button("put_aside", say("screens.buttons.put_aside"), value=proposal.proposal_id, confirm=_asks("put_aside")),
    )


def _suggestions(screen: IntakeScreen) -> Iterator[Json]:
    """Draw what is only likely. Each is used, or left out, by a person; nothing is used by itself."""
    if not screen.suggestions:
        return
    yield header(say("screens.intake.title.suggestions"))
    yield paragraph(say("screens.intake.suggestions"))
    for each in screen.suggestions:
        yield from _suggestion(each)


def _suggestion(line: SuggestionLine) -> Iterator[Json]:
    key = "instead" if line.current else "new"
    said = say(f"screens.intake.suggestion.{key}", section=line.section, label=line.label.rstrip("?:"))
    texts = [said, say("screens.intake.suggestion.read", text=line.suggested)]
    if line.current:
        texts.append(say("screens.intake.suggestion.now", text=line.current))
    yield from paragraphs("\n".join(texts))
    yield buttons(
        button("use_suggestion", say("screens.buttons.use_suggestion"), value=line.suggestion_id, of=line.label),
        button("leave_suggestion", say("screens.buttons.leave_suggestion"), value=line.suggestion_id, of=line.label),
    )


def _unmatched(screen: IntakeScreen) -> Iterator[Json]:
    if screen.unmatched:
        yield header(say("screens.intake.title.unmatched"))
        yield paragraph(say("screens.intake.unmatched"))
        yield from chain.from_iterable(paragraphs(_kept(each)) for each in screen.unmatched)


def _kept(kept: KeptText) -> str:
    return f"{kept.label.rstrip(':')}: {kept.text}" if kept.label else kept.text


def _texts(screen: IntakeScreen) -> Iterator[Json]:
    if any(screen.texts):
        yield header(say("screens.intake.title.texts"))
        yield from chain.from_iterable(paragraphs(text) for text in screen.texts)


def _files(screen: IntakeScreen) -> Iterator[Json]:
    how = say("screens.intake.files_how") if screen.files and not screen.reference else ""
    return listed_files(screen.files, how_to_read=how)
