"""Which triggers of a report tell of the same occurrence: the reported, others beside it, recalled ones, aggregates.

News tells one story at a time. Sentences go on with the occurrence in focus until something says otherwise: a date that
does not fit, another town, "in a separate attack", "came weeks after a bomb hit". A noun with an article points back
("the blast"); many attacks taken together ("almost daily attacks in recent weeks") are an aggregate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from tallybook.coding.arguments import object_phrases
from tallybook.coding.attribution import ACTORS
from tallybook.coding.base import Layer, Layers
from tallybook.coding.grammar import PARSE, Parse, Tag
from tallybook.coding.lexicons import read_list, singular, words
from tallybook.coding.numbers import DATES
from tallybook.coding.occurrence import FINE, DatedExpression, Occurrence
from tallybook.coding.relevance import Relevance
from tallybook.coding.tokens import Sentence, Text
from tallybook.coding.triggers import HITS, Hit
from tallybook.dates import Anchoring, DateExpression, resolve_against
from tallybook.model import DateRange, DateValue, MentionKind, PlacePrecision, Stance
from tallybook.places import PlaceExpression

__all__ = [
    "OCCURRENCES",
    "PLACES",
    "DatedExpression",
    "Occurrence",
    "OccurrenceFinder",
    "Occurrences",
    "dateline_end",
    "is_stamp",
]

PLACES: Layer[tuple[PlaceExpression, ...]] = Layer("places")


@dataclass(frozen=True)
class Occurrences:
    """All occurrences of a report, in the order in which they first appear, and whose words each token is among."""

    all: tuple[Occurrence, ...]

    def at(self, index: int) -> Occurrence | None:
        """The occurrence that the token at `index` speaks of."""
        best: tuple[int, Occurrence] | None = None
        for occurrence in self.all:
            for first, last in occurrence.ranges:
                if first <= index < last and (best is None or last - first < best[0]):
                    best = (last - first, occurrence)
        return best[1] if best else None


OCCURRENCES: Layer[Occurrences] = Layer("occurrences")
_DATELINE_WORDS = 16
_STAMP_WORDS = 3  # between "Posted" and the date
_STAMP_LINKS = frozenset((":", "on", "at", ",", "-", "–"))
_AFTERMATH_DAYS = 3  # in which the state of the injured and arrests are news of the same occurrence
_BROAD = frozenset(("armed_assault", "killing", "other_attack"))  # types of one act in different words
_FAR_BACK_DAYS = 2  # an earlier occurrence by more than this is recalled, not part of the same news


class OccurrenceFinder:
    """Groups triggers into occurrences, and leaves out those that are no violence."""

    name = "occurrences"
    requires: tuple[Layer[Any], ...] = (PARSE, HITS, ACTORS, DATES, PLACES)
    sets = OCCURRENCES

    def run(self, layers: Layers) -> Occurrences:
        reader = _Reader(layers[PARSE], layers[HITS], layers[DATES], layers[PLACES])
        relevance = Relevance(layers[PARSE], layers[ACTORS])
        return Occurrences(tuple(found for found in reader.read() if relevance.is_violence(found)))


class _Reader:
    """Reads the report sentence by sentence with one occurrence in focus."""

    def __init__(
        self,
        parse: Parse,
        hits: tuple[Hit, ...],
        dates: tuple[DateExpression, ...],
        places: tuple[PlaceExpression, ...],
    ) -> None:
        self.parse = parse
        self.text = parse.text
        self.hits = [hit for hit in hits if not hit.negated and hit.stance is not Stance.HYPOTHETICAL]
        dateline = dateline_end(parse)
        dated = [(self.text.token_range(d.span), d) for d in dates]
        self.dates = [item for item in dated if item[0][0] >= dateline and not is_stamp(self.text, *item[0])]
        placed = [(self.text.token_range(p.span), p) for p in places if p.role == "place"]
        self.places = [item for item in placed if item[0][0] >= dateline and not self._only_modifies(*item)]
        self.found: list[Occurrence] = []
        self.main: Occurrence | None = None
        self.focus: Occurrence | None = None
        self.paragraph = -1
        self.separate: set[int] = set()  # occurrences that the words set apart: "in a separate attack"

    def _only_modifies(self, tokens: tuple[int, int], place: PlaceExpression) -> bool:
        """Whether a country only describes a noun behind it: "a U.S. student" is not in the United States."""
        if place.value.precision is not PlacePrecision.COUNTRY:
            return False
        phrase = self.parse.phrase_at.get(tokens[1] - 1)
        behind = self.parse.tags[tokens[1]] if tokens[1] < len(self.parse.tags) else Tag.MARK
        return phrase is not None and tokens[1] < phrase.core_last and behind is not Tag.POSSESSIVE

    def read(self) -> list[Occurrence]:
        """The occurrences, aggregates included, violence or not."""
        by_sentence: dict[int, list[Hit]] = {}
        for hit in self.hits:
            by_sentence.setdefault(hit.sentence, []).append(hit)
        for sentence in self.text.sentences:
            if sentence.paragraph != self.paragraph:
                self.paragraph = sentence.paragraph
                self.focus = self.main
            hits = by_sentence.get(sentence.index, [])
            if hits:
                self._sentence(sentence, hits)
            elif self.focus is not None:
                self.focus.ranges.append((sentence.first, sentence.last))
        return self._without_aftermaths()

    def _without_aftermaths(self) -> list[Occurrence]:
        """Later days without a place of their own go with the main occurrence: "three others were hurt late Thursday".

        They are told as the same act, a few days later, and not as "another" one.
        """
        main, kept = self.main, []
        for one in self.found:
            if main is None or one is main or id(one) in self.separate or not self._is_aftermath(main, one):
                kept.append(one)
                continue
            main.hits.extend(one.hits)
            main.sentences |= one.sentences
            main.ranges.extend(one.ranges)
        return kept

    def _is_aftermath(self, main: Occurrence, other: Occurrence) -> bool:
        date, later = main.date(), other.date()
        if other.kind is not MentionKind.REPORTED or date is None or later is None:
            return False
        types = {hit.trigger.type for hit in other.hits} - {hit.trigger.type for hit in main.hits} - {""}
        if any(hit.trigger.type in _BROAD for hit in main.hits):
            types -= _BROAD
        towns = any(place.value.precision in FINE for place in other.places)
        return not types and not towns and 0 < (later.first - date.last).days <= _AFTERMATH_DAYS

    def _sentence(self, sentence: Sentence, hits: list[Hit]) -> None:
        if self._is_aggregate(sentence, hits):
            self._aggregate(sentence, hits)
            return
        for first, last, part in self._parts(sentence, hits):
            occurrence = self._occurrence_for(sentence, first, last, part)
            occurrence.hits.extend(part)
            occurrence.sentences.add(sentence.index)
            occurrence.ranges.append((first, last))
            occurrence.dates.extend(self._dated(occurrence, first, last))
            occurrence.places.extend(p for (i, j), p in self.places if first <= i and j <= last)
            self.focus = occurrence
            if self.main is None:
                self.main = occurrence

    def _parts(self, sentence: Sentence, hits: list[Hit]) -> list[tuple[int, int, list[Hit]]]:
        """The sentence, cut where a second occurrence is recalled: "came weeks after | a bomb hit a mosque"."""
        cut = self._recall_cut(sentence, hits)
        if cut is None:
            return [(sentence.first, sentence.last, hits)]
        before = [hit for hit in hits if hit.first < cut]
        behind = [hit for hit in hits if hit.first >= cut]
        return [part for part in ((sentence.first, cut, before), (cut, sentence.last, behind)) if part[2]]

    def _recall_cut(self, sentence: Sentence, hits: list[Hit]) -> int | None:
        """Where, behind "after" or "since" with a date of its own, an earlier occurrence begins."""
        lowers = self.text.lowers
        for (first, last), expression in self.dates:
            inside = sentence.first <= first and last <= sentence.last
            if not inside or expression.anchoring is not Anchoring.INCIDENT:
                continue
            behind = [hit for hit in hits if hit.first >= last]
            before = [hit for hit in hits if hit.first < first]
            if expression.governs and behind and (before or self.main is not None) and self._is_new(behind[0]):
                return first
        for phrase in read_list("discourse")["after"]:
            parts = phrase.split()
            for index in range(sentence.first, sentence.last - len(parts)):
                if lowers[index : index + len(parts)] == parts:
                    behind = [hit for hit in hits if hit.first >= index + len(parts)]
                    before = [hit for hit in hits if hit.first < index]
                    if behind and before and self._is_new(behind[0]) and self._has_own_past(index, sentence.last):
                        return index
        return None

    def _has_own_past(self, first: int, last: int) -> bool:
        return any(first <= i and j <= last for (i, j), _ in self.dates)

    def _is_new(self, hit: Hit) -> bool:
        """Whether a trigger introduces its occurrence: a verb, or a noun without a pointing article."""
        return hit.verb is not None or hit.phrase is None or not hit.phrase.definite

    def _is_aggregate(self, sentence: Sentence, hits: list[Hit]) -> bool:
        """Many occurrences at once: a repeated time ("almost daily"), or plural attacks over a period."""
        inside = [d for (i, j), d in self.dates if sentence.first <= i and j <= sentence.last]
        repeated = any(d.anchoring is Anchoring.SET for d in inside)
        lowered = " ".join(self.text.lowers[sentence.first : sentence.last])
        plural = any(hit.plural for hit in hits)
        frequent = any(f" {phrase} " in f" {lowered} " for phrase in read_list("discourse")["frequency"])
        period = any(f" {phrase} " in f" {lowered} " for phrase in read_list("discourse")["period"])
        several = plural and any(
            singular(self.text.lowers[hit.last - 1]) in _aggregate_nouns() and not self._is_pointing(hit)
            for hit in hits
        )
        lasting = any(
            word in words("discourse", "lasting") for word in self.text.lowers[sentence.first : sentence.last]
        )
        single = any(
            d.value.range is not None and d.value.range.first == d.value.range.last and d.anchoring is not Anchoring.SET
            for d in inside
        )
        if single and not frequent:
            return False
        return (
            (repeated and (several or frequent or lasting or period))
            or (several and (frequent or period))
            or (lasting and period and not single)
        )

    def _is_pointing(self, hit: Hit) -> bool:
        return hit.phrase is not None and hit.phrase.definite and self.focus is not None

    def _aggregate(self, sentence: Sentence, hits: list[Hit]) -> None:
        occurrence = Occurrence(MentionKind.AGGREGATE)
        occurrence.hits.extend(hits)
        occurrence.sentences.add(sentence.index)
        occurrence.ranges.append((sentence.first, sentence.last))
        occurrence.dates.extend(self._dated(occurrence, sentence.first, sentence.last))
        occurrence.places.extend(p for (i, j), p in self.places if sentence.first <= i and j <= sentence.last)
        self.found.append(occurrence)

    def _occurrence_for(self, sentence: Sentence, first: int, last: int, hits: list[Hit]) -> Occurrence:
        """The occurrence that the triggers of one part of a sentence tell of, made anew where none fits."""
        if self.main is None:
            return self._new(MentionKind.REPORTED)
        focus = self.focus or self.main
        lead = hits[0]
        recalled = first > sentence.first
        own_date = self._own_date(first, last)
        freed = all(hit.trigger.harm == "released" for hit in hits)
        if freed or self._are_suspects_held(focus, hits) or self._counts_itself(sentence):
            return focus  # a release ends what was told before, an arrest follows from it; neither is violence
        pointed = self._pointed_at(lead)
        if pointed is not None and not recalled and not (own_date is not None and self._conflicts(own_date)):
            return pointed
        fitting = self._fitting(own_date, first, last)
        if recalled:
            return self._new(MentionKind.BACKGROUND, "background_of")
        if self._is_separate(first, last):
            if fitting is not None and fitting is not self.main and fitting is not focus:
                return fitting
            made = self._new(MentionKind.REPORTED)
            self.separate.add(id(made))
            return made
        if own_date is not None and self._conflicts(own_date):
            if fitting is not None:
                return fitting
            earlier = self._is_earlier(own_date)
            return self._new(
                MentionKind.BACKGROUND if earlier else MentionKind.REPORTED, "background_of" if earlier else ""
            )
        if self._elsewhere(focus, first, last, lead):
            return fitting if fitting is not None and fitting is not focus else self._new(MentionKind.REPORTED)
        return focus

    def _are_suspects_held(self, focus: Occurrence, hits: list[Hit]) -> bool:
        """Arrests of people of no told role in a report of violence: those who are held to have done it."""
        if not all(hit.trigger.harm == "arrested" for hit in hits):
            return False
        if all(hit.trigger.type in {"detention", ""} for hit in focus.hits):
            return False
        held = [phrase for hit in hits if hit.verb is not None for phrase in object_phrases(self.parse, hit.verb)]
        return bool(held) and all(
            phrase.person is None or phrase.person.generic or phrase.person.attacker for phrase in held
        )

    def _counts_itself(self, sentence: Sentence) -> bool:
        """ "It was the fourth such attack since May", "this was an attack on civilians" tell of the one in focus."""
        lowers = self.text.lowers
        lead = lowers[sentence.first : sentence.first + 3]
        if lead[:1] == ['"'] or lead[:1] == ["“"]:
            lead = lowers[sentence.first + 1 : sentence.first + 4]
        told = (["was", "the"], ["is", "the"], ["was", "one"], ["was", "a"], ["was", "an"], ["is", "a"], ["is", "an"])
        return lead[:1] in (["it"], ["this"], ["that"]) and lead[1:3] in told

    def _new(self, kind: MentionKind, relation: str = "") -> Occurrence:
        occurrence = Occurrence(kind, relation=relation)
        self.found.append(occurrence)
        return occurrence

    def _pointed_at(self, hit: Hit) -> Occurrence | None:
        """The occurrence that a noun with an article points back to: "the mosque bombing", "Friday's attack"."""
        phrase = hit.phrase
        if phrase is None or not phrase.definite or hit.plural:
            return None
        inside = set(self.text.lowers[phrase.first : phrase.last]) - words("grammar", "determiners")
        dated = [d for (i, j), d in self.dates if phrase.first <= i < phrase.last]
        if dated and dated[0].value.range is not None:
            for occurrence in reversed(self.found):
                date = occurrence.date()
                if (
                    date is not None
                    and _overlap(date, dated[0].value.range)
                    and occurrence.kind is not MentionKind.AGGREGATE
                ):
                    return occurrence
            return None
        if dated:
            return self.main if dated[0].anchoring is not Anchoring.INCIDENT else None
        best: tuple[int, Occurrence] | None = None
        for occurrence in self.found:
            if occurrence.kind is MentionKind.AGGREGATE:
                continue
            score = self._likeness(occurrence, inside, hit) + (2 if occurrence is self.focus else 0)
            if best is None or score >= best[0]:
                best = (score, occurrence)
        return best[1] if best and best[0] > 0 else None

    def _likeness(self, occurrence: Occurrence, inside: set[str], hit: Hit) -> int:
        """How much of a pointing phrase's words an occurrence shares: its type, its target's words, its place."""
        types = {h.trigger.type for h in occurrence.hits}
        weapons = {h.trigger.weapon for h in occurrence.hits if h.trigger.weapon}
        score = 0
        if hit.trigger.type in types or (hit.trigger.weapon and hit.trigger.weapon in weapons):
            score += 2
        for first, last in occurrence.ranges:
            own = set(self.text.lowers[first:last])
            modifiers = {w for w in inside if w not in _event_words() and len(w) > 3}
            score += 3 * len(modifiers & own)
            if hit.trigger.type == "bombing" and own & {"bomb", "bomber", "explosives", "blast"}:
                score += 1
        return score

    def _own_date(self, first: int, last: int) -> DateExpression | None:
        """The date expression of a stretch of words that dates an occurrence by itself."""
        for (i, j), expression in self.dates:
            if i and self.text.lowers[i - 1] in {"since", "until", "till"}:
                continue  # bounds a period, dates nothing
            if (
                first <= i
                and j <= last
                and expression.anchoring in (Anchoring.ABSOLUTE, Anchoring.PUBLICATION, Anchoring.INCIDENT)
            ):
                return expression
        return None

    def _conflicts(self, expression: DateExpression) -> bool:
        """Whether a date cannot be that of the occurrence in focus, nor of the main one."""
        value = self._value_of(expression)
        date = (self.focus or self.main).date() if (self.focus or self.main) else None  # type: ignore[union-attr]
        if expression.anchoring is Anchoring.INCIDENT:
            return date is not None and value.range is not None and not _overlap(date, value.range)
        if value.range is None:
            known = [d.value for o in (self.focus, self.main) if o for d in o.dates]
            return any(
                other.month is not None
                and value.month is not None
                and (other.month, other.day) != (value.month, value.day)
                for other in known
            ) or (
                value.year is not None
                and value.month is None
                and bool(known)
                and all(o.year != value.year for o in known)
            )
        if date is None:
            # Without a date of its own, the occurrence in focus is news: a year that is long past is another story.
            return expression.anchoring is Anchoring.ABSOLUTE and value.day is None and value.month is None
        return not _overlap(date, value.range)

    def _is_earlier(self, expression: DateExpression) -> bool:
        date = self.main.date() if self.main else None
        value = self._value_of(expression)
        if date is None or value.range is None:
            return True
        return (date.first - value.range.last).days > _FAR_BACK_DAYS

    def _value_of(self, expression: DateExpression) -> DateValue:
        if expression.anchoring is Anchoring.INCIDENT:
            anchor = (self.focus.date() if self.focus else None) or (self.main.date() if self.main else None)
            if anchor is not None:
                return resolve_against(expression, anchor)
        return expression.value

    def _fitting(self, expression: DateExpression | None, first: int, last: int) -> Occurrence | None:
        """An occurrence already told of whose date or town fits."""
        value = self._value_of(expression).range if expression is not None else None
        towns = {p.value.name for (i, j), p in self.places if first <= i and j <= last and p.value.precision in FINE}
        for occurrence in reversed(self.found):
            if occurrence.kind is MentionKind.AGGREGATE:
                continue
            date = occurrence.date()
            if value is not None and date is not None and _overlap(date, value):
                return occurrence
            undated = value is None or date is None
            if undated and towns & {p.value.name for p in occurrence.places}:
                return occurrence
        return None

    def _is_separate(self, first: int, last: int) -> bool:
        lowered = " ".join(self.text.lowers[first : min(last, first + 14)]) + " "
        return any(
            lowered.startswith(phrase + " ") or f", {phrase} " in lowered
            for phrase in read_list("discourse")["separators"]
        )

    def _elsewhere(self, focus: Occurrence, first: int, last: int, lead: Hit) -> bool:
        """Whether a new violent act is told in another town than that of the occurrence in focus."""
        if not self._is_new(lead) or (lead.trigger.weak and not lead.trigger.harm):
            return False
        own = [p for (i, j), p in self.places if first <= i and j <= last and p.value.precision in FINE]
        known = [p for p in focus.places if p.value.precision in FINE]
        if not own or not known:
            return False
        # "Beach" in a headline may be "Oldport Beach".
        names = [set(p.value.name.lower().split()) for p in known]
        told = [set(p.value.name.lower().split()) for p in own]
        if any(one <= name or name <= one for one in told for name in names):
            return False
        return not any(_near(p, q) for p in own for q in known)

    def _dated(self, occurrence: Occurrence, first: int, last: int) -> list[DatedExpression]:
        """The date expressions among the words, with their meaning for this occurrence."""
        found: list[DatedExpression] = []
        for (i, j), expression in self.dates:
            if not (first <= i and j <= last):
                continue
            value = expression.value
            if expression.anchoring is Anchoring.INCIDENT and occurrence is not self.main:
                anchor = self.main.date() if self.main else None
                if anchor is not None:
                    value = self._recalled_value(expression, anchor)
            found.append(DatedExpression(expression, value))
        return found

    def _recalled_value(self, expression: DateExpression, anchor: DateRange) -> DateValue:
        """ "X came two weeks after Y" dates Y two weeks before X: the direction is turned for what follows "after"."""
        if expression.governs and expression.offset is not None:
            expression = replace(expression, offset=expression.offset.reversed())
        return resolve_against(expression, anchor)


def is_stamp(text: Text, first: int, last: int) -> bool:
    """Whether a date is that of the page or of something said: "Posted: Monday, 3 May", "in a Friday statement"."""
    before = first - 1
    while before > max(0, first - _STAMP_WORDS) and text.lowers[before] in _STAMP_LINKS:
        before -= 1
    if before >= 0 and text.lowers[before] in words("discourse", "stamps"):
        return True
    return last < len(text.lowers) and text.lowers[last] in words("discourse", "sayings")


def dateline_end(parse: Parse) -> int:
    """The token behind the dash of a dateline ("KABUL, 3 MAY 90 (AGENCY) --"); 0 where there is none."""
    body = next((s for s in parse.text.sentences if not s.is_title), None)
    if body is None:
        return 0
    for index in range(body.first, min(body.first + _DATELINE_WORDS, body.last)):
        if parse.text.lowers[index] in {"--", "–", "—", "-"}:
            lead = parse.text.tokens[body.first : index]
            return index + 1 if lead and lead[0].text.isupper() and len(lead[0].text) > 1 else 0
    return 0


def _overlap(left: DateRange, right: DateRange) -> bool:
    return left.first <= right.last and right.first <= left.last


def _near(left: PlaceExpression, right: PlaceExpression) -> bool:
    """Whether one place may lie in or beside the other: the same province, or too little known to tell them apart."""
    a, b = left.value.place, right.value.place
    if a is None or b is None:
        return True
    if a.country != b.country:
        return False
    if a.latitude is None or b.latitude is None or a.longitude is None or b.longitude is None:
        return a.admin1 == b.admin1
    return abs(a.latitude - b.latitude) < 0.5 and abs(a.longitude - b.longitude) < 0.5


@cache
def _event_words() -> frozenset[str]:
    return frozenset(w for entry in read_list("triggers")["nouns"] for phrase in entry["words"] for w in phrase.split())


@cache
def _aggregate_nouns() -> frozenset[str]:
    return frozenset(singular(word) for word in words("discourse", "aggregate_subjects"))
