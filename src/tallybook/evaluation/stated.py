"""Whether a text states a number of people, a day or a place at all, told by plain words and by no coder.

Corpora of incidents say what happened, not what one report of it says. A report that never gives the number cannot be
held against a coder. These tests are simple on purpose; they take a text that has the number and a word of harm in one
sentence for one that states it, so some questions remain that only a second sentence would answer.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tallybook.model import DateRange

__all__ = ["states_day", "states_number", "states_place", "tells_of"]

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@cache
def _lists() -> dict[str, Any]:
    file = resources.files("tallybook.evaluation").joinpath("data/stated_words.yaml")
    loaded: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return loaded


@cache
def _any_of(name: str) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(_lists()[name], key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def tells_of(text: str, harm: str) -> bool:
    """Whether a text has any word of `harm` ("killed", "injured")."""
    return _any_of(harm).search(text) is not None


def states_number(text: str, number: int, harm: str) -> bool:
    """Whether a sentence of the text has both a word of the harm and the number, as a digit or a word.

    One person needs no number: a word for a single person is enough. Nobody is stated by no text.
    """
    if number <= 0:
        return False
    wanted = {word for word, value in _lists()["numbers"].items() if value == number} | {f"{number}"}
    pattern = re.compile(rf"\b(?:{'|'.join(wanted)})\b", re.IGNORECASE)
    for sentence in _SENTENCE.split(text):
        if _any_of(harm).search(sentence) is None:
            continue
        if pattern.search(sentence) or (number == 1 and _any_of("one_person").search(sentence)):
            return True
    return False


def states_day(text: str, day: date, published: DateRange | None) -> bool:
    """Whether the text gives the day: month and day, or a weekday or "last night" that fits the publication date.

    Where the publication date is not known, the text has to give the year as well.
    """
    month = _MONTHS[day.month - 1]
    number = rf"{day.day}(?:st|nd|rd|th)?\b"
    written = rf"\b{month}[a-z]*\.?\s+{number}|\b{number}\s+(?:of\s+)?{month}|\b0?{day.month}/0?{day.day}\b"
    if published is None:
        return re.search(rf"(?:{written})(?:,?\s+|/){day.year}\b", text, re.IGNORECASE) is not None
    if re.search(written, text, re.IGNORECASE):
        return True
    back = (published.last - day).days
    # A weekday names the last such day; a week back it is "last Friday", so seven days count and eight do not.
    if 0 <= back <= 7 and re.search(rf"\b{_WEEKDAYS[day.weekday()]}", text, re.IGNORECASE):
        return True
    return any(
        first <= back <= last and re.search(rf"\b{words}\b", text, re.IGNORECASE)
        for words, (first, last) in _lists()["relative_days"].items()
    )


def states_place(text: str, name: str) -> bool:
    """Whether the text has the name of the place as whole words; brackets behind a name do not belong to it."""
    bare = re.sub(r"\s*\(.*?\)", "", name).strip()
    return bool(bare) and re.search(rf"\b{re.escape(bare)}\b", text, re.IGNORECASE) is not None
