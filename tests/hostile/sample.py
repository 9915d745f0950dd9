"""One hostile or broken mail, and the wrapping of a document into one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from functools import cached_property
from zlib import crc32

SENDER = "Ann Bell <ann@nhs.example>"


@dataclass(frozen=True)
class Sample:
    """A mail. `source` is where it is from, `name` what is wrong with it; `made` is its bytes, or what makes them."""

    source: str
    name: str
    made: bytes | Callable[[], bytes] = field(repr=False)

    @cached_property
    def raw(self) -> bytes:
        """The mail as bytes; a large one is made when it is asked for."""
        return self.made if isinstance(self.made, bytes) else self.made()


def with_file(source: str, name: str, file_name: str, content: bytes | Callable[[], bytes]) -> Sample:
    """Give a mail of a trusted sender that carries a file."""

    def made() -> bytes:
        made_content = content if isinstance(content, bytes) else content()
        return mail(f"Please see the referral. ({name})", (file_name, made_content)).as_bytes()

    return Sample(source, name, made)


def mail(text: str, *files: tuple[str, bytes], html: str = "") -> EmailMessage:
    """Give a mail of a trusted sender."""
    message = EmailMessage(policy=SMTP)
    message["From"] = SENDER
    message["Subject"] = "Referral"
    message["Message-ID"] = f"<{crc32((text + html).encode())}@nhs.example>"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message
