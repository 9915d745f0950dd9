"""A person in a Slack client: types commands and messages, clicks, fills in modals and submits them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import payloads, writing
from bot.sandbox.choosing import ClientRefused, action_of, chosen, missing
from bot.sandbox.conversations import Channel
from bot.sandbox.envelopes import Kind, Reply
from bot.sandbox.inputs import VALUE_FIELDS, Place, State, places
from bot.sandbox.objects import JsonObject, SlackError, copy_of
from bot.sandbox.response_urls import deliver_response
from bot.sandbox.screens import ShownView
from bot.sandbox.submissions import apply_submission_reply
from bot.sandbox.workspace import Workspace
from forms.words import say

TROUBLE = say("workspace.trouble")
"""What a client shows when the app did not acknowledge in time, or answered what Slack does not understand."""


@dataclass(frozen=True)
class Answer:
    """How the app answered an interaction.

    `trouble` is what the client shows when the app did not answer properly (None when it did), `failure` the reason,
    for tests; `body` is the acknowledgement's payload, and `errors` the messages shown at fields, by block id.
    """

    trouble: str | None = None
    failure: str | None = None
    body: JsonObject = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The text the app answered a command with; empty if none."""
        return str(self.body.get("text", ""))


class Person:
    """One person and their screen. Each act returns when the app has acknowledged it (or three seconds are over).

    What the app does after its acknowledgement comes later: `workspace.wait_for` or `wait_until_quiet`.
    """

    def __init__(self, workspace: Workspace, user_id: str) -> None:
        self.workspace = workspace
        self.user_id = user_id
        self.errors: dict[str, str] = {}
        self._member = workspace.member(user_id)

    @property
    def modal(self) -> JsonObject | None:
        """The modal on top of the screen, with what has been typed in its `state`, or None."""
        with self.workspace.lock:
            top = self._top()
            return top.described() if top else None

    @property
    def messages(self) -> list[JsonObject]:
        """The direct messages from the bot, the oldest first."""
        written = self.workspace.direct_messages(self.user_id)
        return [message for message in written if message.get("bot_id") == self.workspace.bot_id]

    @property
    def ephemeral_messages(self) -> list[JsonObject]:
        """What was shown to this person only, the oldest first."""
        return self.workspace.ephemeral_messages(self.user_id)

    def channel_messages(self, channel_id: str) -> list[JsonObject]:
        """Give what stands in a channel; raises SlackError `channel_not_found` if it is private and not theirs."""
        channel = self.workspace.channel(channel_id)
        if channel.kind != "public" and self.user_id not in channel.members:
            raise SlackError("channel_not_found")
        return self.workspace.messages(channel_id)

    def command(self, name: str, text: str = "", *, channel_id: str | None = None) -> Answer:
        """Type a slash command, in a channel or (default) in the direct conversation with the bot.

        Raises LookupError for a command that the app does not have.
        """
        if name not in self.workspace.commands:
            raise LookupError(f"{name} is not a valid command.")
        channel = self._channel(channel_id)
        answer = self._act(
            "slash_commands",
            lambda: payloads.command(self.workspace, self._member, channel, name, text),
        )
        if answer.trouble is None and answer.body:
            return self._shown(answer, lambda: self._show_command_answer(channel, answer.body))
        return answer

    def open_home(self, timeout: float = 5.0) -> JsonObject | None:
        """Open the app's Home tab, wait until the app has been told and all is quiet, and give what it shows.

        Raises TimeoutError when it is not quiet within `timeout` seconds.
        """
        self._open_tab("home")
        self.workspace.wait_until_quiet(timeout)
        return self.workspace.home(self.user_id)

    def open_messages(self) -> None:
        """Open the app's messages tab; the app is told, as when its Home tab is opened."""
        self._open_tab("messages")

    def _open_tab(self, tab: str) -> None:
        with self.workspace.lock:
            event: JsonObject = {
                "type": "app_home_opened",
                "user": self.user_id,
                "channel": self._channel(None).id,
                "tab": tab,
                "event_ts": self.workspace.next_ts(),
            }
            home = self.workspace.home(self.user_id) if tab == "home" else None
            if "app_home_opened" in self.workspace.subscriptions:
                self.workspace.delivery.tell(event | ({"view": home} if home else {}))

    def say(self, text: str, *, thread_ts: str | None = None) -> str:
        """Write a direct message to the bot, in the thread of another if told, and give its timestamp."""
        return writing.write(self.workspace, self.user_id, text, thread_ts=thread_ts)

    def edit(self, ts: str, text: str) -> None:
        """Change one of this person's direct messages; raises SlackError `edit_window_closed` and its like."""
        writing.edit(self.workspace, self.user_id, ts, text)

    def take_back(self, ts: str) -> None:
        """Delete one of this person's direct messages; raises SlackError `message_not_found` and its like."""
        writing.take_back(self.workspace, self.user_id, ts)

    def upload(self, name: str, content: bytes, *, mimetype: str | None = None) -> JsonObject:
        """Upload a file and give its file object, to be put into a `file_input` by `fill` or sent by `send_files`.

        `mimetype` is what Slack tells of it, whatever the content; the default goes by the ending of the name.
        """
        with self.workspace.lock:
            return self.workspace.files.add(self.user_id, name, content, mimetype)

    def send_files(self, files: Sequence[JsonObject], text: str = "") -> str:
        """Send files to the bot in a direct message, with words if any, and give its timestamp."""
        return writing.write(self.workspace, self.user_id, text, [file["id"] for file in files])

    def delete_file(self, file_id: str) -> None:
        """Delete one of this person's files everywhere; raises SlackError `file_deleted`, `cant_delete_file`."""
        writing.delete_file(self.workspace, self.user_id, file_id)

    def click(self, where: JsonObject, action_id: str, *, block_id: str | None = None, option: Any = None) -> Answer:
        """Use a button or menu of a message or view (as given by `messages`, `modal`, `home` …).

        `option` is the value of the option chosen, a list of them, a date, an id or, for a text input, what is typed
        before the enter key. Where a dialog asks for confirmation, it is given. Raises LookupError for an element that
        is not there or whose use the app is not told of, ClientRefused for an option.
        """
        if "hash" in where:
            return self._click_in_view(where["id"], action_id, block_id, option)
        return self._click_in_message(where["ts"], action_id, block_id, option)

    def fill(self, values: Mapping[str, Any], *, where: JsonObject | None = None) -> None:
        """Type or choose in the modal on top, by action id (or by block id where action ids repeat).

        `where` names a message with inputs instead. Nothing is sent yet. Raises LookupError for an input that is not
        there and ClientRefused for what a client would not take.
        """
        with self.workspace.lock:
            blocks, state = self._blocks_and_state(where)
            for name, value in values.items():
                self._put(state, _input(blocks, name), value)

    def _blocks_and_state(self, where: JsonObject | None) -> tuple[list[JsonObject], State]:
        if where is None:
            view = self._modal_on_top()
            return view.blocks, view.state
        _, message = self._message(where["ts"])
        return message.get("blocks", []), self.workspace.message_states.of(self.user_id, message)

    def submit(self, values: Mapping[str, Any] | None = None) -> Answer:
        """Fill in and submit the modal on top, and do to the screen what the app answers.

        Raises ClientRefused, and sends nothing, while a required input is empty; LookupError when the modal has no
        button to submit it.
        """
        with self.workspace.lock:
            self.fill(values or {})
            view = self._modal_on_top()
            if not view.definition.get("submit"):
                raise LookupError("This modal has no button to submit it.")
            _refuse_incomplete(view)
        answer = self._act("interactive", lambda: payloads.view_submission(self.workspace, self._member, view))
        self.errors = {}
        if answer.trouble:
            return answer
        answer = self._shown(answer, lambda: self._apply(view, answer.body))
        return Answer(answer.trouble, answer.failure, answer.body, dict(self.errors))

    def close(self) -> Answer:
        """Close the modal on top; the app hears of it if the view asks for that."""
        with self.workspace.lock:
            view = self._modal_on_top()
            cleared = bool(view.definition.get("clear_on_close"))
            if cleared:
                self.workspace.screens.clear(self.user_id)
            else:
                self.workspace.screens.close(view)
            self.errors = {}
        if not view.definition.get("notify_on_close"):
            return Answer()
        return self._act(
            "interactive", lambda: payloads.view_closed(self.workspace, self._member, view, cleared=cleared)
        )

    def _click_in_view(self, view_id: str, action_id: str, block_id: str | None, option: Any) -> Answer:
        with self.workspace.lock:
            view = self._view(view_id)
            action = self._use(view.blocks, view.state, action_id, block_id, option)
        return self._act(
            "interactive", lambda: payloads.view_action(self.workspace, self._member, view, copy_of(action))
        )

    def _click_in_message(self, ts: str, action_id: str, block_id: str | None, option: Any) -> Answer:
        with self.workspace.lock:
            channel, message = self._message(ts)
            state = self.workspace.message_states.of(self.user_id, message)
            action = self._use(message.get("blocks", []), state, action_id, block_id, option)
        return self._act(
            "interactive",
            lambda: payloads.message_action(self.workspace, self._member, channel, message, copy_of(action)),
        )

    def _use(
        self, blocks: list[JsonObject], state: State, action_id: str, block_id: str | None, option: Any
    ) -> JsonObject:
        place = _find(blocks, lambda place: _is(place, action_id, block_id), action_id)
        if not place.tells_the_app:
            raise LookupError(f"The use of {action_id} is not told to the app: its block has no dispatch_action.")
        if place.element["type"] in VALUE_FIELDS:
            self._put(state, place, option)
        return action_of(place, option, self.workspace.next_ts())

    def _put(self, state: State, place: Place, value: Any) -> None:
        entry = chosen(place, value)
        for file in entry.get("files", []):
            self.workspace.files.show(file["id"])
        state[place.block_id][place.action_id] = entry

    def _view(self, view_id: str) -> ShownView:
        shown = [*self.workspace.screens.stack(self.user_id), self.workspace.screens.home(self.user_id)]
        for view in shown:
            if view and view.id == view_id:
                return view
        raise LookupError("That view is not on this person's screen.")

    def _message(self, ts: str) -> tuple[Channel, JsonObject]:
        for message in self.ephemeral_messages:
            if message["ts"] == ts:
                return self.workspace.channel(message["channel"]), message
        channel = self.workspace.channel_of_message(ts)
        if self.user_id not in channel.members:
            raise LookupError("This person does not see that message.")
        return channel, channel.message(ts)

    def _channel(self, channel_id: str | None) -> Channel:
        if channel_id is None:
            return self.workspace.direct_channel(self.user_id)
        return self.workspace.channel(channel_id)

    def _top(self) -> ShownView | None:
        stack = self.workspace.screens.stack(self.user_id)
        return stack[-1] if stack else None

    def _modal_on_top(self) -> ShownView:
        top = self._top()
        if top is None:
            raise LookupError("No modal is open.")
        return top

    def _act(self, kind: Kind, payload: Callable[[], JsonObject]) -> Answer:
        def built() -> JsonObject:
            with self.workspace.lock:
                return payload()

        reply: Reply = self.workspace.delivery.interact(kind, built)
        if reply.failure:
            return Answer(TROUBLE, reply.failure)
        return Answer(body=reply.body)

    def _shown(self, answer: Answer, show: Callable[[], None]) -> Answer:
        try:
            with self.workspace.activity.going_on(), self.workspace.lock:
                show()
        except SlackError as refused:
            return Answer(TROUBLE, "; ".join([refused.error, *refused.messages]), answer.body)
        return answer

    def _show_command_answer(self, channel: Channel, body: JsonObject) -> None:
        deliver_response(self.workspace, channel.id, self.user_id, body)

    def _apply(self, view: ShownView, body: JsonObject) -> None:
        self.errors = apply_submission_reply(self.workspace.screens, view, body)


def _input(blocks: list[JsonObject], name: str) -> Place:
    return _find(blocks, lambda place: place.is_input and name in (place.action_id, place.block_id), name)


def _is(place: Place, action_id: str, block_id: str | None) -> bool:
    return place.action_id == action_id and block_id in (None, place.block_id)


def _find(blocks: list[JsonObject], wanted: Callable[[Place], bool], name: str) -> Place:
    found = [place for place in places(blocks) if wanted(place)]
    if len(found) != 1:
        offered = ", ".join(f"{place.block_id}/{place.action_id}" for place in places(blocks))
        raise LookupError(f"{len(found)} elements are called {name} here. There are: {offered or 'none'}.")
    return found[0]


def _refuse_incomplete(view: ShownView) -> None:
    inputs = [place for place in places(view.blocks) if place.is_input]
    asked = [(place, missing(place, view.state[place.block_id][place.action_id])) for place in inputs]
    complaints = [(place, complaint) for place, complaint in asked if complaint]
    if complaints:
        raise ClientRefused(complaints)
