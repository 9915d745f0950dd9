"""A Board with a draft, and a case that waits for its final decision, with information, an action and a file; and
one person for each part that somebody can play in it (docs/procedure.md, section 1)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.compose import CLOCK, FETCHER
from bot.slack.members import Standing
from bot.trial import acts, world
from bot.trial.hands import fill_in, went_well
from bot.trial.world import World
from handlers import people
from handlers.access import Actor, Role, identify
from handlers.work import Work
from storage import attachments, conflicts, duties, intakes
from storage import people as stored_people
from storage.database import Transaction
from storage.tables import Table
from tests.cases import marked
from tests.forms.documents.samples import PDF
from tests.journeys.conftest import START

MARK = "Zyxq"
"""In everything that is confidential."""
REFERRAL = marked("scr", mark=MARK)
PAGES = {page.page_id: page.typed for page in REFERRAL.pages} | {"declaration": REFERRAL.declaration}
REFERRERS_AGENCY = str(PAGES["referrer"]["referrer_agency"])

STRANGER, GUEST, ELSEWHERE, ROBOT = "U0STRANGER", "U0GUEST", "U0ELSEWHERE", "U0ROBOT"
ADMINISTRATOR, LEAD, PANEL_CHAIR, IDLE, FORMER = "U0ADMIN", "U0LEAD", "U0PANELCHAIR", "U0IDLE", "U0FORMER"
PANEL_IN_CONFLICT, UNIT_IN_CONFLICT = "U0PANELCONFLICT", "U0UNITCONFLICT"
GIVEN = {
    ADMINISTRATOR: (Role.ADMINISTRATOR, "Marram Council"),
    LEAD: (Role.AGENCY_LEAD, "Marram Schools"),
    PANEL_CHAIR: (Role.PANEL_CHAIR, "Marram Council"),
    IDLE: (Role.ACTION_OWNER, "Marram Council"),
    FORMER: (Role.BUSINESS_UNIT, "Marram Council"),
    PANEL_IN_CONFLICT: (Role.PANEL, REFERRERS_AGENCY),
    UNIT_IN_CONFLICT: (Role.BUSINESS_UNIT, REFERRERS_AGENCY.upper()),
}
MAY_REFER = frozenset(world.NAMES) | GIVEN.keys() | {STRANGER}
EVERYBODY = MAY_REFER | {GUEST, ELSEWHERE}
"""Everybody whom the bot serves at all: it refuses bots and removed accounts before it asks what they want."""

ADMINISTERS = Actor("command_line:trial", frozenset({Role.ADMINISTRATOR}))


@dataclass(frozen=True)
class Part:
    """Somebody's part in the case: a column of the table."""

    title: str
    user: str
    chair_in_conflict: bool = False

    @property
    def named(self) -> str:
        """By what a command knows them."""
        return {world.CHAIR: str(Role.CHAIR), world.DEPUTY: str(Role.DEPUTY_CHAIR)}.get(self.user, self.user)

    @property
    def standing(self) -> Standing:
        """What they are in the workspace."""
        others = {GUEST: Standing.GUEST, ELSEWHERE: Standing.OTHER_ORGANISATION, ROBOT: Standing.NOBODY}
        return others.get(self.user, Standing.MEMBER)


PARTS = (
    Part("referrer", world.REFERRER),
    Part("business unit", world.UNIT),
    Part("business manager", world.MANAGER),
    Part("panel member", world.PANEL_MEMBER),
    Part("panel chair", PANEL_CHAIR),
    Part("chair", world.CHAIR),
    Part("deputy chair", world.DEPUTY),
    Part("deputy for a chair in conflict", world.DEPUTY, chair_in_conflict=True),
    Part("owes something in the case", world.OWNER),
    Part("action owner elsewhere", IDLE),
    Part("agency lead", LEAD),
    Part("administrator", ADMINISTRATOR),
    Part("role taken away", FORMER),
    Part("anyone else", STRANGER),
    Part("guest", GUEST),
    Part("other organisation", ELSEWHERE),
    Part("bot or removed account", ROBOT),
)


