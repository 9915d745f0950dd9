"""What the styles of a Word document say of its words (ISO/IEC 29500-1, section 17.7)."""

from __future__ import annotations

import re
from functools import cache

from lxml import etree

from forms.documents.contents.look import PLAIN, Look

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_HEADING = re.compile(r"(?:heading \d|title|subtitle)", re.IGNORECASE)
_COLOUR = re.compile("[0-9A-Fa-f]{6}")
_MOST_ANCESTORS = 12
_BODY_TEXT = "9"
_OFF = frozenset({"0", "false", "off", "none"})


def value(of: etree._Element | None, name: str, default: str = "") -> str:
    """Give the value of a property by its name among the children of an element."""
    found = of.find(W + name) if of is not None else None
    return default if found is None else found.get(W + "val", default)


def switched(of: etree._Element | None, name: str) -> bool | None:
    """Tell whether a property is switched on or off, or is not there at all."""
    found = of.find(W + name) if of is not None else None
    return None if found is None else found.get(W + "val", "1") not in _OFF


def look(properties: etree._Element | None) -> Look:
    """Give what the properties of a run say by themselves."""
    if properties is None or not len(properties):
        return PLAIN
    struck = switched(properties, "strike"), switched(properties, "dstrike")
    fonts = properties.find(W + "rFonts")
    return Look(
        # a choice that is marked with a coloured pen is made to stand out as a bold one is
        True if _is_marked(properties) else switched(properties, "b"),
        None if struck == (None, None) else any(struck),
        switched(properties, "vanish"),
        None if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi"),
    )


def _is_marked(properties: etree._Element) -> bool:
    """Tell whether a coloured pen went over the words. LibreOffice writes that as a shade; grey is a place to fill."""
    pen, shade = value(properties, "highlight"), properties.find(W + "shd")
    fill = shade.get(W + "fill", "") if shade is not None else ""
    is_coloured = bool(_COLOUR.fullmatch(fill)) and len({fill[at : at + 2].casefold() for at in (0, 2, 4)}) > 1
    return is_coloured or (bool(pen) and pen not in _OFF)


class Styles:
    """The styles of one document, by their ids."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles = {} if root is None else {style.get(W + "styleId", ""): style for style in root.iter(W + "style")}
        self.look = cache(self._look)
        self.is_heading = cache(self._is_heading)

    def _look(self, style_id: str) -> Look:
        found = PLAIN
        for style in self._with_ancestors(style_id):
            found = found.over(look(style.find(W + "rPr")))
            if value(style, "name").casefold() == "placeholder text":
                found = Look(is_prompt=True).over(found)
        return found

    def _is_heading(self, style_id: str) -> bool:
        return any(
            _HEADING.fullmatch(value(style, "name")) or _has_level(style.find(W + "pPr"))
            for style in self._with_ancestors(style_id)
        )

    def _with_ancestors(self, style_id: str) -> list[etree._Element]:
        found: list[etree._Element] = []
        while (style := self._styles.get(style_id)) is not None and len(found) < _MOST_ANCESTORS:
            found.append(style)
            style_id = value(style, "basedOn")
        return found


def _has_level(properties: etree._Element | None) -> bool:
    return value(properties, "outlineLvl", _BODY_TEXT) != _BODY_TEXT
