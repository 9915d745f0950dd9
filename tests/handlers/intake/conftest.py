"""A Board that trusts one domain, and its post."""

from __future__ import annotations

import pytest

from handlers.board import Board
from handlers.form_versions import Forms
from storage.database import Database
from tests.conftest import Clock
from tests.handlers.intake.post import Post


@pytest.fixture
def board(board: Board) -> Board:
    return board.model_copy(update={"trusted_senders": frozenset({"northport.example.org"})})


@pytest.fixture
def post(database: Database, clock: Clock, board: Board, forms: Forms, staff: None) -> Post:
    return Post(database, clock, board, forms)
