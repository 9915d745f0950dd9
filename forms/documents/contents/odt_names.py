"""The names of OpenDocument's elements and attributes, and what its styles say (OpenDocument 1.3, part 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from lxml import etree

from forms.documents.contents.look import PLAIN, Look

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, STYLE, TEXT, TABLE, DRAW, FORM, META = (
    f"{_OASIS}{name}:1.0}}" for name in ("office", "style", "text", "table", "drawing", "form", "meta")
)
FO = _OASIS + "xsl-fo-compatible:1.0}"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
FIELD = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"

_HEADING = re.compile(r"(?:Heading|Title|Subtitle)(?:_20_\d+)?")
_PROMPT = re.compile(r"Placeholder(?:_20_Text)?", re.IGNORECASE)
_MOST_ANCESTORS = 12
_BOLD = frozenset({"bold", "600", "700", "800", "900"})
_NO_COLOUR = frozenset({"", "transparent", "#ffffff"})


class Styles:
    """The styles of one document: those that people choose from, and those that it made for what they did by hand."""

    def __init__(self, *roots: etree._Element | None) -> None:
        self._styles = {
            (style.get(STYLE + "family"), style.get(STYLE + "name")): style
            for root in roots
            if root is not None
            for style in root.iter(STYLE + "style")
        }
        self.look = cache(self._look)
        self.is_heading = cache(self._is_heading)

    def is_shaded(self, cell_style: str) -> bool:
        """Tell whether cells of this style have a colour behind the words."""
        return any(
            properties.get(FO + "background-color", "").casefold() not in _NO_COLOUR
            for style in self._with_ancestors("table-cell", cell_style)
            for properties in style.iterchildren(STYLE + "table-cell-properties")
        )

    def is_prompt(self, text_style: str) -> bool:
        """Tell whether words of this style only say what to fill in."""
        return bool(_PROMPT.fullmatch(text_style))

    def _look(self, family: str, name: str) -> Look:
        found = PLAIN
        for style in self._with_ancestors(family, name):
            for properties in style.iterchildren(STYLE + "text-properties"):
                found = found.over(_said(properties))
        return found

    def _is_heading(self, name: str) -> bool:
        return bool(_HEADING.fullmatch(name)) or any(
            _HEADING.fullmatch(style.get(STYLE + "parent-style-name", "")) or style.get(STYLE + "default-outline-level")
            for style in self._with_ancestors("paragraph", name)
        )

    def _with_ancestors(self, family: str, name: str) -> Iterator[etree._Element]:
        for _ in range(_MOST_ANCESTORS):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.get(STYLE + "parent-style-name", "")


def _said(properties: etree._Element) -> Look:
    weight, line = properties.get(FO + "font-weight"), properties.get(STYLE + "text-line-through-style")
    line = line or properties.get(STYLE + "text-line-through-type")
    shown = properties.get(TEXT + "display")
    # a choice that is marked with a coloured pen is made to stand out as a bold one is
    is_marked = properties.get(FO + "background-color", "").casefold() not in _NO_COLOUR
    return Look(
        True if is_marked else None if weight is None else weight in _BOLD,
        None if line is None else line != "none",
        None if shown is None else shown == "none",
        properties.get(STYLE + "font-name") or properties.get(FO + "font-family"),
    )
