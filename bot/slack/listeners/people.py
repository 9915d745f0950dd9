"""Who has which role, from the business unit's App Home: the list, adding somebody, changing or ending roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.slack.members import Standing
from bot.slack.payload import Kind
from bot.slack.replies import Reply, Show
from bot.slack.routes import Route, Step, may
from bot.slack.views import people as screens
from bot.slack.views.blocks import button, buttons
from bot.slack.views.read_state import typed, typed_text
from bot.slack.views.told import told_view
from forms.words import say
from handlers import people
from handlers.access import Act


def show_people(step: Step) -> Reply:
    """Show the first people with a role."""
    return Show(screens.people_view(people.page(step.work)))


def more_people(step: Step) -> Reply:
    """Go on with the list."""
    return Show(screens.people_view(people.page(step.work, after=step.value)))


def ask_person(_step: Step) -> Reply:
    """Show where a person is added."""
    return Show(screens.person_view())


def add_person(step: Step) -> Reply:
    """Give the person that was chosen their roles; a refusal stands above the screen, which keeps what was typed."""
    given = typed_text(step.view)
    command = people.AddPerson(
        name=given.get("name", ""),
        roles=_roles(step),
        agency=given.get("agency", ""),
        slack=given.get("slack", ""),
        is_member=step.named is Standing.MEMBER,
    )
    return _told("added", people.add(step.work, command).name)


def ask_roles(step: Step) -> Reply:
    """Show where a person's roles are changed."""
    return Show(screens.roles_view(people.person(step.work, step.value)))


def change_roles(step: Step) -> Reply:
    """Give the person the roles that were ticked and end the others."""
    about, roles = step.about, _roles(step)
    seen = tuple(filter(None, about.seen.split(",")))
    changed = people.change(step.work, people.ChangeRoles(about.person_id, roles, seen))
    return _told("changed" if roles else "ended", changed.name)


def _told(what: str, name: str) -> Reply:
    back = buttons(button("people", say("screens.buttons.back_to_people")))
    return Show(told_view(say(f"screens.people.{what}_title"), say(f"screens.people.{what}", name=name), back))


def _roles(step: Step) -> tuple[str, ...]:
    ticked = typed(step.view).get("roles")
    return tuple(ticked) if isinstance(ticked, list) else ()


def _person(payload: Mapping[str, Any]) -> str:
    return typed_text(payload["view"]).get("slack", "")


_manages = may(Act.MANAGE_PEOPLE)

ROUTES = (
    Route(Kind.CLICK, "people", _manages, show_people),
    Route(Kind.CLICK, "more_people", _manages, more_people),
    Route(Kind.CLICK, "add_person", _manages, ask_person),
    Route(Kind.SUBMISSION, screens.ADD_CALLBACK, _manages, add_person, names=_person),
    Route(Kind.CLICK, "change_roles", _manages, ask_roles),
    Route(Kind.SUBMISSION, screens.CHANGE_CALLBACK, _manages, change_roles),
)
