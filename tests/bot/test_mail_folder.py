from __future__ import annotations

import email
from email.policy import default
from pathlib import Path

import pytest

from bot.mail import FolderSender, SmtpSender, mail_sender
from bot.sending import Temporary
from tests.bot.messages import LETTERHEAD, NOW, message, notice


def sender(folder: Path) -> FolderSender:
    return FolderSender(folder, LETTERHEAD, clock=lambda: NOW)


def test_a_mail_is_a_file_with_the_receipt_as_its_message_id(tmp_path: Path) -> None:
    receipt = sender(tmp_path / "mail").send(message(), notice())
    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert email.message_from_bytes(file.read_bytes(), policy=default)["Message-ID"] == receipt


def test_a_mail_written_twice_is_one_file(tmp_path: Path) -> None:
    sender(tmp_path).send(message(), notice())
    sender(tmp_path).send(message(), notice())
    assert len(list(tmp_path.iterdir())) == 1


def test_a_mail_is_found_again_by_its_file(tmp_path: Path) -> None:
    assert sender(tmp_path).look_up(message()) is None
    receipt = sender(tmp_path).send(message(), notice())
    assert sender(tmp_path).look_up(message()) == receipt


def test_a_folder_that_cannot_be_written_to_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Temporary, match="mail_folder_not_writable"):
        sender(tmp_path / "file").send(message(), notice())
    with pytest.raises(Temporary, match="mail_folder_not_writable"):
        sender(tmp_path / "file").check()


def test_checking_a_folder_leaves_nothing_in_it(tmp_path: Path) -> None:
    sender(tmp_path / "mail").check()
    assert list((tmp_path / "mail").iterdir()) == []


def test_the_setting_chooses_between_a_folder_and_a_server(tmp_path: Path) -> None:
    assert isinstance(mail_sender(f"folder:{tmp_path}", LETTERHEAD), FolderSender)
    assert isinstance(mail_sender("smtp://localhost:25", LETTERHEAD), SmtpSender)
