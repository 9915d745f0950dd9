"""Looking through everything that is held for what is about a person."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from handlers.subject_access.known import Known, texts_in
from storage.database import Transaction
from storage.held import Held, everything

ANSWERS = frozenset({"answer", "earlier_answer"})
THEIR_OWN_CASE = frozenset({"children", "family"})
"""Sections: whoever is found in one of them is whom the whole case is about."""
PEOPLE = frozenset({"person", "person_role"})
COUNTED = {"audit": "action", "inbox": "kind", "outbox": "kind"}
"""Tables that grow with every step: of these it is said how often what happened, by the value of a column."""


@dataclass
class Times:
    """How often something happened, and when first and last."""

    count: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def add(self, at: datetime | None) -> None:
        """Count once more."""
        self.count += 1
        if at is not None:
            self.first = min(self.first or at, at)
            self.last = max(self.last or at, at)


@dataclass(frozen=True)
class Given:
    """Answers that mention the person: those of one row of a section, or one answer outside of them."""

    values: tuple[tuple[str, Any], ...] = field(repr=False)
    """Each question's id with the answer."""
    is_earlier: bool
    """It was corrected since."""


@dataclass(frozen=True)
class Text:
    """A sealed text that mentions the person, or belongs to a case that is about them. `place` is its table."""

    place: str
    at: datetime | None
    text: str = field(repr=False)


@dataclass
class About:
    """What was found in one case, or beside the cases."""

    is_theirs: bool = False
    """The person is a child or a relative in it: all of it is about them."""
    answers: list[Given] = field(default_factory=list, repr=False)
    texts: list[Text] = field(default_factory=list, repr=False)
    parts: dict[tuple[str, str], Times] = field(default_factory=dict)
    """By table and column: where an id of the person stands (who referred, who added something)."""
    counts: dict[tuple[str, str], Times] = field(default_factory=dict)
    """By table and kind: how often the person did something, or was told."""
    messages: dict[str, None] = field(default_factory=dict, repr=False)
    """What was typed in direct messages, each once."""


@dataclass
class Found:
    """All that was found. `by_case` has None as the key of what belongs to no case."""

    known: Known
    people: list[str] = field(default_factory=list)
    """Ids of those with a role, today or once, who are meant by what was looked for."""
    by_case: dict[str | None, About] = field(default_factory=dict)
    unread: int = 0
    """Values that could not be opened, anywhere."""

    def is_theirs(self, case_id: str | None) -> bool:
        """Tell whether the person is a child or a relative in a case."""
        return case_id in self.by_case and self.by_case[case_id].is_theirs

    def about(self, case_id: str | None) -> About:
        """Give what was found in a case so far."""
        return self.by_case.setdefault(case_id, About())


def find(tx: Transaction, known: Known) -> Found:
    """Look through everything that is held. Asks for no right: its callers do."""
    found = Found(known)
    with closing(everything(tx)) as rows:
        for (is_answer, _), together in groupby(rows, key=_belongs_together):
            if is_answer:
                _look_at_answers(found, list(together))
            else:
                for held in together:
                    _look_at(found, held)
    return found


def _belongs_together(held: Held) -> tuple[bool, object]:
    if held.table not in ANSWERS:
        return False, None
    row = held.values.get("row_id")
    return True, (held.table, held.case_id, row) if row else (held.table, held.row)


def _look_at_answers(found: Found, rows: list[Held]) -> None:
    found.unread += sum(held.unread for held in rows)
    given = tuple((str(held.values["question_id"]), held.values.get("value_sealed")) for held in rows)
    if not found.known.mentioned(texts_in([value for _, value in given])):
        _note_parts(found, rows)
        return
    about = found.about(rows[0].case_id)
    about.answers.append(Given(given, is_earlier=rows[0].table == "earlier_answer"))
    if given[0][0].partition(".")[0] in THEIR_OWN_CASE:
        about.is_theirs = True


def _look_at(found: Found, held: Held) -> None:
    found.unread += held.unread
    if held.table in PEOPLE:
        _look_at_person(found, held)
    elif held.table in COUNTED:
        _count(found, held)
    else:
        for name in held.sealed & held.values.keys():
            text = "\n".join(text for text in texts_in(held.values[name]) if text.strip())
            if text and (found.is_theirs(held.case_id) or found.known.mentioned([text])):
                found.about(held.case_id).texts.append(Text(held.table, held.at, text))
        _note_parts(found, [held])


def _look_at_person(found: Found, held: Held) -> None:
    """Whoever has a role and is meant is looked for by all their ids from here on."""
    if held.table == "person" and found.known.mentioned(texts_in(list(held.values.values()))):
        found.people.append(held.row)
        ids = (held.row, held.values.get("slack"), held.values.get("email"))
        found.known = found.known.also(each for each in ids if each)


def _count(found: Found, held: Held) -> None:
    is_theirs = found.is_theirs(held.case_id)
    message = _direct_message(held.values.get("payload_sealed"))
    if message and (is_theirs or found.known.mentioned([message, str(held.values.get("actor", ""))])):
        found.about(held.case_id).messages.setdefault(message)
    if is_theirs or found.known.mentioned(texts_in(list(held.values.values()))):
        key = (held.table, str(held.values[COUNTED[held.table]]))
        found.about(held.case_id).counts.setdefault(key, Times()).add(held.at)


def _note_parts(found: Found, rows: Iterable[Held]) -> None:
    for held in rows:
        for name, value in held.values.items():
            if name not in held.sealed and found.known.mentioned(texts_in(value)):
                found.about(held.case_id).parts.setdefault((held.table, name), Times()).add(held.at)


def _direct_message(payload: Any) -> str:
    event = payload.get("event") if isinstance(payload, dict) else None
    return str(event.get("text") or "") if isinstance(event, dict) and event.get("type") == "message" else ""
