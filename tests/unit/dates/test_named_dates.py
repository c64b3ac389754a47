"""Dates that name their day, month or year. All sentences are invented."""

from __future__ import annotations

from datetime import date

import pytest

from tallybook.dates import Anchoring, DateExpression, Reason, find_dates
from tallybook.model import DatePrecision, DateRange

PUBLISHED = DateRange.day(date(2023, 2, 18))  # a Saturday


def only(text: str, published: DateRange | None = PUBLISHED) -> DateExpression:
    """The single expression of a text."""
    found = find_dates(text, published)
    assert len(found) == 1, [expression.span.of(text) for expression in found]
    return found[0]


def ends(expression: DateExpression) -> tuple[str, str]:
    """First and last day of an expression that is resolved."""
    assert expression.value.range is not None, expression.value.reason
    return str(expression.value.range.first), str(expression.value.range.last)


@pytest.mark.parametrize(
    "words",
    [
        "17 February 2023",
        "17 Feb 2023",
        "17 Feb. 2023",
        "17th February 2023",
        "the 17th of February, 2023",
        "February 17, 2023",
        "Feb. 17, 2023",
        "Feb 17 2023",
        "February 17th, 2023",
        "17 Feb 23",
        "17-Feb-2023",
        "2023-02-17",
        "2023-02-17T21:30:00Z",
        "2023/02/17",
        "17/02/2023",
        "02/17/2023",
        "17.02.2023",
        "17.02.23",
        "Friday, 17 February 2023",
        "Friday (Feb. 17, 2023)",
        "Fri, Feb 17, 2023",
    ],
)
def test_a_full_date_in_every_usual_order_is_that_day_without_a_publication_date(words: str) -> None:
    text = f"The post was attacked on {words}."
    expression = only(text, None)
    assert ends(expression) == ("2023-02-17", "2023-02-17")
    assert expression.anchoring is Anchoring.ABSOLUTE
    assert expression.value.range is not None
    assert expression.value.range.precision is DatePrecision.DAY
    assert (expression.value.year, expression.value.month, expression.value.day) == (2023, 2, 17)
    assert expression.span.of(text).lower().startswith(words.lower().removeprefix("the ")[:4])


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("It was in February 2021.", "2021-02-01", "2021-02-28"),
        ("It was in Feb. 2021 or so.", "2021-02-01", "2021-02-28"),
        ("It was in 2014.", "2014-01-01", "2014-12-31"),
        ("In early 2014 they split.", "2014-01-01", "2014-04-30"),
        ("By late 2019 they had split.", "2019-09-01", "2019-12-31"),
        ("Since mid-2019 they had split.", "2019-05-01", "2019-08-31"),
        ("The end of November 2020 was calm.", "2020-11-21", "2020-11-30"),
        ("The middle of June 2020 was calm.", "2020-06-11", "2020-06-20"),
        ("The war of the 1990s was over.", "1990-01-01", "1999-12-31"),
        ("A truce of the late 1970s was over.", "1976-09-01", "1979-12-31"),
        ("In the summer of 2018 it rained.", "2018-06-01", "2018-08-31"),
        ("In the third quarter of 2018 it rained.", "2018-07-01", "2018-09-30"),
        ("In the first half of 2018 it rained.", "2018-01-01", "2018-06-30"),
        ("In the first week of March 2018 it rained.", "2018-03-01", "2018-03-07"),
        ("In the last week of March 2018 it rained.", "2018-03-25", "2018-03-31"),
        ("The last Friday of March 2021 was calm.", "2021-03-26", "2021-03-26"),
        ("The weekend of 12 March 2022 was calm.", "2022-03-12", "2022-03-13"),
        ("The first weekend of July 2022 was calm.", "2022-07-02", "2022-07-03"),
        ("In 2015 police closed the road.", "2015-01-01", "2015-12-31"),
        ("On November 1 or 2, 2020, it was closed.", "2020-11-01", "2020-11-02"),
        ("They came in nineteen ninety-six.", "1996-01-01", "1996-12-31"),
        ("They came in January nineteen ninety-seven.", "1997-01-01", "1997-01-31"),
        ("the 2014 raid", "2014-01-01", "2014-12-31"),
        ("The raid (2013) was the first.", "2013-01-01", "2013-12-31"),
        ("They came in '89.", "1989-01-01", "1989-12-31"),
        ("They came on Christmas Day 2010.", "2010-12-25", "2010-12-25"),
        ("They came on New Year's Eve, 2010.", "2010-12-31", "2010-12-31"),
        ("On Easter Sunday 2019 a bomb went off.", "2019-04-21", "2019-04-21"),
        ("On Good Friday 2019 nothing happened.", "2019-04-19", "2019-04-19"),
        ("During Eid al-Fitr 2022 there was a truce.", "2022-05-01", "2022-05-03"),
        ("During Eid al-Adha 2022 there was a truce.", "2022-07-08", "2022-07-10"),
        ("During Ramadan 2022 there was a truce.", "2022-04-01", "2022-05-02"),
    ],
)
def test_words_that_need_no_anchor_keep_their_own_grain(text: str, first: str, last: str) -> None:
    expression = only(text, None)
    found = expression.value.range
    assert found is not None
    if expression.value.reason == Reason.APPROXIMATE_CALENDAR:
        assert abs((found.first - date.fromisoformat(first)).days) <= 1
        assert abs((found.last - date.fromisoformat(last)).days) <= 1
    else:
        assert ends(expression) == (first, last)
    assert expression.anchoring is Anchoring.ABSOLUTE


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("between 3 and 5 March 2021", "2021-03-03", "2021-03-05"),
        ("on March 3-5, 2021", "2021-03-03", "2021-03-05"),
        ("on 3–5 March 2021", "2021-03-03", "2021-03-05"),
        ("from 3 to 5 March 2021", "2021-03-03", "2021-03-05"),
        ("30 December 2020 to 2 January 2021", "2020-12-30", "2021-01-02"),
        ("from 30 December to 2 January 2021", "2020-12-30", "2021-01-02"),
        ("from January to March 2021", "2021-01-01", "2021-03-31"),
        ("between 2014 and 2016", "2014-01-01", "2016-12-31"),
        ("2014-2016", "2014-01-01", "2016-12-31"),
        ("the night of February 16-17, 2023", "2023-02-16", "2023-02-17"),
    ],
)
def test_ranges_of_days_months_and_years_are_one_expression(text: str, first: str, last: str) -> None:
    assert ends(only(f"It went on {text}.", None)) == (first, last)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It happened on Feb 17.", "2023-02-17"),
        ("It happened on 18 February.", "2023-02-18"),
        ("It happened on 28 February.", "2022-02-28"),
        ("It will happen on 28 February.", "2023-02-28"),
        ("The vote is scheduled for March 1.", "2023-03-01"),
        ("It happened on 25 December.", "2022-12-25"),
        ("It happened on 29 February.", "2020-02-29"),
        ("It happened late Friday (Feb 17).", "2023-02-17"),
        ("It happened on Friday, Feb. 17, they said.", "2023-02-17"),
        ("It happened on 15 February (Wednesday).", "2023-02-15"),
        ("It happened on Christmas Eve.", "2022-12-24"),
        ("It happened two days before Christmas.", "2022-12-23"),
    ],
)
def test_a_day_without_a_year_is_the_latest_one_unless_the_sentence_points_ahead(text: str, expected: str) -> None:
    assert ends(only(text)) == (expected, expected)


