"""One mailbox of Exchange Online through Microsoft Graph: httpx for the mail, msal for the tokens.

The application signs in as itself (client credentials), with a certificate or a secret. What Microsoft says of each
operation, error and limit that is used here stands in docs/mailboxes.md.

Every id is asked for as an immutable one: a mail keeps its id when it is moved, so that each step first looks
whether the mail still waits.
"""

from __future__ import annotations

import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
import msal
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from msal.exceptions import MsalServiceError
from pydantic import BaseModel, Field, ValidationError

from bot.mail.boxes.address import options
from bot.mail.mailbox import Gone, MailboxTrouble, Permanent, Place, Temporary, TooLarge, Uncertain, Wait

GRAPH = "https://graph.microsoft.com/v1.0"
LOGIN = "https://login.microsoftonline.com"
SCOPE = "https://graph.microsoft.com/.default"

PAGE = 100
"""How many ids are asked for at once; Graph gives at most 1,000."""

LOOK_EVERY = 20.0
"""Seconds. Graph answers 10,000 requests of one application for one mailbox in ten minutes."""

_TIMEOUT = 60.0
"""Seconds for each step of a request: a mail with large attachments takes its time."""

_IMMUTABLE = {"Prefer": 'IdType="ImmutableId"'}
_DENIED = {"ErrorAccessDenied", "AccessDenied", "Authorization_RequestDenied"}
_NO_READWRITE = "graph_mail_readwrite_missing"
_NO_SEND = "graph_mail_send_missing"


