"""Write the table of who may what anew: ``python -m tests.access``; a few seconds."""

from __future__ import annotations

import tempfile
from pathlib import Path

from structlog.testing import capture_logs

from tests.access.scene import opened
from tests.access.table import PAGE, page
from tests.access.walk import walk

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, capture_logs(), opened(Path(folder)) as scene:
        PAGE.write_text(page(walk(scene, Path(folder))), "utf-8")
    print(PAGE.read_text("utf-8"))
