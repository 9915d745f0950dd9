"""What is filled in to the fields of a form in an OpenDocument text (OpenDocument 1.3, part 3, section 13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from forms.documents.content import EMPTY_BOX, TICKED
from forms.documents.contents.odt_names import FIELD, FORM

_ID = "{http://www.w3.org/XML/1998/namespace}id"


@dataclass(frozen=True)
class Filled:
    """A field with what is filled in, and the words beside it that belong to it."""

    name: str
    text: str
    beside: str = ""


def controls(root: etree._Element) -> dict[str, Filled]:
    """Give what is filled in to each control of a document's forms, by the control's id."""
    return {control.get(FORM + "id") or control.get(_ID, ""): filled(control) for control in root.iter(*_FILLED)}


def fieldmark(mark: etree._Element) -> str | None:
    """Give what a field that Word made holds, where it is a tick box or a list; nothing for any other."""
    parameters = [(each.get(FIELD + "name", ""), each.get(FIELD + "value", "")) for each in mark.iter(FIELD + "param")]
    named = dict(parameters)
    kind = mark.get(FIELD + "type", "").rpartition(".")[2]
    if kind == "FORMCHECKBOX":
        return TICKED if named.get("Checkbox_Checked") == "true" else EMPTY_BOX
    if kind == "FORMDROPDOWN":
        entries = [value for name, value in parameters if name == "Dropdown_ListEntry"]
        picked = named.get("Dropdown_Selected", "")
        return entries[int(picked)] if picked.isdecimal() and int(picked) < len(entries) else ""
    return None


def filled(control: etree._Element) -> Filled:
    """Give what is filled in to one control."""
    return Filled(control.get(FORM + "name", ""), _FILLED[control.tag](control), control.get(FORM + "label", ""))


def _text(control: etree._Element) -> str:
    within = "\n".join("".join(str(text) for text in line.itertext()) for line in control)
    return control.get(FORM + "current-value") or control.get(FORM + "value") or within


def _checkbox(control: etree._Element) -> str:
    state = control.get(FORM + "current-state") or control.get(FORM + "state")
    return TICKED if state == "checked" else EMPTY_BOX


def _radio(control: etree._Element) -> str:
    selected = control.get(FORM + "current-selected") or control.get(FORM + "selected")
    return TICKED if selected == "true" else EMPTY_BOX


def _list(control: etree._Element) -> str:
    options = control.iter(FORM + "option")
    chosen = (each for each in options if "true" in {each.get(FORM + "current-selected"), each.get(FORM + "selected")})
    return ", ".join(each.get(FORM + "label", "") for each in chosen)


_TEXTS = ("text", "textarea", "combobox", "date", "time", "number", "formatted-text")
_FILLED: dict[str, Callable[[etree._Element], str]] = {
    **{FORM + name: _text for name in _TEXTS},
    FORM + "checkbox": _checkbox,
    FORM + "radio": _radio,
    FORM + "listbox": _list,
}
