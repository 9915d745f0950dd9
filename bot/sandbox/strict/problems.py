"""What is wrong with a view or message, and where; and the small checks from which all others are made."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Problems = Iterator[str]
Check = Callable[[Any, str], Problems]
"""Takes a value and its place (a JSON pointer) and gives the problems found, each naming its place."""


class InvalidBlocks(ValueError):
    """A view or message that Slack would refuse; `messages` names each problem and its place."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__("; ".join(messages))
        self.messages = list(messages)


def problem(message: str, place: str) -> str:
    """Word a problem as Slack does, with its place as a JSON pointer."""
    return f"{message} [json-pointer:{place}]"


def string(longest: int, *, shortest: int = 1, pattern: str = "") -> Check:
    """Check for a string of so many characters that matches the pattern from start to end."""

    def check(value: Any, place: str) -> Problems:
        if not isinstance(value, str):
            yield problem("must be a string", place)
        elif len(value) > longest:
            yield problem(f"must be less than {longest + 1} characters", place)
        elif len(value) < shortest:
            yield problem(f"must be more than {shortest - 1} characters", place)
        elif pattern and not re.fullmatch(pattern, value):
            yield problem(f"must match {pattern}", place)

    return check


def integer(least: int, greatest: int) -> Check:
    """Check for a whole number within these bounds, both included."""

    def check(value: Any, place: str) -> Problems:
        if isinstance(value, bool) or not isinstance(value, int):
            yield problem("must be a whole number", place)
        elif not least <= value <= greatest:
            yield problem(f"must be between {least} and {greatest}", place)

    return check


def boolean(value: Any, place: str) -> Problems:
    """Check for true or false."""
    if not isinstance(value, bool):
        yield problem("must be true or false", place)


def one_of(*choices: str) -> Check:
    """Check for one of these strings."""

    def check(value: Any, place: str) -> Problems:
        if value not in choices:
            yield problem(f"must be one of {', '.join(choices)}", place)

    return check


def list_of(each: Check, *, most: int, least: int = 1) -> Check:
    """Check for a list of so many items, each of which passes."""

    def check(value: Any, place: str) -> Problems:
        if not isinstance(value, list):
            yield problem("must be a list", place)
            return
        if len(value) > most:
            yield problem(f"no more than {most} items allowed", place)
        if len(value) < least:
            yield problem(f"must have at least {least} items", place)
        for number, item in enumerate(value):
            yield from each(item, f"{place}/{number}")

    return check


def shape(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *, then: Sequence[Check] = ()
) -> Check:
    """Check for an object with these fields and no others; `then` are checks of the whole, once each field is right."""
    fields = {**required, **(optional or {})}

    def check(value: Any, place: str) -> Problems:
        if not isinstance(value, dict):
            yield problem("must be an object", place)
            return
        found = [problem(f"missing required field: {name}", place) for name in required if name not in value]
        for name, item in value.items():
            if name in fields:
                found.extend(fields[name](item, f"{place}/{name}"))
            else:
                found.append(problem(f"invalid additional property: {name}", place))
        if not found:
            found = [message for further in then for message in further(value, place)]
        yield from found

    return check


def by_type(known: Mapping[str, Check], *, allowed: Sequence[str] | None = None) -> Check:
    """Check for an object whose `type` is one of those allowed (default: all known), by the check of that type."""
    names = list(known) if allowed is None else allowed

    def check(value: Any, place: str) -> Problems:
        if not isinstance(value, dict):
            yield problem("must be an object", place)
        elif value.get("type") not in names:
            yield problem(f"unsupported type: {value.get('type')}", f"{place}/type")
        else:
            yield from known[value["type"]](value, place)

    return check


def exactly_one_of(*names: str) -> Check:
    """Check that an object has one of these fields and only one."""

    def check(value: Any, place: str) -> Problems:
        if sum(name in value for name in names) != 1:
            yield problem(f"must have exactly one of {', '.join(names)}", place)

    return check


def all_different(items: Sequence[tuple[str, str]], what: str) -> Problems:
    """Give a problem for each value that came before; items are pairs of a value and its place."""
    seen: set[str] = set()
    for value, place in items:
        if value in seen:
            yield problem(f"{what} is used more than once: {value}", place)
        seen.add(value)
