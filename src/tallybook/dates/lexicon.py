"""The word lists of dates/data/, read once: each word or phrase with the class that the rules read it as."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import yaml

from tallybook.dates.scan import TOKEN
from tallybook.errors import LexiconError

__all__ = ["Entry", "Holiday", "Lexicon", "load_lexicon"]

# One letter for each class of word, so that rules can be regular expressions over the classes of a text.
LETTERS: Mapping[str, str] = {
    "the": "h",
    "this": "s",
    "that": "Z",
    "same": "E",
    "current": "=",
    "last": "L",
    "next": "X",
    "previous": "V",
    "following": "F",
    "recent": "C",
    "earlier": "<",
    "later": ">",
    "ago": "g",
    "before": "b",
    "after": "r",
    "of": "f",
    "on": "O",
    "in": "i",
    "since": "N",
    "from": "B",
    "to": "R",
    "and": "&",
    "or": "+",
    "every": "@",
    "daily": "G",
    "lasting": "D",
    "fiscal": "Y",
    "half": "l",
    "times": "U",
    "hence": "%",
}
UNIT_LETTERS: Mapping[str, str] = {"quarter": "q", "weekend": "e"}


class Entry(NamedTuple):
    """What a word is: the letter of its class, a number (month, weekday, count), a second number, a code."""

    letter: str
    number: int = 0
    high: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A named day: how it is computed and the numbers that the rule needs."""

    rule: str
    numbers: Mapping[str, int]
    date: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists. `words` are single words; `phrases` go from the first two words to the forms,
    longest first."""

    words: Mapping[str, Entry]
    phrases: Mapping[tuple[str, str], tuple[tuple[tuple[str, ...], Entry], ...]]
    abbreviations: frozenset[str]
    doubtful: frozenset[str]
    holidays: tuple[Holiday, ...]
    seasons: Mapping[str, tuple[int, int]]
    plural_high: Mapping[str, int]
    lists: Mapping[str, frozenset[str]]
    candidate_years: range
    two_digit_pivot: int


@dataclass(slots=True)
class _Builder:
    words: dict[str, Entry] = field(default_factory=dict)
    phrases: dict[tuple[str, str], list[tuple[tuple[str, ...], Entry]]] = field(default_factory=dict)

    def add(self, forms: Iterable[str], entry: Entry) -> None:
        for form in forms:
            pieces = split_form(form)
            if len(pieces) == 1:
                # The first list that names a word keeps it: the order of `_fill` is the order of preference.
                self.words.setdefault(form, entry)
            else:
                self.phrases.setdefault((pieces[0], pieces[1]), []).append((pieces, entry))


def split_form(form: str) -> tuple[str, ...]:
    """A phrase of the lists as the token scan will see it."""
    return tuple(match.group().replace("’", "'") for match in TOKEN.finditer(form))


@cache
def load_lexicon() -> Lexicon:
    """The word lists. Raises LexiconError when a file of the package is missing or malformed."""
    words, holidays = _read("words.yaml"), _read("holidays.yaml")
    try:
        return _build(words, holidays["holidays"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LexiconError(f"The word lists of dates are malformed near {error}; reinstall the package.") from error


def _read(name: str) -> Any:
    try:
        text = resources.files("tallybook.dates").joinpath("data", name).read_text("utf-8")
        return yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise LexiconError(f"The word list dates/data/{name} cannot be read; reinstall the package.") from error


def _build(data: Mapping[str, Any], holidays: list[Mapping[str, Any]]) -> Lexicon:
    builder = _Builder()
    _fill_calendar(builder, data)
    _fill_counts(builder, data)
    for name, letter in LETTERS.items():
        builder.add(data["classes"][name], Entry(letter))
    for index, holiday in enumerate(holidays):
        builder.add(holiday["names"], Entry("H", index))
    cue_phrases = [form for form in (*data["future_cues"], *data["no_cues"]) if " " in form]
    builder.add((*data["names_not_dates"], *cue_phrases), Entry("x"))
    short = {word for row in (*data["months"], *data["weekdays"]) for word in row.get("short", ())}
    window = data["candidate_years"]
    lists = ("future_cues", "past_cues", "deadlines", "not_before", "modal_complements", "counted_nouns", "age_words")
    return Lexicon(
        words=builder.words,
        phrases={first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in builder.phrases.items()},
        abbreviations=frozenset(short),
        doubtful=frozenset(word for row in data["months"] for word in row.get("doubtful", ())),
        holidays=tuple(_holiday(row) for row in holidays),
        seasons={code: (row["north"], row["south"]) for code, row in data["seasons"].items()},
        plural_high={code: row["plural_high"] for code, row in data["units"].items()},
        lists={name: frozenset(map(str, data[name])) for name in (*lists, "before_year", "not_before_year")},
        candidate_years=range(window["first"], window["last"] + 1),
        two_digit_pivot=int(data["two_digit_pivot"]),
    )


def _fill_calendar(builder: _Builder, data: Mapping[str, Any]) -> None:
    for row in data["months"]:
        builder.add((*row["names"], *row.get("short", ())), Entry("M", row["number"]))
    for row in data["weekdays"]:
        builder.add(row["names"], Entry("W", row["number"]))
        builder.add((name + "s" for name in row["names"]), Entry("K", row["number"]))
        builder.add(row["short"], Entry("w", row["number"]))
    codes = data["part_of_day_codes"]
    for code, forms in data["parts_of_day"].items():
        builder.add(forms, Entry("p", code=codes.get(code, code)))
    for code, row in data["units"].items():
        for index, form in enumerate(row["words"]):
            builder.add([form], Entry(UNIT_LETTERS.get(code, "u"), index % 2, code=code))
    for code, row in data["seasons"].items():
        builder.add(row["words"], Entry("S", code=code))
    for form, row in data["deictic_days"].items():
        builder.add([form], Entry("t", row["offset"], row["offset"], row.get("time_of_day", "")))
    for form, row in data["deictic_nights"].items():
        builder.add([form], Entry("t", row["from"], row["to"], row["time_of_day"]))
    for form, number in data["decades"].items():
        builder.add([form], Entry("j", number))


def _fill_counts(builder: _Builder, data: Mapping[str, Any]) -> None:
    for form, number in data["numbers"].items():
        builder.add([form], Entry("n", number, number))
    for form, number in data["ordinals"].items():
        builder.add([form], Entry("o", number))
    for form, (low, high) in data["vague_counts"].items():
        builder.add([form], Entry("v", low, high))
    builder.add(["a", "an"], Entry("A", 1, 1))
    for code, forms in data["approximators"].items():
        builder.add(forms, Entry("Q", code=code))
    for code, forms in data["modifiers"].items():
        builder.add(forms, Entry("m", code=code))


def _holiday(row: Mapping[str, Any]) -> Holiday:
    if row["rule"] not in {"fixed", "easter", "islamic", "weekday", "day"}:
        raise ValueError(row["rule"])
    numbers = {key: value for key, value in row.items() if isinstance(value, int)}
    return Holiday(row["rule"], numbers, str(row.get("date", "")))
