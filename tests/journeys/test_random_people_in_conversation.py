"""Random people who refer cases in the form and in direct messages by turns; see `test_random_people_in_slack`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from forms.loading import default_form_text
from handlers.form_versions import Forms
from storage.database import Database
from tests.conftest import Clock
from tests.journeys.random_people import FORM, Scene, scene_for
from tests.journeys.random_talk import RandomTalk
from tests.journeys.test_random_people_in_slack import BOARD

STEPS = int(os.environ.get("PRP_TEST_STEPS", "200"))
STEPS_OF_ONE_PERSON = 40
TALKING = BOARD.model_copy(update={"typed_answers": True})
FORMS = Forms(FORM, default_form_text())


@pytest.fixture
def scene(database: Database, clock: Clock, commits: list[int]) -> Iterator[Scene]:
    with scene_for(TALKING, FORMS, database, clock, commits) as scene:
        yield scene


def test_no_answer_is_lost_or_misplaced_between_the_form_and_direct_messages(scene: Scene) -> None:
    class Here(RandomTalk):
        def __init__(self, **_: Any) -> None:
            super().__init__(scene, TALKING, FORMS)

    run_state_machine_as_test(
        Here,
        settings=settings(
            # half of the steps on each database; the first person of all stops almost at once, so there is one more
            max_examples=STEPS // (2 * STEPS_OF_ONE_PERSON) + 1,
            stateful_step_count=STEPS_OF_ONE_PERSON,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
