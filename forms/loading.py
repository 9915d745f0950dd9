"""Reads a form file, and refuses a wrong one with the place and the reason.

Source: docs/procedure.md, section 3: the form is data that a Board can edit, and each case stays on the version it
began with.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from forms.form_lines import FormLines, Path
from forms.form_rules import breaches
from forms.toml_lines import unreadable_at
from forms.vocabulary import Choice, Condition, Form, Question, Section
from forms.wording import WordedQuestion, WordedSection, Wording, unknown_ids, worded
from forms.words import say
from forms.words.files import ENGLISH

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

DEFAULT_FORM_FILE = "appendix_1.toml"

Shape = TypeVar("Shape", bound=BaseModel)

_MODELS = (Form, Section, Question, Choice, Condition, Wording, WordedSection, WordedQuestion)
_FIELDS = sorted({name for model in _MODELS for name in model.model_fields})
_NEEDS = {
    "missing": "missing_field",
    "string_type": "needs_text",
    "bool_type": "needs_true_or_false",
    "bool_parsing": "needs_true_or_false",
    "tuple_type": "needs_list",
    "model_type": "needs_table",
}
"""The mistakes that pydantic names, and our sentences for them."""


class FormMistake(Exception):
    """The form file cannot be used. The message names the file, the line and the reason, for who edited it."""


def load_form(text: str, source: str) -> Form:
    """Read the text of a form file; `source` is how messages call the file.

    The version is the form's name with a short hash of the text, so that an edited form is another version. Raises
    `FormMistake` at the first mistake.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(error, text, source) from None
    lines = FormLines(text)
    if "version" in data:
        raise _mistake(source, lines.line_of(("version",)), _unknown_field("version"))
    wording = _shaped(Wording, data.pop("wording", {}), lines, source, ("wording",))
    form = _shaped(Form, data, lines, source)
    if unknown := unknown_ids(form, wording):
        found = ((lines.line_of(path), say("form.mistake.wording_unknown", id=path[-1])) for path in unknown)
        raise _first(source, found)
    form = worded(form, wording)
    broken = [
        (lines.line_of(breach.path), say(f"form.mistake.{breach.rule}", **breach.values)) for breach in breaches(form)
    ]
    if broken:
        raise _first(source, broken)
    short_hash = hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]
    return form.model_copy(update={"version": f"{form.name}-{short_hash}"})


@cache
def default_form_text(language: str = ENGLISH) -> str:
    """Give the text of the default appendix 1, followed by its wording in another language where there is one."""
    folder = resources.files("forms").joinpath("default")
    text = folder.joinpath(DEFAULT_FORM_FILE).read_text("utf-8")
    wording = folder.joinpath(DEFAULT_FORM_FILE.replace(".toml", f".{language}.toml"))
    return f"{text}\n\n{wording.read_text('utf-8')}" if wording.is_file() else text


@cache
def default_form(language: str = ENGLISH) -> Form:
    """Give the default appendix 1."""
    return load_form(default_form_text(language), DEFAULT_FORM_FILE)


def _mistake(source: str, line: int, reason: str) -> FormMistake:
    return FormMistake(say("form.mistake.at", source=source, line=line, reason=reason))


def _first(source: str, found: Iterable[tuple[int, str]]) -> FormMistake:
    """Give the mistake that stands first in the file."""
    line, reason = min(found, key=lambda mistake: mistake[0])
    return _mistake(source, line, reason)


def _not_toml(error: tomllib.TOMLDecodeError, text: str, source: str) -> FormMistake:
    line, detail = unreadable_at(error, text)
    return _mistake(source, line, say("form.mistake.not_toml", detail=detail))


def _shaped(model: type[Shape], data: object, lines: FormLines, source: str, within: Path = ()) -> Shape:
    """Give the data as a model; `within` is where in the file they stand."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _first(source, _wrong_shapes(error, lines, within)) from None


def _wrong_shapes(error: ValidationError, lines: FormLines, within: Path) -> Iterator[tuple[int, str]]:
    """Give what has the wrong shape. A misspelt field is missing too, so what is missing is told last."""
    found = error.errors()
    others = [one for one in found if one["type"] != "missing"]
    return ((lines.line_of((*within, *one["loc"])), _shape_reason(one)) for one in others or found)


def _shape_reason(error: ErrorDetails) -> str:
    """Say in plain words what pydantic found."""
    field = _field_of(error["loc"])
    if error["type"] == "extra_forbidden":
        return _unknown_field(field)
    if error["type"] == "enum":
        return say("form.mistake.not_one_of", field=field, expected=error["ctx"]["expected"].replace("'", ""))
    return say(f"form.mistake.{_NEEDS.get(error['type'], 'does_not_fit')}", field=field)


def _unknown_field(field: str) -> str:
    close = get_close_matches(field, _FIELDS, n=1)
    if close and close[0] != field:
        return say("form.mistake.unknown_field_like", field=field, known=close[0])
    return say("form.mistake.unknown_field", field=field)


def _field_of(path: Path) -> str:
    """Give the field of a path, the last that is no number; pydantic's ``[key]`` stands for the name before it."""
    return next(str(step) for step in reversed(path) if isinstance(step, str) and step != "[key]")