@dataclass(frozen=True)
class Scene:
    """The Board, and what there is in it."""

    marram: World
    ids: dict[str, str]
    """The ids of the draft, of the case, of its duties by kind and of a message that the referrer wrote to the bot;
    under the empty name, one that is nobody's."""

    @contextmanager
    def played(self, part: Part, *, in_conflict: bool) -> Iterator[Work]:
        """Give a unit of work for who plays this part, who may have a conflict of interest; nothing of it is kept."""
        office = self.marram.service.office
        with suppress(_Undone), office.database.begin(office.clock()) as tx:
            actor = identify(tx, office.board, part.user, may_refer=part.user in MAY_REFER)
            if not actor.who:  # whom the Board has no record of nobody can mark
                stored_people.add(tx, name=part.title, roles=(), slack=part.user)
                actor = identify(tx, office.board, part.user, may_refer=part.user in MAY_REFER)
            self._mark(tx, part, actor.who if in_conflict else frozenset())
            yield office.work(tx, actor)
            raise _Undone

    @contextmanager
    def marked(self, part: Part, *, in_conflict: bool) -> Iterator[None]:
        """Have it kept, for a while, that who plays this part has a conflict of interest; or has none."""
        office = self.marram.service.office
        with office.begin(CLOCK) as work:
            who = identify(work.tx, office.board, part.user, may_refer=True).who
            self._mark(work.tx, part, who if in_conflict else frozenset())
        try:
            yield
        finally:
            with office.begin(CLOCK) as work:
                table = Table.metadata.tables["conflict"]
                work.tx.session.execute(table.delete().where(table.c.who.in_(who | {Role.CHAIR.value})))

    def _mark(self, tx: Transaction, part: Part, whom: frozenset[str]) -> None:
        for case_id in (self.ids["case"], self.ids["draft"]):
            for who in sorted(whom | ({Role.CHAIR.value} if part.chair_in_conflict else set())):
                conflicts.mark(tx, case_id, who)


class _Undone(Exception):
    """What was only tried is not kept."""


@contextmanager
def opened(folder: Path) -> Iterator[Scene]:
    """Play the scene, and give it."""
    with World(
        folder,
        start=START,
        regime="WT2015",
        deputy_chair_email=world.DEPUTY_EMAIL,
        deputy_chair_slack_id=world.DEPUTY,
    ) as marram:
        _people_arrive(marram)
        referrer = marram.person(world.REFERRER)
        acts.refer(referrer, PAGES)
        went_well(referrer.close())
        referrer.say(f"{MARK} message")
        went_well(referrer.command("/refer"))
        fill_in(referrer, {})
        fill_in(referrer, PAGES["before_you_start"])
        marram.settle()
        _chair_asks_for_more(marram)
        unit = marram.person(world.UNIT)
        card = unit.channel_messages(world.PANEL_CHANNEL)[0]
        acts.add_action(unit, card, text=f"{MARK} action", owner=world.NAMES[world.OWNER], due="17 April 2026")
        with marram.service.office.begin(ADMINISTERS) as work:
            people.remove(work, FORMER)
        marram.settle()
        scene = Scene(marram, _ids(marram))
        _a_file_is_kept(scene)
        _a_letter_came(scene)
        marram.service.tick()  # what the clock does of itself is done before anybody tries anything
        yield scene


def _people_arrive(marram: World) -> None:
    marram.workspace.add_user(GUEST, "Guest", guest=True)
    marram.workspace.add_user(ELSEWHERE, "Elsewhere", other_organisation=True)
    marram.workspace.add_user(ROBOT, "Robot", bot=True)
    for user in (STRANGER, *GIVEN):
        marram.workspace.add_user(user, user.removeprefix("U0").title())
    with marram.service.office.begin(ADMINISTERS) as work:
        for user, (role, agency) in GIVEN.items():
            people.add(work, people.AddPerson(name=user, roles=(role,), agency=agency, slack=user))


def _chair_asks_for_more(marram: World) -> None:
    chair = marram.person(world.CHAIR)
    went_well(chair.click(chair.messages[0], "record_decision"))
    supplier = acts.option(acts.modal(chair), "supplier", world.NAMES[world.OWNER])
    wanted = {"supplier": supplier, "wanted": f"{MARK} wanted", "supply_by": "30 March 2026"}
    fill_in(chair, {"outcome": "more_information", "reasons": f"{MARK} reasons"} | wanted)


def _a_file_is_kept(scene: Scene) -> None:
    case_id = scene.ids["case"]
    with scene.marram.service.office.begin(FETCHER) as work:
        attachments.want(work.tx, case_id=case_id, origin="test:F1", name=f"{MARK}.pdf", by=world.REFERRER)
        (file,) = attachments.of_case(work.tx, case_id)
        attachments.keep(work.tx, file.id, kind="pdf", content=PDF)


def _a_letter_came(scene: Scene) -> None:
    """Have a letter belong to the case: it is the first one, IN-0001."""
    with scene.marram.service.office.begin(CLOCK) as work:
        intakes.begin(
            work.tx, state="attached", sender="somebody@example.org", is_trusted=True, case_id=scene.ids["case"]
        )


def _ids(marram: World) -> dict[str, str]:
    with marram.service.office.read(CLOCK) as work:
        found = work.tx.session.execute(Table.metadata.tables["case"].select()).all()
        (case_id,) = (row.id for row in found if row.state != "draft")
        (draft_id,) = (row.id for row in found if row.state == "draft")
        owed = {duty.kind: duty.id for duty in duties.of_case(work.tx, case_id)}
        kept = work.tx.session.execute(Table.metadata.tables["inbox"].select()).all()
        message_id = next(
            row.id for row in kept if row.kind == "event:message" and row.actor == f"slack:{world.REFERRER}"
        )
    return {"": "nobodys", "draft": draft_id, "case": case_id, "message": message_id} | owed
