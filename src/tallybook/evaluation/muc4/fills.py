"""Comparing one fill of a response with one filler of the key: correct, partially correct or incorrect.

The 1992 scoring asked a person about every mismatch outside the set fills. Here rules answer instead, each taken from
the scoring guidelines (version 7 of 19 May 1992); the sections are named where a rule stands. Where the guidelines
leave a choice, the rule is the one that agreed more often with the 17 official score reports.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import IntEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from tallybook.evaluation.muc4.slots import Kind, Slot
from tallybook.evaluation.muc4.templates import Fill, Filler

__all__ = ["Grade", "compare", "compare_strings", "significant_words"]

_CLOSE = timedelta(days=6)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAY = re.compile(r"(\d{1,2}) ([A-Z]{3})[A-Z]* (?:19)?(\d\d)")
_RANGE = re.compile(r"(~?)(\d*) ?(-?) ?(\d*)")
_WORD = re.compile(r"[A-Z0-9]+")
# A response that adds at most so many words after the noun phrase of the key is still that noun phrase.
_SHORT_ADDITION = 6


class Grade(IntEnum):
    """The value of a fill, in half points."""

    INCORRECT = 0
    PARTIAL = 1
    CORRECT = 2


def compare(slot: Slot, key: Filler, response: Filler) -> Grade:
    """The grade of a response's filler against a key's filler, cross-reference included.

    A set fill or number with the right value and a wrong cross-reference is partially correct; one whose value is
    partially correct stays so whatever its cross-reference is (3.1.2, 3.2.14). The same holds for a description
    (3.2.19).
    """
    grade = max(_compare_fills(slot, option, response.fills[0]) for option in key.fills)
    if grade is Grade.CORRECT and slot.references and not _same_reference(key.reference, response.reference):
        return Grade.PARTIAL
    return grade


def _compare_fills(slot: Slot, key: Fill, response: Fill) -> Grade:
    if slot.kind is Kind.SET:
        return _compare_set(slot.name, key.text, response.text)
    if slot.kind is Kind.DATE:
        return _compare_dates(key.text, response.text)
    if slot.kind is Kind.LOCATION:
        return _compare_places(key.text, response.text)
    if slot.kind is Kind.NUMBER:
        return _compare_numbers(key.text, response.text)
    return compare_strings(slot.name, key.text, response.text)


def _same_reference(key: tuple[Fill, ...], response: tuple[Fill, ...]) -> bool:
    """Whether a response's cross-reference names what the key's does. A dummy names nothing, and nothing else does."""
    if not key or not response:
        return not key and not response
    given = response[0].text
    if given == "-" or key[0].text == "-":
        return given == key[0].text
    return any(compare_strings("", option.text, given) is Grade.CORRECT for option in key)


@lru_cache(maxsize=1)
def _sets() -> dict[str, dict[str, list[str]]]:
    tables: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("data/sets.yaml").read_text("utf-8"))
    return {slot: dict(rows) for slot, rows in tables["partial"].items()}


def _compare_set(slot: str, key: str, response: str) -> Grade:
    wanted, given = key.upper(), response.upper()
    if wanted == given:
        return Grade.CORRECT
    return Grade.PARTIAL if wanted in _sets().get(slot, {}).get(given, ()) else Grade.INCORRECT


class _Days(NamedTuple):
    """A date fill: `first` is None for `- 09 JAN 90`, "on or before"; one day has `first` equal to `last`."""

    first: date | None
    last: date


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text.strip())
    if match is None or match[2] not in _MONTHS:
        return None
    try:
        return date(1900 + int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1]))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _days(text: str) -> _Days | None:
    first, dash, second = text.upper().partition("-")
    if not dash:
        day = _day(first)
        return _Days(day, day) if day else None
    last, begin = _day(second), _day(first)
    if last is None or (first.strip() and begin is None):
        return None
    return _Days(begin, last)


def _compare_dates(key: str, response: str) -> Grade:
    """Section 3.2.2. Close dates of the same form are partially correct, as the guidelines allow."""
    wanted, given = _days(key), _days(response)
    if wanted is None or given is None:
        return Grade.CORRECT if key.upper() == response.upper() else Grade.INCORRECT
    if wanted == given:
        return Grade.CORRECT
    if given.first is None:  # the default of a system: right only as far as the message's date is in the key
        is_near = wanted.first is None and abs(wanted.last - given.last) <= _CLOSE
        return Grade.PARTIAL if wanted.last == given.last or is_near else Grade.INCORRECT
    if wanted.first is None:
        # "On or before" reaches back without end; the examples go back a day.
        is_part = wanted.last - timedelta(days=1) <= given.last <= wanted.last
        return Grade.PARTIAL if is_part else Grade.INCORRECT
    if wanted.first == wanted.last:
        is_near = given.first == given.last and abs(wanted.last - given.last) <= _CLOSE
        return Grade.PARTIAL if is_near else Grade.INCORRECT
    is_part = given.first <= wanted.last and wanted.first <= given.last
    return Grade.PARTIAL if is_part else Grade.INCORRECT


def _compare_places(key: str, response: str) -> Grade:
    """Section 3.2.3. The right country is worth half, and so is everything right but the country."""
    wanted, given = ([" ".join(part.split()) for part in text.upper().split(":")] for text in (key, response))
    if wanted == given:
        return Grade.CORRECT
    if wanted[0] == given[0] or (len(wanted) > 1 and wanted[1:] == given[1:]):
        return Grade.PARTIAL
    return Grade.INCORRECT


def _compare_numbers(key: str, response: str) -> Grade:
    """Sections 3.2.14, 3.2.17, 3.2.21, 3.2.24: an end of the key's range, or its approximate number, is half."""
    wanted, given = ("".join(text.upper().split()) for text in (key, response))
    if wanted == given:
        return Grade.CORRECT
    match = _RANGE.fullmatch(wanted)
    if match is None or not given.isdigit():
        return Grade.INCORRECT
    return Grade.PARTIAL if given in (match[2], match[4]) else Grade.INCORRECT


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    tables: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("data/words.yaml").read_text("utf-8"))
    return {name: frozenset(word.upper() for word in words) for name, words in tables.items()}


