"""Another language is a folder of words: what it has is said in it and fits its place, what it lacks in English."""

from __future__ import annotations

from datetime import date

import pytest

from forms.answers import parse_answer
from forms.answers.choices import means_not_known
from forms.answers.dates import in_words, in_words_with_weekday
from forms.loading import FormMistake, default_form, default_form_text, load_form
from forms.vocabulary import Kind, Question, When
from forms.words import Words, names, say
from forms.words.files import ENGLISH, changeable, languages, missing_in, sentences_of
from forms.words.own import gaps_of, length_of, room_for
from tests.spoken import spoken

TODAY = date(2026, 3, 2)
OTHERS = [language for language in languages() if language != ENGLISH]
A_REFERRAL_NEEDS = ("answers.", "dates.", "referral.", "refusals.referral.", "form.criteria.", "screens.receipt.")


def test_welsh_is_a_language() -> None:
    assert OTHERS == ["cy"]


@pytest.mark.parametrize("language", languages())
def test_every_sentence_fits_its_place_and_has_the_gaps_of_the_english(language: str) -> None:
    wrong = [
        key
        for key, text in sentences_of(language).items()
        if key in changeable() and isinstance(text, str)
        if length_of(text) > room_for(key) or gaps_of(text) != gaps_of(str(changeable()[key]))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_no_sentence_that_nobody_asks_for_and_none_that_shouts(language: str) -> None:
    assert [key for key, text in sentences_of(language).items() if key not in changeable() or "!" in text] == []


def test_welsh_lacks_nothing_of_a_referral_and_what_it_lacks_is_said_in_english() -> None:
    missing = missing_in("cy")
    assert [key for key in missing if key.startswith(A_REFERRAL_NEEDS)] == []
    with spoken(Words("cy")):
        assert missing
        assert say("screens.case.reasons", reasons="x") == "Reasons: x"


def test_a_list_is_no_sentence_and_a_sentence_is_no_list() -> None:
    with pytest.raises(KeyError, match=r"dates\.months"):
        say("dates.months")
    with pytest.raises(KeyError, match=r"dates\.day"):
        names("dates.day")


def test_a_day_is_said_in_welsh() -> None:
    with spoken(Words("cy")):
        assert in_words(TODAY) == "2 Mawrth 2026"
        assert in_words_with_weekday(TODAY) == "dydd Llun 2 Mawrth 2026"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3ydd o Fawrth 2025", "2025-03-03"),
        ("dydd Mawrth 3 Chwefror 2026", "2026-02-03"),
        ("heddiw", "2026-03-02"),
        ("3 April 2025", "2025-04-03"),
    ],
)
def test_a_date_typed_in_welsh_is_understood_and_english_still_is(typed: str, meant: str) -> None:
    question = Question(id="d", label="d", kind=Kind.DATE, when=When.PAST)
    with spoken(Words("cy")):
        assert parse_answer(question, typed, today=TODAY) == meant


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_read_as_it_is_said(month: int) -> None:
    question = Question(id="d", label="d", kind=Kind.DATE)
    day = date(2025, month, 7)
    with spoken(Words("cy")):
        assert len(names("dates.months")) == 12
        assert parse_answer(question, in_words(day), today=TODAY) == day.isoformat()
        assert parse_answer(question, in_words_with_weekday(day), today=TODAY) == day.isoformat()


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("dechrau mis Mawrth 2025", "2025-03-01", "2025-03-10"),
        ("rhwng 3 a 5 Mawrth 2025", "2025-03-03", "2025-03-05"),
        ("gwanwyn 2025", "2025-03-01", "2025-05-31"),
    ],
)
def test_about_when_is_understood_in_welsh(typed: str, first: str, last: str) -> None:
    question = Question(id="d", label="d", kind=Kind.APPROXIMATE_DATE, when=When.PAST)
    with spoken(Words("cy")):
        assert parse_answer(question, typed, today=TODAY) == {"text": typed, "from": first, "to": last}


@pytest.mark.parametrize(
    ("typed", "said"),
    [("2 flwydd a 4 mis", "2 oed 4 mis"), ("tua 3", "Tua 3 oed"), ("newydd ei eni", "Newydd-anedig")],
)
def test_an_age_is_understood_in_welsh_and_read_again_as_it_is_said(typed: str, said: str) -> None:
    question = Question(id="a", label="a", kind=Kind.AGE)
    with spoken(Words("cy")):
        assert parse_answer(question, typed, today=TODAY) == said
        assert parse_answer(question, said, today=TODAY) == said


def test_yes_no_and_not_known_are_understood_in_the_language_spoken_only() -> None:
    question = Question(id="q", label="q", kind=Kind.YES_NO)
    assert not means_not_known("ddim yn hysbys")
    with spoken(Words("cy")):
        answers = [parse_answer(question, typed, today=TODAY) for typed in ("Oes", "Nac ydw", "Ddim yn hysbys")]
    assert answers == ["yes", "no", "not_known"]


def test_the_welsh_form_asks_the_same_in_other_words() -> None:
    english, welsh = default_form(), default_form("cy")
    assert welsh.version != english.version
    assert load_form(default_form_text("cy"), "stored") == welsh
    for section, other in zip(english.sections, welsh.sections, strict=True):
        for question, asked in zip(section.questions, other.questions, strict=True):
            words = {"label", "hint", "explain", "choices"}
            assert question.model_dump(exclude=words) == asked.model_dump(exclude=words)
            assert question.label != asked.label
            assert (question.hint != asked.hint) == bool(question.hint), question.id
            assert [one.id for one in question.choices] == [one.id for one in asked.choices]


@pytest.mark.parametrize(
    ("wording", "reason"),
    [
        ('[wording.questions.purpos]\nlabel = "x"', "“purpos”"),
        ('[wording.sections.Z]\ntitle = "x"', "“Z”"),
        ('[wording.questions.purpose.choices]\nother = "x"', "“other”"),
        ('[wording.questions.purpose]\nkind = "text"', "“kind” is not a field"),
    ],
)
def test_wording_for_what_the_form_does_not_have_is_refused(wording: str, reason: str) -> None:
    with pytest.raises(FormMistake) as caught:
        load_form(f"{default_form_text()}\n{wording}\n", "x")
    assert reason in str(caught.value)
    assert int(str(caught.value).split("line ")[1].split(":")[0]) > default_form_text().count("\n")
