"""What a mailbox adds to sending: mail goes out through it, or is kept in it and found again."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import sending
from bot.mail import MailboxSender, SmtpSender, mail_sender
from bot.mail.boxes.folder import FolderMailbox
from bot.mail.mailbox import MailboxTrouble, Permanent, Temporary, Uncertain, Wait
from bot.mail.message import message_id
from tests.bot.messages import LETTERHEAD, message, notice
from tests.bot.smtp_server import HOST, Answers, serving

SENT_AS = message_id(message(), LETTERHEAD)


class SendingMailbox(FolderMailbox):
    """A folder that can send, or cannot for a reason."""

    def __init__(self, folder: Path, trouble: MailboxTrouble | None = None) -> None:
        super().__init__(folder)
        self.trouble = trouble

    def send(self, mime: bytes) -> None:
        if self.trouble:
            raise self.trouble
        self.keep_sent(SENT_AS, mime)

    def find_sent(self, message_id: str) -> bool:
        if self.trouble:
            raise self.trouble
        return super().find_sent(message_id)


def test_mail_that_went_through_the_mailbox_is_found_again(tmp_path: Path) -> None:
    sender = mail_sender("mailbox:", LETTERHEAD, SendingMailbox(tmp_path))
    assert isinstance(sender, MailboxSender)
    sender.check()
    assert sender.look_up(message()) is None
    assert sender.send(message(), notice()) == SENT_AS
    assert sender.look_up(message()) == SENT_AS


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (Uncertain("lost"), sending.Uncertain),
        (Wait("busy", after=9), sending.Wait),
        (Wait("busy"), sending.Temporary),
        (Temporary("away"), sending.Temporary),
        (Permanent("not_allowed"), sending.Temporary),
    ],
)
def test_what_goes_wrong_is_said_as_sending_does(
    tmp_path: Path, trouble: MailboxTrouble, told: type[sending.SendTrouble]
) -> None:
    sender = mail_sender("mailbox:", LETTERHEAD, SendingMailbox(tmp_path, trouble))
    with pytest.raises(sending.SendTrouble) as raised:
        sender.send(message(), notice())
    assert (type(raised.value), raised.value.code, raised.value.after) == (told, trouble.code, trouble.after)
    with pytest.raises(sending.Temporary, match=trouble.code):
        sender.look_up(message())


def test_a_mailbox_that_cannot_be_used_is_told_by_its_code(tmp_path: Path) -> None:
    with pytest.raises(sending.Temporary, match="mail_folder_not_there"):
        mail_sender("mailbox:", LETTERHEAD, SendingMailbox(tmp_path / "away")).check()


def by_smtp(port: int, mailbox: FolderMailbox) -> SmtpSender:
    return SmtpSender(f"smtp://{HOST}:{port}", LETTERHEAD, mailbox)


def test_what_went_by_smtp_is_found_by_its_copy_and_not_known_without(tmp_path: Path) -> None:
    with serving(Answers()) as port:
        sender = by_smtp(port, FolderMailbox(tmp_path))
        with pytest.raises(sending.CannotLookUp):
            sender.look_up(message())
        sender.send(message(), notice())
        assert sender.look_up(message()) == SENT_AS


def test_a_copy_that_cannot_be_kept_undoes_no_sending(tmp_path: Path) -> None:
    with serving(answers := Answers()) as port:
        assert by_smtp(port, FolderMailbox(tmp_path / "away")).send(message(), notice()) == SENT_AS
    assert len(answers.texts) == 1
    with pytest.raises(sending.Temporary, match="away"):
        by_smtp(25, SendingMailbox(tmp_path, Temporary("away"))).look_up(message())
