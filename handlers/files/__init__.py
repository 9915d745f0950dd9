"""Files that belong to a referral: given in Slack, fetched, kept or refused, listed, and read outside Slack.

Slack keeps a copy that a bot cannot delete, so that the Board decides whether files are taken there at all
(docs/procedure.md, section 7, rule 1).
"""
