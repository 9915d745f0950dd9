"""What the papers for operators and Boards name is there: commands, options, settings, figures, addresses, files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary
from typer.main import get_command

from bot.cli.exit_codes import ExitCode
from bot.cli.main import app
from bot.health import health_routes
from bot.settings import Settings, setting_name
from forms.words.files import sentences_of
from handlers.referral import unsent
from storage.tables import Table

ROOT = Path(__file__).parents[2]
DEPLOYMENT = ROOT / "docs" / "deployment"
PAPERS = [ROOT / "docs" / name for name in ("operations.md", "for-boards.md")]
EVERYTHING = [
    *PAPERS,
    ROOT / "docs" / "mailboxes.md",
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(DEPLOYMENT.iterdir()),
]


def commands(command: Any, name: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Give every command with its options."""
    for word, each in getattr(command, "commands", {}).items():
        yield f"{name} {word}", frozenset(option for parameter in each.params for option in parameter.opts)
        yield from commands(each, f"{name} {word}")


COMMANDS = dict(commands(get_command(app), "prp"))


def named(paper: Path) -> Iterator[str]:
    """Give every command line of ours that a paper names, in code or in a block of it."""
    written = paper.read_text("utf-8")
    blocks = re.findall(r"```\w*\n(.*?)```", written, flags=re.DOTALL)
    inline = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", written, flags=re.DOTALL))
    yield from (" ".join(code.split()) for code in inline if re.match(r"prp\s+[a-z]", code))
    yield from (
        code.rpartition(" prp ")[2].join(["prp ", ""]) for code in inline if re.match(r"PRP_\w+=\S+\s+prp ", code)
    )
    lines = written.splitlines() if paper.parent == DEPLOYMENT else "\n".join(blocks).splitlines()
    yield from (f"prp {found}" for line in lines for found in re.findall(r"(?:^|bin/)prp ([a-z].*)", line))


@pytest.mark.parametrize("paper", EVERYTHING, ids=lambda paper: paper.name)
def test_every_command_and_option_that_it_names_is_there(paper: Path) -> None:
    wrong = []
    for line in named(paper):
        words = line.split()
        name = next((" ".join(words[:n]) for n in (3, 2) if " ".join(words[:n]) in COMMANDS), "")
        options = {word for word in words if re.fullmatch(r"--?[a-z][a-z-]*", word)}
        if not name or options - COMMANDS[name] - {"--help"}:
            wrong.append(line)
    assert wrong == []


@pytest.mark.parametrize("paper", EVERYTHING, ids=lambda paper: paper.name)
def test_every_setting_that_it_names_is_there(paper: Path) -> None:
    known = {setting_name(field) for field in Settings.model_fields}
    of_the_tests = {"PRP_TEST_REQUIRE", "PRP_TEST_DATABASE_URL", "PRP_TEST_STEPS", "PRP_TEST_CRASHES"}
    assert set(re.findall(r"PRP_[A-Z_]+", paper.read_text("utf-8"))) - known - of_the_tests == set()


@pytest.mark.parametrize("paper", [*PAPERS, ROOT / "docs" / "case-pack.md"], ids=lambda paper: paper.name)
def test_every_link_leads_somewhere(paper: Path) -> None:
    written = paper.read_text("utf-8")
    files = [link for link in re.findall(r"\]\(([^)#]+)\)", written) if "://" not in link]
    assert [link for link in files if not paper.parent.joinpath(link).exists()] == []
    headings = {
        re.sub(r"[^a-z0-9 -]", "", each.lower()).replace(" ", "-") for each in re.findall(r"^#+ (.*)", written, re.M)
    }
    assert [anchor for anchor in re.findall(r"\]\(#([^)]+)\)", written) if anchor not in headings] == []


def test_operations_names_every_figure_and_address_of_the_watch_and_no_other() -> None:
    paper = PAPERS[0].read_text("utf-8")
    figures = {key.rpartition(".")[2] for key in sentences_of("en") if key.startswith("command_line.metrics.")}
    assert set(re.findall(r"`prp_([a-z_]+)(?:\{\w+\})?`", paper)) == figures
    addresses = {route.path for route in health_routes({})} | {"/metrics"}
    assert set(re.findall(r"^\| `(/[\w/]+)` \|", paper, re.MULTILINE)) == addresses


def test_systemd_starts_the_bot_again_but_where_that_puts_nothing_right() -> None:
    unit = (DEPLOYMENT / "prp.service").read_text("utf-8")
    (codes,) = re.findall(r"^RestartPreventExitStatus=(.*)", unit, re.MULTILINE)
    assert {int(code) for code in codes.split()} == {
        ExitCode.USAGE,
        ExitCode.SETTINGS,
        ExitCode.FORM,
        ExitCode.KEYS,
    }


def test_the_container_copies_what_is_there_and_watches_what_is_answered() -> None:
    steps = (DEPLOYMENT / "Containerfile").read_text("utf-8")
    copied = [name for line in re.findall(r"^COPY (?!--)(.*)", steps, re.MULTILINE) for name in line.split()[:-1]]
    assert {"bot", "handlers", "forms", "storage", "requirements.lock", "pyproject.toml"} <= set(copied)
    assert [name for name in copied if not (ROOT / name).exists()] == []
    (watched,) = re.findall(r"http://([^/]+)(/[\w/]+)", steps)
    assert watched == (Settings.model_fields["health_address"].default, health_routes({})[0].path)


# a contributor's machine may have no systemd (a Mac, a small container); the continuous run has to, and skips nothing
@pytest.mark.skipif(  # only a machine with systemd can read its units; CI installs it, and there this runs or fails
    shutil.which("systemd-analyze") is None and os.environ.get("PRP_TEST_REQUIRE") != "all",
    reason="there is no systemd-analyze here",
)
def test_systemd_can_read_the_units(tmp_path: Path) -> None:
    for unit in DEPLOYMENT.glob("prp*"):
        # what is to be started is not installed here
        (tmp_path / unit.name).write_text(
            re.sub(r"(?m)^ExecStart=/\S+", "ExecStart=/bin/true", unit.read_text("utf-8"))
        )
    units = sorted(str(path) for path in tmp_path.iterdir())
    read = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")


def test_boards_are_told_of_every_table_and_which_of_them_are_sealed() -> None:
    rows = re.findall(r"^\|[^|]*\|([^|]*)\|([^|]*)\|$", PAPERS[1].read_text("utf-8"), re.MULTILINE)
    told = {name: "yes" in sealed for tables, sealed in rows for name in re.findall(r"`([a-z_]+)`", tables)}
    tables = Table.metadata.tables.values()
    sealed = {table.name for table in tables if any(isinstance(each.type, LargeBinary) for each in table.columns)}
    assert {table.name for table in tables} - told.keys() == set()
    assert {name for name in sealed if not told[name]} == set()


def test_boards_are_told_how_long_what_is_not_used_is_kept() -> None:
    paper = PAPERS[1].read_text("utf-8")
    assert f"| {unsent.KEPT_FOR.days} days after its last change" in paper
    assert "warned seven days before" in paper
    assert unsent.WARNED_BEFORE.days == unsent.UNIT_REMINDED_EVERY.days == 7
