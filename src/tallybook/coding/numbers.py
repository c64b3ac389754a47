"""Numbers as words say them: "at least four", "nearly 100", "eight to 10", "dozens", "two hundred"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tallybook.codebook import quantity_words
from tallybook.coding.base import Layer, Layers
from tallybook.coding.lexicons import read_list, singular, words
from tallybook.coding.tokens import TEXT, Text
from tallybook.dates import DateExpression
from tallybook.model import Qualifier, Quantity

__all__ = ["DATES", "NUMBERS", "Number", "NumberFinder"]

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_LARGEST = 100_000_000  # no count of people in one report is larger; longer digits are identifiers
_NEVER = 10**15  # what a text of nothing but "million" says is no number either
_LONGEST = 100  # characters; Python refuses to read thousands of digits as a number


@dataclass(frozen=True, slots=True)
class Number:
    """Tokens `first` to `last` (exclusive) that say how many. `of_follows`: "dozens of", "two of"."""

    first: int
    last: int
    quantity: Quantity


DATES: Layer[tuple[DateExpression, ...]] = Layer("dates")
NUMBERS: Layer[tuple[Number, ...]] = Layer("numbers")


class NumberFinder:
    """Finds numbers that may count people; years, ages, sums of money, times and measures are left out."""

    name = "numbers"
    requires: tuple[Layer[Any], ...] = (TEXT, DATES)
    sets = NUMBERS

    def run(self, layers: Layers) -> tuple[Number, ...]:
        text = layers[TEXT]
        in_dates = text.covered(expression.span for expression in layers[DATES])
        found: list[Number] = []
        index = 0
        while index < len(text.tokens):
            number = None if index in in_dates else _with_more(text, _number_at(text, index))
            if number is None or any(i in in_dates for i in range(number.first, number.last)):
                index += 1
                continue
            found.append(number)
            index = number.last
        return tuple(found)


def _with_more(text: Text, number: Number | None) -> Number | None:
    """ "Three more", "many more": people besides those told of before; not "three more than"."""
    if number is None or text.lowers[number.last : number.last + 1] != ["more"]:
        return number
    if text.lowers[number.last + 1 : number.last + 2] == ["than"]:
        return number
    return replace(number, last=number.last + 1)


@cache
def _units() -> dict[str, int]:
    return {word: int(value) for word, value in read_list("quantities")["units"].items()}


@cache
def _multipliers() -> dict[str, int]:
    return {word: int(value) for word, value in read_list("quantities")["multipliers"].items()}


@cache
def _qualifiers(section: str) -> tuple[tuple[tuple[str, ...], Qualifier], ...]:
    pairs = [
        (tuple(phrase.split()), Qualifier(code))
        for code, phrases in read_list("quantities")[section].items()
        for phrase in phrases
    ]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _vague() -> dict[str, tuple[tuple[tuple[str, ...], tuple[int, int | None]], ...]]:
    """From the first word of a phrase for an amount to the phrases, longest first."""
    table: dict[str, list[tuple[tuple[str, ...], tuple[int, int | None]]]] = {}
    for phrase, bounds in quantity_words().items():
        parts = tuple(phrase.split())
        table.setdefault(parts[0], []).append((parts, bounds))
    return {first: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for first, found in table.items()}


def _number_at(text: Text, index: int) -> Number | None:
    lowers = text.lowers
    vague = _vague_at(lowers, index)
    plain = _plain_at(text, index)
    if plain is not None:
        value, last = plain
        if _counts_no_people(text, index, last):
            return None
        return _with_qualifier(text, index, last, value)
    if vague is not None and not _qualifies(text, vague[1]):
        bounds, last = vague
        first, qualifier = _qualifier_before(lowers, index)
        low, high = bounds
        # "More than a dozen", "nearly a hundred" are handled as numbers; a vague word keeps its own bounds.
        if qualifier in (Qualifier.AT_LEAST, Qualifier.MORE_THAN):
            high = None
        return Number(first, last, Quantity.vague(low, high))
    return None


def _qualifies(text: Text, last: int) -> bool:
    """Whether a vague word only qualifies the number behind it: "some 50"."""
    return text.lowers[last - 1] == "some" and last < len(text.lowers) and _plain_at(text, last) is not None


def _vague_at(lowers: list[str], index: int) -> tuple[tuple[int, int | None], int] | None:
    for phrase, bounds in _vague().get(lowers[index], ()):
        if tuple(lowers[index : index + len(phrase)]) == phrase:
            last = index + len(phrase)
            if phrase == ("some",) and (last >= len(lowers) or lowers[last] in {"of", "time", "day"}):
                return None
            return bounds, last
    return None


def _plain_at(text: Text, index: int) -> tuple[int, int] | None:
    """(value, last) of a number without qualifier that begins at `index`."""
    lowers = text.lowers
    lower = lowers[index]
    if lower in {"a", "an"}:
        following = lowers[index + 1] if index + 1 < len(lowers) else ""
        if following in {"hundred", "thousand", "dozen", "million"}:
            value = _multipliers()[following]
            return _more(lowers, value, index + 2)
        return None
    if lower == "half" and lowers[index + 1 : index + 3] == ["a", "dozen"]:
        return 6, index + 3
    value_or_none = _simple(lower)
    if value_or_none is None:
        return None
    return _more(lowers, value_or_none, index + 1)


def _simple(lower: str) -> int | None:
    if _DIGITS.fullmatch(lower):
        if len(lower) > _LONGEST:
            return None
        value = int(lower.replace(",", ""))
        return value if value <= _LARGEST else None
    units = _units()
    if lower in units:
        return units[lower]
    tens, _, ones = lower.partition("-")
    if ones in units and tens in units and units[tens] % 10 == 0 and 0 < units[ones] < 10 <= units[tens]:
        return units[tens] + units[ones]
    return None


def _more(lowers: list[str], value: int, index: int) -> tuple[int, int]:
    """Multipliers and further words of one number: "two hundred and five", "3 million"."""
    total = 0
    while index < len(lowers) and value < _NEVER:
        lower = lowers[index]
        following = lowers[index + 1] if index + 1 < len(lowers) else ""
        if lower in _multipliers():
            value *= _multipliers()[lower]
        elif lower == "and" and value >= 100 and value % 100 == 0 and _units().get(following, 0) in range(1, 100):
            value += _units()[following]
            index += 1
        elif value >= 100 and value % 100 == 0 and not lower.isdigit() and (extra := _simple(lower)) is not None:
            if value >= 1000 and following in _multipliers():
                total, value = total + value, extra
            elif extra < 100:
                value += extra
            else:
                break
        elif value in range(20, 91, 10) and lower in _units() and 0 < _units()[lower] < 10 and lower != "one":
            value += _units()[lower]
        else:
            break
        index += 1
    return total + value, index


def _counts_no_people(text: Text, first: int, last: int) -> bool:
    """Whether the number is a measure, an age, a sum, a time, a year or part of a name."""
    lowers, tokens = text.lowers, text.tokens
    before = lowers[first - 1] if first else ""
    after = lowers[last] if last < len(lowers) else ""
    after_next = lowers[last + 1] if last + 1 < len(lowers) else ""
    if before in words("quantities", "currency") or before in {
        "no",
        "number",
        "#",
        "aged",
        "age",
        "chapter",
        "article",
        "section",
    }:
        return True
    if after in words("quantities", "measures") or singular(after) in words("quantities", "measures"):
        return True
    if (after == ":" and after_next.isdigit()) or (before == ":" and first > 1 and lowers[first - 2].isdigit()):
        return True
    number = lowers[first]
    if last == first + 1 and number.isdigit():
        if len(number) == 4 and number[:2] in {"18", "19", "20"} and not _people_follow(lowers, last):
            return True
        # ", 45," and "(45)" behind a name are ages; "in the 1980s" is one token and no number.
        if before in {",", "("} and after in {",", ")", "."} and first > 1 and tokens[first - 2].text[0].isupper():
            return True
        if before == "." and first > 1 and lowers[first - 2] in {"no", "nos"}:
            return True
    behind_number = first > 1 and _simple(lowers[first - 2]) is not None  # "8-10" is a range
    joined = before == "-" and tokens[first - 1].end == tokens[first].start  # "G-20", not "OLDPORT - Four people"
    if (joined and not behind_number) or (
        after in {"-", "–"} and after_next in {"year", "day", "month", "week", "hour"}
    ):
        return True
    return before in {"/", "."} and after in {"/", "."}


def _people_follow(lowers: list[str], index: int) -> bool:
    return index < len(lowers) and lowers[index] in {
        "people",
        "persons",
        "civilians",
        "soldiers",
        "others",
        "men",
        "women",
        "children",
    }


def _qualifier_before(lowers: list[str], index: int) -> tuple[int, Qualifier]:
    for phrase, qualifier in _qualifiers("qualifiers"):
        first = index - len(phrase)
        if first >= 0 and tuple(lowers[first:index]) == phrase:
            if phrase == ("about",) and first and lowers[first - 1] in {"talk", "talked", "information"}:
                continue
            return first, qualifier
    return index, Qualifier.EXACT


def _is_old(lowers: list[str], first: int, last: int) -> bool:
    """Whether a number is what a figure was before it rose: "climbed from three to"."""
    before = lowers[max(0, first - 6) : first]
    return before[-1:] == ["from"] and lowers[last] == "to" and not words("quantities", "rising").isdisjoint(before)


def _with_qualifier(text: Text, first: int, last: int, value: int) -> Number | None:
    lowers = text.lowers
    start, qualifier = _qualifier_before(lowers, first)
    between = first > 0 and lowers[first - 1] == "between"
    if last + 1 < len(lowers) and lowers[last] in words("quantities", "between") and (lowers[last] != "and" or between):
        second = _plain_at(text, last + 1)
        if second is not None and _is_old(lowers, first, last):
            return None  # "rose from three to five": five it is
        if second is not None and second[0] > value and not _counts_no_people(text, last + 1, second[1]):
            return Number(first - 1 if between else start, second[1], Quantity.between(value, second[0]))
    for phrase, after in _qualifiers("after"):
        if tuple(lowers[last : last + len(phrase)]) == phrase:
            return Number(start, last + len(phrase), Quantity.stated(value, after))
    if qualifier is Qualifier.FEWER_THAN and value == 0:
        return None
    return Number(start, last, Quantity.stated(value, qualifier))
