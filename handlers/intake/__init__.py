"""Referrals by email: what came, what became of it, and what is still needed (docs/procedure.md, sections 3 and 7)."""
