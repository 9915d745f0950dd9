"""What a command says when it does not do what was asked."""

from __future__ import annotations


class NotDone(Exception):
    """What was asked for cannot be done: the message says why and what to do."""


class AuditWrong(Exception):
    """The audit is not whole: the message says how many things are wrong."""


class CheckFailed(Exception):
    """Something that was checked does not work: the message says how many things."""
