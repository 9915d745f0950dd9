"""The fields of a PDF's form, each with what is filled in and where it stands (ISO 32000-1, section 12.7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from forms.documents.content import EMPTY_BOX, TICKED
from forms.documents.contents.pdf_drawing import moved, turned

_RADIO, _BUTTON = 1 << 15, 1 << 16
_DEEPEST = 16
"""Fields within fields."""
_OFF = "Off"


@dataclass(frozen=True)
class Space:
    """A field's place on the page: the corners of its box, and what is filled in."""

    name: str
    left: float
    low: float
    right: float
    high: float
    text: str = field(repr=False)
    is_box: bool = False


def spaces(page: PageObject) -> Iterator[Space]:
    """Give the fields of a page. A box that is one of several of the same field is named ``field/choice``."""
    annotations = page.get("/Annots")
    listed = annotations.get_object() if annotations is not None else None
    for reference in listed if isinstance(listed, ArrayObject) else ():
        widget = reference.get_object()
        if not isinstance(widget, DictionaryObject) or widget.get("/Subtype") != "/Widget":
            continue
        corners = widget.get("/Rect")
        corners = corners.get_object() if corners is not None else None
        if isinstance(corners, ArrayObject) and len(corners) == 4:
            yield from _space(widget, page, [float(each) for each in corners])


def _space(widget: DictionaryObject, page: PageObject, corners: list[float]) -> Iterator[Space]:
    (x, y), (to_x, to_y) = (moved(turned(page), (corners[at], corners[at + 1])) for at in (0, 2))
    left, low, right, high = min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y)
    kind, flags, name = _found(widget, "/FT"), _number(_found(widget, "/Ff")), _name(widget)
    value = _found(widget, "/V")
    if kind == "/Btn" and not flags & _BUTTON:
        state = _on_state(widget)
        is_one_of_several = bool(flags & _RADIO) or "/T" not in widget
        shown = widget.get("/AS", value)
        name = f"{name}/{state}" if is_one_of_several else name
        text = TICKED if shown is not None and str(shown).removeprefix("/") == state else EMPTY_BOX
        yield Space(name, left, low, right, high, text, is_box=True)
    elif kind in {"/Tx", "/Ch"}:
        yield Space(name, left, low, right, high, _text(value, _found(widget, "/Opt")))
    elif kind == "/Sig":
        signed = value.get("/Name", "") if isinstance(value, DictionaryObject) else ""
        yield Space(name, left, low, right, high, str(signed))


def _found(widget: DictionaryObject, key: str) -> Any:
    """Give what a field has under a key, or else a field that it is within."""
    for each in _upwards(widget):
        if key in each:
            return each[key].get_object()
    return None


def _upwards(widget: DictionaryObject) -> Iterator[DictionaryObject]:
    at: Any = widget
    for _ in range(_DEEPEST):
        if not isinstance(at, DictionaryObject):
            return
        yield at
        parent = at.get("/Parent")
        at = parent.get_object() if parent is not None else None


def _name(widget: DictionaryObject) -> str:
    names = [str(each["/T"].get_object()) for each in _upwards(widget) if "/T" in each]
    return ".".join(reversed(names))


def _number(value: Any) -> int:
    return int(value) if isinstance(value, (int, float)) else 0


def _on_state(widget: DictionaryObject) -> str:
    """Give what a box is called when it is ticked: the look that is not the one of an empty box."""
    looks = widget.get("/AP")
    normal = looks.get_object().get("/N") if looks is not None else None
    normal = normal.get_object() if normal is not None else {}
    states = [str(each).removeprefix("/") for each in normal] if isinstance(normal, DictionaryObject) else []
    return next((each for each in states if each != _OFF), "Yes")


def _text(value: Any, options: Any) -> str:
    """Give the text of a field; of a list of choices their labels, a line each."""
    if isinstance(value, StreamObject):
        value = value.get_data().decode("utf-8", "replace")
    if value is None or isinstance(value, DictionaryObject):
        return ""
    labels = {}
    for option in options if isinstance(options, ArrayObject) else ():
        pair = option.get_object()
        if isinstance(pair, ArrayObject) and len(pair) == 2:
            labels[str(pair[0].get_object())] = str(pair[1].get_object())
    chosen = [each.get_object() for each in value] if isinstance(value, ArrayObject) else [value]
    lines = [labels.get(str(each), str(each)) if str(each).strip() else "" for each in chosen]
    return "\n".join(lines).replace("\r\n", "\n").replace("\r", "\n")
