"""What stands in a plain text: its lines."""

from __future__ import annotations

import re

from forms.documents.content import Content, Text
from forms.documents.contents.characters import decoded
from forms.documents.contents.line import Line
from forms.documents.contents.own_form import FORM, VERSION

_OWN_FORM = re.compile(rf"[>\s]*\[{FORM}: (?P<form>.+?); {VERSION}: (?P<version>.+?)\]\s*")


def read(content: bytes) -> Content:
    """Give the lines of a text, blank ones too, with their tabs. The line that names the Board's own form is none."""
    form = version = ""
    lines: list[Text] = []
    for written in decoded(content).splitlines():
        own = _OWN_FORM.fullmatch(written)
        if own:
            form, version = own["form"], own["version"]
            continue
        line = Line()
        line.add(written.rstrip())
        lines.append(line.text())
    return Content(tuple(lines), form, version)
