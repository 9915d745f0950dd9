"""The messages of the conversation: below what a message says, what can be chosen and the ways on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.slack.payload import Json
from bot.slack.views.blocks import (
    LONGEST_BUTTON,
    Style,
    button,
    buttons,
    cut,
    divider,
    paragraph,
    paragraph_with,
    plain,
    small,
)
from bot.slack.views.inputs import ACTION, LONGEST_HINT, menu_of, several_choices
from bot.slack.views.progress import progress_line
from forms.vocabulary import Choice, Kind
from forms.words import say
from handlers.conversation.answering import Answered
from handlers.conversation.moving import Moved
from handlers.conversation.prompts import Asked, Prompt
from handlers.conversation.way import Target

MOST_BUTTONS = 5
"""Choices that stand beside each other as buttons; more come in a menu."""
CHOOSE = tuple(f"choose_{number}" for number in range(1, MOST_BUTTONS + 1))
"""The buttons of a message that each give an answer: Slack wants them called differently."""
LONGEST_SAID = 300

_PREFIX = "asked"


def block_id(asked: Asked, part: str) -> str:
    """Give the id of one block of a message: it remembers what the message asked. At most 255 characters."""
    target = asked.target
    return "/".join(
        (_PREFIX, asked.case_id, asked.occasion, str(asked.revision), target.page_id, target.question_id, part)
    )


def asked_in(id_: str) -> Asked | None:
    """Read a block's id; None for a block of anything else."""
    steps = id_.split("/")
    if len(steps) != len((*Asked.model_fields, *Target.__dataclass_fields__, _PREFIX)) or steps[0] != _PREFIX:
        return None
    _, case_id, occasion, revision, page_id, question_id, _ = steps
    return Asked(case_id=case_id, occasion=occasion, revision=int(revision), target=Target(page_id, question_id))


def prompt_blocks(prompt: Prompt, danger: str) -> Iterator[Json]:
    """Draw what can be chosen, the ways on, how far the person is, and what to do if a child is in danger."""
    inputs = list(_inputs(prompt))
    yield from inputs
    if inputs:
        yield divider()
    yield buttons(*_ways_on(prompt)) | {"block_id": block_id(prompt.asked, "ways")}
    yield small(progress_line(prompt.progress))
    yield small(danger)


def answered_blocks(answered: Answered) -> list[Json]:
    """Draw what stands at a question in the place of its message, with the way to change it."""
    said = cut(answered.said, LONGEST_SAID)
    key = "newer" if answered.is_newer else "said"
    line = say(f"conversation.answered.{key}", said=said or say("conversation.answered.blank"))
    if answered.problem:
        line = say("conversation.answered.unread")
    return [_with_change(answered.asked, answered.question.label, line)]


def moved_blocks(moved: Moved, how: str) -> list[Json]:
    """Draw that the person went on from a message, with the way back to its question."""
    line = say(f"conversation.moved.{how}")
    return [_with_change(moved.asked, moved.label, line)] if moved.label else [paragraph(line)]


def _with_change(asked: Asked, label: str, line: str) -> Json:
    change = button("change_answer", say("conversation.buttons.change"), of=label)
    return paragraph_with(f"{label}\n{line}", change) | {"block_id": block_id(asked, "change")}


def _inputs(prompt: Prompt) -> Iterator[Json]:
    id_ = block_id(prompt.asked, "answer")
    if prompt.kind is Kind.SEVERAL:
        element = {"action_id": ACTION} | several_choices(prompt.choices, prompt.ticked)
        label = plain(cut(prompt.label or say("conversation.choose.several"), LONGEST_HINT))
        yield {"type": "input", "block_id": id_, "label": label, "element": element, "optional": True}
        save = button("save_answer", say("conversation.buttons.save_answer"), style="primary")
        yield buttons(save) | {"block_id": block_id(prompt.asked, "save")}
    elif prompt.choices and _fit_on_buttons(prompt.choices):
        named = zip(CHOOSE, prompt.choices, strict=False)
        made = (button(name, choice.label, value=choice.id) for name, choice in named)
        yield buttons(*made) | {"block_id": id_}
    elif prompt.choices:
        menu = menu_of(prompt.choices) | {
            "action_id": "choose_in_menu",
            "placeholder": plain(say("conversation.choose.menu")),
        }
        yield buttons(menu) | {"block_id": id_}
    elif prompt.about == "question" and prompt.is_day:
        day = {"type": "datepicker", "action_id": "choose_day", "placeholder": plain(say("conversation.choose.day"))}
        yield buttons(day) | {"block_id": id_}


def _fit_on_buttons(choices: Sequence[Choice]) -> bool:
    return len(choices) <= MOST_BUTTONS and all(len(choice.label) <= LONGEST_BUTTON for choice in choices)


def _ways_on(prompt: Prompt) -> Iterator[Json]:
    back = [] if prompt.first else [button("back_in_conversation", say("conversation.buttons.back"))]
    match prompt.about:
        case "question":
            yield from _ways_of_question(prompt, back)
        case "part":
            yield button("open_form", say("conversation.buttons.open_form"), style="primary")
            yield button("skip_question", say("conversation.buttons.skip"))
            yield from back
        case "end":
            yield _check(prompt.asked, primary=True)
            if prompt.missing:
                yield button("go_on_here", say("conversation.buttons.still_open"))
            yield from back
        case "saved":
            yield button("go_on_here", say("conversation.buttons.go_on"), style="primary")
            yield button("open_form", say("conversation.buttons.open_form"))
    if prompt.about in ("question", "part"):
        yield _check(prompt.asked)
    if prompt.about != "saved":
        yield button("finish_later", say("conversation.buttons.finish_later"))


def _ways_of_question(prompt: Prompt, back: Sequence[Json]) -> Iterator[Json]:
    if prompt.not_known:
        yield button("answer_not_known", say("conversation.buttons.not_known"))
    yield button("skip_question", say(f"conversation.buttons.{'keep' if prompt.answered else 'skip'}"))
    yield from back
    if prompt.explained and not prompt.explanation:
        yield button("explain_question", say("conversation.buttons.explain"))
    yield button("open_form", say("conversation.buttons.open_form"))


def _check(asked: Asked, *, primary: bool = False) -> Json:
    style: Style = "primary" if primary else ""
    return button("check_answers", say("conversation.buttons.check"), value=asked.case_id, style=style)
