"""Reads every form of other bodies in every manner, and scores each document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from forms.documents.blank import KINDS, blank
from forms.documents.mail.read import read_mail
from forms.documents.read import read_document
from forms.documents.reading.result import Reading
from forms.loading import default_form
from forms.vocabulary import Form
from tests.reading.cases import cases
from tests.reading.filling import WAYS, given, places_of
from tests.reading.foreign import ForeignForm
from tests.reading.manners import MANNERS, Manner
from tests.reading.own import own_filled
from tests.reading.scoring import TODAY, Score, score, without_labels_of


@dataclass(frozen=True)
class Read:
    """The score of one document."""

    form: str
    manner: str
    case: str
    score: Score


NOT_OURS = ("flowing", "run together")
"""Ways of laying out a form that none of our blank forms has."""


def read_all(forms: Sequence[ForeignForm], manners: Sequence[Manner] = MANNERS, *, every: int = 1) -> Iterator[Read]:
    """Read each form in each manner, or in one of `every` so many in turn; the cases come round in turn."""
    for number, form in enumerate(forms):
        unseen = without_labels_of(form)
        for turn, manner in enumerate(manners):
            if (number + turn) % every:
                continue
            case = cases()[(number + turn // every) % len(cases())]
            filled = form.filled(case)
            document = manner.document(filled)
            reading = _read(manner.suffix, document, unseen)
            yield Read(form.name, manner.name, case.name, score(filled, reading, form.may_say))


def _read(suffix: str, document: bytes, form: Form) -> Reading:
    if suffix == "eml":
        return read_mail(document, form, today=TODAY).reading
    return read_document(f"referral.{suffix}", document, form, today=TODAY)


def read_blanks(kind: str, way: str = "", *, every: int = 1) -> Iterator[Read]:
    """Read our blank form of that kind, filled in in one way or in each, with every case or with one in so many."""
    form = default_form()
    empty = blank(form, kind, board="Wexmoor Board", panel="Practice Review Panel", marking="")
    places = places_of(kind, empty)
    ways = {name: fill for name, fill in WAYS[kind].items() if way in name}
    for (name, fill), case in list(product(ways.items(), cases()))[::every]:
        filled = own_filled(form, case, places)
        reading = _read(kind, fill(empty, given(form, filled)), form)
        yield Read("our own form", f"blank {kind}, {name}", case.name, score(filled, reading))


def read_own(*, every: int = 1) -> Iterator[Read]:
    """Read our own form: its blank files, and its words laid out by somebody else."""
    form = default_form()
    for kind in KINDS:
        yield from read_blanks(kind, every=every)
    manners = [manner for manner in MANNERS if not any(words in manner.name for words in NOT_OURS)]
    for manner, case in list(product(manners, cases()))[::every]:
        filled = own_filled(form, case)
        reading = _read(manner.suffix, manner.document(filled), form)
        yield Read("our own form", manner.name, case.name, score(filled, reading))
