"""The word lists with which place names are recognised, read once from the data files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from tallybook.errors import LexiconError
from tallybook.model.precision import PlacePrecision

__all__ = ["Words", "load_words", "names_no_place"]


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of `data/words.yaml`, `given_names.txt` and `common_words.txt`, all words normalised."""

    types: dict[str, PlacePrecision]
    before_of: frozenset[str]
    locatives: frozenset[str]
    near: frozenset[str]
    directions: frozenset[str]
    titles: frozenset[str]
    organisations: frozenset[str]
    organisations_of: frozenset[str]
    neutral: frozenset[str]
    streets: frozenset[str]
    openers: frozenset[str]
    speech: frozenset[str]
    border: frozenset[str]
    never: frozenset[str]
    calendar: frozenset[str]
    abbreviations: dict[str, tuple[tuple[str, str], ...]]
    ordinary: frozenset[str]  # words that alone are never a place
    given_names: frozenset[str]
    common: frozenset[str]


@cache
def load_words() -> Words:
    """The word lists. Raises LexiconError when a file is missing or malformed."""
    folder = files("tallybook.places").joinpath("data")
    try:
        lists = yaml.safe_load(folder.joinpath("words.yaml").read_text(encoding="utf-8"))
        abbreviations: dict[str, tuple[tuple[str, str], ...]] = {}
        for country, names in lists["abbreviations"].items():
            for short, name in names.items():
                abbreviations[short] = (*abbreviations.get(short, ()), (country, name))
        return Words(
            types={word: PlacePrecision(kind) for kind, words in lists["types"].items() for word in words},
            before_of=frozenset(lists["before_of"]),
            locatives=frozenset(lists["locatives"]),
            near=frozenset(lists["near"]),
            directions=frozenset(lists["directions"]),
            titles=frozenset(lists["titles"]),
            organisations=frozenset(lists["organisations"]),
            organisations_of=frozenset(lists["organisations_of"]),
            neutral=frozenset(lists["neutral"] + lists["calendar"]),
            streets=frozenset(lists["streets"]),
            openers=frozenset(lists["openers"]),
            speech=frozenset(lists["speech"]),
            border=frozenset(lists["border"]),
            never=frozenset(lists["never"]),
            calendar=frozenset(lists["calendar"]),
            abbreviations=abbreviations,
            ordinary=frozenset(
                word
                for name in ("calendar", "directions", "organisations", "openers", "speech", "locatives")
                for word in lists[name]
            )
            | frozenset(word for names in lists["types"].values() for word in names),
            given_names=_words_of(folder.joinpath("given_names.txt").read_text(encoding="utf-8")),
            common=_words_of(folder.joinpath("common_words.txt").read_text(encoding="utf-8")),
        )
    except (OSError, KeyError, AttributeError, ValueError, yaml.YAMLError) as error:
        raise LexiconError(f"The word lists of places cannot be read ({error}); install Tallybook again.") from error


def _words_of(text: str) -> frozenset[str]:
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def names_no_place() -> frozenset[str]:
    """Words in lower case that alone name no place, whatever town is called so: "avenue", "hospital", "north"."""
    lists = load_words()
    return lists.ordinary | lists.streets
