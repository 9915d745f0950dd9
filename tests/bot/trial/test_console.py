from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from sqlmodel import col, select

from bot.compose import CLOCK
from bot.slack.client import slack_client
from bot.slack.views.blocks import button, buttons, plain
from bot.trial import drawing, world
from bot.trial.console import Conversation
from bot.trial.world import World
from forms.words import say
from storage import inbox
from storage.tables import InboxItem
from tests.bot.trial.typist import Choose, Keyboard, typed_at_the_console
from tests.forms.documents.samples import PDF

REFER = Choose("Refer a case (type /refer)")
ANSWER = Choose("Answer the questions")
CONTINUE = Choose("Save and continue")
SKIP = Choose("Skip for now")
LATER = Choose("Save and finish later")
CLOSE = Choose("Close")
STOP = Choose("Stop")


def be(name: str) -> tuple[Choose, Choose]:
    return Choose("Be somebody else"), Choose(name)


GOOD_PRACTICE = (
    ANSWER,
    {"Has any": "Yes", "What are you asking": "Good practice", "Have you talked": "Not known"},
    ANSWER,
    {
        "Your name": "Samira Okafor",
        "Your role": "Nurse",
        "Your agency": "Marram Health",
        "Your tele": "01632 960144",
    },
    ANSWER,
    {"Last name": "Fernsby", "First names": "Oscar", "Age": "8 months"},
    ANSWER,
    {
        "What happened": "He came home with a feeding tube.",
        "Name of the worker": "Jo Tranter",
        "Agency": "Marram Housing",
        "How to reach": "01632 960188",
        "Are they still": "Yes",
        "What went well": "They met at the cot.",
        "What was done well": "They met at the cot.",
        "What could be learned": "One page and a name for the night.",
        "Does the family": "Yes",
    },
    CONTINUE,
    Choose("Go to the declaration"),
    ANSWER,
    {"Your safeguarding lead's declaration: date": "today", "Your safeguarding": "Priya Nair"},
    CLOSE,
)
"""A whole referral by hand, from the first page to the receipt."""


def refused(shown: str) -> int:
    """Count how often the client would not send a screen."""
    return " ".join(shown.split()).count(say("try.console.still_needed"))


def test_a_newcomer_stops_at_once_and_nothing_is_kept() -> None:
    shown = typed_at_the_console(STOP)
    assert "You are Samira Okafor" in shown
    assert shown.endswith(f"{say('try.console.goodbye')}\n")


def test_the_end_of_the_keyboard_is_a_stop_too() -> None:
    assert typed_at_the_console().endswith(f"{say('try.console.goodbye')}\n")


def test_what_is_no_number_of_the_list_is_asked_again() -> None:
    wrong = ("", "0", "99", "two", "²", "1 2", "99999999")
    assert typed_at_the_console(*wrong, STOP).count("Type a number from 1 to 7.") == len(wrong)


def test_a_page_that_asks_for_more_says_below_the_screen_what_is_missing_and_keeps_what_was_typed() -> None:
    begin = (REFER, Choose("Begin a referral"), CONTINUE)
    shown = typed_at_the_console(*begin, ANSWER, "1", "", "9", "one", "", "", "", "", SKIP, LATER, STOP)
    assert refused(shown) == 2
    last_drawn = shown.rsplit("Before you start", 1)[1].split("About you")[0]
    assert "been passed on?                                  │\n│   Yes" in last_drawn
    after_the_screen = last_drawn.split("╰", 1)[1]
    assert "panel to consider?: Please complete this required field." in after_the_screen
    assert "been passed on?:" not in after_the_screen


def test_what_is_still_needed_is_asked_alone() -> None:
    first = {"What are you asking": "Good practice"}
    rest = {"Has any": "Yes", "Have you talked": "Not known"}
    needed = Choose("Answer what is still needed")
    shown = typed_at_the_console(REFER, Choose("Begin a referral"), ANSWER, first, needed, rest, CLOSE, STOP)
    assert refused(shown) == 1
    asked_again = shown.rsplit("Your choice: 1\n", 1)[1].split("╭")[0]
    assert asked_again.count("Your answer") == 2
    assert "About you" in shown


