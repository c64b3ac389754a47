"""When a text states a number, a day or a place. All sentences are invented."""

from __future__ import annotations

from datetime import date

import pytest

from tallybook.evaluation.stated import states_day, states_number, states_place
from tallybook.model import DateRange


@pytest.mark.parametrize(
    ("text", "number", "harm", "stated"),
    [
        ("Two people died.", 2, "killed", True),
        ("2 dead in Oldport", 2, "killed", True),
        ("Two people came. Someone died.", 2, "killed", False),
        ("A man was killed.", 1, "killed", True),
        ("Twenty people were hurt.", 2, "injured", False),
        ("Nobody was killed.", 0, "killed", False),
        ("The couple were wounded.", 2, "injured", True),
    ],
)
def test_numbers(text: str, number: int, harm: str, stated: bool) -> None:
    assert states_number(text, number, harm) is stated


@pytest.mark.parametrize(
    ("text", "published", "stated"),
    [
        ("It happened on May 2.", date(2016, 6, 1), True),
        ("It happened on 2 May.", date(2016, 6, 1), True),
        ("It happened on 5/2/2016.", date(2016, 6, 1), True),
        ("It happened on May 21.", date(2016, 5, 22), False),
        ("It happened on Monday.", date(2016, 5, 4), True),
        ("It happened on Monday.", date(2016, 5, 20), False),
        ("It happened yesterday.", date(2016, 5, 3), True),
        ("It happened yesterday.", date(2016, 5, 4), False),
        ("It happened last night.", date(2016, 5, 3), True),
        ("It happened on May 2.", None, False),
        ("It happened on May 2, 2016.", None, True),
    ],
)
def test_days(text: str, published: date | None, stated: bool) -> None:
    day = DateRange.day(published) if published else None
    assert states_day(text, date(2016, 5, 2), day) is stated


def test_places() -> None:
    assert states_place("A fire in OLDPORT.", "Oldport (county)")
    assert not states_place("A fire in Oldporton.", "Oldport")
    assert not states_place("A fire.", "")
