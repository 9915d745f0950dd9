"""The bot is killed in the middle of its work, again and again: nothing is lost, and nothing doubled but as allowed.

`PRP_TEST_CRASHES` says how many times at random moments (200); where it is set, each named point is tried too, not
every sixth only. Docs: docs/procedure.md, section 7, rule 10.
"""

from __future__ import annotations

import os

import pytest

from tests.journeys.crash.runs import TURNS, Crashed, Runs
from tests.journeys.crash.table import CrashTable

CRASHES = int(os.environ.get("PRP_TEST_CRASHES", "200"))
AT_ONCE = 20
EACH = 1 if "PRP_TEST_CRASHES" in os.environ else 6


@pytest.mark.parametrize("turn", range(0, TURNS, EACH))
def test_a_bot_that_is_killed_at_a_commit_or_at_a_send_loses_and_doubles_nothing(on_sqlite: Runs, turn: int) -> None:
    crashed = on_sqlite.crash_in_turn(turn, TURNS)
    _show(crashed)
    assert set(crashed.deaths) == set(on_sqlite.calm.points[turn::TURNS])
    assert crashed.found.is_well, crashed.found


@pytest.mark.parametrize("seed", range(CRASHES // AT_ONCE))
def test_a_bot_that_is_killed_at_random_moments_loses_and_doubles_nothing(on_sqlite: Runs, seed: int) -> None:
    crashed = on_sqlite.crash_at_random(AT_ONCE, seed, slack_mode="http" if seed % 2 else "socket")
    _show(crashed)
    assert len(crashed.deaths) == AT_ONCE
    assert crashed.found.is_well, crashed.found


def test_on_postgresql_too_a_bot_that_is_killed_loses_and_doubles_nothing(on_postgresql: Runs) -> None:
    for crashed in (on_postgresql.crash_in_turn(5, TURNS), on_postgresql.crash_at_random(5, seed=1)):
        _show(crashed)
        assert crashed.deaths
        assert crashed.found.is_well, crashed.found


def test_a_mail_of_which_nobody_can_know_is_sent_once_more_and_that_is_recorded(on_sqlite: Runs) -> None:
    notice = "decision_reminder to chair@marram-board.example.org"
    crashed = on_sqlite.crash_at([f"after the mail {notice}"])
    assert crashed.found.recorded == (notice,)
    assert crashed.found.unknown[-1:] == (notice,)
    assert crashed.found.is_well, crashed.found


def test_a_message_in_slack_that_was_posted_is_found_and_not_posted_again(on_sqlite: Runs) -> None:
    notice = "decision_reminder to U0CHAIR"
    crashed = on_sqlite.crash_at([f"after the call of chat.postMessage: sending {notice}"])
    assert notice in crashed.found.unknown
    assert notice not in crashed.found.recorded
    assert crashed.found.is_well, crashed.found


def _show(crashed: Crashed) -> None:
    """Print the crash table of one journey: seen with ``-rP``."""
    table = CrashTable()
    table.add(crashed.deaths, crashed.found)
    print(table.markdown())
