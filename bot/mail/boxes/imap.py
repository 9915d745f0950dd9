"""A mailbox on an IMAP server (RFC 3501), with TLS; MOVE (RFC 6851) and UIDPLUS (RFC 4315) are used where it has them.

Mails are known by UIDVALIDITY and UID. One connection is kept and opened again when it is lost; its users take turns.
"""

from __future__ import annotations

import base64
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from imaplib import IMAP4, IMAP4_SSL
from threading import Lock
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from bot.mail.mailbox import HEADER_BYTES, Gone, MailboxTrouble, Permanent, Place, Temporary, TooLarge, Wait
from bot.settings import LOOPBACK

LOOK_EVERY = 20.0
"""Seconds."""
PAGE = 500
"""How many mails are asked for at once: imaplib takes no line of more than a million bytes."""
_TIMEOUT = 30.0
"""Seconds to wait for each answer."""
_PORT, _TLS_PORT = 143, 993
_USUALLY_SENT = frozenset({b"sent", b"sent items", b"sent messages", b"sent mail"})

_T = TypeVar("_T")

_WAIT = frozenset({"unavailable", "inuse", "limit", "overquota", "throttled"})
"""Response codes of a server that has too much to do (RFC 5530); ``throttled`` is not in any standard."""
_REFUSED = {
    "authenticationfailed": "imap_sign_in_refused",
    "authorizationfailed": "imap_sign_in_refused",
    "expired": "imap_sign_in_refused",
    "privacyrequired": "imap_encryption_needed",
    "noperm": "imap_not_permitted",
    "contactadmin": "imap_not_permitted",
    "nonexistent": "imap_folder_not_there",
}
"""Response codes (RFC 5530) that only a person can do something about."""
_BACKOFF = re.compile(rb"suggested backoff time: (\d{1,9}) milliseconds", re.IGNORECASE)
"""How Exchange says how long to wait."""


