"""Dates counted from the publication or from another date, frequencies and lengths. All sentences are invented."""

from __future__ import annotations

from datetime import date

import pytest

from tallybook.dates import (
    Anchoring,
    Bound,
    DateExpression,
    Direction,
    Offset,
    Reason,
    Unit,
    find_dates,
    resolve_against,
)
from tallybook.errors import InvalidValueError
from tallybook.model import DatePrecision, DateRange

PUBLISHED = DateRange.day(date(2023, 2, 18))  # a Saturday
INCIDENT = DateRange.day(date(2023, 2, 17))


def only(text: str, published: DateRange | None = PUBLISHED) -> DateExpression:
    """The single expression of a text."""
    found = find_dates(text, published)
    assert len(found) == 1, [expression.span.of(text) for expression in found]
    return found[0]


PUBLICATION_CASES = [
    ("It happened on Friday.", "2023-02-17", "2023-02-17", ""),
    ("It happened on Saturday.", "2023-02-18", "2023-02-18", ""),
    ("It happened last Saturday.", "2023-02-11", "2023-02-11", ""),
    ("It happened last Friday.", "2023-02-17", "2023-02-17", ""),
    ("Friday's attack was the worst.", "2023-02-17", "2023-02-17", ""),
    ("It happened Friday night.", "2023-02-17", "2023-02-17", "night"),
    ("It happened on Friday at dawn.", "2023-02-17", "2023-02-17", "dawn"),
    ("It happened in the early hours of Friday.", "2023-02-17", "2023-02-17", "morning"),
    ("It happened late on Thursday.", "2023-02-16", "2023-02-16", "late"),
    ("They will meet next Friday.", "2023-02-24", "2023-02-24", ""),
    ("They will meet on Friday.", "2023-02-24", "2023-02-24", ""),
    ("He said on Friday that they will meet.", "2023-02-17", "2023-02-17", ""),
    ("It happened today.", "2023-02-18", "2023-02-18", ""),
    ("It happened yesterday.", "2023-02-17", "2023-02-17", ""),
    ("It happened the day before yesterday.", "2023-02-16", "2023-02-16", ""),
    ("A curfew begins tonight.", "2023-02-18", "2023-02-18", "night"),
    ("It happened last night.", "2023-02-17", "2023-02-18", "night"),
    ("It happened overnight.", "2023-02-17", "2023-02-18", "overnight"),
    ("It happened this morning.", "2023-02-18", "2023-02-18", "morning"),
    ("It happened yesterday morning.", "2023-02-17", "2023-02-17", "morning"),
    ("It happened last week.", "2023-02-06", "2023-02-12", ""),
    ("It happened last month.", "2023-01-01", "2023-01-31", ""),
    ("After last month's bombing, calm.", "2023-01-01", "2023-01-31", ""),
    ("It happened last year.", "2022-01-01", "2022-12-31", ""),
    ("It happened earlier this week.", "2023-02-13", "2023-02-18", ""),
    ("It happened earlier this month.", "2023-02-01", "2023-02-18", ""),
    ("It happened earlier this year.", "2023-01-01", "2023-02-18", ""),
    ("It happened this year.", "2023-01-01", "2023-12-31", ""),
    ("It happened last April.", "2022-04-01", "2022-04-30", ""),
    ("It happened in April last year.", "2022-04-01", "2022-04-30", ""),
    ("It happened over the weekend.", "2023-02-18", "2023-02-19", ""),
    ("It happened last weekend.", "2023-02-11", "2023-02-12", ""),
    ("It happened three days ago.", "2023-02-15", "2023-02-15", ""),
    ("It happened two weeks ago.", "2023-02-01", "2023-02-07", ""),
    ("It happened more than two weeks ago.", "2023-01-28", "2023-02-03", ""),
    ("It happened on Tuesday of last week.", "2023-02-07", "2023-02-07", ""),
    ("It happened a week or two ago.", "2023-02-01", "2023-02-14", ""),
    ("It happened two or three days ago.", "2023-02-15", "2023-02-16", ""),
    ("It happened a few days ago.", "2023-02-12", "2023-02-16", ""),
    ("It happened five months ago.", "2022-09-01", "2022-09-30", ""),
    ("It happened two years ago.", "2021-01-01", "2021-12-31", ""),
    ("It happened nearly four years ago.", "2019-02-19", "2020-02-18", ""),
    ("It lasted from Monday to Wednesday.", "2023-02-13", "2023-02-15", ""),
]


