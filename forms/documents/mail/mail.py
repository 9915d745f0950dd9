"""What a mail says: its headers, its words, and what was attached. Everything in it may be false or broken."""

from __future__ import annotations

from dataclasses import dataclass, field

from forms.documents.content import Trouble
from forms.documents.mail.headers import Headers, address, message_ids, words


@dataclass(frozen=True)
class Piece:
    """A piece of the body: as plain text, as HTML or as RTF (Outlook's files), or in several of these."""

    plain: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    rtf: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Attachment:
    """A file in a mail. `kind` is what it is by its content (`forms.documents.sniff`), empty where it is none we know.

    `mail` is what it says if it is a mail itself. `is_picture_in_text` tells of a picture that the text shows, such as
    a logo under a signature.
    """

    name: str = field(repr=False)
    kind: str
    content: bytes = field(repr=False)
    mail: Mail | None = field(default=None, repr=False)
    is_picture_in_text: bool = False


@dataclass(frozen=True)
class Mail:
    """One mail. `text` is what its sender wrote, `quoted` what was cut from it, signature and all.

    `body` is what is read for answers: quoted text that is not ours is in it, and what was written between the lines
    of ours stands under the line that it answers. `answers_below` is what may hold answers in a quotation of ours whose
    lines are not marked. `report` and `returned` are what a mail server says of a mail of
    ours (RFC 3464): its fields, and the headers of that mail.
    """

    headers: Headers = field(repr=False)
    text: str = field(default="", repr=False)
    quoted: str = field(default="", repr=False)
    body: tuple[Piece, ...] = field(default=(), repr=False)
    answers_below: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)
    report: tuple[Headers, ...] = field(default=(), repr=False)
    returned: Headers = field(default_factory=Headers, repr=False)
    troubles: tuple[Trouble, ...] = ()

    @property
    def sender(self) -> str:
        """The address in From, in small letters; empty where there is none."""
        return address(self.headers.first("from"))[1]

    @property
    def sender_name(self) -> str:
        """The name in From."""
        return address(self.headers.first("from"))[0]

    @property
    def subject(self) -> str:
        """The subject in words."""
        return words(self.headers.first("subject"))

    @property
    def message_id(self) -> str:
        """The Message-ID in its angle brackets; empty where there is none."""
        return next(iter(message_ids(self.headers.first("message-id"))), "")

    @property
    def answers_to(self) -> tuple[str, ...]:
        """The Message-IDs of the mails that it answers, the latest first."""
        earlier = reversed(message_ids(self.headers.first("references")))
        return tuple(dict.fromkeys((*message_ids(self.headers.first("in-reply-to")), *earlier)))
