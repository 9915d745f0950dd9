"""What tests of the referral may ask for besides."""

from __future__ import annotations

import pytest

from tests.handlers.conftest import WorkAs
from tests.handlers.person import Person


@pytest.fixture
def person(work_as: WorkAs) -> Person:
    """A referrer before the first page."""
    return Person(work_as)
