"""The check for known vulnerabilities finds them, and says where the registry does not tell. No registry is asked."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.house.vulnerabilities import FOUND, LOCK, NONE_KNOWN, NOT_SAID, main, pins

SAFE: dict[str, Any] = {"vulnerabilities": []}
HOLED = {
    "vulnerabilities": [
        {"id": "PYSEC-1", "aliases": ["CVE-2026-1"], "fixed_in": ["2.0"], "withdrawn": None},
        {"id": "PYSEC-2", "aliases": [], "fixed_in": ["9"], "withdrawn": "2026-01-01T00:00:00Z"},
    ]
}


class Registry(BaseHTTPRequestHandler):
    """Answers what a test puts into `pages`, by path."""

    pages: ClassVar[dict[str, Any]] = {}

    def do_GET(self) -> None:
        page = self.pages.get(self.path)
        self.send_response(200 if page is not None else 404)
        self.end_headers()
        self.wfile.write(json.dumps(page).encode() if page is not None else b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name that the base class gives it
        """Say nothing."""


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(Registry, "pages", {})
    with ThreadingHTTPServer(("127.0.0.1", 0), Registry) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/simple/"
        server.shutdown()


@pytest.fixture
def lock(tmp_path: Path) -> str:
    path = tmp_path / "requirements.lock"
    path.write_text(
        "one==1.0 \\\n    --hash=sha256:0\ntwo[extra]==1.5 ; python_version < '4' \\\n    --hash=sha256:0\n"
    )
    return str(path)


def check(lock: str, index: str, capsys: pytest.CaptureFixture[str], **pages: Any) -> tuple[int, str]:
    Registry.pages |= {
        f"/pypi/{name}/{version}/json": pages[name]
        for name, version in (("one", "1.0"), ("two", "1.5"))
        if name in pages
    }
    return main([lock, "--index", index]), capsys.readouterr().out


def test_none_known_is_said_with_how_many_were_looked_up(
    lock: str, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(lock, index, capsys, one=SAFE, two=SAFE) == (NONE_KNOWN, "Looked up: 2. Known vulnerabilities: 0.\n")


def test_a_known_one_fails_with_its_names_and_the_version_that_puts_it_right(
    lock: str, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = check(lock, index, capsys, one=HOLED, two=SAFE)
    assert code == FOUND
    assert "one 1.0: PYSEC-1, CVE-2026-1, put right in 2.0" in said
    assert "PYSEC-2" not in said  # it was withdrawn


@pytest.mark.parametrize("page", [None, {"info": {}}])
def test_a_registry_that_does_not_tell_proves_nothing(
    lock: str, index: str, capsys: pytest.CaptureFixture[str], page: Any
) -> None:
    code, said = check(lock, index, capsys, **({"one": SAFE, "two": page} if page else {"one": SAFE}))
    assert code == NOT_SAID
    assert "does not say" in said
    assert "Looked up before that: 1" in said


def test_what_was_found_before_a_registry_fell_silent_still_fails(
    lock: str, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(lock, index, capsys, one=HOLED)[0] == FOUND


def test_every_pin_of_the_house_s_own_lock_is_read() -> None:
    text = LOCK.read_text("utf-8")
    begun = [line.split()[0] for line in text.splitlines() if line[:1].isalnum()]
    assert [f"{pin.name}=={pin.version}" for pin in pins(text)] == [re.sub(r"\[.*?\]", "", each) for each in begun]
