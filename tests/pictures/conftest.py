"""The story that the pictures tell, played once: what is seen in it, and the blocks that all of that is drawn from."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from structlog.testing import capture_logs

from tests.pictures import block_kit, story
from tests.pictures.camera import Camera

Block = dict[str, Any]


@pytest.fixture(scope="session")
def seen() -> tuple[Camera, list[list[Block]]]:
    """Give everything that is seen in the story, and the blocks of every modal, App Home and message of it."""
    blocks: list[list[Block]] = []

    def recording(name: str) -> Any:
        draw = getattr(block_kit, name)

        def drawn(shown: Any, *more: Any, **named: Any) -> Any:
            blocks.append(shown["blocks"] if isinstance(shown, dict) else shown)
            return draw(shown, *more, **named)

        return patch.object(block_kit, name, drawn)

    with capture_logs(), recording("modal"), recording("home"), recording("message"):
        return story.seen(), blocks


@pytest.fixture
def camera(seen: tuple[Camera, list[list[Block]]]) -> Camera:
    return seen[0]


@pytest.fixture
def screens(seen: tuple[Camera, list[list[Block]]]) -> list[list[Block]]:
    return seen[1]
