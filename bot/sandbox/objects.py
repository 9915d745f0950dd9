"""JSON objects as Slack sends and takes them, and the error answer of the Web API."""

import copy
from collections.abc import Sequence
from typing import Any

JsonObject = dict[str, Any]
"""One JSON object. Its shape is Slack's, so it stays a plain dictionary and is checked at the edge."""


def copy_of(value: Any) -> Any:
    """Give a deep copy, so that neither side of the wire can change what the other holds."""
    return copy.deepcopy(value)


class SlackError(Exception):
    """A Web API call that Slack answers with `{"ok": false, "error": …}`.

    `error` is Slack's short code (https://docs.slack.dev/reference/methods), `messages` go into
    `response_metadata.messages`, and `extra` holds further top-level fields such as `needed` and `provided`.
    """

    def __init__(self, error: str, messages: Sequence[str] = (), **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.messages = tuple(messages)
        self.extra = extra

    def answer(self) -> JsonObject:
        """Give the body of the answer."""
        body: JsonObject = {"ok": False, "error": self.error, **self.extra}
        if self.messages:
            body["response_metadata"] = {"messages": list(self.messages)}
        return body
