"""Fields and content controls of a Word document: what is filled in, and what it is called.

Source: ISO/IEC 29500-1, sections 17.5.2 (content controls) and 17.16 (fields, and the older fields of forms).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from lxml import etree

from forms.documents.content import EMPTY_BOX, TICKED
from forms.documents.contents.docx_styles import W, switched, value

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"

_HOLD_OTHERS = (
    *(W + name for name in ("docPartObj", "docPartList", "group", "picture", "bibliography", "citation")),
    *(W15 + name for name in ("repeatingSection", "repeatingSectionItem")),
)
"""Controls that are no place to be filled in themselves."""
_READS_AS_PROMPT = re.compile(r"\s*(?:click|tap|choose|select|enter|type|insert|pick|please)\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"\s*'?M{1,2}\W+d")


@dataclass(frozen=True)
class Control:
    """A content control. `name` is its tag, or its title where it has none."""

    name: str
    is_gap: bool
    ticked: bool | None = None
    """For a tick box: whether it is ticked."""
    shows_prompt: bool = False
    iso_date: str = ""
    """The day that was picked, where the text of the control would be read as another day."""


def control(properties: etree._Element | None) -> Control:
    """Give what the properties of a content control say."""
    if properties is None:
        return Control("", is_gap=False)
    name = value(properties, "tag") or value(properties, "alias")
    box = properties.find(W14 + "checkbox")
    if box is not None:
        checked = box.find(W14 + "checked")
        ticked = checked is not None and checked.get(W14 + "val", "1") in {"1", "true", "on"}
        return Control(name, is_gap=True, ticked=ticked)
    return Control(
        name,
        is_gap=not any(properties.find(tag) is not None for tag in _HOLD_OTHERS),
        shows_prompt=bool(switched(properties, "showingPlcHdr")),
        iso_date=_iso_date(properties.find(W + "date")),
    )


def reads_as_prompt(text: str) -> bool:
    """Tell whether the words of a control that says it is empty are its prompt: a program may have filled it in."""
    return not text.strip() or bool(_READS_AS_PROMPT.match(text))


def _iso_date(date: etree._Element | None) -> str:
    picked = date.get(W + "fullDate", "")[:10] if date is not None else ""
    return picked if picked and _MONTH_FIRST.match(value(date, "dateFormat")) else ""


class Phase(Enum):
    """Where in a field the words stand."""

    CODE = auto()
    """What is to be computed: nobody sees it."""
    RESULT = auto()


@dataclass
class Field:
    """A field that has begun. `name` is nothing unless it is a place of a form to be filled in."""

    name: str | None = None
    written: str | None = None
    """What it holds, where that does not stand in its result (tick boxes, lists)."""
    phase: Phase = Phase.CODE

    @property
    def is_seen(self) -> bool:
        """Whether words that stand here are shown."""
        return self.phase is Phase.RESULT and self.written is None


def field(begin: etree._Element) -> Field:
    """Give the field that a `w:fldChar` begins."""
    data = begin.find(W + "ffData")
    if data is None:
        return Field()
    name = value(data, "name")
    box, choices = data.find(W + "checkBox"), data.find(W + "ddList")
    if box is not None:
        checked = switched(box, "checked")
        ticked = bool(switched(box, "default")) if checked is None else checked
        return Field(name, TICKED if ticked else EMPTY_BOX)
    if choices is not None:
        listed = [entry.get(W + "val", "") for entry in choices.iter(W + "listEntry")]
        picked = value(choices, "result") or value(choices, "default", "0")
        within = picked.isdigit() and int(picked) < len(listed)
        chosen = listed[int(picked)] if within else ""
        return Field(name, "" if _READS_AS_PROMPT.match(chosen) else chosen)
    return Field(name)
