"""Mails as Outlook saves them, and as it sends them to those who do not have it."""

from __future__ import annotations

import struct

from tests.forms.documents.mail.compound import Storage, compound

_LEAST = 4096


def saved_message(fields: dict[int, str], files: dict[str, bytes | Storage] | None = None) -> bytes:
    """Give a ``.msg`` with text fields by their number, and files; a file that is a storage is a mail."""
    return compound(message_storage(fields, files))


def message_storage(fields: dict[int, str], files: dict[str, bytes | Storage] | None = None) -> Storage:
    """Give the storage of a message, to be put into another one."""
    storage: Storage = {f"__substg1.0_{number:04X}001F": _text(words) for number, words in fields.items()}
    storage["__properties_version1.0"] = bytes(_LEAST)
    storage["__nameid_version1.0"] = {"__substg1.0_00020102": bytes(_LEAST)}
    for number, (name, content) in enumerate((files or {}).items()):
        inside: Storage = {"__substg1.0_3707001F": _text(name), "__properties_version1.0": bytes(_LEAST)}
        if isinstance(content, bytes):
            inside["__substg1.0_37010102"] = content.ljust(_LEAST)
        else:
            inside["__substg1.0_3701000D"] = content
        storage[f"__attach_version1.0_#{number:08X}"] = inside
    return storage


def winmail(name: str, content: bytes, body: bytes = b"") -> bytes:
    """Give a ``winmail.dat`` (MS-OXTNEF, section 2.1) with a body and a file."""
    data = struct.pack("<IH", 0x223E9F78, 1) + _attribute(1, 0x00089006, struct.pack("<I", 0x10000))
    data += _attribute(1, 0x00069007, struct.pack("<II", 1252, 0))
    if body:
        data += _attribute(1, 0x0002800C, body + b"\0")
    data += _attribute(2, 0x00069002, bytes(14))
    data += _attribute(2, 0x00018010, name.encode() + b"\0")
    return data + _attribute(2, 0x0006800F, content) + bytes(12)


def damaged_winmail() -> bytes:
    """Give a ``winmail.dat`` with words before it is told how they are coded."""
    return struct.pack("<IH", 0x223E9F78, 1) + _attribute(1, 0x00078008, b"IPM.Note") + bytes(12)


def _attribute(level: int, number: int, content: bytes) -> bytes:
    return struct.pack("<BII", level, number, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)


def _text(words: str) -> bytes:
    return words.encode("utf-16-le").ljust(_LEAST, b"\0")
