from __future__ import annotations

from bot.slack.views.read_state import block_ids, typed, typed_text


def view(**values: dict[str, object]) -> dict[str, object]:
    named = {f"answer/{name}///0": {"answer": value} for name, value in values.items()}
    return {"state": {"values": named | {"other": {"menu": {"value": "x"}}, "answer/odd///0": {"else": {}}}}}


def test_every_kind_of_input_is_read() -> None:
    found = typed(
        view(
            text={"type": "plain_text_input", "value": "words"},
            blank={"type": "plain_text_input", "value": None},
            one={"type": "radio_buttons", "selected_option": {"value": "yes"}},
            none={"type": "radio_buttons", "selected_option": None},
            many={"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]},
            nothing={"type": "checkboxes", "selected_options": []},
        )
    )
    assert found == {"text": "words", "blank": None, "one": "yes", "none": None, "many": ["a", "b"], "nothing": []}


def test_fields_of_our_own_screens_are_read_as_text() -> None:
    assert typed_text(view(reasons={"value": "words"}, agency={"value": None})) == {"reasons": "words", "agency": ""}


def test_a_view_without_state_or_blocks_has_nothing() -> None:
    assert typed({}) == {}
    assert block_ids({}) == {}
