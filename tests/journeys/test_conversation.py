"""Whole referrals in direct messages, beside the form, through Slack itself."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from bot.compose import CLOCK
from bot.sandbox.objects import SlackError
from bot.trial import acts, world
from bot.trial.hands import fill_in, went_well
from bot.trial.stories import story
from forms.words import say
from handlers.referral.drafts import answers_of
from storage import cases
from tests.journeys.conftest import OpenWorld
from tests.journeys.forged import texts
from tests.journeys.talk import Talk

GOOD_PRACTICE = story("good_practice").pages
SCR = story("scr").pages
socket = pytest.mark.parametrize("slack_mode", ["socket"], indirect=True)
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

STORY = "Tamsin Zyxq was found on the stairs."


def test_a_referral_of_good_practice_mostly_in_direct_messages(open_world: OpenWorld) -> None:
    talk = Talk(open_world(typed_answers=True))
    answers = {question_id: given for page in GOOD_PRACTICE.values() for question_id, given in page.items()}
    talk.begins()
    while talk.at:
        if "." not in talk.at and talk.at in answers and not talk.at.startswith("declaration"):
            talk.answers(answers[talk.at])
        elif talk.at in ("children", "what_went_well"):
            page_id = talk.opens_form()
            talk.fills_in({name: given for name, given in GOOD_PRACTICE[page_id].items() if name != "records_secured"})
            went_well(talk.person.close())
            talk.presses("skip_question")
        else:
            talk.presses("skip_question")
    assert "Everything that is needed is there" in texts(talk.message["blocks"])
    talk.presses("check_answers")
    went_well(talk.person.click(acts.modal(talk.person), "declaration"))
    fill_in(talk.person, GOOD_PRACTICE["declaration"])
    assert "Your reference" in texts(acts.modal(talk.person))
    assert talk.messages_answered > 10


@socket
@sqlite
def test_a_serious_case_that_switches_between_form_and_messages_five_times(open_world: OpenWorld) -> None:
    marram = open_world(typed_answers=True)
    talk = Talk(marram)
    person = talk.person
    talk.begins()
    for question_id in ("immediate_danger_passed_on", "purpose"):
        assert talk.at == question_id
        talk.answers(SCR["before_you_start"][question_id])
    assert talk.opens_form() == "before_you_start"  # 1: to the form
    rest = {name: given for name, given in SCR["before_you_start"].items() if name not in ("purpose",)}
    talk.fills_in(rest)
    assert acts.page_id(person) == "referrer"
    talk.goes_back_to_messages()  # 2: to messages
    assert talk.at == "referrer_name"
    talk.answers(SCR["referrer"]["referrer_name"])
    talk.answers(SCR["referrer"]["referrer_role"])
    assert talk.opens_form() == "referrer"  # 3: to the form
    shown = acts.modal(person)
    assert SCR["referrer"]["referrer_role"] in str(shown)
    for page_id in ("referrer", "children", "incident"):
        assert acts.page_id(person) == page_id
        talk.fills_in(SCR[page_id])
    talk.goes_back_to_messages()  # 4: to messages
    assert talk.at == "family"
    talk.presses("skip_question")
    while talk.at not in ("agencies",):
        talk.presses("skip_question")
    agencies = talk.message
    talk.opens_form()  # 5: to the form, to its end
    while (page_id := acts.page_id(person)) != "review":
        talk.fills_in(SCR.get(page_id, {}))
    went_well(person.click(acts.modal(person), "declaration"))
    fill_in(person, SCR["declaration"])
    assert "Your reference" in texts(acts.modal(person))
    went_well(person.close())
    talk.presses("skip_question", on=agencies)
    assert "This referral has been sent" in str(person.messages)


@socket
@sqlite
def test_an_answered_message_says_what_was_answered_and_leads_back_to_its_question(open_world: OpenWorld) -> None:
    talk = Talk(open_world())
    talk.begins()
    question = talk.message
    talk.chooses("no")
    first, second = talk.person.messages[-2:]
    assert first["ts"] == question["ts"]
    assert "Answered: No" in texts(first["blocks"])
    assert "999" in texts(second["blocks"])
    talk.presses("change_answer", on=first)
    assert talk.at == "immediate_danger_passed_on"
    talk.chooses("yes")
    assert "Answered: Yes" in texts(talk.person.messages[-2]["blocks"])
    assert talk.at == "purpose"


@socket
@sqlite
def test_a_message_that_cannot_be_drawn_anew_changes_nothing(open_world: OpenWorld) -> None:
    marram = open_world()
    talk = Talk(marram)
    talk.begins()
    question = talk.message
    with patch.object(marram.workspace.response_addresses, "use", side_effect=SlackError("used_url")):
        talk.chooses("yes")
    assert talk.at == "purpose"
    talk.chooses("no", on=question)
    assert "Kept as it is" in texts(talk.person.messages[-2]["blocks"])
    assert say("conversation.told.kept_newer") in texts(talk.person.ephemeral_messages[-1])
    assert talk.at == "purpose"


@socket
@sqlite
def test_what_was_asked_goes_on_after_a_restart(open_world: OpenWorld) -> None:
    marram = open_world(typed_answers=True)
    talk = Talk(marram)
    talk.begins()
    marram.stop_bot()
    talk.person.say("not known")
    marram.start_bot()
    marram.settle()
    assert talk.at == "purpose"
    talk.chooses("good_practice")
    assert talk.at == "lead_consulted"


@socket
@sqlite
def test_what_begins_with_me_is_an_answer_like_any_other(open_world: OpenWorld) -> None:
    talk = Talk(open_world(typed_answers=True))
    talk.begins()
    talk.types("/me not known")
    assert talk.at == "purpose"


@socket
@sqlite
def test_the_other_buttons_of_a_question(open_world: OpenWorld) -> None:
    talk = Talk(open_world())
    talk.begins()
    assert "back_in_conversation" not in str(talk.message)
    talk.person.workspace.double_interactions = True
    talk.presses("explain_question")
    talk.person.workspace.double_interactions = False
    assert "The panel looks at what can be learned" in texts(talk.message["blocks"])
    assert (len(talk.person.messages), talk.person.ephemeral_messages) == (1, [])
    assert "explain_question" not in str(talk.message)
    talk.presses("skip_question")
    talk.presses("finish_later")
    assert "Everything is saved" in texts(talk.message["blocks"])
    talk.presses("go_on_here")
    assert talk.at == "purpose"
    talk.presses("back_in_conversation")
    assert talk.at == "immediate_danger_passed_on"
    talk.presses("check_answers")
    assert "Nothing has been sent yet" in texts(acts.modal(talk.person))


@socket
@sqlite
def test_a_story_typed_as_a_message_is_put_into_the_form_and_nowhere_else(open_world: OpenWorld) -> None:
    marram = open_world()
    talk = Talk(marram)
    talk.begins()
    written = talk.types(f"{STORY} <!channel> & https://example.org")
    assert "Your message is kept, but not used yet" in texts(talk.message["blocks"])
    talk.person.take_back(written)
    marram.settle()
    talk.presses("use_message")
    asked = acts.modal(talk.person)
    assert "<!channel> & https://example.org" in texts(asked)
    fill_in(talk.person, {"question": "outline"})
    assert acts.page_id(talk.person) == "incident"
    assert STORY in str(acts.modal(talk.person)["state"])
    went_well(talk.person.click(acts.modal(talk.person), "save_later"))
    with marram.service.office.begin(CLOCK) as work:
        (case,) = cases.drafts_of(work.tx, f"slack:{world.REFERRER}")
        assert str(answers_of(work.tx, case.id).get("outline")).startswith(STORY)
    assert all("Zyxq" not in str(message) for message in talk.person.messages)


@socket
@sqlite
def test_a_message_is_used_for_one_of_two_referrals_or_a_new_one(open_world: OpenWorld) -> None:
    marram = open_world()
    talk = Talk(marram)
    talk.types(STORY)
    talk.presses("use_message")
    fill_in(talk.person, {"question": "referrer_name"})
    went_well(talk.person.close())
    talk.begins()
    talk.types(STORY)
    talk.presses("use_message")
    assert "Which referral is it for?" in texts(acts.modal(talk.person))
    went_well(talk.person.click(acts.modal(talk.person), "use_in_new"))
    assert STORY in texts(acts.modal(talk.person))


@socket
@sqlite
def test_a_changed_and_a_deleted_message(open_world: OpenWorld) -> None:
    marram = open_world(typed_answers=True)
    talk = Talk(marram)
    talk.begins()
    for given in ("yes", "good_practice", "yes"):
        talk.chooses(given)
    while talk.at != "referrer_name":
        talk.presses("skip_question")
    ts = talk.types("Samira Okafr")
    assert talk.at == "referrer_role"
    talk.person.edit(ts, "Samira Okafor")
    marram.settle()
    assert "You changed a message" in texts(talk.message["blocks"])
    talk.presses("use_new_text")
    assert "The new text is the answer now." in texts(talk.person.ephemeral_messages[-1])
    talk.person.take_back(ts)
    marram.settle()
    assert "You deleted a message" in texts(talk.message["blocks"])
    with marram.service.office.begin(CLOCK) as work:
        (case,) = cases.drafts_of(work.tx, f"slack:{world.REFERRER}")
        assert answers_of(work.tx, case.id).get("referrer_name") == "Samira Okafor"


@socket
@sqlite
def test_a_board_that_wants_no_conversation_has_none(open_world: OpenWorld) -> None:
    marram = open_world(answers_in_conversation=False, typed_answers=True)
    person = marram.person(world.REFERRER)
    went_well(person.command("/refer"))
    assert "begin_in_conversation" not in str(acts.modal(person))
    fill_in(person, {})
    assert "go_on_in_conversation" not in str(acts.modal(person))
