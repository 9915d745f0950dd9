"""Draws the pictures of the README from a real journey: ``python -m tests.pictures.draw docs/pictures``."""

from __future__ import annotations

import io
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bot.sandbox.person import Person
from bot.trial import acts, drawing, world
from bot.trial.hands import Answers, by_block
from bot.trial.stories import story
from bot.trial.story import Play
from bot.trial.world import World
from tests.pictures import block_kit, browser

START = datetime(2026, 3, 2, 10, tzinfo=UTC)
SCREENS = {"welcome": 720, "incident": 1450}
"""The screens of the conversation that are drawn, with the height of each picture in pixels."""


def draw(folder: Path) -> list[Path]:
    """Draw every picture into `folder` and give their files; raises `RuntimeError` where there is no Chromium."""
    html: dict[str, str] = {}

    def see(person: Person, answers: Answers) -> None:
        name = acts.page_id(person)
        if name in SCREENS:
            person.fill(by_block(acts.modal(person), answers))
            html[name] = block_kit.modal(acts.modal(person))

    script = story("scr")
    terminal = Console(width=drawing.WIDTH, highlight=False, record=True, file=io.StringIO())
    with tempfile.TemporaryDirectory() as place, World(Path(place), start=START, regime=script.regime) as marram:
        acts.refer(marram.person(world.REFERRER), script.pages, see)
        marram.settle()
        (card,) = marram.workspace.messages(world.PANEL_CHANNEL)
        play = Play(marram, script, terminal)
        play.remind()
        play.decide()
    files = [folder / f"{name}.png" for name in (*SCREENS, "panel-card")]
    for name, height in SCREENS.items():
        browser.picture(block_kit.page(html[name]), folder / f"{name}.png", width=580, height=height)
    card_html = block_kit.message(card["blocks"], card["text"])
    browser.picture(block_kit.page(card_html), folder / "panel-card.png", width=700, height=220)
    (folder / "story.svg").write_text(_without_fonts(terminal.export_svg(title="prp try --story scr")), "utf-8")
    return [*files, folder / "story.svg"]


def _without_fonts(svg: str) -> str:
    """Leave out the fonts that rich would have the reader's browser fetch from elsewhere."""
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
