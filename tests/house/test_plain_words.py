"""Everything that people in the process read can be read by a tired person of any schooling, and blames nobody.

The words files and the form alike; the limbs of the criteria are the law's own words and stay as they are. What only
those who set the bot up read is not asked to be this easy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from forms.loading import default_form
from forms.words.files import changeable
from tests.house.plain_words import FIELD, school_year, sentences, syllables, words

OLDEST_READER = 12
"""Years: the reading age that GOV.UK writes for is 9; ours leaves room for the field."""
SCHOOL_BEGINS = 5
LONG_ENOUGH_TO_MEASURE = 10
"""Words: below that, one long word decides."""
LONGEST_SENTENCE = 25
"""Words (https://insidegovuk.blog.gov.uk/2014/08/04/sentence-length-why-25-words-is-our-limit/)."""
THE_LAWS_OWN_WORDS = ("form.criteria.limb.", "form.criteria.fact.", "form.criteria.summary.")
NO_SENTENCES = ("dates.",)

TO_AVOID = re.compile(
    r"\b(?:agendas?|collaborat\w+|combat\w*|commence\w*|deploy\w*|dialogue|disincentiv\w+|empower\w*|facilitat\w+"
    r"|foster\w*|incentivi\w+|leverag\w+|liais\w+|one-stop|overarching|ring.?fenc\w+|robust\w*|streamlin\w+"
    r"|strengthen\w*|tackl\w+|transform\w*|utili[sz]\w+|in order to|prior to|in the event of|regarding|whilst|upon"
    r"|shall|hereby|thereby|pursuant|aforesaid|approximately|assistance|terminat\w+|purchas\w+|via|e\.g|i\.e|etc)\b",
    re.IGNORECASE,
)
"""From https://www.gov.uk/guidance/style-guide/a-to-z (words to avoid)."""
BLAMES = re.compile(
    r"\b(?:you failed|you forgot|you should have|invalid|errors?|wrong(?:ly)?|incorrect(?:ly)?|illegal|forbidden"
    r"|mistakes?|your fault|unfortunately|oops)\b",
    re.IGNORECASE,
)
SHOUTS = re.compile(r"!|\b(?!(?:NHS|GP|LADO|MAPPA|CDOP|OFFICIAL|SENSITIVE|PRP|UTF)\b)[A-Z]{4,}\b")
ACROSS_THE_FORM = ("title", "intro", "row_name")
OF_A_QUESTION = ("label", "hint", "explain", "why_needed")


def of_the_form() -> Iterator[tuple[str, str]]:
    for section in default_form().sections:
        yield from ((f"{section.id}.{name}", getattr(section, name)) for name in ACROSS_THE_FORM)
        for question in section.questions:
            yield from ((f"{question.id}.{name}", getattr(question, name)) for name in OF_A_QUESTION)
            yield from ((f"{question.id}.{choice.id}", choice.label) for choice in question.choices)


@cache
def texts() -> dict[str, str]:
    """Give every text that somebody in the process reads, by its key."""
    kept_out = (*THE_LAWS_OWN_WORDS, *NO_SENTENCES)
    said = {key: text for key, text in changeable().items() if isinstance(text, str) and not key.startswith(kept_out)}
    return said | {f"appendix_1.{key}": text for key, text in of_the_form() if text}


def test_there_is_something_to_read() -> None:
    assert len(texts()) > 700
    assert sum(len(words(text)) for text in texts().values()) > 5_000


def test_every_text_can_be_read_at_twelve() -> None:
    hard = {
        key: round(SCHOOL_BEGINS + school_year([text]), 1)
        for key, text in texts().items()
        if len(words(text)) >= LONG_ENOUGH_TO_MEASURE and SCHOOL_BEGINS + school_year([text]) > OLDEST_READER
    }
    assert hard == {}


@pytest.mark.parametrize("area", sorted({key.split(".")[0] for key in texts()}))
def test_each_area_as_a_whole_can_be_read_at_ten(area: str) -> None:
    said = [text for key, text in texts().items() if key.startswith(f"{area}.")]
    assert SCHOOL_BEGINS + school_year(said) <= 10


def test_no_sentence_is_too_long_for_one_breath() -> None:
    long = [
        (key, said) for key, text in texts().items() for said in sentences(text) if len(words(said)) > LONGEST_SENTENCE
    ]
    assert long == []


@pytest.mark.parametrize("words_not_said", [TO_AVOID, BLAMES, SHOUTS], ids=["to avoid", "blame", "shouting"])
def test_some_words_are_never_said(words_not_said: re.Pattern[str]) -> None:
    found = {key: words_not_said.findall(text) for key, text in texts().items()}
    assert {key: said for key, said in found.items() if said} == {}


def test_every_question_has_a_hint() -> None:
    bare = [q.id for s in default_form().sections for q in s.questions if not q.hint and not q.filled_by_bot]
    assert bare == []


def test_the_words_of_the_field_are_used_and_are_not_counted_as_hard() -> None:
    used = {word for text in texts().values() for word in words(text)}
    assert FIELD - used == set()
    assert max(map(syllables, FIELD)) == 2


@pytest.mark.parametrize(
    ("word", "count"),
    [("the", 1), ("child", 1), ("made", 1), ("needed", 2), ("places", 2), ("little", 2), ("nobody", 3), ("3", 1),
     ("another", 3), ("understand", 3), ("re-read", 2), ("asked", 1), ("paper", 2)],
)  # fmt: skip
def test_syllables_are_counted_about_right(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_sentence_that_is_hard_to_read_would_be_found() -> None:
    hard = "Notwithstanding other considerations, practitioners are to demonstrate accountability."
    assert SCHOOL_BEGINS + school_year([hard]) > OLDEST_READER
    assert TO_AVOID.search("We facilitate this.")
    assert BLAMES.search("An error occurred.")
    assert SHOUTS.search("STOP now")
