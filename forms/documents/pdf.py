"""Writing a document as a tagged PDF, held to PDF/UA-1 (ISO 14289-1), so that it can be read aloud.

Typst sets it: what people wrote is handed over as data, never as markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from importlib.resources import files
from typing import Literal

import typst

from forms.documents.document import Document


def pdf(document: Document, *, made_at: datetime) -> bytes:
    """Give the document as a PDF, dated `made_at`.

    A letter for which this machine has no font cannot be held to PDF/UA: the PDF is then tagged, and shows a box in
    the letter's place.
    """
    try:
        return _set(document, made_at, ["ua-1"])
    except typst.TypstError:
        return _set(document, made_at, [])


def _set(document: Document, made_at: datetime, standards: list[Literal["ua-1"]]) -> bytes:
    return typst.compile(
        files("forms.documents").joinpath("document.typ").read_bytes(),
        format="pdf",
        sys_inputs={"document": json.dumps(asdict(document))},
        pdf_standards=[*standards],
        timestamp=int(made_at.timestamp()),
    )