class ImapMailbox:
    """The mails in a folder at ``imaps://NAME:PASSWORD@HOST:PORT/FOLDER``, or ``imap://…`` with STARTTLS.

    To this machine, from which nothing leaves, ``imap://`` needs no encryption. Where the address names no folder it
    is the inbox. Signs that mean something in an address are written as ``%40`` and the like. Raises `ValueError` for
    any other address.
    """

    look_every = LOOK_EVERY

    def __init__(self, address: str, *, trust: ssl.SSLContext | None = None, timeout: float = _TIMEOUT) -> None:
        scheme, _, rest = address.partition(":")
        parts = urlsplit(f"{scheme}://{rest.removeprefix('//')}")
        if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username or not parts.password:
            raise ValueError("not an address of a mailbox")
        if parts.query or parts.fragment:
            raise ValueError("an address of a mailbox has nothing after the folder")
        self._tls = parts.scheme == "imaps" or parts.port == _TLS_PORT
        self._host = parts.hostname
        self._port = parts.port or (_TLS_PORT if self._tls else _PORT)
        self._user = unquote(parts.username)
        self._password = unquote(parts.password)
        self._folder = unquote(parts.path.removeprefix("/")) or "INBOX"
        self.name = f"imap:{self._user}@{self._host}/{self._folder}"
        self._trust = trust
        self._timeout = timeout
        self._turn = Lock()
        self._imap: IMAP4 | None = None
        self._validity = ""

    def waiting(self) -> Iterator[str]:
        """Give the mails by the order in which they came, a page at a time; those marked as deleted are left out."""
        count = self._with_connection(self._select)
        for first in range(1, count + 1, PAGE):
            yield from self._with_connection(partial(self._page, first))

    def fetch(self, mail_id: str, most: int) -> bytes:
        """Read a mail without marking it as read."""
        return self._with_connection(lambda imap: self._fetched(imap, self._uid(mail_id), most))

    def move(self, mail_id: str, to: Place) -> None:
        """Move a mail, or copy it and mark the first one as deleted where the server cannot move.

        Only what was moved is taken out for good: mails that a person has marked stay as they are.
        """

        def move(imap: IMAP4) -> None:
            try:
                uid = self._uid(mail_id)
            except Gone:
                return
            folder = _quoted(self._place(imap, to))
            if "MOVE" in imap.capabilities:
                self._in_folder(imap, folder, lambda: imap.uid("MOVE", uid, folder))
                return
            self._in_folder(imap, folder, lambda: imap.uid("COPY", uid, folder))
            _ok(imap.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"))
            if "UIDPLUS" in imap.capabilities:
                _ok(imap.uid("EXPUNGE", uid))

        self._with_connection(move)

    def find_sent(self, message_id: str) -> bool:
        """Search the folder of sent mail by its header."""

        def find(imap: IMAP4) -> bool:
            folder = self._sent(imap)
            if not folder:
                return False
            try:
                _ok(imap.select(_quoted(folder), readonly=True))
                found = _ok(imap.uid("SEARCH", "HEADER", "Message-ID", _quoted(message_id.encode())))
            finally:
                self._validity = ""  # another folder is selected now
            return any(line.strip() for line in found if isinstance(line, bytes))

        return self._with_connection(find)

    def send(self, mime: bytes) -> None:
        """Raise `Permanent`: IMAP sends nothing."""
        raise Permanent("mailbox_cannot_send")

    def keep_sent(self, message_id: str, mime: bytes) -> None:
        """Append a copy to the folder of sent mail, marked as read, unless the server has filed one itself."""
        if self.find_sent(message_id):
            return

        def append(imap: IMAP4) -> None:
            folder = _quoted(self._sent(imap) or self._personal(imap) + b"Sent")
            self._in_folder(imap, folder, lambda: imap.append(folder, r"(\Seen)", "", mime))

        self._with_connection(append)

    def check(self) -> None:
        """Sign in, look into the folder, and make the folders that mail is moved to."""

        def check(imap: IMAP4) -> None:
            self._select(imap)
            for place in Place:
                folder = _quoted(self._place(imap, place))
                if not any(_ok(imap.list('""', folder))):
                    _ok(imap.create(folder))

        self._with_connection(check)

    def close(self) -> None:
        """Sign out."""
        with self._turn:
            imap = self._imap
            if imap is not None:
                with suppress(IMAP4.error, OSError):  # a broken goodbye changes nothing
                    imap.logout()
            self._part()

    def _with_connection(self, act: Callable[[IMAP4], _T]) -> _T:
        """Do something on the connection, once more on a new one if the kept one turns out to be lost."""
        with self._turn:
            kept = self._imap is not None
            try:
                return self._act(act)
            except _Lost as lost:
                if not kept:
                    raise Temporary(lost.code) from None
            try:
                return self._act(act)
            except _Lost as lost:
                raise Temporary(lost.code) from None

    def _act(self, act: Callable[[IMAP4], _T]) -> _T:
        try:
            if self._imap is None:
                self._imap = self._connected()
            if not self._validity:
                self._select(self._imap)
            return act(self._imap)
        except IMAP4.readonly:
            self._part()
            raise Permanent("imap_folder_read_only") from None
        except IMAP4.abort as trouble:
            self._part()
            raise _trouble(trouble.args, _Lost("imap_connection_lost")) from None
        except IMAP4.error as trouble:
            self._part()
            raise _trouble(trouble.args, Temporary("imap_not_understood")) from None
        except OSError as trouble:
            self._part()
            raise _Lost(_connection_code(trouble)) from None

    def _connected(self) -> IMAP4:
        trust = self._trust or ssl.create_default_context()
        if self._tls:
            imap: IMAP4 = IMAP4_SSL(self._host, self._port, ssl_context=trust, timeout=self._timeout)
        else:
            imap = IMAP4(self._host, self._port, timeout=self._timeout)
        try:
            if not self._tls and self._host not in LOOPBACK:
                _encrypt(imap, trust)
            self._sign_in(imap)
            # what a server can do it often tells only those who have signed in
            told = b" ".join(_flat(_ok(imap.capability())))
            imap.capabilities = tuple(str(told, "ascii", "replace").upper().split())
        except BaseException:
            imap.shutdown()
            raise
        return imap

    def _sign_in(self, imap: IMAP4) -> None:
        try:
            if "AUTH=PLAIN" in imap.capabilities:
                imap.authenticate("PLAIN", lambda _: f"\0{self._user}\0{self._password}".encode())
            else:
                imap.login(_quoted(self._user.encode()), self._password)
        except IMAP4.abort:
            raise
        except IMAP4.error as refusal:
            raise _trouble(refusal.args, Permanent("imap_sign_in_refused")) from None

    def _part(self) -> None:
        if self._imap is not None:
            with suppress(OSError):  # it is closed already, after a goodbye
                self._imap.shutdown()
        self._imap, self._validity = None, ""

    def _select(self, imap: IMAP4) -> int:
        """Enter the folder as it is now; gives how many mails are in it."""
        self._validity = ""
        refused = Permanent("imap_folder_not_there")
        count = int(_ok(imap.select(_quoted(_utf7(self._folder))), refused)[-1])
        self._validity = (imap.response("UIDVALIDITY")[1][-1] or b"0").decode("ascii", "replace")
        return count

    def _page(self, first: int, imap: IMAP4) -> list[str]:
        # by place, and not by UID: a line of the answer holds no more than a page
        found = _ok(imap.uid("SEARCH", f"{first}:{first + PAGE - 1}", "UNDELETED"))
        uids = sorted(int(uid) for line in found if isinstance(line, bytes) for uid in line.split())
        return [f"{self._validity}.{uid}" for uid in uids]

    def _uid(self, mail_id: str) -> str:
        """Give the UID; raises `Gone` if the server has numbered its mails anew since."""
        validity, _, uid = mail_id.partition(".")
        if validity != self._validity:
            raise Gone
        return uid

    def _fetched(self, imap: IMAP4, uid: str, most: int) -> bytes:
        _ok(imap.noop())  # while a mail is fetched, a server may not tell that others have moved it (RFC 3501, 7.4.1)
        told = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(_flat(_ok(imap.uid("FETCH", uid, "(RFC822.SIZE)")))))
        if told is None:
            raise Gone
        if int(told[1]) > most:
            raise TooLarge(_literal(_ok(imap.uid("FETCH", uid, f"(BODY.PEEK[HEADER]<0.{HEADER_BYTES}>)"))))
        mail = _literal(_ok(imap.uid("FETCH", uid, f"(BODY.PEEK[]<0.{most + 1}>)")))
        if len(mail) > most:  # some servers tell a size that is not that of the mail
            raise TooLarge(mail)
        return mail

    def _in_folder(self, imap: IMAP4, folder: str, act: Callable[[], tuple[str, list[Any]]]) -> None:
        """Put something into a folder, making it first where there is none."""
        kind, answer = act()
        if kind == "NO" and any(b"TRYCREATE" in line.upper() for line in _flat(answer)):
            _ok(imap.create(folder))
            kind, answer = act()
        try:
            _ok((kind, answer))
        except Wait as told:
            if told.code == "imap_overquota":
                raise Permanent("imap_mailbox_full") from None
            raise

    def _place(self, imap: IMAP4, place: Place) -> bytes:
        return self._personal(imap) + place.value.encode()

    def _personal(self, imap: IMAP4) -> bytes:
        """Give what the names of our own folders begin with (RFC 2342)."""
        if "NAMESPACE" not in imap.capabilities:
            return b""
        found = re.match(rb'\(\("((?:[^"\\]|\\.)*)"', b" ".join(_flat(_ok(imap.namespace()))))
        return re.sub(rb"\\(.)", rb"\1", found[1]) if found else b""

    def _sent(self, imap: IMAP4) -> bytes:
        """Give the folder of sent mail: the one that is marked so, or one of the usual name; empty without one."""
        folders = [_listed(line) for line in _ok(imap.list()) if line]
        marked = [name for flags, name in folders if rb"\sent" in flags.lower().split()]
        usual = [name for _, name in folders if re.split(rb"[./]", name)[-1].lower() in _USUALLY_SENT]
        return next(iter((*marked, *usual)), b"")


