"""What may be done with a referral after it was sent, by who referred it or the business unit for them.

Further information is added, an answer corrected, the referral withdrawn and opened again (docs/procedure.md,
section 3, “After sending”). Nothing that was sent is ever lost: what is replaced is kept beside what replaces it.
"""
