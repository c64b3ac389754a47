"""Where and when, from the encoder's tags of dates and places: for judged incidents, and for a report as a whole.

The tags were learned from the dates and places of incidents. They deny what dates a saying ("it was reported today"),
and find what stands in a sentence without a word of the act ("It happened around noon on Saturday").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tallybook.coding.base import Layers
from tallybook.coding.drafts import Draft
from tallybook.coding.encoded import Encoded, Labels
from tallybook.coding.encoder import ENCODED
from tallybook.coding.grammar import PARSE
from tallybook.coding.judging import JudgedIncident
from tallybook.coding.numbers import DATES
from tallybook.coding.occurrence import FINE, Occurrence
from tallybook.coding.occurrences import PLACES, dateline_end, is_stamp
from tallybook.coding.scenes import SCENES
from tallybook.coding.tokens import TEXT
from tallybook.dates import Anchoring, DateExpression
from tallybook.model import DateValue, Field, MentionKind, PlacePrecision, PlaceValue, Span
from tallybook.places import PlaceExpression

__all__ = ["SceneTags"]

_PLACE, _DATE = 0.25, 0.2  # of a place or date word, times the weight of its sentence
_NO_DATE = 0.2  # below this a date of the rules is none of the incident
_SHARE = 0.5  # of the surest date of the report: below this, too
_SURE = 0.5  # of a date or place to be that of the report, wherever it stands
_DAYS = 2  # an incident lasts no longer than this


class SceneTags:
    """The dates and places of one report with their tags."""

    def __init__(self, layers: Layers, labels: Labels) -> None:
        self.text = layers[TEXT]
        self.encoded: Encoded = layers[ENCODED]
        self.columns = {field: labels.tags.index(tag) for field, tag in ((Field.DATE, "date"), (Field.PLACE, "place"))}
        self.dates: list[DateExpression] = [
            one for one in layers[DATES] if not is_stamp(self.text, *self.text.token_range(one.span))
        ]
        self.places: tuple[PlaceExpression, ...] = layers[PLACES]
        self.dateline = dateline_end(layers[PARSE])
        self.rule_drafts: tuple[Draft, ...] = layers[SCENES]
        self.surest_day = max(
            (self._chance(Field.DATE, one.span) for one in self.dates if one.value.range is not None), default=0.0
        )
        self.counted_days = {one.span for one in self.dates if one.anchoring is Anchoring.PUBLICATION}

    def of_incident(self, incident: JudgedIncident, occurrence: Occurrence) -> list[Draft]:
        """The date and the places in and beside the sentences of an incident, where the rules have none."""
        known = {
            draft.field
            for draft in self.rule_drafts
            if draft.occurrence is occurrence and _is_resolved(draft) and not self.denies(draft)
        }
        drafts: list[Draft] = []
        if Field.DATE not in known:
            dated = [
                (self._chance(Field.DATE, one.span) * self._near(one.span, incident), one)
                for one in self.dates
                if one.value.range is not None and self._first(one.span) >= self.dateline
            ]
            score, best = max(dated, key=lambda pair: pair[0], default=(0.0, None))
            if best is not None and score >= _DATE:
                drafts.append(Draft(occurrence, Field.DATE, best.value, best.span, "judge", score=score))
        if Field.PLACE not in known:
            scored = [
                (self._mean(one.span) * self._near(one.span, incident), one)
                for one in self.places
                if one.role == "place"
            ]
            drafts += _places(occurrence, [pair for pair in scored if pair[0] >= _PLACE])
        return drafts

    def of_report(self, occurrences: Iterable[Occurrence], drafts: Sequence[Draft]) -> list[Draft]:
        """The day and the town of the first incident that a report tells of, where nothing else has given them."""
        main = next((one for one in occurrences if one.kind is MentionKind.REPORTED), None)
        if main is None:
            return []
        own = [draft for draft in drafts if draft.occurrence is main and _is_resolved(draft)]
        made: list[Draft] = []
        if not any(draft.field is Field.DATE for draft in own):
            days = [
                (self._chance(Field.DATE, one.span), one)
                for one in self.dates
                if one.value.range is not None and (one.value.range.last - one.value.range.first).days < _DAYS
            ]
            score, day = max(days, key=lambda pair: pair[0], default=(0.0, None))
            if day is not None and score >= _SURE:
                made.append(Draft(main, Field.DATE, day.value, day.span, "scene_tags", score=score))
        if not any(isinstance(draft.value, PlaceValue) and draft.value.precision in FINE for draft in own):
            towns = [
                (self._mean(one.span), one)
                for one in self.places
                if one.role == "place" and one.value.place is not None and one.value.precision in FINE
            ]
            score, town = max(towns, key=lambda pair: pair[0], default=(0.0, None))
            if town is not None and score >= _SURE:
                made.append(Draft(main, Field.PLACE, town.value, town.span, "scene_tags", score=score))
        return made

    def denies(self, draft: Draft) -> bool:
        """Whether a day told from the report's own is no day of the incident: "it was reported today"."""
        told = draft.field is Field.DATE and draft.span in self.counted_days
        if not told or draft.occurrence is None or draft.occurrence.kind is not MentionKind.REPORTED:
            return False
        return self._chance(Field.DATE, draft.span) < max(_NO_DATE, _SHARE * self.surest_day)

    def _first(self, span: Span) -> int:
        return self.text.token_range(span)[0]

    def _chance(self, field: Field, span: Span) -> float:
        first, last = self.text.token_range(span)
        return float(self.encoded.inside[first:last, self.columns[field]].max(initial=0.0))

    def _mean(self, span: Span) -> float:
        """Of a place: the mean of its words, so that one word of a longer name does not count for all."""
        first, last = self.text.token_range(span)
        return float(self.encoded.inside[first:last, self.columns[Field.PLACE]].mean()) if last > first else 0.0

    def _near(self, span: Span, incident: JudgedIncident) -> float:
        """How much the sentence of these words, or one beside it, speaks of an incident."""
        weights = incident.candidate.weights
        sentence = self.text.tokens[self._first(span)].sentence
        before = 0.7 * weights[sentence - 1] if sentence else 0.0
        behind = 0.6 * weights[sentence + 1] if sentence + 1 < len(weights) else 0.0
        return float(max(weights[sentence], before, behind))


def _places(occurrence: Occurrence, scored: Iterable[tuple[float, PlaceExpression]]) -> list[Draft]:
    """The best place of each level, as long as they may lie in one another."""
    levels: set[PlacePrecision] = set()
    chosen: list[PlaceExpression] = []
    drafts: list[Draft] = []
    for score, word in sorted(scored, key=lambda one: -one[0]):
        if word.value.precision in levels or not all(_fits(word, one) for one in chosen):
            continue
        levels.add(word.value.precision)
        chosen.append(word)
        drafts.append(Draft(occurrence, Field.PLACE, word.value, word.span, "judge", score=score))
    return drafts


def _is_resolved(draft: Draft) -> bool:
    value = draft.value
    return (isinstance(value, DateValue) and value.range is not None) or (
        isinstance(value, PlaceValue) and value.place is not None
    )


def _fits(one: PlaceExpression, other: PlaceExpression) -> bool:
    """Whether one of two places may lie in the other."""
    first, second = one.value.place, other.value.place
    if first is None or second is None:
        return True
    if first.country != second.country:
        return False
    levels = {one.value.precision, other.value.precision}
    if PlacePrecision.ADMIN1 in levels and first.admin1 and second.admin1:
        return first.admin1 == second.admin1
    return True
