"""Reports in capitals, in small letters and in small beginnings are read like any other."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from coding_cases import code

from tallybook.coding.tokens import segment
from tallybook.model import Field, PlaceValue, Report

_STORY = (
    "Gunmen of the Al-Shabaab group attacked a police station in Mogadishu on Friday. The attackers killed three "
    "police officers. A spokesman of the police said that two civilians were injured."
)


@pytest.mark.parametrize("write", [str.upper, str.lower], ids=["capitals", "small letters"])
def test_letters_do_not_change_what_is_found(write: Callable[[str], str]) -> None:
    given, copy = code(_STORY), code(write(_STORY))
    assert copy.table() == given.table() != set()
    places = [
        [
            one.value.place.name
            for one in made.statements(Field.PLACE)
            if isinstance(one.value, PlaceValue) and one.value.place
        ]
        for made in (given, copy)
    ]
    assert places[0] == places[1] != []


def test_the_words_of_a_value_are_those_of_the_report() -> None:
    coded = code(_STORY.lower())
    assert coded.coding.statements
    for one in coded.coding.statements:
        assert coded.report.text[one.span.start : one.span.end] == one.original_text


def test_a_few_small_letters_are_no_reason_to_read_capitals() -> None:
    assert segment(Report.make("no one was hurt")).cased == "no one was hurt"


def test_letters_that_grow_in_capitals_stay_as_they_are() -> None:
    text = "the straße was closed after an attack near the river on the last day of the month"
    made = segment(Report.make(text))
    assert len(made.cased) == len(text)
    assert made.upper_case
    assert made.words(0, 2) == "the straße"


def test_sentences_that_begin_small_are_told_apart() -> None:
    text = "the Harrow Front attacked. the police came later. two people were killed there. Larkfield is quiet."
    assert len(segment(Report.make(text)).sentences) == 4
    edited = "The station of approx. thirty men was attacked. Police came. Two people were killed. Larkfield is quiet."
    assert len(segment(Report.make(edited)).sentences) == 4


def test_a_long_run_of_closing_marks_is_gone_through_once() -> None:
    began = time.perf_counter()
    assert len(segment(Report.make("He left." + '"' * 30_000 + " She stayed.")).sentences) == 2
    assert time.perf_counter() - began < 10  # gone through for each mark, it takes minutes
