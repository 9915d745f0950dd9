"""Which words of a document are labels, and which stand in their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forms.documents.content import Block, Text
from forms.documents.reading.line_labels import LineLabels
from forms.documents.reading.line_places import LinePlaces
from forms.documents.reading.lines import lines_of
from forms.documents.reading.pieces import Piece
from forms.documents.reading.sections import Sections
from forms.documents.reading.table_places import TablePlaces
from forms.documents.reading.vocabulary import Vocabulary


class Places:
    """Finds the places of a document; `vocabulary` and `sections` tell what looks like a label or a heading."""

    def __init__(self, vocabulary: Vocabulary, sections: Sections) -> None:
        labels = LineLabels(vocabulary, sections)
        self._tables = TablePlaces(labels, self.pieces)
        self._lines = LinePlaces(labels, self._tables.table)

    def pieces(self, blocks: Iterable[Block]) -> Iterator[Piece]:
        """Give the pieces of a document in reading order."""
        run: list[Text] = []
        for block in blocks:
            if isinstance(block, Text):
                run.extend(lines_of(block) or (block,))
                continue
            yield from self._lines.pieces(run)
            run = []
            yield from self._tables.table(block)
        yield from self._lines.pieces(run)
