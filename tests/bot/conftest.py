"""A terminal in an empty folder, for the tests of ``prp``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.bot.command_line import Terminal, refer


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    for name in list(os.environ):
        if name.startswith("PRP_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return Terminal(tmp_path, capsys)


@pytest.fixture
def ready(terminal: Terminal, sqlite_template: Path) -> Terminal:
    """Give a terminal in a folder that is set up."""
    terminal.set_up(sqlite_template)
    return terminal


@pytest.fixture
def reference(ready: Terminal) -> str:
    """Give the reference of a case that was referred."""
    office = ready.office()
    try:
        return refer(office)
    finally:
        office.close()
