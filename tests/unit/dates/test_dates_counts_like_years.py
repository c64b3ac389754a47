"""Four digits that are a count or a time of day, not a year. The sentences are invented."""

from __future__ import annotations

import pytest

from tallybook.dates import find_dates
from tallybook.reports import parse_published


@pytest.mark.parametrize(
    "text",
    [
        "At approximately 2004 hours, officers came to the bridge.",
        "About 2004 hours ago the bridge fell.",
        "The siege lasted about 2010 hours.",
    ],
)
def test_hours_that_look_like_a_year_name_no_year(text: str) -> None:
    published = parse_published("2017-01-03")
    assert all(found.value.year is None for found in find_dates(text, published))