@pytest.mark.parametrize(("text", "first", "last", "time_of_day"), PUBLICATION_CASES)
def test_words_counted_from_the_publication(text: str, first: str, last: str, time_of_day: str) -> None:
    expression = only(text)
    assert expression.anchoring is Anchoring.PUBLICATION
    assert expression.value.range is not None
    assert (str(expression.value.range.first), str(expression.value.range.last)) == (first, last)
    assert expression.value.time_of_day == time_of_day


@pytest.mark.parametrize("text", [case[0] for case in PUBLICATION_CASES])
def test_the_same_words_are_open_without_a_publication_date(text: str) -> None:
    value = only(text, None).value
    assert value.range is None
    assert value.reason == Reason.NO_PUBLICATION_DATE
    assert str(value.reason) == "no publication date"


def test_a_month_alone_is_the_latest_one() -> None:
    assert str(only("It happened in February.").value.range) == "2023-02-01 to 2023-02-28"
    assert str(only("It happened in December.").value.range) == "2022-12-01 to 2022-12-31"
    assert str(only("It happened in mid-December.").value.range) == "2022-12-11 to 2022-12-20"
    assert only("It happened in December.", None).value.reason == Reason.NO_YEAR


INCIDENT_CASES = [
    ("A week earlier a market was hit.", Direction.BEFORE, "2023-02-07", "2023-02-13"),
    ("The previous day a market was hit.", Direction.BEFORE, "2023-02-16", "2023-02-16"),
    ("The next day a market was hit.", Direction.AFTER, "2023-02-18", "2023-02-18"),
    ("The following morning a market was hit.", Direction.AFTER, "2023-02-18", "2023-02-18"),
    ("The following Tuesday a market was hit.", Direction.AFTER, "2023-02-21", "2023-02-21"),
    ("The previous Friday a market was hit.", Direction.BEFORE, "2023-02-10", "2023-02-10"),
    ("The previous week a market was hit.", Direction.BEFORE, "2023-02-06", "2023-02-12"),
    ("The following year a market was hit.", Direction.AFTER, "2024-01-01", "2024-12-31"),
    ("A market was hit two days later.", Direction.AFTER, "2023-02-19", "2023-02-19"),
    ("A market was hit the night before.", Direction.BEFORE, "2023-02-16", "2023-02-16"),
    ("A market was hit that night.", Direction.SAME, "2023-02-17", "2023-02-17"),
    ("A market was hit the same day.", Direction.SAME, "2023-02-17", "2023-02-17"),
    ("A market was hit more than two weeks before.", Direction.BEFORE, "2023-01-27", "2023-02-02"),
    ("A market was hit less than a month before.", Direction.BEFORE, "2023-01-18", "2023-02-17"),
    ("A market was hit about a week before.", Direction.BEFORE, "2023-02-06", "2023-02-14"),
    ("A market was hit months later.", Direction.AFTER, "2023-04-01", "2024-01-31"),
    ("A market was hit hours later.", Direction.AFTER, "2023-02-17", "2023-02-18"),
    ("A market was hit three months earlier.", Direction.BEFORE, "2022-11-01", "2022-11-30"),
]


@pytest.mark.parametrize(("text", "direction", "first", "last"), INCIDENT_CASES)
def test_words_counted_from_another_date(text: str, direction: Direction, first: str, last: str) -> None:
    expression = only(text)
    assert expression.anchoring is Anchoring.INCIDENT
    assert expression.value.range is None
    assert expression.value.reason == Reason.NEEDS_ANCHOR
    assert expression.offset is not None
    assert expression.offset.direction is direction
    value = resolve_against(expression, INCIDENT)
    assert value.range is not None
    assert (str(value.range.first), str(value.range.last)) == (first, last)


