"""Words that point back to a quarter of a year, and days before which something is due. All sentences are invented."""

from __future__ import annotations

from datetime import date

import pytest

from tallybook.dates import find_dates
from tallybook.model import DateRange

PUBLISHED = DateRange.day(date(2023, 11, 2))


def _read(text: str) -> dict[str, str]:
    return {
        one.span.of(text): f"{one.value.range.first} {one.value.range.last}"
        for one in find_dates(text, PUBLISHED)
        if one.value.range is not None
    }


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the latest quarter", "2023-07-01 2023-09-30"),
        ("the quarter", "2023-07-01 2023-09-30"),
        ("the year-ago quarter", "2022-07-01 2022-09-30"),
        ("the year-earlier third quarter", "2022-07-01 2022-09-30"),
        ("the comparable year-earlier period", "2022-07-01 2022-09-30"),
        ("the 2021 period", "2021-07-01 2021-09-30"),
        ("a year earlier", "2022-07-01 2022-09-30"),
        ("a year ago", "2022-07-01 2022-09-30"),
    ],
)
def test_words_that_point_back_to_a_quarter(words: str, expected: str) -> None:
    found = _read(f"In the third quarter aid rose by a tenth. It was half of that in {words}.")
    assert found[words] == expected


def test_without_a_quarter_they_mean_what_they_say() -> None:
    found = _read("The camp opened a year ago. Nobody lived in the quarter or spoke of the latest period.")
    assert found == {"a year ago": "2022-01-01 2022-12-31"}


def test_a_quarter_far_back_is_not_meant() -> None:
    text = "In the third quarter aid rose. " + "It was cold and nobody came. " * 40 + "A year ago it was warm."
    assert _read(text)["A year ago"] == "2022-01-01 2022-12-31"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The offer was extended to the rebels until Dec. 20.", "2023-12-20"),
        ("The troops were told to leave by January.", "2024-01-01"),
        ("By Oct. 20 more than ninety people had died.", "2023-10-20"),
    ],
)
def test_a_limit_is_the_nearer_day(text: str, expected: str) -> None:
    (found,) = find_dates(text, PUBLISHED)
    assert found.value.range is not None
    assert str(found.value.range.first) == expected
