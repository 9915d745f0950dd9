"""A workspace that is served, a client of Slack's own SDK, and a small Bolt app over either transport."""

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from bot.sandbox.person import Person
from bot.sandbox.server import SlackServer
from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.small_app import SmallApp


class StillClock:
    """Seconds since 1970 that pass only when told to."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def still_clock() -> StillClock:
    return StillClock()


@pytest.fixture
def workspace(still_clock: StillClock) -> Workspace:
    workspace = Workspace(clock=still_clock)
    workspace.add_user("U0REF", "Rae Ferrer")
    workspace.add_user("U0PANEL", "Pat Nell")
    workspace.add_channel("G0PANEL", "panel", members=[workspace.bot_user_id, "U0PANEL"])
    return workspace


@pytest.fixture
def reads_files(workspace: Workspace) -> None:
    """Install the app with what it needs to ask for files and be told of them."""
    workspace.scopes.add("files:read")
    workspace.subscriptions |= {"file_shared", "file_deleted"}


@pytest.fixture(scope="session")
def one_server() -> Iterator[SlackServer]:
    """One server for all tests, since to stop one takes longer than most tests."""
    with SlackServer(Workspace()) as server:
        yield server


@pytest.fixture
def server(one_server: SlackServer, workspace: Workspace) -> Iterator[SlackServer]:
    workspace.base_url = one_server.workspace.base_url
    one_server.workspace = workspace
    yield one_server
    workspace.delivery.stop()


@pytest.fixture
def client(server: SlackServer) -> WebClient:
    return WebClient(token=server.workspace.bot_token, base_url=server.api_url)


@pytest.fixture
def referrer(workspace: Workspace) -> Person:
    return Person(workspace, "U0REF")


@pytest.fixture
def panel_member(workspace: Workspace) -> Person:
    return Person(workspace, "U0PANEL")


@pytest.fixture(params=["socket", "http"])
def app(request: pytest.FixtureRequest, server: SlackServer) -> Iterator[SmallApp]:
    with SmallApp(server, over=request.param) as app:
        yield app


@pytest.fixture
def socket_app(server: SlackServer) -> Iterator[SmallApp]:
    with SmallApp(server, over="socket") as app:
        yield app


@pytest.fixture
def http_app(server: SlackServer) -> Iterator[SmallApp]:
    with SmallApp(server, over="http") as app:
        yield app
