"""The metrics that template filling is measured with today, over five roles of the MUC-4 template and its type.

Each works on entities: a filler of the key is an entity whose mentions are its alternatives. Mentions are compared as
words in small letters without punctuation and articles.

- The GTT score: templates of one document are mapped one to one, only where the incident types agree, so that the F1
  of the document is greatest. A predicted entity is right when all its mentions are mentions of one gold entity of the
  same role; a gold entity is found when some predicted entity is right by it; the type of a mapped template is right.
  Micro F1 over the type and the five roles. Source: Du, Rush and Cardie, Template Filling with Generative Transformers
  (NAACL 2021).
- CEAF-REE: the entities of a document are put together over its templates, role by role, and matched one to one; a pair
  counts 1 when all mentions of the predicted entity are mentions of the gold one. Source: Du, Rush and Cardie, GRIT:
  Generative Role-filler Transformers for Document-level Event Entity Extraction (EACL 2021).
- CEAF-RME: templates are matched one to one so that their similarity sums up to most. With phi-3 the similarity of two
  templates of one type is the number of mentions that their entities share, entities being matched one to one within
  roles; recall and precision count mentions. With phi-subset it is the number of predicted entities that share a
  mention with a gold one; recall and precision count entities. Source: Chen, Gantt, Gu, Chen, White and Van Durme,
  Iterative Document-level Information Extraction via Imitation Learning (EACL 2023).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tallybook.evaluation.muc4.matching import best_matching
from tallybook.evaluation.muc4.templates import Filler, Template

__all__ = [
    "ROLES",
    "Entity",
    "RoleTemplate",
    "Terms",
    "ceaf_ree",
    "ceaf_rme",
    "ceaf_rme_subset",
    "gtt",
    "normalise",
    "role_templates",
]

# The roles and the slots they are.
ROLES = {"PerpInd": 9, "PerpOrg": 10, "Target": 12, "Victim": 18, "Weapon": 6}
_TYPE = 4
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
# Beyond so many ways of mapping templates, the mapping is taken that is best by the sum of precision and recall.
_MAPPINGS_TRIED = 2_000

Entity = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What one document adds to a figure: right ones of those predicted, found ones of those in the gold."""

    right: float = 0.0
    predicted: float = 0.0
    found: float = 0.0
    gold: float = 0.0

    def __add__(self, other: Terms) -> Terms:
        return Terms(
            self.right + other.right,
            self.predicted + other.predicted,
            self.found + other.found,
            self.gold + other.gold,
        )

    @property
    def precision(self) -> float:
        """In per cent; 0 where nothing was predicted."""
        return 100 * self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """In per cent; 0 where there is nothing to find."""
        return 100 * self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, in per cent."""
        below = self.precision + self.recall
        return 2 * self.precision * self.recall / below if below else 0.0


@dataclass(frozen=True, slots=True)
class RoleTemplate:
    """A template reduced to its incident types (alternatives in a key) and the entities of the five roles."""

    types: frozenset[str]
    roles: Mapping[str, tuple[Entity, ...]]

    @property
    def entities(self) -> int:
        """How many entities it has in all roles."""
        return sum(len(entities) for entities in self.roles.values())


@lru_cache(maxsize=65536)
def normalise(mention: str) -> str:
    """A mention in small letters without punctuation, articles and superfluous spaces."""
    return " ".join(_ARTICLES.sub(" ", _PUNCTUATION.sub("", mention.lower())).split())


def role_templates(templates: Sequence[Template], text: str = "") -> tuple[RoleTemplate, ...]:
    """Templates reduced to types and roles; those that say "no incident" and repetitions are left out.

    With the text of the message, mentions that do not stand in it are left out, as the data sets of the papers do it
    with the answer keys.
    """
    inside = " ".join(text.lower().split())
    reduced: list[RoleTemplate] = []
    for template in templates:
        if template.irrelevant:
            continue
        types = frozenset(fill.text.upper() for filler in template.get(_TYPE) for fill in filler.fills)
        roles = {role: _entities(template.get(slot), inside) for role, slot in ROLES.items()}
        found = RoleTemplate(types, roles)
        if found not in reduced:
            reduced.append(found)
    return tuple(reduced)


def _entities(fillers: Sequence[Filler], inside: str) -> tuple[Entity, ...]:
    entities = []
    for filler in fillers:
        mentions = [fill.text for fill in filler.fills if not inside or " ".join(fill.text.lower().split()) in inside]
        entity = tuple(dict.fromkeys(normalise(mention) for mention in mentions))
        if entity:
            entities.append(entity)
    return tuple(entities)


def _is_part(predicted: Entity, gold: Entity) -> bool:
    return set(predicted) <= set(gold)


def gtt(gold: Sequence[RoleTemplate], predicted: Sequence[RoleTemplate]) -> dict[str, Terms]:
    """The terms of one document for "incident_type" and each role, under the mapping with the greatest F1."""
    names = ("incident_type", *ROLES)
    totals = {
        name: Terms(predicted=sum(_size(one, name) for one in predicted), gold=sum(_size(one, name) for one in gold))
        for name in names
    }
    pairs = {
        (row, column): _mapped(wanted, given)
        for row, wanted in enumerate(gold)
        for column, given in enumerate(predicted)
        if wanted.types & given.types
    }
    total = sum(totals.values(), Terms())
    sums = {pair: sum(terms.values(), Terms()) for pair, terms in pairs.items()}
    for pair in _best_mapping(len(gold), len(predicted), sums, total):
        totals = {name: totals[name] + pairs[pair][name] for name in names}
    return totals


def _size(template: RoleTemplate, name: str) -> int:
    return 1 if name == "incident_type" else len(template.roles[name])


def _mapped(gold: RoleTemplate, predicted: RoleTemplate) -> dict[str, Terms]:
    """What a mapped pair has right and finds; the totals are counted elsewhere."""
    terms = {"incident_type": Terms(right=1, found=1)}
    for role in ROLES:
        wanted, given = gold.roles[role], predicted.roles[role]
        terms[role] = Terms(
            right=sum(any(_is_part(entity, other) for other in wanted) for entity in given),
            found=sum(any(_is_part(entity, other) for entity in given) for other in wanted),
        )
    return terms


def _best_mapping(
    rows: int, columns: int, pairs: Mapping[tuple[int, int], Terms], total: Terms
) -> tuple[tuple[int, int], ...]:
    tried = _all_mappings(rows, pairs, _MAPPINGS_TRIED)
    if tried is None:
        weights = [[0.0] * columns for _ in range(rows)]
        for (row, column), terms in pairs.items():
            weights[row][column] = terms.right / max(total.predicted, 1) + terms.found / max(total.gold, 1)
        return best_matching(weights)
    return max(tried, key=lambda mapping: (total + sum((pairs[pair] for pair in mapping), Terms())).f1)


def _all_mappings(
    rows: int, pairs: Mapping[tuple[int, int], Terms], limit: int
) -> list[tuple[tuple[int, int], ...]] | None:
    """All ways of mapping one to one, the empty one first; None when there are more than `limit`."""
    found: list[tuple[tuple[int, int], ...]] = [()]
    for row in range(rows):
        columns = [column for other, column in pairs if other == row]
        found += [
            (*mapping, (row, column))
            for mapping in found
            for column in columns
            if all(column != taken for _, taken in mapping)
        ]
        if len(found) > limit:
            return None
    return found


def ceaf_ree(gold: Sequence[RoleTemplate], predicted: Sequence[RoleTemplate]) -> dict[str, Terms]:
    """The terms of one document for each role."""
    return {role: _ree(_put_together(gold, role), _put_together(predicted, role)) for role in ROLES}


def _put_together(templates: Sequence[RoleTemplate], role: str) -> list[Entity]:
    """The entities of a role over all templates; one whose mentions are part of another's, or the reverse, is known."""
    entities: list[Entity] = []
    for template in templates:
        for entity in template.roles[role]:
            if not any(_is_part(entity, other) or _is_part(other, entity) for other in entities):
                entities.append(entity)
    return entities


