"""The real Bolt app over Socket Mode, against the project's own workspace."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any, TypeVar

import pytest
from slack_bolt import App
from sqlmodel import select
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.sandbox.person import Person
from bot.sandbox.server import SlackServer
from bot.sandbox.workspace import Workspace
from bot.slack.app import build_app
from bot.slack.client import slack_client
from bot.slack.http import PATH, slack_routes
from bot.slack.socket import SocketMode
from bot.slack.steps import Steps
from bot.web import WebServer
from forms.loading import default_form, default_form_text
from handlers.board import Board, Contact
from handlers.form_versions import Forms
from storage import people
from storage.database import Database
from storage.tables import Table
from tests.conftest import Clock

REFERRER, CHAIR, UNIT, PANEL, OWNER, GUEST = "U0REFER", "U0CHAIR", "U0UNIT", "U0PANEL", "U0OWNER", "U0GUEST"
CHANNEL = "G0PANEL"

T = TypeVar("T", bound=Table)


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What is logged, as data: drawn for a terminal, one exception takes longer than Slack waits."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture(scope="session")
def forms() -> Forms:
    return Forms(default_form(), default_form_text())


@pytest.fixture
def regime(request: pytest.FixtureRequest) -> str | None:
    """The regime that holds the Board; None, unless parametrized: by date."""
    return getattr(request, "param", None)


@pytest.fixture
def board(request: pytest.FixtureRequest, regime: str | None) -> Board:
    """A Board; parametrize it with True to let guests refer."""
    return Board(
        name="Northport Safeguarding Children Board",
        panel_name="Practice Review Panel",
        front_door="0151 496 0100",
        out_of_hours="0151 496 0200",
        chair=Contact(email="chair@example.org", slack=CHAIR),
        business_unit_email="unit@example.org",
        panel_channel=CHANNEL,
        regime=regime,
        guests_may_refer=getattr(request, "param", False),
    )


@pytest.fixture
def workspace() -> Workspace:
    workspace = Workspace()
    for user in (REFERRER, CHAIR, UNIT, PANEL, OWNER):
        workspace.add_user(user, user.removeprefix("U0").title())
    workspace.add_user(GUEST, "Guest", guest=True)
    workspace.add_channel(CHANNEL, "panel", members=[workspace.bot_user_id, PANEL, UNIT])
    return workspace


@pytest.fixture
def server(workspace: Workspace) -> Iterator[SlackServer]:
    with SlackServer(workspace) as server:
        yield server


@pytest.fixture
def steps(server: SlackServer, database: Database, board: Board, forms: Forms, clock: Clock) -> Steps:
    """The bot's side of every step, with some staff in its people table."""
    with database.begin(clock.now()) as tx:
        people.add(tx, name="Una Marsh", roles=["business_unit"], agency="Northport Board", slack=UNIT)
        people.add(tx, name="Piet Vance", roles=["panel"], agency="Northport Police", slack=PANEL)
        people.add(tx, name="Olu Dean", roles=["action_owner"], agency="Northport Trust", slack=OWNER)
    client = slack_client(server.workspace.bot_token, server.api_url)
    return Steps(client=client, database=database, board=board, forms=forms, clock=clock.now)


@pytest.fixture
def app(steps: Steps) -> App:
    return build_app(steps)


@pytest.fixture
def connected(app: App, workspace: Workspace) -> Iterator[SocketMode]:
    """The app, reached over Socket Mode."""
    connection = SocketMode(app, workspace.app_token)
    connection.start()
    yield connection
    connection.stop()


class Stored:
    """Reads whole tables, as they are committed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def __call__(self, table: type[T]) -> list[T]:
        """Give every row of a table."""
        with self._database.read(self._clock.now()) as tx:
            return list(tx.session.exec(select(table)))


@pytest.fixture
def stored(database: Database, clock: Clock) -> Stored:
    return Stored(database, clock)


@pytest.fixture
def referrer(workspace: Workspace, connected: SocketMode) -> Person:
    return Person(workspace, REFERRER)


@pytest.fixture
def chair(workspace: Workspace, connected: SocketMode) -> Person:
    return Person(workspace, CHAIR)


@pytest.fixture
def unit(workspace: Workspace, connected: SocketMode) -> Person:
    return Person(workspace, UNIT)


@pytest.fixture
def address(steps: Steps, workspace: Workspace) -> Iterator[str]:
    """Give where Slack posts to a bot that is reached by signed HTTP."""
    routes = slack_routes(build_app(steps), workspace.signing_secret)
    web = WebServer(Starlette(routes=routes), "127.0.0.1:0", setting="PRP_HTTP_ADDRESS")
    web.start()
    yield f"http://127.0.0.1:{web.port}{PATH}"
    web.stop()
