"""Microsoft Graph and the sign-in of Microsoft Entra for one tenant, as far as a mailbox needs them, and as strict.

It holds a request to what Microsoft's pages say (docs/mailboxes.md names them): a path, a parameter, a header or a
token that it does not know is refused, and noted in `broken`.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode
from uuid import uuid4

import jwt

from bot.mail.boxes.graph import SCOPE, GraphMailbox
from tests.bot.mailboxes.loopback import Answer, Asked, Loopback
from tests.bot.mailboxes.post_room import ADDRESS, Kept, PostRoom

TENANT = "5f0f3c1e-0000-4000-8000-00000000aaaa"
CLIENT = "5f0f3c1e-0000-4000-8000-00000000cccc"
SECRET = "a+b&c~d 100%"


class Unknown(Exception):
    """The request is none that Graph knows."""


class GraphServer:
    """Serves `room`. A test sets what is permitted, and puts into `faults` what the next request like it gets."""

    def __init__(self, folder: Path) -> None:
        self.room = PostRoom()
        self.permitted = {"Mail.ReadWrite", "Mail.Send"}
        self.inside_policy = True
        self.mailbox_exists = True
        self.secret = SECRET
        self.certificate: Any = None
        """The public key of the certificate that is registered for the application, if one is."""
        self.page = 2
        """How many ids a page has at most, whatever is asked for: Graph may give fewer."""
        self.faults: list[tuple[str, Answer]] = []
        self.broken: list[str] = []
        self.asked: list[Asked] = []
        self.signed_in = 0
        self._tokens: set[str] = set()
        self._pages: dict[str, tuple[tuple[str, str], ...]] = {}
        self._loopback = Loopback(folder, self._answer)
        self.trust = self._loopback.trust

    def address(self, tenant: str = TENANT, **options: str) -> str:
        """Give the setting for this server, or one that is a little wrong."""
        given = {"mailbox": ADDRESS, "secret": SECRET} | options
        query = urlencode({name: value for name, value in given.items() if value}, quote_via=quote)
        return f"graph:{tenant}/{CLIENT}?{query}"

    def mailbox(self, **changed: Any) -> GraphMailbox:
        """Give a mailbox that talks to this server."""
        return GraphMailbox(
            self.address(changed.get("tenant", TENANT), **changed.get("options", {})),
            graph=f"{self._loopback.url}/v1.0",
            login=self._loopback.url,
            sends=changed.get("sends", True),
            trust=changed.get("trust", self.trust),
        )

    def forget_tokens(self) -> None:
        """Let every token run out that was given."""
        self._tokens.clear()

    def close(self) -> None:
        self._loopback.close()

    def _answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        for number, (like, answer) in enumerate(self.faults):
            if re.search(like, f"{asked.method} {asked.path}"):
                del self.faults[number]
                return answer
        try:
            return self._entra(asked) if not asked.path.startswith("/v1.0/") else self._graph(asked)
        except Unknown as unknown:
            self.broken.append(f"{asked.method} {asked.path}: {unknown}")
            return _error(400, "BadRequest")

    def _entra(self, asked: Asked) -> Answer:
        tenant, _, rest = asked.path.removeprefix("/").partition("/")
        base = f"https://{asked.headers['Host']}/{tenant}"
        if tenant != TENANT:
            return _json(400, {"error": "invalid_tenant", "error_codes": [90002]})
        if (asked.method, rest) == ("GET", "v2.0/.well-known/openid-configuration"):
            return _json(
                200,
                {
                    "issuer": f"{base}/v2.0",
                    "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                    "token_endpoint": f"{base}/oauth2/v2.0/token",
                },
            )
        if (asked.method, rest) != ("POST", "oauth2/v2.0/token"):
            raise Unknown("no page of the sign-in")
        return self._token(dict(_form(asked.body)), f"{base}/oauth2/v2.0/token")

    def _token(self, form: dict[str, str], audience: str) -> Answer:
        proof = {"client_secret"} if "client_secret" in form else {"client_assertion", "client_assertion_type"}
        if form.keys() != {"client_id", "scope", "grant_type", "client_info"} | proof:
            raise Unknown(f"a token is not asked for with {sorted(form)}")
        if (form["scope"], form["grant_type"]) != (SCOPE, "client_credentials"):
            raise Unknown("a token for something else")
        if form["client_id"] != CLIENT:
            return _json(400, {"error": "unauthorized_client", "error_codes": [700016]})
        if "client_secret" in form and form["client_secret"] != self.secret:
            return _json(401, {"error": "invalid_client", "error_codes": [7000215]})
        if "client_assertion" in form and not self._vouched_for(form["client_assertion"], audience):
            return _json(401, {"error": "invalid_client", "error_codes": [700027]})
        self.signed_in += 1
        token = uuid4().hex
        self._tokens.add(token)
        return _json(200, {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": token})

    def _vouched_for(self, assertion: str, audience: str) -> bool:
        try:
            said = jwt.decode(assertion, self.certificate, algorithms=["PS256"], audience=audience, issuer=CLIENT)
        except jwt.InvalidTokenError:
            return False
        return said["sub"] == CLIENT and "x5t#S256" in jwt.get_unverified_header(assertion)

    def _graph(self, asked: Asked) -> Answer:
        if asked.headers.get("Authorization", "").removeprefix("Bearer ") not in self._tokens:
            return _error(401, "InvalidAuthenticationToken")
        if asked.headers.get("Prefer") != 'IdType="ImmutableId"':
            raise Unknown("an id that changes")
        user = f"/v1.0/users/{quote(ADDRESS)}/"
        if not asked.path.startswith(user):
            raise Unknown("another mailbox")
        if not self.mailbox_exists:
            return _error(404, "ErrorInvalidUser")
        if not self.inside_policy:
            text = "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings."
            return _error(403, "ErrorAccessDenied", text)
        route = f"{asked.method} {asked.path.removeprefix(user)}"
        for pattern, permission, handle in self._routes():
            if found := re.fullmatch(pattern, route):
                if not permission & self.permitted:
                    return _error(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
                return handle(asked, *map(unquote, found.groups()))
        raise Unknown("no page of Graph")

    def _routes(self) -> list[tuple[str, set[str], Callable[..., Answer]]]:
        reading, writing = {"Mail.Read", "Mail.ReadWrite"}, {"Mail.ReadWrite"}
        return [
            (r"GET mailFolders/(inbox|sentitems)/messages", reading, self._list),
            (r"GET mailFolders/(inbox)", reading, self._well_known),
            (r"GET mailFolders", reading, self._folders),
            (r"POST mailFolders", writing, self._make),
            (r"GET messages/([^/]+)", reading, self._where),
            (r"GET messages/([^/]+)/\$value", reading, self._mime),
            (r"POST messages/([^/]+)/move", writing, self._move),
            (r"POST sendMail", {"Mail.Send"}, self._send),
        ]

    def _list(self, asked: Asked, folder: str) -> Answer:
        query = dict(asked.query)
        start = 0
        if token := query.pop("$skiptoken", ""):
            if self._pages.get(token) != tuple(query.items()):
                raise Unknown("a page that was not offered")
            start = int(token.partition(".")[0])
        if query.pop("$select", "") != "id" or not 1 <= int(query.pop("$top", "10")) <= 1000:
            raise Unknown("more than ids, or too many")
        order, filtered = query.pop("$orderby", ""), query.pop("$filter", "")
        if query or order not in {"", "receivedDateTime asc"} or (order and filtered):
            raise Unknown("a list in another way")
        found = self.room.in_folder(folder)
        if not order:
            found.reverse()  # the newest first, unless it is asked otherwise
        if filtered:
            wanted = _quoted("internetMessageId", filtered)
            found = [each for each in found if each.message_id == wanted]
        page = dict[str, Any](value=[{"id": self._id(each)} for each in found[start : start + self.page]])
        if len(found) > start + self.page:
            token = f"{start + self.page}.{uuid4().hex}"
            rest = tuple((name, value) for name, value in asked.query if name != "$skiptoken")
            self._pages[token] = rest
            link = urlencode([*rest, ("$skiptoken", token)])
            page["@odata.nextLink"] = f"https://{asked.headers['Host']}{asked.path}?{link}"
        return _json(200, page)

    def _well_known(self, asked: Asked, name: str) -> Answer:
        _only(asked, {"$select": "id"})
        return _json(200, {"id": _folder_id(name)})

    def _folders(self, asked: Asked) -> Answer:
        wanted = _quoted("displayName", dict(asked.query).get("$filter", ""))
        _only(asked, {"$select": "id", "$filter": f"displayName eq '{wanted}'"})
        return _json(200, {"value": [{"id": _folder_id(each)} for each in self.room.folders if each == wanted]})

    def _make(self, asked: Asked) -> Answer:
        name = _sent(asked, {"displayName"})["displayName"]
        if name in self.room.folders:
            return _error(409, "ErrorFolderExists")
        self.room.folders.append(name)
        return _json(201, {"id": _folder_id(name), "displayName": name})

    def _where(self, asked: Asked, mail_id: str) -> Answer:
        _only(asked, {"$select": "parentFolderId"})
        kept = self._kept(mail_id)
        return _json(200, {"parentFolderId": _folder_id(kept.folder)}) if kept else _error(404, "ErrorItemNotFound")

    def _mime(self, asked: Asked, mail_id: str) -> Answer:
        _only(asked, {})
        kept = self._kept(mail_id)
        return Answer(200, kept.mime, {"Content-Type": "text/plain"}) if kept else _error(404, "ErrorItemNotFound")

    def _move(self, asked: Asked, mail_id: str) -> Answer:
        to = _sent(asked, {"destinationId"})["destinationId"]
        kept = self._kept(mail_id)
        folder = next((each for each in self.room.folders if _folder_id(each) == to), None)
        if not kept or not folder:
            return _error(404, "ErrorItemNotFound")
        kept.folder = folder
        return _json(201, {"id": mail_id})

    def _send(self, asked: Asked) -> Answer:
        if asked.headers.get("Content-Type") != "text/plain":
            raise Unknown("a mail that is no MIME")
        try:
            mime = base64.b64decode(asked.body, validate=True)
        except binascii.Error:
            return _error(400, "ErrorMimeContentInvalidBase64String")
        mail = message_from_bytes(mime, policy=default)
        if ADDRESS not in str(mail["From"]) or not mail["To"]:
            raise Unknown("a mail from somebody else, or to nobody")
        self.room.put(mime, folder="sentitems")
        return Answer(202)

    def _kept(self, mail_id: str) -> Kept | None:
        return next((each for each in self.room.mails if self._id(each) == mail_id), None)

    def _id(self, kept: Kept) -> str:
        return f"AAkALg/{kept.number:04}+A=="  # Graph's ids hold such signs, which a path has to carry


@contextmanager
def running(folder: Path) -> Iterator[GraphServer]:
    """Run a server; at the end, no request was wrong."""
    server = GraphServer(folder)
    try:
        yield server
    finally:
        server.close()
    assert server.broken == []


def _folder_id(name: str) -> str:
    return f"AQMkAD{name.encode().hex()}="


def _only(asked: Asked, wanted: dict[str, str]) -> None:
    if dict(asked.query) != wanted or asked.body:
        raise Unknown(f"parameters {asked.query}")


def _sent(asked: Asked, wanted: set[str]) -> dict[str, str]:
    body: dict[str, str] = json.loads(asked.body)
    if asked.query or body.keys() != wanted or asked.headers.get("Content-Type") != "application/json":
        raise Unknown(f"a body with {sorted(body)}")
    return body


def _quoted(name: str, filtered: str) -> str:
    found = re.fullmatch(rf"{name} eq '((?:[^']|'')*)'", filtered)
    if not found:
        raise Unknown("a filter in another way")
    return found[1].replace("''", "'")


def _form(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode("ascii"), strict_parsing=True)


def _json(status: int, value: object) -> Answer:
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


def _error(status: int, code: str, message: str = "") -> Answer:
    return _json(status, {"error": {"code": code, "message": message}})
