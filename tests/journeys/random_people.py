"""A referrer at two devices who does whatever comes to mind, and a model of what should be stored because of it.

What a person does goes through the real Bolt app and the local workspace. After every step the stored answers must be
exactly those of the model, and what a page shows must be what is stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import select
from structlog.testing import capture_logs

from bot.sandbox import payloads
from bot.sandbox.choosing import ClientRefused
from bot.sandbox.envelopes import Kind as Way
from bot.sandbox.inputs import places
from bot.sandbox.person import Person
from bot.sandbox.screens import ShownView
from bot.sandbox.server import SlackServer
from bot.sandbox.workspace import Workspace
from bot.slack.app import build_app
from bot.slack.client import slack_client
from bot.slack.metadata import Remembered, remembered
from bot.slack.payload import arrival
from bot.slack.recover import process_unfinished
from bot.slack.socket import SocketMode
from bot.slack.steps import Steps
from bot.slack.views.order import BETWEEN
from forms.answers import Typed
from forms.loading import default_form
from forms.long_texts import Piece, joined
from forms.stable_ids import DECLARATION, REFERRAL_DATE
from forms.vocabulary import Kind, Question, Section, Value, is_beside_the_menu, is_unread
from forms.walk import Missing, missing
from forms.words import say
from handlers.board import Board
from handlers.form_versions import Forms
from handlers.referral.drafts import answers_of
from storage import cases
from storage.database import Database
from storage.tables import Case
from tests.cases import DAY, SCR
from tests.conftest import Clock
from tests.expected_answers import Expected, understood
from tests.random_typing import a_good_answer, some_of, typed_by_chance

FORM = default_form()
SAVING = {
    "skip", "back", "another_row", "save_later", "change_row", "remove_row", "review", "more_room", "order_rows",
    "go_on_in_conversation",
}  # fmt: skip
"""The buttons of a page that keep what was typed on it."""

View = dict[str, Any]


@dataclass
class Scene:
    """What a run of random people shares: one workspace, one database, one bot that can be restarted."""

    workspace: Workspace
    new_steps: Callable[[], Steps]
    commits: list[int]
    tick: Callable[[], None]
    """Moves the clock on, so that drafts are listed in the order in which they were begun."""
    logged: list[MutableMapping[str, Any]]
    """What the bot has logged."""
    connection: SocketMode | None = None
    steps: Steps = field(init=False)

    def start(self) -> None:
        """Start the bot: it deals with what was left, then connects."""
        self.steps = self.new_steps()
        process_unfinished(self.steps)
        self.connection = SocketMode(build_app(self.steps), self.workspace.app_token)
        self.connection.start()

    def stop(self) -> None:
        """Stop the bot, as a restart of the machine would."""
        if self.connection is not None:
            self.connection.stop()


@contextmanager
def scene_for(board: Board, forms: Forms, database: Database, clock: Clock, commits: list[int]) -> Iterator[Scene]:
    """Give a scene with the bot running in it.

    The workspace goes by the test's clock, and waits long for an acknowledgement: how quick the bot is, is measured
    elsewhere, and what a random person sees must not depend on how busy the machine is.
    """
    workspace = Workspace(clock=lambda: clock.now().timestamp())
    workspace.delivery.acknowledge_within = 60.0
    with SlackServer(workspace) as server, capture_logs() as logged:

        def new_steps() -> Steps:
            client = slack_client(workspace.bot_token, server.api_url)
            return Steps(client=client, database=database, board=board, forms=forms, clock=clock.now)

        scene = Scene(workspace, new_steps, commits, lambda: clock.advance(timedelta(milliseconds=1)), logged)
        scene.start()
        yield scene
        scene.stop()


@dataclass
class Device:
    """One device of the person's: the modals that are open on it."""

    stack: list[ShownView] = field(default_factory=list)


