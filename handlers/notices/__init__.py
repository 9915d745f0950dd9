"""Notices: who is told of what, by which channel, in which words (docs/procedure.md, sections 4, 5 and 7).

`kinds` is the closed list: for each kind who is told, how, and what it may carry. The words are in
`forms/words/en/notices.toml`. `recipients` says who plays each part now, `sending` queues, `rendering` writes out.
"""

from __future__ import annotations

from handlers.notices.rendering import Notice, NoticeButton, render

__all__ = ["Notice", "NoticeButton", "render"]