def _ree(gold: Sequence[Entity], predicted: Sequence[Entity]) -> Terms:
    matched = best_matching([[float(_is_part(given, wanted)) for given in predicted] for wanted in gold])
    return Terms(len(matched), len(predicted), len(matched), len(gold))


def ceaf_rme(gold: Sequence[RoleTemplate], predicted: Sequence[RoleTemplate]) -> Terms:
    """The terms of one document with phi-3: mentions."""
    similarity = _summed(gold, predicted, _shared_mentions)
    return Terms(similarity[0], _mentions(predicted), similarity[1], _mentions(gold))


def ceaf_rme_subset(gold: Sequence[RoleTemplate], predicted: Sequence[RoleTemplate]) -> Terms:
    """The terms of one document with phi-subset: entities."""
    similarity = _summed(gold, predicted, _touched_entities)
    return Terms(
        similarity[0], sum(one.entities for one in predicted), similarity[1], sum(one.entities for one in gold)
    )


def _mentions(templates: Sequence[RoleTemplate]) -> int:
    return sum(len(entity) for template in templates for entities in template.roles.values() for entity in entities)


def _summed(
    gold: Sequence[RoleTemplate],
    predicted: Sequence[RoleTemplate],
    similarity: Callable[[RoleTemplate, RoleTemplate], tuple[float, float]],
) -> tuple[float, float]:
    """What is right and what is found under the matching of templates with the greatest similarity."""
    scores = [
        [similarity(wanted, given) if wanted.types & given.types else (0.0, 0.0) for given in predicted]
        for wanted in gold
    ]
    matched = best_matching([[score[0] for score in row] for row in scores])
    return sum(scores[row][column][0] for row, column in matched), sum(
        scores[row][column][1] for row, column in matched
    )


def _shared_mentions(gold: RoleTemplate, predicted: RoleTemplate) -> tuple[float, float]:
    shared = 0
    for role in ROLES:
        wanted, given = gold.roles[role], predicted.roles[role]
        counts = [[float(len(set(entity) & set(other))) for entity in given] for other in wanted]
        shared += sum(int(counts[row][column]) for row, column in best_matching(counts))
    return shared, shared


def _touched_entities(gold: RoleTemplate, predicted: RoleTemplate) -> tuple[float, float]:
    right, found = 0, 0
    for role in ROLES:
        touched = set()
        for entity in predicted.roles[role]:
            first = next(
                (index for mention in entity for index, other in enumerate(gold.roles[role]) if mention in other),
                None,
            )
            if first is not None:
                right += 1
                touched.add(first)
        found += len(touched)
    return right, found