class GraphMailbox:
    """The mailbox of ``graph:TENANT/CLIENT?mailbox=ADDRESS&secret=SECRET``.

    Instead of ``secret`` there may be ``certificate``, a PEM file that holds the private key and the certificate.
    With `sends`, the Board's own mail goes out through it too, and the permission for that is checked as well.
    Raises `ValueError` for any other address.
    """

    look_every = LOOK_EVERY

    def __init__(
        self, address: str, *, sends: bool = False, graph: str = GRAPH, login: str = LOGIN, trust: Path | None = None
    ) -> None:
        application, _, query = address.removeprefix("graph:").partition("?")
        tenant, _, self._client_id = application.partition("/")
        given = options(query, needed={"mailbox"}, allowed={"secret", "certificate"})
        if not address.startswith("graph:") or not tenant or not self._client_id or "/" in self._client_id:
            raise ValueError("graph:TENANT/CLIENT?mailbox=ADDRESS&secret=SECRET or &certificate=FILE")
        if ("secret" in given) == ("certificate" in given):
            raise ValueError("either a secret or a certificate")
        self.name = f"exchange:{given['mailbox'].casefold()}"
        self._given = given
        self._sends = sends
        self._authority = f"{login}/{tenant}"
        self._graph = graph
        self._user = f"{graph}/users/{quote(given['mailbox'])}"
        self._trust = trust

    def waiting(self) -> Iterator[str]:
        """Give the ids in the inbox, by when they were received."""
        asked: dict[str, str] | None = {"$select": "id", "$orderby": "receivedDateTime asc", "$top": str(PAGE)}
        address: str | None = f"{self._user}/mailFolders/inbox/messages"
        while address:
            page = _read(_Page, self._ask("GET", address, params=asked))
            yield from (each.id for each in page.value)
            address, asked = page.next_link, None
            if address and not address.startswith(f"{self._graph}/"):
                raise Temporary("graph_page_elsewhere")  # the token is for Graph alone

    def fetch(self, mail_id: str, most: int) -> bytes:
        """Give a mail as MIME, read no further than `most` bytes."""
        if not self._waits(mail_id):
            raise Gone
        content = bytearray()
        with self._answer("GET", f"{self._message(mail_id)}/$value") as answer:
            for part in answer.iter_bytes():
                content += part
                if len(content) > most:
                    raise TooLarge(bytes(content))
        return bytes(content)

    def move(self, mail_id: str, to: Place) -> None:
        """Move a mail that still waits into a folder beside the inbox."""
        if not self._waits(mail_id):
            return
        try:
            self._ask("POST", f"{self._message(mail_id)}/move", json={"destinationId": self._folder(to)})
        except Gone:
            return

    def find_sent(self, message_id: str) -> bool:
        """Look among the sent mails."""
        quoted = message_id.replace("'", "''")
        asked = {"$filter": f"internetMessageId eq '{quoted}'", "$select": "id", "$top": "1"}
        return bool(_read(_Page, self._ask("GET", f"{self._user}/mailFolders/sentitems/messages", params=asked)).value)

    def send(self, mime: bytes) -> None:
        """Send a mail; Exchange keeps a copy among the sent ones."""
        self._send(b64encode(mime))

    def keep_sent(self, message_id: str, mime: bytes) -> None:
        """Do nothing: what goes out through Graph is kept already, and Graph makes only drafts of anything else."""

    def check(self) -> None:
        """Read, make the folders, and, where it sends, hand over what can never be sent."""
        self._ask("GET", f"{self._user}/mailFolders/inbox/messages", params={"$select": "id", "$top": "1"})
        for place in Place:
            with _expecting("graph_409"):  # it is there
                self._make(place)
        if self._sends:
            with _expecting("graph_400"):  # this is no base64; where the permission is missing, that is said instead
                self._send(b"%")

    def close(self) -> None:
        """Let go of the connections to Graph and to the sign-in, and of the token."""
        if "_http" in self.__dict__:
            self._http.close()
            del self._http
        self.__dict__.pop("_application", None)

    def _waits(self, mail_id: str) -> bool:
        try:
            found = _read(_Item, self._ask("GET", self._message(mail_id), params={"$select": "parentFolderId"}))
        except Gone:
            return False
        return found.folder == self._inbox

    @cached_property
    def _inbox(self) -> str:
        return _read(_Item, self._ask("GET", f"{self._user}/mailFolders/inbox", params={"$select": "id"})).id

    def _folder(self, place: Place) -> str:
        asked = {"$filter": f"displayName eq '{place}'", "$select": "id"}
        found = _read(_Page, self._ask("GET", f"{self._user}/mailFolders", params=asked)).value
        return found[0].id if found else self._make(place)

    def _make(self, place: Place) -> str:
        return _read(_Item, self._ask("POST", f"{self._user}/mailFolders", json={"displayName": str(place)})).id

    def _message(self, mail_id: str) -> str:
        return f"{self._user}/messages/{quote(mail_id, safe='')}"

    def _send(self, text: bytes) -> None:
        headers = {"Content-Type": "text/plain"}
        try:
            self._ask("POST", f"{self._user}/sendMail", content=text, headers=headers, missing=_NO_SEND)
        except Temporary as trouble:
            before = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
            begun = isinstance(trouble.__cause__, httpx.TransportError) and not isinstance(trouble.__cause__, before)
            if begun or trouble.code.startswith("graph_5"):
                raise Uncertain(trouble.code, after=trouble.after) from None
            raise

    def _ask(self, method: str, address: str, **request: Any) -> httpx.Response:
        with self._answer(method, address, **request) as answer:
            answer.read()
            return answer

    @contextmanager
    def _answer(
        self,
        method: str,
        address: str,
        *,
        missing: str = _NO_READWRITE,
        headers: dict[str, str] | None = None,
        **request: Any,
    ) -> Iterator[httpx.Response]:
        """Make a request and give the answer before its body is read; with a new token if the first has run out."""
        for anew in (False, True):
            signed = _IMMUTABLE | (headers or {}) | {"Authorization": f"Bearer {self._token(anew=anew)}"}
            try:
                with self._http.stream(method, address, headers=signed, **request) as answer:
                    if answer.status_code == httpx.codes.UNAUTHORIZED and not anew:
                        continue
                    if answer.is_error:
                        answer.read()
                        raise _trouble(answer, missing)
                    yield answer
                    return
            except httpx.TransportError as trouble:
                raise _broken("graph", trouble) from trouble

    @cached_property
    def _http(self) -> httpx.Client:
        return httpx.Client(verify=ssl.create_default_context(cafile=self._trust), timeout=_TIMEOUT)

    @cached_property
    def _application(self) -> msal.ConfidentialClientApplication:
        """Find the sign-in of the tenant; msal then keeps each token until it runs out."""
        credential = self._credential()
        try:
            return msal.ConfidentialClientApplication(
                self._client_id,
                client_credential=credential,
                authority=self._authority,
                instance_discovery=False,  # the authority is written here, nobody else names it
                http_client=_SignInClient(self._http),
            )
        except (ValueError, KeyError):
            raise Permanent("graph_tenant_not_found") from None

    def _credential(self) -> str | dict[str, str]:
        if "secret" in self._given:
            return self._given["secret"]
        try:
            pem = Path(self._given["certificate"]).read_bytes()
            x509.load_pem_x509_certificate(pem)
            if not isinstance(load_pem_private_key(pem, None), RSAPrivateKey):
                raise Permanent("graph_certificate_unreadable")
        except (OSError, ValueError, TypeError):  # TypeError: the key is locked with a password
            raise Permanent("graph_certificate_unreadable") from None
        return {"private_key": pem.decode("ascii"), "public_certificate": pem.decode("ascii")}

    def _token(self, *, anew: bool) -> str:
        """Give a token that is still good; with `anew`, another one than was given last."""
        try:
            if anew:
                self._application.remove_tokens_for_client()
            given = self._application.acquire_token_for_client([SCOPE])
        except httpx.TransportError as trouble:
            raise _broken("graph_sign_in", trouble) from None
        except (MsalServiceError, ValueError):  # a 5xx, or an answer that cannot be read
            raise Temporary("graph_sign_in_failed") from None
        if "access_token" not in given:
            raise _refused(given)
        return str(given["access_token"])


