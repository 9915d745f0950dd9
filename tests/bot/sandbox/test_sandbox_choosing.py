"""What a client lets its person type or choose, element by element."""

from typing import Any

import pytest

from bot.sandbox.choosing import ClientRefused, action_of, chosen, missing
from bot.sandbox.inputs import Place, first_state, held_value
from tests.bot.sandbox.pieces import Json, asked, option, select, text_input


def element(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "used"} | more


TWO = [option("a"), option("b")]

TAKEN: list[tuple[Json, Any, Any]] = [
    (text_input(multiline=True), "two\nlines", "two\nlines"),
    (text_input(), None, None),
    (element("email_text_input"), "a.b@example.org", "a.b@example.org"),
    (element("url_text_input"), "https://example.org", "https://example.org"),
    (element("number_input", is_decimal_allowed=True), "-1.5", "-1.5"),
    (element("datepicker"), "2026-04-03", "2026-04-03"),
    (element("timepicker"), "09:30", "09:30"),
    (element("datetimepicker"), 1_790_000_000, 1_790_000_000),
    (element("users_select"), "U0REF", "U0REF"),
    (element("multi_users_select"), ["U0REF", "U0PANEL"], ["U0REF", "U0PANEL"]),
    (element("radio_buttons", options=TWO), "b", option("b")),
    (element("checkboxes", options=TWO), ["b", "a"], [option("b"), option("a")]),
    (element("checkboxes", options=TWO), None, []),
    (element("static_select", option_groups=[{"label": "one", "options": TWO}]), "a", option("a")),
]

PAPER = {"name": "Paper.PDF", "size": 10_000_000}
PICTURE = {"name": "picture.png", "size": 1}
TAKEN += [
    (element("file_input"), [PAPER, PICTURE], [PAPER, PICTURE]),
    (element("file_input", filetypes=["pdf"], max_files=1), [PAPER], [PAPER]),
    (element("file_input"), None, []),
]

REFUSED: list[tuple[Json, Any]] = [
    (text_input(), "two\nlines"),
    (text_input(), "x" * 3001),
    (text_input(max_length=3), "four"),
    (element("email_text_input"), "nowhere"),
    (element("url_text_input"), "example.org"),
    (element("number_input", is_decimal_allowed=True), "several"),
    (element("datepicker"), "2026-13-01"),
    (element("datepicker"), "2026-02-30"),
    (element("datepicker"), "20260403"),
    (element("number_input", is_decimal_allowed=False), "1.5"),
    (element("number_input", is_decimal_allowed=False, min_value="2"), "1"),
    (element("timepicker"), "24:00"),
    (select(), "maybe"),
    (element("checkboxes", options=TWO), ["c"]),
    (element("file_input", filetypes=["pdf"]), [PICTURE]),
    (element("file_input", max_files=1), [PAPER, PICTURE]),
    (element("file_input"), [PICTURE] * 11),
    (element("file_input"), [PAPER | {"size": 10_000_001}]),
    (element("multi_users_select", max_selected_items=1), ["U0REF", "U0PANEL"]),
]


@pytest.mark.parametrize(("used", "value", "held"), TAKEN)
def test_what_fits_is_taken(used: Json, value: Any, held: Any) -> None:
    assert held_value(chosen(Place(asked(used), used), value)) == held


@pytest.mark.parametrize(("used", "value"), REFUSED)
def test_what_does_not_fit_is_refused_at_its_block(used: Json, value: Any) -> None:
    with pytest.raises(ClientRefused) as refusal:
        chosen(Place(asked(used), used), value)
    assert list(refusal.value.errors) == ["asked"]
    assert str(refusal.value).startswith("Question: ")


def test_a_required_input_must_be_filled_in_and_an_optional_one_need_not() -> None:
    used = text_input()
    assert missing(Place(asked(used), used), first_state(used)) == "Please complete this required field."
    assert missing(Place(asked(used, optional=True), used), first_state(used)) is None


def test_an_overflow_menu_offers_its_options_only() -> None:
    used = element("overflow", options=TWO)
    assert action_of(Place(asked(used), used), "a", "1.0")["selected_option"] == option("a")
    with pytest.raises(ClientRefused):
        action_of(Place(asked(used), used), "c", "1.0")
