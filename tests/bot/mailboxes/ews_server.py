"""An Exchange server of 2013 with one mailbox, as far as the bot needs it, and as strict as Microsoft's schemas.

Every request and every answer of its own is held to the schemas; a request that breaks them, or that uses what this
server does not know, is refused and noted in `broken`.
"""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
import spnego
from exchangelib.credentials import BaseOAuth2Credentials
from lxml import etree
from lxml.builder import ElementMaker

from bot.mail.boxes.ews import EwsMailbox
from tests.bot.mailboxes.exchange_schemas import exchange_schema
from tests.bot.mailboxes.loopback import Answer, Asked, Loopback
from tests.bot.mailboxes.post_room import ADDRESS, Kept, PostRoom

USER = "BOARD\\prp"
PASSWORD = "p@ss/w+rd"
TENANT, CLIENT, SECRET = "tenant-id", "client-id", "s+cret&"

_S, _M, _T, _E = (
    "http://schemas.xmlsoap.org/soap/envelope/",
    "http://schemas.microsoft.com/exchange/services/2006/messages",
    "http://schemas.microsoft.com/exchange/services/2006/types",
    "http://schemas.microsoft.com/exchange/services/2006/errors",
)
_NAMES = {"s": _S, "m": _M, "t": _T}
_s, _m, _t = (ElementMaker(namespace=each, nsmap=_NAMES) for each in (_S, _M, _T))
_VERSIONS = {"Exchange2007", "Exchange2007_SP1", "Exchange2010", "Exchange2010_SP1", "Exchange2010_SP2", "Exchange2013"}


class Unknown(Exception):
    """The request is none that this server knows."""


class Refusal(Exception):
    """The request is answered with one of Exchange's own errors."""


