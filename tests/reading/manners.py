"""Every way in which a form of another body comes: a layout, a hand that filled it in, and a format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from tests.reading.drawn import Block
from tests.reading.foreign import Filled
from tests.reading.layouts import Hand, blocks
from tests.reading.writers import docx, html, mail, odt, pdf, text

Writer: TypeAlias = Callable[[Sequence[Block]], bytes]

TYPED = Hand()
STRUCK = Hand(choice="struck")
CHOSEN = Hand(choice="chosen")
BRACKETS = Hand(choice="bracket")
AFTER = Hand(choice="after")
DRAWN = Hand(choice="drawn")
IN_GAPS = Hand(choice="drawn", gaps=True)
HINTS = Hand(choice="drawn", hints=True)
TRACKED = Hand(choice="tracked", tracked=True)


@dataclass(frozen=True)
class Manner:
    """One way in which a form comes."""

    suffix: str
    layout: str
    what: str
    hand: Hand
    write: Writer

    @property
    def name(self) -> str:
        """How the tables call it."""
        return f"{self.suffix}: {self.layout}, {self.what}"

    def document(self, filled: Filled) -> bytes:
        """Give the filled form as a document."""
        return self.write(blocks(filled, self.layout, self.hand))


MANNERS: tuple[Manner, ...] = (
    Manner("docx", "rows", "typed boxes", TYPED, docx.write),
    Manner("docx", "rows", "struck out", STRUCK, docx.write),
    Manner("docx", "rows", "content controls", IN_GAPS, docx.write),
    Manner("docx", "rows", "tracked changes", TRACKED, docx.write),
    Manner("docx", "rows", "hints under labels", HINTS, docx.write),
    Manner("docx", "stacked", "typed boxes", TYPED, docx.write),
    Manner("docx", "numbered", "struck out", STRUCK, docx.write),
    Manner("docx", "side heads", "check box controls", DRAWN, docx.write),
    Manner("docx", "four cells", "check box controls", DRAWN, docx.write),
    Manner("docx", "four cells", "legacy fields", IN_GAPS, partial(docx.write, gap="field", box="field")),
    Manner("docx", "one cell", "Wingdings boxes", DRAWN, partial(docx.write, box="symbol")),
    Manner("docx", "two cells", "typed boxes", TYPED, docx.write),
    Manner("docx", "lines below", "others deleted", CHOSEN, docx.write),
    Manner("docx", "lines beside", "struck out", STRUCK, docx.write),
    Manner("docx", "nested", "legacy boxes", DRAWN, partial(docx.write, box="field")),
    Manner("docx", "across", "typed boxes", TYPED, docx.write),
    Manner("docx", "banded", "brackets", BRACKETS, docx.write),
    Manner("docx", "tabs", "box after", AFTER, docx.write),
    Manner("odt", "rows", "typed boxes", TYPED, odt.write),
    Manner("odt", "four cells", "struck out", STRUCK, odt.write),
    Manner("odt", "lines below", "brackets", BRACKETS, odt.write),
    Manner("odt", "one cell", "others deleted", CHOSEN, odt.write),
    Manner("html", "rows", "typed boxes", TYPED, html.write),
    Manner("html", "side heads", "typed boxes", TYPED, html.write),
    Manner("html", "nested", "others deleted", CHOSEN, html.write),
    Manner("html", "bold labels", "struck out", STRUCK, partial(html.write, breaks=True)),
    Manner("html", "across", "box after", AFTER, html.write),
    Manner("html", "lines below", "brackets", BRACKETS, partial(html.write, breaks=True)),
    Manner("txt", "lines beside", "brackets", BRACKETS, text.write),
    Manner("txt", "tabs", "others deleted", CHOSEN, text.write),
    Manner("txt", "lines below", "others deleted", CHOSEN, text.write),
    Manner("txt", "lines beside", "wrapped", BRACKETS, partial(text.write, wrapped=True)),
    Manner("txt", "lines beside", "quoted and wrapped", CHOSEN, partial(text.write, wrapped=True, quoted=True)),
    Manner("txt", "lines below", "quoted", BRACKETS, partial(text.write, quoted=True)),
    Manner("eml", "rows", "HTML pasted in a mail", TYPED, mail.html_pasted),
    Manner("eml", "lines beside", "text forwarded", BRACKETS, mail.text_forwarded),
    Manner("eml", "four cells", "attached to a mail", DRAWN, mail.attached),
    Manner("pdf", "rows", "in columns", TYPED, pdf.write),
    Manner("pdf", "rows", "ruled", TYPED, partial(pdf.write, ruled=True)),
    Manner("pdf", "four cells", "ruled", CHOSEN, partial(pdf.write, ruled=True)),
    Manner("pdf", "four cells", "in columns", CHOSEN, pdf.write),
    Manner("pdf", "lines below", "brackets", BRACKETS, pdf.write),
    Manner("pdf", "lines beside", "others deleted", CHOSEN, pdf.write),
    Manner("pdf", "flowing", "others deleted", CHOSEN, pdf.write),
    Manner("pdf", "rows", "run together", CHOSEN, partial(pdf.write, glued=True)),
    Manner("pdf", "rows", "fields", IN_GAPS, pdf.write),
    Manner("pdf", "lines beside", "fields", IN_GAPS, pdf.write),
)
