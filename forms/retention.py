"""How long a closed case is kept: a schedule of rules by kind of referral and outcome.

Source: docs/procedure.md, section 7, rule 8. The schedule is data, in `forms/default/retention.toml`, which a Board can
edit. A case is erased on a 1 January only: a day of the year would tell something of a child's birthday to whoever
reads it in a list or a notice.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from forms.due_dates import months_after
from forms.regimes import regimes
from forms.toml_lines import unreadable_at
from forms.vocabulary import Purpose, Strict
from forms.words import say

WITHDRAWN = "withdrawn"
"""What stands among the outcomes for a referral that was withdrawn."""

_DEFAULT = "retention.toml"
_HEADER = re.compile(r"\s*\[\[\s*rules\s*\]\]")


class ScheduleMistake(Exception):
    """The schedule cannot be used. The message names the file, the line and the reason, for who edited it."""


class Rule(Strict):
    """How long a case of some kinds and outcomes is kept; where none is named, of any."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    purposes: tuple[Purpose, ...] = ()
    outcomes: tuple[str, ...] = ()
    starts: Literal["closed", "decided", "child_born"] = "closed"
    """From when the years are counted; with several children from the birth of the youngest."""
    years: int | None = Field(default=None, ge=1, le=150)
    """None: kept for good."""
    after_closing: int = Field(default=0, ge=0, le=150)
    """The years for which it is kept after it was closed, whatever the others say."""
    source: str
    grade: Literal["S", "G", "D"]
    """S: seen in a published page. G: as commonly cited. D: our suggestion. The Board confirms each of them."""

    def fits(self, purpose: str, outcome: str) -> bool:
        """Tell whether the rule is for a kind of referral and an outcome."""
        return (not self.purposes or purpose in self.purposes) and (not self.outcomes or outcome in self.outcomes)


class Schedule(Strict):
    """The rules of a Board: of those that fit a case the first one counts, and the last one fits every case."""

    warned_days_before: int = Field(ge=14, le=365)
    """How long before a case is erased the business unit is warned."""
    rules: tuple[Rule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _decides_every_case(self) -> Self:
        *others, last = self.rules
        if last.purposes or last.outcomes:
            raise ValueError(say("form.retention.last_rule", rule=last.id))
        for rule in others:
            if not rule.purposes and not rule.outcomes:
                raise ValueError(say("form.retention.hides_others", rule=rule.id))
        return self

    @model_validator(mode="after")
    def _names_what_there_is(self) -> Self:
        known = {WITHDRAWN} | {outcome.id for regime in regimes().values() for outcome in regime.outcomes}
        names = [rule.id for rule in self.rules]
        for rule in self.rules:
            if names.count(rule.id) > 1:
                raise ValueError(say("form.retention.twice", rule=rule.id))
            for unknown in sorted(set(rule.outcomes) - known):
                raise ValueError(say("form.retention.unknown_outcome", rule=rule.id, outcome=unknown))
        return self

    @property
    def edition(self) -> str:
        """A short name of exactly these rules: another one where anything in them differs."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]

    def rule_for(self, purpose: str, outcome: str) -> Rule:
        """Give the rule that counts for a case."""
        return next(rule for rule in self.rules if rule.fits(purpose, outcome))

    def with_years(self, years: Mapping[str, int]) -> Self:
        """Give the schedule with other periods for the rules that are named; raises `KeyError` for an unknown one."""
        for unknown in sorted(set(years) - {rule.id for rule in self.rules}):
            raise KeyError(unknown)
        rules = tuple(rule.model_copy(update={"years": years.get(rule.id, rule.years)}) for rule in self.rules)
        return self.model_copy(update={"rules": rules})


@dataclass(frozen=True)
class Closed:
    """What is known of a closed case that says how long it is kept."""

    purpose: str
    outcome: str
    """The id of the outcome that stands, or `WITHDRAWN`."""
    decided_on: date
    """The day of the decision, or of the withdrawal."""
    closed_on: date
    """The day on which anything changed in it last."""
    youngest_born: date
    """When the youngest child was born, or at the latest can have been."""


def erase_on(rule: Rule, case: Closed) -> date | None:
    """Give the 1 January after the end of its period, from which a case may be erased; None if it is kept for good."""
    if rule.years is None:
        return None
    starts = {"closed": case.closed_on, "decided": case.decided_on, "child_born": case.youngest_born}
    kept_until = max(_years_after(starts[rule.starts], rule.years), _years_after(case.closed_on, rule.after_closing))
    return date(kept_until.year + 1, 1, 1)


def load_schedule(text: str, source: str) -> Schedule:
    """Read the text of a schedule; `source` is how messages call the file. Raises `ScheduleMistake`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, detail = unreadable_at(error, text)
        raise ScheduleMistake(
            say("form.mistake.at", source=source, line=line, reason=say("form.mistake.not_toml", detail=detail))
        ) from None
    try:
        return Schedule.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = next((str(step) for step in reversed(first["loc"]) if isinstance(step, str)), "")
        own = first.get("ctx", {}).get("error")
        reason = str(own) if own else say("form.retention.does_not_fit", field=field)
        raise ScheduleMistake(
            say("form.mistake.at", source=source, line=_line_of(first["loc"], text), reason=reason)
        ) from None


@cache
def default_schedule_text() -> str:
    """Give the text of the schedule that comes with the bot."""
    return resources.files("forms").joinpath("default", _DEFAULT).read_text("utf-8")


def _line_of(path: tuple[str | int, ...], text: str) -> int:
    """Give the line of the rule in which a mistake is, counted from 1; else the first."""
    starts = [number for number, line in enumerate(text.split("\n"), start=1) if _HEADER.match(line)]
    at = path[1] if len(path) > 1 and path[0] == "rules" else None
    return starts[at] if isinstance(at, int) and at < len(starts) else 1


def _years_after(day: date, years: int) -> date:
    return months_after(day, 12 * years)
