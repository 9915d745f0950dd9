"""Ready cases that `prp try --story` plays. All people in them are invented."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict

STORIES = ("scr", "learning", "good_practice")


class Happening(BaseModel):
    """An action in a story: what is to be done, and the note of its owner when it is done."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    note: str


class Story(BaseModel):
    """A ready case: what is typed on each page, and what the chair and the business unit record afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    regime: str | None = None
    """The regime that holds the Board; None: the one of today."""
    pages: dict[str, dict[str, Any]]
    """Answers by page id, then by question id, as a person would type them."""
    decision: dict[str, str]
    action: Happening


def story(name: str) -> Story:
    """Give a story by its name; raises `FileNotFoundError` for a name that is not in `STORIES`."""
    text = resources.files(__name__).joinpath(f"{name}.toml").read_text("utf-8")
    return Story.model_validate(tomllib.loads(text))
