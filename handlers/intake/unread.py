"""Mail that the bot could not deal with: the business unit is told, and reads it itself (docs/procedure.md, section 7).

Nothing of the mail is in what is told.
"""

from __future__ import annotations

from datetime import datetime

from handlers.notices.recipients import business_unit
from handlers.notices.sending import tell
from handlers.work import Work
from storage import inbox

SHOWN_OF_ID = 8
"""How much of an item's id stands for it at the terminal."""


def not_fetched(work: Work, mail: str) -> None:
    """Tell that a mail cannot be fetched, once; `mail` stands for it, and says nothing of it."""
    tell(work, "mail_not_fetched", case=None, occasion=mail, to=business_unit(work, None))


def not_handled(work: Work, item_id: str) -> None:
    """Leave a mail that was kept to a person, and tell so; nothing happens if it was dealt with after all."""
    if inbox.failed(work.tx, item_id):
        number = item_id[:SHOWN_OF_ID]
        occasion = f"{item_id}:{work.now.isoformat()}"  # a mail that is tried again may break again
        tell(
            work,
            "mail_not_handled",
            case=None,
            occasion=occasion,
            data={"number": number},
            to=business_unit(work, None),
        )


def away(work: Work, since: datetime) -> None:
    """Tell that the mailbox cannot be read since a moment, once."""
    tell(work, "mailbox_away", case=None, occasion=since.isoformat(), to=business_unit(work, None))