@dataclass
class Sent:
    """Something that was delivered once, or waits to be: where to, and the payload."""

    way: Way
    body: View


class RandomPeople(RuleBasedStateMachine):
    """One referrer with two devices and any number of drafts.

    Each step draws one number, and chance that begins with it chooses among what stands there: what Hypothesis draws
    never depends on the screens, so that a step which ended otherwise than before is judged like any other.
    """

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.scene = scene
        scene.logged.clear()
        self.workspace = scene.workspace
        user = f"U{secrets.token_hex(5).upper()}"
        self.workspace.add_user(user, "Somebody")
        self.person = Person(self.workspace, user)
        self.devices = [Device(), Device()]
        self.drafts: dict[str, Expected] = {}
        """By origin."""
        self.sent: set[str] = set()
        """Origins of the drafts that were submitted."""
        self.delivered: list[Sent] = []
        self.held: list[Sent] = []

    @initialize()
    def begins(self) -> None:
        with self.at(self.devices[0]):
            self.does(lambda: self.person.command("/refer"))
            self.does(self.person.submit)

    @rule(number=st.integers(0, 2**64 - 1))
    def something_happens(self, number: int) -> None:
        """Mostly the person acts; now and then the world plays a trick."""
        tricks = [self.slack_sends_again, self.a_submission_is_held_up, self.a_submission_arrives_late]
        stops = [self.the_bot_is_restarted, self.the_bot_stops_between_keeping_and_dealing]
        chance = Random(number)  # noqa: S311 -- it hides nothing
        chance.choice([*[self.acts] * 32, *tricks * 2, *stops])(chance)

    def acts(self, chance: Random) -> None:
        """Do one thing on one device, sometimes with a double click."""
        with self.at(chance.choice(self.devices)), self.doubling(chance.choice([None, None, None, True, False])):
            view = self.person.modal
            if view is None:
                self.opens(chance)
                return
            self.types(chance, view)
            self.chooses(chance, acting_buttons(view))
            self.looks(view)

    def looks(self, before: View) -> None:
        """A page that was drawn anew shows what is stored; one that was only uncovered keeps what is typed on it."""
        now = self.person.modal
        if (
            now
            and now["id"] == before["id"]
            and now["hash"] != before["hash"]
            and now["callback_id"] in {"page", "declaration"}
        ):
            assert shows_what_is_stored(now, self.drafts.get(remembered(now).origin, Expected()))

    def opens(self, chance: Random) -> None:
        """Come back: by the command, or from the App Home."""
        home = chance.choice([True, False]) and self.workspace.home(self.person.user_id)
        drafts = [place for place in acting_buttons(home) if place[0] == "continue_draft"] if home else []
        if home and drafts:
            action, block = chance.choice(drafts)
            self.does(lambda: self.person.click(home, action, block_id=block))
        else:
            self.does(lambda: self.person.command("/refer"))

    def types(self, chance: Random, view: View) -> None:
        """Put something into some of the fields."""
        asked = fields(view)
        for block_id in some_of(list(asked), chance, most=6):
            question, _ = asked[block_id]
            given = typed_by_chance(question, chance)
            if isinstance(given, dict):
                continue
            try:
                self.person.fill({block_id: given})
            except ClientRefused:
                continue

    def chooses(self, chance: Random, offered: list[tuple[str, str]]) -> None:
        """Submit, press a button, or close the screen."""
        view = self.person.modal
        assert view is not None
        ways: list[tuple[str, str]] = [*offered, ("close", "")]
        if view.get("submit"):
            ways += [("submit", "")] * 3
        action, block = chance.choice(ways)
        if action == "close":
            self.does(self.person.close)
        elif action == "submit":
            self.submits(view)
        else:
            self.clicks(view, action, block)

    def submits(self, view: View) -> None:
        """Submit the screen, unless the client asks for more first."""
        try:
            self.does(self.person.submit)
        except ClientRefused:
            return
        if view["callback_id"] in {"page", "declaration"}:
            self.saves(view)

    def clicks(self, view: View, action: str, block: str) -> None:
        """Press a button of the screen."""
        self.does(lambda: self.person.click(view, action, block_id=block))
        if view["callback_id"] in {"page", "declaration"} and action in SAVING:
            self.saves(view)
            if action == "remove_row" and self.is_asked(remembered(view)):
                self.draft_of(view).remove_row(remembered(view).row_id)
        elif action == "begin_in_conversation":
            self.drafts.setdefault(f"slack:{view['root_view_id']}", Expected())
        elif view["callback_id"] == "order" and self.is_asked(remembered(view)):
            self.orders(view, action, block)

    def orders(self, view: View, action: str, block: str) -> None:
        """Change the order of the model as this button should."""
        draft = self.draft_of_case(remembered(view).case_id)
        section = next(section for section in sections_of(view) if section.group)
        if action == "order_by_date":
            draft.put_in_order_of_date(str(section.group), str(section.order_by))
        elif action in {"move_up", "move_down"}:
            row, before = value_of(view, action, block).split(BETWEEN)
            draft.put_before(str(section.group), row, before, order_on(view))

    def slack_sends_again(self, chance: Random) -> None:
        """What arrived before arrives once more: nothing may come of it."""
        self.deliver(chance.choice(self.delivered[-5:]))

    def a_submission_is_held_up(self, chance: Random) -> None:
        """What was submitted on one device stays on its way for a while."""
        with self.at(chance.choice(self.devices)), self.workspace.lock:
            view = self.person.modal
            if view and view["callback_id"] in {"page", "declaration"}:
                shown = self.workspace.screens.stack(self.person.user_id)[-1]
                member = self.workspace.member(self.person.user_id)
                self.held.append(Sent("interactive", payloads.view_submission(self.workspace, member, shown)))

    def a_submission_arrives_late(self, _chance: Random) -> None:
        """What was held up arrives at last."""
        if self.held:
            late = self.held.pop(0)
            self.deliver(late)
            self.saves(late.body["view"])

    def the_bot_is_restarted(self, _chance: Random) -> None:
        """Nothing is lost over a restart, and screens that are open stay good."""
        self.scene.stop()
        self.scene.start()

    def the_bot_stops_between_keeping_and_dealing(self, _chance: Random) -> None:
        """What was kept before the stop is dealt with after it."""
        if not self.held:
            return
        kept = self.held.pop(0)
        arrived = arrival(kept.body)
        assert arrived is not None
        self.scene.steps.receive(arrived, kept.body)
        self.scene.stop()
        self.scene.start()
        self.saves(kept.body["view"])

    @invariant()
    def no_step_has_failed(self) -> None:
        """Nobody was told that something could not be saved, and nothing broke unseen."""
        assert [line for line in self.scene.logged if line["log_level"] in {"error", "critical"}] == []

    @invariant()
    def every_answer_is_where_it_belongs(self) -> None:
        database, clock = self.scene.steps.database, self.scene.steps.clock
        with database.read(clock()) as tx:
            found = tx.session.exec(select(Case).where(Case.owner == f"slack:{self.person.user_id}")).all()
            kept = {case.origin: answers_of(tx, case.id) for case in found}
            revisions = {case.origin: case.revision for case in found}
            states = {case.origin: case.state for case in found}
        assert {origin: dict(given.values) for origin, given in kept.items()} == {
            origin: draft.answers for origin, draft in self.drafts.items()
        }
        assert revisions == {origin: draft.revision for origin, draft in self.drafts.items()}
        for origin, given in kept.items():
            rows = {group: self.drafts[origin].rows(group) for group in given.row_ids}
            assert dict(given.row_ids) == rows
        assert {origin for origin, state in states.items() if state != cases.DRAFT} == self.sent

    def teardown(self) -> None:
        """Finish every draft through the screens alone: there is no dead end."""
        for held in self.held:
            self.deliver(held)
            self.saves(held.body["view"])
        for origin in set(self.drafts) - self.sent:
            with self.at(Device()):
                self.finishes(origin)
        self.no_step_has_failed()
        self.every_answer_is_where_it_belongs()

    def finishes(self, origin: str) -> None:
        """Go on from the first screen to the review, put right what is missing, declare and send."""
        with self.scene.steps.database.read(self.scene.steps.clock()) as tx:
            case_id = next(case.id for case in tx.session.exec(select(Case).where(Case.origin == origin)))
        self.does(lambda: self.person.command("/refer"))
        self.presses("continue_draft", value=case_id)
        for _ in range(len(FORM.sections)):
            if self.view()["callback_id"] == "page":
                self.presses("skip")
        while (lack := self.first_lack(case_id)) is not None:
            assert self.view()["callback_id"] == "review"
            self.puts_right(lack)
        self.presses("declaration")
        self.fills(SCR.declaration)
        self.submits(self.view())
        assert origin in self.sent
        self.does(self.person.close)

    def first_lack(self, case_id: str) -> Missing | None:
        """Give the first question that the review names; None once the declaration may follow."""
        database, clock = self.scene.steps.database, self.scene.steps.clock
        with database.read(clock()) as tx:
            lacks = missing(FORM, answers_of(tx, case_id))
        return next((lack for lack in lacks if lack.section is not FORM.sections[-1]), None)

    def puts_right(self, lack: Missing) -> None:
        """Answer a question on the page that its section's button opens."""
        page_ids = {lack.section.page, *(page.id for page in FORM.shared_pages if lack.section.id in page.sections)}
        self.presses("edit_section", value=page_ids)
        if lack.row_id and remembered(self.view()).row_id != lack.row_id:
            self.presses("change_row", value=lack.row_id)
        self.fills({lack.question.id: a_good_answer(lack.question)})
        self.presses_to_review()

    def presses_to_review(self) -> None:
        """Submit the page; where it asks for more before it goes, the rest is answered too."""
        for _ in range(20):
            view = self.view()
            if view["callback_id"] == "review":
                return
            blank = [
                question
                for block_id, (question, optional) in fields(view).items()
                if not optional and not held(view, block_id)
            ]
            errors = [question for question, _ in fields(view).values() if self.is_unclear(view, question)]
            for question in [*blank, *errors]:
                self.fills({question.id: a_good_answer(question)})
            self.submits(self.view())
        raise AssertionError("the page does not lead back to the review")

    def is_unclear(self, view: View, question: Question) -> bool:
        """Tell whether what is stored for a question on the screen was not understood."""
        row_id = remembered(view).row_id if "." in question.id else ""
        return is_unread(self.draft_of(view).answers.get((question.id, row_id)))

    def fills(self, answers: Mapping[str, Typed]) -> None:
        """Type answers into the screen on top, by question."""
        found: dict[str, Any] = {}
        for block_id, (question, _) in fields(self.view()).items():
            given = answers.get(question.id)
            if isinstance(given, dict):
                found[block_id] = given["date" if is_day_of_signature(block_id) else "name"]
            elif given is not None:
                found[block_id] = given
        assert found, "the question is not on the screen"
        self.person.fill(found)

    def presses(self, action: str, *, value: str | set[str] = "") -> None:
        """Press the button of the screen on top that is about `value`."""
        wanted = {value} if isinstance(value, str) else value
        while (block := _block_of(self.view(), action, wanted)) is None:
            on = _block_of(self.view(), "review_part_next", {""})
            assert on is not None, f"there is no way to {action}"
            self.clicks(self.view(), "review_part_next", on)
        self.clicks(self.view(), action, block)

    def view(self) -> View:
        """Give the screen on top."""
        view = self.person.modal
        assert view is not None
        return view

    @contextmanager
    def at(self, device: Device) -> Iterator[None]:
        """Sit down at one device."""
        modals = self.workspace.screens._modals
        modals[self.person.user_id] = device.stack
        try:
            yield
        finally:
            device.stack = self.workspace.screens.stack(self.person.user_id)

    @contextmanager
    def doubling(self, together: bool | None) -> Iterator[None]:
        """Do everything twice, as a double click does; None: once."""
        self.workspace.double_interactions = together is not None
        self.workspace.doubles_together = bool(together)
        try:
            yield
        finally:
            self.workspace.double_interactions = False

    def does(self, act: Callable[[], Any]) -> None:
        """Do something: it is acknowledged well, in at most two commits, and the screen shows what is stored."""
        self.scene.tick()
        before = len(self.scene.commits)
        sent: list[Sent] = []
        deliver = self.workspace.delivery._send

        def recording(way: Way, body: View, retry: Any = None) -> Any:
            sent.append(Sent(way, body))
            return deliver(way, body, retry)

        with patch.object(self.workspace.delivery, "_send", recording):
            answer = act()
        assert answer.trouble is None, answer.failure
        assert answer.errors == {}
        assert len(self.scene.commits) - before <= 2 * len(sent)
        assert say("screens.told.not_found_title") not in str(self.person.modal)
        self.delivered += sent

    def deliver(self, sent: Sent) -> None:
        """Have something delivered that nobody does just now."""
        before = len(self.scene.commits)
        reply = self.workspace.delivery.interact(sent.way, lambda: sent.body)
        assert reply.failure is None
        assert len(self.scene.commits) - before <= 2

    def draft_of(self, view: View) -> Expected:
        """Give the model of the draft that a screen is about."""
        return self.drafts.setdefault(remembered(view).origin, Expected())

    def saves(self, view: View) -> None:
        """Change the model as this screen should, and look at what is shown now."""
        about = remembered(view)
        if about.origin in self.sent:
            return
        sections = FORM.sections_of_page(about.page_id)
        self.draft_of(view).save(sections, typed_in(view), row_id=about.row_id, revision=about.revision)
        if view["callback_id"] == "declaration" and self.is_sent(about.origin):
            self.draft_of(view).fill_in(REFERRAL_DATE, DAY.isoformat())
            self.sent.add(about.origin)

    def is_sent(self, origin: str) -> bool:
        """Tell whether a draft was submitted."""
        with self.scene.steps.database.read(self.scene.steps.clock()) as tx:
            return any(case.state != cases.DRAFT for case in tx.session.exec(select(Case).where(Case.origin == origin)))

    def is_asked(self, about: Remembered) -> bool:
        """Tell whether the page's rows are still asked for, and the draft not sent."""
        origin = about.origin or self.origin_of(about.case_id)
        purpose = self.drafts[origin].answers.get(("purpose", ""))
        rows = [section for section in FORM.sections_of_page(about.page_id) if section.group]
        return origin not in self.sent and not (purpose == "good_practice" and rows[0].id in {"E", "G"})

    def origin_of(self, case_id: str) -> str:
        """Give the origin of the draft that a screen names by its case."""
        with self.scene.steps.database.read(self.scene.steps.clock()) as tx:
            return cases.get(tx, case_id).origin

    def draft_of_case(self, case_id: str) -> Expected:
        """Give the model of a draft that a screen names by its case."""
        return self.drafts[self.origin_of(case_id)]


