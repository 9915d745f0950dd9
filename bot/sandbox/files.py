"""Files that people upload, what the app is told of them, and their content.

Shape: https://docs.slack.dev/reference/objects/file-object
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePath
from urllib.parse import quote

from bot.sandbox.objects import JsonObject, SlackError, copy_of

DOWNLOAD = "url_private_download"
"""What the download of a file is called among calls and planned failures."""

NEEDED_SCOPE = "files:read"
"""What an app must be granted to ask for files and to read them."""

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

KINDS = {
    "csv": ("text/csv", "csv", "CSV"),
    "doc": ("application/msword", "doc", "Word Document"),
    "docx": (WORD, "docx", "Word Document"),
    "gif": ("image/gif", "gif", "GIF"),
    "heic": ("image/heic", "heic", "HEIC"),
    "html": ("text/html", "html", "HTML"),
    "jpeg": ("image/jpeg", "jpg", "JPEG"),
    "jpg": ("image/jpeg", "jpg", "JPEG"),
    "odt": ("application/vnd.oasis.opendocument.text", "odt", "OpenDocument Text"),
    "pdf": ("application/pdf", "pdf", "PDF"),
    "png": ("image/png", "png", "PNG"),
    "txt": ("text/plain", "text", "Plain Text"),
    "xlsx": (SHEET, "xlsx", "Excel Spreadsheet"),
    "zip": ("application/zip", "zip", "Zip"),
}
"""Media type, Slack's short name and long name, by the ending of a file's name; the content has no say in it."""

UNKNOWN_KIND = ("application/octet-stream", "binary", "Binary")


def ending(name: str) -> str:
    """Give the ending of a file's name in lower case without its dot; empty if it has none."""
    return PurePath(name).suffix.removeprefix(".").lower()


@dataclass
class StoredFile:
    """One file; the app sees it once it `is_shown`: shared where the bot is, or chosen in an input of a modal."""

    described: JsonObject
    content: bytes = field(repr=False)
    is_shown: bool = False
    is_deleted: bool = False

    @property
    def id(self) -> str:
        """The id of the file."""
        return str(self.described["id"])


class Files:
    """The files of a workspace. `base_url` gives the address at which it is served."""

    def __init__(self, team_id: str, clock: Callable[[], float], base_url: Callable[[], str]) -> None:
        self._team_id = team_id
        self._clock = clock
        self._base_url = base_url
        self._files: dict[str, StoredFile] = {}

    def add(self, user_id: str, name: str, content: bytes, mimetype: str | None = None) -> JsonObject:
        """Keep a file that this person uploads and give its file object; nobody else sees it yet.

        `mimetype` is what Slack says it is (default: what goes with the ending of its name).
        """
        file_id = f"F{secrets.token_hex(5).upper()}"
        known, filetype, pretty = KINDS.get(ending(name), UNKNOWN_KIND)
        place = f"{self._base_url()}/files-pri/{self._team_id}-{file_id}"
        now = int(self._clock())
        described: JsonObject = {
            "id": file_id,
            "created": now,
            "timestamp": now,
            "name": name,
            "title": name,
            "mimetype": mimetype or known,
            "filetype": filetype,
            "pretty_type": pretty,
            "user": user_id,
            "user_team": self._team_id,
            "editable": False,
            "size": len(content),
            "mode": "snippet" if known.startswith("text/") else "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": False,
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": f"{place}/{quote(name)}",
            "url_private_download": f"{place}/download/{quote(name)}",
            "permalink": f"{self._base_url()}/files/{user_id}/{file_id}/{quote(name)}",
            "permalink_public": f"{self._base_url()}/files-pub/{self._team_id}-{file_id}",
            "file_access": "visible",
            "has_rich_preview": False,
            "channels": [],
            "groups": [],
            "ims": [],
        }
        self._files[file_id] = StoredFile(described, content)
        return dict(copy_of(described))

    def find(self, file_id: str) -> StoredFile:
        """Give a file; raises SlackError `file_not_found` or `file_deleted`."""
        file = self._files.get(file_id)
        if file is None:
            raise SlackError("file_not_found")
        if file.is_deleted:
            raise SlackError("file_deleted")
        return file

    def shown_to_app(self, file_id: str) -> StoredFile:
        """Give a file that the app may see; raises SlackError as `find`, for one it may not see `file_not_found`."""
        file = self.find(file_id)
        if not file.is_shown:
            raise SlackError("file_not_found")
        return file

    def show(self, file_id: str, direct_channel_id: str | None = None) -> JsonObject:
        """Let the app see a file from now on, shared in this direct conversation if one is named; give its object."""
        file = self.find(file_id)
        file.is_shown = True
        if direct_channel_id and direct_channel_id not in file.described["ims"]:
            file.described["ims"].append(direct_channel_id)
        return dict(copy_of(file.described))

    def delete(self, file_id: str) -> None:
        """Delete a file: its content is gone, its id stays known."""
        file = self.find(file_id)
        file.is_deleted, file.content = True, b""
