"""docs/workspace.md, made from conformance.toml and the limits: what the local workspace proves of Slack.

python -m tests.bot.sandbox.conformance     writes the page anew
"""

import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bot.sandbox.limits import LIMITS, UNKNOWN_TO_THE_SDK

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "workspace.md"
VENDOR = "https://docs.slack.dev/"
ABOUT_LIMITS = "test_sandbox_strictness.py::test_a_limit_holds_exactly"
AGAINST_THE_SDK = "test_sandbox_and_slack_sdk.py::test_slacks_own_objects_draw_the_line_where_we_do"

Row = dict[str, str]

INTRODUCTION = """\
# What the local workspace proves

The tests and `prp try` run the bot against a workspace of the project's own (`bot/sandbox`): a server on this machine
that speaks Slack's Web API, Socket Mode and signed HTTP, and people who click and type in it. It is meant to refuse all
that Slack refuses. Where we know that it differs, the row says so: *stricter* refuses what Slack may take, *looser*
takes what Slack may refuse.

**It has never been compared with Slack itself.** It follows Slack's pages as they were in 2026, and the comments of
Slack's own Node and Python kits, which repeat them. Not every page was read at Slack: the errors of the methods were
read in stored copies of its pages and in a copy that a third party keeps, so they may be older than Slack is today.
Where two sources differ, the stricter one counts.

Each row names the vendor's page and the test that covers it, under `tests/bot/sandbox`. A test checks that every
method, error, event, interaction, block, element and limit of the workspace has its row, that each test named is there,
and that this page is what `python -m tests.bot.sandbox.conformance` writes.
"""


def table() -> dict[str, Any]:
    """Give the data of conformance.toml."""
    return tomllib.loads((HERE / "conformance.toml").read_text("utf-8"))


def rows(kind: str) -> list[Row]:
    """Give the rows of one kind, such as `method` or `error`."""
    return [row for part in table()["parts"] if part["kind"] == kind for row in part["rows"]]


def every_test_named() -> set[str]:
    """Give every test that the page names, as file and name."""
    named = {row["test"] for part in table()["parts"] for row in part["rows"] if "test" in row}
    return named | {ABOUT_LIMITS, AGAINST_THE_SDK}


def number(constant: str) -> int | float:
    """Give the number that a constant holds, named by its module and name."""
    module, _, name = constant.rpartition(".")
    held: int | float = getattr(import_module(module), name)
    return held


def page() -> str:
    """Give docs/workspace.md."""
    data = table()
    lines = [INTRODUCTION]
    for part in data["parts"]:
        lines += [f"## {part['title']}\n", f"{part['about']}\n", *_of_part(part["rows"]), ""]
    lines += ["## Limits of a field\n", _about_limits(), *_of_limits(data["limits"]), ""]
    lines += [f"## {data['missing']['title']}\n", *(f"- {said}" for said in data["missing"]["rows"])]
    return "\n".join(lines) + "\n"


def _of_part(rows_: list[Row]) -> Iterator[str]:
    numbered = "constant" in rows_[0]
    yield "| What | Slack's page | Covered by | How it differs |".replace(
        "What |", "What | Limit |" if numbered else "What |"
    )
    yield "| --- | --- | --- | --- |" + (" --- |" if numbered else "")
    for row in rows_:
        limit = f" {number(row['constant']):,g} |" if numbered else ""
        name = row["name"] if numbered or " " in row["name"] else f"`{row['name']}`"
        test = f"`{row['test']}`" if "test" in row else "**not covered**"
        yield f"| {name} |{limit} {_link(row['page'])} | {test} | {row.get('note', '')} |"


def _about_limits() -> str:
    return (
        f"The greatest number is taken and one more is refused: `{ABOUT_LIMITS}`. Slack's own `slack_sdk` is the "
        f"second judge (`{AGAINST_THE_SDK}`): where it checks a limit, it draws the line at the same number.\n"
    )


def _of_limits(pages: dict[str, str]) -> Iterator[str]:
    yield "| Field | Limit | Slack's page | slack_sdk |"
    yield "| --- | --- | --- | --- |"
    for name, (limit, _) in LIMITS.items():
        judged = "does not check it" if name in UNKNOWN_TO_THE_SDK else "the same"
        yield f"| {name} | {limit:,} | {_link(pages[name])} | {judged} |"


def _link(path: str) -> str:
    return f"[{path.rpartition('/')[2]}]({VENDOR}{path})"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
