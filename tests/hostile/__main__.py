"""Send every sample, and print what became of each kind of them. Ends with 1 if one crashed, stalled or was lost."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.logs import configure_logs
from storage.database import Database
from storage.envelope import Vault
from storage.keys import KeyRing
from storage.migrate import upgrade
from tests.hostile.documents import documents
from tests.hostile.foreign import of_packages, of_the_interpreter
from tests.hostile.mails import mails
from tests.hostile.run import Outcome, run
from tests.hostile.sample import Sample

_MUTATIONS = 100


def everything(say: Console) -> Iterator[Sample]:
    """Give every sample; those of packages only where they can be fetched, or `PRP_TEST_REQUIRE=all` says they must."""
    yield from of_the_interpreter()
    try:
        yield from of_packages()
    except (OSError, subprocess.SubprocessError, tarfile.TarError, IndexError) as error:
        if os.environ.get("PRP_TEST_REQUIRE") == "all":
            raise
        say.print(f"Some mails of other packages' tests are left out: they cannot be fetched ({type(error).__name__}).")
    yield from mails(_MUTATIONS)
    yield from documents(_MUTATIONS)


def table(outcomes: Sequence[Outcome]) -> Table:
    """Say of each source how many there are, what became of them, and how long the slowest took."""
    shown = Table("from", "mails", "what became of them", "could not be read in full", "slowest")
    for source in dict.fromkeys(each.sample.source for each in outcomes):
        these = [each for each in outcomes if each.sample.source == source]
        states = _counted(each.state or "NONE" for each in these)
        troubles = _counted(chain.from_iterable(each.troubles for each in these))
        slowest = max(these, key=lambda each: each.seconds)
        shown.add_row(source, str(len(these)), states, troubles, f"{slowest.seconds:.1f} s: {slowest.sample.name}")
    return shown


def _counted(words: Iterable[str]) -> str:
    return ", ".join(f"{word} {count}" for word, count in Counter(words).most_common())


def main() -> int:
    """Run them all."""
    say = Console(width=160)
    configure_logs("CRITICAL")
    with tempfile.TemporaryDirectory() as folder:
        vault = Vault(KeyRing((os.urandom(32),)))
        url = f"sqlite:///{Path(folder) / 'hostile.db'}"
        upgrade(url, vault)
        outcomes = list(run(everything(say), Database(url, vault), vault))
    say.print(table(outcomes))
    bad = [each for each in outcomes if not each.is_good]
    for each in bad:
        say.print(
            f"NOT GOOD: {each.sample.source}: {each.sample.name}: {each.state or 'no outcome'}, {each.seconds:.1f} s"
        )
    say.print(
        f"{len(outcomes)} mails: {len(outcomes) - len(bad)} kept with an outcome, none of them for more than 10 s."
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
