"""What tests of use cases may ask for: a Board, the form, and work as somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from forms.loading import default_form, default_form_text
from handlers.access import identify
from handlers.board import Board, Contact
from handlers.form_versions import Forms
from handlers.referral.answer import AnswerPage, answer_page
from handlers.referral.begin import first_page
from handlers.referral.submit import SubmitReferral, declaration, submit
from handlers.screens import PageScreen, Receipt, Review
from handlers.work import Work
from storage import people
from storage.database import Database
from storage.tables import new_id
from tests.cases import SCR, TypedReferral
from tests.conftest import Clock

REFERRER = "U0REFER"
CHAIR = "U0CHAIR"
DEPUTY = "U0DEPUTY"
UNIT = "U0UNIT"
PANEL = "U0PANEL"
STRANGER = "U0OTHER"

WorkAs = Callable[..., AbstractContextManager[Work]]
Draft = Callable[..., str]
Refer = Callable[..., Receipt]


@pytest.fixture
def board() -> Board:
    """A Board with a chair and a deputy in the workspace."""
    return Board(
        name="Northport Safeguarding Children Board",
        panel_name="Practice Review Panel",
        front_door="0151 496 0100",
        out_of_hours="0151 496 0200",
        chair=Contact(email="chair@example.org", slack=CHAIR),
        deputy_chair=Contact(email="deputy@example.org", slack=DEPUTY),
        business_unit_email="unit@example.org",
        panel_channel="C0PANEL",
    )


@pytest.fixture(scope="session")
def forms() -> Forms:
    """The default appendix 1."""
    return Forms(default_form(), default_form_text())


@pytest.fixture
def work_as(database: Database, board: Board, forms: Forms, clock: Clock) -> WorkAs:
    """Give work as a Slack user, in a transaction of its own: ``with work_as(REFERRER) as work``."""

    @contextmanager
    def begin(slack_user: str, *, may_refer: bool = True, on: Board | None = None) -> Iterator[Work]:
        with database.begin(clock.now()) as tx:
            actor = identify(tx, on or board, slack_user, may_refer=may_refer)
            yield Work(tx, on or board, forms, actor)

    return begin


@pytest.fixture
def staff(database: Database, clock: Clock) -> None:
    """Somebody of the business unit and a member of the panel, both in the workspace."""
    with database.begin(clock.now()) as tx:
        people.add(tx, name="Una Marsh", roles=["business_unit"], agency="Northport Board", slack=UNIT)
        people.add(tx, name="Piet Vance", roles=["panel"], agency="Northport Police", slack=PANEL)


@pytest.fixture
def draft(work_as: WorkAs) -> Draft:
    """Type a referral up to the declaration, one transaction for each page, and give the case's id."""

    def type_all(referral: TypedReferral = SCR, *, by: str = REFERRER, origin: str = "view:V1") -> str:
        with work_as(by) as work:
            screen: PageScreen | Review = first_page(work, origin)
        case_id = ""
        for page in referral.pages:
            with work_as(by) as work:
                given = AnswerPage(case_id, origin, page.page_id, new_id(), screen.revision, page.typed, "skip")
                following = answer_page(work, given)
            assert isinstance(following, PageScreen | Review)
            screen, case_id = following, following.case_id
        return case_id

    return type_all


@pytest.fixture
def refer(work_as: WorkAs, draft: Draft) -> Refer:
    """Type a whole referral and send it; gives the receipt."""

    def send(referral: TypedReferral = SCR, *, by: str = REFERRER, origin: str = "view:V1") -> Receipt:
        case_id = draft(referral, by=by, origin=origin)
        with work_as(by) as work:
            screen = declaration(work, case_id)
            assert isinstance(screen, PageScreen), "something is missing in this referral"
            sent = submit(work, SubmitReferral(case_id, screen.revision, referral.declaration))
        assert isinstance(sent, Receipt)
        return sent

    return send
