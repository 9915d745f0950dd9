"""What stands in a PDF: the fields of its form, and its text in the order in which it is read (ISO 32000-1)."""

from __future__ import annotations

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import LimitReachedError

from forms.documents.content import Block, Content, Trouble
from forms.documents.contents.pdf_drawing import Drawing, Word, drawn
from forms.documents.contents.pdf_fields import Space, spaces
from forms.documents.contents.pdf_layout import laid_out
from forms.documents.contents.pdf_lines import Grid, Laid
from forms.documents.contents.unread import Unread

logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # its warnings repeat what stands in the document

MOST_PAGES = 200
_PLEASE_WAIT = re.compile(r"please wait\b.*\bproper contents|adobe reader.*to view", re.IGNORECASE | re.DOTALL)
"""What a form shows that only Adobe's own programs can draw."""
_EDGE = 0.09
"""Of a page's height: what stands nearer to its upper or lower edge may be repeated on each page."""
_PAGE_NUMBER = re.compile(r"(page\W*)?\d+(\W*(of|/)\W*\d+)?", re.IGNORECASE)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\xa0": " ", "\xad": ""})


def read(content: bytes) -> Content:
    """Give what stands in a PDF. Raises `Unread` where nothing of it can be read."""
    try:
        return _read(content)
    except LimitReachedError:
        raise Unread(Trouble.TOO_LARGE) from None


def _read(content: bytes) -> Content:
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise Unread(Trouble.PROTECTED)
    if len(reader.pages) > MOST_PAGES:
        raise Unread(Trouble.TOO_LARGE)
    about = reader.metadata
    form, version = (str(about.get(key, "")) if about else "" for key in ("/prp-form", "/prp-form-version"))
    pages = [_page(page, is_own=bool(form)) for page in reader.pages]
    _must_have_words(reader, [drawing for drawing, _ in pages])
    laid = [laid_out(drawing) for drawing in _without_repeated(pages)]
    scanned = any(drawing.has_pictures and not drawing.words for drawing, _ in pages)
    return Content(tuple(_together(laid)), form, version, (Trouble.SCAN,) if scanned else ())


def _must_have_words(reader: PdfReader, drawings: list[Drawing]) -> None:
    """Raise `Unread` for pages that show no words, or none but that another program is needed."""
    fields = reader.root_object.get("/AcroForm")
    is_xfa = fields is not None and "/XFA" in fields.get_object()
    words = [word for drawing in drawings for word in drawing.words]
    has_gaps = any(word.gap is not None for word in words)
    said = " ".join(word.text for word in words)
    if (is_xfa and not has_gaps) or (not has_gaps and len(drawings) == 1 and _PLEASE_WAIT.search(said)):
        raise Unread(Trouble.XFA)
    if not words:
        raise Unread(Trouble.SCAN if any(drawing.has_pictures for drawing in drawings) else Trouble.EMPTY)


def _page(page: PageObject, *, is_own: bool) -> tuple[Drawing, float]:
    """Give what is drawn on a page, the fields of its form among the words, and the page's height."""
    drawing = drawn(page)
    drawing.words = [replace(word, text=word.text.translate(_LIGATURES)) for word in drawing.words]
    drawing.words += [_word(space, drawing.words, is_own=is_own) for space in spaces(page)]
    sides = float(page.mediabox.width), float(page.mediabox.height)
    return drawing, sides[page.rotation % 180 == 0]


def _word(space: Space, words: list[Word], *, is_own: bool) -> Word:
    """Give a field as a word, on the line that its label stands on where there is one."""
    beside = [word.y for word in words if space.low - 2 <= word.y <= space.high - 3 and word.gap is None]
    usual = 10.0
    height = space.high - space.low
    y = max(beside, default=space.high - usual if height > 2 * usual else space.low + height * 0.3)
    name = space.name.replace(":", ".") if is_own else space.name
    size = min(height, usual)
    return Word(space.left, space.right, y, size, space.text if space.is_box else space.text.strip(), gap=name)


def _without_repeated(pages: list[tuple[Drawing, float]]) -> Iterator[Drawing]:
    """Leave out page numbers, and lines at the edge of most pages from the second time on."""
    edges = [_lines_at_the_edge(*page) for page in pages]
    often = {
        line
        for line, times in Counter(line for edge in edges for line in edge).items()
        if times > max(1, len(pages) // 2)
    }
    seen: set[tuple[int, str]] = set()
    for (drawing, _), edge in zip(pages, edges, strict=True):
        for line, words in edge.items():
            is_number = len(pages) > 1 and _PAGE_NUMBER.fullmatch(line[1])
            if is_number or (line in often and line in seen):
                drawing.words = [word for word in drawing.words if word not in words]
            seen.add(line)
        yield drawing


def _lines_at_the_edge(drawing: Drawing, height: float) -> dict[tuple[int, str], list[Word]]:
    """Give the words of each line near a page's edge, by its place and what it says but for numbers."""
    lines: dict[int, list[Word]] = defaultdict(list)
    for word in drawing.words:
        if word.gap is None and not height * _EDGE < word.y < height * (1 - _EDGE):
            lines[round(word.y)].append(word)
    return {(y, re.sub(r"\d+", "0", "".join(word.text for word in words)).strip()): words for y, words in lines.items()}


def _together(pages: list[list[Laid]]) -> Iterator[Block]:
    """Give the pages as one; a table that goes on over the page is one table."""
    open_grid: Grid | None = None
    for page in pages:
        for number, laid in enumerate(page):
            if open_grid is not None:
                if number == 0 and isinstance(laid, Grid) and open_grid.stands_as(laid.columns):
                    open_grid.rows += laid.rows[1:] if laid.rows[0] == open_grid.rows[0] else laid.rows
                    continue
                yield open_grid.table()
                open_grid = None
            if isinstance(laid, Grid):
                open_grid = laid
            else:
                yield laid
    if open_grid is not None:
        yield open_grid.table()
