"""The names of victims that the encoder reads, wherever the report gives them.

A rule finds "Ana Mendez was shot". That the woman of whom a report tells at length, sentences later, is the one who was
shot, the encoder has learned from reports whose victims people have named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tallybook.coding.base import Layer, Layers
from tallybook.coding.encoded import Floats
from tallybook.coding.encoder import ENCODED, shipped_labels
from tallybook.coding.tokens import TEXT, Text

__all__ = ["VICTIM_NAMES", "VictimName", "VictimNameReader"]

_PART = 0.3  # of a token to be part of a name of a victim
_LEAST = 0.6  # of a whole name, at one of its places
_LONGEST = 6  # words


@dataclass(frozen=True, slots=True)
class VictimName:
    """A full name, and its places in the report: first token, last (exclusive). `score` is that of the surest place."""

    words: str
    places: tuple[tuple[int, int], ...]
    score: float


VICTIM_NAMES: Layer[tuple[VictimName, ...]] = Layer("victim_names")


class VictimNameReader:
    """The component. Text in capitals, which does not show where a name ends, gives none."""

    name = "victim_names"
    requires: tuple[Layer[Any], ...] = (TEXT, ENCODED)
    sets = VICTIM_NAMES

    def run(self, layers: Layers) -> tuple[VictimName, ...]:
        text = layers[TEXT]
        if text.upper_case:
            return ()
        inside = layers[ENCODED].inside[:, shipped_labels().tags.index("victim")]
        found: dict[str, list[tuple[float, int, int]]] = {}
        for first, last in _runs(text, inside):
            score = float(inside[first:last].mean())
            found.setdefault(text.words(first, last), []).append((score, first, last))
        return tuple(
            VictimName(words, tuple((first, last) for _, first, last in places), max(places)[0])
            for words, places in found.items()
            if max(places)[0] >= _LEAST
        )


def _runs(text: Text, inside: Floats) -> Iterator[tuple[int, int]]:
    """Runs of two to six capitalised words of one sentence that are likely parts of a name."""
    index = 0
    while index < len(text.tokens):
        last = index
        while last < len(text.tokens) and inside[last] >= _PART and _fits(text, index, last):
            last += 1
        while last > index and not text.tokens[last - 1].text[0].isupper():
            last -= 1
        if 2 <= last - index <= _LONGEST:
            yield index, last
        index = max(last, index + 1)


def _fits(text: Text, first: int, index: int) -> bool:
    token = text.tokens[index]
    if not token.is_word or token.sentence != text.tokens[first].sentence:
        return False
    return token.text[0].isupper() or index > first  # "Ana de la Cruz"
