"""What was found about a person as one document, for somebody of the business unit to check, and to redact.

It is made on request, audited, and never put into Slack (docs/procedure.md, section 7, rules 6 and 7).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from forms.answers.dates import in_words as day_in_words
from forms.calendar import day_in_london
from forms.documents.document import Document, Field, Part
from forms.words import say
from handlers.access import Act, Refused, Role, may, require
from handlers.case_pack import MARKING, parts_of, section_parts
from handlers.reading import open_case
from handlers.referral.drafts import draft_of
from handlers.referral.in_words import in_words
from handlers.referral.review import reviewed_sections
from handlers.subject_access.finding import About, Found, Given, Text, Times
from handlers.work import Work
from storage import attachments, audit, cases, people
from storage.tables import Case

_IN_THE_PACK = frozenset({"action", "addition", "attachment", "decision"})
_WITH_A_PACK = frozenset({cases.SUBMITTED, cases.DECIDED, cases.WITHDRAWN})


def answer(work: Work, found: Found, *, looked_for: Sequence[str], reason: str) -> Document:
    """Give what was found as a document, and note in the audit, for each case in it, that it was exported, and why.

    Of a case in which the actor may have a conflict of interest it says no more than the reference. Raises `Refused`
    for anyone but the business unit, and where no reason is given.
    """
    require(work.tx, work.actor, Act.EXPORT_PERSON)
    if not reason.strip():
        raise Refused(say("refusals.subject_access.no_reason"))
    theirs = [(cases.get(work.tx, case_id), about) for case_id, about in found.by_case.items() if case_id]
    theirs.sort(key=lambda each: (each[0].begun_at, each[0].id))
    open_to_actor = [(case, about) for case, about in theirs if _may_see(work, case)]
    _note(work, [case for case, _ in open_to_actor], reason.strip())
    parts = [
        _first_part(work, found, looked_for, len(theirs)),
        *_chairs(work, found),
        *_people(work, found),
        *(part for case, about in open_to_actor for part in _case(work, case, about)),
        *(_closed(case) for case, _ in theirs if not _may_see(work, case)),
        *_beside_the_cases(found.by_case.get(None, About())),
    ]
    return Document(
        title=say("subject_access.title"),
        author=work.board.name,
        marking=MARKING,
        parts=tuple(parts),
        page=say("case_pack.page", number="{number}", count="{count}"),
    )


def _may_see(work: Work, case: Case) -> bool:
    return case.state == cases.DRAFT or may(work.tx, work.actor, Act.EXPORT_CASE, case)


def _note(work: Work, exported: Sequence[Case], reason: str) -> None:
    noted = {"actor": work.actor.address, "action": "person_exported", "stated_reason": reason}
    audit.note(work.tx, **noted, count=len(exported))
    for case in exported:
        audit.note(work.tx, **noted, case_id=case.id)


def _first_part(work: Work, found: Found, looked_for: Sequence[str], count: int) -> Part:
    said = ("confidential", "check", "spellings", "not_here")
    fields = [
        Field(say("subject_access.looked_for"), "\n".join(looked_for)),
        Field(say("subject_access.cases"), str(count)),
        Field(say("subject_access.made"), day_in_words(work.today)),
    ]
    if found.unread:
        fields.append(Field(say("subject_access.unread"), str(found.unread), say("subject_access.unread_note")))
    return Part(
        say("subject_access.about"),
        paragraphs=tuple(say(f"subject_access.{each}") for each in said),
        fields=tuple(fields),
    )


def _chairs(work: Work, found: Found) -> Iterator[Part]:
    for role, contact in ((Role.CHAIR, work.board.chair), (Role.DEPUTY_CHAIR, work.board.deputy_chair)):
        known_by = [each for each in (contact.slack, contact.email) if each] if contact else []
        if found.known.mentioned(known_by):
            field = Field(say("subject_access.known_by"), "\n".join(known_by))
            note = say("subject_access.is_in_settings")
            yield Part(say(f"subject_access.is_{role}"), paragraphs=(note,), fields=(field,))


def _people(work: Work, found: Found) -> Iterator[Part]:
    if found.people:
        yield Part(say("subject_access.roles"), paragraphs=(say("subject_access.roles_note"),))
    for person_id in found.people:
        person = people.get(work.tx, person_id)
        known = [
            ("agency", person.agency),
            ("slack", person.slack or ""),
            ("email", person.email or ""),
            ("has_roles", ", ".join(sorted(people.roles(work.tx, person_id)))),
            ("listed_on", _day(person.added_at)),
            ("removed_on", _day(person.removed_at)),
        ]
        fields = tuple(Field(say(f"subject_access.{key}"), text) for key, text in known if text)
        yield Part(person.name, level=2, fields=fields)


def _case(work: Work, case: Case, about: About) -> Iterator[Part]:
    fields = (*_standing(case, about), *_files(work, case))
    yield Part(_title(case), paragraphs=tuple(_what_it_is(case, about)), fields=fields)
    yield from (_given(work, case, given) for given in about.answers)
    yield from _texts([text for text in about.texts if not about.is_theirs or text.place not in _IN_THE_PACK])
    yield from _happened(about)
    if about.is_theirs:
        yield Part(say("subject_access.whole_case"), level=2)
        yield from (replace(part, level=min(part.level + 2, 3)) for part in _whole(work, case))


def _title(case: Case) -> str:
    if case.reference:
        return say("subject_access.case", reference=case.reference)
    return say("subject_access.draft", day=_day(case.begun_at))


def _what_it_is(case: Case, about: About) -> Iterator[str]:
    if case.state == cases.DRAFT:
        yield say("subject_access.not_sent")
    elif case.state not in _WITH_A_PACK:
        yield say("subject_access.erased")
    yield say("subject_access.is_theirs" if about.is_theirs else "subject_access.is_mentioned")


def _standing(case: Case, about: About) -> Iterator[Field]:
    for label, value in (("owner", case.owner), ("referrer", case.referrer)):
        if value:
            yield Field(say(f"subject_access.{label}"), value)
    for (table, column), times in sorted(about.parts.items()):
        yield Field(say(f"subject_access.place.{table}"), column.replace("_", " "), _times(times))


def _files(work: Work, case: Case) -> Iterator[Field]:
    kept = sum(file.state == attachments.KEPT for file in attachments.of_case(work.tx, case.id))
    if kept:
        yield Field(say("subject_access.files"), str(kept), say("subject_access.files_note"))


def _given(work: Work, case: Case, given: Given) -> Part:
    form = work.forms.of(work.tx, case)
    section = next(each for each in form.sections for one in each.questions if one.id == given.values[0][0])
    fields = tuple(
        Field(form.question(question_id).label, in_words(form.question(question_id), value))
        for question_id, value in given.values
        if value is not None
    )
    note = (say("subject_access.corrected_since"),) if given.is_earlier else ()
    return Part(say("subject_access.answer", section=section.title), level=2, paragraphs=note, fields=fields)


def _texts(texts: Sequence[Text]) -> Iterator[Part]:
    for text in texts:
        field = Field(say("subject_access.kept_on", day=_day(text.at)), text.text)
        yield Part(say(f"subject_access.place.{text.place}"), level=2, fields=(field,))


def _happened(about: About) -> Iterator[Part]:
    if about.messages:
        fields = tuple(Field(say("subject_access.message"), message) for message in about.messages)
        yield Part(say("subject_access.messages"), level=2, fields=fields)
    for table in sorted({table for table, _ in about.counts}):
        counted = [(kind, times) for (each, kind), times in sorted(about.counts.items()) if each == table]
        fields = tuple(Field(kind.replace("_", " "), _times(times)) for kind, times in counted)
        note = (say(f"subject_access.counted.{table}"),)
        yield Part(say(f"subject_access.place.{table}"), level=2, paragraphs=note, fields=fields)


def _whole(work: Work, case: Case) -> Iterator[Part]:
    """Give all of a case: as its pack has it, or what a draft holds."""
    if case.state in _WITH_A_PACK:
        yield from parts_of(work, open_case(work, case.id))
    else:
        yield from (part for section in reviewed_sections(draft_of(work, case)) for part in section_parts(section))


def _closed(case: Case) -> Part:
    return Part(_title(case), paragraphs=(say("subject_access.conflict"),))


def _beside_the_cases(about: About) -> Iterator[Part]:
    parts = [*_texts(about.texts), *_happened(about)]
    if parts:
        yield Part(say("subject_access.beside"))
        yield from parts


def _times(times: Times) -> str:
    first, last = _day(times.first), _day(times.last)
    if not first:
        return say("subject_access.times", count=times.count)
    if first == last:
        return say("subject_access.times_on", count=times.count, day=first)
    return say("subject_access.times_between", count=times.count, first=first, last=last)


def _day(moment: datetime | None) -> str:
    return day_in_words(day_in_london(moment)) if moment else ""
