"""Asks the package registry for known vulnerabilities of what is pinned: ``python -m tests.house.vulnerabilities``.

Ends with 1 if there are any, and with 2 where the registry does not say: then nothing is known either way. The registry
is the one that pip uses here (or ``--index``); not every mirror serves this
(https://docs.pypi.org/api/json/#known-vulnerabilities).
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
PATIENCE_SECONDS = 30
NONE_KNOWN, FOUND, NOT_SAID = 0, 1, 2


@dataclass(frozen=True)
class Pin:
    """One package at the one version that is installed."""

    name: str
    version: str


class NotServed(Exception):
    """The registry does not say which vulnerabilities are known."""


def pins(lock: str) -> Iterator[Pin]:
    """Give what a lock file pins."""
    for name, version in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", lock, flags=re.MULTILINE):
        yield Pin(name, version)


def known(client: httpx.Client, index: str, pin: Pin) -> list[str]:
    """Give what is known of one version, a line for each; raises `NotServed`."""
    root = re.sub(r"/simple/?$", "", index.rstrip("/"))
    try:
        answer = client.get(f"{root}/pypi/{pin.name}/{pin.version}/json")
        found: list[dict[str, Any]] = answer.raise_for_status().json()["vulnerabilities"]
    except (httpx.HTTPError, ValueError, KeyError) as trouble:
        raise NotServed(f"{pin.name} {pin.version}: {type(trouble).__name__}") from None
    return [
        f"{pin.name} {pin.version}: {', '.join([each['id'], *each.get('aliases', [])])},"
        f" put right in {', '.join(each.get('fixed_in', [])) or 'no version yet'}"
        for each in found
        if not each.get("withdrawn")
    ]


def check(asked: Iterable[Pin], index: str) -> int:
    """Print what is known of each version and give the exit code. Stops where the registry does not say."""
    count, told = 0, 0
    with httpx.Client(timeout=PATIENCE_SECONDS, follow_redirects=True) as client:
        for pin in asked:
            try:
                lines = known(client, index, pin)
            except NotServed as trouble:
                print(f"The registry that pip uses here does not say which vulnerabilities are known ({trouble}).")
                print(
                    f"Looked up before that: {count}, vulnerabilities among them: {told}. Nothing is known of the rest."
                )
                print("Run this where a registry serves it, or use pip-audit with a vulnerability service of your own.")
                return FOUND if told else NOT_SAID
            count, told = count + 1, told + len(lines)
            print(*lines, sep="\n", end="\n" if lines else "")
    print(f"Looked up: {count}. Known vulnerabilities: {told}.")
    return FOUND if told else NONE_KNOWN


def index_of_pip() -> str:
    """Give the registry that pip uses here: the one that was set, else its own."""
    # pip has no public way to tell its default, and no file of ours names a host
    default = "from pip._internal.models.index import PyPI; print(PyPI.simple_url)"
    for command in (["-m", "pip", "config", "get", "global.index-url"], ["-c", default]):
        asked = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
        if asked.returncode == 0:
            return asked.stdout.strip()
    raise NotServed("there is no pip here")


def main(arguments: list[str] | None = None) -> int:
    """Read the command line, and check; gives the exit code."""
    parser = argparse.ArgumentParser(description="Ask the registry for known vulnerabilities of the pinned versions.")
    parser.add_argument("lock", nargs="?", type=Path, default=LOCK)
    parser.add_argument("--index", default="", help="the registry's simple index; by default the one that pip uses")
    given = parser.parse_args(arguments)
    return check(pins(given.lock.read_text("utf-8")), given.index or index_of_pip())


if __name__ == "__main__":
    sys.exit(main())
