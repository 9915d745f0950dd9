"""The words of an HTML body as lines of text, quoted ones with ``>`` as in plain text (lxml, which runs nothing)."""

from __future__ import annotations

import re
from typing import Any

MOST = 2_000_000
"""Characters of HTML that are looked at: the longest mails that Word makes of a form have a few hundred thousand."""

_LINES = frozenset(
    {"address", "article", "div", "dl", "dt", "dd", "fieldset", "form", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li"}
    | {"ol", "p", "pre", "section", "table", "tr", "ul"}
)
_UNSEEN = frozenset({"head", "script", "style", "title", "template", "noscript", "object"})
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_RICHER = re.compile(r"<(?:table|s|strike|del|input|select|textarea)\b|line-through", re.IGNORECASE)


def tells_more(html: str) -> bool:
    """Tell whether HTML may hold what its plain text has lost: tables, struck-out words, boxes."""
    return bool(_RICHER.search(html[:MOST]))


def lines_of(html: str) -> str:
    """Give the words; cells of a row with tabs between them. Empty where there is nothing to read."""
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = etree.fromstring(html[:MOST].encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return ""
    if root is None:
        return ""
    page = _Page()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        page.begin(element) if event == "start" else page.end(element)
    return page.text()


class _Page:
    """Lines as they come. `depth` is how often what is read is quoted, `unseen` whether it is shown at all."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._words: list[str] = []
        self._depth = 0
        self._unseen = 0

    def begin(self, element: Any) -> None:
        """An element begins: what is in it before its first child is its text."""
        tag = str(element.tag)
        self._unseen += tag in _UNSEEN
        if tag in _LINES or tag in {"br", "blockquote"}:
            self._break()
        if tag in {"td", "th"} and self._words:
            self._words.append("\t")
        self._depth += tag == "blockquote"
        self._add(element.text, kept=tag == "pre")

    def end(self, element: Any) -> None:
        """An element ends: what follows it is its tail."""
        tag = str(element.tag)
        if tag in _LINES or tag == "blockquote":
            self._break()
        if tag == "p":
            self._lines.append("> " * self._depth)
        self._depth -= tag == "blockquote"
        self._unseen -= tag in _UNSEEN
        self._add(element.tail)

    def text(self) -> str:
        """Give all lines; several empty ones are one."""
        self._break()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in self._lines)).strip("\n")

    def _add(self, words: str | None, *, kept: bool = False) -> None:
        if not words or self._unseen:
            return
        if kept:
            for line in words.split("\n"):
                self._words.append(line)
                self._break()
        elif words := _SPACE.sub(" ", words):
            self._words.append(words)

    def _break(self) -> None:
        line = _tidy("".join(self._words))
        if line:
            self._lines.append("> " * self._depth + line)
        self._words.clear()


def _tidy(line: str) -> str:
    return "\t".join(" ".join(cell.split(" ")).strip() for cell in line.split("\t")).strip()