def test_a_day_without_a_year_stays_open_without_a_publication_date_and_keeps_its_parts() -> None:
    value = only("It happened on Feb 17.", None).value
    assert value.range is None
    assert value.reason == Reason.NO_YEAR
    assert (value.year, value.month, value.day) == (None, 2, 17)
    assert value.candidates == ()


def test_a_weekday_names_the_years_that_fit() -> None:
    expression = only("It happened late Friday (Feb 17).", None)
    assert expression.value.range is None
    assert [candidate.first.year for candidate in expression.value.candidates] == [1995, 2006, 2012, 2017, 2023]
    assert expression.value.time_of_day == "late"
    assert expression.weekday == 4


def test_a_weekday_that_contradicts_the_date_leaves_it_open() -> None:
    value = only("It happened on Monday, 17 February 2023.", None).value
    assert value.range is None
    assert value.reason == Reason.WEEKDAY_CONFLICT
    assert [str(candidate) for candidate in value.candidates] == ["2023-02-17", "2023-02-20"]


def test_numbers_that_read_both_ways_are_not_resolved_unless_the_weekday_decides() -> None:
    value = only("It happened on 03/04/2023.").value
    assert value.range is None
    assert value.reason == Reason.DAY_MONTH_ORDER
    assert [str(candidate) for candidate in value.candidates] == ["2023-03-04", "2023-04-03"]
    assert ends(only("It happened on Monday, 03/04/2023.")) == ("2023-04-03", "2023-04-03")
    assert ends(only("It happened on 05/05/2023.")) == ("2023-05-05", "2023-05-05")


