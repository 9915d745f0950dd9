"""Files: put into an input of a modal, sent in a direct message, read by the app, deleted by their owner."""

import httpx
import pytest
from slack_sdk import WebClient

from bot.sandbox.objects import SlackError
from bot.sandbox.person import Person
from bot.sandbox.workspace import Workspace
from tests.bot.sandbox.pieces import Json, actions, asked, button, home, modal, refused, section
from tests.bot.sandbox.small_app import SmallApp

PDF = b"%PDF-1.7 words"
FILES_ASKED = {"type": "file_input", "action_id": "papers", "filetypes": ["pdf"], "max_files": 2}

pytestmark = pytest.mark.usefixtures("reads_files")


def download(file: Json, token: str) -> httpx.Response:
    return httpx.get(file["url_private_download"], headers={"Authorization": f"Bearer {token}"}, timeout=5)


def test_the_files_of_an_input_come_with_the_submission(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    app.opens("/refer", modal(asked(FILES_ASKED)))
    referrer.command("/refer")
    paper = referrer.upload("a paper.pdf", PDF)
    assert referrer.submit({"papers": [paper]}).trouble is None
    state = app.payloads("view_submission")[0]["view"]["state"]["values"]["asked"]["papers"]
    assert state == {"type": "file_input", "files": [paper]}
    assert {name: paper[name] for name in ("name", "mimetype", "filetype", "size", "user", "mode")} == {
        "name": "a paper.pdf",
        "mimetype": "application/pdf",
        "filetype": "pdf",
        "size": len(PDF),
        "user": "U0REF",
        "mode": "hosted",
    }
    assert app.client.files_info(file=paper["id"])["file"]["url_private_download"] == paper["url_private_download"]
    got = download(paper, workspace.bot_token)
    assert (got.content, got.headers["Content-Type"]) == (PDF, "application/pdf")


@pytest.mark.parametrize("name", ["12/03/2026 letter.pdf", "download/a?#.pdf", "äöü %2F.pdf"])
def test_a_file_is_fetched_whatever_it_is_called(
    client: WebClient, workspace: Workspace, referrer: Person, name: str
) -> None:
    paper = referrer.upload(name, PDF)
    referrer.send_files([paper])
    for address in ("url_private", "url_private_download"):
        got = download({"url_private_download": paper[address]}, workspace.bot_token)
        assert (got.status_code, got.content) == (200, PDF)


def test_an_input_without_files_is_an_empty_list(app: SmallApp, referrer: Person) -> None:
    app.opens("/refer", modal(asked(FILES_ASKED, optional=True)))
    referrer.command("/refer")
    referrer.submit()
    values = app.payloads("view_submission")[0]["view"]["state"]["values"]
    assert values["asked"]["papers"] == {"type": "file_input", "files": []}


def test_files_sent_to_the_bot_are_a_message_of_their_own_kind(
    app: SmallApp, workspace: Workspace, referrer: Person
) -> None:
    paper, note = referrer.upload("paper.pdf", PDF), referrer.upload("note.txt", b"words")
    ts = referrer.send_files([paper, note], "Here & there")
    workspace.wait_until_quiet()
    event = app.payloads("message")[0]["event"]
    assert (event["subtype"], event["ts"], event["text"], event["user"]) == (
        "file_share",
        ts,
        "Here &amp; there",
        "U0REF",
    )
    assert [(file["id"], file["mode"]) for file in event["files"]] == [(paper["id"], "hosted"), (note["id"], "snippet")]
    assert event["files"][0]["ims"] == [event["channel"]]
    shared = [body["event"] for body in app.payloads("file_shared")]
    assert {event["file_id"] for event in shared} == {paper["id"], note["id"]}
    assert {(event["user_id"], event["channel_id"]) for event in shared} == {("U0REF", event["channel"])}


def test_what_slack_says_of_a_file_may_not_be_what_it_is(referrer: Person) -> None:
    assert referrer.upload("picture.png", PDF)["mimetype"] == "image/png"
    assert referrer.upload("paper.pdf", PDF, mimetype="text/html")["mimetype"] == "text/html"
    assert referrer.upload("no ending", PDF)["filetype"] == "binary"


def test_a_file_that_nobody_showed_the_app_is_not_there_for_it(
    client: WebClient, workspace: Workspace, referrer: Person
) -> None:
    kept = referrer.upload("mine.pdf", PDF)
    assert refused(client.files_info, file=kept["id"]) == "file_not_found"
    assert refused(client.files_info, file="F0NONE") == "file_not_found"
    assert download(kept, workspace.bot_token).status_code == 404


@pytest.mark.parametrize("token", ["xoxb-else", "the app's", ""])
def test_without_the_bots_token_the_download_is_the_page_to_sign_in(
    client: WebClient, workspace: Workspace, referrer: Person, token: str
) -> None:
    paper = referrer.upload("paper.pdf", PDF)
    referrer.send_files([paper])
    got = download(paper, workspace.app_token if token == "the app's" else token or "none")
    assert (got.status_code, got.headers["Content-Type"].partition(";")[0]) == (200, "text/html")
    assert b"words" not in got.content


def test_without_the_scope_nothing_is_asked_told_or_read(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    workspace.scopes.discard("files:read")
    paper = referrer.upload("paper.pdf", PDF)
    referrer.send_files([paper])
    workspace.wait_until_quiet()
    assert app.payloads("file_shared") == []
    assert refused(app.client.files_info, file=paper["id"]) == "missing_scope"
    assert download(paper, workspace.bot_token).headers["Content-Type"].startswith("text/html")
    trigger = workspace.triggers.issue("U0REF")
    assert refused(app.client.views_open, trigger_id=trigger, view=modal(asked(FILES_ASKED))) == "missing_scope"


def test_files_are_asked_for_in_modals_only(client: WebClient) -> None:
    assert refused(client.views_publish, user_id="U0REF", view=home(asked(FILES_ASKED))) == "invalid_arguments"
    assert refused(client.chat_postMessage, channel="G0PANEL", text="x", blocks=[asked(FILES_ASKED)]) == (
        "invalid_blocks"
    )
    assert refused(client.chat_postMessage, channel="G0PANEL", text="x", blocks=[actions(FILES_ASKED)]) == (
        "invalid_blocks"
    )


def test_a_deleted_file_leaves_a_gap_and_the_app_is_told(app: SmallApp, workspace: Workspace, referrer: Person) -> None:
    paper = referrer.upload("paper.pdf", PDF)
    ts = referrer.send_files([paper], "Two words")
    workspace.wait_until_quiet()
    referrer.delete_file(paper["id"])
    workspace.wait_until_quiet()
    assert refused(app.client.files_info, file=paper["id"]) == "file_deleted"
    assert download(paper, workspace.bot_token).status_code == 404
    assert app.payloads("file_deleted")[0]["event"]["file_id"] == paper["id"]
    changed = next(
        body["event"] for body in app.payloads("message") if body["event"].get("subtype") == "message_changed"
    )
    assert changed["message"]["files"] == [{"id": paper["id"], "mode": "tombstone"}]
    assert (changed["previous_message"]["files"][0]["name"], changed["message"]["ts"]) == ("paper.pdf", ts)
    with pytest.raises(SlackError, match="file_deleted"):
        referrer.send_files([paper])


def test_only_the_owner_deletes_a_file(referrer: Person, panel_member: Person) -> None:
    paper = referrer.upload("paper.pdf", PDF)
    with pytest.raises(SlackError, match="cant_delete_file"):
        panel_member.delete_file(paper["id"])
    referrer.delete_file(paper["id"])
    with pytest.raises(SlackError, match="file_deleted"):
        referrer.delete_file(paper["id"])


def test_a_download_fails_breaks_off_or_comes_late_as_planned(
    client: WebClient, workspace: Workspace, referrer: Person
) -> None:
    paper = referrer.upload("paper.pdf", PDF)
    referrer.send_files([paper])
    workspace.fail_next("url_private_download", status=503)
    workspace.fail_next("url_private_download", lose_answer=True)
    workspace.fail_next("url_private_download", delay=0.3)
    assert download(paper, workspace.bot_token).status_code == 503
    with pytest.raises(httpx.RemoteProtocolError):
        download(paper, workspace.bot_token)
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(paper["url_private"], headers={"Authorization": f"Bearer {workspace.bot_token}"}, timeout=0.1)
    assert download(paper, workspace.bot_token).content == PDF
    assert [call.arguments for call in workspace.calls if call.method == "url_private_download"] == [
        {"file": paper["id"]}
    ] * 4


def test_a_file_may_be_chosen_where_the_app_is_told_at_once(app: SmallApp, referrer: Person) -> None:
    app.opens("/refer", modal(asked(FILES_ASKED, dispatch_action=True), actions(button()), section()))
    referrer.command("/refer")
    paper = referrer.upload("paper.pdf", PDF)
    assert referrer.modal is not None
    referrer.click(referrer.modal, "papers", option=[paper])
    assert app.payloads("block_actions")[0]["actions"][0]["files"] == [paper]
    assert app.client.files_info(file=paper["id"])["ok"]
