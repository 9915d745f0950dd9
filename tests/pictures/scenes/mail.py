"""Referrals by email: the business unit is told, looks at what was read, and says what is to become of it."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

from bot.mail.boxes import folder as folder_mailbox
from bot.trial import acts, world
from bot.trial.hands import by_block, fill_in, went_well
from bot.trial.world import World
from tests.journeys import by_mail
from tests.pictures.camera import Camera, latest


def mail(camera: Camera, marram: World, folder: Path) -> None:
    """Read a form that came by email, have it checked and accepted, and put a further letter with the case."""
    camera.chapter(
        "Referrals by email",
        "A form that comes by email is read. The business unit is told at once, and says what is to become of it.",
    )
    with patch.object(folder_mailbox, "LOOK_EVERY", 0.05):
        marram.start_bot()
        _letters(camera, marram, folder)


def _letters(camera: Camera, marram: World, folder: Path) -> None:
    by_mail.drop(folder, by_mail.letter(by_mail.REFERRAL, scan_pdf=b"%PDF-1.4\nNothing that can be read"))
    by_mail.settle(marram, folder)
    unit = marram.person(world.UNIT)
    card = latest(marram, world.UNIT, "open_intake")
    camera.message("intake-card", "The business unit is told at once: a number, how complete, and what to do.", card)
    stranger = by_mail.letter(
        "Lunch is at one.", sender="Nobody <nobody@elsewhere.example>", message_id="<2@e.example>"
    )
    by_mail.drop(folder, stranger)
    by_mail.settle(marram, folder)
    camera.home("intake-home", "The business unit’s Home says how many wait.", unit)
    home = unit.open_home()
    assert home is not None
    went_well(unit.click(home, "see_intakes"))
    camera.modal("intakes", "What waits. What comes from an unknown address is set apart.", unit)
    went_well(unit.close())
    went_well(unit.click(card, "open_intake"))
    camera.modal("intake", "What was read. What is only likely somebody checks.", unit, cut="top")
    camera.question("intake-accept", "Slack asks before it becomes a referral.", unit, "accept_intake")
    went_well(unit.click(acts.modal(unit), "accept_intake"))
    camera.modal("intake-purpose", "Where nothing says what is asked for, somebody chooses.", unit)
    fill_in(unit, {"purpose": "learning_review"})
    camera.modal("intake-accepted", "It is a referral now, and everybody has been told.", unit)
    went_well(unit.close())
    went_well(unit.click(latest(marram, world.UNIT, "attach_intake"), "attach_intake"))
    unit.submit(by_block(acts.modal(unit), {"reference": "PRP-2026-0009"}))
    camera.modal("intake-attach", "A letter is put with a case that was sent.", unit)
    fill_in(unit, {"reference": "PRP-2026-0001"})
    by_mail.settle(marram, folder)
    went_well(unit.close())
    went_well(unit.click(marram.workspace.messages(world.PANEL_CHANNEL)[0], "open_case"))
    camera.modal("case-letter", "What a letter says stands in the case until somebody adds it.", unit, cut="top")
