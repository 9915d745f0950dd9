"""Which statutory guidance holds for a case: its dates, criteria, outcomes and the chair's limit.

Source: docs/procedure.md, section 4 (dates and limits) and section 2 (criteria and outcomes). The facts are data, in
`forms/default/regimes.toml`; the models here check them when they are first read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib import resources
from itertools import pairwise
from types import MappingProxyType
from typing import Literal, Self

from pydantic import Field, model_validator

from forms.vocabulary import Purpose, Strict

StartEvent = Literal["case comes to notice", "notification", "referral received"]
"""What sets a clock of the chair's going, in the words of docs/procedure.md, section 4."""

Criteria = Literal["regulation_5_2", "serious_child_safeguarding_case"]
"""The test that a case is held against (docs/procedure.md, section 2)."""


class Outcome(Strict):
    """One thing that the independent chair can decide."""

    id: str
    label: str
    final: bool = True
    """False where the chair's decision is still to come: the duty and its reminders go on."""
    fits: tuple[Purpose, ...] = ()
    """The purposes of referral that this outcome answers; there it is offered first."""


class Limit(Strict):
    """The time in which guidance has the chair decide."""

    start_event: StartEvent
    months: int = Field(ge=1)
    purposes: tuple[Purpose, ...]
    """The purposes of referral for which the limit is statutory."""
    source: str
    grade: Literal["S", "G"]
    """S: seen in a published page. G: as commonly cited, to be confirmed by the Board before it relies on it."""


class Edition(Strict):
    """One edition of the guidance. `first_day` and `last_day` are both within it; None is open-ended."""

    id: str
    title: str
    first_day: date | None = None
    last_day: date | None = None
    criteria: Criteria
    chair_duty: Limit | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the guidance was in force on that day."""
        has_begun = self.first_day is None or self.first_day <= day
        has_ended = self.last_day is not None and self.last_day < day
        return has_begun and not has_ended


class Regime(Edition):
    """An edition of the guidance with the outcomes that the chair can record under it."""

    outcomes: tuple[Outcome, ...]


class _RegimeInFile(Edition):
    """A regime as the file writes it, with the ids of its outcomes."""

    outcomes: tuple[str, ...]


class _RegimesFile(Strict):
    """The whole file: every outcome once, and the regimes in order of time."""

    outcomes: tuple[Outcome, ...]
    regimes: tuple[_RegimeInFile, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _covers_every_day_once(self) -> Self:
        if self.regimes[0].first_day is not None or self.regimes[-1].last_day is not None:
            raise ValueError("the first regime has no first day and the last regime no last day")
        for earlier, later in pairwise(self.regimes):
            if earlier.last_day is None or later.first_day != earlier.last_day + timedelta(days=1):
                raise ValueError(f"{later.id} must begin on the day after {earlier.id} ends")
        return self

    @model_validator(mode="after")
    def _names_each_thing_once(self) -> Self:
        for what, ids in (("regime", [r.id for r in self.regimes]), ("outcome", [o.id for o in self.outcomes])):
            for twice in {name for name in ids if ids.count(name) > 1}:
                raise ValueError(f"the {what} {twice} is there twice")
        known = {outcome.id for outcome in self.outcomes}
        for regime in self.regimes:
            for unknown in set(regime.outcomes) - known:
                raise ValueError(f"{regime.id} offers an outcome that is not described: {unknown}")
        return self


def read_regimes(text: str) -> Mapping[str, Regime]:
    """Read a regimes file: the regimes by id, in order of time.

    Raises `tomllib.TOMLDecodeError` for text that is no TOML and `pydantic.ValidationError` for a wrong entry.
    """
    file = _RegimesFile.model_validate(tomllib.loads(text))
    outcomes_by_id = {outcome.id: outcome for outcome in file.outcomes}
    found = {}
    for regime in file.regimes:
        offered = tuple(outcomes_by_id[name] for name in regime.outcomes)
        found[regime.id] = Regime(**(dict(regime) | {"outcomes": offered}))
    return MappingProxyType(found)


@cache
def regimes() -> Mapping[str, Regime]:
    """Give every regime by its id, in order of time."""
    return read_regimes(resources.files("forms").joinpath("default", "regimes.toml").read_text("utf-8"))


def regime_on(day: date, override: str | None = None) -> Regime:
    """Give the regime of a case received on `day`, or the one that the Board or the business unit holds it on.

    Raises `KeyError` when there is no regime with the id `override`.
    """
    if override:
        return regimes()[override]
    return next(regime for regime in regimes().values() if regime.holds_on(day))


def outcomes(regime: Regime, purpose: Purpose) -> tuple[Outcome, ...]:
    """Give the outcomes that the chair can record: all of the regime's, those that answer the purpose first.

    Every outcome is offered for every purpose, because the chair may decide otherwise than was asked.
    """
    return tuple(sorted(regime.outcomes, key=lambda outcome: purpose not in outcome.fits))
