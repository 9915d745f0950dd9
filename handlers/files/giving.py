"""Give files to a case: each is only noted, as one to be fetched (docs/procedure.md, section 7, rule 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from forms.documents.kinds import kind_named
from forms.words import say
from handlers.board import Board, FileRules
from handlers.work import Work
from storage import attachments, audit, cases
from storage.tables import Case

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class GivenFile:
    """A file as it was given: `origin` is where it comes from (``slack:F123``), `size` in bytes as we were told."""

    origin: str
    name: str = field(repr=False)
    size: int = 0


def give(work: Work, case: Case, given: Sequence[GivenFile]) -> int:
    """Note files as wanted, as far as the case has room for them; tells for how many it had none.

    The caller holds the case's lock, and has checked that the actor may add to it and that files are taken. A file
    that was given before is noted once, and not again if it was removed.
    """
    left = room(work, case)
    left_out = 0
    for file in given:
        if left == 0 and file.origin not in {known.origin for known in attachments.of_case(work.tx, case.id)}:
            left_out += 1
            continue
        noted = attachments.want(work.tx, case_id=case.id, origin=file.origin, name=file.name, by=work.actor.address)
        if noted:
            left -= 1
            cases.changed(work.tx, case)
            audit.note(work.tx, actor=work.actor.address, action="file_given", case_id=case.id)
    return left_out


def room(work: Work, case: Case) -> int:
    """Give how many files more the case may have; none where files are not taken."""
    rules = work.board.files
    return 0 if rules is None else max(0, rules.most_per_case - len(attachments.of_case(work.tx, case.id)))


def problem_with(work: Work, case: Case, given: Sequence[GivenFile]) -> str:
    """Say at once what is wrong with files, by their names and sizes, and what to do; empty if nothing is."""
    rules = work.board.files
    if rules is None:
        return say("refusals.files.not_taken", unit=work.board.business_unit_email)
    known = {file.origin for file in attachments.of_case(work.tx, case.id)}
    if len([file for file in given if file.origin not in known]) > room(work, case):
        return say("refusals.files.too_many", most=rules.most_per_case)
    if any(kind_named(file.name) not in rules.kinds for file in given):
        return say("refusals.files.kind_not_taken", kinds=kinds_in_words(rules))
    if any(file.size > rules.most_bytes for file in given):
        return say(
            "refusals.files.too_large", megabytes=rules.most_bytes // MEGABYTE, unit=work.board.business_unit_email
        )
    return ""


def kinds_in_words(rules: FileRules) -> str:
    """Give the kinds that are taken, by the endings of their names."""
    return ", ".join(rules.kinds)


def limits_in_words(board: Board) -> dict[str, object]:
    """Give what sentences about files need to name: the kinds, the size, the number; blank where none are taken."""
    rules = board.files
    if rules is None:
        return {"kinds": "", "megabytes": 0, "most": 0}
    return {
        "kinds": kinds_in_words(rules),
        "megabytes": rules.most_bytes // MEGABYTE,
        "most": rules.most_per_case,
    }
