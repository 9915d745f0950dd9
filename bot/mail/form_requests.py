"""Whether somebody asks for the referral form, told by the words that they use (``form_requests.toml``)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

_LONGEST = 2_000
"""Characters of a mail that asks for the form: whoever refers a case writes more."""
_SENTENCE = re.compile(r"[.!?]+|\n{2,}")


def asks_for_form(subject: str, text: str) -> bool:
    """Tell whether a sentence of a short mail asks for the form; the subject is one."""
    if len(text) > _LONGEST:
        return False
    said = (" ".join(part.casefold().split()) for part in (subject, *_SENTENCE.split(text)))
    return any(_asks(sentence) for sentence in said)


def _asks(sentence: str) -> bool:
    words = _words()
    has = {kind: any(each in sentence for each in words[kind]) for kind in words}
    return has["asks"] and has["form"] and not has["not_so"]


@cache
def _words() -> dict[str, tuple[str, ...]]:
    data = tomllib.loads(resources.files("bot.mail").joinpath("form_requests.toml").read_text("utf-8"))
    return {kind: tuple(each.casefold() for each in words) for kind, words in data.items()}
