"""The page that shows every picture, `docs/pictures.md`. It also keeps the mark of each drawing.

A picture whose mark has changed is drawn again; the others are left as they are, whatever browser drew them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.pictures.camera import Camera

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
COMMAND = "python -m tests.pictures.draw docs/pictures"


def page_beside(folder: Path) -> Path:
    """Give the page that shows the pictures of a folder."""
    return folder.with_suffix(".md")


def text(camera: Camera, folder: str = FOLDER.name) -> str:
    """Write the page."""
    return "\n".join(_lines(camera, folder)) + "\n"


def marks(page: Path) -> dict[str, str]:
    """Give the mark of each picture that a page shows, by its name; none where there is no page yet."""
    if not page.exists():
        return {}
    return dict(re.findall(r"/([a-z0-9_-]+)\.png\) <!-- ([0-9a-f]+) -->", page.read_text("utf-8")))


def _lines(camera: Camera, folder: str) -> Iterator[str]:
    yield "# What people see"
    yield ""
    yield "Every screen, message and mail of the bot, in the order of one invented case. All of it is drawn from a real"
    yield "run against the project’s own workspace. A test fails when a screen has changed and its picture has not."
    yield f"To draw them anew: `{COMMAND}`"
    yield ""
    yield from (f"- [{chapter.title}](#{_anchor(chapter.title)})" for chapter in camera.chapters)
    for chapter in camera.chapters:
        yield ""
        yield f"## {chapter.title}"
        yield ""
        yield chapter.intro
        for picture in chapter.pictures:
            yield ""
            yield picture.line
            yield ""
            yield f"![{picture.line}]({folder}/{picture.name}.png) <!-- {picture.mark} -->"


def _anchor(title: str) -> str:
    return re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
