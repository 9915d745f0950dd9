"""Requirements are pinned with hashes and name no host; nothing in the house points outside it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_requirement_is_pinned_with_hashes_and_no_host(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    requirements = re.split(r"\n(?=\S)", text.strip())
    pinned = [one for one in requirements if not one.startswith("#")]
    assert pinned
    assert all(re.match(r"[\w.\-\[\]]+==\S+", one) and "--hash=sha256:" in one for one in pinned)


def test_the_top_level_holds_only_the_rooms_and_their_papers() -> None:
    allowed = {
        "bot", "handlers", "forms", "storage", "tests", "docs",
        "pyproject.toml", "README.md", "LICENSE", "CONTRIBUTING.md", "requirements.lock", "requirements-dev.lock",
    }  # fmt: skip
    top = {path.relative_to(ROOT).parts[0] for path in tracked_files()}
    assert {name for name in top if not name.startswith(".")} == allowed
