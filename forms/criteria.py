"""The criteria for a review, limb by limb: which answers bear on each, what they point to, and what is still open.

Source: docs/procedure.md, section 2: regulation 5(2) of the LSCB Regulations 2006 for regimes up to Working Together
2015, and the serious child safeguarding case from Working Together 2018. Nothing here decides: the words are “may
meet”, “not answered yet” and “not known”.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from forms.regimes import Criteria, Regime
from forms.stable_ids import DEATH_CATEGORIES, SERIOUS_HARM
from forms.vocabulary import NOT_KNOWN, Answers, Value, is_unread
from forms.words import in_english, say

LimbState: TypeAlias = Literal["answered_yes", "answered_no", "unanswered", "not_known", "for_people"]

_ALWAYS = MappingProxyType(
    {
        "death_custody_secure": "always_2013",
        "detained_mental_health_act": "always_2013",
        "deprived_of_liberty_16_17": "always_2015",
    }
)
"""Settings in which guidance asks for a review of every death, even where a limb is not met, and since when."""

_NAMES_ABUSE = frozenset({"death_abuse_neglect", SERIOUS_HARM})
"""Choices of `incident_categories` that say themselves that abuse or neglect is known or suspected."""

_NO_CONCERN = frozenset({"no", "none", "nil", "n/a", "no concern", "no concerns", "none known", "no concerns known"})
"""Whole answers in free words that say that there is nothing."""

_Rule: TypeAlias = "str | tuple[_Rule, ...]"
_RULES: Mapping[str, _Rule] = MappingProxyType(
    {
        "regulation_5_2": ("all", "a", ("any", "b_i", ("all", "b_ii_harm", "b_ii_working_together"))),
        "serious_child_safeguarding_case": ("all", "a", "b"),
    }
)
"""How the limbs belong together; the considerations from 2018 on are none of the test itself."""


@dataclass(frozen=True)
class Limb:
    """One limb: its words, what the answers point to, and the ids of the questions that bear on it.

    `facts` names what a reader should know beside it; `said` gives state and facts as sentences. None of it repeats an
    answer.
    """

    id: str
    """The criteria and the limb, such as ``regulation_5_2.b_i``."""
    text: str
    state: LimbState
    answers: tuple[str, ...]
    facts: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """The state in words, then the facts."""
        facts = (say(f"form.criteria.fact.{fact}") for fact in self.facts)
        return (say(f"form.criteria.state.{self.state}"), *facts)


def criteria(regime: Regime, answers: Answers) -> tuple[Limb, ...]:
    """Give the limbs of the regime's criteria, in order; none for good practice, which is not held against any.

    Hand in the answers that count (`forms.walk.answers_that_count`).
    """
    which = regime.criteria
    if "good_practice" in answers.chosen("purpose"):
        return ()
    if which == "regulation_5_2":
        return (
            _abuse_or_neglect(which, answers),
            _died(which, answers),
            _seriously_harmed(which, answers),
            _worked_together(which, answers),
        )
    return (
        _abuse_or_neglect(which, answers),
        _died_or_seriously_harmed(which, answers),
        _written(which, "i", "expected_learning", answers),
        _written(which, "ii", "linked_cases", answers),
        _written(which, "iii", "working_together_concerns", answers),
        _limb(which, "iv", "for_people", (), ("for_national_panel",)),
    )


def summary(limbs: Sequence[Limb], *, to_be_sent: bool = False) -> str:
    """Say in a few sentences whether the case may meet the criteria, or what is still open. It never decides.

    `to_be_sent`: it is said to somebody who still has the referral to send, and can whatever the answers show.
    """
    if not limbs:
        return say("form.criteria.summary.not_held_against")
    which = limbs[0].id.partition(".")[0]
    verdict, still_open = _weigh(_RULES[which], {limb.id.partition(".")[2]: limb for limb in limbs})
    if verdict == "yes":
        return say("form.criteria.summary.may_meet")
    if any(fact in _ALWAYS.values() for limb in limbs for fact in limb.facts):
        return say("form.criteria.summary.always")
    all_the_same = [say("form.criteria.summary.can_be_sent")] if to_be_sent else []
    if verdict == "no":
        return " ".join([say("form.criteria.summary.points_away"), *all_the_same])
    sentences = [say("form.criteria.summary.open"), *all_the_same]
    for state in ("unanswered", "not_known"):
        texts = [limb.text for limb in still_open if limb.state == state]
        if texts:
            sentences.append(say(f"form.criteria.summary.{state}", limbs="; ".join(texts)))
    return " ".join(sentences)


_Verdict: TypeAlias = Literal["yes", "no", "open"]
_VERDICTS: Mapping[str, _Verdict] = MappingProxyType({"answered_yes": "yes", "answered_no": "no"})


def _weigh(rule: _Rule, limbs: Mapping[str, Limb]) -> tuple[_Verdict, tuple[Limb, ...]]:
    """Give what the answers point to for a rule, and the limbs that keep it open."""
    if isinstance(rule, str):
        limb = limbs[rule]
        verdict = _VERDICTS.get(limb.state, "open")
        return verdict, (limb,) if verdict == "open" else ()
    settling, otherwise = _SETTLED_BY[str(rule[0])]
    parts = [_weigh(part, limbs) for part in rule[1:]]
    if any(verdict == settling for verdict, _ in parts):
        return settling, ()
    still_open = tuple(limb for _, found in parts for limb in found)
    return ("open", still_open) if still_open else (otherwise, ())


_SETTLED_BY: Mapping[str, tuple[_Verdict, _Verdict]] = MappingProxyType(
    {
        "all": ("no", "yes"),
        "any": ("yes", "no"),
    }
)
"""What settles a rule alone, and what it is when nothing is open and nothing has settled it."""


def _limb(
    which: Criteria, name: str, state: LimbState, questions: tuple[str, ...], facts: tuple[str, ...] = ()
) -> Limb:
    return Limb(f"{which}.{name}", say(f"form.criteria.limb.{which}.{name}"), state, questions, facts)


def _abuse_or_neglect(which: Criteria, answers: Answers) -> Limb:
    bear = ("abuse_or_neglect", "incident_categories")
    answer = answers.chosen("abuse_or_neglect")
    named = bool(answers.chosen("incident_categories") & _NAMES_ABUSE)
    if answer & {"known", "suspected"}:
        return _limb(which, "a", "answered_yes", bear)
    if named:
        facts = ("answers_differ",) if "not_suspected" in answer else ()
        return _limb(which, "a", "answered_yes", bear, facts)
    if "not_suspected" in answer:
        return _limb(which, "a", "answered_no", bear)
    return _limb(which, "a", _open_state(answers.get("abuse_or_neglect")), bear)


def _died(which: Criteria, answers: Answers) -> Limb:
    bear = ("incident_categories", "date_of_death")
    categories = answers.chosen("incident_categories")
    died_by_category = bool(categories & DEATH_CATEGORIES)
    has_date = _is_given(answers.get("date_of_death"))
    if died_by_category or has_date:
        facts = _facts_of_death(categories)
        if not died_by_category and SERIOUS_HARM in categories:
            facts = (*facts, "answers_differ")
        return _limb(which, "b_i", "answered_yes", bear, facts)
    return _limb(which, "b_i", _not_among(answers, SERIOUS_HARM in categories), bear)


def _seriously_harmed(which: Criteria, answers: Answers) -> Limb:
    categories = answers.chosen("incident_categories")
    if SERIOUS_HARM in categories:
        state: LimbState = "answered_yes"
    else:
        state = _not_among(answers, bool(categories & DEATH_CATEGORIES))
    return _limb(which, "b_ii_harm", state, ("incident_categories",), ("seriously_harmed",))


def _died_or_seriously_harmed(which: Criteria, answers: Answers) -> Limb:
    bear = ("incident_categories", "date_of_death")
    categories = answers.chosen("incident_categories")
    if categories & (DEATH_CATEGORIES | {SERIOUS_HARM}) or _is_given(answers.get("date_of_death")):
        state: LimbState = "answered_yes"
    else:
        state = _open_state(answers.get("incident_categories"))
    return _limb(which, "b", state, bear, ("seriously_harmed",))


def _worked_together(which: Criteria, answers: Answers) -> Limb:
    state = _state_of_words(answers.get("working_together_concerns"))
    facts = ("written",) if state == "answered_yes" else ()
    if state != "answered_yes" and SERIOUS_HARM in answers.chosen("incident_categories"):
        facts = ("definitive_evidence",)
    return _limb(which, "b_ii_working_together", state, ("working_together_concerns",), facts)


def _written(which: Criteria, name: str, question: str, answers: Answers) -> Limb:
    """Give a consideration on which something may be written; its weight is for people."""
    state = _state_of_words(answers.get(question))
    facts = ("written", "for_partners") if state == "answered_yes" else ("for_partners",)
    return _limb(which, name, state, (question,), facts)


def _facts_of_death(categories: frozenset[str]) -> tuple[str, ...]:
    facts = [_ALWAYS[category] for category in sorted(categories & _ALWAYS.keys())]
    if "suspected_suicide" in categories:
        facts.append("suspected_suicide")
    return tuple(dict.fromkeys(facts))


def _not_among(answers: Answers, something_else_is: bool) -> LimbState:
    """Give the state of a kind of incident that was not chosen: no where the other kind was, else open.

    “Something else” alone tells neither.
    """
    return "answered_no" if something_else_is else _open_state(answers.get("incident_categories"))


def _open_state(value: Value | None) -> LimbState:
    return "not_known" if value == NOT_KNOWN else "unanswered"


def _state_of_words(value: Value | None) -> LimbState:
    if not _is_given(value):
        return _open_state(value)
    nothing = isinstance(value, str) and in_english("answer", value.strip().rstrip(".").casefold()) in _NO_CONCERN
    return "answered_no" if nothing else "answered_yes"


def _is_given(value: Value | None) -> bool:
    return value is not None and value != NOT_KNOWN and not is_unread(value)
