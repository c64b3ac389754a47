"""Which capitalised words are a person's name, and the full name behind a surname."""

from __future__ import annotations

from typing import Any

from tallybook.coding.attribution import ACTORS
from tallybook.coding.base import Layer, Layers
from tallybook.coding.grammar import PARSE, Parse, Phrase
from tallybook.coding.lexicons import person_classes, singular, words
from tallybook.coding.occurrences import PLACES

__all__ = ["NAMES", "NameBook", "NameFinder"]

_LONGEST = 5  # words of a personal name; longer runs of capitals are titles and organisations


class NameBook:
    """The personal names of one report. `taken` are the tokens of places and of actors."""

    def __init__(self, parse: Parse, taken: set[int]) -> None:
        self._parse = parse
        self._taken = taken
        self._full: dict[str, str] = {}
        for phrase in parse.phrases:
            if phrase.name is not None and phrase.name[1] - phrase.name[0] > 1 and self._may_be_person(phrase.name):
                first, last = phrase.name
                self._full.setdefault(parse.text.lowers[last - 1], parse.text.words(first, last))
        for full in list(self._full.values()):
            self._full.setdefault(full.split()[0].lower(), full)  # "Ana" is Ana Quell

    def _may_be_person(self, name: tuple[int, int]) -> bool:
        """Whether no word of a name is a place, an organisation, a role or an acronym."""
        text = self._parse.text
        inside = text.lowers[name[0] : name[1]]
        other = words("people", "organizations") | words("people", "media") | words("people", "speaking_roles")
        # In a text in capitals every word looks like an acronym.
        acronym = not text.upper_case and any(
            len(t.text) > 2 and t.text.isupper() for t in text.tokens[name[0] : name[1]]
        )
        return (
            len(inside) <= _LONGEST
            and not acronym
            and not any(index in self._taken for index in range(*name))
            and not any(
                singular(word) in other or word in other or singular(word) in person_classes() for word in inside
            )
        )

    def is_person(self, phrase: Phrase) -> bool:
        """Whether the name in a phrase is a person's: of several words, known from elsewhere, or beside a role."""
        if phrase.name is None or not self._may_be_person(phrase.name):
            return False
        first, last = phrase.name
        if last - first == 1 and self._parse.text.tokens[first].text.isupper() and not self._parse.text.upper_case:
            return False  # "Police ID man"
        before = self._parse.text.lowers[first - 1].rstrip(".") if first else ""
        return (
            last - first > 1
            or phrase.person is not None
            or self._parse.text.lowers[first] in self._full
            or before in words("people", "honorifics")
        )

    def full(self, phrase: Phrase) -> str:
        """The name in a phrase, completed where only the surname of somebody named before stands there."""
        if phrase.name is None:
            return ""
        first, last = phrase.name
        written = self._parse.text.words(first, last)
        return self._full.get(self._parse.text.lowers[first], written) if last - first == 1 else written


NAMES: Layer[NameBook] = Layer("names")


class NameFinder:
    """The component: the personal names of a report, which are no places and no actors."""

    name = "names"
    requires: tuple[Layer[Any], ...] = (PARSE, ACTORS, PLACES)
    sets = NAMES

    def run(self, layers: Layers) -> NameBook:
        parse = layers[PARSE]
        others = [one.span for one in layers[PLACES] if one.role != "in_name"]
        others += [one.span for one in layers[ACTORS] if one.named]
        return NameBook(parse, parse.text.covered(others))
