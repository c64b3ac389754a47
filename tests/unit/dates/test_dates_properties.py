"""What holds for every text and every day."""

from __future__ import annotations

import calendar
import time
from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from tallybook.dates import Anchoring, Bound, Direction, Offset, Unit, find_dates
from tallybook.dates.offsets import offset_range
from tallybook.model import DateRange

DAYS = st.dates(date(1950, 1, 1), date(2048, 12, 31))
PUBLISHED = st.one_of(st.none(), st.builds(DateRange.day, DAYS))
MONTHS = list(calendar.month_name)[1:]
WEEKDAYS = list(calendar.day_name)
SHORT = ["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, ..., 11th, ..., 21st."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending}"


FULL = (
    lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{SHORT[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{day.day} {SHORT[day.month - 1]} {day.year}",
    lambda day: f"{day.day:02d} {MONTHS[day.month - 1].upper()} {day.year}",
    lambda day: f"the {ordinal(day.day)} of {MONTHS[day.month - 1]}, {day.year}",
    lambda day: f"{MONTHS[day.month - 1]} {ordinal(day.day)} {day.year}",
    lambda day: f"{day.day}-{MONTHS[day.month - 1][:3]}-{day.year}",
    lambda day: day.isoformat(),
    lambda day: f"{WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}, {day.year}",
    lambda day: f"{WEEKDAYS[day.weekday()]} ({day.day} {MONTHS[day.month - 1]} {day.year})",
)
YEARLESS = (
    lambda day: f"{day.day} {MONTHS[day.month - 1]}",
    lambda day: f"{SHORT[day.month - 1]} {day.day}",
    lambda day: f"{MONTHS[day.month - 1]} {ordinal(day.day)}",
    lambda day: f"{day.day} {MONTHS[day.month - 1].upper()}",
    lambda day: f"{WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}",
    lambda day: f"late {WEEKDAYS[day.weekday()]} ({SHORT[day.month - 1]} {day.day})",
)


@given(DAYS, st.sampled_from(range(len(FULL))), PUBLISHED)
def test_a_day_written_in_full_is_found_and_resolved_exactly(day: date, form: int, published: DateRange | None) -> None:
    words = FULL[form](day)
    text = f"Two guards were hurt on {words}, the mayor said."
    (found,) = find_dates(text, published)
    assert found.value.range == DateRange.day(day)
    assert (found.value.year, found.value.month, found.value.day) == (day.year, day.month, day.day)
    assert found.span.of(text) in text[text.index(words) : text.index(words) + len(words)]
    assert found.anchoring is Anchoring.ABSOLUTE


@given(DAYS, st.integers(0, 300), st.sampled_from(range(len(YEARLESS))))
def test_a_day_without_its_year_is_the_latest_one_on_or_before_publication(day: date, days: int, form: int) -> None:
    text = f"Two guards were hurt on {YEARLESS[form](day)}, the mayor said."
    (found,) = find_dates(text, DateRange.day(day + timedelta(days=days)))
    assert found.value.range == DateRange.day(day)


@given(DAYS, st.sampled_from(range(len(YEARLESS))))
def test_without_a_publication_date_no_day_without_a_year_is_ever_resolved(day: date, form: int) -> None:
    text = f"Two guards were hurt on {YEARLESS[form](day)}, the mayor said."
    (found,) = find_dates(text, None)
    assert found.value.range is None
    assert (found.value.month, found.value.day) == (day.month, day.day)
    for candidate in found.value.candidates:
        assert candidate.first.weekday() == found.weekday
        assert (candidate.first.month, candidate.first.day) == (day.month, day.day)


WORDS = """a the this that same last past next previous following recent earlier later ago before after of on in since
from to and or every daily for lasted early mid late end more than about at least up to one two twenty five few several
hundred first second day days week weeks month months year years decade hours night morning dawn today yesterday
overnight Friday Fri Sun Mondays March May Feb. 17 17th 31 29 5 1,000 2014 1990s '90 0 99 9999 1500 03/04/2023
2023-02-30 10:30 , . ( ) - – ' ’s 's Christmas Ramadan Easter quarter half summer fall weekend will said"""
PIECES = st.sampled_from([*WORDS.split(), "\n\n"])


@given(st.lists(PIECES, max_size=14).map(" ".join), PUBLISHED)
@example("31 June to 31 February 2023", None)
@example("9999-12-31 two centuries later", None)
def test_any_mix_of_the_words_of_dates_is_read_without_an_error(text: str, published: DateRange | None) -> None:
    end = 0
    for expression in find_dates(text, published):
        assert expression.span.start >= end
        end = expression.span.end
        assert expression.span.of(text).strip() == expression.span.of(text)
        value = expression.value
        assert value.range is not None or value.reason
        if published is None and expression.anchoring is Anchoring.PUBLICATION:
            assert value.range is None
        assert (expression.offset is not None) == (expression.anchoring is Anchoring.INCIDENT)


@given(st.text(max_size=200), PUBLISHED)
@example("İ 17 Feb. ’ٱ ٣ ٢٠٢٣ ²", None)
def test_any_text_is_read_without_an_error_and_spans_lie_in_it(text: str, published: DateRange | None) -> None:
    for expression in find_dates(text, published):
        assert expression.span.end <= len(text)


@given(
    st.builds(
        Offset,
        st.sampled_from(Direction),
        st.sampled_from(Unit),
        st.integers(1, 12),
        st.integers(12, 20),
        st.sampled_from([bound for bound in Bound if bound is not Bound.AT_LEAST]),
    ),
    st.dates(date(4100, 1, 1), date(4200, 1, 1)),
)
def test_a_distance_always_gives_a_range_on_its_side_of_the_anchor(offset: Offset, day: date) -> None:
    found = offset_range(offset, DateRange.day(day))
    assert found is not None
    middle = found.first.toordinal() + found.last.toordinal()
    if offset.direction is Direction.BEFORE:
        assert middle <= 2 * day.toordinal() + 366
    if offset.direction is Direction.AFTER:
        assert middle >= 2 * day.toordinal() - 366


def test_a_report_of_500_words_is_read_in_a_few_milliseconds() -> None:
    sentence = "Gunmen attacked a post near the river on Friday, Feb. 17, and two guards were hurt, officials said. "
    text = sentence * 27
    published = DateRange.day(date(2023, 2, 18))
    find_dates(text, published)
    # The best of several runs: other work on the machine only ever adds time. The target is 2 ms (see the benchmark);
    # the limit here leaves room for slow machines.
    best = min(_seconds(text, published) for _ in range(10))
    assert best < 0.02


def _seconds(text: str, published: DateRange) -> float:
    start = time.process_time()
    find_dates(text, published)
    return time.process_time() - start
