"""What people see is in docs/pictures.md: every screen and notice that there is, as it is now, drawn by a real browser.

Whether a picture is the one of today is told by the mark of its drawing, not by its bytes: browsers and fonts differ.
"""

from __future__ import annotations

import os
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.slack import views
from forms.loading import default_form
from tests.pictures import album, story
from tests.pictures.browser import browser, chromium
from tests.pictures.camera import Camera
from tests.pictures.draw import draw
from tests.pictures.scenes.notices import kinds_and_channels

README = Path(__file__).parents[2] / "README.md"
PAGE = album.page_beside(album.FOLDER)
SMALLEST = 1000
"""Bytes; a page that could not be drawn is smaller."""
LARGEST_TOGETHER = 6_000_000

without_browser = pytest.mark.skipif(
    chromium() is None and os.environ.get("PRP_TEST_REQUIRE") != "all", reason="there is no Chromium here"
)


def screens() -> Iterator[str]:
    """Give every kind of screen that the views draw."""
    for module in pkgutil.iter_modules(views.__path__):
        for name, value in vars(import_module(f"{views.__name__}.{module.name}")).items():
            if name.endswith("CALLBACK"):
                yield f"screen:{value}"


def pages() -> Iterator[str]:
    """Give every page of the form but the last, which is a screen of its own."""
    form = default_form()
    *asked, _declaration = dict.fromkeys(section.page for section in form.sections)
    yield from (f"page:{page}" for page in (*asked, *(shared.id for shared in form.shared_pages)))


def test_every_kind_of_screen_page_and_notice_has_a_picture(camera: Camera) -> None:
    shown = {kind for picture in camera.pictures for kind in picture.kinds}
    wanted = {*screens(), *pages(), *kinds_and_channels(), "screen:home"}
    assert len(wanted) > 50
    assert wanted - shown == set()


def test_the_page_in_docs_shows_what_people_see_today(camera: Camera) -> None:
    assert PAGE.read_text("utf-8") == album.text(camera), f"Screens have changed. Draw them anew: {album.COMMAND}"


@without_browser
def test_pictures_of_every_chapter_can_be_drawn_anew(camera: Camera, tmp_path: Path) -> None:
    some = Camera()
    some.chapters = [replace(chapter, pictures=chapter.pictures[::6]) for chapter in camera.chapters]
    drawn = draw(some, tmp_path / "pictures")
    assert len(drawn) == len(some.pictures) > len(camera.chapters)
    assert [file.name for file in drawn if file.stat().st_size < SMALLEST] == []
    assert album.marks(tmp_path / "pictures.md") == {picture.name: picture.mark for picture in some.pictures}


@without_browser
def test_only_what_has_changed_is_drawn_again(camera: Camera, tmp_path: Path) -> None:
    few = Camera()
    few.chapters = [replace(camera.chapters[0], pictures=camera.chapters[0].pictures[:4])]
    folder = tmp_path / "pictures"
    draw(few, folder)
    (folder / "gone.png").write_bytes(b"")
    page = folder.with_suffix(".md")
    first, second = few.pictures[:2]
    page.write_text(page.read_text("utf-8").replace(first.mark, "0" * 16), "utf-8")
    (folder / f"{second.name}.png").unlink()
    assert draw(few, folder) == [folder / f"{first.name}.png", folder / f"{second.name}.png"]
    assert not (folder / "gone.png").exists()


def test_every_picture_that_the_docs_show_is_there_and_no_other() -> None:
    shown = {f"{name}.png" for name in album.marks(PAGE)}
    there = {file.name for file in album.FOLDER.glob("*.png")}
    assert shown == there
    assert sum(file.stat().st_size for file in album.FOLDER.iterdir()) < LARGEST_TOGETHER


def test_every_picture_says_in_words_what_it_shows() -> None:
    alternatives = re.findall(r"!\[(.*?)\]", PAGE.read_text("utf-8"))
    assert len(alternatives) == len(album.marks(PAGE))
    assert [text for text in alternatives if len(text) < 15 or not text.endswith(".")] == []


def test_the_readme_leads_to_the_pictures() -> None:
    assert "(docs/pictures.md)" in README.read_text("utf-8")


def test_nothing_told_in_the_terminal_s_picture_is_fetched_from_elsewhere() -> None:
    with capture_logs():
        svg = story.terminal()
    assert "PRP-2026-0001" in svg
    assert 'url("http' not in svg


@without_browser
def test_a_page_that_cannot_be_drawn_is_an_error() -> None:
    with browser() as tab, pytest.raises(RuntimeError, match="noSuchThing"):
        tab._call("Page.noSuchThing")
