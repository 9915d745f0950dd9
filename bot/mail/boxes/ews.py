"""One mailbox of an Exchange server through Exchange Web Services, with exchangelib.

For Exchange on a Board's own premises, and for a tenant of Exchange Online as long as it still allows EWS. What
Microsoft says of each operation, error and limit that is used here stands in docs/mailboxes.md.

The ids are read first and each mail is then fetched by itself, since a list that is moved from while it is read skips
mails. An id changes when its mail is moved: what has an id that is not found does not wait any more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.parser import BytesHeaderParser
from email.policy import default
from functools import cached_property
from urllib.parse import unquote, urlsplit

from exchangelib import (
    BASIC,
    DELEGATE,
    IMPERSONATION,
    NTLM,
    OAUTH2,
    UTC,
    Account,
    Configuration,
    Credentials,
    FailFast,
    Identity,
    Message,
    OAuth2Credentials,
    errors,
)
from exchangelib.folders import SHALLOW, Messages, SingleFolderQuerySet
from exchangelib.services import CreateFolder
from oauthlib.oauth2 import InvalidClientError, InvalidRequestError, OAuth2Error, UnauthorizedClientError
from oauthlib.oauth2.rfc6749.errors import CustomOAuth2Error
from requests import Response
from requests.exceptions import ConnectTimeout, RequestException, SSLError, Timeout
from urllib3.exceptions import NewConnectionError

from bot.mail.boxes.address import options
from bot.mail.mailbox import Gone, MailboxTrouble, Permanent, Place, Temporary, TooLarge, Uncertain, Wait

PAGE = 100
"""How many ids are asked for at once; Exchange gives at most 1,000."""

LOOK_EVERY = 20.0
"""Seconds."""

_TIMEOUT = 60
"""Seconds for each request."""

_UNANSWERED = re.compile(r"ews_(5\d\d|timeout|connection_lost|answer_unreadable)")
"""Codes after which nobody knows what the server has done."""


class EwsMailbox:
    """The mailbox of ``ews:https://USER:PASSWORD@HOST/EWS/Exchange.asmx?mailbox=ADDRESS``.

    A user signs in with NTLM, or with ``sign_in=basic``, and has been given full access to the mailbox, or acts as it
    with ``access=impersonation``. An application of Microsoft Entra, ``tenant=…&client=…&secret=…`` and no user, always
    acts as the mailbox. Raises `ValueError` for any other address.
    """

    look_every = LOOK_EVERY

    def __init__(self, address: str) -> None:
        parts = urlsplit(address.removeprefix("ews:"))
        application, user = {"tenant", "client", "secret"}, {"sign_in", "access"}
        needed, allowed = ({"mailbox"}, user) if parts.username else ({"mailbox"} | application, set[str]())
        given = options(parts.query, needed=needed, allowed=allowed)
        if not address.startswith("ews:") or parts.scheme != "https" or not parts.hostname or not parts.path.strip("/"):
            raise ValueError("ews:https://USER:PASSWORD@HOST/EWS/Exchange.asmx?mailbox=ADDRESS")
        sign_in = given.get("sign_in", "ntlm")
        if sign_in not in {"ntlm", "basic"} or given.get("access", IMPERSONATION) != IMPERSONATION:
            raise ValueError("sign_in is ntlm or basic, access is impersonation")
        if "@" not in given["mailbox"] or (parts.username and not parts.password):
            raise ValueError("a mailbox is an address, and a user has a password")
        self.name = f"exchange:{given['mailbox'].casefold()}"
        self._mailbox = given["mailbox"]
        self._endpoint = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
        if parts.username:
            self._credentials = Credentials(unquote(parts.username), unquote(parts.password or ""))
            self._auth_type = NTLM if sign_in == "ntlm" else BASIC
        else:
            self._credentials = _Application(
                client_id=given["client"],
                client_secret=given["secret"],
                tenant_id=given["tenant"],
                identity=Identity(primary_smtp_address=given["mailbox"]),
            )
            self._auth_type = OAUTH2
        self._access = DELEGATE if parts.username and "access" not in given else IMPERSONATION

    def waiting(self) -> Iterator[str]:
        """Give the ids in the inbox, by when they were received."""
        broken: Exception | None = None
        with _told():
            found = self._account.inbox.all().order_by("datetime_received").values_list("id", flat=True)
            found.page_size = PAGE
            for mail_id in found:
                if isinstance(mail_id, Exception):  # a query gives some errors instead of raising them
                    broken = broken or mail_id
                else:
                    yield str(mail_id)
            if broken:
                raise broken

    def fetch(self, mail_id: str, most: int) -> bytes:
        """Give a mail as MIME, unless Exchange says that it is larger than `most` bytes, or it turns out to be."""
        with _told():
            if (self._item(mail_id, "size").size or 0) > most:
                raise TooLarge(_written(self._item(mail_id, "headers")))
            mime = bytes(self._item(mail_id, "mime_content").mime_content or b"")
        if not mime:
            raise Temporary("ews_mail_not_given")
        if len(mime) > most:
            raise TooLarge(mime)
        return mime

    def move(self, mail_id: str, to: Place) -> None:
        """Move a mail that still waits into a folder beside the inbox."""
        with _told():
            (moved,) = self._account.bulk_move([(mail_id, None)], self._folder(to))
            if isinstance(moved, Exception) and not isinstance(moved, errors.ErrorItemNotFound):
                raise moved

    def find_sent(self, message_id: str) -> bool:
        """Look among the sent mails."""
        with _told():
            return bool(self._account.sent.filter(message_id=message_id).exists())

    def send(self, mime: bytes) -> None:
        """Send a mail; Exchange keeps a copy among the sent ones."""
        with _told():
            sent = self._account.sent
        try:
            with _told():
                self._as_item(mime, sent).send_and_save()
        except Temporary as trouble:
            if _UNANSWERED.fullmatch(trouble.code):
                raise Uncertain(trouble.code, after=trouble.after) from None
            raise

    def keep_sent(self, message_id: str, mime: bytes) -> None:
        """Do nothing: what goes out through Exchange is kept already, and of anything else it makes a draft."""

    def check(self) -> None:
        """Ask for the inbox and what may be done in it, and make the folders."""
        with _told():
            inbox = self._account.inbox
            inbox.refresh()
            rights = inbox.effective_rights
            if rights is None or not rights.read or not rights.create_contents:
                raise Permanent("ews_full_access_missing")
            inbox.all().only("id").exists()
            for place in Place:
                self._folder(place)

    def close(self) -> None:
        """Let go of the connection."""
        if account := self.__dict__.pop("_account", None):
            account.protocol.close()

    @cached_property
    def _account(self) -> Account:
        account = Account(
            self._mailbox,
            config=Configuration(
                service_endpoint=self._endpoint,
                credentials=self._credentials,
                auth_type=self._auth_type,
                retry_policy=_Told(),
                max_connections=1,
            ),
            access_type=self._access,
            default_timezone=UTC,
        )
        account.protocol.TIMEOUT = _TIMEOUT
        return account

    def _item(self, mail_id: str, field: str) -> Message:
        (found,) = self._account.fetch([(mail_id, None)], only_fields=[field])
        if isinstance(found, Exception):
            raise found
        return found

    def _folder(self, place: Place) -> Messages:
        top = self._account.msg_folder_root
        found = SingleFolderQuerySet(self._account, top).depth(SHALLOW).filter(name=str(place)).only("name")
        for folder in found:
            if isinstance(folder, Exception):
                raise folder
            return folder
        # not `save`, which goes on to ask for every folder of the mailbox
        return CreateFolder(account=self._account).get(
            parent_folder=top, folders=[Messages(parent=top, name=str(place))]
        )

    def _as_item(self, mime: bytes, folder: Messages) -> Message:
        urgent = BytesHeaderParser(policy=default).parsebytes(mime).get("Importance") == "high"
        # exchangelib always says how important a mail is, and that goes before what its MIME says
        importance = "High" if urgent else "Normal"
        return Message(account=self._account, folder=folder, mime_content=mime, importance=importance, is_read=True)


class _Application(OAuth2Credentials):  # type: ignore[misc]  # exchangelib has no types
    """Asks for another token once one has run out.

    exchangelib by itself asks to refresh it, which is not granted to an application (exchangelib #1345).
    """

    def session_params(self) -> dict[str, object]:
        return {"token": self.access_token}


class _Told(FailFast):  # type: ignore[misc]  # exchangelib has no types
    """Turns the answers of the web server that are none of Exchange's into our trouble; never tries again by itself."""

    def raise_response_errors(self, response: Response) -> None:
        status = response.status_code
        if status == 500 and response.content.lstrip().startswith(b"<"):
            super().raise_response_errors(response)  # an answer of Exchange may come as 500
        elif status == 401:
            raise Permanent("ews_sign_in_refused")
        elif status == 403:
            raise Permanent("ews_turned_off")
        elif status == 404:
            raise Permanent("ews_address_wrong")
        elif status in {429, 503}:
            wait = response.headers.get("Retry-After", "")
            raise Wait(f"ews_{status}", after=float(wait) if wait.isdigit() else None)
        elif status != 200:
            raise Temporary(f"ews_{status}")


_KNOWN: tuple[tuple[tuple[type[Exception], ...], Callable[[], MailboxTrouble]], ...] = (
    ((errors.ErrorItemNotFound, errors.ErrorInvalidIdMalformed), Gone),
    (
        (errors.ErrorImpersonateUserDenied, errors.ErrorImpersonationDenied, errors.ErrorImpersonationFailed),
        lambda: Permanent("ews_impersonation_missing"),
    ),
    ((errors.ErrorNonExistentMailbox, errors.ErrorMissingEmailAddress), lambda: Permanent("ews_mailbox_not_found")),
    ((errors.ErrorSendAsDenied,), lambda: Permanent("ews_send_as_missing")),
    (
        # who may see nothing of a mailbox is told that there is no such folder in it
        (errors.ErrorAccessDenied, errors.ErrorFolderNotFound, errors.ErrorCreateItemAccessDenied),
        lambda: Permanent("ews_full_access_missing"),
    ),
    ((errors.UnauthorizedError,), lambda: Permanent("ews_sign_in_refused")),
    (
        (InvalidClientError, UnauthorizedClientError, InvalidRequestError, CustomOAuth2Error),
        lambda: Permanent("ews_application_refused"),
    ),
    ((OAuth2Error,), lambda: Temporary("ews_sign_in_failed")),
)


_WRAPPERS = {errors.TransportError, errors.ErrorTimeoutExpired}
"""What exchangelib makes of an error of the connection, and of any while it finds out the server's version."""


@contextmanager
def _told() -> Iterator[None]:
    """Tell what exchangelib raises as trouble with the mailbox. Its texts, which quote requests, are left behind."""
    try:
        yield
    except (errors.EWSError, OAuth2Error, RequestException, ValueError) as trouble:  # ValueError: an odd answer
        raise _trouble(trouble) from None


def _trouble(trouble: Exception) -> MailboxTrouble:
    for kinds, make in _KNOWN:
        if isinstance(trouble, kinds):
            return make()
    if isinstance(trouble, errors.ErrorServerBusy):
        return Wait("ews_busy", after=trouble.back_off)
    if isinstance(trouble, RequestException):
        return _broken(trouble)
    if type(trouble) in _WRAPPERS and isinstance(trouble.__context__, (errors.EWSError, RequestException)):
        return _trouble(trouble.__context__)
    if isinstance(trouble, errors.ResponseMessageError):
        words = re.findall(r"[A-Z]+[a-z]*", type(trouble).__name__.removeprefix("Error"))
        return Temporary("_".join(["ews", *words]).casefold()[:60])
    return Temporary("ews_answer_unreadable")


def _broken(trouble: RequestException) -> MailboxTrouble:
    reason = getattr(trouble.args[0], "reason", None) if trouble.args else None
    if isinstance(trouble, SSLError):
        return Permanent("ews_certificate_not_trusted")
    if isinstance(trouble, ConnectTimeout) or isinstance(reason, NewConnectionError):
        return Temporary("ews_not_reached")
    return Temporary("ews_timeout" if isinstance(trouble, Timeout) else "ews_connection_lost")


def _written(item: Message) -> bytes:
    """Give the headers of a mail as they stood in it, as far as Exchange has kept them."""
    lines = (f"{each.name}: {' '.join((each.value or '').split())}\r\n" for each in item.headers or ())
    return "".join(lines).encode() + b"\r\n"
