"""``prp`` in a folder of the test's own, in this process or as one of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.compose import Office, open_office
from bot.settings import load_settings
from handlers.access import Actor, Role
from handlers.referral.answer import AnswerPage, answer_page
from handlers.referral.begin import first_page
from handlers.referral.submit import SubmitReferral, declaration, submit
from handlers.screens import PageScreen, Receipt, Review
from storage.keys import new_key_file
from storage.tables import new_id
from tests.bot.settings_for_tests import write_env
from tests.cases import SCR

HERE = Path(__file__).parents[2]
REFERRER = Actor("slack:U0REFER", frozenset({Role.MEMBER}))


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


class Terminal:
    """A terminal in an empty folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def prp(self, *arguments: str) -> Ended:
        """Run ``prp`` in this process."""
        with pytest.raises(SystemExit) as end:
            main(arguments)
        said = self._capsys.readouterr()
        return Ended(int(end.value.code or 0), said.out, said.err)

    def prp_alone(self, *arguments: str) -> subprocess.Popen[str]:
        """Start ``prp`` in a process of its own."""
        around = {name: value for name, value in os.environ.items() if not name.startswith("PRP_")}
        return subprocess.Popen(
            [sys.executable, "-m", "bot.cli.main", *arguments],
            cwd=self.folder,
            env=around | {"PYTHONPATH": str(HERE)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def set_up(self, template: Path, **settings: str | None) -> None:
        """Write settings and keys, and put a database of this version there."""
        write_env(self.folder / ".env", **settings)
        new_key_file(self.folder / "prp.keys")
        shutil.copyfile(template, self.folder / "prp.db")

    def office(self) -> Office:
        """Open the office of the folder, on the day for which the tests' referrals are written."""
        return open_office(load_settings(), clock=lambda: datetime(2026, 3, 2, 10, tzinfo=UTC))


def refer(office: Office) -> str:
    """Send a whole referral; gives its reference."""
    with office.begin(REFERRER) as work:
        screen: PageScreen | Review = first_page(work, "view:V1")
    case_id = ""
    for page in SCR.pages:
        with office.begin(REFERRER) as work:
            given = AnswerPage(case_id, "view:V1", page.page_id, new_id(), screen.revision, page.typed, "skip")
            following = answer_page(work, given)
        assert isinstance(following, PageScreen | Review)
        screen, case_id = following, following.case_id
    with office.begin(REFERRER) as work:
        last = declaration(work, case_id)
        assert isinstance(last, PageScreen)
        sent = submit(work, SubmitReferral(case_id, last.revision, SCR.declaration))
    assert isinstance(sent, Receipt)
    return sent.reference
