"""What each person has chosen or typed in the elements of messages, where the client keeps it until it is sent.

It goes with every action in the message, as `state`
(https://docs.slack.dev/reference/interaction-payloads/block_actions-payload).
"""

from bot.sandbox.inputs import State, carried_over
from bot.sandbox.objects import JsonObject


class MessageStates:
    """The state of every message for every person."""

    def __init__(self) -> None:
        self._states: dict[tuple[str, str], State] = {}

    def of(self, user_id: str, message: JsonObject) -> State:
        """Give what this person has in this message now; what is put into it stays.

        When the app changes the message, elements with the same ids keep their value, as in a view.
        """
        key = (user_id, str(message["ts"]))
        self._states[key] = carried_over(message.get("blocks", []), self._states.get(key, {}))
        return self._states[key]
