from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.mail.boxes.folder import FolderMailbox
from bot.mail.mailbox import Gone, Permanent, Place, Temporary, TooLarge

LETTER = b"Message-ID: <one@agency.example>\r\n\r\nHello\r\n"
MOST = 1000


def seen(box: FolderMailbox) -> list[str]:
    """Look twice, as the postman does in time."""
    list(box.waiting())
    return list(box.waiting())


def test_a_file_is_taken_once_it_is_the_same_at_two_looks(tmp_path: Path) -> None:
    box = FolderMailbox(tmp_path)
    letter = tmp_path / "one.EML"
    letter.write_bytes(LETTER[:10])
    assert list(box.waiting()) == []
    letter.write_bytes(LETTER)
    assert list(box.waiting()) == []
    (mail_id,) = box.waiting()
    assert box.fetch(mail_id, MOST) == LETTER


def test_mails_come_in_the_order_in_which_they_were_written(tmp_path: Path) -> None:
    for moment, name in ((3, "a"), (1, "c"), (2, "b")):
        path = tmp_path / f"{name}.eml"
        path.write_bytes(name.encode())
        os.utime(path, (moment, moment))
    box = FolderMailbox(tmp_path)
    assert [box.fetch(mail_id, MOST) for mail_id in seen(box)] == [b"c", b"b", b"a"]


def test_what_is_no_mail_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "one.eml.tmp").write_bytes(LETTER)
    (tmp_path / ".hidden.eml").write_bytes(LETTER)
    (tmp_path / "folder.eml").mkdir()
    (tmp_path / "link.eml").symlink_to(tmp_path / "one.eml.tmp")
    assert seen(FolderMailbox(tmp_path)) == []


def test_a_mail_is_moved_beside_one_of_its_name_and_once(tmp_path: Path) -> None:
    for _ in range(2):
        (tmp_path / "one.eml").write_bytes(LETTER)
        box = FolderMailbox(tmp_path)
        (mail_id,) = seen(box)
        box.move(mail_id, Place.PROCESSED)
        box.move(mail_id, Place.PROCESSED)
    assert sorted(path.name for path in (tmp_path / "Processed").iterdir()) == ["one (2).eml", "one.eml"]
    assert seen(FolderMailbox(tmp_path)) == []


def test_a_file_that_was_changed_meanwhile_is_another_mail(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(LETTER)
    box = FolderMailbox(tmp_path)
    (mail_id,) = seen(box)
    (tmp_path / "one.eml").write_bytes(LETTER + b"more")
    with pytest.raises(Gone):
        box.fetch(mail_id, MOST)
    box.move(mail_id, Place.PROCESSED)
    assert (tmp_path / "one.eml").exists()


def test_a_file_that_is_too_large_gives_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(LETTER)
    box = FolderMailbox(tmp_path)
    (mail_id,) = seen(box)
    with pytest.raises(TooLarge) as told:
        box.fetch(mail_id, 20)
    assert told.value.beginning == LETTER[:21]


def test_a_file_that_cannot_be_read_may_be_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.eml").write_bytes(LETTER)
    box = FolderMailbox(tmp_path)
    (mail_id,) = seen(box)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(Temporary, match="mail_file_unreadable"):
        box.fetch(mail_id, MOST)


def test_a_folder_that_is_away_is_not_empty(tmp_path: Path) -> None:
    box = FolderMailbox(tmp_path / "away")
    with pytest.raises(Permanent, match="mail_folder_not_there"):
        list(box.waiting())
    with pytest.raises(Permanent, match="mail_folder_not_there"):
        box.check()
    assert not (tmp_path / "away").exists()


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    FolderMailbox(tmp_path).check()
    (tmp_path / "Processed").rmdir()
    (tmp_path / "Processed").write_text("in the way")
    with pytest.raises(Permanent, match="mail_folder_not_writable"):
        FolderMailbox(tmp_path).check()
    with pytest.raises(Permanent, match="mail_folder_not_readable"):
        list(FolderMailbox(tmp_path / "Processed").waiting())


def test_what_was_sent_is_found_by_its_message_id(tmp_path: Path) -> None:
    box = FolderMailbox(tmp_path)
    assert not box.find_sent("<one@board.example>")
    box.keep_sent("<one@board.example>", LETTER)
    assert box.find_sent("<one@board.example>")
    with pytest.raises(Permanent, match="mailbox_cannot_send"):
        box.send(LETTER)