def test_a_day_that_does_not_exist_is_not_resolved() -> None:
    assert only("It happened on 29 February 2023.", None).value.reason == Reason.NO_SUCH_DAY
    assert find_dates("It happened on 31 June.", None) == () or all(
        expression.value.range is None for expression in find_dates("It happened on 31 June.", None)
    )


def test_without_a_tense_a_day_far_back_and_soon_to_come_stays_open() -> None:
    value = only("The anniversary: March 20").value
    assert value.range is None
    assert value.reason == Reason.OPEN_TENSE
    assert [str(candidate) for candidate in value.candidates] == ["2022-03-20", "2023-03-20"]


def test_a_coarse_publication_date_gives_candidates_for_a_day_and_a_range_for_a_weekday() -> None:
    month = DateRange.between(date(2023, 2, 1), date(2023, 2, 28))
    value = only("It happened on Feb 17.", month).value
    assert value.range is None
    assert value.reason == Reason.PUBLICATION_TOO_COARSE
    assert [str(candidate) for candidate in value.candidates] == ["2022-02-17", "2023-02-17"]
    assert ends(only("It happened on Jan 17.", month)) == ("2023-01-17", "2023-01-17")
    assert ends(only("It happened yesterday.", month)) == ("2023-01-31", "2023-02-27")


def test_capitals_throughout_are_read_too() -> None:
    text = (
        "THE BRIDGE WAS BLOWN UP ON 30 DECEMBER. ON 3 JAN 90 IT MAY HAVE BEEN REPAIRED. "
        "ON 4 MAY A CONVOY PASSED. THE REBELS MARCH ON. LAST NIGHT IT FELL AGAIN."
    )
    found = {expression.span.of(text): expression for expression in find_dates(text, DateRange.day(date(1990, 6, 1)))}
    assert ends(found["30 DECEMBER"]) == ("1989-12-30", "1989-12-30")
    assert ends(found["3 JAN 90"]) == ("1990-01-03", "1990-01-03")
    assert ends(found["4 MAY"]) == ("1990-05-04", "1990-05-04")
    assert ends(found["LAST NIGHT"]) == ("1990-05-31", "1990-06-01")
    assert len(found) == 4


@pytest.mark.parametrize(
    "text",
    [
        "They march on the city and may attack again.",
        "The rebels may 5 times have crossed.",
        "A shop on May Street was robbed.",
        "The March on the palace was peaceful.",
        "About 1,000 people fled 2,000 houses.",
        "A 30-year-old man and a boy aged 12 years were hurt.",
        "The bus left at 10:30 and at 8 p.m. sharp.",
        "On Black Friday, as Bloody Sunday, people mourn.",
        "He writes for the Sunday Times and the Daily Mirror.",
        "They killed 2014 people and 1990 sheep.",
        "Fighters of the M-19 and a G-20 summit.",
        "April Winters, Jan Smith and June Carter spoke.",
        "The 16-17 vote failed 3-5.",
        "Hour after hour it went on, 50 light years away.",
    ],
)
def test_words_that_are_no_dates_are_left_alone(text: str) -> None:
    assert [expression.span.of(text) for expression in find_dates(text, PUBLISHED)] == []


def test_the_preposition_and_the_time_of_day_are_kept() -> None:
    expression = only("They have fought since the evening of 3 January 2020.")
    assert expression.preposition == "since"
    assert expression.value.time_of_day == "evening"
    assert ends(expression) == ("2020-01-03", "2020-01-03")
    assert only("In early 2014 they split.").period == DateRange.between(date(2014, 1, 1), date(2014, 12, 31))
