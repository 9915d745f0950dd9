"""One Slack-compatible workspace in memory: its people, conversations, screens and the one app installed in it."""

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.cli.slack_app import manifest
from bot.sandbox.activity import Activity
from bot.sandbox.conversations import Channel, Timestamps
from bot.sandbox.delivery import Delivery
from bot.sandbox.files import Files
from bot.sandbox.message_states import MessageStates
from bot.sandbox.mischief import Failure, Mischief
from bot.sandbox.objects import JsonObject, SlackError, copy_of
from bot.sandbox.people import OTHER_TEAM_ID, Member
from bot.sandbox.response_urls import ResponseAddress, ResponseAddresses
from bot.sandbox.screens import Screens
from bot.sandbox.triggers import Triggers


@dataclass(frozen=True)
class Call:
    """One Web API call: its method, the arguments as read, and the answer; tokens are left out."""

    method: str
    arguments: JsonObject
    answer: JsonObject


class Workspace:
    """The state of the workspace. Every method may be called from any thread.

    `clock` gives seconds since 1970 and rules timestamps and the three seconds of a trigger id. Set `request_url` to
    have everything delivered there by signed HTTP; left at None, it goes over the sockets that the app has open.

    The app is installed by its manifest, which says `scopes`, `subscriptions`, `commands` and which tabs its App Home
    has (`home_tab_enabled`, `messages_tab_enabled`); they can be changed.

    The world's mischief, for tests: `repeat_events` delivers each event that many times, with `repeat_late` only after
    later ones; `double_interactions` sends everything a person does twice, at the same time or, without
    `doubles_together`, one after the other; `fail_next` lets a Web API call fail. `edit_window` is the workspace's
    setting of how many seconds a message may be changed for (None: always).
    """

    def __init__(self, team_id: str = "T0SANDBOX", *, clock: Callable[[], float] = time.time) -> None:
        self.team_id = team_id
        self.domain = "sandbox"
        self.clock = clock
        self.app_id = "A0SANDBOX"
        self.bot_id = "B0SANDBOX"
        self.bot_user_id = "U0SANDBOX"
        self.bot_token = f"xoxb-sandbox-{secrets.token_hex(12)}"
        self.app_token = f"xapp-1-{self.app_id}-{secrets.token_hex(12)}"
        self.signing_secret = secrets.token_hex(16)
        app = manifest()
        self.scopes: set[str] = set(app["oauth_config"]["scopes"]["bot"])
        self.subscriptions: set[str] = set(app["settings"]["event_subscriptions"]["bot_events"])
        self.commands: set[str] = {entry["command"] for entry in app["features"]["slash_commands"]}
        self.home_tab_enabled = bool(app["features"]["app_home"]["home_tab_enabled"])
        self.messages_tab_enabled = bool(app["features"]["app_home"]["messages_tab_enabled"])
        self.request_url: str | None = None
        self.base_url = ""
        self.repeat_events = 1
        self.repeat_late = False
        self.double_interactions = False
        self.doubles_together = True
        self.edit_window: float | None = None
        self.calls: list[Call] = []
        self.activity = Activity()
        self.lock = self.activity.lock
        self.delivery = Delivery(self)
        self.triggers = Triggers(clock)
        self.response_addresses = ResponseAddresses()
        owner = {"team_id": team_id, "app_id": self.app_id, "bot_id": self.bot_id, "app_installed_team_id": team_id}
        self.screens = Screens(owner, clock, granted=lambda scope: scope in self.scopes)
        self.message_states = MessageStates()
        self.files = Files(team_id, clock, lambda: self.base_url)
        self._timestamps = Timestamps(clock)
        self._mischief = Mischief()
        self._people: dict[str, Member] = {}
        self._channels: dict[str, Channel] = {}
        self._ephemeral: dict[str, list[JsonObject]] = {}
        self.add_user(self.bot_user_id, app["features"]["bot_user"]["display_name"], bot=True)

    def add_user(
        self,
        user_id: str,
        name: str,
        *,
        guest: bool = False,
        single_channel_guest: bool = False,
        other_organisation: bool = False,
        bot: bool = False,
        email: str = "",
    ) -> None:
        """Add a person or bot."""
        team_id = OTHER_TEAM_ID if other_organisation else self.team_id
        with self.lock:
            self._people[user_id] = Member(
                user_id, name, team_id, guest, single_channel_guest, other_organisation, bot, email
            )

    def add_channel(self, channel_id: str, name: str, *, private: bool = True, members: Iterable[str] = ()) -> None:
        """Add a channel; the bot can write in it only if it is one of the members."""
        with self.lock:
            self._channels[channel_id] = Channel(channel_id, name, "private" if private else "public", set(members))

    def member(self, user_id: str) -> Member:
        """Give the person with this id; raises SlackError `user_not_found`."""
        with self.lock:
            if user_id not in self._people:
                raise SlackError("user_not_found")
            return self._people[user_id]

    def members(self) -> list[Member]:
        """Give everyone, bots included."""
        with self.lock:
            return list(self._people.values())

    def channel(self, channel_id: str) -> Channel:
        """Give the conversation with this id; raises SlackError `channel_not_found`."""
        with self.lock:
            if channel_id not in self._channels:
                raise SlackError("channel_not_found")
            return self._channels[channel_id]

    def direct_channel(self, user_id: str) -> Channel:
        """Give the conversation between the bot and this person, opened if it was not; raises `user_not_found`."""
        with self.lock:
            member = self.member(user_id)
            channel_id = f"D{member.id[1:]}"
            people = {member.id, self.bot_user_id}
            return self._channels.setdefault(channel_id, Channel(channel_id, "directmessage", "direct", people))

    def channel_of_message(self, ts: str) -> Channel:
        """Give the conversation that holds the message with this timestamp; raises LookupError."""
        with self.lock:
            for channel in self._channels.values():
                if any(message["ts"] == ts for message in channel.messages):
                    return channel
        raise LookupError("No message has that timestamp.")

    def messages(self, channel_id: str) -> list[JsonObject]:
        """Give what stands in a channel, the oldest first."""
        with self.lock:
            return list(copy_of(self.channel(channel_id).messages))

    def direct_messages(self, user_id: str) -> list[JsonObject]:
        """Give what stands between the bot and this person, from both, the oldest first."""
        return self.messages(self.direct_channel(user_id).id)

    def ephemeral_messages(self, user_id: str) -> list[JsonObject]:
        """Give what only this person was shown, the oldest first; each names its `channel`."""
        with self.lock:
            return list(copy_of(self._ephemeral.get(user_id, [])))

    def views_open(self, user_id: str) -> list[JsonObject]:
        """Give the modals this person has open, the one on top last."""
        with self.lock:
            return [view.described() for view in self.screens.stack(user_id)]

    def home(self, user_id: str) -> JsonObject | None:
        """Give the Home tab published for this person, or None."""
        with self.lock:
            home = self.screens.home(user_id)
            return home.described() if home else None

    def write(self, channel: Channel, message: JsonObject) -> JsonObject:
        """Put a message into a conversation with a new timestamp, and tell the app of it if it asked to be told."""
        with self.lock:
            message = {"type": "message", **message, "ts": self.next_ts(), "team": self.team_id}
            channel.messages.append(message)
            self.tell_of_message(channel, {key: value for key, value in message.items() if key != "metadata"})
            return message

    def tell_of_message(self, channel: Channel, event: JsonObject) -> None:
        """Send a `message` event if the app subscribes to those of this kind of conversation."""
        if channel.kind == "direct" and "message.im" in self.subscriptions:
            where = {"channel": channel.id, "channel_type": "im", "event_ts": event["ts"]}
            self.delivery.tell(copy_of(event) | where)

    def show_ephemeral(self, channel_id: str, user_id: str, message: JsonObject) -> JsonObject:
        """Show a message to one person only."""
        with self.lock:
            shown = {"type": "message", **message, "ts": self.next_ts(), "channel": channel_id, "is_ephemeral": True}
            self._ephemeral.setdefault(user_id, []).append(shown)
            return shown

    def replace_ephemeral(self, user_id: str, ts: str, message: JsonObject | None) -> None:
        """Replace what only this person was shown, or take it away (None)."""
        with self.lock:
            shown = self._ephemeral.get(user_id, [])
            kept = [entry if entry["ts"] != ts else message and entry | message for entry in shown]
            self._ephemeral[user_id] = [entry for entry in kept if entry]

    def response_url(self, user_id: str, channel_id: str, message_ts: str | None = None) -> str:
        """Give an address where the app may answer what this person did in this channel."""
        with self.lock:
            address = ResponseAddress(user_id, channel_id, message_ts, self.clock())
            return f"{self.base_url}/response/{self.response_addresses.issue(address)}"

    def next_ts(self) -> str:
        """Give a timestamp that no other message has."""
        with self.lock:
            return self._timestamps.next()

    def fail_next(
        self,
        method: str,
        *,
        error: str | None = None,
        status: int | None = None,
        retry_after: int | None = None,
        lose_answer: bool = False,
        delay: float = 0.0,
    ) -> None:
        """Let the next call of a Web API method fail (see `Failure`); said twice, the next two fail.

        `url_private_download` stands for the download of a file.
        """
        with self.lock:
            self._mischief.plan(method, Failure(error, status, retry_after, lose_answer, delay))

    def strike(self, method: str) -> Failure | None:
        """Give the failure planned for this call of the method, if any."""
        with self.lock:
            return self._mischief.strike(method)

    def record(self, method: str, arguments: JsonObject, answer: JsonObject) -> None:
        """Keep a call in `calls`."""
        with self.lock:
            self.calls.append(Call(method, copy_of(arguments), copy_of(answer)))

    def wait_for(self, condition: Callable[[], object], timeout: float = 5.0) -> None:
        """Wait until `condition()` is true, asking after each change; raises TimeoutError after `timeout` seconds."""
        self.activity.wait_for(condition, timeout)

    def wait_until_quiet(self, timeout: float = 10.0, *, settle: float = 0.1) -> None:
        """Wait until every event is delivered, late repeats included, and nothing has happened for `settle` seconds.

        Raises TimeoutError after `timeout` seconds. What the app does on its own after that cannot be seen from here:
        where more is to come, `wait_for` it.
        """
        deadline = time.monotonic() + timeout
        self.activity.wait_until_quiet(timeout, settle)
        while self.delivery.release_repeats():
            self.activity.wait_until_quiet(max(deadline - time.monotonic(), 0.0), settle)