def _block_of(view: View, action: str, wanted: set[str]) -> str | None:
    """Give the block of the button that does `action` about one of `wanted`, whatever it is about if that is blank."""
    return next(
        (
            place.block_id
            for place in places(view["blocks"])
            if place.action_id == action and (wanted == {""} or place.element["value"] in wanted)
        ),
        None,
    )


def value_of(view: View, action: str, block: str) -> str:
    """Give what a button is about."""
    return str(
        next(
            place.element["value"]
            for place in places(view["blocks"])
            if (place.action_id, place.block_id) == (action, block)
        )
    )


def order_on(view: View) -> tuple[str, ...]:
    """Give the rows in the order in which a person sees them, from the buttons that move each one up."""
    moves = [place.element["value"].split(BETWEEN) for place in places(view["blocks"]) if place.action_id == "move_up"]
    return tuple(([moves[0][1]] if moves else []) + [row for row, _ in moves])


def acting_buttons(view: View) -> list[tuple[str, str]]:
    """Give the buttons of a view: action id and block id of each."""
    return [(place.action_id, place.block_id) for place in places(view["blocks"]) if place.element["type"] == "button"]


def fields(view: View) -> dict[str, tuple[Question, bool]]:
    """Give the question that a person reads at each field, and whether it may stay blank, by block id."""
    if view["callback_id"] not in {"page", "declaration"}:
        return {}
    asked = {question.label: question for section in sections_of(view) for question in section.questions}
    found: dict[str, tuple[Question, bool]] = {}
    last: Question | None = None
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        last = asked.get(block["label"]["text"], last)
        assert last is not None
        found[block["block_id"]] = (last, block["optional"])
    return found


