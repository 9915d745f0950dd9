"""A mail comes, and the bot dies over it again and again: nothing is lost, and nothing is done twice."""

from __future__ import annotations

from pathlib import Path

from tests.journeys import by_mail
from tests.journeys.crash.board import CrashingBoard
from tests.journeys.crash.reckoning import Account, account, reckon
from tests.journeys.crash.runs import Runs

POINTS = frozenset(
    {
        "after the commit: keeping a mail that came",
        "before the commit: dealing with a mail that came",
        "after the commit: dealing with a mail that came",
        "after the move of a mail that came",
    }
)
"""Where each part of the work is done and not yet known to be; `tests/bot/mailboxes` goes through every step."""
TEXT = "Referrer\nRole: Paediatrician\nAgency: Marram Hospital Trust\nWhat happened\nA child was hurt.\n"


def take_in(board: CrashingBoard, folder: Path) -> Account:
    """Let a mail come and everybody be told; a dead bot's leases end meanwhile."""
    by_mail.drop(folder, by_mail.letter(TEXT))
    by_mail.settle(board, folder)
    assert by_mail.states(board) == [("waiting", "asha.patel@marram-hospital.example.org")]
    assert by_mail.places(folder) == {"Processed": 1}
    return account(board)


def test_a_bot_that_dies_over_a_mail_loses_nothing_and_does_nothing_twice(on_sqlite: Runs, tmp_path: Path) -> None:
    calm, doomed = tmp_path / "calm", tmp_path / "doomed"
    with on_sqlite.board(**by_mail.settings(calm)) as board:
        before = take_in(board, calm)
        assert board.bot.points.keys() >= POINTS
    with on_sqlite.board(doomed=POINTS, **by_mail.settings(doomed)) as board:
        found = reckon(before, take_in(board, doomed))
        assert set(board.deaths) == POINTS
    assert found.is_well, found
