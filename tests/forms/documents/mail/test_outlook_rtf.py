from __future__ import annotations

import struct

import pytest

from forms.documents.mail.compressed_rtf import unpacked
from forms.documents.mail.parse import outlook_mail
from tests.forms.documents.mail.compound import compound
from tests.forms.documents.mail.outlook_files import message_storage

# MS-OXRTFCP, section 3.1: the specification's own example
PACKED = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
RTF = b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_the_example_of_the_specification_is_unpacked() -> None:
    assert unpacked(PACKED) == RTF


def test_rtf_that_was_only_stored_is_given_as_it_is() -> None:
    assert unpacked(struct.pack("<IIII", 0, len(RTF), 0x414C454D, 0) + RTF) == RTF


@pytest.mark.parametrize("length", [0, 10, 16, 20, 30, 48])
def test_a_damaged_one_gives_as_much_as_there_is(length: int) -> None:
    assert RTF.startswith(unpacked(PACKED[:length]))
    assert unpacked(b"\xff" * length) == b""


def test_a_saved_message_may_have_its_words_in_rtf_alone() -> None:
    storage = message_storage({})
    storage["__substg1.0_10090102"] = PACKED.ljust(4096, b"\0")
    (piece,) = outlook_mail(compound(storage)).body
    assert piece.rtf.startswith(RTF.rstrip())
