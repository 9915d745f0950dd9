"""Draws pages of the blank forms into a folder, and the page that shows them:
``python -m tests.pictures.blank_forms docs/blank-forms``.

It needs LibreOffice and pdftoppm (Debian: libreoffice-writer-nogui, poppler-utils), and pypdf to choose the pages. The
tests need neither: they look whether what the forms say, and how they are written, is what was drawn.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from pypdf import PdfReader

import forms.documents.blank
from forms.documents.blank import KINDS, blank, printed
from forms.documents.blank.sheet import Board
from forms.loading import default_form

FOLDER = Path(__file__).parents[2] / "docs" / "blank-forms"
BOARD = Board(
    name="Marram Safeguarding Children Board",
    panel="Practice Review Panel",
    marking="OFFICIAL-SENSITIVE",
    front_door="0151 496 0777",
    out_of_hours="0151 496 0999",
    send_to="panel@marram.example",
)
DRAWN = {"docx": "Word", "odt": "OpenDocument", "pdf": "PDF with fields to fill in"}
SHOWN = ("If a child is in danger now", "Before you start", "Agencies involved", "Declaration")
"""The pages on which these stand."""
DOTS_PER_INCH = "72"
LINES_OF_TEXT = 48
HEAD = """# The blank forms

What `prp form blank --format docx|odt|pdf|txt -o FILE` writes for an invented Board: four pages of each, as LibreOffice
and poppler draw them, and the beginning of the plain text. A test fails when the forms have changed and these pictures
have not. To draw them anew: `python -m tests.pictures.blank_forms docs/blank-forms`

In Word each space is a content control that says its question when it is read aloud, headings are headings, and the
first row of a table is repeated on each page. The PDF has named fields in the order of reading, but no tags: somebody
who uses a screen reader is better served by Word. None of them has been heard by somebody who uses one.
"""


def made(kind: str) -> bytes:
    """Give the blank form in one format."""
    return blank(
        default_form(),
        kind,
        board=BOARD.name,
        panel=BOARD.panel,
        marking=BOARD.marking,
        front_door=BOARD.front_door,
        out_of_hours=BOARD.out_of_hours,
        send_to=BOARD.send_to,
    )


def mark() -> str:
    """Tell one drawing from another: by what the forms say but for their version, and how each format is written."""
    form = default_form()
    text = made("txt").decode().replace(form.version, "")
    said = "".join([text, *(line for kind in KINDS for line in sorted(printed(form, kind)))])
    written = "".join(file.read_text("utf-8") for file in sorted(Path(forms.documents.blank.__path__[0]).glob("*.py")))
    return hashlib.sha256((said + written).encode()).hexdigest()[:16]


def text() -> str:
    """Write the page that shows them."""
    parts = [HEAD, f"<!-- {mark()} -->\n"]
    for kind, name in DRAWN.items():
        parts.append(f"## {name}\n")
        parts += [
            f"![The blank form for {name}: the page with “{shown}”.](blank-forms/{kind}-{number}.png)\n"
            for number, shown in enumerate(SHOWN, start=1)
        ]
    beginning = [line.rstrip() for line in made("txt").decode().splitlines()[:LINES_OF_TEXT]]
    return "\n".join([*parts, "## Plain text\n", "```text", *beginning, "```", ""])


def draw(folder: Path) -> None:
    """Draw the pages into `folder`, and write the page beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        for kind in DRAWN:
            form = Path(place) / f"form.{kind}"
            form.write_bytes(made(kind))
            if kind != "pdf":
                subprocess.run(
                    ["soffice", "--headless", "--convert-to", "pdf", "--outdir", place, form],
                    check=True,
                    capture_output=True,
                )
            printed = Path(place) / "form.pdf"
            pages = [page.extract_text() for page in PdfReader(printed).pages]
            for number, shown in enumerate(SHOWN, start=1):
                at = str(next(place for place, words in enumerate(pages, start=1) if shown in words))
                picture = ["-r", DOTS_PER_INCH, "-f", at, "-l", at, "-singlefile", "-png"]
                subprocess.run(["pdftoppm", *picture, printed, folder / f"{kind}-{number}"], check=True)
    folder.with_suffix(".md").write_text(text(), "utf-8")


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