def test_what_was_typed_is_shown_and_can_be_kept_changed_or_taken_away() -> None:
    about_you = {"Your name": "Sam [bold]", "Your telephone": "none that I can find"}
    again, emptied = {"Your role": "Nurse"}, {"Your name": "-"}
    shown = typed_at_the_console(
        REFER, Choose("Begin a referral"), SKIP, ANSWER, about_you, ANSWER, again, ANSWER, emptied, CLOSE, STOP
    )
    assert "Enter keeps “Sam [bold]”" in shown
    assert "Enter keeps “Nurse”" in shown
    first, second, third = (part.split("Your role")[0] for part in shown.split("│ Your name ")[2:5])
    assert ("Sam [bold]" in first, "Sam [bold]" in second, "Sam [bold]" in third) == (True, True, False)


def test_a_line_that_a_slack_client_would_not_take_is_asked_again() -> None:
    to_about_you = (REFER, Choose("Begin a referral"), SKIP)
    shown = typed_at_the_console(*to_about_you, ANSWER, "x" * 3001, {"Your name": "Sam"}, CLOSE, STOP)
    assert shown.count("This is longer than") == 1
    assert "│   Sam " in shown


def test_what_the_bot_could_not_read_stays_in_the_field_with_what_is_wrong() -> None:
    child = {"Last name": "Thornbury", "First names": "Jack", "Date of birth": "31/2/2023"}
    shown = typed_at_the_console(REFER, Choose("Begin a referral"), SKIP, SKIP, ANSWER, child, LATER, CLOSE, STOP)
    above, below = shown.rsplit("│ Date of birth (optional)", 1)
    assert "There is no 31 February 2023" in above.splitlines()[-1]
    assert "31/2/2023" in below.splitlines()[1]


def test_a_draft_is_taken_up_again_from_the_home() -> None:
    begin = (REFER, Choose("Begin a referral"), SKIP, ANSWER, {"Your name": "Sam", "Your tele": "none"}, LATER, CLOSE)
    home, go_on = Choose("Open the bot's App Home"), Choose("Press “Continue")
    shown = typed_at_the_console(*begin, home, go_on, CLOSE, STOP)
    assert "╭─ App Home" in shown
    assert "│   Sam " in shown.rsplit("╭─ Refer a case", 1)[1]


def test_a_direct_message_gets_an_answer_and_an_empty_one_is_not_sent() -> None:
    write = Choose("Write the bot a direct message")
    shown = typed_at_the_console(write, "", write, "Can I tell you about [a child]?", STOP)
    assert shown.count("Direct message to Samira Okafor") == 1


def test_a_day_that_the_clock_cannot_go_to_is_refused_kindly() -> None:
    said = {
        "1 January 2020": "1 January 2020 has passed",
        "": "Enter a date",
        "0": "only goes forward",
        "9" * 9: "could not be read as a date",
        "367": "a year at most",
    }
    moves = (each for day in said for each in (Choose("Move the clock forward"), day))
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)  # early in the day its own morning is still ahead
    shown = typed_at_the_console(*moves, STOP, start=noon)
    assert [sentence for sentence in said.values() if shown.count(sentence) != 1] == []
    assert len({line for line in shown.splitlines() if "Move the clock forward" in line}) == 1


def test_a_case_is_referred_by_hand_told_opened_reminded_and_decided() -> None:
    open_, record = Choose("Press “Open” (The panel"), Choose("Press “Record")
    decision = {"What has": "Share the good practice", "Reasons": "A habit worth sharing."}
    forward = (Choose("Move the clock forward"), "60")
    shown = typed_at_the_console(
        *(REFER, Choose("Begin a referral"), *GOOD_PRACTICE),
        *(*be("Meera Joshi"), open_, CLOSE),
        *forward,
        *(*be("Ruth Adeyemi"), record, ANSWER, decision, CLOSE),
        *(*forward, STOP),
    )
    referred, opened, reminded, decided, after = re.split(r"(?=╭─ PRP-|Forward to which day)", shown)
    assert "Your reference: PRP-" in referred
    assert "The panel's private channel" in referred
    assert "To: business.unit@marram-board.example.org" in referred
    assert "Last name: Fernsby" in opened
    assert reminded.count("│ Reminder: your decision") >= 3
    assert "Direct message to Tom Garrick" in reminded
    assert "Direct message to Samira Okafor" in decided
    assert "Direct message" not in after


