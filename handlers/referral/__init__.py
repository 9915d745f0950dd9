"""A referral from its first screen to its receipt (docs/procedure.md, sections 2 and 3)."""
