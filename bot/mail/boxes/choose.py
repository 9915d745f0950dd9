"""Which kind of mailbox `PRP_MAILBOX` names: each is imported only if it is the one."""

from __future__ import annotations

from pathlib import Path

from bot.mail.mailbox import Mailbox


def open_mailbox(address: str, *, sends: bool = False) -> Mailbox:
    """Give the mailbox, which also `sends` the bot's mail or only reads; nothing is connected yet.

    Raises `ValueError` if it is no address of one.
    """
    kind, _, rest = address.partition(":")
    match kind:
        case "folder" if rest.strip():
            from bot.mail.boxes.folder import FolderMailbox

            return FolderMailbox(Path(rest))
        case "imap" | "imaps":
            from bot.mail.boxes.imap import ImapMailbox

            return ImapMailbox(address)
        case "graph":
            from bot.mail.boxes.graph import GraphMailbox

            return GraphMailbox(address, sends=sends)
        case "ews":
            from bot.mail.boxes.ews import EwsMailbox

            return EwsMailbox(address)
    raise ValueError("not an address of a mailbox")
