"""The vote on dates: hand-made votes and fictional texts."""

from __future__ import annotations

from datetime import date

import pytest

from tallybook.evaluation.dating import Dated, DateWord, date_words, pinned_down, vote_on_dates
from tallybook.model import (
    Coding,
    DateRange,
    DateValue,
    Field,
    Mention,
    MentionKind,
    PublishedBasis,
    Report,
    Span,
    Stance,
    Statement,
)


def word(day: int | None, month: int | None, year: int | None, score: float = 0.0) -> DateWord:
    return DateWord(Dated(day, month, year), score, stated=False)


@pytest.mark.parametrize(
    ("value", "dated"),
    [
        (DateValue(DateRange.day(date(2021, 3, 4))), Dated(4, 3, 2021)),
        (DateValue(DateRange.between(date(2021, 3, 1), date(2021, 3, 31))), Dated(None, 3, 2021)),
        (DateValue(DateRange.between(date(2021, 3, 30), date(2021, 4, 2))), Dated(None, None, 2021)),
        (DateValue(DateRange.between(date(2020, 12, 30), date(2021, 1, 2))), Dated()),
        (DateValue(None, reason="no year", month=3, day=4), Dated(4, 3, None)),
    ],
)
def test_what_a_date_pins_down(value: DateValue, dated: Dated) -> None:
    assert pinned_down(value) == dated


def test_nothing_gives_nothing() -> None:
    assert vote_on_dates([]) == Dated()


def test_month_and_day_are_of_the_year_that_won() -> None:
    words = [word(4, 3, 2021, 1.0), word(9, 9, 2019, 0.9), word(None, None, 2021)]
    assert vote_on_dates(words) == Dated(4, 3, 2021)


def test_two_dates_of_one_year_outvote_a_better_one_of_another() -> None:
    words = [word(1, 1, 2020, 0.5), word(4, 3, 2021, 0.4), word(5, 3, 2021, 0.3)]
    assert vote_on_dates(words) == Dated(4, 3, 2021)


def make(text: str, published: date | None = date(2021, 3, 8)) -> Report:
    day = DateRange.day(published) if published else None
    return Report.make(text, published=day, published_basis=PublishedBasis.DATA if day else PublishedBasis.UNKNOWN)


def when(text: str) -> Dated:
    report = make(text)
    return vote_on_dates(date_words(report, Coding(report.id, "hand", "1")))


def test_date_in_words_goes_before_a_day_of_the_week() -> None:
    assert when("A fictional teacher, held on 2 February, was charged on Friday.") == Dated(2, 2, 2021)


def test_publication_date_alone_is_no_answer() -> None:
    assert when("A fictional teacher was held.") == Dated()


def test_date_of_an_aggregate_counts_less_than_any_other() -> None:
    report = make("Hundreds were held in May 2020. A fictional teacher was held in June 2020.")
    words = "May 2020"
    span = Span(report.text.index(words), report.text.index(words) + len(words))
    mention = Mention.make(report.id, MentionKind.AGGREGATE, Span(0, 8))
    value = DateValue(DateRange.between(date(2020, 5, 1), date(2020, 5, 31)), year=2020, month=5)
    one = Statement.make(report, mention.id, Field.DATE, value, span, Stance.REPORTED_AS_FACT)
    votes = date_words(report, Coding(report.id, "hand", "1", (mention,), (one,)))
    assert [vote.stated for vote in votes] == [True, False]
    assert vote_on_dates(votes) == Dated(None, 6, 2020)
