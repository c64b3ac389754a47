"""The rule coder: word lists and a shallow parse, no model. The first coder, and the yardstick for the next ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tallybook.actors import STATE_KINDS, ActorExpression, find_actors, in_countries, own_digest
from tallybook.coding.attribution import ACTORS, AttributionFinder
from tallybook.coding.base import Component, Layer, Layers, Pipeline
from tallybook.coding.building import RECORDS, RecordBuilder, Records
from tallybook.coding.casualties import CasualtyFinder, RowReader
from tallybook.coding.descriptions import Describer
from tallybook.coding.grammar import Parser
from tallybook.coding.lexicons import lexicon_digest
from tallybook.coding.names import NameFinder
from tallybook.coding.numbers import DATES, NumberFinder
from tallybook.coding.occurrences import PLACES, OccurrenceFinder
from tallybook.coding.place_focus import in_focus, without_outlets
from tallybook.coding.relations import RelationFinder
from tallybook.coding.responsibility import ResponsibilityFinder
from tallybook.coding.roles import RoleFinder
from tallybook.coding.scenes import SceneFinder
from tallybook.coding.tokens import TEXT, Segmenter
from tallybook.coding.triggers import TriggerFinder
from tallybook.dates import DateExpression, find_dates
from tallybook.model import Coding, DateValue, Field, MentionKind, Note, PlaceValue, Report, Support
from tallybook.places import Gazetteer, PlaceExpression, find_places

__all__ = ["PipelineCoder", "RuleCoder", "coding_of", "rule_components", "rules_version"]

ACTOR_WORDS: Layer[tuple[ActorExpression, ...]] = Layer("actor_words")
RULES_VERSION = "1.5"  # changes with every change of the rules that changes a coding
_LANGUAGES = frozenset(("en", ""))  # a text too short to tell is tried


class _Dates:
    """Date expressions, from the room that knows them."""

    name = "dates"
    requires: tuple[Layer[Any], ...] = (TEXT,)
    sets = DATES

    def run(self, layers: Layers) -> tuple[DateExpression, ...]:
        return find_dates(layers[TEXT].cased, layers.report.published)


class _ActorWords:
    """Words for actors of the lexicon, for forces, and for unnamed ones."""

    name = "actor_words"
    requires: tuple[Layer[Any], ...] = (TEXT,)
    sets = ACTOR_WORDS

    def run(self, layers: Layers) -> tuple[ActorExpression, ...]:
        published = layers.report.published
        return find_actors(layers[TEXT].cased, year=published.first.year if published else None)


class _Places:
    """Places, but not inside the names of groups; "Pakistani army" still speaks of Pakistan."""

    name = "places"
    requires: tuple[Layer[Any], ...] = (TEXT, ACTOR_WORDS, DATES)
    sets = PLACES

    def run(self, layers: Layers) -> tuple[PlaceExpression, ...]:
        # "May" and "March" are places too, but not inside a date.
        exclude = [expression.span for expression in layers[DATES]]
        exclude += [actor.span for actor in layers[ACTOR_WORDS] if actor.named and actor.value.kind not in STATE_KINDS]
        found = find_places(layers[TEXT].cased, Gazetteer.open_default(), exclude)
        return in_focus(without_outlets(layers[TEXT].raw, found))


class _Actors:
    """The actors, with the countries that forces belong to in this report."""

    name = "actors"
    requires: tuple[Layer[Any], ...] = (ACTOR_WORDS, PLACES)
    sets = ACTORS

    def run(self, layers: Layers) -> tuple[ActorExpression, ...]:
        words, places = layers[ACTOR_WORDS], layers[PLACES]
        countries = [(one.span, one.value.place.country) for one in places if one.value.place is not None]
        return in_countries(words, countries)


def rule_components(*instead: Component[Any]) -> tuple[Component[Any], ...]:
    """The components that find what rules can find, in their order, with others in the place of some.

    A component of `instead` takes the place of the one that sets the same layer; those that set a new layer come right
    behind the segmenter and may need nothing but the text and one another.
    """
    replaced = {component.sets.name: component for component in instead}
    rules = (
        Segmenter(),
        _Dates(),
        _ActorWords(),
        _Places(),
        _Actors(),
        NumberFinder(),
        Parser(),
        NameFinder(),
        Describer(),
        AttributionFinder(),
        TriggerFinder(),
        OccurrenceFinder(),
        RoleFinder(),
        SceneFinder(),
        RowReader(),
        CasualtyFinder(),
        ResponsibilityFinder(),
        RelationFinder(),
    )
    segmenter, *others = (replaced.pop(component.sets.name, component) for component in rules)
    return (segmenter, *replaced.values(), *others)


class PipelineCoder:
    """Codes English reports by components, the last of which sets RECORDS.

    Other languages are refused with a note, never coded as if they were English.
    """

    def __init__(self, name: str, version: str, components: Sequence[Component[Any]]) -> None:
        self.name = name
        self.version = version
        self.pipeline = Pipeline(components)

    def code(self, report: Report) -> Coding:
        """The mentions and statements of one report."""
        if report.language not in _LANGUAGES:
            note = Note("not_english", f"The text is in {report.language!r}; this coder reads English only.")
            return Coding(report.id, self.name, self.version, notes=(note,))
        layers = self.pipeline.run(report)
        if not layers[TEXT].tokens:
            return Coding(report.id, self.name, self.version, notes=(_no_incident(),))
        return coding_of(layers, layers[RECORDS], self.name, self.version)


def coding_of(layers: Layers, records: Records, name: str, version: str) -> Coding:
    """The records of a report as the coding of the coder with this name and version."""
    statements = tuple(records.statements.values())
    supports = tuple(
        Support.make(one.id, name, version, records.components[one.id], records.scores.get(one.id))
        for one in statements
    )
    notes = tuple(_notes(layers.report, records))
    return Coding(layers.report.id, name, version, tuple(records.mentions), statements, supports, notes)


def rules_version() -> str:
    """The word lists and the user's own actors change what is found as much as the code can: part of the version."""
    own = own_digest()
    return f"{RULES_VERSION}+{lexicon_digest()}" + (f"+actors-{own}" if own else "")


class RuleCoder(PipelineCoder):
    """Rules alone, no model."""

    def __init__(self) -> None:
        super().__init__("rules", rules_version(), (*rule_components(), RecordBuilder()))


def _no_incident() -> Note:
    return Note("no_incident", "The report tells of no incident of political violence.")


def _notes(report: Report, records: Records) -> list[Note]:
    """What a person should know: nothing found, a year or place left open and why."""
    notes: list[Note] = []
    if not any(mention.kind is not MentionKind.AGGREGATE for mention in records.mentions):
        notes.append(_no_incident())
    if report.published is None and records.mentions:
        notes.append(
            Note("no_publication_date", 'No publication date is known, so dates like "on Friday" are not resolved.')
        )
    for statement in records.statements.values():
        value = statement.value
        if isinstance(value, DateValue) and value.range is None and statement.field is Field.DATE:
            listed = ", ".join(str(candidate.first) for candidate in value.candidates)
            candidates = f"; days that fit: {listed}" if listed else ""
            text = f"The date {statement.original_text!r} is not resolved: {value.reason}{candidates}."
            notes.append(Note("date_unresolved", text, statement.span))
        if isinstance(value, PlaceValue) and value.place is None:
            text = f"The place {statement.original_text!r} is not resolved: {value.reason}."
            notes.append(Note("place_unresolved", text, statement.span))
    return notes
