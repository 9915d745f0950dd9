"""A bot at its desk, with a draft to be answered: the real app and database, in memory-backed files."""

from __future__ import annotations

import copy
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from slack_bolt import App, BoltRequest
from slack_bolt.response import BoltResponse

from bot.sandbox import payloads
from bot.sandbox.server import SlackServer
from bot.sandbox.signed_http import encoded, signature
from bot.sandbox.workspace import Workspace
from bot.slack.app import build_app
from bot.slack.client import slack_client
from bot.slack.steps import Steps
from bot.slack.views.page import page_view
from forms.loading import default_form, default_form_text
from handlers.access import identify
from handlers.board import Board, Contact
from handlers.form_versions import Forms
from handlers.referral.pages import page
from handlers.screens import PageScreen
from handlers.work import Work
from storage import answers, cases
from storage.database import Database
from storage.envelope import Vault
from storage.keys import KeyRing
from storage.migrate import upgrade
from tests.benchmarks.measuring import Side
from tests.cases import SCR, answers_of

SECRET = "a-signing-secret"
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
NEWEST = 1_000_000
"""A revision that no draft here reaches, so that the same screen can be answered again and again."""
BOARD = Board(
    name="Marram Safeguarding Children Board",
    panel_name="Practice Review Panel",
    front_door="01632 960 100",
    out_of_hours="01632 960 199",
    chair=Contact(email="chair@example.org"),
    business_unit_email="unit@example.org",
    panel_channel="C0PANEL",
)


@contextmanager
def memory_folder() -> Iterator[Path]:
    """Give a folder on tmpfs where there is one, so that no disk is measured."""
    shared = Path("/dev/shm")  # noqa: S108 -- a fresh folder in it, readable to us alone
    folder = Path(tempfile.mkdtemp(prefix="prp-bench-", dir=shared if shared.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


class Desk:
    """The app and its database. `answered` gives what Slack sends when one more answer is given."""

    def __init__(self, server: SlackServer, folder: Path) -> None:
        url = f"sqlite:///{folder / 'prp.db'}"
        upgrade(url)
        self.workspace: Workspace = server.workspace
        self.database = Database(url, Vault(KeyRing((os.urandom(32),))))
        self.forms = Forms(default_form(), default_form_text())
        client = slack_client(self.workspace.bot_token, server.api_url)
        steps = Steps(client=client, database=self.database, board=BOARD, forms=self.forms, clock=lambda: NOW)
        self.client = client
        self.steps = steps
        self.app = build_app(steps)

    def draft_of(self, user: str) -> dict[str, Any]:
        """Begin a draft for somebody, filled in to its end, and give the submission of a page of it."""
        self.workspace.add_user(user, "Somebody")
        with self.database.begin(NOW) as tx:
            work = Work(tx, BOARD, self.forms, identify(tx, BOARD, user, may_refer=True))
            self.forms.remember_current(tx)
            version = self.forms.current.version
            case = cases.begin_draft(tx, origin=user, owner=work.actor.address, form_version=version)
            filled = answers_of(SCR)
            names = {row: secrets.token_hex(16) for rows in filled.row_ids.values() for row in rows}
            for group, rows in filled.row_ids.items():
                for row in rows:
                    answers.ensure_row(tx, case, group, names[row])
            answers.save(tx, case, {(at[0], names.get(at[1], "")): value for at, value in filled.values.items()})
            screen = page(work, case.id, "why_review")
            assert isinstance(screen, PageScreen)
            view = page_view(screen, BOARD)
        metadata = view["private_metadata"].replace(f'"revision":{screen.revision}', f'"revision":{NEWEST}')
        with self.workspace.lock:
            trigger = self.workspace.triggers.exchange(self.workspace.triggers.issue(user))
            shown = self.workspace.screens.open(trigger, view | {"private_metadata": metadata})
            return payloads.view_submission(self.workspace, self.workspace.member(user), shown)


def answered(submission: dict[str, Any]) -> dict[str, Any]:
    """Give a submission once more, as a new one with a new answer to one question."""
    body = copy.deepcopy(submission)
    body["trigger_id"] = secrets.token_hex(8)
    block = next(block for block in body["view"]["state"]["values"] if "/action_taken/" in block)
    (state,) = body["view"]["state"]["values"][block].values()
    state["value"] = f"We met, and agreed on {body['trigger_id']}."
    return body


@dataclass(frozen=True)
class Request:
    """What Slack sends by HTTP."""

    headers: dict[str, str | Sequence[str]]
    body: str


def signed(payload: dict[str, Any]) -> Request:
    """Give a payload as Slack sends it, signed."""
    body, content_type = encoded("interactive", payload)
    now = str(int(time.time()))
    code = signature(SECRET, now, body)
    headers: dict[str, str | Sequence[str]] = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": code,
    }
    return Request(headers, body)


def dispatch(app: App, request: Request) -> BoltResponse:
    """Hand a request to an app as its server does, and give the acknowledgement."""
    response = app.dispatch(BoltRequest(body=request.body, headers=request.headers))
    assert response.status == 200
    return response


def answering(app: App, submission: dict[str, Any]) -> Side:
    """Give one answered question, over and over, to be compared."""
    return Side(partial(dispatch, app), lambda: signed(answered(submission)))


@contextmanager
def desk() -> Iterator[Desk]:
    """Give a desk with a fresh database."""
    with memory_folder() as folder, SlackServer(Workspace()) as server:
        made = Desk(server, folder)
        try:
            yield made
        finally:
            made.database.close()
