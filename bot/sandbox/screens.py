"""What each person has on their screen: a stack of modals and the app's Home tab.

Rules: https://docs.slack.dev/surfaces/modals and https://docs.slack.dev/surfaces/app-home
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.files import NEEDED_SCOPE
from bot.sandbox.inputs import State, carried_over, with_ids
from bot.sandbox.objects import JsonObject, SlackError, copy_of
from bot.sandbox.strict.problems import InvalidBlocks
from bot.sandbox.strict.surfaces import VIEW_BYTES, asks_for_files, check_view
from bot.sandbox.triggers import Trigger

STACK_LIMIT = 3

DEFAULTS = {
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
    "close": None,
    "submit": None,
}


@dataclass
class ShownView:
    """One view on a person's screen, with what the person has put into it so far."""

    id: str
    user_id: str
    definition: JsonObject
    root_view_id: str
    previous_view_id: str | None
    owner: JsonObject = field(repr=False)
    hash: str = ""
    state: State = field(default_factory=dict, repr=False)

    @property
    def blocks(self) -> list[JsonObject]:
        """The blocks, each with its id."""
        blocks: list[JsonObject] = self.definition["blocks"]
        return blocks

    def show(self, definition: JsonObject, hash_: str) -> None:
        """Replace what the view shows; inputs that stay keep what was typed in them."""
        self.definition = definition | {"blocks": with_ids(definition["blocks"])}
        self.state = carried_over(self.blocks, self.state)
        self.hash = hash_

    def described(self) -> JsonObject:
        """Give the view object that API answers and payloads carry."""
        ids = {
            "id": self.id,
            "state": {"values": copy_of(self.state)},
            "hash": self.hash,
            "root_view_id": self.root_view_id,
            "previous_view_id": self.previous_view_id,
        }
        described: JsonObject = {**DEFAULTS, **copy_of(self.definition), **ids, **self.owner}
        return described


class Screens:
    """The views of every person.

    `owner` holds the fields that name team and app in each view object; `granted` says whether the app has a scope.
    """

    def __init__(
        self, owner: JsonObject, clock: Callable[[], float], granted: Callable[[str], bool] = lambda _scope: True
    ) -> None:
        self._owner = owner
        self._clock = clock
        self._granted = granted
        self._modals: dict[str, list[ShownView]] = {}
        self._homes: dict[str, ShownView] = {}

    def stack(self, user_id: str) -> list[ShownView]:
        """Give the modals this person has open, the one on top last."""
        return list(self._modals.get(user_id, []))

    def home(self, user_id: str) -> ShownView | None:
        """Give the Home tab published for this person, or None."""
        return self._homes.get(user_id)

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> ShownView:
        """Give the view with this id or external id; raises SlackError `not_found`."""
        for view in self._everything():
            if view.id == view_id or (external_id and view.definition.get("external_id") == external_id):
                return view
        raise SlackError("not_found")

    def open(self, trigger: Trigger, definition: JsonObject) -> ShownView:
        """Open a modal for the person of the trigger, in place of any that was open."""
        self._check(definition, "modal")
        view = self._new(trigger.user_id, definition, previous=None)
        self._modals[trigger.user_id] = [view]
        return view

    def push(self, user_id: str, view_id: str | None, definition: JsonObject) -> ShownView:
        """Put a modal on top of the open one in which the person acted.

        Raises SlackError `not_found` when that modal is closed, `push_limit_reached` above three.
        """
        self._check(definition, "modal")
        stack = self._modals.get(user_id, [])
        if view_id not in [view.id for view in stack]:
            raise SlackError("not_found")
        if len(stack) >= STACK_LIMIT:
            raise SlackError("push_limit_reached")
        view = self._new(user_id, definition, previous=stack[-1])
        stack.append(view)
        return view

    def update(self, view: ShownView, definition: JsonObject, *, expected_hash: str | None = None) -> ShownView:
        """Replace what a view shows; raises SlackError `hash_conflict` when it has changed meanwhile."""
        self._check(definition, view.definition["type"], instead_of=view)
        _check_hash(view, expected_hash)
        view.show(definition, self._next_hash())
        return view

    def publish(self, user_id: str, definition: JsonObject, *, expected_hash: str | None = None) -> ShownView:
        """Show a Home tab to a person; raises SlackError `hash_conflict` as above."""
        home = self._homes.get(user_id)
        self._check(definition, "home", instead_of=home)
        if home:
            return self.update(home, definition, expected_hash=expected_hash)
        self._homes[user_id] = self._new(user_id, definition, previous=None)
        return self._homes[user_id]

    def close(self, view: ShownView) -> None:
        """Take a modal and what lies above it off the screen; the one below is then on top."""
        stack = self._modals.get(view.user_id, [])
        if view in stack:
            del stack[stack.index(view) :]

    def clear(self, user_id: str) -> None:
        """Close every modal of this person."""
        self._modals.pop(user_id, None)

    def _everything(self) -> list[ShownView]:
        return [*self._homes.values(), *(view for stack in self._modals.values() for view in stack)]

    def _new(self, user_id: str, definition: JsonObject, *, previous: ShownView | None) -> ShownView:
        view_id = f"V{secrets.token_hex(5).upper()}"
        root = previous.root_view_id if previous else view_id
        view = ShownView(view_id, user_id, {}, root, previous.id if previous else None, self._owner)
        view.show(definition, self._next_hash())
        return view

    def _next_hash(self) -> str:
        return f"{int(self._clock())}.{secrets.token_hex(4)}"

    def _check(self, definition: JsonObject, kind: str, *, instead_of: ShownView | None = None) -> None:
        if len(json.dumps(definition).encode()) > VIEW_BYTES:
            raise SlackError("view_too_large")
        try:
            check_view(definition)
        except InvalidBlocks as invalid:
            raise SlackError("invalid_arguments", [f"[ERROR] {message}" for message in invalid.messages]) from None
        if definition["type"] != kind:
            raise SlackError("invalid_arguments", [f"[ERROR] must be of type {kind} [json-pointer:/view/type]"])
        if asks_for_files(definition) and not self._granted(NEEDED_SCOPE):
            raise SlackError("missing_scope", needed=NEEDED_SCOPE)
        external_id = definition.get("external_id")
        others = [view for view in self._everything() if view is not instead_of]
        if external_id and external_id in [view.definition.get("external_id") for view in others]:
            raise SlackError("duplicate_external_id")


def _check_hash(view: ShownView, expected: str | None) -> None:
    if expected and expected != view.hash:
        raise SlackError("hash_conflict")
