"""Files in Slack, against the project's own workspace: given on their page or in a message, fetched, checked, kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bot.compose import FETCHER
from bot.deliverer import Deliverer
from bot.fetcher import LEASE, Fetcher
from bot.fetching import Later, Never
from bot.sandbox.person import Person
from bot.sandbox.workspace import Workspace
from bot.slack.client import slack_client
from bot.slack.files import SlackFiles
from bot.slack.sending import SlackSender
from bot.slack.steps import Steps
from handlers.access import Actor
from handlers.board import Board, FileRules
from handlers.form_versions import Forms
from handlers.work import Work
from storage import attachments
from storage.attachments import StoredAttachment
from storage.database import Database
from storage.tables import Attachment, AuditEntry, OutboxMessage
from tests.bot.slack.conftest import REFERRER, Stored
from tests.bot.slack.judges import texts
from tests.bot.slack.people import begin, click, fill_pages, modal, press, submit, title, well
from tests.cases import GOOD_PRACTICE
from tests.conftest import Clock
from tests.forms.documents.samples import PDF, PROGRAM, RIGHT

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

RULES = FileRules(kinds=("pdf", "docx", "txt", "jpg"), most_bytes=1_000_000, most_per_case=3)
NAME = "Quillfeather letter"
"""What the files are called: a name that may be seen nowhere but in a modal."""


@pytest.fixture
def board(board: Board, request: pytest.FixtureRequest) -> Board:
    """A Board that takes files; parametrize it with False for one that does not."""
    return board.model_copy(update={"files": RULES if getattr(request, "param", True) else None})


@pytest.fixture(autouse=True)
def _may_read_files(workspace: Workspace) -> None:
    workspace.scopes.add("files:read")


@pytest.fixture
def fetcher(database: Database, board: Board, forms: Forms, clock: Clock, steps: Steps) -> Fetcher:
    @contextmanager
    def as_fetcher() -> Iterator[Work]:
        with database.begin(clock.now()) as tx:
            yield Work(tx, board, forms, FETCHER)

    return Fetcher(
        database=database, begin=as_fetcher, board=board, sources={"slack": SlackFiles(steps.client)}, clock=clock.now
    )


@pytest.fixture
def deliverer(database: Database, board: Board, forms: Forms, clock: Clock, steps: Steps) -> Deliverer:
    @contextmanager
    def as_deliverer() -> Iterator[Work]:
        with database.begin(clock.now()) as tx:
            yield Work(tx, board, forms, Actor("deliverer"))

    return Deliverer(
        database=database,
        begin=as_deliverer,
        board=board,
        senders={"slack": SlackSender(steps.client)},
        clock=clock.now,
    )


class Desk:
    """The files of the only draft, and everything that its referrer was told."""

    def __init__(
        self, person: Person, database: Database, clock: Clock, fetcher: Fetcher, deliverer: Deliverer, stored: Stored
    ) -> None:
        self.person, self.clock, self.fetcher, self.stored = person, clock, fetcher, stored
        self._database, self._deliverer = database, deliverer

    def files(self) -> list[StoredAttachment]:
        found = sorted(self.stored(Attachment), key=lambda row: row.number)
        with self._database.read(self.clock.now()) as tx:
            return [attachments.get(tx, row.id) for row in found]

    def content(self, file: StoredAttachment) -> bytes:
        with self._database.read(self.clock.now()) as tx:
            return attachments.open_content(tx, file.id)

    def states(self) -> list[tuple[str, str]]:
        return [(file.state, file.trouble) for file in self.files()]

    def told(self) -> list[str]:
        self.person.workspace.wait_until_quiet()
        self._deliverer.deliver_once()
        return [texts(message) for message in self.person.messages]


@pytest.fixture
def desk(
    referrer: Person, database: Database, clock: Clock, fetcher: Fetcher, deliverer: Deliverer, stored: Stored
) -> Desk:
    return Desk(referrer, database, clock, fetcher, deliverer, stored)


@pytest.fixture
def drafting(referrer: Person) -> Person:
    """The referrer at the page of the files."""
    begin(referrer)
    fill_pages(referrer, GOOD_PRACTICE)
    assert title(referrer) == "Files"
    return referrer


def choose(person: Person, *files: tuple[str, bytes]) -> None:
    person.fill({"answer": [person.upload(name, content) for name, content in files]})


def send(person: Person, *files: tuple[str, bytes], text: str = "") -> None:
    person.send_files([person.upload(name, content) for name, content in files], text)
    person.workspace.wait_until_quiet()


def test_a_file_chosen_on_its_page_is_noted_fetched_checked_and_kept(drafting: Person, desk: Desk) -> None:
    assert "A copy of each file stays in Slack" in texts(modal(drafting))
    choose(drafting, (f"{NAME}.pdf", PDF))
    submit(drafting)
    assert title(drafting) == "Check your answers"
    assert f"File 1: {NAME}.pdf" in texts(modal(drafting))
    assert "We are fetching it" in texts(modal(drafting))
    assert desk.fetcher.fetch_once() == 1
    (file,) = desk.files()
    assert (file.state, file.kind, file.size, desk.content(file)) == ("kept", "pdf", len(PDF), PDF)
    (kept,) = desk.told()
    assert "File 1 of your referral is kept" in kept
    assert "Delete file" in kept
    assert "Quillfeather" not in kept
    click(drafting, "files")
    assert "Kept: pdf, 1 kB" in texts(modal(drafting))


def test_a_file_is_removed_from_a_draft(drafting: Person, desk: Desk) -> None:
    choose(drafting, (f"{NAME}.pdf", PDF))
    submit(drafting)
    click(drafting, "files")
    click(drafting, "remove_file")
    assert NAME not in texts(modal(drafting))
    assert desk.states() == [("removed", "")]
    assert desk.fetcher.fetch_once() == 0


def test_what_was_chosen_is_noted_whichever_way_somebody_leaves_the_page(drafting: Person, desk: Desk) -> None:
    choose(drafting, ("1.pdf", PDF))
    click(drafting, "files_back")
    assert modal(drafting)["callback_id"] == "page"
    submit(drafting)
    choose(drafting, ("2.pdf", PDF))
    click(drafting, "files_later")
    assert "Everything you typed is kept" in texts(modal(drafting))
    assert len(desk.files()) == 2


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("a.pdf", b"x" * 1_000_001)], "larger than 1 MB"),
        ([("a.pdf", PDF), ("b.exe", PROGRAM)], "of a kind that we do not take"),
    ],
)
def test_what_can_be_seen_at_once_is_said_at_the_field_and_nothing_is_noted(
    drafting: Person, desk: Desk, files: list[tuple[str, bytes]], said: str
) -> None:
    block = next(block for block in modal(drafting)["blocks"] if block["type"] == "input")
    uploaded = [drafting.upload(name, content) for name, content in files]
    with drafting.workspace.lock:
        for file in uploaded:
            drafting.workspace.files.show(file["id"])
        drafting.workspace.screens.stack(REFERRER)[-1].state[block["block_id"]]["answer"]["files"] = uploaded
    answer = well(drafting.submit())
    assert said in answer.errors[block["block_id"]]
    assert desk.files() == []
    click(drafting, "files_later")
    assert said in texts(modal(drafting))


def test_files_are_added_to_a_referral_that_was_sent(drafting: Person, desk: Desk) -> None:
    submit(drafting)
    click(drafting, "declaration")
    submit(drafting, GOOD_PRACTICE.declaration)
    well(drafting.close())
    home = drafting.open_home()
    assert home is not None
    well(drafting.click(home, "open_case"))
    click(drafting, "add_information")
    assert "A copy of each file stays in Slack" in texts(modal(drafting))
    upload = drafting.upload(f"{NAME}.pdf", PDF)
    submit(drafting, {"information": "The letter that the school kept.", "files": [upload]})
    assert desk.fetcher.fetch_once() == 1
    assert desk.states() == [("kept", "")]
    click(drafting, "open_case")
    assert f"File 1: {NAME}.pdf" in texts(modal(drafting))
    assert not any("Quillfeather" in message for message in desk.told())


def test_a_referral_has_room_for_so_many_files(drafting: Person, desk: Desk) -> None:
    choose(drafting, *((f"{number}.pdf", PDF) for number in range(3)))
    submit(drafting)
    click(drafting, "files")
    assert "There is no room for more files" in texts(modal(drafting))
    send(drafting, ("4.pdf", PDF))
    assert "Not taken: 1" in desk.told()[-1]
    assert len(desk.files()) == 3


def test_a_file_in_a_message_is_for_the_one_draft_that_is_open(drafting: Person, desk: Desk) -> None:
    send(drafting, (f"{NAME}.txt", RIGHT["txt"]), ("2.docx", RIGHT["docx"]))
    assert desk.fetcher.fetch_once() == 2
    assert desk.states() == [("kept", "")] * 2
    told = desk.told()
    assert "Received for your referral: 2" in "".join(told)
    assert len(told) == 3
    assert "Quillfeather" not in str(told)


def test_a_message_that_comes_twice_gives_its_file_once(workspace: Workspace, drafting: Person, desk: Desk) -> None:
    workspace.repeat_events = 3
    send(drafting, ("a.pdf", PDF))
    desk.fetcher.fetch_once()
    assert len(desk.files()) == 1
    assert len(desk.told()) == 2


def test_a_file_without_a_draft_waits_until_one_is_begun_with_it(referrer: Person, desk: Desk) -> None:
    send(referrer, ("a.pdf", PDF))
    assert "Which referral are your files for?" in desk.told()[0]
    assert desk.files() == []
    well(referrer.click(referrer.messages[0], "place_files"))
    click(referrer, "files_to_new")
    assert modal(referrer)["callback_id"] == "page"
    well(referrer.close())
    well(referrer.click(referrer.messages[0], "place_files"))
    click(referrer, "files_to_new")
    desk.fetcher.fetch_once()
    assert desk.states() == [("kept", "")]


def test_with_two_drafts_somebody_chooses(referrer: Person, desk: Desk) -> None:
    for _ in range(2):
        begin(referrer)
        fill_pages(referrer, GOOD_PRACTICE)
        well(referrer.close())
    send(referrer, ("a.pdf", PDF))
    desk.told()
    well(referrer.click(referrer.messages[0], "place_files"))
    offered = [block["block_id"] for block in modal(referrer)["blocks"] if "accessory" in block]
    assert len(offered) == 2
    click(referrer, "files_to_draft", block_id=offered[1])
    assert title(referrer) == "Files"
    assert len(desk.files()) == 1


def test_words_beside_a_file_are_answered_too(drafting: Person, desk: Desk) -> None:
    send(drafting, ("a.pdf", PDF), text="Here it is")
    assert len(desk.told()) == 2


def test_a_stranger_cannot_use_the_files_of_somebody_else_s_message(referrer: Person, unit: Person, desk: Desk) -> None:
    send(referrer, ("a.pdf", PDF))
    desk.told()
    button = referrer.messages[0]["blocks"][-1]["elements"][0]
    assert button["action_id"] == "place_files"
    press(unit, "place_files", button["value"])
    assert "This cannot be done" in texts(modal(unit))


@pytest.mark.parametrize("board", [False], indirect=True)
def test_where_files_are_not_taken_the_person_is_told_what_to_do(referrer: Person, desk: Desk) -> None:
    begin(referrer)
    fill_pages(referrer, GOOD_PRACTICE)
    assert title(referrer) == "Check your answers"
    send(referrer, ("a.pdf", PDF))
    (said,) = desk.told()
    assert "unit@example.org" in said
    assert "delete" in said
    assert desk.files() == []


@pytest.fixture
def given(drafting: Person, workspace: Workspace) -> str:
    """A file that was given and is wanted; gives its Slack id."""
    choose(drafting, (f"{NAME}.pdf", PDF))
    submit(drafting)
    return next(iter(workspace.files._files))


@pytest.mark.parametrize(
    ("name", "content", "trouble", "said"),
    [
        ("a.pdf", PROGRAM, "not_what_it_says", "It is damaged, or not what its name says"),
        ("a.exe", PROGRAM, "kind_not_taken", "We do not take this kind"),
        ("a.png", RIGHT["png"], "kind_not_taken", "pdf, docx, txt, jpg"),
        ("a.pdf", b"", "empty", "It is empty"),
        ("a.pdf", bytes(1_000_001), "too_large", "larger than 1 MB"),
    ],
)
def test_a_file_that_does_not_do_is_refused_and_its_giver_told_why(
    drafting: Person, desk: Desk, name: str, content: bytes, trouble: str, said: str
) -> None:
    send(drafting, (name, content))
    desk.fetcher.fetch_once()
    assert desk.states() == [("refused", trouble)]
    assert said in "".join(desk.told())


def test_a_file_deleted_before_it_was_fetched(desk: Desk, drafting: Person, given: str) -> None:
    drafting.delete_file(given)
    desk.fetcher.fetch_once()
    assert desk.states() == [("refused", "deleted")]
    assert "It was deleted in Slack" in desk.told()[-1]


@pytest.mark.parametrize("call", ["files.info", "url_private_download"])
@pytest.mark.parametrize("how", ["asked_to_wait", "server_error", "broken_off"])
def test_what_may_pass_is_tried_again_when_it_is_time(
    desk: Desk, workspace: Workspace, given: str, call: str, how: str
) -> None:
    match how:
        case "asked_to_wait":
            workspace.fail_next(call, retry_after=40)
        case "server_error":
            workspace.fail_next(call, status=503)
        case _:
            workspace.fail_next(call, lose_answer=True)
    code, wait = {
        "asked_to_wait": ("ratelimited", 40),
        "server_error": ("http_503", 10),
        "broken_off": ("connection_broken", 10),
    }[how]
    desk.fetcher.fetch_once()
    assert desk.states() == [("wanted", code)]
    desk.clock.advance(timedelta(seconds=wait - 1))
    assert desk.fetcher.fetch_once() == 0
    desk.clock.advance(timedelta(seconds=1))
    desk.fetcher.fetch_once()
    assert desk.states() == [("kept", "")]


def test_a_silent_server_is_a_timeout(
    desk: Desk, workspace: Workspace, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.files.SILENCE_SECONDS", 0.1)
    workspace.fail_next("url_private_download", delay=1.0)
    desk.fetcher.fetch_once()
    assert desk.states() == [("wanted", "timeout")]


def test_a_file_that_can_never_be_fetched_is_given_up_and_its_giver_told(
    desk: Desk, workspace: Workspace, given: str
) -> None:
    for _ in range(40):
        workspace.fail_next("files.info", status=500)
        desk.fetcher.fetch_once()
        desk.clock.advance(timedelta(hours=1))
    assert desk.states() == [("refused", "not_fetched")]
    assert "could not get it from Slack" in desk.told()[-1]


def test_without_the_permission_the_business_unit_is_told_once_and_the_file_kept_later(
    desk: Desk, workspace: Workspace, given: str, unit: Person
) -> None:
    workspace.scopes.discard("files:read")
    for _ in range(3):
        desk.fetcher.fetch_once()
        desk.clock.advance(timedelta(minutes=10))
    assert desk.states() == [("wanted", "missing_scope")]
    desk.told()
    assert ["files:read" in texts(message) for message in unit.messages].count(True) == 1
    workspace.scopes.add("files:read")
    desk.clock.advance(timedelta(hours=1))
    desk.fetcher.fetch_once()
    assert desk.states() == [("kept", "")]


def test_the_page_to_sign_in_is_not_taken_for_the_file(steps: Steps, workspace: Workspace, given: str) -> None:
    source = SlackFiles(slack_client("xoxb-of-somebody-else", steps.client.base_url))
    url = workspace.files.find(given).described["url_private_download"]
    with pytest.raises(Later, match="missing_scope"):
        source._download(url, 1000)


@pytest.mark.parametrize(
    "address",
    [
        "http://files.elsewhere.example/a.pdf",
        "http://127.0.0.1.elsewhere.example:{port}/a.pdf",
        "http://127.0.0.1:1/a.pdf",
        "https://127.0.0.1:{port}/a.pdf",
        "http://someone@127.0.0.1:{port}/a.pdf",
        "http://[::1/a.pdf",
        "file:///etc/passwd",
        "",
    ],
)
def test_the_token_goes_to_no_other_host(steps: Steps, workspace: Workspace, given: str, address: str) -> None:
    port = workspace.base_url.rpartition(":")[2]
    workspace.files.find(given).described["url_private_download"] = address.format(port=port) or "about:blank"
    with pytest.raises(Never, match="elsewhere"):
        SlackFiles(steps.client).fetch(given, 1000)
    assert [call.method for call in workspace.calls if call.method == "url_private_download"] == []


@pytest.mark.parametrize("host", ["files.slack.com", "slack.com"])
def test_slack_s_own_hosts_are_known(steps: Steps, host: str) -> None:
    source = SlackFiles(slack_client(str(steps.client.token)))
    assert source._is_slack_s(f"https://{host}/files-pri/T1-F1/download/a.pdf")
    assert not source._is_slack_s("https://notslack.com/a.pdf")


def test_what_slack_only_links_to_or_has_forgotten_is_refused(steps: Steps, workspace: Workspace, given: str) -> None:
    described = workspace.files.find(given).described
    described["is_external"] = True
    with pytest.raises(Never, match="elsewhere"):
        SlackFiles(steps.client).fetch(given, 1000)
    described["mode"] = "tombstone"
    with pytest.raises(Never, match="deleted"):
        SlackFiles(steps.client).fetch(given, 1000)


def test_a_file_larger_than_slack_said_is_left_off_while_it_comes(
    steps: Steps, workspace: Workspace, given: str
) -> None:
    workspace.files.find(given).content = bytes(500_000)
    with pytest.raises(Never, match="too_large"):
        SlackFiles(steps.client).fetch(given, 1000)


def test_a_download_without_end_is_given_up(steps: Steps, workspace: Workspace, given: str) -> None:
    seconds = iter([0.0, 1000.0])
    with pytest.raises(Later, match="timeout"):
        SlackFiles(steps.client, monotonic=lambda: next(seconds)).fetch(given, 1000)


def test_a_stop_between_fetching_and_keeping_loses_nothing_and_keeps_it_once(
    desk: Desk, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("handlers.files.fetched.tell", stops)
        with pytest.raises(KeyboardInterrupt):
            desk.fetcher.fetch_once()
    assert desk.states() == [("wanted", "")]
    assert desk.fetcher.fetch_once() == 0
    desk.clock.advance(LEASE)
    desk.fetcher.fetch_once()
    assert desk.states() == [("kept", "")]
    assert len(desk.told()) == 1


def test_a_source_that_breaks_holds_up_no_other_file(
    desk: Desk, drafting: Person, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = SlackFiles.fetch

    def breaks(source: SlackFiles, file_id: str, most: int) -> bytes:
        if file_id == given:
            raise ZeroDivisionError
        return fetch(source, file_id, most)

    monkeypatch.setattr(SlackFiles, "fetch", breaks)
    send(drafting, ("b.pdf", PDF))
    desk.fetcher.fetch_once()
    assert desk.states() == [("wanted", "unexpected"), ("kept", "")]


def test_a_file_removed_while_it_was_fetched_is_not_kept(
    desk: Desk, drafting: Person, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    click(drafting, "files")
    fetch = SlackFiles.fetch

    def slow(source: SlackFiles, file_id: str, most: int) -> bytes:
        click(drafting, "remove_file")
        return fetch(source, file_id, most)

    monkeypatch.setattr(SlackFiles, "fetch", slow)
    desk.fetcher.fetch_once()
    assert desk.states() == [("removed", "")]
    assert desk.told() == []


def test_a_file_is_fetched_at_once_when_its_draft_is_saved(desk: Desk, drafting: Person) -> None:
    desk.fetcher.start()
    try:
        choose(drafting, ("a.pdf", PDF))
        submit(drafting)
        drafting.workspace.wait_for(lambda: desk.states() == [("kept", "")])
    finally:
        desk.fetcher.stop()
    assert not desk.fetcher.running


def test_neither_audit_nor_outbox_nor_log_names_a_file(
    desk: Desk, drafting: Person, given: str, logged: list[dict[str, object]]
) -> None:
    send(drafting, (f"{NAME}.exe", PROGRAM))
    desk.fetcher.fetch_once()
    desk.told()
    rows = [*desk.stored(AuditEntry), *desk.stored(OutboxMessage)]
    assert len(rows) > 5
    assert "Quillfeather letter" not in str([row.model_dump() for row in rows])
    assert "Quillfeather letter" not in str(logged)