class _SignInClient:
    """httpx as msal needs it: a value in a form of msal's may be bytes, which httpx would write as ``b'…'``."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def get(self, address: str, **request: Any) -> httpx.Response:
        return self._http.get(address, **request)

    def post(self, address: str, *, data: dict[str, Any], **request: Any) -> httpx.Response:
        text = {name: value.decode("ascii") if isinstance(value, bytes) else value for name, value in data.items()}
        return self._http.post(address, data=text, **request)


class _Item(BaseModel):
    id: str = ""
    folder: str = Field("", alias="parentFolderId")


class _Page(BaseModel):
    value: list[_Item]
    next_link: str | None = Field(None, alias="@odata.nextLink")


class _Detail(BaseModel):
    code: str = ""
    message: str = Field("", repr=False)


class _Error(BaseModel):
    error: _Detail = _Detail()


_Model = TypeVar("_Model", bound=BaseModel)


def _read(model: type[_Model], answer: httpx.Response) -> _Model:
    try:
        return model.model_validate_json(answer.content)
    except ValidationError:
        raise Temporary("graph_answer_unreadable") from None


@contextmanager
def _expecting(code: str) -> Iterator[None]:
    try:
        yield
    except Temporary as trouble:
        if trouble.code != code:
            raise


def _trouble(answer: httpx.Response, missing: str) -> MailboxTrouble:
    try:
        error = _Error.model_validate_json(answer.content).error
    except ValidationError:
        error = _Detail()
    known: dict[tuple[int, str], MailboxTrouble] = {
        (404, "ErrorItemNotFound"): Gone(),
        (404, "ErrorInvalidUser"): Permanent("graph_mailbox_not_found"),
        (404, "ResourceNotFound"): Permanent("graph_mailbox_not_found"),
        (404, "Request_ResourceNotFound"): Permanent("graph_mailbox_not_found"),
        (404, "MailboxNotEnabledForRESTAPI"): Permanent("graph_mailbox_not_in_the_cloud"),
    }
    if trouble := known.get((answer.status_code, error.code)):
        return trouble
    match answer.status_code:
        case 401:
            return Permanent("graph_token_refused")
        case 403 if "AccessPolicy" in error.message:
            return Permanent("graph_mailbox_outside_the_policy")
        case 403 if error.code in _DENIED:
            return Permanent(missing)
        case 410:
            return Gone()
        case 429 | 503:
            return Wait(f"graph_{answer.status_code}", after=_seconds(answer.headers.get("Retry-After")))
        case status:
            return Temporary(f"graph_{status}")


def _refused(given: dict[str, Any]) -> MailboxTrouble:
    """Tell why the sign-in gave no token, by the numbers that Microsoft Entra gives."""
    numbers = {int(each) for each in given.get("error_codes") or () if str(each).isdigit()}
    if numbers & {7000222}:
        return Permanent("graph_secret_expired")
    if numbers & {7000215, 7000216, 700027, 700030, 50012}:
        return Permanent("graph_secret_or_certificate_refused")
    if numbers & {700016, 90002, 900023}:
        return Permanent("graph_application_not_found")
    if given.get("error") in {"invalid_client", "unauthorized_client"}:
        return Permanent("graph_secret_or_certificate_refused")
    return Temporary("graph_sign_in_failed")


def _broken(with_whom: str, trouble: Exception) -> MailboxTrouble:
    reason: BaseException | None = trouble
    while reason is not None:
        if isinstance(reason, ssl.SSLCertVerificationError):
            return Permanent(f"{with_whom}_certificate_not_trusted")
        reason = reason.__cause__ or reason.__context__
    if isinstance(trouble, httpx.TimeoutException):
        return Temporary(f"{with_whom}_timeout")
    return Temporary(f"{with_whom}_{'not_reached' if isinstance(trouble, httpx.ConnectError) else 'connection_lost'}")


def _seconds(value: str | None) -> float | None:
    return float(value) if value and value.isdigit() else None
