"""The ids of the form that the bot relies on, in one place. A Board may word these questions as it likes.

Source: docs/procedure.md, section 3 (ids), section 7 (what is confidential).
"""

from __future__ import annotations

from typing import get_args

from forms.vocabulary import Kind, Purpose, Strict

DEATH_CATEGORIES = frozenset(
    {
        "death_abuse_neglect",
        "suspected_suicide",
        "looked_after_child_died",
        "death_regulated_setting",
        "death_custody_secure",
        "detained_mental_health_act",
        "deprived_of_liberty_16_17",
    }
)
"""The choices of `incident_categories` that say that a child has died."""

SERIOUS_HARM = "serious_harm_abuse_neglect"
"""The choice of `incident_categories` that says that a child was seriously harmed."""

PURPOSES = frozenset(get_args(Purpose))
"""The routes; a Board may leave some out, but the bot knows no others."""

REFERRAL_DATE = "referral_date"
"""The one question that the bot answers itself, on the day of sending."""

DECLARATION = "declaration_referrer"
"""The question whose answer sends the referral; its page is the last, after the review."""

CHILD = "children.last_name"
"""The question that every child's row has; a referral is about at least one child."""


class Needed(Strict):
    """A question that a form cannot be without: its kind, and the choices that it must keep."""

    id: str
    kind: Kind
    choices: frozenset[str] = frozenset()
    required: bool = False
    """It must be required, and shown whatever else is answered."""


NEEDED = (
    Needed(id="immediate_danger_passed_on", kind=Kind.YES_NO, required=True),
    Needed(id="purpose", kind=Kind.CHOICE, required=True),
    Needed(id="lead_consulted", kind=Kind.YES_NO),
    Needed(id="urgent_or_media", kind=Kind.YES_NO),
    Needed(id="referrer_name", kind=Kind.TEXT, required=True),
    Needed(id="referrer_role", kind=Kind.TEXT, required=True),
    Needed(id="referrer_agency", kind=Kind.TEXT, required=True),
    Needed(id="referrer_email", kind=Kind.EMAIL),
    Needed(id=REFERRAL_DATE, kind=Kind.DATE),
    Needed(id="linked_cases", kind=Kind.TEXT),
    Needed(id=CHILD, kind=Kind.TEXT, required=True),
    Needed(id="children.first_names", kind=Kind.TEXT, required=True),
    Needed(id="incident_categories", kind=Kind.SEVERAL, choices=DEATH_CATEGORIES | frozenset({SERIOUS_HARM})),
    Needed(id="abuse_or_neglect", kind=Kind.CHOICE, choices=frozenset({"known", "suspected", "not_suspected"})),
    Needed(id="date_of_death", kind=Kind.APPROXIMATE_DATE),
    Needed(id="agencies.agency", kind=Kind.TEXT),
    Needed(id="working_together_concerns", kind=Kind.LONG_TEXT),
    Needed(id="expected_learning", kind=Kind.LONG_TEXT),
    Needed(id=DECLARATION, kind=Kind.SIGNATURE, required=True),
    Needed(id="declaration_lead", kind=Kind.SIGNATURE),
)

NOT_CONFIDENTIAL = frozenset(
    {
        "immediate_danger_passed_on",
        "purpose",
        "lead_consulted",
        "escalation_followed",
        "urgent_or_media",
        "referrer_name",
        "referrer_role",
        "referrer_agency",
        "referrer_phone",
        "referrer_email",
        "referrer_address",
        "lead_name",
        "lead_role",
        "lead_agency",
        "lead_contact",
        REFERRAL_DATE,
        "records_secured",
        DECLARATION,
        "declaration_lead",
    }
)
"""The only questions that a form may mark as not confidential: they tell nothing about a child or a family."""
