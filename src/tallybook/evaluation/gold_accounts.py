"""What a report tells, by an annotator or a coder, in one form; and how two such accounts agree.

Two values are the same one when their words overlap and they speak of the same harm or act. Two mentions are the same
occurrence when they share most values, or else rows told in other words, or the words of the act.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tallybook.assembly import assemble
from tallybook.coding.place_focus import IN_TOWN, town_of
from tallybook.coding.tokens import Text, segment
from tallybook.evaluation.gold_labels import Bounds, Labels
from tallybook.evaluation.incident_answers import everybody
from tallybook.evaluation.muc4.matching import best_matching
from tallybook.model import (
    ActorValue,
    CasualtyRow,
    Coding,
    DateValue,
    Field,
    Incident,
    PlaceValue,
    Report,
    ResponsibilityValue,
    Span,
    Speaker,
    Statement,
)

__all__ = [
    "Account",
    "Agreement",
    "Occurrence",
    "Party",
    "Value",
    "account_of_coding",
    "account_of_labels",
    "compare",
]

_PASSED_OVER = frozenset(("the", "a", "an", "of", "and", "in", "for", "s", "mr", "ms", "mrs"))


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who speaks or acts: where the report names it, and its names."""

    spans: tuple[Span, ...]
    names: tuple[str, ...]

    def same(self, other: Party) -> bool:
        """Whether both stand at one place, or one name holds all words of the other."""
        if any(one.start < two.end and two.start < one.end for one in self.spans for two in other.spans):
            return True
        ours, theirs = list(map(_words, self.names)), list(map(_words, other.names))
        return any(one and two and (one <= two or two <= one) for one in ours for two in theirs)


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.lower())) - _PASSED_OVER


@dataclass(frozen=True, slots=True)
class Value:
    """A casualty row (`what` is its harm) or an entry of responsibility (`what` is its act)."""

    field: Field
    mention: str
    what: str
    span: Span
    stance: str
    speaker: Party | None
    group: str = ""
    numbers: Bounds = (None, None, None)
    actor: Party | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A mention. `killed` and `injured` are the best figures for everybody in it; None where there is none."""

    id: str
    kind: str
    anchor: Span
    killed: int | None
    injured: int | None
    first: date | None
    place: Party | None


@dataclass(frozen=True)
class Account:
    """Everything that one annotator or coder says of a report."""

    occurrences: tuple[Occurrence, ...]
    values: tuple[Value, ...]

    def of(self, field: Field) -> tuple[Value, ...]:
        """The values of one field."""
        return tuple(one for one in self.values if one.field is field)


def account_of_labels(labels: Labels, text: str) -> Account:
    """The account of an annotator; `text` is the report's."""

    def party(spans: Sequence[Span]) -> Party | None:
        return Party(tuple(spans), tuple(one.of(text) for one in spans)) if spans else None

    values = [
        Value(
            Field.CASUALTIES, one.mention, one.harm, one.words, one.stance, party(one.speakers), one.group, one.numbers
        )
        for one in labels.rows
    ]
    values += [
        Value(
            Field.RESPONSIBILITY,
            one.mention,
            one.act,
            one.words,
            one.stance,
            party(one.speakers),
            actor=party(one.actors),
        )
        for one in labels.entries
    ]
    occurrences = tuple(
        Occurrence(
            one.id,
            one.kind,
            one.anchor,
            one.killed[1] if one.killed else None,
            one.injured[1] if one.injured else None,
            one.first,
            party((one.place,)) if one.place else None,
        )
        for one in labels.mentions
    )
    return Account(occurrences, tuple(values))


def account_of_coding(report: Report, coding: Coding) -> Account:
    """The account of a coder, its figures of a mention those of the incident that follows from the report alone."""
    incident_of = {
        mention: incident for incident in assemble(coding.mentions, coding.statements) for mention in incident.mentions
    }
    places = [one for one in coding.statements if one.field is Field.PLACE]
    occurrences = []
    for mention in coding.mentions:
        incident = incident_of.get(mention.id)
        occurrences.append(
            Occurrence(
                mention.id,
                mention.kind.value,
                mention.anchor,
                everybody(incident, "killed") if incident else None,
                everybody(incident, "injured") if incident else None,
                _first_day(incident),
                _place(incident, [one for one in places if one.mention == mention.id]),
            )
        )
    values = [value for statement in coding.statements if (value := _value(statement)) is not None]
    return Account(tuple(occurrences), tuple(values))


def _first_day(incident: Incident | None) -> date | None:
    if incident is None:
        return None
    days = [one.range.first for one in incident.values(Field.DATE) if isinstance(one, DateValue) and one.range]
    return days[0] if days else None


def _place(incident: Incident | None, told: Sequence[Statement]) -> Party | None:
    """The place that assembly publishes, wherever the mention tells of it; without any, the first that is told."""
    values = [one for one in incident.values(Field.PLACE) if isinstance(one, PlaceValue)] if incident else []
    names = {one.value.name: one.span for one in reversed(told) if isinstance(one.value, PlaceValue)}
    name = values[0].name if values else next(reversed(names), "")
    if not name:
        return None
    town = (town_of(values[0]),) if values and values[0].reason == IN_TOWN else ()
    return Party(tuple(one.span for one in told if getattr(one.value, "name", "") == name), (name, *town))


