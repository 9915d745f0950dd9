from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from bot.trial import drawing
from bot.trial.hands import WentWrong
from bot.trial.stories import STORIES, story
from bot.trial.story import Play, play
from bot.trial.world import World
from forms.words import say

ACTS = ("refer", "remind", "decide", "add_action", "remind_action", "finish_action")


@pytest.mark.parametrize("name", STORIES)
def test_a_story_plays_every_act_in_order_and_says_that_it_ended_well(
    name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    shown = io.StringIO()
    play(name, Console(file=shown, width=drawing.WIDTH, highlight=False))
    told = shown.getvalue()
    titles = [say(f"try.story.{act}_title") for act in ACTS]
    assert re.findall("|".join(map(re.escape, titles)), told) == titles
    assert told.endswith(f"{say('try.story.end')}\n")
    assert "╭─ Mail" in told
    assert "PRP-" in told
    assert capfd.readouterr() == ("", "")


def test_no_line_of_a_story_looks_like_a_log_or_is_wider_than_the_screen() -> None:
    shown = io.StringIO()
    play("scr", Console(file=shown, width=drawing.WIDTH, highlight=False))
    lines = shown.getvalue().splitlines()
    assert [line for line in lines if len(line) > drawing.WIDTH] == []
    assert [line for line in lines if re.search(r'^\{|"event"|Traceback|Warning|DEBUG|INFO', line)] == []


def test_a_narrow_screen_is_not_overrun() -> None:
    shown = io.StringIO()
    play("good_practice", Console(file=shown, width=40, highlight=False))
    assert max(len(line) for line in shown.getvalue().splitlines()) == 40


def test_a_story_that_does_not_go_as_it_should_does_not_end_well(tmp_path: Path) -> None:
    script = story("scr")
    wrong = script.model_copy(update={"pages": {**script.pages, "referrer": {"favourite_colour": "green"}}})
    with World(tmp_path, regime=script.regime) as marram:
        playing = Play(marram, wrong, Console(file=io.StringIO()))
        with pytest.raises(WentWrong, match="favourite_colour is not asked"):
            playing.refer()
