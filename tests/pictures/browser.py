"""Takes a picture of an HTML page through a real Chromium."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
)  # fmt: skip


def chromium() -> str | None:
    """Give the browser's path, or None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def picture(html: str, to: Path, *, width: int = 820, height: int = 1000) -> None:
    """Draw `html` into the PNG file `to`; raises `RuntimeError` where there is no browser."""
    browser = chromium()
    if browser is None:
        message = "no Chromium here: install Debian's package chromium"
        raise RuntimeError(message)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(html, "utf-8")
        subprocess.run(
            [browser, *FLAGS, f"--user-data-dir={folder}/profile", f"--window-size={width},{height}",
             f"--screenshot={to}", source.as_uri()],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