def test_a_newcomer_answers_in_direct_messages_with_the_buttons_there() -> None:
    shown = typed_at_the_console(
        Choose(say("try.console.refer")),
        Choose(say("conversation.buttons.begin")),
        CLOSE,
        Choose("Press “Explain this question”"),
        Choose("Press “Yes”"),
        Choose("Press “Good practice"),
        STOP,
    )
    words = " ".join(shown.split())
    assert "Has any immediate danger to a child been passed on?" in words
    assert "The panel looks at what can be learned" in words
    assert "Have you talked about this with your agency's safeguarding lead?" in words
    assert "Direct message to Samira Okafor, drawn anew" in words
    assert "Press “Change” (the message before)" in words


def test_files_of_this_machine_are_sent_and_given_on_their_page(tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(PDF)
    send, nowhere = Choose("Send the bot a file"), str(tmp_path / "nowhere.pdf")
    shown = typed_at_the_console(
        *(send, "", send, nowhere, send, str(letter)),
        *(REFER, Choose("Begin a referral"), SKIP, SKIP, SKIP, SKIP, SKIP, SKIP, SKIP, SKIP, SKIP),
        *(ANSWER, nowhere, {"Choose files": str(letter)}, LATER, CLOSE, STOP),
    )
    words = " ".join(shown.replace("│", " ").split())
    assert words.count("There is no file at") == 2
    assert "Which referral are your files for?" in words
    assert "File 1: letter.pdf" in words
    assert "File 1 of your referral is kept" in words


def test_buttons_with_the_same_text_are_told_apart() -> None:
    more_room = say("screens.buttons.more_room")
    shown = typed_at_the_console(
        *(REFER, Choose("Begin a referral")),
        *GOOD_PRACTICE[:2],
        *(SKIP, SKIP),
        Choose(say("screens.read_out.of", label=more_room, what="What went well?")),
        STOP,
    )
    assert "What went well? (continued, box 2)" in shown


def test_menus_days_and_boxes_of_a_message_are_used_as_in_slack(tmp_path: Path) -> None:
    options = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("one", "two", "three")]
    menu = {"type": "static_select", "action_id": "menu", "options": options, "placeholder": plain("Pick one")}
    day = {"type": "datepicker", "action_id": "day", "placeholder": plain("Pick a day")}
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": options}
    ticked = {"type": "input", "block_id": "ticked", "label": plain("Which of them?"), "element": boxes}
    blocks = [buttons(menu, day), ticked, buttons(button("save", "Save"))]
    shown = io.StringIO()
    typed = (
        *(Choose("Choose at “Pick one”"), "9", "2", CLOSE),
        *(Choose("Choose at “Pick a day”"), "soon", "12 March 2026", CLOSE),
        *(Choose("Choose at “Which of them?”"), "1, 3", Choose("Press “Save”"), CLOSE),
        STOP,
    )
    with World(tmp_path) as marram:
        client = slack_client(marram.workspace.bot_token, marram.server.api_url)
        client.chat_postMessage(channel=world.REFERRER, text="Choose", blocks=blocks)
        Conversation(marram, Console(file=shown, width=drawing.WIDTH), Keyboard(shown, typed)).run()
        with marram.service.office.read(CLOCK) as work:
            items = work.tx.session.exec(select(InboxItem).where(col(InboxItem.kind).startswith("click:"))).all()
            clicks = [json.loads(inbox.open_payload(work.tx, item)) for item in items]
    used = {click["actions"][0]["action_id"]: click for click in clicks}
    assert used["menu"]["actions"][0]["selected_option"]["value"] == "two"
    assert used["day"]["actions"][0]["selected_date"] == "2026-03-12"
    chosen = used["save"]["state"]["values"]["ticked"]["boxes"]["selected_options"]
    assert [option["value"] for option in chosen] == ["one", "three"]
    assert "Type a number from 1 to 3." in shown.getvalue()
    assert "could not be read as a date" in shown.getvalue()