def test_more_than_two_weeks_after_something_dates_that_something_too() -> None:
    expression = only("The raid came more than two weeks after a bomb in a mosque.")
    assert expression.governs
    bomb = resolve_against(expression, INCIDENT, inverse=True).range
    assert bomb is not None
    # From three weeks before to fifteen days before: seven days, not one.
    assert (str(bomb.first), str(bomb.last)) == ("2023-01-27", "2023-02-02")
    assert bomb.precision is DatePrecision.WEEK
    assert not only("The raid came two weeks after.").governs


def test_an_anchor_that_is_a_range_widens_the_result() -> None:
    expression = only("Two days later a market was hit.")
    month = DateRange.between(date(2023, 2, 1), date(2023, 2, 28))
    assert str(resolve_against(expression, month).range) == "2023-02-03 to 2023-03-02"


def test_an_open_distance_is_not_resolved() -> None:
    expression = only("At least two weeks earlier a market was hit.")
    value = resolve_against(expression, INCIDENT)
    assert value.range is None
    assert value.reason == Reason.VAGUE


def test_a_distance_followed_by_its_date_is_resolved_at_once() -> None:
    expression = only("Two days after 27 February 2021 a market was hit.", None)
    assert str(expression.value.range) == "2021-03-01"


def test_other_expressions_keep_their_value_when_resolved_against_an_incident() -> None:
    expression = only("It happened on 3 March 2020.")
    assert resolve_against(expression, INCIDENT) == expression.value


def test_a_distance_out_of_the_calendar_is_refused() -> None:
    expression = only("Two decades earlier a market was hit.")
    assert resolve_against(expression, DateRange.day(date(5, 1, 1))).reason == Reason.OUT_OF_CALENDAR


def test_an_offset_checks_its_bounds_and_turns_round() -> None:
    offset = Offset(Direction.BEFORE, Unit.WEEK, 2, 2, Bound.MORE_THAN)
    assert offset.reversed() == Offset(Direction.AFTER, Unit.WEEK, 2, 2, Bound.MORE_THAN)
    with pytest.raises(InvalidValueError):
        Offset(Direction.BEFORE, Unit.WEEK, 3, 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They attack almost daily.", "almost daily"),
        ("They attack every week.", "every week"),
        ("They attack every Friday.", "every Friday"),
        ("They attack on Fridays.", "Fridays"),
        ("They attack twice a week.", "twice a week"),
        ("They attacked in recent weeks.", "recent weeks"),
        ("They attacked in recent months.", "recent months"),
        ("They attacked over the past year.", "the past year"),
        ("They attacked in the last three months.", "the last three months"),
    ],
)
def test_frequencies_and_running_periods_are_sets(text: str, words: str) -> None:
    expression = only(text)
    assert expression.anchoring is Anchoring.SET
    assert expression.span.of(text) == words


def test_a_running_period_has_bounds_only_where_the_words_give_them() -> None:
    assert str(only("They attacked over the past year.").value.range) == "2022-02-18 to 2023-02-18"
    assert str(only("They attacked in the last two weeks.").value.range) == "2023-02-04 to 2023-02-18"
    assert only("They attacked in recent weeks.").value.reason == Reason.VAGUE
    assert only("They attacked in the last two weeks.", None).value.reason == Reason.NO_PUBLICATION_DATE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It went on for three hours.", "three hours"),
        ("The siege lasted hours.", "hours"),
        ("A three-day siege ended.", "three-day"),
        ("An hours-long siege ended.", "hours-long"),
        ("He was held for more than two weeks.", "more than two weeks"),
        ("The road was shut for an hour.", "an hour"),
        ("It took 24 hours.", "24 hours"),
    ],
)
def test_lengths_of_time_are_durations(text: str, words: str) -> None:
    expression = only(text)
    assert expression.anchoring is Anchoring.DURATION
    assert expression.value.range is None
    assert expression.value.reason == Reason.NOT_A_DATE
    assert words in expression.span.of(text)
