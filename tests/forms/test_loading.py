"""Every mistake that a Board could make in its form is refused with the file, the line and the reason."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.loading import FormMistake, default_form, default_form_text, load_form
from forms.vocabulary import Form

TEXT = default_form_text()


@dataclass(frozen=True)
class Mistake:
    """One slip of the pen: what is changed in the default form, where it is found, and what is said of it."""

    name: str
    old: str
    new: str
    found_at: str
    said: str


MISTAKES = [
    Mistake(**mistake)
    for mistake in tomllib.loads(Path(__file__).with_name("form_mistakes.toml").read_text("utf-8"))["mistakes"]
]


def line_of(found_at: str, text: str) -> int:
    """Give the line, counted from 1, on which `found_at` stands last in `text`."""
    place = text.rfind(found_at)
    assert place >= 0, found_at
    return text.count("\n", 0, place) + 1


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_refused_with_file_line_and_reason(mistake: Mistake) -> None:
    assert mistake.old in TEXT
    text = TEXT.replace(mistake.old, mistake.new, 1)
    with pytest.raises(FormMistake) as caught:
        load_form(text, "our-form.toml")
    message = str(caught.value)
    assert message.startswith(f"our-form.toml, line {line_of(mistake.found_at, text)}: "), message
    assert mistake.said in message
    assert "\n" not in message


def test_more_choices_than_a_select_holds_are_refused() -> None:
    extra = ", ".join(f'{{ id = "c{number}", label = "Choice {number}" }}' for number in range(100))
    text = TEXT.replace('    { id = "ofsted"', f'    {extra},\n    {{ id = "ofsted"', 1)
    with pytest.raises(FormMistake, match=r"“notified_to” has 105 choices, .* At most 100 fit"):
        load_form(text, "x")


def test_more_questions_than_a_screen_holds_are_refused() -> None:
    extra = "".join(
        f'[[sections.questions]]\nid = "extra_{number}"\nlabel = "Extra"\nkind = "text"\n' for number in range(43)
    )
    text = TEXT.replace('[[sections]]\nid = "C"', f'{extra}\n[[sections]]\nid = "C"', 1)
    with pytest.raises(FormMistake, match=r"page “referrer” has 55 questions\. At most 45 fit"):
        load_form(text, "x")


def test_more_questions_than_a_screen_holds_are_refused_on_a_shared_page_too() -> None:
    extra = "".join(
        f'[[sections.questions]]\nid = "extra_{number}"\nlabel = "Extra"\nkind = "text"\n' for number in range(25)
    )
    text = TEXT.replace('[[sections]]\nid = "I"', f'{extra}\n[[sections]]\nid = "I"', 1)
    with pytest.raises(FormMistake, match=r"page “what_went_well” has 46 questions"):
        load_form(text, "x")


def test_the_declaration_stays_on_the_last_page() -> None:
    extra = (
        '\n[[sections]]\nid = "M"\ntitle = "More"\npage = "more"\n'
        '[[sections.questions]]\nid = "anything_else"\nlabel = "Anything else?"\nkind = "text"\n'
    )
    with pytest.raises(FormMistake, match="“declaration_referrer” must be on the last page"):
        load_form(TEXT + extra, "our-form.toml")


@pytest.mark.parametrize("text", ["", "name = 'a'", "name = 'a'\ntitle = 'b'", "sections = 5", "[sections]\nid = 'A'"])
def test_half_a_form_is_refused(text: str) -> None:
    with pytest.raises(FormMistake, match=r"^x, line \d+: "):
        load_form(text, "x")


def test_a_form_without_sections_is_refused() -> None:
    with pytest.raises(FormMistake, match="the form has no sections"):
        load_form("name = 'a'\ntitle = 'b'\nsections = []", "x")


def test_a_file_that_breaks_off_is_refused_at_its_last_line() -> None:
    with pytest.raises(FormMistake, match=r"x, line 2: .*TOML"):
        load_form('name = "a"\ntitle = """b', "x")


def test_the_first_of_several_mistakes_is_told() -> None:
    text = TEXT.replace('kind = "phone"', 'kind = "fax"', 1).replace('label = "Your role"', 'lable = "x"', 1)
    with pytest.raises(FormMistake, match="lable"):
        load_form(text, "x")


def test_what_stands_inside_a_long_text_is_not_taken_for_a_line_of_the_form() -> None:
    text = TEXT.replace('intro = "So that', 'intro = """\n[[sections.questions]]\nkind = "fax"\n"""\n# "So that', 1)
    text = text.replace('kind = "phone"', 'kind = "fax"', 1)
    line = line_of('kind = "fax"\none_of_group', text)
    with pytest.raises(FormMistake, match=f"line {line}: "):
        load_form(text, "x")


def test_choices_can_be_written_as_tables_of_their_own() -> None:
    old = TEXT[TEXT.index('choices = [\n    { id = "ofsted"') : TEXT.index('aliases = [\n    "Notified to"')]
    aliases = TEXT[TEXT.index('aliases = [\n    "Notified to"') :].partition("]\n")[0] + "]\n"
    header = "[[sections.questions.choices]]\n"
    new = f'{header}id = "ofsted"\nlabel = "Ofsted"\n{header}id = "Not An Id"\nlabel = "x"\n'
    text = TEXT.replace(old + aliases, aliases + new, 1)
    line = line_of(header + 'id = "Not', text)
    with pytest.raises(FormMistake, match=f"line {line}: “Not An Id” cannot be an id"):
        load_form(text, "x")


def test_a_board_can_word_leave_out_and_add() -> None:
    text = TEXT.replace('label = "Your role"', 'label = "Your post"', 1)
    text = re.sub(r'    \{ id = "single_agency_notice", .*\n', "", text, count=1)
    text = text.replace(
        '[[sections.questions]]\nid = "do_not_contact"',
        '[[sections.questions]]\nid = "interpreter"\nlabel = "Is an interpreter needed?"\nkind = "yes_no"\n\n'
        '[[sections.questions]]\nid = "do_not_contact"',
        1,
    )
    form = load_form(text, "our-form.toml")
    assert form.question("referrer_role").label == "Your post"
    assert form.question("interpreter").confidential
    assert len(form.question("purpose").choices) == 3


def test_windows_line_ends_are_read() -> None:
    assert load_form(TEXT.replace("\n", "\r\n"), "x").sections == default_form().sections


def form_or_mistake(text: str) -> Form | FormMistake:
    """Give the form that a text describes, or the mistake in it."""
    try:
        return load_form(text, "x")
    except FormMistake as mistake:
        return mistake


@settings(deadline=None)
@given(cut=st.integers(min_value=0, max_value=len(TEXT)), length=st.integers(min_value=1, max_value=400))
def test_any_piece_cut_out_gives_a_form_or_a_mistake_with_a_line(cut: int, length: int) -> None:
    found = form_or_mistake(TEXT[:cut] + TEXT[cut + length :])
    assert isinstance(found, Form) or str(found).startswith("x, line ")
