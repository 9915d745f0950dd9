"""Write the crash table: ``python -m tests.journeys.crash docs/crash-table.md``.

A bot is killed at every point of the journey, and `PRP_TEST_CRASHES` times (2,000) at random moments; about twenty
minutes on two cores.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.journeys.crash.whole import write_table

if __name__ == "__main__":
    write_table(Path(sys.argv[1]))