class EwsServer:
    """Serves `room` to `USER`, or to the application `CLIENT` that acts as the mailbox."""

    def __init__(self, folder: Path, schema: etree.XMLSchema) -> None:
        self.room = PostRoom()
        self.sign_in = "basic"
        self.rights = "true"
        """Whether the mailbox may be written to."""
        self.page = 2
        """How many ids a page has at most, whatever is asked for."""
        self.faults: list[tuple[str, Answer | str]] = []
        """The name of an operation, or `token`, and what the next of it gets: an answer, or the code of an error."""
        self.broken: list[str] = []
        self.operations: list[str] = []
        self.token_lasts = [3599]
        """For how many seconds each token is good; the last stands for all that follow."""
        self.tokens = 0
        self._schema = schema
        self._ntlm: dict[int, spnego.ContextProxy] = {}
        self._loopback = Loopback(folder, self._answer)
        self.trust = self._loopback.trust
        self.url = self._loopback.url

    def address(self, **changed: str) -> str:
        """Give the setting for this server."""
        if self.sign_in == "bearer":
            given = {"mailbox": ADDRESS, "tenant": TENANT, "client": CLIENT, "secret": SECRET} | changed
            user = ""
        else:
            given = {"mailbox": ADDRESS, "sign_in": self.sign_in} | changed
            user = f"{quote(USER, safe='')}:{quote(given.pop('password', PASSWORD), safe='')}@"
        return f"ews:https://{user}{urlsplit(self.url).netloc}/EWS/Exchange.asmx?{urlencode(given, quote_via=quote)}"

    def mailbox(self, **changed: str) -> EwsMailbox:
        """Give a mailbox that talks to this server."""
        return EwsMailbox(self.address(**changed))

    def close(self) -> None:
        self._loopback.close()

    def _answer(self, asked: Asked) -> Answer:
        try:
            if asked.path == f"/{TENANT}/oauth2/v2.0/token":  # Microsoft Entra, elsewhere in the world
                return self._token(asked)
            if (asked.method, asked.path) != ("POST", "/EWS/Exchange.asmx"):
                return Answer(404)
            return self._signed_in(asked) or self._exchange(asked)
        except Unknown as unknown:
            self.broken.append(str(unknown))
            return Answer(400)

    def _token(self, asked: Asked) -> Answer:
        fault = self._fault_of("token")
        if isinstance(fault, Answer):
            return fault
        form = dict(parse_qsl(asked.body.decode("ascii")))
        wanted = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}
        if form.pop("scope", "") != "https://outlook.office365.com/.default":
            raise Unknown("a token for something else")
        if form != wanted:
            return Answer(401, b'{"error": "invalid_client"}', {"Content-Type": "application/json"})
        self.tokens += 1
        lasts = self.token_lasts[min(self.tokens, len(self.token_lasts)) - 1]
        given = {"token_type": "Bearer", "expires_in": lasts, "access_token": f"token-{self.tokens}"}
        return Answer(200, json.dumps(given).encode(), {"Content-Type": "application/json"})

    def _signed_in(self, asked: Asked) -> Answer | None:
        """Give the answer to one who has not signed in, and nothing for one who has."""
        kind, _, proof = asked.headers.get("Authorization", "").partition(" ")
        if self.sign_in == "basic":
            wanted = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            return None if (kind, proof) == ("Basic", wanted) else _who_are_you('Basic realm="mail"')
        if self.sign_in == "bearer":
            known = (kind, proof) == ("Bearer", f"token-{self.tokens}")
            return None if known else _who_are_you('Bearer error="invalid_token"')
        context = self._ntlm.setdefault(asked.connection, spnego.server(protocol="ntlm"))
        if context.complete:
            return None
        if not proof:
            return _who_are_you("NTLM")
        try:
            challenge = context.step(base64.b64decode(proof))
        except spnego.exceptions.SpnegoError:
            del self._ntlm[asked.connection]
            return _who_are_you("NTLM")
        return _who_are_you(f"NTLM {base64.b64encode(challenge).decode()}") if challenge else None

    def _exchange(self, asked: Asked) -> Answer:
        if asked.headers["Content-Type"] != "text/xml; charset=utf-8":
            raise Unknown(f"the type {asked.headers['Content-Type']}")
        envelope = etree.fromstring(asked.body)
        ((operation,),) = envelope.findall(f"{{{_S}}}Body")
        version = envelope.find(f"{{{_S}}}Header/{{{_T}}}RequestServerVersion")
        if version is None or version.get("Version") not in _VERSIONS:
            return _fault("ErrorInvalidServerVersion")
        for each in (*envelope.find(f"{{{_S}}}Header"), operation):
            self._hold(each, "a request")
        name = etree.QName(operation).localname
        self.operations.append(name)
        if name != "ConvertId" and asked.headers.get("X-AnchorMailbox") != ADDRESS:
            raise Unknown("another mailbox")
        impersonated = envelope.findtext(f".//{{{_T}}}PrimarySmtpAddress")
        if impersonated not in ({ADDRESS} if self.sign_in == "bearer" else {ADDRESS, None}):
            raise Unknown(f"acting as {impersonated}")
        fault = self._fault_of(name)
        if isinstance(fault, Answer):
            return fault
        try:
            said = self._operations()[name](operation) if not fault else _refused(fault)
            message = _m(f"{name}ResponseMessage", _m.ResponseCode("NoError"), *said, ResponseClass="Success")
        except Refusal as refusal:
            message = _m(
                f"{name}ResponseMessage",
                _m.MessageText("It cannot be done."),
                _m.ResponseCode(str(refusal)),
                _m.DescriptiveLinkKey("0"),
                *(_m(each) for each in ("Folders", "Items") if each[:-1] in name and "Find" not in name),
                ResponseClass="Error",
            )
        response = _m(f"{name}Response", _m.ResponseMessages(message))
        self._hold(response, "our answer")
        info = _t.ServerVersionInfo(
            MajorVersion="15", MinorVersion="0", MajorBuildNumber="620", MinorBuildNumber="29", Version="Exchange2013"
        )
        return Answer(200, etree.tostring(_s.Envelope(_s.Header(info), _s.Body(response))), _XML)

    def _fault_of(self, name: str) -> Answer | str | None:
        for number, (operation, fault) in enumerate(self.faults):
            if operation == name:
                del self.faults[number]
                return fault
        return None

    def _hold(self, element: etree._Element, what: str) -> None:
        alone = etree.fromstring(etree.tostring(element))
        if not self._schema.validate(alone):
            raise Unknown(f"{what}: {self._schema.error_log.last_error}")

    def _operations(self) -> dict[str, Callable[[etree._Element], list[etree._Element]]]:
        return {
            "ConvertId": self._convert,
            "GetFolder": self._get_folder,
            "FindFolder": self._find_folder,
            "CreateFolder": self._create_folder,
            "FindItem": self._find_item,
            "GetItem": self._get_item,
            "MoveItem": self._move_item,
            "CreateItem": self._create_item,
        }

    def _convert(self, asked: etree._Element) -> list[etree._Element]:
        raise Refusal("ErrorInvalidIdMalformed")  # exchangelib asks with a made-up id, to learn the version

    def _get_folder(self, asked: etree._Element) -> list[etree._Element]:
        (folder,) = self._named(asked, "FolderIds")
        return [_m.Folders(self._folder(folder, _fields(asked, "FolderShape")))]

    def _find_folder(self, asked: etree._Element) -> list[etree._Element]:
        (top,) = self._named(asked, "ParentFolderIds")
        if (top, asked.get("Traversal")) != ("msgfolderroot", "Shallow"):
            raise Unknown("folders in another place")
        wanted = _equal_to(asked, "folder:DisplayName")
        found = [each for each in self.room.folders if each == wanted]
        folders = [self._folder(each, _fields(asked, "FolderShape")) for each in found]
        root = _m.RootFolder(_t.Folders(*folders), TotalItemsInView=str(len(found)), IncludesLastItemInRange="true")
        return [root]

    def _create_folder(self, asked: etree._Element) -> list[etree._Element]:
        (top,) = self._named(asked, "ParentFolderId")
        (folder,) = asked.findall(f"{{{_M}}}Folders/{{{_T}}}Folder")
        name = folder.findtext(f"{{{_T}}}DisplayName") or ""
        if top != "msgfolderroot" or folder.findtext(f"{{{_T}}}FolderClass") != "IPF.Note":
            raise Unknown("a folder of another kind, or in another place")
        if self.rights != "true":
            raise Refusal("ErrorAccessDenied")
        if name in self.room.folders:
            raise Refusal("ErrorFolderExists")
        self.room.folders.append(name)
        return [_m.Folders(self._folder(name, set()))]

    def _find_item(self, asked: etree._Element) -> list[etree._Element]:
        (folder,) = self._named(asked, "ParentFolderIds")
        view = asked.find(f"{{{_M}}}IndexedPageItemView")
        if asked.get("Traversal") != "Shallow" or _fields(asked, "ItemShape") or view is None:
            raise Unknown("more than ids")
        found = self.room.in_folder(folder)
        if asked.find(f"{{{_M}}}Restriction") is not None:
            wanted = _equal_to(asked, "message:InternetMessageId")
            found = [each for each in found if each.message_id == wanted]
        order = asked.findall(f"{{{_M}}}SortOrder/{{{_T}}}FieldOrder")
        if [(each.get("Order"), each[0].get("FieldURI")) for each in order] not in (
            [],
            [("Ascending", "item:DateTimeReceived")],
        ):
            raise Unknown("another order")
        if not order:
            found.reverse()  # the newest first, unless it is asked otherwise
        start, most = int(view.get("Offset", "0")), int(view.get("MaxEntriesReturned", "0"))
        if not 1 <= most <= 1000:
            raise Unknown(f"{most} ids at once")
        page = found[start : start + min(most, self.page)]
        end = start + len(page)
        root = _m.RootFolder(
            _t.Items(*(_t.Message(self._item_id(each)) for each in page)),
            IndexedPagingOffset=str(end),
            TotalItemsInView=str(len(found)),
            IncludesLastItemInRange=str(end >= len(found)).lower(),
        )
        return [root]

    def _get_item(self, asked: etree._Element) -> list[etree._Element]:
        kept = self._kept(asked)
        fields = _fields(asked, "ItemShape")
        parts: list[etree._Element] = []
        if "item:MimeContent" in fields and kept.mime:
            parts.append(_t.MimeContent(base64.b64encode(kept.mime).decode(), CharacterSet="UTF-8"))
        parts.append(self._item_id(kept))
        if "item:Size" in fields:
            parts.append(_t.Size(str(len(kept.mime) * 3 // 4)))
        if "item:InternetMessageHeaders" in fields:
            held = message_from_bytes(kept.mime, policy=default).items()
            parts.append(
                _t.InternetMessageHeaders(*(_t.InternetMessageHeader(value, HeaderName=name) for name, value in held))
            )
        if not fields <= {"item:MimeContent", "item:Size", "item:InternetMessageHeaders"}:
            raise Unknown(f"fields {fields}")
        return [_m.Items(_t.Message(*parts))]

    def _move_item(self, asked: etree._Element) -> list[etree._Element]:
        (folder,) = self._named(asked, "ToFolderId")
        kept = self._kept(asked)
        kept.folder, kept.number = folder, self.room.next_number()
        return [_m.Items(_t.Message(self._item_id(kept)))]

    def _create_item(self, asked: etree._Element) -> list[etree._Element]:
        (folder,) = self._named(asked, "SavedItemFolderId")
        (message,) = asked.findall(f"{{{_M}}}Items/{{{_T}}}Message")
        if (folder, asked.get("MessageDisposition")) != ("sentitems", "SendAndSaveCopy"):
            raise Unknown("a mail that is not sent and kept")
        said = {etree.QName(each).localname for each in message}
        if not {"MimeContent"} < said <= _OF_A_MAIL:
            raise Unknown(f"a mail with {said}")
        mime = base64.b64decode(message.findtext(f"{{{_T}}}MimeContent") or "", validate=True)
        mail = message_from_bytes(mime, policy=default)
        if ADDRESS not in str(mail["From"]) or not mail["To"]:
            raise Refusal("ErrorSendAsDenied")
        if (mail["Importance"] or "normal").title() != message.findtext(f"{{{_T}}}Importance"):
            raise Unknown("how important the mail is is said in two ways")
        self.room.put(mime, folder="sentitems")
        return [_m.Items()]

    def _named(self, asked: etree._Element, place: str) -> list[str]:
        """Give the folders that are meant, by name."""
        names = []
        for each in asked.iterfind(f"{{{_M}}}{place}/*"):
            if etree.QName(each).localname == "DistinguishedFolderId":
                if each.findtext(f"{{{_T}}}Mailbox/{{{_T}}}EmailAddress") != ADDRESS:
                    raise Unknown("a folder of another mailbox")
                names.append(each.get("Id", ""))
            else:
                names.append(bytes.fromhex(each.get("Id", "").removeprefix("AQMk")).decode())
        if not set(names) <= {*self.room.folders, "root", "msgfolderroot"}:
            raise Refusal("ErrorFolderNotFound")
        return names

    def _folder(self, name: str, fields: set[str]) -> etree._Element:
        parts = [_t.FolderId(Id=f"AQMk{name.encode().hex()}", ChangeKey="AQAA")]
        if "folder:FolderClass" in fields:
            parts.append(_t.FolderClass("IPF.Note"))
        if "folder:DisplayName" in fields:
            parts.append(_t.DisplayName(name))
        if "folder:EffectiveRights" in fields:
            may = ("CreateAssociated", "CreateContents", "CreateHierarchy", "Delete", "Modify")
            parts.append(_t.EffectiveRights(*(_t(each, self.rights) for each in may), _t.Read("true")))
        return _t.Folder(*parts)

    def _kept(self, asked: etree._Element) -> Kept:
        (wanted,) = asked.findall(f"{{{_M}}}ItemIds/{{{_T}}}ItemId")
        for each in self.room.mails:
            if self._item_id(each).get("Id") == wanted.get("Id"):
                return each
        raise Refusal("ErrorItemNotFound")

    def _item_id(self, kept: Kept) -> etree._Element:
        return _t.ItemId(Id=f"AAMkAG+{kept.number:04}/A==", ChangeKey="CQAA")


EMPTY_ITEMS = _m.Items()
_XML = {"Content-Type": "text/xml; charset=utf-8"}
_OF_A_MAIL = {
    "MimeContent",
    "Importance",
    "IsDeliveryReceiptRequested",
    "IsRead",
    "IsReadReceiptRequested",
    "IsResponseRequested",
    "ReminderIsSet",
    "ReminderMinutesBeforeStart",
    "Sensitivity",
}
"""What exchangelib always says of a mail, beside its MIME."""


@contextmanager
def running(folder: Path) -> Iterator[EwsServer]:
    """Run a server whose certificate and users this process knows; at the end, no request was wrong."""
    server = EwsServer(folder, exchange_schema())
    with pytest.MonkeyPatch.context() as patch, tempfile.NamedTemporaryFile("w") as users:
        users.write(":".join((*USER.split("\\"), PASSWORD)) + "\n")
        users.flush()
        patch.setenv("NTLM_USER_FILE", users.name)
        patch.setenv("REQUESTS_CA_BUNDLE", str(server.trust))
        token_url = property(lambda own: f"{server.url}/{own.tenant_id}/oauth2/v2.0/token")
        patch.setattr(BaseOAuth2Credentials, "token_url", token_url)
        try:
            yield server
        finally:
            server.close()
    assert server.broken == []


def busy(milliseconds: int) -> Answer:
    """Give the answer of a server that asks for a pause."""
    return _fault("ErrorServerBusy", _t.MessageXml(_t.Value(str(milliseconds), Name="BackOffMilliseconds")))


def _fault(code: str, *more: etree._Element) -> Answer:
    e = ElementMaker(namespace=_E, nsmap={"e": _E})
    fault = _s.Fault(
        etree.fromstring(f"<faultcode>a:{code}</faultcode>"),
        etree.fromstring("<faultstring>It cannot be done.</faultstring>"),
    )
    detail = etree.SubElement(fault, "detail")
    detail.extend([e.ResponseCode(code), e.Message("It cannot be done."), *more])
    return Answer(500, etree.tostring(_s.Envelope(_s.Body(fault))), _XML)


def _who_are_you(how: str) -> Answer:
    return Answer(401, b"", {"WWW-Authenticate": how})


def _refused(code: str) -> list[etree._Element]:
    raise Refusal(code)


def _fields(asked: etree._Element, shape: str) -> set[str]:
    found = asked.find(f"{{{_M}}}{shape}")
    if found is None or found.findtext(f"{{{_T}}}BaseShape") != "IdOnly":
        raise Unknown("another shape")
    return {each.get("FieldURI", "") for each in found.iter(f"{{{_T}}}FieldURI")}


def _equal_to(asked: etree._Element, field: str) -> str:
    restriction = asked.find(f"{{{_M}}}Restriction/{{{_T}}}IsEqualTo")
    if restriction is None or restriction[0].get("FieldURI") != field:
        raise Unknown("another restriction")
    constant = restriction.find(f"{{{_T}}}FieldURIOrConstant/{{{_T}}}Constant")
    return "" if constant is None else constant.get("Value", "")
