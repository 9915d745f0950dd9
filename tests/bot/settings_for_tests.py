"""Settings that are right, to be changed one by one."""

from __future__ import annotations

from pathlib import Path

GOOD = {
    "PRP_BOARD_NAME": "Anytown Board",
    "PRP_FRONT_DOOR": "0151 496 0000",
    "PRP_OUT_OF_HOURS": "0151 496 0999",
    "PRP_BUSINESS_UNIT_EMAIL": "unit@example.gov.uk",
    "PRP_CHAIR_EMAIL": "chair@example.org",
    "PRP_PANEL_CHANNEL": "C0PANEL",
    "PRP_SLACK_BOT_TOKEN": "xoxb-1-abc",
    "PRP_SLACK_APP_TOKEN": "xapp-1-abc",
    "PRP_SMTP_URL": "folder:mail",
    "PRP_MAIL_FROM": "prp@example.gov.uk",
}


def write_env(path: Path, **changed: str | None) -> None:
    """Write a ``.env`` with right settings and those changed; None takes one out."""
    settings = {name: value for name, value in (GOOD | changed).items() if value is not None}
    path.write_text("".join(f"{name}={value}\n" for name, value in settings.items()), encoding="utf-8")