class _Lost(MailboxTrouble):
    """The connection is lost: a new one may serve."""


def _encrypt(imap: IMAP4, trust: ssl.SSLContext) -> None:
    if "STARTTLS" not in imap.capabilities:
        raise Permanent("imap_encryption_not_offered")
    imap.starttls(trust)


def _ok(answer: tuple[str, list[Any]], otherwise: MailboxTrouble | None = None) -> list[Any]:
    """Give what the server answered; raises what a refusal means, or `otherwise` if it does not say."""
    kind, data = answer
    if kind != "OK":
        raise _trouble(_flat(data), otherwise or Temporary("imap_refused"))
    return data


def _trouble(said: Any, otherwise: MailboxTrouble) -> MailboxTrouble:
    """Give what a server's words mean (RFC 5530): its code alone is looked at, besides how long to wait."""
    text = b" ".join(word if isinstance(word, bytes) else str(word).encode() for word in said)
    pause = _BACKOFF.search(text)
    if pause:
        return Wait("imap_throttled", after=int(pause[1]) / 1000)
    for found in re.findall(rb"\[([A-Za-z]+)[ \]]", text):
        code = found.decode().lower()
        if code in _WAIT:
            return Wait(f"imap_{code}")
        if code in _REFUSED:
            return Permanent(_REFUSED[code])
    return otherwise


