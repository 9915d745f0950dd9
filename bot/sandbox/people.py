"""The people and bots of a workspace, as `users.info` describes them (https://docs.slack.dev/reference/objects/user-object)."""

from dataclasses import dataclass

from bot.sandbox.objects import JsonObject

OTHER_TEAM_ID = "T0ELSEWHERE"
"""The workspace of people of another organisation, who are here through a shared channel."""


@dataclass(frozen=True)
class Member:
    """One person or bot. A guest may be in several channels, a single-channel guest in one."""

    id: str
    name: str
    team_id: str
    guest: bool = False
    single_channel_guest: bool = False
    other_organisation: bool = False
    bot: bool = False
    email: str = ""

    @property
    def handle(self) -> str:
        """The lower-case user name, as payloads carry it."""
        return self.name.lower().replace(" ", ".")

    def described(self) -> JsonObject:
        """Give the user object of `users.info` and `users.list`."""
        return {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.handle,
            "real_name": self.name,
            "deleted": False,
            "tz": "Europe/London",
            "profile": {"real_name": self.name, "display_name": self.name, "team": self.team_id},
            "is_admin": False,
            "is_owner": False,
            "is_restricted": self.guest or self.single_channel_guest,
            "is_ultra_restricted": self.single_channel_guest,
            "is_bot": self.bot,
            "is_stranger": self.other_organisation,
            "is_app_user": False,
        }

    def in_payload(self) -> JsonObject:
        """Give the short form that interaction payloads carry."""
        return {"id": self.id, "username": self.handle, "name": self.handle, "team_id": self.team_id}