def sections_of(view: View) -> tuple[Section, ...]:
    """Give the sections that a page may show."""
    return FORM.sections_of_page(remembered(view).page_id)


def is_day_of_signature(block_id: str) -> bool:
    """Tell whether a field is a signature's second one, for the day."""
    return "/date/" in block_id


def typed_in(view: View) -> dict[str, Typed]:
    """Give what stands in each field, by the question that a person reads there."""
    found: dict[str, Typed] = {}
    boxes: dict[str, list[Piece]] = {}
    for block_id, (question, _) in fields(view).items():
        value = held(view, block_id)
        if question.kind is Kind.SIGNATURE:
            parts = found.setdefault(question.id, {})
            assert isinstance(parts, dict)
            if isinstance(value, str):
                parts["date" if is_day_of_signature(block_id) else "name"] = value
        elif question.kind is Kind.LONG_TEXT:
            piece = Piece(str(value or ""), block_id.split("/")[2].lstrip("0123456789"))
            boxes.setdefault(question.id, []).append(piece)
        else:
            found[question.id] = value
    return found | {question_id: joined(pieces) or None for question_id, pieces in boxes.items()}


def held(view: View, block_id: str) -> str | list[str] | None:
    """Give what stands in one field."""
    (state,) = view["state"]["values"][block_id].values()
    if "selected_options" in state:
        return [option["value"] for option in state["selected_options"] or []]
    option = state.get("selected_option")
    value: str | None = option["value"] if option else state.get("value")
    return value


def shows_what_is_stored(view: View, draft: Expected) -> bool:
    """Tell whether every field of a page that was just drawn holds the stored answer.

    A menu cannot hold a text that is none of its options; the page says it above.
    """
    about = remembered(view)
    groups = {question.id: section.group for section in sections_of(view) for question in section.questions}
    questions = {question.id: question for question, _ in fields(view).values()}
    shown = {question_id: understood(questions[question_id], given) for question_id, given in typed_in(view).items()}
    stored = {
        question_id: draft.answers.get((question_id, about.row_id if groups[question_id] else ""))
        for question_id in shown
    }
    shown |= {name: value for name, value in stored.items() if is_beside_the_menu(questions[name], value)}
    return shown == stored or shown == stored | {DECLARATION: own_declaration(draft)}


def own_declaration(draft: Expected) -> Value | None:
    """Give the declaration as it is filled in for the referrer: with the name they gave, and today's date."""
    given = draft.answers.get((DECLARATION, ""))
    name = given.get("name") if isinstance(given, dict) else draft.answers.get(("referrer_name", ""))
    return {"name": name, "date": DAY.isoformat()} if isinstance(name, str) else None
