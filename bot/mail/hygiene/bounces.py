"""Mail servers saying that a mail did not arrive, and which mail of ours it was."""

from __future__ import annotations

from bot.mail.hygiene.automatic import has_null_sender
from forms.documents.mail.mail import Mail
from forms.documents.mail.ours import messages_in

_SENDERS = ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "microsoftexchange")
_SUBJECTS = (
    "undeliverable",
    "undelivered",
    "delivery status notification",
    "delivery failure",
    "delivery has failed",
    "mail delivery failed",
    "mail delivery system",
    "returned mail",
    "failure notice",
    "non-delivery",
    "message could not be delivered",
    "unzustellbar",
)
_STILL_TRYING = ("delay", "will keep trying", "will be retried", "warning: message", "no action is required")
_LOOKED_AT = 20_000
"""Characters of a text in which the Message-ID of ours is looked for."""


def is_bounce(mail: Mail) -> bool:
    """Tell whether a mail server says that a mail did not arrive, for good.

    RFC 3464, section 2.3.3: a recipient's Action is ``failed``. A server that reports in its own words sends from its
    own address or the null one (RFC 5321, section 4.5.5), or names who failed (Exim's X-Failed-Recipients). A delay
    is no bounce: the server tries again.
    """
    actions = [value.split()[0].lower() for each in mail.report for value in each.all("action") if value.split()]
    if actions:
        return "failed" in actions
    if mail.headers.first("x-failed-recipients"):
        return True
    by_a_server = mail.sender.partition("@")[0].startswith(_SENDERS) or has_null_sender(mail.headers)
    subject = mail.subject.lower()
    if any(words in subject for words in _STILL_TRYING):
        return False
    return by_a_server and (any(words in subject for words in _SUBJECTS) or bool(mail.returned.lines))


def bounced(mail: Mail, domain: str) -> str | None:
    """Give the id of the message of ours that did not arrive; None where it cannot be told.

    It is in the headers of the mail that comes back (RFC 3464, section 2), else in In-Reply-To or References, else
    quoted in the text.
    """
    places = (
        mail.returned.first("message-id"),
        mail.headers.first("in-reply-to"),
        mail.headers.first("references"),
        *(value for each in mail.report for name, value in each.lines if name == "x-original-message-id"),
        *_attached_ids(mail),
        mail.text[:_LOOKED_AT],
        mail.quoted[:_LOOKED_AT],
    )
    return next((found for place in places for found in messages_in(place, domain)), None)


def _attached_ids(mail: Mail) -> tuple[str, ...]:
    return tuple(each.mail.headers.first("message-id") for each in mail.attachments if each.mail is not None)
