"""The Board's blank form, as mails bring it: made when it is sent for the first time."""

from __future__ import annotations

from functools import cache

from forms.vocabulary import Form
from forms.words import say
from handlers.board import Board

SUBTYPE = "vnd.openxmlformats-officedocument.wordprocessingml.document"


class FormToSend:
    """The form for Word, with the Board's names and numbers; `send_to` is the address that it is sent back to."""

    def __init__(self, form: Form, board: Board, send_to: str) -> None:
        self._form = form
        self._board = board
        self._send_to = send_to
        self.content = cache(self._made)

    @property
    def name(self) -> str:
        """What the file is called."""
        return say("notices.mail_form.file")

    def _made(self) -> bytes:
        from forms.documents.blank import blank  # the writers of documents are heavy, and most mails bring none

        return blank(
            self._form,
            "docx",
            board=self._board.name,
            panel=self._board.panel_name,
            marking=self._board.marking,
            front_door=self._board.front_door,
            out_of_hours=self._board.out_of_hours,
            send_to=self._send_to,
        )
