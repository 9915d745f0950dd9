"""Whatever is opened, pushed, updated and closed, in whatever order: the stack of views stays a stack of three."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.sandbox.objects import SlackError
from bot.sandbox.screens import STACK_LIMIT, Screens, ShownView
from bot.sandbox.triggers import Triggers
from tests.bot.sandbox.pieces import asked, modal, plain, text_input

PERSON = "U0REF"
TITLES = st.sampled_from(["One", "Two", "Three"])


class Stack(RuleBasedStateMachine):
    """One person's screen, and the titles that ought to be on it."""

    def __init__(self) -> None:
        super().__init__()
        self.screens = Screens({}, lambda: 0.0)
        self.triggers = Triggers(lambda: 0.0)
        self.titles: list[str] = []
        self.typed: list[str | None] = []

    @property
    def top(self) -> ShownView | None:
        stack = self.screens.stack(PERSON)
        return stack[-1] if stack else None

    @rule(title=TITLES)
    def open(self, title: str) -> None:
        trigger = self.triggers.exchange(self.triggers.issue(PERSON))
        self.screens.open(trigger, modal(asked(text_input()), title=plain(title)))
        self.titles, self.typed = [title], [None]

    @rule(title=TITLES)
    def push(self, title: str) -> None:
        view = modal(asked(text_input()), title=plain(title))
        if self.top is None:
            with pytest.raises(SlackError, match="not_found"):
                self.screens.push(PERSON, None, view)
        elif len(self.titles) == STACK_LIMIT:
            with pytest.raises(SlackError, match="push_limit_reached"):
                self.screens.push(PERSON, self.top.id, view)
        else:
            self.screens.push(PERSON, self.top.id, view)
            self.titles.append(title)
            self.typed.append(None)

    @rule(title=TITLES)
    def update(self, title: str) -> None:
        if self.top:
            before = self.top.hash
            self.screens.update(self.top, modal(asked(text_input(initial_value="New")), title=plain(title)))
            assert self.top.hash != before
            self.titles[-1] = title

    @rule(words=st.text(min_size=1, max_size=20))
    def type_words(self, words: str) -> None:
        if self.top:
            self.top.state["asked"]["typed"]["value"] = words
            self.typed[-1] = words

    @rule()
    def close(self) -> None:
        if self.top:
            self.screens.close(self.top)
            self.titles.pop()
            self.typed.pop()

    @rule()
    def clear(self) -> None:
        self.screens.clear(PERSON)
        self.titles, self.typed = [], []

    @invariant()
    def shows_what_it_ought_to(self) -> None:
        stack = self.screens.stack(PERSON)
        assert [view.definition["title"]["text"] for view in stack] == self.titles
        assert [view.state["asked"]["typed"]["value"] for view in stack] == self.typed
        assert len(stack) <= STACK_LIMIT

    @invariant()
    def is_linked_from_top_to_root(self) -> None:
        stack = self.screens.stack(PERSON)
        assert [view.previous_view_id for view in stack] == [None, *(view.id for view in stack)][: len(stack)]
        assert all(view.root_view_id == stack[0].id for view in stack)


Stack.TestCase.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
test_the_stack_stays_a_stack = Stack.TestCase
