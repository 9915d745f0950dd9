"""The key file: made once, kept private, refused with a sentence that says what to do."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.keys import KeyFileMistake, KeyRing, derive, key_id, new_key_file


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "prp.keys"
    new_key_file(path)
    return path


def test_a_new_key_file_has_one_key_and_only_its_owner_may_read_it(key_file: Path) -> None:
    assert len(KeyRing.load(key_file).keys) == 1
    assert key_file.stat().st_mode & 0o777 == 0o600


def test_two_new_key_files_differ(key_file: Path, tmp_path: Path) -> None:
    new_key_file(tmp_path / "other.keys")
    assert KeyRing.load(key_file) != KeyRing.load(tmp_path / "other.keys")


def test_a_key_file_is_never_overwritten(key_file: Path) -> None:
    before = key_file.read_bytes()
    with pytest.raises(KeyFileMistake, match="already there and was left as it is"):
        new_key_file(key_file)
    assert key_file.read_bytes() == before


def test_a_key_file_needs_a_folder(tmp_path: Path) -> None:
    with pytest.raises(KeyFileMistake, match="name a folder that is there"):
        new_key_file(tmp_path / "nowhere" / "prp.keys")


def test_the_first_key_in_the_file_seals(key_file: Path) -> None:
    old = KeyRing.load(key_file).keys[0]
    new = bytes(range(32))
    key_file.write_text(f"# the new one\n{base64.b64encode(new).decode()}\n\n{base64.b64encode(old).decode()}\n")
    ring = KeyRing.load(key_file)
    assert ring.keys == (new, old)
    assert ring.sealing_id == key_id(new)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o777])
def test_a_key_file_that_others_may_read_is_refused(key_file: Path, mode: int) -> None:
    key_file.chmod(mode)
    with pytest.raises(KeyFileMistake, match="run `chmod 600"):
        KeyRing.load(key_file)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "has no key in it"),
        (b"# only a comment\n\n", "has no key in it"),
        (base64.b64encode(bytes(16)), "Line 1 of the key file .* is not a key"),
        (b"# good\n" + base64.b64encode(bytes(33)), "Line 2 of the key file .* is not a key"),
        (b"not base64 at all!", "Line 1 of the key file .* is not a key"),
        ("Schlüssel".encode("latin-1"), "is not text"),
    ],
)
def test_a_wrong_key_file_is_refused_with_the_place_and_what_to_do(
    key_file: Path, content: bytes, sentence: str
) -> None:
    key_file.write_bytes(content)
    with pytest.raises(KeyFileMistake, match=sentence) as mistake:
        KeyRing.load(key_file)
    assert "put back" in str(mistake.value)


def test_a_missing_key_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyFileMistake, match="make one with `prp init`"):
        KeyRing.load(tmp_path / "prp.keys")


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    with pytest.raises(KeyFileMistake, match="cannot be read"):
        KeyRing.load(folder)


@pytest.mark.parametrize("keys", [(), (bytes(31),), (bytes(32), b"")])
def test_a_ring_has_keys_of_the_right_length(keys: tuple[bytes, ...]) -> None:
    with pytest.raises(KeyFileMistake, match="`prp init`"):
        KeyRing(keys)


def test_no_mistake_and_no_repr_shows_a_key(key_file: Path) -> None:
    text = key_file.read_text().splitlines()[-1]
    assert text not in repr(KeyRing.load(key_file))
    key_file.write_text(text[:-4])
    with pytest.raises(KeyFileMistake) as mistake:
        KeyRing.load(key_file)
    assert text[:-4] not in str(mistake.value)


@given(key=st.binary(min_size=32, max_size=32), purposes=st.sets(st.text(max_size=20), min_size=2, max_size=2))
def test_every_purpose_has_a_key_of_its_own(key: bytes, purposes: set[str]) -> None:
    one, other = purposes
    assert derive(key, one) != derive(key, other) != key
