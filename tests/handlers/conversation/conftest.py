"""What tests of the conversation may ask for besides."""

from __future__ import annotations

import pytest

from handlers.board import Board
from tests.handlers.conftest import WorkAs
from tests.handlers.talker import Talker


@pytest.fixture
def talker(work_as: WorkAs, board: Board) -> Talker:
    """Somebody in a conversation of a Board that has set nothing: buttons and menus, no typing."""
    return Talker(work_as, board)


@pytest.fixture
def typist(work_as: WorkAs, board: Board) -> Talker:
    """Somebody in a conversation of a Board that lets people type."""
    return Talker(work_as, board.model_copy(update={"typed_answers": True}))
