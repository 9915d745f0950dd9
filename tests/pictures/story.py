"""The whole story that the pictures tell, played in a real journey: what people see, and the terminal of `prp try`."""

from __future__ import annotations

import io
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bot.trial import acts, drawing, world
from bot.trial.stories import story
from bot.trial.story import Play
from bot.trial.world import World
from tests.journeys import by_mail
from tests.pictures.camera import Camera
from tests.pictures.scenes import (
    after_sending,
    conversation,
    deciding,
    drafts,
    files,
    keeping,
    mail,
    notices,
    people,
    referring,
    troubles,
)

START = datetime(2026, 3, 2, 10, tzinfo=UTC)


def seen() -> Camera:
    """Play the story and give everything that is seen in it."""
    camera = Camera()
    with tempfile.TemporaryDirectory() as place, World(Path(place), start=START, regime="WT2015") as marram:
        referring.referral_for_a_review(camera, marram)
        card = marram.workspace.messages(world.PANEL_CHANNEL)[0]
        camera.message("panel-card", "All that the panel’s channel is told: a reference, and a button.", card)
        referring.interruptions(camera, marram)
        referring.other_routes(camera, marram)
        referring.long_review(camera, marram)
        deciding.case_by_role(camera, marram)
        deciding.decision(camera, marram)
        deciding.action(camera, marram)
        troubles.troubles(camera, marram)
    with tempfile.TemporaryDirectory() as place, World(Path(place), start=START, regime="WT2015") as marram:
        after_sending.after_sending(camera, marram)
    with tempfile.TemporaryDirectory() as place, World(Path(place), start=START, files_in_slack=True) as marram:
        files.files(camera, marram)
    with tempfile.TemporaryDirectory() as place, World(Path(place), start=START) as marram:
        drafts.drafts(camera, marram)
    with tempfile.TemporaryDirectory() as place, World(Path(place), start=START, retention=True) as marram:
        keeping.keeping(camera, marram)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "mail"
        with World(Path(place), start=START, **by_mail.settings(folder)) as marram:
            marram.stop_bot()
            mail.mail(camera, marram, folder)
    with tempfile.TemporaryDirectory() as place, World(Path(place), start=START) as marram:
        people.people(camera, marram)
    with tempfile.TemporaryDirectory() as place, World(Path(place), start=START) as marram:
        conversation.conversation(camera, marram)
    with tempfile.TemporaryDirectory() as place, _with_conflict(Path(place)) as marram:
        marram.workspace.channel(world.PANEL_CHANNEL).members.discard(marram.workspace.bot_user_id)
        acts.refer(marram.person(world.REFERRER), story("scr").pages)
        marram.settle()
        troubles.undelivered(camera, marram)
        deciding.conflicts(camera, marram)
        notices.notices(camera, marram)
    return camera


def terminal() -> str:
    """Play the story as `prp try` does, and give its terminal as SVG."""
    script = story("scr")
    shown = Console(width=drawing.WIDTH, highlight=False, record=True, file=io.StringIO())
    with tempfile.TemporaryDirectory() as place, World(Path(place), start=START, regime=script.regime) as marram:
        acts.refer(marram.person(world.REFERRER), script.pages)
        marram.settle()
        play = Play(marram, script, shown)
        play.remind()
        play.decide()
    svg = shown.export_svg(title="prp try --story scr", unique_id="story")
    # rich would have the reader's browser fetch fonts from elsewhere
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def _with_conflict(folder: Path) -> World:
    """Give a Board whose chair belongs to the referrer's agency."""
    return World(
        folder,
        start=START,
        regime="WT2015",
        chair_agency="Marram Community Health",
        deputy_chair_email=world.DEPUTY_EMAIL,
        deputy_chair_slack_id=world.DEPUTY,
    )
