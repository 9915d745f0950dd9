"""Takes pictures of HTML pages through one run of a real Chromium, spoken to over its DevTools protocol.

Protocol: https://chromedevtools.github.io/devtools-protocol/ (domains Page and Runtime).
"""

from __future__ import annotations

import base64
import itertools
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.pictures.png import png

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-quic", "--remote-debugging-port=0",
    "--remote-allow-origins=*", "--window-size=900,1200",
)  # fmt: skip
FEW_COLOURS = Path(__file__).with_name("few_colours.js").read_text("utf-8")
START_SECONDS = 30.0
LARGEST_ANSWER = 64 * 1024 * 1024


def chromium() -> str | None:
    """Give the browser's path, or None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Browser:
    """One tab of a running Chromium."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)

    def picture(self, html: str) -> bytes:
        """Draw a page and give its first element as a picture (PNG), no larger than it is."""
        self._call("Page.setDocumentContent", frameId=self._frame(), html=html)
        self._run("document.fonts.ready.then(() => true)")
        # the element's own edge is drawn with a little air around it
        box = self._run("(({x, y, width, height}) => ({x: x - 12, y: y - 12, width: width + 24, height: height + 24}))"
                        "(document.body.firstElementChild.getBoundingClientRect())")  # fmt: skip
        taken = self._call(
            "Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=dict(box) | {"scale": 1}
        )
        few = self._run(f"({FEW_COLOURS})({json.dumps(taken['data'])})")
        return png(few["width"], few["height"], few["palette"], base64.b64decode(few["pixels"]))

    def _frame(self) -> str:
        return str(self._call("Page.getFrameTree")["frameTree"]["frame"]["id"])

    def _run(self, script: str) -> Any:
        """Run a script in the page and give what it comes to."""
        done = self._call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        return done["result"]["value"]

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer: dict[str, Any] = json.loads(self._connection.recv(timeout=START_SECONDS))
            if answer.get("id") != number:
                continue  # an event, which nobody waits for
            if "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']['message']}")
            return dict(answer["result"])


@contextmanager
def browser() -> Iterator[Browser]:
    """Run a Chromium of one's own inside ``with``; raises `RuntimeError` where there is none."""
    path = chromium()
    if path is None:
        message = "no Chromium here: install Debian's package chromium"
        raise RuntimeError(message)
    # the browser may still write into its profile while it ends
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [path, *FLAGS, f"--user-data-dir={folder}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            with connect(_address_of_tab(Path(folder)), max_size=LARGEST_ANSWER, compression=None) as connection:
                yield Browser(connection)
        finally:
            process.terminate()
            process.wait(timeout=START_SECONDS)


def _address_of_tab(profile: Path) -> str:
    """Wait until the browser has told its port, and give the address of its first tab."""
    told, deadline = profile / "DevToolsActivePort", time.monotonic() + START_SECONDS
    while True:
        if told.exists() and (lines := told.read_text("utf-8").splitlines()):
            with urllib.request.urlopen(f"http://127.0.0.1:{lines[0]}/json/list") as answer:
                tabs = [tab for tab in json.load(answer) if tab["type"] == "page"]
            if tabs:
                return str(tabs[0]["webSocketDebuggerUrl"])
        if time.monotonic() > deadline:
            message = "Chromium did not start"
            raise RuntimeError(message)
        time.sleep(0.05)
