"""Answering a referral in direct messages, beside the modals and over the same draft.

Only questions that may stand in a message are asked in one (docs/procedure.md, section 7, rules 1 and 2); everything
else is answered in the form, which a button of the message opens.
"""
