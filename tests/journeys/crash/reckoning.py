"""What there is after a journey with deaths in it, against the same journey without: lost, doubled, not known.

Lost: something that was answered or told in the calm journey and is not there. Doubled: a message or mail that came
more than once. Where nobody can know whether a mail went out, it goes once more and that is recorded
(docs/procedure.md, section 7, rule 10).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import col, select

from bot.compose import CLOCK
from bot.trial import world
from handlers.work import Work
from storage import actions, answers, audit_chain, cases, decisions, inbox, outbox
from storage.tables import AuditEntry, OutboxMessage
from tests.journeys.crash.board import CrashingBoard

OF_DEATHS = frozenset({"continue_after_interruption", "open_after_interruption", "notice_failed"})
"""Kinds of notices that only a death brings about."""


@dataclass(frozen=True)
class Account:
    """What one journey left behind."""

    kept: Counter[str]
    """Everything that people had answered, recorded and done, each in a line."""
    tellings: Counter[str]
    """What was told and to whom, each notice once however often it came."""
    again: Counter[str]
    """Notices that came more often than once, and of which that is not written down: how many times more."""
    again_and_recorded: Counter[str]
    """Those of which the audit says that they may have gone out twice."""
    unknown: Counter[str]
    """Notices of which it was once not known whether they had gone, and the outbox says so."""
    open_ends: tuple[str, ...]
    """What is not finished, or wrong."""


@dataclass(frozen=True)
class Reckoning:
    """What deaths did to a journey."""

    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    """Doubled against the procedure: things done twice, notices told twice, mails sent twice and not recorded."""
    recorded: tuple[str, ...] = ()
    """Sent once more because nobody could know, and recorded."""
    unknown: tuple[str, ...] = ()
    """What the outbox says was once not known."""
    open_ends: tuple[str, ...] = ()

    def __add__(self, other: Reckoning) -> Reckoning:
        return Reckoning(
            lost=self.lost + other.lost,
            doubled=self.doubled + other.doubled,
            recorded=self.recorded + other.recorded,
            unknown=self.unknown + other.unknown,
            open_ends=self.open_ends + other.open_ends,
        )

    @property
    def is_well(self) -> bool:
        """Whether nothing was lost, nothing was doubled but as the procedure allows, and everything was finished."""
        return not (self.lost or self.doubled or self.open_ends)


def account(board: CrashingBoard) -> Account:
    """Look at everything that a journey left behind."""
    came = Counter(_came(board))
    with board.service.office.read(CLOCK) as work:
        messages = {message_id: outbox.get(work.tx, message_id) for message_id in came}
        again = [(messages[message_id], times - 1) for message_id, times in came.items() if times > 1]
        noted = select(AuditEntry.details).where(AuditEntry.action == "notice_sent_again_in_doubt")
        recorded = {details["message"] for details in work.tx.session.exec(noted)}
        doubted = work.tx.session.exec(select(OutboxMessage).where(col(OutboxMessage.doubts) > 0))
        return Account(
            kept=Counter(_kept(work)),
            tellings=Counter(map(_named, messages.values())),
            again=Counter({_named(each): times for each, times in again if each.id not in recorded}),
            again_and_recorded=Counter({_named(each): times for each, times in again if each.id in recorded}),
            unknown=Counter(map(_named, doubted)),
            open_ends=tuple(_open_ends(board, work)),
        )


def reckon(calm: Account, found: Account) -> Reckoning:
    """Compare what a journey with deaths left behind with what a calm one does."""
    told_more = Counter(
        {told: times for told, times in (found.tellings - calm.tellings).items() if told.split()[0] not in OF_DEATHS}
    )
    return Reckoning(
        lost=tuple(((calm.kept - found.kept) + (calm.tellings - found.tellings)).elements()),
        doubled=tuple(((found.kept - calm.kept) + told_more + found.again).elements()),
        recorded=tuple(found.again_and_recorded.elements()),
        unknown=tuple(found.unknown.elements()),
        open_ends=found.open_ends,
    )


def _named(message: OutboxMessage) -> str:
    return f"{message.kind} to {message.address}"


def _came(board: CrashingBoard) -> Iterator[str]:
    """Give the outbox's id of every message and mail that came, as often as it came."""
    channels = [board.workspace.direct_channel(user).id for user in world.NAMES]
    for channel in (*channels, world.PANEL_CHANNEL):
        for message in board.workspace.messages(channel):
            if message.get("bot_id") == board.workspace.bot_id:
                yield message["metadata"]["event_payload"]["outbox_id"]
    for letter in board.mailroom.letters:
        yield re.findall(r"<(\w+)(?:\.\w+)?\.prp@", letter["Message-ID"])[0]


def _kept(work: Work) -> Iterator[str]:
    for case in cases.all_sent(work.tx):
        yield f"{case.reference} {case.state}"
        for (question, _row), answer in answers.load(work.tx, case.id).items():
            yield f"{question}: {answer.value}"
        for decision in decisions.of_case(work.tx, case.id):
            yield f"{decision.number}: {decision.outcome} {decision.reasons} {decision.decided_by}"
        for action in actions.of_case(work.tx, case.id):
            yield f"{action.number}: {action.text} {action.note} {action.done_by}"
    yield from (f"draft {case.revision}" for case in cases.drafts(work.tx))


def _open_ends(board: CrashingBoard, work: Work) -> Iterator[str]:
    yield from (f"waits: {message.kind}" for message in outbox.waiting(work.tx))
    yield from (f"failed: {message.kind} {message.trouble}" for message in outbox.failures(work.tx))
    yield from (f"arrived and not dealt with: {item.kind}" for item in inbox.unprocessed(work.tx))
    verdict = audit_chain.verify(work.tx, board.service.office.heads.read())
    yield from (f"audit: {finding.kind} {finding.number}" for finding in verdict.findings)
