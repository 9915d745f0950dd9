"""A Board's own words: only the sentences it changes, each mistake refused with the file, the line and the reason."""

from __future__ import annotations

import pytest

from forms.words import Words, say
from forms.words.files import changeable
from forms.words.own import WordsMistake, read_own_words, room_for
from tests.spoken import spoken

WHAT = "screens.welcome.what"


def test_a_board_s_sentence_is_said_in_place_of_the_bot_s_and_all_others_stay() -> None:
    own = read_own_words('[screens.welcome]\nwhat = "Tell the {panel} of the {board}!"\n', "our.toml")
    with spoken(Words(own=own)):
        assert say(WHAT, panel="Panel", board="Board") == "Tell the Panel of the Board!"
        assert say("answers.not_known") == "Not known"
    assert say(WHAT, panel="Panel", board="Board") != "Tell the Panel of the Board!"


def test_a_board_s_sentence_comes_before_the_language() -> None:
    with spoken(Words("cy", read_own_words('[answers]\nnot_known = "Heb wybod"\n', "our.toml"))):
        assert (say("answers.not_known"), say("answers.yes_no.yes")) == ("Heb wybod", "Ie")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[screens", 1, "cannot be read as TOML"),
        ("# ours\n[screens.welcome]\nwhta = 'x'", 3, "Did you mean “screens.welcome.what”?"),
        ("\nxyzzy = 'x'", 2, "there is no sentence “xyzzy”"),
        ("[help]\nprp = 'x'", 2, "for whoever runs the bot"),
        ("[screens.welcome]\ntime = 20", 2, "must be text"),
        ("[dates]\nmonths = ['x']", 2, "there is no sentence"),
        ("[screens.welcome]\ntime = ' '", 2, "is empty"),
        ("[screens.receipt]\nreceived = 'On {day'", 2, "curly bracket"),
        ("[screens.receipt]\nreceived = '{day.year}'", 2, "curly bracket"),
        ("[screens.receipt]\nreceived = '{day!r}'", 2, "curly bracket"),
        ("[screens.receipt]\nreceived = '{day:>9}'", 2, "curly bracket"),
        ("[screens.receipt]\nreceived = '{day} {name}'", 2, "{name}, which the bot cannot fill in there"),
        ("[screens.receipt]\nreceived = 'Received'", 2, "leaves out {day}"),
        ("[screens.titles]\nrefer = '1234567890123456789012345'", 2, "25 characters. At most 24 fit"),
        ("screens.titles.refer = ''", 1, "is empty"),
        ("[answers]\nunread = '''\nnot_known = {typed} '''\nnot_known = ''", 4, "“answers.not_known” is empty"),
    ],
)
def test_a_mistake_is_refused_with_file_line_and_reason(text: str, line: int, reason: str) -> None:
    with pytest.raises(WordsMistake) as caught:
        read_own_words(text, "our.toml")
    assert str(caught.value).startswith(f"our.toml, line {line}: ")
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("key", "most"),
    [("screens.titles.refer", 24), ("screens.buttons.skip", 75), ("screens.danger.title", 150), (WHAT, 3000)],
)
def test_every_place_has_its_room(key: str, most: int) -> None:
    assert key in changeable()
    assert room_for(key) == most
