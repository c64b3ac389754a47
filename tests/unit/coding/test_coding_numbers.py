from __future__ import annotations

import pytest

from tallybook.coding.base import Layers
from tallybook.coding.numbers import DATES, NUMBERS, NumberFinder
from tallybook.coding.tokens import TEXT, Segmenter
from tallybook.dates import find_dates
from tallybook.model import Qualifier, Report


def numbers(text: str) -> list[tuple[str, int | None, int | None, int | None, Qualifier]]:
    layers = Layers(Report.make(text))
    layers._set(TEXT, Segmenter().run(layers))
    layers._set(DATES, find_dates(text, None))
    layers._set(NUMBERS, NumberFinder().run(layers))
    return [
        (layers[TEXT].words(n.first, n.last), n.quantity.low, n.quantity.best, n.quantity.high, n.quantity.qualifier)
        for n in layers[NUMBERS]
    ]


@pytest.mark.parametrize(
    ("text", "words", "low", "best", "high"),
    [
        ("killed four people", "four", 4, 4, 4),
        ("killed at least 12 people", "at least 12", 12, 12, None),
        ("killed nearly 100 people", "nearly 100", 90, 100, 100),
        ("more than 1,200 villagers fled", "more than 1,200", 1201, None, None),
        ("up to 30 hostages", "up to 30", None, None, 30),
        ("eight to 10 attackers", "eight to 10", 8, None, 10),
        ("between 20 and 25 rebels", "between 20 and 25", 20, None, 25),
        ("8-10 gunmen", "8-10", 8, None, 10),
        ("twenty-five soldiers", "twenty-five", 25, 25, 25),
        ("two hundred and five people", "two hundred and five", 205, 205, 205),
        ("a hundred people", "a hundred", 100, 100, 100),
        ("two dozen students", "two dozen", 24, 24, 24),
        ("half a dozen guards", "half a dozen", 6, 6, 6),
        ("3 million people", "3 million", 3_000_000, 3_000_000, 3_000_000),
        ("40 or more people", "40 or more", 40, 40, None),
        ("some 50 protesters", "some 50", 45, 50, 55),
    ],
)
def test_numbers_of_people(text: str, words: str, low: int | None, best: int | None, high: int | None) -> None:
    assert numbers(text)[0][:4] == (words, low, best, high)


def test_vague_words_take_the_bounds_of_the_codebook() -> None:
    (found,) = numbers("dozens of villagers were killed")
    assert found[4] is Qualifier.VAGUE
    assert found[1] == 24
    assert found[2] is None


@pytest.mark.parametrize(
    "text",
    [
        "The 45-year-old driver",
        "Anwar Dost, 45, was there",
        "a distance of 15 kilometres",
        "at 10:30 in the morning",
        "a ransom of $500 was paid",
        "30 percent of the vote",
        "in 2014 the party won",
        "aged 12",
        "an M-16 rifle",
        "the 1990s",
        "on 17 February",
        "for three hours",
    ],
)
def test_what_counts_no_people(text: str) -> None:
    assert numbers(text) == []


def test_digits_without_end_are_no_number() -> None:
    assert [found[0] for found in numbers(f"{'9' * 5000} people and 4 men were killed")] == ["4"]


def test_millions_of_millions_have_an_end() -> None:
    assert all(best is None or best < 10**24 for _, _, best, _, _ in numbers("Three " + "million " * 3000 + "people"))
