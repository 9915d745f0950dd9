"""Mail of ours that comes back to us, and mail that goes round in circles."""

from __future__ import annotations

from bot.mail.hygiene.automatic import says_submitted_by_machine
from forms.documents.mail.mail import Mail
from forms.documents.mail.ours import messages_in

MOST_HOPS = 100
"""Received headers beyond which a mail goes in circles (RFC 5321, section 6.3)."""


def is_own(mail: Mail, address: str) -> bool:
    """Tell whether a mail is one that we sent from `address`.

    RFC 5322, section 3.6.4: a Message-ID belongs to one mail alone, and it is of ours. Where a server gave it another,
    it comes from that address and says that a machine wrote it (RFC 3834, section 4): people may share the address.
    """
    domain = address.rpartition("@")[2]
    by_our_machine = mail.sender == address.lower() and says_submitted_by_machine(mail.headers)
    return by_our_machine or bool(messages_in(mail.message_id, domain))


def goes_in_circles(mail: Mail) -> bool:
    """Tell whether it has been through more servers than there can be between two people (RFC 5321, section 6.3)."""
    return len(mail.headers.all("received")) > MOST_HOPS