def _value(statement: Statement) -> Value | None:
    value, speaker = statement.value, _speaker(statement.speaker, statement.speaker_span)
    if isinstance(value, CasualtyRow):
        quantity = value.quantity
        numbers = (quantity.low, quantity.best, quantity.high)
        return Value(
            Field.CASUALTIES,
            statement.mention,
            value.harm,
            statement.span,
            statement.stance.value,
            speaker,
            value.group,
            numbers,
        )
    if isinstance(value, ResponsibilityValue):
        return Value(
            Field.RESPONSIBILITY,
            statement.mention,
            value.act.value,
            statement.span,
            statement.stance.value,
            speaker,
            actor=_actor(value.actor, statement.span),
        )
    return None


def _speaker(speaker: Speaker | None, span: Span | None) -> Party | None:
    if speaker is None or span is None:
        return None
    return Party((span,), tuple(one for one in (speaker.name, speaker.role) if one))


def _actor(actor: ActorValue | None, span: Span) -> Party | None:
    return None if actor is None else Party((span,), (actor.name, *actor.aliases))


@dataclass(frozen=True)
class Agreement:
    """How an account agrees with another one that counts as right. Pairs are (right, given)."""

    gold: Account
    given: Account
    text: Text

    @cached_property
    def pairs(self) -> tuple[tuple[Value, Value], ...]:
        """Values of both that are the same one."""
        found: list[tuple[Value, Value]] = []
        for field in (Field.CASUALTIES, Field.RESPONSIBILITY):
            ours, theirs = self.gold.of(field), self.given.of(field)
            weights = [[_likeness(one, two) for two in theirs] for one in ours]
            found += [(ours[row], theirs[column]) for row, column in best_matching(weights)]
        return tuple(found)

    @cached_property
    def occurrences(self) -> tuple[tuple[Occurrence, Occurrence], ...]:
        """Mentions of both that are the same occurrence."""
        shared = Counter((one.mention, two.mention) for one, two in self.pairs)
        weights = [
            [
                shared[one.id, two.id] + self._anchored(one, two) + 0.2 * self._same_rows(one, two)
                for two in self.given.occurrences
            ]
            for one in self.gold.occurrences
        ]
        return tuple(
            (self.gold.occurrences[row], self.given.occurrences[column]) for row, column in best_matching(weights)
        )

    def _same_rows(self, one: Occurrence, two: Occurrence) -> int:
        """How many rows agree in everything, wherever their words stand: a figure is told again and again."""
        ours = {(row.what, row.group, row.numbers) for row in self.gold.of(Field.CASUALTIES) if row.mention == one.id}
        theirs = {
            (row.what, row.group, row.numbers) for row in self.given.of(Field.CASUALTIES) if row.mention == two.id
        }
        return len(ours & theirs)

    def _anchored(self, one: Occurrence, two: Occurrence) -> float:
        """Less than a shared value: whether both are told with the same words, or in the same sentence."""
        if one.anchor.start < two.anchor.end and two.anchor.start < one.anchor.end:
            return 0.6
        return 0.3 * (self._sentence(one.anchor) == self._sentence(two.anchor))

    def _sentence(self, span: Span) -> int:
        return self.text.tokens[self.text.token_range(span)[0]].sentence

    def separated(self) -> tuple[int, int]:
        """Of the values that both have: how many stand with the same occurrence, and how many there are."""
        same = {(one.id, two.id) for one, two in self.occurrences}
        return sum((one.mention, two.mention) in same for one, two in self.pairs), len(self.pairs)

    def rows(self, *, group: bool = True, harms: Iterable[str] = ()) -> tuple[int, int, int]:
        """Casualty rows that agree in harm, numbers and (unless `group` is false) group; rows given; rows of the gold.

        A row told twice within a mention counts once.
        """
        wanted = frozenset(harms)

        def counted(account: Account) -> Counter[tuple[object, ...]]:
            once = {
                (one.mention, one.what, one.numbers, one.group if group else "")
                for one in account.of(Field.CASUALTIES)
                if not wanted or one.what in wanted
            }
            return Counter(key[1:] for key in once)

        ours, theirs = counted(self.gold), counted(self.given)
        return (ours & theirs).total(), theirs.total(), ours.total()

    def entries(self) -> tuple[int, int, int]:
        """Entries of responsibility that agree in act and actor; entries given; entries of the gold.

        Entries of one mention with the same act and actor count once, whoever says it.
        """
        ours, theirs = _once(self.gold.of(Field.RESPONSIBILITY)), _once(self.given.of(Field.RESPONSIBILITY))
        weights = [[float(_same_entry(one, two)) for two in theirs] for one in ours]
        return len(best_matching(weights)), len(theirs), len(ours)


def _likeness(one: Value, two: Value) -> float:
    """More than 0 for values that are the same one: most for those that agree in everything."""
    if one.what != two.what:
        return 0.0
    shared = min(one.span.end, two.span.end) - max(one.span.start, two.span.start)
    if shared <= 0:
        # An act of responsibility is the same one wherever its words stand, if it is told of the same actor.
        return 0.2 if one.field is Field.RESPONSIBILITY and _same_entry(one, two) else 0.0
    actors = one.actor is None or two.actor is None or one.actor.same(two.actor)
    return 1.0 + (one.numbers == two.numbers) + 0.5 * (one.group == two.group) + 0.5 * actors


def _same_entry(one: Value, two: Value) -> bool:
    if one.what != two.what or (one.actor is None) != (two.actor is None):
        return False
    return one.actor is None or two.actor is None or one.actor.same(two.actor)


def _once(values: Sequence[Value]) -> list[Value]:
    kept: list[Value] = []
    for one in values:
        if not any(one.mention == other.mention and _same_entry(one, other) for other in kept):
            kept.append(one)
    return kept


def compare(gold: Account, given: Account, report: Report) -> Agreement:
    """The agreement of two accounts of a report."""
    return Agreement(gold, given, segment(report))
