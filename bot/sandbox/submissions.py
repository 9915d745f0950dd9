"""What an app's answer to a submitted modal does to the screen (https://docs.slack.dev/surfaces/modals#response_actions)."""

from bot.sandbox.inputs import places
from bot.sandbox.objects import JsonObject, SlackError
from bot.sandbox.screens import Screens, ShownView

FIELDS = {"errors": {"errors"}, "update": {"view"}, "push": {"view"}, "clear": set[str]()}


def apply_submission_reply(screens: Screens, view: ShownView, body: JsonObject) -> dict[str, str]:
    """Show errors, update, push or clear as told, or close the modal when told nothing.

    Gives the messages to show at fields, by block id. Raises SlackError when Slack would not understand the answer or
    would refuse its view.
    """
    if not body:
        screens.close(view)
        return {}
    action = body.get("response_action")
    if action not in FIELDS or set(body) != {"response_action"} | FIELDS[action]:
        raise SlackError("invalid_response_action", [f"unexpected answer to view_submission: {sorted(body)}"])
    if action == "errors":
        return _errors(view, body["errors"])
    if action == "clear":
        screens.clear(view.user_id)
    elif action == "push":
        screens.push(view.user_id, view.id, body["view"])
    else:
        screens.update(screens.find(view_id=view.id), body["view"])
    return {}


def _errors(view: ShownView, errors: object) -> dict[str, str]:
    inputs = {place.block_id for place in places(view.blocks) if place.is_input}
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_response_action", ["errors must name at least one input block"])
    unknown = sorted(str(block_id) for block_id in errors if block_id not in inputs)
    if unknown:
        raise SlackError("invalid_response_action", [f"errors name blocks that are no inputs: {', '.join(unknown)}"])
    if not all(isinstance(message, str) and message for message in errors.values()):
        raise SlackError("invalid_response_action", ["each error must be a text"])
    return {str(block_id): str(message) for block_id, message in errors.items()}
