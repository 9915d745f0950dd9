"""Taking a step: what arrived is kept first, then dealt with, in two commits.

The first commit keeps the payload under its key (`receive`), before anything is acknowledged. The second holds the
whole use case together with the mark that this arrival is dealt with (`take`): after a stop in between, `recover`
takes the step again; after it, nothing is done twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from slack_sdk import WebClient

from bot.logs import get_logger
from bot.slack.members import Members, Standing, may_refer
from bot.slack.metadata import remembered
from bot.slack.payload import Arrival, Json, Kind, clicked_value
from bot.slack.replies import Nothing, OnTop, Reply
from bot.slack.routes import Route, Step
from bot.slack.views.told import refused_view, told_view
from forms.words import say
from handlers import interrupted
from handlers.access import Refused, identify
from handlers.board import Board
from handlers.form_versions import Forms
from handlers.work import Work
from storage import cases, inbox
from storage.database import Database, DatabaseUnavailable, NotFound, Transaction
from storage.inbox import Concern, Received

SOURCE = "slack"

_log = get_logger(__name__)


class Steps:
    """Takes steps for people in Slack. `clock` gives the moment, aware; `client` is for what screens need at once."""

    def __init__(
        self, *, client: WebClient, database: Database, board: Board, forms: Forms, clock: Callable[[], datetime]
    ) -> None:
        self.client = client
        self.database = database
        self.clock = clock
        self._board = board
        self._forms = forms
        self._members = Members(client, clock)
        self._given_up: dict[str, Concern] = {}

    def receive(self, arrival: Arrival, body: Mapping[str, Any]) -> Received:
        """Keep what arrived, sealed, once for its key; committed when this returns. Raises `DatabaseUnavailable`."""
        given_up = dict(self._given_up)
        with self.database.begin(self.clock()) as tx:
            _mark_failed(tx, given_up)
            received = inbox.receive(
                tx,
                key=f"{SOURCE}:{arrival.key}",
                source=SOURCE,
                kind=f"{arrival.kind}:{arrival.id}",
                actor=f"slack:{arrival.user}",
                payload=json.dumps(body).encode(),
            )
        self._kept(given_up)
        return received

    def give_up(self, item_id: str, body: Mapping[str, Any]) -> None:
        """Have what arrived never be taken again: its person is told that it was not saved, and may do otherwise now.

        Where the database cannot keep that at the moment, it is kept with the next arrival or by `write_off`.
        """
        self._given_up[item_id] = concern_of(body)
        self.write_off()

    def write_off(self) -> None:
        """Keep which arrivals were given up, if the database can be used; call it before the bot stops."""
        given_up = dict(self._given_up)
        if not given_up:
            return
        try:
            with self.database.begin(self.clock()) as tx:
                _mark_failed(tx, given_up)
        except DatabaseUnavailable:
            _log.warning("given_up_not_kept", count=len(given_up), exc_info=True)
        else:
            self._kept(given_up)

    def take(self, route: Route, arrival: Arrival, body: Mapping[str, Any], item_id: str) -> Reply:
        """Deal with what arrived and mark it as done, in one commit; what is done already gives `Nothing`.

        A refusal is an answer and is committed as one. Anything else that is raised leaves the item to be taken again,
        unless it is given up (`give_up`).
        """
        concern = concern_of(body)
        # Slack is asked before the transaction, so that none is open while we wait for somebody else
        standing = self._members.standing(arrival.user, arrival.team) if arrival.user else Standing.NOBODY
        named = self._named(route, body)
        try:
            with self.database.begin(self.clock()) as tx:
                if not inbox.done(tx, item_id, concern):
                    return Nothing()
                if standing is Standing.NOBODY:
                    return OnTop(refused_view(say("screens.told.not_a_member")))
                step = Step(arrival, body, self._work(tx, arrival.user, standing), item_id, named)
                route.guard(step)
                reply = route.handle(step)
                _note_concern(step, concern)
                return reply
        except (Refused, NotFound) as refusal:
            # nothing is left of what the step did, but that it was dealt with
            with self.database.begin(self.clock()) as tx:
                inbox.done(tx, item_id, concern)
                inbox.erase_payload_of_erased(tx, item_id)
            return OnTop(_told(refusal))

    def tell_saved(self, user: str, *, occasion: str, case_id: str) -> None:
        """Queue a message with a button to somebody whose screen could not be shown.

        Nothing to somebody who may not open the case by now, such as a typist with a possible conflict of interest.
        """
        standing = self._members.standing(user)
        try:
            with self.database.begin(self.clock()) as tx:
                interrupted.tell_saved(self._work(tx, user, standing), occasion=occasion, case_id=case_id)
        except Refused:
            _log.info("nothing_to_go_on_with", inbox_id=occasion)

    def _named(self, route: Route, body: Mapping[str, Any]) -> Standing:
        user = route.names(body) if route.names else ""
        return self._members.standing(user) if user else Standing.NOBODY

    def _kept(self, given_up: Iterable[str]) -> None:
        for item_id in given_up:
            self._given_up.pop(item_id, None)

    def _work(self, tx: Transaction, user: str, standing: Standing) -> Work:
        actor = identify(tx, self._board, user, may_refer=may_refer(standing, self._board))
        return Work(tx, self._board, self._forms, actor)


def concern_of(body: Mapping[str, Any]) -> Concern:
    """Give the case that an arrival says it is about: the one its screen remembers, else what its button carries."""
    about = remembered(body.get("view") or {})
    return Concern(about.case_id or clicked_value(body), about.origin)


def _note_concern(step: Step, concern: Concern) -> None:
    """Note what only the step itself found out: the draft that it began, or whose case a duty is.

    What a screen showed of a draft that is erased by now is erased too.
    """
    (case_id, *_), tx = cases.locked(step.work.tx) or ("",), step.work.tx
    if case_id and case_id != concern.case_id:
        inbox.concerns(tx, step.occasion, case_id)
    if step.arrival.kind is Kind.CLOSED:
        inbox.erase_payload_of_erased(tx, step.occasion)


def _mark_failed(tx: Transaction, given_up: Mapping[str, Concern]) -> None:
    for item_id, concern in given_up.items():
        inbox.failed(tx, item_id, concern)


def _told(refusal: Refused | NotFound) -> Json:
    if isinstance(refusal, Refused):
        return refused_view(str(refusal))
    return told_view(say("screens.told.not_found_title"), say("screens.told.not_found"))
