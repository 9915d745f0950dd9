"""What stands in a document of each format. One module reads one format, and is imported when the first such comes."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from forms.documents.content import Block, Content, Table, Text, Trouble
from forms.documents.contents.unread import Unread

KINDS = frozenset({"docx", "odt", "rtf", "txt", "html", "pdf"})
"""The kinds that are read, named as `forms.documents.kinds` names them."""

MOST_CHARACTERS = 300_000
"""Of one document: the longest narratives that the form takes, several times over."""
MOST_BLOCKS = 8_000
"""Lines and cells of one document: a chronology of a thousand events."""
MOST_BYTES = 4_000_000
"""Of a text or a page: the rest is not looked at. Other formats have limits of their own, since pictures are large."""


def contents(kind: str, content: bytes) -> Content:
    """Give what stands in a document of one of the `KINDS`; a document that cannot be read gives its troubles.

    It raises nothing, whatever the document is. One that is longer than any form is cut, and says so.
    """
    if kind not in KINDS:
        return Content((), troubles=(Trouble.KIND_NOT_READ,))
    if not content.strip():
        return Content((), troubles=(Trouble.EMPTY,))
    looked_at = content[:MOST_BYTES] if kind in {"txt", "html"} else content
    try:
        found: Content = import_module(f"forms.documents.contents.{kind}").read(looked_at)
    except Unread as why:
        return Content((), troubles=(why.trouble,))
    except (MemoryError, RecursionError):
        return Content((), troubles=(Trouble.TOO_LARGE,))
    except Exception:  # noqa: BLE001 -- a hostile document finds mistakes in any library; the error may quote from it
        return Content((), troubles=(Trouble.NOT_READABLE,))
    return _at_most(found, was_cut=len(looked_at) < len(content))


def _at_most(found: Content, *, was_cut: bool) -> Content:
    kept: list[Block] = []
    characters = blocks = 0
    for block in found.blocks:
        more_characters, more_blocks = _size(block)
        characters, blocks = characters + more_characters, blocks + more_blocks
        if characters > MOST_CHARACTERS or blocks > MOST_BLOCKS:
            was_cut = True
            break
        kept.append(block)
    if not was_cut or Trouble.TOO_LARGE in found.troubles:
        return replace(found, blocks=tuple(kept))
    return replace(found, blocks=tuple(kept), troubles=(*found.troubles, Trouble.TOO_LARGE))


def _size(block: Block) -> tuple[int, int]:
    """Give how many characters and how many blocks it is."""
    if isinstance(block, Text):
        return len(block.text), 1
    inner = [_size(each) for row in block.rows for cell in row for each in cell.blocks]
    return sum(characters for characters, _ in inner), sum(blocks for _, blocks in inner) + _cells(block)


def _cells(table: Table) -> int:
    return sum(len(row) for row in table.rows)
