"""A referral in Welsh, from the command to the receipt: no sentence of the English bot is left on its screens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.person import Person
from bot.trial import acts, world
from bot.trial.hands import Answers
from bot.trial.stories import story
from forms.loading import default_form
from forms.words import Words
from forms.words.files import sentences_of
from tests.journeys.conftest import OpenWorld
from tests.spoken import spoken


def texts(drawn: Any) -> Iterator[str]:
    """Give every text that a screen shows."""
    if isinstance(drawn, dict):
        if drawn.get("type") in {"plain_text", "mrkdwn"}:
            yield drawn["text"]
        for value in drawn.values():
            yield from texts(value)
    elif isinstance(drawn, list):
        for value in drawn:
            yield from texts(value)


def english() -> set[str]:
    """Give what the bot says in English and says otherwise in Welsh: sentences without gaps, and the form's words."""
    said = {
        text.strip()
        for key, text in sentences_of("en").items()
        if isinstance(text, str) and "{" not in text and key.startswith(("screens.", "referral.", "answers.", "form."))
    }
    for section in default_form().sections:
        said |= {section.title, section.intro}
        for question in section.questions:
            said |= {question.label, question.hint, *(choice.label for choice in question.choices)}
    welsh = {text for text in sentences_of("cy").values() if isinstance(text, str)}
    return said - welsh - {"", "Ofsted"}


@pytest.mark.parametrize("slack_mode", ["socket"], indirect=True)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_referrer_meets_welsh_from_the_command_to_the_receipt(open_world: OpenWorld) -> None:
    seen: list[str] = []

    def see(person: Person, _answers: Answers) -> None:
        seen.extend(texts(acts.modal(person)))

    with spoken(Words()):
        marram = open_world(language="cy")
        pages = dict(story("scr").pages)
        pages["incident"] = {**pages["incident"], "incident_date": "dechrau Mawrth 2026"}
        acts.refer(marram.person(world.REFERRER), pages, see)
    lines = {line.strip(" •⚠") for text in seen for line in (text, *text.split("\n"))}
    assert lines & english() == set()
    assert "Eich cyfeirnod: PRP-2026-0001" in lines
    assert any("2 Mawrth 2026" in line for line in lines)
