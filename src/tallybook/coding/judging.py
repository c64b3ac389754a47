"""Which candidates to believe: two small models over what the encoder, the rules and the report as a whole say.

The encoder judges words and sentences one by one. What it cannot see is how a candidate stands beside the others: the
second best name for a perpetrator, a sentence of an incident that the rest of the report does not speak of. That is
learned from texts the encoder was not trained on (training/judge.py) and kept in two files of decision trees.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from tallybook.actors import ActorExpression
from tallybook.coding.attribution import ACTORS
from tallybook.coding.base import Layer, Layers
from tallybook.coding.candidates import ROLES, Entity, IncidentCandidate, Span, entities, incidents
from tallybook.coding.casualties import CASUALTIES
from tallybook.coding.encoded import Encoded, Floats, Labels
from tallybook.coding.encoder import ENCODED, session, shipped_labels, weights
from tallybook.coding.grammar import PARSE, Parse
from tallybook.coding.label_codes import label_codes
from tallybook.coding.numbers import DATES
from tallybook.coding.occurrences import OCCURRENCES
from tallybook.coding.responsibility import RESPONSIBILITY
from tallybook.coding.roles import ROLES as RULE_ROLES
from tallybook.coding.tokens import TEXT, Text
from tallybook.dates import DateExpression
from tallybook.model import CodeValue, DateRange, Field, ResponsibilityValue, TargetValue

__all__ = [
    "JUDGED",
    "Chances",
    "Evidence",
    "Judge",
    "JudgedFiller",
    "JudgedIncident",
    "RuleEvidence",
    "evidence_of",
    "filler_features",
    "incident_features",
    "shipped_chances",
]

_RULE_KINDS = (
    "perpetrator",
    "claimed",
    "accused",
    "suspected",
    "denied",
    "weapon",
    "human_target",
    "physical_target",
    "killed",
    "injured",
    "abducted",
)
_NEWS_DAYS = 62  # an incident is news for about two months
_LONGEST_AGO = 4000  # days; further back makes no difference


@dataclass(frozen=True)
class RuleEvidence:
    """What the rule components found. `occurrences`: kind, sentences, types; `spans`: kind, first token, last."""

    occurrences: tuple[tuple[str, frozenset[int], frozenset[str]], ...] = ()
    spans: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class Evidence:
    """All that is known of a report when its candidates are judged."""

    text: Text
    encoded: Encoded
    labels: Labels
    dates: tuple[DateExpression, ...]
    published: DateRange | None
    rules: RuleEvidence
    entities: tuple[Entity, ...]
    incidents: tuple[IncidentCandidate, ...]


@dataclass(frozen=True)
class JudgedFiller:
    """An entity in its role in one incident, with the probability that it is right, and its best span there."""

    entity: Entity
    score: float
    best: Span


@dataclass(frozen=True)
class JudgedIncident:
    """A candidate with the probability that the report tells of it as an incident of its own."""

    candidate: IncidentCandidate
    score: float
    fillers: tuple[JudgedFiller, ...]


JUDGED: Layer[tuple[JudgedIncident, ...]] = Layer("judged")


def evidence_of(
    parse: Parse,
    encoded: Encoded,
    labels: Labels,
    actors: Sequence[ActorExpression],
    dates: tuple[DateExpression, ...],
    published: DateRange | None,
    rules: RuleEvidence,
) -> Evidence:
    """The candidates of a report and everything that speaks for or against them."""
    made = tuple(entities(parse, encoded, labels, actors))
    apart = [
        [sentences for kind, sentences, types in rules.occurrences if kind != "aggregate" and types & _covered()[name]]
        for name in labels.types
    ]
    return Evidence(parse.text, encoded, labels, dates, published, rules, made, tuple(incidents(encoded, apart)))


def rule_evidence(layers: Layers) -> RuleEvidence:
    """What the rule components of the pipeline found, for the features."""
    types: dict[int, set[str]] = defaultdict(set)
    spans: list[tuple[str, int, int]] = []
    text = layers[TEXT]
    for draft in (*layers[RULE_ROLES], *layers[RESPONSIBILITY]):
        if draft.occurrence is None:
            continue
        value = draft.value
        kind = ""
        if draft.field is Field.INCIDENT_TYPE and isinstance(value, CodeValue):
            types[id(draft.occurrence)].add(value.code)
        elif draft.field is Field.PERPETRATOR:
            kind = "perpetrator"
        elif isinstance(value, ResponsibilityValue) and value.actor:
            kind = value.act.value
        elif draft.field is Field.WEAPON:
            kind = "weapon"
        elif isinstance(value, TargetValue):
            kind = "human_target" if value.human else "physical_target"
        if kind:
            spans.append((kind, *text.token_range(draft.span)))
    spans += [(row.harm, row.first, row.last) for row in layers[CASUALTIES]]
    return RuleEvidence(
        tuple(
            (one.kind.value, frozenset({*one.sentences, one.anchor.sentence}), frozenset(types[id(one)]))
            for one in layers[OCCURRENCES].all
        ),
        tuple(spans),
    )


@cache
def _covered() -> dict[str, frozenset[str]]:
    """For each type of the encoder the incident types of the codebook that it covers."""
    return {name: frozenset(entry["covers"]) for name, entry in label_codes()["types"].items()}


def incident_features(evidence: Evidence, candidate: IncidentCandidate) -> list[float]:
    """What the first model sees of a candidate incident."""
    encoded, given = evidence.encoded, candidate.weights
    ordered = np.sort(given)[::-1]
    best = int(np.argmax(given))
    row: list[float] = [float(candidate.type == kind) for kind in range(len(evidence.labels.types))]
    row += [
        float(encoded.document[candidate.type]),
        float(ordered[0]),
        float(ordered[1]) if len(ordered) > 1 else 0.0,
        float(ordered.sum()),
        float((ordered > 0.5).sum()),
        float(len(ordered)),
        float(candidate.rivals),
        float(len(candidate.sentences)),
    ]
    for role in ROLES:
        scores = [
            max(span.score * given[span.sentence] for span in entity.spans)
            for entity in evidence.entities
            if entity.role == role
        ]
        row += [float(max(scores, default=0.0)), float(sum(scores))]
    row += [float(value) for value in encoded.document]
    row += [float(value) for value in encoded.types.max(axis=0)]
    row += [float(value) for value in (encoded.stages * given[:, None]).sum(axis=0) / (given.sum() + 1e-6)]
    row += [*_ages(evidence, {*candidate.sentences, best}), float(best), best / len(ordered)]
    tags = evidence.labels.tags
    row += [float(encoded.inside[:, tags.index(tag)].max()) for tag in ("date", "place")]
    own = _covered()[evidence.labels.types[candidate.type]]
    kinds: Counter[str] = Counter()
    same = 0
    for kind, sentences, types in evidence.rules.occurrences:
        if sentences.intersection(candidate.sentences):
            kinds[kind] += 1
            same += bool(types & own)
    row += [float(kinds[kind]) for kind in ("reported", "background", "aggregate")]
    row += [
        float(same),
        float(sum(bool(types & own) for _, _, types in evidence.rules.occurrences)),
        float(len(evidence.rules.occurrences)),
    ]
    return row


def _ages(evidence: Evidence, sentences: set[int]) -> list[float]:
    """Of the dates in these sentences: how many are old, how many recent, and the greatest age in days."""
    old = recent = oldest = 0
    if evidence.published is not None:
        for found in evidence.dates:
            if found.value.range is None:
                continue
            if evidence.text.tokens[evidence.text.token_range(found.span)[0]].sentence in sentences:
                age = (evidence.published.first - found.value.range.last).days
                old += age > _NEWS_DAYS
                recent += -1 <= age <= _NEWS_DAYS
                oldest = max(oldest, min(age, _LONGEST_AGO))
    return [float(old), float(recent), float(oldest)]


def filler_features(evidence: Evidence, candidate: IncidentCandidate) -> Floats:
    """What the second model sees of each entity as a filler of a candidate incident: entities x features."""
    given = candidate.weights
    around = np.maximum(given, 0.5 * np.maximum(np.append(given[1:], 0), np.append(0, given[:-1])))
    ranks = _ranks(evidence.entities, around)
    rows = [
        _filler_row(evidence, candidate, entity, around, ranks[index]) for index, entity in enumerate(evidence.entities)
    ]
    return np.array(rows, dtype=np.float32)


def best_span(entity: Entity, given: Floats) -> Span:
    """The span of an entity that speaks most of an incident."""
    return max(entity.spans, key=lambda span: (span.score * given[span.sentence], span.score))


def _ranks(found: Sequence[Entity], around: Floats) -> dict[int, tuple[int, int, float]]:
    """Of each entity among those of its role: its rank, their number, and the distance to the best other one."""
    by_role: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for index, entity in enumerate(found):
        score = max(span.score * around[span.sentence] for span in entity.spans)
        by_role[entity.role].append((float(score), index))
    ranks: dict[int, tuple[int, int, float]] = {}
    for scores in by_role.values():
        scores.sort(reverse=True)
        for rank, (score, index) in enumerate(scores):
            other = scores[0][0] if rank else (scores[1][0] if len(scores) > 1 else 0.0)
            ranks[index] = (rank, len(scores), score - other)
    return ranks


def _filler_row(
    evidence: Evidence, candidate: IncidentCandidate, entity: Entity, around: Floats, rank: tuple[int, int, float]
) -> list[float]:
    encoded, given, kind = evidence.encoded, candidate.weights, candidate.type
    scores = [span.score for span in entity.spans]
    products = [span.score * float(given[span.sentence]) for span in entity.spans]
    best = best_span(entity, given)
    inside = slice(best.first, best.last)
    row = [float(entity.role == role) for role in ROLES]
    row += [float(kind == one) for one in range(len(evidence.labels.types))]
    tags = evidence.labels.tags
    row += [float(encoded.inside[inside, tags.index(tag)].mean()) for tag in (*ROLES, "place", "date")]
    told: Counter[str] = Counter()
    for found, first, last in evidence.rules.spans:
        if any(span.first < last and first < span.last for span in entity.spans):
            told[found] += 1
    row += [float(told[found]) for found in _RULE_KINDS]
    number = len(evidence.text.sentences)
    distance = min(abs(span.sentence - one) for span in entity.spans for one in candidate.sentences)
    row += [
        max(scores),
        sum(scores) / len(scores),
        sum(scores),
        float(len(scores)),
        max(products),
        sum(products),
        max(span.score * float(around[span.sentence]) for span in entity.spans),
        best.begin,
        float(given[best.sentence]),
        float(encoded.document[kind]),
        float(given.max()),
        *map(float, rank),
        float(best.last - best.first),
        float(best.sentence),
        float(number),
        best.sentence / number,
        float(bool(entity.lexicon)),
        float(encoded.types[best.sentence].max() - encoded.types[best.sentence, kind]),
        float(encoded.document.max() - encoded.document[kind]),
        *map(float, encoded.attributes["effect"][inside].mean(axis=0)),
        float(min(span.sentence for span in entity.spans)),
        float(distance),
        float(candidate.rivals),
        float(len(candidate.sentences)),
    ]
    return row


Chances = Callable[[str, Floats], Floats]


class Judge:
    """The component: which incidents the report tells of, and with which fillers.

    `chances` stands in for the shipped trees in training: it gets "incidents" or "fillers" and rows of features, and
    gives the probability of yes for each.
    """

    name = "judge"
    requires: tuple[Layer[Any], ...] = (
        PARSE,
        ENCODED,
        ACTORS,
        DATES,
        OCCURRENCES,
        RULE_ROLES,
        CASUALTIES,
        RESPONSIBILITY,
    )
    sets = JUDGED

    def __init__(self, chances: Chances | None = None, labels: Labels | None = None) -> None:
        self._chances = chances or shipped_chances
        self._labels = labels

    def evidence(self, layers: Layers) -> Evidence:
        """The candidates of a report and everything that speaks for or against them."""
        actors = layers[ACTORS]
        return evidence_of(
            layers[PARSE],
            layers[ENCODED],
            self._labels or shipped_labels(),
            actors,
            layers[DATES],
            layers.report.published,
            rule_evidence(layers),
        )

    def run(self, layers: Layers) -> tuple[JudgedIncident, ...]:
        evidence = self.evidence(layers)
        found: list[JudgedIncident] = []
        for candidate in evidence.incidents:
            features = np.array([incident_features(evidence, candidate)], dtype=np.float32)
            score = float(self._chances("incidents", features)[0])
            fillers: tuple[JudgedFiller, ...] = ()
            if evidence.entities:
                chances = self._chances("fillers", filler_features(evidence, candidate))
                fillers = tuple(
                    JudgedFiller(entity, float(chance), best_span(entity, candidate.weights))
                    for entity, chance in zip(evidence.entities, chances, strict=True)
                )
            found.append(JudgedIncident(candidate, score, fillers))
        return tuple(found)


@cache
def _trees(name: str) -> Any:
    return session(weights() / f"{name}.onnx", threads=1)


def shipped_chances(name: str, features: Floats) -> Floats:
    """The probability of yes for each row, as the shipped trees have it."""
    chances: Floats = _trees(name).run(["chance"], {"features": features})[0][:, 0]
    return chances
