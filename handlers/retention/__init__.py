"""How long closed cases are kept, legal holds, and the end of a case (docs/procedure.md, section 7, rule 8)."""
