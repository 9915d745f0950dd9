"""Forms by version: a case keeps the version it began with (docs/procedure.md, section 3)."""

from __future__ import annotations

from dataclasses import dataclass, field

from forms.loading import load_form
from forms.vocabulary import Form
from storage import form_versions
from storage.database import Transaction
from storage.tables import Case


@dataclass(frozen=True)
class Forms:
    """The form for new referrals, and every earlier version that a case was begun with."""

    current: Form
    text: str
    _known: dict[str, Form] = field(default_factory=dict)

    def remember_current(self, tx: Transaction) -> None:
        """Keep the current form's text, so that cases begun with it can always be read."""
        form_versions.remember(tx, version=self.current.version, text=self.text)

    def of(self, tx: Transaction, case: Case) -> Form:
        """Give the form that a case was begun with."""
        version = case.form_version
        if version == self.current.version:
            return self.current
        if version not in self._known:
            self._known[version] = load_form(form_versions.text_of(tx, version), source=version)
        return self._known[version]
