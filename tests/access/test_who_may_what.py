"""Every listener, command and page by everybody, with and without a conflict of interest (docs/who-may-what.md)."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from bot.cli.exit_codes import ExitCode
from bot.slack.listeners import ROUTES
from bot.slack.routes import Route
from tests.access.commands import (
    FOR_A_PERSON,
    FOR_ANYBODY_AT_THE_MACHINE,
    FOR_WHOEVER_HOLDS_THE_KEYS,
    READ_ONLY,
    at_the_office,
    every_command,
    prp,
)
from tests.access.listeners import MAY, meant_for, title
from tests.access.pages import PAGES, every_path
from tests.access.scene import MARK, PARTS, Part, Scene
from tests.access.table import PAGE, page
from tests.access.walk import Walked
from tests.bot.settings_for_tests import write_env


def test_every_listener_command_and_page_says_who_it_is_for(scene: Scene) -> None:
    assert {(route.kind, route.id) for route in ROUTES} == MAY.keys()
    assert every_command() == FOR_A_PERSON.keys() | FOR_WHOEVER_HOLDS_THE_KEYS.keys() | FOR_ANYBODY_AT_THE_MACHINE
    assert every_path(scene) == PAGES.keys()


def test_every_listener_lets_in_whom_it_is_for_and_in_a_conflict_of_interest_the_referrer_alone(walked: Walked) -> None:
    def meant(route: Route, part: Part) -> tuple[bool, bool]:
        return meant_for(route, part, in_conflict=False), meant_for(route, part, in_conflict=True)

    assert walked.slack == {title(route): {part: meant(route, part) for part in PARTS} for route in ROUTES}


def test_the_page_is_what_the_walk_finds(walked: Walked) -> None:
    assert PAGE.read_text("utf-8") == page(walked), "Write it anew: python -m tests.access"


@pytest.mark.parametrize(
    "command", sorted(FOR_WHOEVER_HOLDS_THE_KEYS.keys() - {"doctor", "restore"} | FOR_A_PERSON.keys())
)
def test_without_the_key_file_a_command_does_nothing(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_env(tmp_path / ".env")
    monkeypatch.chdir(tmp_path)
    arguments = {**FOR_WHOEVER_HOLDS_THE_KEYS, **FOR_A_PERSON}[command]
    person = ("--as", "chair", "--reason", "Trying") if command in FOR_A_PERSON else ()
    assert prp(*command.split(), *arguments, *person)[0] is ExitCode.KEYS
    assert [path.name for path in tmp_path.iterdir()] == [".env"]


def test_a_command_that_is_not_for_a_named_person_prints_nothing_of_a_case(scene: Scene, tmp_path: Path) -> None:
    with at_the_office(scene, tmp_path):
        said = {command: prp(*command.split(), *FOR_WHOEVER_HOLDS_THE_KEYS[command]) for command in READ_ONLY}
    assert {ended for ended, _ in said.values()} == {ExitCode.OK}
    assert [command for command, (_, text) in said.items() if MARK.casefold() in text.casefold()] == []


def test_no_page_tells_anything_of_a_case(scene: Scene) -> None:
    address = f"http://{scene.marram.settings.health_address}"
    for path in sorted(PAGES.keys() - {"/slack/events"}):
        answer = httpx.get(f"{address}{path}", trust_env=False)
        assert answer.status_code == 200
        assert MARK.casefold() not in answer.text.casefold()
        assert "PRP-2026" not in answer.text
    assert httpx.get(f"{address}/", trust_env=False).status_code == 404
