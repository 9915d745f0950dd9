"""The workspace served on loopback: the Web API, Socket Mode's sockets and the response addresses."""

import json
import socket
import threading
import time
from collections.abc import AsyncIterator
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.sandbox.downloads import download
from bot.sandbox.files import DOWNLOAD
from bot.sandbox.mischief import Failure
from bot.sandbox.objects import JsonObject, SlackError
from bot.sandbox.response_urls import respond
from bot.sandbox.web_api.calls import answer
from bot.sandbox.workspace import Workspace

HOST = "127.0.0.1"

GONE = ("used_url", "expired_url")
"""The refusals of a response address that come with the status 404."""


class SlackServer:
    """Serves a workspace in a thread of its own, at a free port of the loopback interface.

    with SlackServer(workspace) as server: ... WebClient(base_url=server.api_url)
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._socket = socket.socket()
        self._socket.bind((HOST, 0))
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._app(),
                lifespan="off",
                access_log=False,
                log_config=None,
                ws="websockets-sansio",
                ws_ping_interval=None,
                timeout_graceful_shutdown=1,
            )
        )
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        workspace.base_url = f"http://{HOST}:{self._socket.getsockname()[1]}"

    @property
    def api_url(self) -> str:
        """The address of the Web API, for `WebClient(base_url=…)`."""
        return f"{self.workspace.base_url}/api/"

    def start(self) -> Self:
        """Start serving; connections are taken from this moment on."""
        self._socket.listen(128)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving, close the sockets and give up retries that are still to come."""
        self.workspace.delivery.stop()
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.stop()

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/api/{method}", self._web_api, methods=["GET", "POST"]),
                Route("/response/{token}", self._response_url, methods=["POST"]),
                Route("/files-pri/{file}/download/{name:path}", self._download, methods=["GET"]),
                Route("/files-pri/{file}/{name:path}", self._download, methods=["GET"]),
                WebSocketRoute("/link/", self._link),
            ]
        )

    async def _web_api(self, request: Request) -> Response:
        method = request.path_params["method"]
        with self.workspace.activity.going_on():
            try:
                arguments = await _arguments(request)
            except ValueError:
                return JSONResponse(SlackError("invalid_json").answer())
            except ClientDisconnect:  # the app died in the midst of its call
                return Response(status_code=400)
            token = _token(request, arguments)
            return await run_in_threadpool(self._call, method, token, arguments)

    def _call(self, method: str, token: str | None, arguments: JsonObject) -> Response:
        failure = self.workspace.strike(method)
        if failure and not failure.is_carried_out:
            return self._failed(failure, method, arguments)
        body = answer(self.workspace, method, token, arguments)
        self.workspace.record(method, arguments, body)
        scopes = {"X-OAuth-Scopes": ",".join(sorted(self.workspace.scopes))}
        return _after(failure, JSONResponse(body, headers=scopes))

    async def _download(self, request: Request) -> Response:
        with self.workspace.activity.going_on():
            file_id = request.path_params["file"].partition("-")[2]
            return await run_in_threadpool(self._give_file, file_id, _token(request, {}))

    def _give_file(self, file_id: str, token: str | None) -> Response:
        failure = self.workspace.strike(DOWNLOAD)
        if failure and not failure.is_carried_out:
            return self._failed(failure, DOWNLOAD, {"file": file_id})
        response = download(self.workspace, file_id, token)
        self.workspace.record(DOWNLOAD, {"file": file_id}, {"ok": response.status_code == HTTPStatus.OK})
        return _after(failure, response)

    def _failed(self, failure: Failure, method: str, arguments: JsonObject) -> Response:
        time.sleep(failure.delay)
        status, headers, body = failure.answer()
        self.workspace.record(method, arguments, body or {"ok": False, "error": f"http_{status}"})
        return JSONResponse(body, status, headers) if body else PlainTextResponse("", status, headers)

    async def _response_url(self, request: Request) -> Response:
        with self.workspace.activity.going_on():
            try:
                respond(self.workspace, request.path_params["token"], await _arguments(request))
            except SlackError as refused:
                return JSONResponse(refused.answer(), 404 if refused.error in GONE else 400)
            except ValueError:
                return JSONResponse(SlackError("invalid_payload").answer(), 400)
            return PlainTextResponse("ok")

    async def _link(self, websocket: WebSocket) -> None:
        await self.workspace.delivery.sockets.serve(websocket, app_id=self.workspace.app_id)


async def _arguments(request: Request) -> JsonObject:
    """Read the arguments from the address and the body, JSON or a form; raises ValueError for anything else."""
    arguments: JsonObject = dict(request.query_params)
    body = await request.body()
    if request.headers.get("Content-Type", "").startswith("application/json"):
        given = json.loads(body or b"{}")
        if not isinstance(given, dict):
            raise ValueError("The body is no JSON object.")
        return arguments | given
    return arguments | dict(parse_qsl(body.decode(), keep_blank_values=True))


def _token(request: Request, arguments: JsonObject) -> str | None:
    """Give the token, from the header or a posted argument; one in the address counts as none, lest it be logged."""
    given = arguments.pop("token", None)
    if "token" in request.query_params:
        given = None
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else given


def _after(failure: Failure | None, response: Response) -> Response:
    """Give the answer of a call that took effect, late or cut short if so planned."""
    if failure is None:
        return response
    time.sleep(failure.delay)
    return _cut_short(response) if failure.lose_answer else response


def _cut_short(response: Response) -> Response:
    """Answer with less than was announced: the client sees the connection break, though the call took effect."""
    whole = bytes(response.body)

    async def half() -> AsyncIterator[bytes]:
        yield whole[: len(whole) // 2]

    return StreamingResponse(half(), headers={"Content-Length": str(len(whole))}, media_type=response.media_type)
