"""What a rule makes of its tokens, before the publication date is known, and the tools that the rules share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from tallybook.dates.calendars import add_days, narrow
from tallybook.dates.lexicon import Entry, Lexicon
from tallybook.dates.records import Anchoring, Offset, Reason, Unit
from tallybook.dates.tokens import Tokens
from tallybook.model import DateRange

__all__ = ["AMOUNT", "YEAR", "Context", "Draft", "Rule", "amount_of", "by_determiner", "latest", "unit_of"]

Relative = Callable[[date], DateRange | None]
InYear = Callable[[int], DateRange | None]

YEAR = "(?P<yr>[yza])"
# "more than two", "two or three", "a few", "two and a half"
AMOUNT = r"(?P<q>Q?)(?P<num>n-?n|A?n|[ndcvA])(?:(?:[R-]|\+)(?P<num2>[ndcv]))?(?P<half>&Al)?"

# A text that was written on the other side of the date line may tell of the day after its date of publication.
GRACE_DAYS = 1
# No more years than this are searched for a day such as 29 February.
_SEARCHED_YEARS = 9
# "Friday, Feb 23" without a tense is the day ahead rather than nothing, when the weekday says so and it is this near.
_NEAR_DAYS = 183
# Without a tense: a past reading further back than this, against a coming one nearer than that, is left open.
_FAR_DAYS = 274
_SOON_DAYS = 92


@dataclass(frozen=True, slots=True)
class Draft:
    """Tokens `first` up to `last` (exclusive) and what they mean.

    `fixed` is a range that needs no anchor; `relative` computes it from the day of publication; `in_year` gives the
    range in a year, for words that leave the year out. `kind` says what can be joined: weekday, monthday, day, month,
    year, period, offset, set, duration. `discrete`: two days of publication give two separate ranges, not one longer.
    """

    first: int
    last: int
    kind: str
    anchoring: Anchoring = Anchoring.ABSOLUTE
    fixed: DateRange | None = None
    relative: Relative | None = None
    in_year: InYear | None = None
    exact: Relative | None = None
    reason: Reason | None = None
    candidates: tuple[DateRange, ...] = ()
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    time_of_day: str = ""
    modifier: str = ""
    offset: Offset | None = None
    governs: bool = False
    future: bool | None = None

    def period_from(self, anchor: date | None) -> DateRange | None:
        """The range before a modifier narrows it; None where the words or the anchor do not give one."""
        if self.fixed is not None:
            return self.fixed
        return self.relative(anchor) if self.relative is not None and anchor is not None else None

    def range_from(self, anchor: date | None) -> DateRange | None:
        """The range that the words mean when they are published on `anchor`."""
        period = self.period_from(anchor)
        if period is None or not self.modifier:
            return period
        if self.modifier == "earlier" and anchor is not None and period.contains(anchor):
            return DateRange.between(period.first, anchor)
        if self.modifier == "later" and anchor is not None and period.contains(anchor):
            return DateRange.between(anchor, period.last)
        return narrow(period, self.modifier)

    @property
    def discrete(self) -> bool:
        """Whether the words name one period of a calendar year, so that two anchors give two far apart."""
        return self.in_year is not None


@dataclass(frozen=True, slots=True)
class Context:
    """A text as the rules see it."""

    tokens: Tokens
    lexicon: Lexicon

    def entries(self, match: re.Match[str], group: str) -> list[Entry]:
        """The entries of the tokens that a group matched; empty where it matched none."""
        return list(self.tokens.entries[slice(*match.span(group))]) if self.has(match, group) else []

    def entry(self, match: re.Match[str], group: str) -> Entry:
        """The entry of the first token of a group that has matched."""
        return self.tokens.entries[match.start(group)]

    def has(self, match: re.Match[str], group: str) -> bool:
        """Whether the rule has this group and it matched at least one token."""
        return group in match.re.groupindex and match.start(group) >= 0 and match.end(group) > match.start(group)

    def lower(self, index: int) -> str:
        """The token at `index` in lower case; empty outside the text."""
        return self.tokens.lowers[index] if 0 <= index < len(self.tokens.lowers) else ""

    def letter(self, index: int) -> str:
        """The letter of the token at `index`; "P" outside the text, as at the end of a paragraph."""
        return self.tokens.letters[index] if 0 <= index < len(self.tokens.letters) else "P"

    def in_list(self, index: int, name: str) -> bool:
        """Whether the token at `index` stands in a list of words.yaml."""
        return self.lower(index) in self.lexicon.lists[name]

    def year_of(self, match: re.Match[str], group: str = "yr") -> int | None:
        """The year that a group names, two digits resolved by the pivot of words.yaml."""
        if not self.has(match, group):
            return None
        index = match.start(group)
        number = self.tokens.entries[index].number
        return number if self.letter(index) in "yz" else self.full_year(number)

    def full_year(self, number: int) -> int:
        """A two-digit year in full."""
        return number + (2000 if number <= self.lexicon.two_digit_pivot else 1900)

    def is_future(self, first: int, last: int) -> bool | None:
        """Whether the sentence points ahead of or behind the day; None where it does neither.

        The nearest cue decides: leftwards first, then a few words to the right. "By" and "until" point either way.
        """
        if self.is_deadline(first):
            return None
        left = self._cue(range(first - 1, max(first - 16, -1), -1))
        return left if left is not None else self._cue(range(last, min(last + 8, len(self.tokens.lowers))))

    def is_deadline(self, first: int) -> bool:
        """Whether the word before a day sets a limit: "by 20 May", "until June"."""
        return self.in_list(first - 1, "deadlines")

    def _cue(self, indexes: Iterable[int]) -> bool | None:
        lists = self.lexicon.lists
        for index in indexes:
            letter, lower = self.tokens.letters[index], self.tokens.lowers[index]
            if letter in "!P":
                return None
            if lower in lists["future_cues"]:
                return True
            if lower in lists["past_cues"] or (len(lower) > 4 and lower.endswith("ed")):
                return False
        return None


@dataclass(frozen=True, slots=True)
class Rule:
    """A named expression over token letters and what makes a draft of its match (None: it does not hold)."""

    name: str
    pattern: re.Pattern[str]
    make: Callable[[Context, re.Match[str]], Draft | None]


def latest(in_year: InYear, *, future: bool | None, weekday: int | None = None, deadline: bool = False) -> Relative:
    """The latest period of that name that began on or before the anchor; where `future`, the first not yet over.

    Where `future` is None (no tense to go by) and the coming one is much nearer than the past one, neither is taken: a
    report that leaves the year out and speaks of a day eleven months ago is as odd as one that does not say "will".
    A `deadline` ("by 20 May") without a tense is the nearer of the two.
    """

    def find(anchor: date) -> DateRange | None:
        past = _nearest(in_year, anchor, ahead=False)
        coming = _nearest(in_year, anchor, ahead=True) if future or future is None else None
        found = coming if future else past
        if found is not None and weekday is not None:
            return _fitting(in_year, found, anchor, weekday)
        if future is None and past is not None and coming is not None and past != coming:
            behind, ahead = (anchor - past.last).days, (coming.first - anchor).days
            if deadline:
                return past if behind <= ahead else coming
            open_tense = behind > _FAR_DAYS and ahead < _SOON_DAYS
            return None if open_tense else past
        return found

    return find


def _nearest(in_year: InYear, anchor: date, *, ahead: bool) -> DateRange | None:
    years = range(anchor.year - 1, anchor.year + _SEARCHED_YEARS)
    if not ahead:
        years = range(anchor.year + 1, anchor.year - _SEARCHED_YEARS, -1)
    for year in years:
        found = in_year(year) if 1 < year < 9999 else None
        if found is None:
            continue
        grace = GRACE_DAYS if found.first == found.last else 0
        if found.last >= anchor if ahead else found.first <= add_days(anchor, grace):
            return found
    return None


def by_determiner(in_year: InYear, letter: str) -> Relative:
    """The period that "last" (L: over before the anchor), "next" (X: after it) or "this" (s) picks."""

    def find(anchor: date) -> DateRange | None:
        years = range(anchor.year - 2, anchor.year + 4)
        found = [period for year in years if (period := in_year(year)) is not None]
        if letter == "L":
            return max((period for period in found if period.last < anchor), default=None)
        if letter == "X":
            return min((period for period in found if period.first > anchor), default=None)
        return next((period for period in found if period.contains(anchor)), in_year(anchor.year))

    return find


def _fitting(in_year: InYear, found: DateRange, anchor: date, weekday: int) -> DateRange | None:
    """The day itself if its weekday fits, else that of the year before or after if it fits and is near."""
    if found.first.weekday() == weekday:
        return found
    for year in (found.first.year + 1, found.first.year - 1):
        other = in_year(year)
        if other is None or abs((other.first - anchor).days) > _NEAR_DAYS:
            continue
        if other.first.weekday() == weekday:
            return other
    return None


def amount_of(context: Context, match: re.Match[str]) -> tuple[int, int]:
    """The least and the most that the groups of AMOUNT give."""
    # "About 2004 hours" is read as a count although the entry of its digits is that of a year (z).
    entries = [entry for entry in context.entries(match, "num") if entry.letter in "ndcvAz"]
    last = entries[-1]
    low, high = (last.number, last.high) if last.letter != "A" else (1, 1)
    if len(entries) == 2 and entries[0].letter == "n":
        head = entries[0].number
        if last.number >= 100:
            low = high = head * last.number
        elif head >= 20 > last.number:
            low = high = head + last.number
        else:
            low, high = min(head, last.number), max(head, last.number)
    if context.has(match, "num2"):
        other = context.entry(match, "num2")
        low, high = min(low, other.number), max(high, other.high)
    if context.has(match, "half"):
        high += 1
    return low, high


_UNITS = {
    "fortnight": (Unit.WEEK, 2),
    "weekend": (Unit.WEEK, 1),
    "quarter": (Unit.MONTH, 3),
    **{unit.value: (unit, 1) for unit in Unit},
}


def unit_of(entry: Entry) -> tuple[Unit, int]:
    """The unit of a word and how many of it the word is: a fortnight is two weeks."""
    return _UNITS[entry.code]
