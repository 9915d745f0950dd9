"""The envelope: opens where it was sealed and nowhere else."""

from __future__ import annotations

import json
import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from storage.envelope import Unreadable, Vault
from storage.keys import KeyRing, derive

VAULT = Vault(KeyRing((bytes(range(32)),)))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(data=st.binary(max_size=300), row=st.text(max_size=40))
def test_what_was_sealed_opens_in_its_place(data: bytes, row: str) -> None:
    sealed = VAULT.seal(data, table="answer", column="value_sealed", row=row)
    assert VAULT.open(sealed, table="answer", column="value_sealed", row=row) == data


@given(value=JSON)
def test_json_comes_back_as_it_was(value: object) -> None:
    sealed = VAULT.seal_json(value, table="answer", column="value_sealed", row="1")
    assert VAULT.open_json(sealed, table="answer", column="value_sealed", row="1") == value


@given(row=st.text(max_size=40))
def test_the_place_is_authenticated_as_a_list_in_json(row: str) -> None:
    sealed = VAULT.seal(b"content", table="answer", column="value_sealed", row=row)
    header, nonce, content = sealed[:9], sealed[9:21], sealed[21:]
    cipher = AESGCM(derive(bytes(range(32)), "seal answer.value_sealed"))
    place = header + json.dumps(["answer", "value_sealed", row]).encode()
    assert cipher.decrypt(nonce, content, place) == b"content"


def test_an_envelope_of_the_first_version_opens() -> None:
    sealed = bytes.fromhex(
        "01878f14daeb377a830b26569a726a02e48ec3ee2e1107d3c507471d44f7fa9d1dc90107234d077f234b94ffb40b695974e9bf7813b1dc"
        "a20e8280b22b385deebfcf47a6fe12ddffebc6ba8dd3e3e3b1b9246c0b39a2a1c6b4d95a84218ed2604b9fd69d56"
    )
    value = VAULT.open_json(sealed, table="answer", column="value_sealed", row='child "é" \\ \u2028')
    assert value == {"unread": "3 or 4 \u2028 \U0001f642"}


def test_the_same_content_never_looks_the_same() -> None:
    assert len({VAULT.seal(b"yes", table="answer", column="value_sealed", row="1") for _ in range(100)}) == 100


def test_short_answers_have_one_length() -> None:
    answers = ["yes", "no", "not_known", None, "serious_harm_abuse_neglect", "a" * 60]
    assert len({len(VAULT.seal_json(each, table="answer", column="value_sealed", row="1")) for each in answers}) == 1


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [("decision", "value_sealed", "1"), ("answer", "note_sealed", "1"), ("answer", "value_sealed", "2")],
)
def test_an_envelope_moved_to_another_place_does_not_open(table: str, column: str, row: str) -> None:
    sealed = VAULT.seal(b"content", table="answer", column="value_sealed", row="1")
    with pytest.raises(Unreadable, match=f"in {table}.{column} was changed or moved"):
        VAULT.open(sealed, table=table, column=column, row=row)


@given(data=st.data())
def test_an_envelope_changed_anywhere_does_not_open(data: st.DataObject) -> None:
    sealed = bytearray(VAULT.seal(b"content", table="answer", column="value_sealed", row="1"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unreadable):
        VAULT.open(bytes(sealed), table="answer", column="value_sealed", row="1")


@given(length=st.integers(0, 43))
def test_an_envelope_cut_short_does_not_open(length: int) -> None:
    sealed = VAULT.seal(b"content", table="answer", column="value_sealed", row="1")
    with pytest.raises(Unreadable):
        VAULT.open(sealed[:length], table="answer", column="value_sealed", row="1")


def test_a_later_key_opens_what_an_earlier_one_sealed_and_seals_by_itself() -> None:
    old, new = os.urandom(32), os.urandom(32)
    sealed = Vault(KeyRing((old,))).seal(b"content", table="inbox", column="payload_sealed", row="1")
    both = Vault(KeyRing((new, old)))
    assert both.open(sealed, table="inbox", column="payload_sealed", row="1") == b"content"
    again = both.seal(b"content", table="inbox", column="payload_sealed", row="1")
    assert Vault(KeyRing((new,))).open(again, table="inbox", column="payload_sealed", row="1") == b"content"


def test_a_key_that_is_not_at_hand_is_named() -> None:
    sealed = VAULT.seal(b"content", table="inbox", column="payload_sealed", row="1")
    with pytest.raises(
        Unreadable, match=f"a key \\({VAULT.sealing_id}\\) that is not in the key file: put that key back"
    ):
        Vault(KeyRing((os.urandom(32),))).open(sealed, table="inbox", column="payload_sealed", row="1")


def test_a_form_of_envelope_that_is_not_known_is_said_to_be_so() -> None:
    with pytest.raises(Unreadable, match="use the version that wrote it"):
        VAULT.open(b"\x02" + bytes(60), table="inbox", column="payload_sealed", row="1")
