"""What a Web API method is: its arguments, its token and scopes, and what it does."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.sandbox.objects import JsonObject, SlackError

if TYPE_CHECKING:
    from bot.sandbox.workspace import Workspace

AS_JSON = {"blocks", "view", "metadata"}
"""Arguments that are objects or lists; in a form they are JSON text."""

EVERYWHERE = {"team_id"}
"""Arguments that Bolt adds to every call, for organisations of several workspaces."""

FLAGS = {"include_all_metadata", "inclusive", "return_im", "unfurl_links", "unfurl_media", "mrkdwn", "reply_broadcast"}
"""Arguments that say yes or no; in an address or form they are 1 or 0."""

YES, NO = {"true", "1"}, {"false", "0"}

NUMBERS = {"limit", "count", "page"}

LISTS = {"users"}
"""Arguments that may be a list of ids, or ids with commas between."""


@dataclass(frozen=True)
class Method:
    """One method; `scopes` must all be granted to the bot. It takes the bot's token, or the app's if `app_level`."""

    run: Callable[["Workspace", JsonObject], JsonObject]
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    app_level: bool = False

    def read(self, given: JsonObject) -> JsonObject:
        """Give the arguments with objects, flags and numbers as such; None counts as not given.

        Raises SlackError `invalid_arguments` for a missing or unknown one (Slack lets an unknown one pass; here it is
        refused, since it is a slip of the pen).
        """
        given = {name: value for name, value in given.items() if value is not None}
        known = {*self.required, *self.optional, *EVERYWHERE}
        problems = [f"[ERROR] missing required field: {name}" for name in self.required if not given.get(name)]
        problems += [f"[ERROR] unknown argument: {name}" for name in given if name not in known]
        if problems:
            raise SlackError("invalid_arguments", problems)
        return {name: _read_one(name, value) for name, value in given.items()}


def _read_one(name: str, value: Any) -> Any:
    if name in AS_JSON:
        return _read_json(name, value)
    if name in FLAGS:
        if str(value).lower() in YES | NO:
            return str(value).lower() in YES
    elif name in NUMBERS:
        if str(value).isdigit():
            return int(value)
    elif isinstance(value, str) or (name in LISTS and isinstance(value, list)):
        return value
    raise SlackError("invalid_arguments", [f"[ERROR] {name} is of the wrong type"])


def _read_json(name: str, value: Any) -> Any:
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            problems = [f"[ERROR] {name} is not valid JSON"]
            raise SlackError("invalid_blocks_format" if name == "blocks" else "invalid_arguments", problems) from None
    return value


def require_scope(workspace: "Workspace", needed: str) -> None:
    """Check that the bot has a scope; raises SlackError `missing_scope`, which names those needed and provided."""
    if needed not in workspace.scopes:
        raise SlackError("missing_scope", needed=needed, provided=",".join(sorted(workspace.scopes)))
