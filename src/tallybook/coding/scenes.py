"""Where and when: which place words and date expressions belong to an occurrence, and which of them to state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tallybook.coding.attribution import ATTRIBUTIONS, Attribution
from tallybook.coding.base import Layer, Layers
from tallybook.coding.drafts import Draft
from tallybook.coding.grammar import PARSE, Parse
from tallybook.coding.lexicons import words
from tallybook.coding.numbers import DATES
from tallybook.coding.occurrences import OCCURRENCES, PLACES, DatedExpression, Occurrence
from tallybook.coding.place_focus import apart_km, quarter_of
from tallybook.dates import Anchoring
from tallybook.model import DateValue, Field, MentionKind, PlaceCandidate, PlacePrecision
from tallybook.places import PlaceExpression

__all__ = ["SCENES", "SceneFinder", "SceneRules"]

SCENES: Layer[tuple[Draft, ...]] = Layer("scenes")
_GRAIN = {
    PlacePrecision.FACILITY: 0,
    PlacePrecision.NEIGHBOURHOOD: 1,
    PlacePrecision.TOWN: 2,
    PlacePrecision.NEAR_TOWN: 2,
    PlacePrecision.ADMIN2: 3,
    PlacePrecision.ADMIN1: 4,
    PlacePrecision.REGION: 5,
    PlacePrecision.COUNTRY: 6,
    PlacePrecision.INTERNATIONAL: 7,
}
_FAR_KM = 200.0
_SAID_REACH = 4  # "said on Monday": a date this close behind a verb of saying dates the saying
_LOCATIVE = frozenset(("in", "at", "near", "outside", "inside", "around", "from", "of", "'s", "’s", "on"))


class SceneFinder:
    """States the date of an occurrence, and its finest place with the larger ones that contain it."""

    name = "scenes"
    requires: tuple[Layer[Any], ...] = (PARSE, DATES, PLACES, ATTRIBUTIONS, OCCURRENCES)
    sets = SCENES

    def run(self, layers: Layers) -> tuple[Draft, ...]:
        finder = self._rules(layers)
        drafts: list[Draft] = []
        occurrences = layers[OCCURRENCES].all
        for occurrence in occurrences:
            drafts.extend(finder.dates(occurrence))
            drafts.extend(finder.places(occurrence))
        return tuple(drafts)

    def _rules(self, layers: Layers) -> SceneRules:
        return SceneRules(layers)


class SceneRules:
    """The choice among the dates and places of one report."""

    def __init__(self, layers: Layers) -> None:
        self.parse: Parse = layers[PARSE]
        self.text = self.parse.text
        self.attributions: tuple[Attribution, ...] = layers[ATTRIBUTIONS]
        self.all_places: tuple[PlaceExpression, ...] = layers[PLACES]

    def dates(self, occurrence: Occurrence) -> list[Draft]:
        """The date: the finest one in the sentences that tell of the act, never one that dates a saying."""
        wanted = (
            (Anchoring.SET, Anchoring.PUBLICATION, Anchoring.ABSOLUTE)
            if occurrence.kind is MentionKind.AGGREGATE
            else (Anchoring.ABSOLUTE, Anchoring.PUBLICATION, Anchoring.INCIDENT)
        )
        usable = [
            dated
            for dated in occurrence.dates
            if dated.expression.anchoring in wanted and not self._dates_a_saying(dated, occurrence)
        ]
        if occurrence.kind is MentionKind.AGGREGATE:
            usable = [dated for dated in usable if dated.value.range is not None]
        if not usable:
            return []
        best = min(usable, key=lambda dated: (self._date_rank(dated.value), self._distance(dated, occurrence)))
        return [Draft(occurrence, Field.DATE, best.value, best.expression.span, self._name)]

    _name = "scenes"

    def _date_rank(self, value: DateValue) -> int:
        """Days of the range, fewer first; a month and day without a year before a mere year or nothing."""
        if value.range is not None:
            return min((value.range.last - value.range.first).days, 1000)
        if value.month is not None and value.day is not None:
            return 0
        return 2000

    def _distance(self, dated: DatedExpression, occurrence: Occurrence) -> tuple[int, int]:
        first, _ = self.text.token_range(dated.expression.span)
        sentence = self.text.tokens[first].sentence
        title = self.text.sentences[sentence].is_title
        strong = [hit for hit in occurrence.hits if hit.sentence == sentence and not hit.trigger.weak]
        near = min((abs(hit.first - first) for hit in strong), default=99)
        return (sentence if not title else sentence + 3, near)

    def _dates_a_saying(self, dated: DatedExpression, occurrence: Occurrence) -> bool:
        first, _ = self.text.token_range(dated.expression.span)
        near_said = any(
            0 < first - attribution.cue <= _SAID_REACH
            and all(not self._is_violent(occurrence, i) for i in range(attribution.cue, first))
            for attribution in self.attributions
        )
        if not near_said:
            return False
        # "Police said Friday's bombing killed six": the date belongs to the noun behind it.
        _, last = self.text.token_range(dated.expression.span)
        return not (
            last < len(self.text.lowers)
            and (self.text.lowers[last] in {"'s", "’s"} or self._is_violent(occurrence, last))
        )

    def _is_violent(self, occurrence: Occurrence, index: int) -> bool:
        return any(hit.first <= index < hit.last for hit in occurrence.hits)

    def places(self, occurrence: Occurrence) -> list[Draft]:
        """The finest fitting place, then the ones that contain it, each once."""
        candidates, town = self._candidates(occurrence), self._local(occurrence)
        if candidates:
            best = self._in_town(min(candidates, key=lambda place: self._place_rank(place, occurrence)), town)
        elif town is not None:
            best = town
        else:
            return []
        drafts = [Draft(occurrence, Field.PLACE, best.value, best.span, self._name)]
        named = {best.value.name.lower()}
        grain = _GRAIN[best.value.precision]
        for place in sorted(self._around(occurrence), key=lambda p: (_GRAIN[p.value.precision], p.span)):
            if place.value.name.lower() in named or _GRAIN[place.value.precision] <= grain:
                continue
            if _contains(place, best):
                named.add(place.value.name.lower())
                drafts.append(Draft(occurrence, Field.PLACE, place.value, place.span, self._name))
        return drafts

    def _candidates(self, occurrence: Occurrence) -> list[PlaceExpression]:
        """The places of the occurrence, else all those among the words that speak of it."""
        return list(occurrence.places) or [
            place
            for place in self.all_places
            if place.role == "place" and any(a <= i < b for a, b in occurrence.ranges for i in [self._first(place)])
        ]

    def _local(self, occurrence: Occurrence) -> PlaceExpression | None:
        """Of an occurrence that the report is about: the town or county whose police it names."""
        if occurrence.kind is not MentionKind.REPORTED:
            return None
        return next((place for place in self.all_places if place.local and place.value.place is not None), None)

    def _in_town(self, place: PlaceExpression, town: PlaceExpression | None) -> PlaceExpression:
        """A place by the town that the report is local to.

        A vast area that holds the town gives way to it. What is open is a quarter of the town, and so is a far namesake
        in a part of a country of which the report says nothing else.
        """
        if town is None or town.value.place is None:
            return place
        found = place.value.place
        if found is None or (place.value.candidates and self._is_far(place, town.value.place)):
            return replace(place, value=quarter_of(place.value, town.value.place))
        vast = place.value.precision in (PlacePrecision.ADMIN1, PlacePrecision.COUNTRY)
        return town if vast and _contains(place, town) else place

    def _is_far(self, place: PlaceExpression, town: PlaceCandidate) -> bool:
        found = place.value.place
        if found is None or found.kind is not PlacePrecision.TOWN or apart_km(found, town) < _FAR_KM:
            return False
        return not any(
            one.value.place is not None
            and (one.value.place.country, one.value.place.admin1) == (found.country, found.admin1)
            and one.value.name.lower() != place.value.name.lower()
            for one in self.all_places
        )

    def _around(self, occurrence: Occurrence) -> list[PlaceExpression]:
        """The places among which those are that contain the place of the occurrence."""
        return self._candidates(occurrence)

    def _first(self, place: PlaceExpression) -> int:
        return self.text.token_range(place.span)[0]

    def _place_rank(self, place: PlaceExpression, occurrence: Occurrence) -> tuple[int, int, int, int]:
        """Lower is better: stands near an act, is resolved, is fine, stands early."""
        first = self._first(place)
        sentence = self.text.tokens[first].sentence
        strong = [hit for hit in occurrence.hits if hit.sentence == sentence]
        distance = min((abs(hit.first - first) for hit in strong), default=60)
        before = self.text.lowers[first - 1] if first else ""
        # "The Gaza town of Rafah" happened in Rafah; "rockets fired from Gaza" did not happen in Gaza.
        typed = before == "of" and first > 1 and self.text.lowers[first - 2] in words("discourse", "place_kinds")
        if before == "from":
            distance += 30
        distance -= 20 if typed else 0
        loose = 0 if before in _LOCATIVE or distance < 12 else 1
        title = 2 if self.text.sentences[sentence].is_title else 0
        rank_of_sentence = (
            (sorted(occurrence.sentences) or [0]).index(sentence) if sentence in occurrence.sentences else 9
        )
        unresolved = 1 if place.value.place is None else 0
        fine = min(_GRAIN[place.value.precision], 6)
        return (
            loose + (1 if rank_of_sentence > 2 else 0) + (1 if fine > 4 else 0),
            unresolved + title,
            fine,
            rank_of_sentence * 100 + distance,
        )


def _contains(larger: PlaceExpression, smaller: PlaceExpression) -> bool:
    a, b = larger.value.place, smaller.value.place
    if a is None or b is None:
        return False
    if a.country != b.country:
        return False
    if larger.value.precision is PlacePrecision.COUNTRY:
        return True
    if larger.value.precision is PlacePrecision.ADMIN1:
        return not b.admin1 or not a.admin1 or a.admin1 == b.admin1
    return (a.admin2 == b.admin2 and bool(a.admin2)) or larger.value.precision is PlacePrecision.REGION
