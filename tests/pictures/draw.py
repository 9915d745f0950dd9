"""Draws what people see into a folder, and the page that shows it: ``python -m tests.pictures.draw docs/pictures``."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.logs import configure_logs
from tests.pictures import album, story
from tests.pictures.browser import browser
from tests.pictures.camera import Camera

KEPT = {"architecture.svg", "story.svg"}
"""What lies among the pictures and is no screen."""


def draw(camera: Camera, folder: Path) -> list[Path]:
    """Draw into `folder` every picture that is new or has changed, take out those that are gone, write the page.

    Gives the files that were drawn. Raises `RuntimeError` where there is no Chromium.
    """
    folder.mkdir(parents=True, exist_ok=True)
    page = album.page_beside(folder)
    before = album.marks(page)
    files = {folder / f"{picture.name}.png": picture for picture in camera.pictures}
    changed = {
        file: picture
        for file, picture in files.items()
        if before.get(picture.name) != picture.mark or not file.exists()
    }
    if changed:
        with browser() as chromium:
            for file, picture in changed.items():
                file.write_bytes(chromium.picture(picture.html))
    for file in set(folder.iterdir()) - set(files):
        if file.name not in KEPT:
            file.unlink()
    page.write_text(album.text(camera, folder.name), "utf-8")
    return list(changed)


if __name__ == "__main__":
    configure_logs("ERROR")
    place = Path(sys.argv[1])
    draw(story.seen(), place)
    (place / "story.svg").write_text(story.terminal(), "utf-8")
