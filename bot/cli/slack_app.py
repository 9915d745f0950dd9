"""The Slack app's manifest, ready to paste, and the scopes that the bot needs."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

_STEP = "  "


def manifest() -> dict[str, Any]:
    """Give the manifest as data."""
    return tomllib.loads(resources.files("bot.cli").joinpath("slack_app.toml").read_text("utf-8"))


def scopes() -> frozenset[str]:
    """Give the bot scopes that the bot needs."""
    return frozenset(manifest()["oauth_config"]["scopes"]["bot"])


def manifest_yaml() -> str:
    """Give the manifest as YAML, as Slack's page for a new app takes it."""
    return "\n".join(_block(manifest(), "")) + "\n"


def _block(value: dict[str, Any] | list[Any], indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _item(f"{indent}{key}:", item, indent + _STEP)
    else:
        for item in value:
            if isinstance(item, dict):
                first, *rest = _block(item, indent + _STEP)
                yield f"{indent}- {first.strip()}"
                yield from rest
            else:
                yield f"{indent}- {json.dumps(item)}"


def _item(head: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict | list):
        yield head
        yield from _block(value, indent)
    else:
        yield f"{head} {json.dumps(value, ensure_ascii=False)}"
