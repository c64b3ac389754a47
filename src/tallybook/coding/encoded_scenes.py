"""Where it happened, with the encoder's opinion: which place words of a sentence are the place of its act.

The rules choose by distance, grain and order. The encoder has read sentences in which people marked the place of one
act: it tells the town of the attack from the town of the hospital, and an act without a place from one with one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from tallybook.coding.base import Layer, Layers
from tallybook.coding.encoder import ENCODED
from tallybook.coding.occurrences import Occurrence
from tallybook.coding.place_focus import home_town, in_focus
from tallybook.coding.scenes import SceneFinder, SceneRules
from tallybook.model import Span
from tallybook.places import Gazetteer, PlaceExpression, names_no_place, resolve_places

__all__ = ["EncodedSceneFinder"]

_SHORT = 2  # letters
_NAME_WORDS = 2  # in front of "Avenue" or "Hospital"
_IS_SITE = 0.5  # from here on a place word is the place of the act, below it is not


class EncodedSceneFinder(SceneFinder):
    """The component: dates as the rules choose them, places as encoder and rules do."""

    requires: tuple[Layer[Any], ...] = (*SceneFinder.requires, ENCODED)

    def _rules(self, layers: Layers) -> SceneRules:
        return _EncodedScenes(layers)


class _EncodedScenes(SceneRules):
    def __init__(self, layers: Layers) -> None:
        super().__init__(layers)
        self.encoded = layers[ENCODED]
        self.by_sentence: dict[int, list[PlaceExpression]] = {}
        for place in self.all_places:
            if place.role == "place":
                self.by_sentence.setdefault(self._sentence(place), []).append(place)
        self.named = self.text.covered(place.span for place in self.all_places)

    def _candidates(self, occurrence: Occurrence) -> list[PlaceExpression]:
        """The places that the encoder gives to the act; without any, those that it does not deny."""
        candidates = super()._candidates(occurrence)
        known = {place.span for place in candidates}
        sentences = sorted({hit.sentence for hit in occurrence.hits})
        beside = [
            place for sentence in sentences for place in self.by_sentence.get(sentence, ()) if place.span not in known
        ]
        everywhere = [*candidates, *beside, *self._unknown(occurrence)]
        chances = [self._chance(place, occurrence) for place in everywhere]
        sites = [
            place
            for place, chance in zip(everywhere, chances, strict=True)
            if chance is not None and chance >= _IS_SITE
        ]
        # Where no place is that of the act, those that stand away from it are left, which the encoder says nothing of.
        return sites or [place for place, chance in zip(candidates, chances, strict=False) if chance is None]

    def _around(self, occurrence: Occurrence) -> list[PlaceExpression]:
        return super()._candidates(occurrence)

    def _chance(self, place: PlaceExpression, occurrence: Occurrence) -> float | None:
        """How likely a place is that of an act in its sentence; None where no act is in its sentence."""
        first, last = self.text.token_range(place.span)
        sentence = self._sentence(place)
        chances = [
            float(self.encoded.site_chances((hit.first, hit.last), (first, last)).max(initial=0.0))
            for hit in occurrence.hits
            if hit.sentence == sentence
        ]
        return max(chances, default=None)

    def _sentence(self, place: PlaceExpression) -> int:
        return self.text.tokens[self._first(place)].sentence

    def _unknown(self, occurrence: Occurrence) -> list[PlaceExpression]:
        """Names that do not look like a place to rules, where the encoder says that the act happened there."""
        if self.text.upper_case:
            return []
        taken: set[int] = set()
        found: list[Span] = []
        for hit in occurrence.hits:
            sentence = self.text.sentences[hit.sentence]
            chances = self.encoded.site_chances((hit.first, hit.last), (sentence.first, sentence.last))
            for first, last in self._names(sentence.first + np.flatnonzero(chances >= _IS_SITE), taken):
                found.append(self.text.span(first, last))
                taken.update(range(first, last))
        if not found:
            return []
        found.sort()
        values = resolve_places(self.text.cased, found, Gazetteer.open_default())
        made = [PlaceExpression(span, value) for span, value in zip(found, values, strict=True)]
        home = home_town(self.all_places)
        return [self._in_town(one, home) for one in in_focus((*self.all_places, *made))[-len(made) :]]

    def _names(self, likely: Iterable[int], taken: set[int]) -> list[tuple[int, int]]:
        """Runs of the likely tokens that begin with a capital, none of them taken, as ranges."""
        runs: list[tuple[int, int]] = []
        for index in map(int, likely):
            token = self.text.tokens[index]
            if index in taken or index in self.named or not (token.text[0].isupper() or "-" in token.text):
                continue
            if runs and runs[-1][1] == index:
                runs[-1] = (runs[-1][0], index + 1)
            else:
                runs.append((index, index + 1))
        # A building or a street has a name of several letters, too: "St" is the beginning of one.
        named = [run for run in runs if (word := self.text.tokens[run[0]].text)[0].isupper() and len(word) > _SHORT]
        return [self._whole(*run) for run in named]

    def _whole(self, first: int, last: int) -> tuple[int, int]:
        """A run, with the name in front of it where it is a mere kind of building or street."""
        if last - first > 1 or self.text.lowers[first] not in names_no_place():
            return first, last
        start = first
        while start > max(0, first - _NAME_WORDS) and self.text.tokens[start - 1].text[0].isupper():
            start -= 1
        return start, last
