"""Who has which role: the list, and where somebody is added or their roles are changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.slack.metadata import Remembered
from bot.slack.payload import Json
from bot.slack.views.blocks import button, buttons, modal, paragraph, paragraph_with
from bot.slack.views.inputs import Place, field, person_choice, several_choices, text_input
from forms.vocabulary import Choice
from forms.words import say
from handlers.access import GIVEN_ROLES
from handlers.case_screens import PersonLine
from handlers.people import PeoplePage

LIST_CALLBACK = "people"
ADD_CALLBACK = "person"
CHANGE_CALLBACK = "roles"


def people_view(page: PeoplePage) -> Json:
    """Draw a page of the people with a role, each with a button to change it."""
    blocks = [paragraph(say("screens.people.intro")), buttons(*_ways(page))]
    if not page.people:
        blocks.append(paragraph(say("screens.people.none")))
    blocks += [_person(person) for person in page.people]
    return modal(say("screens.titles.people"), blocks, callback_id=LIST_CALLBACK)


def person_view() -> Json:
    """Draw where a person is added. The names of its fields are those of `handlers.people.AddPerson`."""
    blocks = [
        _field("slack", person_choice()),
        _field("name", text_input()),
        field(
            Place("agency"),
            say("screens.people.label.agency"),
            text_input(),
            hint=say("screens.people.hint.agency"),
            required=False,
        ),
        _field("roles", several_choices(_choices(), ())),
    ]
    return modal(
        say("screens.titles.person"), blocks, callback_id=ADD_CALLBACK, submit=say("screens.buttons.add_person")
    )


def roles_view(person: PersonLine) -> Json:
    """Draw where a person's roles are changed or ended; it remembers those that it shows."""
    roles = field(
        Place("roles", row_id=person.person_id),
        say("screens.people.label.roles"),
        several_choices(_choices(), sorted(person.roles)),
        hint=say("screens.people.hint.roles"),
        required=False,
    )
    return modal(
        say("screens.titles.roles"),
        [paragraph(say("screens.people.change", name=person.name)), roles],
        callback_id=CHANGE_CALLBACK,
        remembers=Remembered(person_id=person.person_id, seen=",".join(sorted(person.roles))),
        submit=say("screens.buttons.save_roles"),
    )


def _ways(page: PeoplePage) -> Iterator[Json]:
    yield button("add_person", say("screens.buttons.add_person"), style="primary")
    if page.more_after:
        yield button("more_people", say("screens.buttons.more_people"), value=page.more_after)
    if not page.is_first:
        yield button("people", say("screens.buttons.first_people"))


def _person(person: PersonLine) -> Json:
    key = "about" if person.agency else "no_agency"
    about = say(f"screens.people.{key}", roles=_in_words(person.roles), agency=person.agency)
    if not person.slack:
        about = f"{about}. {say('screens.people.not_in_slack')}"
    change = button("change_roles", say("screens.buttons.change_roles"), value=person.person_id, of=person.name)
    return paragraph_with(say("screens.people.line", name=person.name, about=about), change)


def _in_words(roles: Iterable[str]) -> str:
    return ", ".join(say(f"notices.role.{role}") for role in sorted(roles))


def _choices() -> list[Choice]:
    return [Choice(id=role, label=say(f"notices.role.{role}").capitalize()) for role in sorted(GIVEN_ROLES)]


def _field(name: str, element: Json) -> Json:
    return field(Place(name), say(f"screens.people.label.{name}"), element, hint=say(f"screens.people.hint.{name}"))
