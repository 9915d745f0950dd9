"""One answered question, from request to acknowledgement, against a bare Bolt listener that inserts as many rows."""

from __future__ import annotations

from slack_bolt import Ack, App

from bot.slack.metadata import remembered
from storage.tables import Answer, AuditEntry, InboxItem, Table, new_id
from tests.benchmarks.desk import NOW, Desk, answered, desk, dispatch
from tests.benchmarks.measuring import Compared, compare


def bare_app(at: Desk, case_id: str) -> App:
    """Give a Bolt app whose only listener inserts the rows that one answered question makes, in one commit."""
    app = App(client=at.client, process_before_response=True, request_verification_enabled=False)

    def listener(ack: Ack) -> None:
        with at.database.begin(NOW) as tx:
            tx.session.add_all(rows(case_id))
        ack()

    app.view("page")(listener)
    return app


def rows(case_id: str) -> list[Table]:
    """Give the rows that the bot adds for one question answered for the first time."""
    return [
        InboxItem(
            key=new_id(), source="slack", kind="submission:page", actor="slack:U", payload_sealed=b"x" * 8000,
            received_at=NOW,
        ),
        Answer(case_id=case_id, question_id=new_id(), value_sealed=b"x" * 128, revision=1, saved_at=NOW),
        AuditEntry(at=NOW, actor="slack:U", action="answered", case_id=case_id),
    ]  # fmt: skip


def measure(*, rounds: int = 15, times: int = 20) -> Compared:
    """Give the seconds of one step of ours and of the bare listener's, and their ratio."""
    with desk() as at:
        submission = at.draft_of("U0BENCH")
        bare = bare_app(at, remembered(at.draft_of("U0OTHER")["view"]).case_id)
        return compare(
            lambda: dispatch(at.app, answered(submission)),
            lambda: dispatch(bare, answered(submission)),
            rounds=rounds,
            times=times,
        )
