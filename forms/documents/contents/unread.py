"""Why a document's content is not read, for those who read one format."""

from __future__ import annotations

from forms.documents.content import Trouble


class Unread(Exception):
    """The document cannot be read. It says why, and nothing of what stands in the document."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
