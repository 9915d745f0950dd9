"""The scene and the walk, once for all tests of a process: none of them keeps what it tries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.scene import Scene, opened
from tests.access.walk import Walked, walk


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with opened(tmp_path_factory.mktemp("access")) as scene:
        yield scene


@pytest.fixture(scope="session")
def walked(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Walked:
    return walk(scene, tmp_path_factory.mktemp("walked"))
