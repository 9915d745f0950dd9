"""The README's “Connect Slack”, step by step in an empty folder, with ``prp`` as a process of its own each time."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from bot.sandbox.person import Person
from bot.sandbox.server import SlackServer
from bot.sandbox.workspace import Workspace
from bot.trial import acts
from bot.trial.hands import fill_in, went_well
from bot.trial.ports import free_port
from bot.trial.stories import story
from forms.words import say

HERE = Path(__file__).parents[2]
SCR = story("scr")
REFERRER, CHAIR, UNIT, PANEL, GONE = "U0REFERRER", "U0CHAIR", "U01ABCDEF23", "U0PANEL", "U0GONE"
CHANNEL = "C01ABCDEF67"
STOPS_WITHIN = 30
"""Seconds."""


class Folder:
    """The folder of one deployment, and the terminal in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def prp(self, *arguments: str) -> str:
        """Run ``prp`` to its end, which has to be a good one; gives what it printed."""
        with self._started(*arguments) as command:
            out, err = command.communicate(timeout=120)
        assert (command.returncode, err) == (0, ""), out
        return out

    def _started(self, *arguments: str, log: IO[str] | None = None) -> subprocess.Popen[str]:
        around = {name: value for name, value in os.environ.items() if not name.startswith("PRP_")}
        return subprocess.Popen(
            [sys.executable, "-m", "bot.cli.main", *arguments],
            cwd=self.path,
            env=around | {"PYTHONPATH": str(HERE)},
            stdout=log or subprocess.PIPE,
            stderr=log or subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def running(self, port: int) -> Iterator[None]:
        """Have ``prp run`` running: ready at the beginning, and ended well by SIGTERM at the end."""
        with (self.path / "log").open("a") as log, self._started("run", log=log) as bot:
            try:
                wait_for(lambda: is_ready(port))
                yield
            finally:
                bot.send_signal(signal.SIGTERM)
                code = bot.wait(STOPS_WITHIN)
        assert code == 0

    def fill_in(self, **settings: str) -> None:
        """Write settings into the ``.env`` that ``prp init`` made, in the place that it has for each."""
        env = self.path / ".env"
        text = env.read_text("utf-8")
        for name, value in settings.items():
            text, found = re.subn(rf"(?m)^(# ?)?{name}=.*$", f"{name}={value}", text)
            assert found == 1, name
        env.write_text(text, "utf-8")

    def mails(self) -> list[EmailMessage]:
        """Give the mails that were written, in no order."""
        found = (self.path / "mail").glob("*.eml")
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def workspace() -> Workspace:
    workspace = Workspace()
    workspace.delivery.retry_pace = 0.01  # an event that finds the bot still starting is sent again soon
    for user in (REFERRER, CHAIR, UNIT, PANEL):
        workspace.add_user(user, user)
    workspace.add_channel(CHANNEL, "panel", members=[workspace.bot_user_id, UNIT, PANEL])
    return workspace


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_whoever_follows_the_readme_has_a_bot_that_takes_referrals_and_keeps_them_over_a_restart(
    folder: Folder, workspace: Workspace, mode: str
) -> None:
    port = free_port()
    with SlackServer(workspace) as server:
        said = folder.prp("init")
        assert all(name in said for name in (".env", "prp.keys", "slack-app-manifest.yaml"))
        folder.fill_in(**settings(workspace, server, mode, port))
        folder.prp("db", "upgrade")
        bea = ("Bea Lindqvist", "--role", "business_unit", "--slack", UNIT, "--email", "bea@example.gov.uk")
        assert "Added: Bea Lindqvist" in folder.prp("people", "add", *bea)
        folder.prp("people", "add", "Meera Joshi", "--role", "panel", "--slack", PANEL)
        folder.prp("people", "add", "Tom Garrick", "--role", "business_manager", "--slack", GONE)
        assert "failed" not in folder.prp("doctor")

        referrer = Person(workspace, REFERRER)
        with folder.running(port):
            begin(referrer)
        with folder.running(port):
            finish(referrer)
            wait_for(lambda: workspace.messages(CHANNEL) and Person(workspace, CHAIR).messages and folder.mails())
            wait_for(lambda: "failed" in folder.prp("outbox", "list"))
            workspace.add_user(GONE, "Tom Garrick")
            for number in failed(folder.prp("outbox", "list")):
                folder.prp("outbox", "retry", number)
            wait_for(lambda: say("command_line.outbox.empty") in folder.prp("outbox", "list"))
    assert Person(workspace, GONE).messages

    receipt = "\n".join(message["text"] for message in referrer.messages)
    (reference,) = set(re.findall(r"PRP-\d{4}-\d{4}", receipt))
    assert reference in folder.prp("cases", "list")
    assert "Thornbury" not in folder.prp("cases", "show", reference)
    assert "Thornbury" in folder.prp("cases", "show", reference, "--as", UNIT, "--reason", "The chair has no Slack.")
    assert {mail["To"] for mail in folder.mails()} >= {"chair@example.org", "unit@example.gov.uk"}
    assert "Thornbury" not in (folder.path / "log").read_text("utf-8")


def settings(workspace: Workspace, server: SlackServer, mode: str, port: int) -> dict[str, str]:
    """Give what somebody fills into ``.env``."""
    workspace.request_url = f"http://127.0.0.1:{port}/slack/events" if mode == "http" else None
    return {
        "PRP_BOARD_NAME": "Anytown Safeguarding Children Board",
        "PRP_FRONT_DOOR": "0151 496 0000",
        "PRP_OUT_OF_HOURS": "0151 496 0999",
        "PRP_BUSINESS_UNIT_EMAIL": "unit@example.gov.uk",
        "PRP_CHAIR_EMAIL": "chair@example.org",
        "PRP_CHAIR_SLACK_ID": CHAIR,
        "PRP_PANEL_CHANNEL": CHANNEL,
        "PRP_SLACK_MODE": mode,
        "PRP_SLACK_BOT_TOKEN": workspace.bot_token,
        "PRP_SLACK_APP_TOKEN": workspace.app_token,
        "PRP_SLACK_SIGNING_SECRET": workspace.signing_secret,
        "PRP_SLACK_API_URL": server.api_url,
        "PRP_SMTP_URL": "folder:mail",
        "PRP_MAIL_FROM": "practice.review@example.gov.uk",
        "PRP_REGIME": "WT2015",
        "PRP_HTTP_ADDRESS": f"127.0.0.1:{port}",
        "PRP_HEALTH_ADDRESS": f"127.0.0.1:{port}",
    }


def begin(referrer: Person) -> None:
    """Answer the first page and leave the rest for later."""
    went_well(referrer.command("/refer"))
    went_well(referrer.submit())
    fill_in(referrer, SCR.pages["before_you_start"])
    went_well(referrer.click(acts.modal(referrer), "save_later"))
    went_well(referrer.close())


def finish(referrer: Person) -> None:
    """Continue the draft from the App Home, and send it."""
    home = referrer.open_home(timeout=60)
    assert home is not None
    went_well(referrer.click(home, "continue_draft"))
    while (page := acts.page_id(referrer)) != "review":
        fill_in(referrer, SCR.pages.get(page, {}))
    went_well(referrer.click(acts.modal(referrer), "declaration"))
    fill_in(referrer, SCR.pages["declaration"])


def failed(listed: str) -> list[str]:
    """Give the numbers of the messages that failed."""
    return [line.split()[0] for line in listed.splitlines() if " failed " in line]


def is_ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError):
        return False


def wait_for(happened: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)
