"""Files that people gave in Slack: what is told of them, and their content.

Sources: https://docs.slack.dev/reference/objects/file-object and https://docs.slack.dev/reference/methods/files.info.
The address of a file comes from Slack's answer, and the token goes to Slack's own hosts alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.fetching import MISSING_SCOPE, Later, Never
from bot.slack.client import SLACK_TROUBLE, posting_client
from bot.slack.sending import seconds
from handlers.files.fetched import FileTrouble
from handlers.files.giving import GivenFile

LONGEST_DOWNLOAD_SECONDS = 300.0
CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 30.0
MOST_REDIRECTS = 3
_PIECE = 65_536

_GONE = frozenset({"file_deleted", "file_not_found"})
_NOT_ALLOWED = frozenset({"missing_scope", "no_permission", "not_allowed_token_type"})


def given_in_message(event: Mapping[str, Any]) -> tuple[GivenFile, ...]:
    """Give the files of a direct message; none where it has none."""
    return _given(event.get("files") or ())


def given_in_view(view: Mapping[str, Any]) -> tuple[GivenFile, ...]:
    """Give the files that stand in the inputs of a modal."""
    values: Mapping[str, Mapping[str, Any]] = (view.get("state") or {}).get("values", {})
    states: Iterator[Mapping[str, Any]] = (state for elements in values.values() for state in elements.values())
    return tuple(file for state in states if state.get("type") == "file_input" for file in _given(state["files"] or ()))


class SlackFiles:
    """Fetches files by their Slack id. `monotonic` gives seconds that only rise."""

    def __init__(self, client: WebClient, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._client = posting_client(client)
        self._monotonic = monotonic

    def fetch(self, file_id: str, most: int) -> bytes:
        """Give the content of a file of at most `most` bytes.

        Raises `Never` for a file that is gone, too large or not Slack's to give, and `Later` for what may pass.
        """
        told = self._told(file_id)
        if told.get("mode") == "tombstone":
            raise Never(FileTrouble.DELETED)
        if told.get("is_external"):
            raise Never(FileTrouble.ELSEWHERE)
        if int(told.get("size") or 0) > most:
            raise Never(FileTrouble.TOO_LARGE)
        return self._download(str(told.get("url_private_download") or told.get("url_private") or ""), most)

    def _told(self, file_id: str) -> Mapping[str, Any]:
        try:
            told: Mapping[str, Any] = self._client.files_info(file=file_id)["file"]
        except SlackApiError as refusal:
            raise _kind_of(refusal) from None
        except SLACK_TROUBLE as trouble:
            raise Later("timeout" if isinstance(trouble, TimeoutError) else "connection_broken") from None
        return told

    def _download(self, url: str, most: int) -> bytes:
        ends = self._monotonic() + LONGEST_DOWNLOAD_SECONDS
        headers = {"Authorization": f"Bearer {self._client.token}", "Accept-Encoding": "identity"}
        timeout = httpx.Timeout(CONNECT_SECONDS, read=SILENCE_SECONDS)
        try:
            with httpx.Client(headers=headers, timeout=timeout, follow_redirects=False) as http:
                for _ in range(MOST_REDIRECTS + 1):
                    if not self._is_slack_s(url):
                        raise Never(FileTrouble.ELSEWHERE)
                    with http.stream("GET", url) as answer:
                        if not answer.has_redirect_location:
                            return self._body(answer, most, ends)
                        url = str(answer.url.join(answer.headers["Location"]))
        except httpx.TimeoutException:
            raise Later("timeout") from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise Later("connection_broken") from None
        raise Later("too_many_redirects")

    def _is_slack_s(self, url: str) -> bool:
        """Tell whether an address is one of the host that we call Slack, or of a host below it (files.slack.com)."""
        try:
            there, ours = urlsplit(url), urlsplit(self._client.base_url)
            same_door = (there.scheme, there.port) == (ours.scheme, ours.port)
        except ValueError:
            return False
        host, own = there.hostname or "", ours.hostname or ""
        return same_door and "@" not in there.netloc and (host == own or host.endswith(f".{own}"))

    def _body(self, answer: httpx.Response, most: int, ends: float) -> bytes:
        _require_a_file(answer)
        content = bytearray()
        for piece in answer.iter_raw(_PIECE):
            content += piece
            if len(content) > most:
                raise Never(FileTrouble.TOO_LARGE)
            if self._monotonic() > ends:
                raise Later("timeout")
        return bytes(content)


def _given(files: Sequence[Mapping[str, Any]]) -> tuple[GivenFile, ...]:
    return tuple(
        GivenFile(f"slack:{file['id']}", str(file.get("name") or ""), int(file.get("size") or 0)) for file in files
    )


def _kind_of(refusal: SlackApiError) -> Later | Never:
    status, error = refusal.response.status_code, str(refusal.response["error"])
    if status == 429 or error == "ratelimited":
        return Later("ratelimited", after=seconds(refusal.response.headers.get("Retry-After")))
    if error in _GONE:
        return Never(FileTrouble.DELETED)
    return Later(MISSING_SCOPE if error in _NOT_ALLOWED else f"http_{status}" if status >= 500 else error)


def _require_a_file(answer: httpx.Response) -> None:
    """Raise unless this is the file: without its permission a bot is shown the page to sign in, with status 200."""
    status = answer.status_code
    if status == 429:
        raise Later("ratelimited", after=seconds(answer.headers.get("Retry-After")))
    if status in {404, 410}:
        raise Never(FileTrouble.DELETED)
    if status in {401, 403} or (status == 200 and answer.headers.get("Content-Type", "").startswith("text/html")):
        raise Later(MISSING_SCOPE)
    if status != 200:
        raise Later(f"http_{status}")
