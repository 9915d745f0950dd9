"""Slack's documented limits and shapes of blocks, views and messages (https://docs.slack.dev/reference/block-kit).

    check_view(view)          a modal or Home tab, as views.* take it
    check_message(message)    text and blocks, as chat.* take them

Both raise `InvalidBlocks`, which names every problem and its place. Unknown fields are refused, as Slack does. Elements
and blocks that the bot has no use for (rich text, video, files, external selects, …) are not known here and refused.
"""

from bot.sandbox.strict.problems import InvalidBlocks
from bot.sandbox.strict.surfaces import check_message, check_view

__all__ = ["InvalidBlocks", "check_message", "check_view"]
