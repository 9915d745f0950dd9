"""Draws Block Kit as HTML, near enough to Slack's own look to judge wording, order and length by eye.

Only what the bot sends is drawn; any other block or element raises `KeyError`, so that a new one is not overlooked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any, Literal

from bot.trial.world import NAMES

Block = dict[str, Any]
Cut = Literal["", "top", "end"]

STYLE = """
body { margin: 0; padding: 24px; background: #f4f4f4; font: 15px/1.46 Lato, "Noto Sans", sans-serif; color: #1d1c1d; }
.modal, .message, .home { background: #fff; border-radius: 8px; width: 520px; border: 1px solid #bbb; }
.cut { max-height: 1100px; overflow: hidden; display: flex; flex-direction: column; }
.end { justify-content: flex-end; }
.mail { background: #fff; border: 1px solid #bbb; width: 620px; } .mail > p { margin: 0; padding: 12px 24px; }
.home { width: 760px; padding: 16px 24px; } .message { padding: 12px 20px; width: 600px; }
.bar { display: flex; justify-content: space-between; padding: 16px 24px; border-bottom: 1px solid #ddd; }
.bar b { font-size: 20px; } .blocks { padding: 8px 24px 16px; }
.foot { display: flex; justify-content: flex-end; gap: 12px; padding: 16px 24px; border-top: 1px solid #ddd; }
h3 { font-size: 18px; margin: 14px 0 6px; } p { margin: 8px 0; white-space: pre-wrap; }
hr { border: 0; border-top: 1px solid #ddd; margin: 12px 0; } .context { font-size: 13px; color: #616061; }
.section { display: flex; justify-content: space-between; align-items: flex-start; gap: 16px; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 0 16px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin: 10px 0; }
.button { border: 1px solid #bbb; border-radius: 4px; padding: 4px 12px; font-weight: 700; white-space: nowrap; }
.primary { background: #007a5a; color: #fff; border-color: #007a5a; } .danger { color: #e01e5a; border-color: #e01e5a; }
.input { margin: 14px 0; } .input > b { display: block; margin-bottom: 4px; } .hint { font-size: 13px; color: #616061; }
.box { border: 1px solid #888; border-radius: 4px; padding: 8px 12px; min-height: 20px; white-space: pre-wrap; }
.long { min-height: 72px; } .empty { color: #8d8d8d; } .wrong .box { border-color: #e01e5a; }
.error { color: #c01343; font-size: 14px; } .optional { font-weight: 400; color: #616061; }
"""


def page(body: str) -> str:
    """Wrap a drawing in a whole HTML page."""
    return f'<!doctype html><html lang="en-GB"><meta charset="utf-8"><style>{STYLE}</style><body>{body}</body></html>'


def modal(view: Block, errors: dict[str, str] | None = None, *, cut: Cut = "") -> str:
    """Draw a modal with what is typed in it, and `errors` (by block id) as Slack shows them after a submission.

    With `cut` only about as much is drawn as Slack shows at once, at its top or scrolled to its end.
    """
    view = view | {"blocks": _as_filled_in(view)}
    submit = f'<span class="button primary">{_text(view["submit"])}</span>' if view.get("submit") else ""
    close = f'<span class="button">{_text(view["close"]) if view.get("close") else "Close"}</span>'
    return (
        f'<div class="modal"><div class="bar"><b>{_text(view["title"])}</b><span>✕</span></div>'
        f'<div class="blocks{f" cut {cut}" if cut else ""}"><div>{_blocks(view["blocks"], errors or {})}</div></div>'
        f'<div class="foot">{close}{submit}</div>'
        "</div>"
    )


def message(blocks: list[Block], text: str = "") -> str:
    """Draw a message; `text` is what is shown where there are no blocks."""
    return (
        f'<div class="message"><b>Review panel</b>{_blocks(blocks, {}) if blocks else f"<p>{escape(text)}</p>"}</div>'
    )


def question(asked: Block) -> str:
    """Draw what Slack asks before a click counts."""
    return (
        f'<div class="modal"><div class="bar"><b>{_text(asked["title"])}</b><span>✕</span></div>'
        f'<div class="blocks"><p>{_text(asked["text"])}</p></div><div class="foot">'
        f'<span class="button">{_text(asked["deny"])}</span>'
        f'<span class="button primary">{_text(asked["confirm"])}</span></div></div>'
    )


def mail(subject: str, html: str) -> str:
    """Draw a mail: its subject, and the body of its HTML part as it is."""
    (body,) = re.findall(r"<body style=\"(.*?)\">(.*)</body>", html, re.DOTALL)
    return (
        f'<div class="mail"><p class="context">Subject: <b>{escape(subject)}</b></p>'
        f'<div style="{body[0]}">{body[1]}</div></div>'
    )


def home(view: Block) -> str:
    """Draw an App Home."""
    return f'<div class="home">{_blocks(view["blocks"], {})}</div>'


def _as_filled_in(view: Block) -> list[Block]:
    """Give the blocks with what a person has put into each input in place of its first value."""
    state = view.get("state", {}).get("values", {})
    return [
        block | {"element": _typed(block["element"], state[block["block_id"]])}
        if block["type"] == "input" and block.get("block_id") in state
        else block
        for block in view["blocks"]
    ]


def _typed(element: Block, state: Block) -> Block:
    entry = state[element["action_id"]]
    names = {"value": "initial_value", "selected_option": "initial_option", "selected_options": "initial_options"}
    names |= {"files": "initial_files", "selected_user": "initial_user"}
    return element | {names[key]: value for key, value in entry.items() if key in names and value}


def _blocks(blocks: list[Block], errors: dict[str, str]) -> str:
    return "".join(BLOCKS[block["type"]](block, errors) for block in blocks)


def _text(value: Block | None) -> str:
    if value is None:
        return ""
    text = escape(value["text"])
    return text if value["type"] == "plain_text" else _mrkdwn(text)


def _mrkdwn(text: str) -> str:
    text = re.sub(r"\*(.+?)\*", r"<b>\1</b>", text)
    text = re.sub(r"(?<!\w)_(.+?)_(?!\w)", r"<i>\1</i>", text)
    return re.sub(r"`(.+?)`", r"<code>\1</code>", text)


def _section(block: Block, errors: dict[str, str]) -> str:
    fields = "".join(f"<p>{_text(each)}</p>" for each in block.get("fields", []))
    text = f"<p>{_text(block['text'])}</p>" if "text" in block else ""
    accessory = _element(block["accessory"]) if "accessory" in block else ""
    return f'<div class="section"><div>{text}<div class="fields">{fields}</div></div>{accessory}</div>'


def _input(block: Block, errors: dict[str, str]) -> str:
    optional = ' <span class="optional">(optional)</span>' if block.get("optional") else ""
    error = errors.get(block.get("block_id", ""), "")
    hint = f'<div class="hint">{_text(block["hint"])}</div>' if "hint" in block else ""
    wrong = f'<div class="error">⚠ {escape(error)}</div>' if error else ""
    return (
        f'<div class="input{" wrong" if error else ""}"><b>{_text(block["label"])}{optional}</b>'
        f"{_element(block['element'])}{wrong}{hint}</div>"
    )


def _rich_section(section: Block) -> str:
    said = (
        f"<b>@{escape(NAMES[each['user_id']])}</b>" if each["type"] == "user" else escape(each["text"])
        for each in section["elements"]
    )
    return f"<p>{''.join(said)}</p>"


def _element(element: Block) -> str:
    return ELEMENTS[element["type"]](element)


def _button(element: Block) -> str:
    return f'<span class="button {element.get("style", "")}">{_text(element["text"])}</span>'


def _plain_text_input(element: Block) -> str:
    typed = element.get("initial_value", "")
    shown = escape(typed) if typed else f'<span class="empty">{_text(element.get("placeholder"))}</span>'
    return f'<div class="box{" long" if element.get("multiline") else ""}">{shown}</div>'


def _date(element: Block) -> str:
    return f'<div class="box">{escape(element.get("initial_date", "Choose a date"))} ▾</div>'


def _files(element: Block) -> str:
    chosen = "".join(f'<div class="box">{escape(file["name"])}</div>' for file in element.get("initial_files", []))
    return f'{chosen}<div class="box"><span class="button">Add file</span> or drop one here</div>'


def _menu(element: Block) -> str:
    chosen = element.get("initial_options") or [one for one in [element.get("initial_option")] if one]
    shown = NAMES.get(element.get("initial_user", "")) or ", ".join(_text(one["text"]) for one in chosen)
    return f'<div class="box">{shown or _text(element.get("placeholder")) or "Choose"} ▾</div>'


def _ticks(on: str, off: str) -> Callable[[Block], str]:
    def draw(element: Block) -> str:
        chosen = [element.get("initial_option"), *element.get("initial_options", [])]
        values = {one["value"] for one in chosen if one}
        return "".join(
            f"<div>{on if one['value'] in values else off} {_text(one['text'])}"
            f'<div class="hint">{_text(one.get("description"))}</div></div>'
            for one in element["options"]
        )

    return draw


BLOCKS: dict[str, Callable[[Block, dict[str, str]], str]] = {
    "header": lambda block, _: f"<h3>{_text(block['text'])}</h3>",
    "divider": lambda _block, _: "<hr>",
    "section": _section,
    "context": lambda block, _: "".join(f'<p class="context">{_text(each)}</p>' for each in block["elements"]),
    "rich_text": lambda block, _: "".join(map(_rich_section, block["elements"])),
    "actions": lambda block, _: f'<div class="actions">{"".join(map(_element, block["elements"]))}</div>',
    "input": _input,
}

ELEMENTS: dict[str, Callable[[Block], str]] = {
    "button": _button,
    "plain_text_input": _plain_text_input,
    "datepicker": _date,
    "file_input": _files,
    "static_select": _menu,
    "multi_static_select": _menu,
    "users_select": _menu,
    "radio_buttons": _ticks("◉", "○"),
    "checkboxes": _ticks("☑", "☐"),
    "overflow": lambda _: '<span class="button">…</span>',
}
