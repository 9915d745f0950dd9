"""Finding the answers of a document: each place goes to the question that its label asks, or is kept as it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from forms.documents.content import Content, Table
from forms.documents.reading import own_tables, own_text
from forms.documents.reading.finder import Finder
from forms.documents.reading.findings import Findings
from forms.documents.reading.own import has_gaps, read_own
from forms.documents.reading.places import Places
from forms.documents.reading.result import Reading
from forms.documents.reading.sections import Sections
from forms.documents.reading.sheet import Sheet
from forms.documents.reading.vocabulary import vocabulary_of
from forms.documents.reading.where import Where
from forms.vocabulary import Form


def read(content: Content, form: Form, *, today: date) -> Reading:
    """Find the answers in what stands in a document; `today` is the day in London on which it came.

    The Board's own blank form is read by its places; every other by what its labels mean. What answers no question is
    in `Reading.unmatched`: nothing is lost.
    """
    if content.form:
        in_tables = any(isinstance(block, Table) for block in content.blocks)
        placed = own_tables.with_places(content, form) if in_tables else own_text.with_places(content, form)
        own = next((one for one in (placed, content) if has_gaps(one.blocks)), None)
        if own is not None:
            return read_own(own, form, today=today)
    vocabulary = vocabulary_of(form)
    sections = Sections(vocabulary)
    finder = Finder(Sheet(vocabulary, sections, Findings(form, today), Where(), today))
    for piece in Places(vocabulary, sections).pieces(content.blocks):
        finder.take(piece)
    return replace(finder.reading(content.troubles), form=content.form, version=content.version)
