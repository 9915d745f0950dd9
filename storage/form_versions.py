"""The text of every form that a case was begun with (docs/procedure.md, section 3)."""

from __future__ import annotations

from storage.database import NotFound, Transaction
from storage.inserting import insert_if_absent
from storage.tables import FormVersion


class FormVersionChanged(Exception):
    """A form was changed but kept its version; the message says what to do."""


def remember(tx: Transaction, *, version: str, text: str) -> None:
    """Keep the text of a form's version; raises `FormVersionChanged` if it is kept with another text."""
    added = insert_if_absent(tx, FormVersion(version=version, text=text, added_at=tx.now))
    if not added and text_of(tx, version) != text:
        raise FormVersionChanged(
            f"The form was changed but still calls itself version {version}: give the changed form a new version."
        )


def text_of(tx: Transaction, version: str) -> str:
    """Give the text of a version; raises `NotFound`."""
    row = tx.session.get(FormVersion, version)
    if row is None:
        raise NotFound(f"There is no form of version {version}.")
    return row.text
