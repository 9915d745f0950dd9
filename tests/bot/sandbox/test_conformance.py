"""docs/workspace.md tells all that the workspace serves, refuses and limits, and names tests that are there."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import bot.sandbox
from bot.sandbox.envelopes import Kind
from bot.sandbox.strict.blocks import BLOCKS
from bot.sandbox.strict.elements import ELEMENTS
from bot.sandbox.submissions import FIELDS
from bot.sandbox.web_api.calls import METHODS
from tests.bot.sandbox.conformance import HERE, PAGE, every_test_named, number, page, rows, table
from tests.bot.sandbox.limits import LIMITS

SANDBOX = Path(bot.sandbox.__file__).parent
SOURCES = {path.relative_to(SANDBOX).as_posix(): ast.parse(path.read_text("utf-8")) for path in SANDBOX.rglob("*.py")}

SHAPES = {2, 1_000_000_000, 9_999_999_999}
"""Numbers that are no limits: the two ways to dispatch an action, and the ten digits of a Unix time."""


def names(kind: str) -> set[str]:
    return {row["name"] for row in rows(kind)}


def words(node: ast.AST) -> set[str]:
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def calls(tree: ast.AST, function: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == function:
            yield node


def values_of(tree: ast.AST, field: str) -> Iterator[str]:
    """Give the texts that this field has in the dictionaries that are written out in the code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == field and isinstance(value, ast.Constant):
                    yield str(value.value)


def errors_raised() -> set[str]:
    found: set[str] = set()
    for path, tree in SOURCES.items():
        for call in calls(tree, "SlackError"):
            code = call.args[0]
            assert isinstance(code, ast.Constant | ast.IfExp), f"{path}:{call.lineno}: which error is it?"
            found |= words(code.body) | words(code.orelse) if isinstance(code, ast.IfExp) else words(code)
        found |= set(values_of(tree, "error"))
    return found


def events_told() -> set[str]:
    told = [SOURCES[path] for path in ("person.py", "writing.py", "rewriting.py", "workspace.py")]
    named = {value for tree in told for field in ("type", "subtype") for value in values_of(tree, field)}
    return named - {"rich_text", "rich_text_section", "text"}


def numbers_named() -> set[str]:
    """Give every number that has a name in the workspace's code, as module and name."""
    return {
        f"bot.sandbox.{path.removesuffix('.py').replace('/', '.')}.{node.targets[0].id}"
        for path, tree in SOURCES.items()
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, int | float)
    }


def test_every_method_has_its_row() -> None:
    assert names("method") == set(METHODS)


def test_every_error_has_its_row() -> None:
    assert names("error") == errors_raised()


def test_every_event_has_its_row() -> None:
    assert names("event") == events_told()


def test_every_interaction_has_its_row() -> None:
    told = " ".join(names("interaction"))
    kinds = {kind for call in calls(SOURCES["payloads.py"], "_common") for kind in words(call.args[2])}
    kinds |= set(get_args(Kind)) - {"events_api", "interactive"}
    assert {"view_submission", "slash_commands"} <= kinds
    assert [kind for kind in kinds if kind not in told] == []
    assert {f"response_action {action}" for action in FIELDS} <= names("interaction")


def test_every_block_and_element_has_its_row() -> None:
    assert names("block") == set(BLOCKS)
    assert names("element") == set(ELEMENTS)


def test_every_limit_has_its_row() -> None:
    assert {row["constant"] for row in rows("constant")} == numbers_named()
    assert set(table()["limits"]) == set(LIMITS)


def test_no_number_stands_in_the_strict_code_that_is_not_a_limit_of_the_table() -> None:
    known = {limit for limit, _ in LIMITS.values()} | {number(row["constant"]) for row in rows("constant")}
    written = {
        node.value
        for path, tree in SOURCES.items()
        if path.startswith("strict/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value > 1
    }
    assert written - known == SHAPES


def test_a_row_without_a_test_says_that_it_is_not_covered() -> None:
    uncovered = [row for part in table()["parts"] for row in part["rows"] if "test" not in row]
    assert [row["name"] for row in uncovered if not re.search(r"[Nn]ot covered", row["note"])] == []


def test_every_page_is_an_address_of_slacks_documentation() -> None:
    pages = {row["page"] for part in table()["parts"] for row in part["rows"]} | set(table()["limits"].values())
    assert [path for path in pages if not re.fullmatch(r"[a-z]+(/[\w.-]+)+", path)] == []


@pytest.fixture(scope="module")
def tests_there() -> set[str]:
    """Every test of the workspace, as pytest collects it, without its parameters."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n", "0", "-p", "no:cacheprovider", str(HERE)]
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=own, cwd=HERE.parents[2])
    return {
        re.sub(r"\[.*", "", line).partition("tests/bot/sandbox/")[2] for line in run.stdout.splitlines() if "::" in line
    }


def test_every_test_that_is_named_is_there(tests_there: set[str]) -> None:
    assert {named for named in every_test_named() if not any(test.startswith(named) for test in tests_there)} == set()


def test_the_page_is_what_the_table_gives() -> None:
    assert PAGE.read_text("utf-8") == page(), "Write it anew: python -m tests.bot.sandbox.conformance"