def _connection_code(trouble: OSError) -> str:
    if isinstance(trouble, ssl.SSLCertVerificationError):
        return "imap_certificate_not_trusted"
    if isinstance(trouble, ssl.SSLError):
        return "imap_encryption_failed"
    return {
        "gaierror": "imap_host_not_found",
        "ConnectionRefusedError": "imap_connection_refused",
        "TimeoutError": "imap_timeout",
    }.get(type(trouble).__name__, "imap_connection_lost")


def _flat(data: list[Any]) -> list[bytes]:
    return [piece for each in data for piece in (each if isinstance(each, tuple) else (each,)) if piece]


def _literal(data: list[Any]) -> bytes:
    """Give the mail in an answer; raises `Temporary` if the server gives none."""
    for each in data:
        if isinstance(each, tuple):
            return bytes(each[1])
    raise Temporary("imap_mail_not_given")


def _listed(line: Any) -> tuple[bytes, bytes]:
    """Give the flags and the name of a folder in an answer to LIST."""
    if isinstance(line, tuple):
        return line[0], line[1]
    found = re.fullmatch(rb'\(([^)]*)\) (?:"(?:[^"\\]|\\.)*"|NIL) (?:"((?:[^"\\]|\\.)*)"|(.+))', line)
    if not found:
        return b"", b""
    return found[1], re.sub(rb"\\(.)", rb"\1", found[2]) if found[2] is not None else found[3]


def _quoted(text: bytes) -> str:
    return '"' + text.decode("ascii", "replace").replace("\\", r"\\").replace('"', r"\"") + '"'


def _utf7(name: str) -> bytes:
    """Write a folder's name as IMAP does (RFC 3501, section 5.1.3)."""

    def shift(found: re.Match[str]) -> str:
        if found[0] == "&":
            return "&-"
        return "&" + base64.b64encode(found[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"

    return re.sub(r"&|[^\x20-\x7e]+", shift, name).encode("ascii")
