"""Random people refer cases in Slack: on two devices, back and forth, doubled, repeated, late, over restarts.

No answer is lost or put at the wrong question, no screen is a dead end, and no step takes more than two commits. A few
hundred steps here; `PRP_TEST_STEPS=10000` takes ten thousand (see CONTRIBUTING.md).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from forms.loading import default_form_text
from handlers.board import Board, Contact
from handlers.form_versions import Forms
from storage.database import Database
from tests.conftest import Clock
from tests.journeys.random_people import FORM, RandomPeople, Scene, scene_for

STEPS = int(os.environ.get("PRP_TEST_STEPS", "300"))
STEPS_OF_ONE_PERSON = 50
FORMS = Forms(FORM, default_form_text())

BOARD = Board(
    name="Marram Safeguarding Children Board",
    panel_name="Practice Review Panel",
    front_door="01632 960 100",
    out_of_hours="01632 960 199",
    chair=Contact(email="chair@example.org"),
    business_unit_email="unit@example.org",
    panel_channel="C0PANEL",
)


@pytest.fixture
def scene(database: Database, clock: Clock, commits: list[int]) -> Iterator[Scene]:
    with scene_for(BOARD, FORMS, database, clock, commits) as scene:
        yield scene


def test_no_answer_is_lost_or_misplaced_and_every_referral_can_be_sent(scene: Scene) -> None:
    class Here(RandomPeople):
        def __init__(self, **_: Any) -> None:
            super().__init__(scene)

    run_state_machine_as_test(
        Here,
        settings=settings(
            # half of the steps on each database; the first person of all stops almost at once, so there is one more
            max_examples=STEPS // (2 * STEPS_OF_ONE_PERSON) + 1,
            stateful_step_count=STEPS_OF_ONE_PERSON,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink hundreds of steps takes many minutes
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
