"""What stands in a document in Rich Text Format (Microsoft, RTF specification 1.9.1): its words, tables and fields."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from forms.documents.content import Content, Trouble
from forms.documents.contents.boxes import drawn_in
from forms.documents.contents.rtf_fields import FormField
from forms.documents.contents.rtf_page import Page
from forms.documents.contents.unread import Unread

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    r"|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_SAID = dict(
    zip(
        (
            "line",
            "tab",
            "emdash",
            "endash",
            "lquote",
            "rquote",
            "ldblquote",
            "rdblquote",
            "bullet",
            "emspace",
            "enspace",
        ),
        ("\n", "\t", "—", "–", "‘", "’", "“", "”", "•", " ", " "),
        strict=True,
    )
) | {"~": " ", "_": "-", "\n": "\n", "\\": "\\", "{": "{", "}": "}"}
_SWITCHES = {"b": "bold", "strike": "struck", "striked": "struck", "v": "hidden", "deleted": "deleted"}
_ENDS_LINE = frozenset({"par", "sect", "page", "column", "\r"})
_NOT_SHOWN = frozenset(
    {"colortbl", "info", "pict", "object", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr"}
    | {"footerf", "listtext", "pntext", "nonesttables", "filetbl", "revtbl", "template", "listtable", "bkmkstart"}
)
_FONTS, _STYLES, _INSTRUCTION = "fonttbl", "stylesheet", "fldinst"
_HEADING = re.compile(r"(?:heading \d|title|subtitle)\b", re.IGNORECASE)
_MACROS = re.compile(rb"\\obj(?:data|emb|link|ocx)", re.IGNORECASE)
_CODE_PAGE = re.compile(r"\\ansicpg(\d{3,5})")
_MOST_GROUPS = 10_000
_MOST_INSTEAD = 10


def read(content: bytes) -> Content:
    """Give what stands in the document; raises `Unread`. Of tracked changes the result is given."""
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        raise Unread(Trouble.NOT_READABLE)
    text = content.decode("latin-1")
    page_of_code = _CODE_PAGE.search(text[:4096])
    reader = _Reader(f"cp{page_of_code[1]}" if page_of_code else "cp1252")
    reader.read(text)
    return Content(tuple(reader.page.blocks()), troubles=(Trouble.MACROS,) if _MACROS.search(content) else ())


@dataclass
class _Group:
    """What holds for the words of a group, until its end."""

    destination: str = ""
    """Where they go, where that is not the text: empty for the text, ``-`` for nowhere."""
    bold: bool = False
    struck: bool = False
    hidden: bool = False
    deleted: bool = False
    font: str = ""
    instead: int = 1
    """How many letters stand after one in Unicode for programs that know none."""
    ends: Callable[[], None] | None = None


class _Reader:
    def __init__(self, code_page: str) -> None:
        self.page = Page()
        self._code_page = code_page
        self._groups = [_Group()]
        self._bytes = bytearray()
        self._units: list[int] = []
        """Halves of letters in UTF-16, until the letter is whole."""
        self._skip = 0
        self._is_optional = False
        self._fonts: dict[str, str] = {}
        self._headings: set[str] = set()
        self._style = ""
        self._field: FormField | None = None

    def read(self, text: str) -> None:
        at = 0
        while (token := _TOKEN.match(text, at)) is not None:
            at = token.end()
            if token["hex"]:
                self._byte(bytes((int(token["hex"], 16),)))
            elif token["text"]:
                self._byte(token["text"].encode("latin-1"))
            elif token["brace"]:
                self._brace(token["brace"])
            elif token["word"] == "bin":
                at += max(int(token["number"] or 0), 0)
            elif token["word"] or token["sign"]:
                self._control(token["word"] or token["sign"], token["number"])
        self._flush()

    def _byte(self, more: bytes) -> None:
        if self._skip:
            left = more[self._skip :]
            self._skip = max(self._skip - len(more), 0)
            more = left
        if more:
            self._say_units()
            self._bytes += more

    def _brace(self, brace: str) -> None:
        self._flush()
        self._skip = 0
        if brace == "{":
            if len(self._groups) > _MOST_GROUPS:
                raise Unread(Trouble.TOO_LARGE)
            self._groups.append(replace(self._groups[-1], ends=None))
            self._is_optional = False
        elif len(self._groups) > 1:
            ended = self._groups.pop()
            if ended.ends is not None:
                ended.ends()

    def _control(self, word: str, number: str | None) -> None:
        if word == "u" and number:
            self._flush_bytes()
            self._units.append(int(number) & 0xFFFF)
            self._skip = self._groups[-1].instead
            return
        if self._skip and word in _SAID:
            self._skip -= 1
            return
        self._flush()
        if word == "*":
            self._is_optional = True
        elif self._is_optional or word in _NOT_SHOWN or word in {_FONTS, _STYLES, "fldrslt", "field"}:
            self._destination(word)
        elif word in _SAID:
            self._say(_SAID[word])
        elif word in _ENDS_LINE:
            if not self._groups[-1].destination:
                self.page.end_line(is_heading=self._style in self._headings)
        else:
            self._look(word, number)

    def _destination(self, word: str) -> None:
        was_optional, self._is_optional = self._is_optional, False
        group = self._groups[-1]
        if word == "field":
            self._field = None
        elif word == _INSTRUCTION:
            self._field = FormField()
            group.destination = _INSTRUCTION
        elif word == "fldrslt":
            self._result()
        elif word in {_FONTS, _STYLES}:
            group.destination = word
        elif group.destination.startswith(_INSTRUCTION) and self._field is not None:
            group.destination = f"{_INSTRUCTION} {word}"
        elif word in _NOT_SHOWN or (was_optional and word != "nesttableprops"):
            group.destination = "-"

    def _result(self) -> None:
        """Begin the result of a field: of a form's field it is what somebody filled in."""
        field, self._field = self._field, None
        if field is None or not field.is_of_form or self._groups[-1].destination:
            return
        written = field.written()
        if written is None:
            self.page.begin_gap(field.name)
            self._groups[-1].ends = self.page.end_gap
        else:
            self.page.fill(field.name, written)
            self._groups[-1].destination = "-"

    def _look(self, word: str, number: str | None) -> None:
        group = self._groups[-1]
        if group.destination.startswith(_INSTRUCTION) and self._field is not None:
            self._field.control(word, number)
        elif word == "plain":
            group.bold = group.struck = group.hidden = False
            group.font = ""
        elif word in _SWITCHES:
            setattr(group, _SWITCHES[word], number != "0")
        elif word == "f":
            group.font = number or ""
        elif word == "uc":
            group.instead = min(int(number or 1), _MOST_INSTEAD)
        elif word == "s":
            self._style = number or ""
        else:
            if word == "pard":
                self._style = ""
            self.page.control(word, number)

    def _flush(self) -> None:
        self._flush_bytes()
        self._say_units()

    def _flush_bytes(self) -> None:
        if self._bytes:
            written, self._bytes = bytes(self._bytes), bytearray()
            font = self._fonts.get(self._groups[-1].font, "")
            # the letters of a symbol font have numbers, and belong to no code page
            is_drawn = drawn_in(font, "x") != "x"
            try:
                self._say(written.decode("latin-1" if is_drawn else self._code_page, "replace"))
            except LookupError:
                self._say(written.decode("cp1252", "replace"))

    def _say_units(self) -> None:
        if self._units:
            units, self._units = self._units, []
            packed = b"".join(unit.to_bytes(2, "little") for unit in units)
            self._say(packed.decode("utf-16-le", "replace"))

    def _say(self, text: str) -> None:
        group = self._groups[-1]
        if group.destination == _FONTS:
            self._fonts[group.font] = (self._fonts.get(group.font, "") + text).partition(";")[0]
        elif group.destination == _STYLES:
            if _HEADING.match(text.strip()):
                self._headings.add(self._style)
        elif group.destination.startswith(_INSTRUCTION) and self._field is not None:
            self._field.say(group.destination.removeprefix(_INSTRUCTION).strip(), text)
        elif not group.destination and not group.hidden and not group.deleted:
            shown = drawn_in(self._fonts.get(group.font, ""), text)
            self.page.say(shown, bold=group.bold, struck=group.struck)
