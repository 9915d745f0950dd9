"""Where in a document the reader is: under which heading, and of whom the last labels spoke."""

from __future__ import annotations

from dataclasses import dataclass, field

from forms.documents.reading.labels import Label
from forms.documents.reading.sections import Place
from forms.vocabulary import About, Kind, Question

_OF_A_PERSON = frozenset({
    "name", "last_name", "first_names", "date_of_birth", "gender", "address", "role", "agency", "phone", "email",
    "contact", "age",
})  # fmt: skip
OF_A_JOB = frozenset({"role", "agency", "phone", "email", "work"})
"""What is asked of professionals only, and first of all of the referrer."""


@dataclass
class Where:
    """The reader's place in a document."""

    place: Place = field(default_factory=Place)
    near: About | None = None
    """Whom the last label named: “Address” after “Name of mother” is hers."""
    heading: str = field(default="", repr=False)
    last: Question | None = None
    """What was asked last: “If yes, give details” asks more about it."""
    seen: set[About] = field(default_factory=set)
    _before: tuple[Place, About | None] | None = None

    @property
    def about(self) -> About | None:
        """Of whom the labels here are."""
        return self.near or self.place.about

    def about_whom(self, label: Label) -> About | None:
        """Give whom a label is about: those it names, else those around it; a job named first is the referrer's."""
        named = [about for about in About if about.value in label.people]
        if len(named) == 1:
            return named[0]
        if self.about is None and label.words & OF_A_JOB and not self.seen:
            return About.REFERRER
        return self.about

    def enter(self, place: Place) -> None:
        """Go under a heading that means something."""
        self.place, self.near = place, place.about
        self.last, self._before = None, None

    def enter_unknown(self) -> None:
        """Go under a heading that means nothing to the form; it may be only a label with its value below."""
        self._before = None if self.place.is_not_asked else (self.place, self.near)
        self.place, self.near = Place(), None

    def was_no_heading(self) -> None:
        """Go back to where the reader was: the last heading was a label."""
        if self._before is not None:
            (self.place, self.near), self._before = self._before, None

    def look(self, label: Label) -> None:
        """Remember whom a label speaks of."""
        named = [about for about in About if about.value in label.people]
        if len(named) == 1 and (not label.words or label.words & _OF_A_PERSON):
            self.near = named[0]
            self.seen |= {named[0]} - {About.REFERRER}

    def matched(self, about: About | None, *, is_sure: bool) -> None:
        """Remember whom a question is about that was answered here."""
        if is_sure and self.place.about is None and about in {About.REFERRER, About.LEAD, About.CHILD}:
            self.near = about
        if about is not None and about is not About.REFERRER:
            self.seen.add(about)

    @property
    def signs(self) -> bool:
        """Whether declarations are made here."""
        section = self.place.section
        return section is not None and any(question.kind is Kind.SIGNATURE for question in section.questions)

    @property
    def is_of_the_referral(self) -> bool:
        """Whether the form speaks of itself here: at its beginning or end, or of the referrer."""
        nowhere = self.place.section is None and self.about is None
        return self.signs or nowhere or self.about is About.REFERRER
