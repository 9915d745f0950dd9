"""The README is true: it lists every setting and command as they are, and its pictures exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from bot.cli.main import app
from bot.settings_reference import markdown_table

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def commands(command: Any, name: str) -> Iterator[tuple[str, str]]:
    inner = getattr(command, "commands", {})
    for word, each in inner.items():
        yield from commands(each, f"{name} {word}")
    if not inner:
        yield name, command.help


@pytest.mark.parametrize(("name", "help_text"), list(commands(get_command(app), "prp")))
def test_every_command_is_in_the_readme_as_it_describes_itself(name: str, help_text: str) -> None:
    assert f"| `{name}` | {help_text} |" in README


def test_the_table_of_settings_is_the_generated_one() -> None:
    assert markdown_table() in README


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "docs/procedure.md"])
def test_every_link_within_the_house_leads_somewhere(document: str) -> None:
    links = re.findall(r"\]\(([^)#]+)", (ROOT / document).read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (ROOT / document).parent.joinpath(link).exists()] == []


def test_the_continuous_run_uses_the_readme_s_own_test_command() -> None:
    assert "<!-- test command -->\n```\npython3 -m venv" in README
    assert "<!-- test command -->" in (ROOT / ".ci/run").read_text("utf-8")
