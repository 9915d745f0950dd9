"""How a blank form of the Board's own says inside itself which form it is, and of which version."""

from __future__ import annotations

FORM = "prp-form"
VERSION = "prp-form-version"
"""Properties of the document, in every format that has any."""
