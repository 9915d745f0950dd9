"""One answered question, from request to acknowledgement, against a bare Bolt listener that writes as many rows.

Answering adds an item to the inbox, an answer and an entry of the audit, and changes the item and the case. The bare
listener inserts five rows too, one and four in two commits, with SQLModel and the same engine; the first keeps the same
request. Both are given the request as Slack sends it, with its signature checked already, and acknowledge after their
commits; ours with the next screen. The bare one neither encrypts, nor asks who may, nor reads, checks or draws.
"""

from __future__ import annotations

import json
from typing import Any

from slack_bolt import Ack, App

from bot.slack.metadata import remembered
from storage.tables import Answer, InboxItem, new_id
from tests.benchmarks.desk import NOW, Desk, answering, desk
from tests.benchmarks.measuring import Compared, compare

ROWS = 4
"""Rows of the second commit."""


def bare_app(at: Desk, case_id: str) -> App:
    """Give a Bolt app whose only listener inserts as many rows as one answered question writes, in as many commits."""
    app = App(client=at.client, process_before_response=True, request_verification_enabled=False)

    def listener(ack: Ack, body: dict[str, Any]) -> None:
        with at.database.begin(NOW) as tx:
            tx.session.add(item(body))
        with at.database.begin(NOW) as tx:
            tx.session.add_all([row(case_id) for _ in range(ROWS)])
        ack()

    app.view("page")(listener)
    return app


def item(body: dict[str, Any]) -> InboxItem:
    """Give a row that keeps a request."""
    return InboxItem(
        key=new_id(),
        source="slack",
        kind="submission:page",
        actor="slack:U",
        payload_sealed=json.dumps(body).encode(),
        received_at=NOW,
    )


def row(case_id: str) -> Answer:
    """Give a row of the size of an answer."""
    return Answer(case_id=case_id, question_id=new_id(), value_sealed=b"x" * 128, revision=1, saved_at=NOW)


def measure(*, rounds: int = 15, times: int = 20) -> Compared:
    """Give the seconds of one step of ours and of the bare listener's, and their ratio."""
    with desk() as at:
        submission = at.draft_of("U0BENCH")
        bare = bare_app(at, remembered(at.draft_of("U0OTHER")["view"]).case_id)
        return compare(answering(at.app, submission), answering(bare, submission), rounds=rounds, times=times)