@lru_cache(maxsize=65536)
def _all_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.upper()))


@lru_cache(maxsize=65536)
def significant_words(text: str) -> tuple[str, ...]:
    """The words of a string in capitals, without nonessential modifiers (3.1.1.1); all of them where none is left."""
    lists = _words()
    passed_over = lists["nonessential"] | lists["nationalities"]
    words = _all_words(text)
    kept = tuple(word for word in words if word not in passed_over and not word.isdigit())
    return kept or words


@lru_cache(maxsize=65536)
def _head(text: str) -> str:
    """The noun that a string is about, without plural s: the last word before modifiers that follow a noun."""
    words, following = _all_words(text), _words()["following"]
    cut = next((index for index, word in enumerate(words) if index and word in following), len(words))
    return _stem(words[cut - 1]) if words else ""


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("S") else word


@lru_cache(maxsize=65536)
def compare_strings(slot: str, key: str, response: str) -> Grade:
    """Two strings (3.1.1). `slot` is the short name of a string slot, or "" for a cross-reference."""
    wanted, given = significant_words(key), significant_words(response)
    if not wanted or not given:
        return Grade.CORRECT if key.strip().upper() == response.strip().upper() else Grade.INCORRECT
    if wanted == given or sorted(wanted) == sorted(given):
        return Grade.CORRECT
    if len(given) > len(wanted):
        return _compare_longer(wanted, given, response)
    return _compare_shorter(slot, key, response)


def _compare_longer(wanted: tuple[str, ...], given: tuple[str, ...], response: str) -> Grade:
    """More modifiers than the key has are no fault; adjuncts that are no modifiers are (3.1.1.1, 3.1.1.2)."""
    length = len(wanted)
    if given[-length:] == wanted and _head(response) == _stem(wanted[-1]):
        return Grade.CORRECT
    if given[:length] == wanted:
        words = _all_words(response)
        rest = words[len(words) - words[::-1].index(wanted[-1]) :] if wanted[-1] in words else ()
        is_modifier = bool(rest) and rest[0] in _words()["following"] and len(given) - length <= _SHORT_ADDITION
        return Grade.CORRECT if is_modifier else Grade.PARTIAL
    return Grade.PARTIAL if set(wanted) <= set(given) else Grade.INCORRECT


def _compare_shorter(slot: str, key: str, response: str) -> Grade:
    """Part of a name, or the noun of a description without its modifiers (3.1.1.2); general perpetrators (3.2.9)."""
    wanted, given = significant_words(key), significant_words(response)
    if set(given) <= set(wanted) and slot in ("hum-tgt-name", "perp-org-id"):
        return Grade.PARTIAL
    if _head(key) == _head(response) and (set(given) <= set(wanted) or min(len(wanted), len(given)) == 1):
        return Grade.PARTIAL
    if slot == "perp-ind-id":
        general = _words()["general_perpetrators"]
        if _head(key) in general and _head(response) in general:
            return Grade.PARTIAL
    return Grade.INCORRECT
