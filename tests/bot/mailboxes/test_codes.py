"""Each thing that only a person can put right has a sentence that says what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.mail import boxes
from bot.mail.boxes import imap
from forms.words import say

SETTINGS_SEE_TO_IT = {"mailbox_cannot_send"}
"""Nobody can set that mail goes out through a mailbox that does not send."""

CODES = {
    code
    for module in sorted(Path(boxes.__path__[0]).glob("*.py"))
    for code in re.findall(r'Permanent\("(\w+)"', module.read_text("utf-8"))
} | set(imap._REFUSED.values())


@pytest.mark.parametrize("code", sorted(CODES - SETTINGS_SEE_TO_IT))
def test_what_a_person_has_to_change_is_said_in_a_sentence(code: str) -> None:
    assert say(f"command_line.mailbox.{code}").endswith(".")
