"""What an app may write in a message: text and blocks, within Slack's limits."""

from bot.sandbox.inputs import with_ids
from bot.sandbox.objects import JsonObject, SlackError
from bot.sandbox.strict.problems import InvalidBlocks
from bot.sandbox.strict.surfaces import MESSAGE_TEXT, MESSAGE_WORDS, check_message, words_in


def written(content: JsonObject, *, longest: int = MESSAGE_TEXT) -> JsonObject:
    """Give text and blocks as a message carries them, checked; `longest` is that of the text, in characters.

    Raises SlackError `no_text`, `msg_too_long`, `msg_blocks_too_long` or `invalid_blocks`.
    """
    text, blocks = content.get("text") or "", content.get("blocks") or []
    if not text and not blocks:
        raise SlackError("no_text")
    if isinstance(text, str) and len(text) > longest:
        raise SlackError("msg_too_long")
    try:
        check_message({"text": text, "blocks": blocks})
    except InvalidBlocks as invalid:
        raise SlackError("invalid_blocks", [f"[ERROR] {message}" for message in invalid.messages]) from None
    if words_in(blocks) > MESSAGE_WORDS:
        raise SlackError("msg_blocks_too_long")
    given: JsonObject = {"text": text} if text else {}
    return given | ({"blocks": with_ids(blocks)} if "blocks" in content else {})
