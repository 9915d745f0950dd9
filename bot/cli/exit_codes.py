"""How ``prp`` ends: the exit code for each kind of trouble. Scripts may rely on these numbers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType


class ExitCode(IntEnum):
    """What the number that ``prp`` ends with means."""

    OK = 0
    CHECK_FAILED = 1
    """`prp doctor` found something that does not work, or a story of `prp try` did not go as it should."""
    USAGE = 2
    SETTINGS = 3
    FORM = 4
    """The form file, the file with the Board's own words, or the retention schedule."""
    DATABASE = 5
    KEYS = 6
    REFUSED = 7
    """The person may not do this, or what they named is not there."""
    AUDIT = 8
    """`prp audit verify` found that entries were changed, removed, added or put elsewhere."""
    UNFORESEEN = 70
    """A mistake in the program."""


CODES: Mapping[str, ExitCode] = MappingProxyType(
    {
        "bot.settings.SettingsMistake": ExitCode.SETTINGS,
        "bot.slack.connection.SlackRefused": ExitCode.SETTINGS,
        "bot.web.AddressTaken": ExitCode.SETTINGS,
        "bot.trial.hands.WentWrong": ExitCode.CHECK_FAILED,
        "forms.loading.FormMistake": ExitCode.FORM,
        "forms.words.own.WordsMistake": ExitCode.FORM,
        "forms.retention.ScheduleMistake": ExitCode.FORM,
        "storage.database.DatabaseUnavailable": ExitCode.DATABASE,
        "storage.keys.KeyFileMistake": ExitCode.KEYS,
        "storage.envelope.Unreadable": ExitCode.KEYS,
        "storage.database.NotFound": ExitCode.REFUSED,
        "handlers.access.Refused": ExitCode.REFUSED,
        "bot.cli.refusals.NotDone": ExitCode.REFUSED,
        "bot.cli.refusals.AuditWrong": ExitCode.AUDIT,
        "storage.backup_file.BackupMistake": ExitCode.REFUSED,
        "bot.cli.refusals.CheckFailed": ExitCode.CHECK_FAILED,
    }
)
"""By the exception's full name, so that looking one up imports nothing."""


def exit_code(error: BaseException) -> ExitCode:
    """Give the code for an exception; `UNFORESEEN` for one that is not listed."""
    for kind in type(error).__mro__:
        code = CODES.get(f"{kind.__module__}.{kind.__qualname__}")
        if code is not None:
            return code
    return ExitCode.UNFORESEEN
