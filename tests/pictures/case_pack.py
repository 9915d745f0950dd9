"""Draws the pages of a case pack into a folder, and the page that shows them:
``python -m tests.pictures.case_pack docs/case-pack``.

The pages are set by the same program, from the same template and document, as the PDF that people get.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import sys
import tempfile
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path

import typst
from rich.console import Console

from bot.logs import configure_logs
from bot.trial import acts, world
from bot.trial.stories import story
from bot.trial.story import Play
from bot.trial.world import World
from forms.documents.document import Document
from handlers.access import Actor, Role
from handlers.case_pack import case_pack
from storage import cases
from tests.pictures.story import START

FOLDER = Path(__file__).parents[2] / "docs" / "case-pack"
TEMPLATE = files("forms.documents").joinpath("document.typ")
POINTS_PER_INCH = 72.0
HEAD = """# The case pack

What `prp pack REF --as PERSON --reason TEXT` makes of one invented case, for the panel and for a chair outside Slack:
a PDF, or with `-o NAME.docx` a Word document. A test fails when it has changed and these pictures have not. To draw
them anew: `python -m tests.pictures.case_pack docs/case-pack`

The PDF is held to PDF/UA-1, so that it can be read aloud: the program that sets it refuses what breaks those of its
rules that a machine can see. A test also looks through the finished file with another program: title, language, a tag
around every piece of text, no heading level left out. It has not been through veraPDF, nor been heard by somebody who
uses a screen reader.
"""


def pack() -> Document:
    """Play the story of a serious case up to the last action, and give its pack."""
    script = story("scr")
    with tempfile.TemporaryDirectory() as place, World(Path(place), start=START, regime=script.regime) as marram:
        acts.refer(marram.person(world.REFERRER), script.pages)
        marram.settle()
        play = Play(marram, script, Console(file=io.StringIO()))
        play.decide()
        play.act()
        with marram.service.office.begin(Actor(f"slack:{world.UNIT}", frozenset({Role.BUSINESS_UNIT}))) as work:
            (case,) = cases.all_sent(work.tx)
            return case_pack(work, case.id, reason="The chair has no Slack")


def mark(document: Document) -> str:
    """Tell one drawing from another, whatever fonts draw it."""
    return hashlib.sha256(json.dumps(asdict(document)).encode() + TEMPLATE.read_bytes()).hexdigest()[:16]


def drawn(document: Document) -> list[bytes]:
    """Give the pages as pictures (PNG)."""
    given = {"document": json.dumps(asdict(document))}
    pages = typst.compile(TEMPLATE.read_bytes(), format="png", ppi=POINTS_PER_INCH, sys_inputs=given)
    return pages if isinstance(pages, list) else [pages]


def text(document: Document, count: int) -> str:
    """Write the page that shows them."""
    about = f"of the case pack of {document.title.split()[-1]}."
    shown = (f"![Page {number} of {count} {about}](case-pack/page-{number}.png)\n" for number in range(1, count + 1))
    return "\n".join([HEAD, f"<!-- {mark(document)} -->\n", *shown])


def kept_mark(page: str) -> tuple[str, int]:
    """Give the mark of the drawing that a page shows, and how many pictures."""
    (found,) = re.findall(r"<!-- ([0-9a-f]{16}) -->", page)
    return found, page.count("![")


if __name__ == "__main__":
    configure_logs("ERROR")
    place = Path(sys.argv[1])
    place.mkdir(parents=True, exist_ok=True)
    made = pack()
    for old in place.glob("page-*.png"):
        old.unlink()
    pages = drawn(made)
    for number, picture in enumerate(pages, start=1):
        (place / f"page-{number}.png").write_bytes(picture)
    place.with_suffix(".md").write_text(text(made, len(pages)), "utf-8")
