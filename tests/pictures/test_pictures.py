"""The pictures of the README can be drawn anew at any time, from a real journey through a real browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.pictures.browser import chromium
from tests.pictures.draw import draw

README = Path(__file__).parents[2] / "README.md"

without_browser = pytest.mark.skipif(
    chromium() is None and os.environ.get("PRP_TEST_REQUIRE") != "all", reason="there is no Chromium here"
)


@without_browser
def test_every_picture_of_the_readme_is_drawn_from_a_journey(tmp_path: Path) -> None:
    drawn = draw(tmp_path)
    assert all(file.stat().st_size > 5000 for file in drawn)
    text = README.read_text("utf-8")
    assert all(f"docs/pictures/{file.name}" in text for file in drawn)


@without_browser
def test_no_picture_fetches_anything_from_elsewhere(tmp_path: Path) -> None:
    (svg,) = [file for file in draw(tmp_path) if file.suffix == ".svg"]
    assert 'url("http' not in svg.read_text("utf-8")
