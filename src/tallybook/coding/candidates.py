"""From the encoder's probabilities to candidates: spans and entities for each role, and incidents as sets of sentences.

Candidates are many and most are wrong; `judging` says which to believe.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tallybook.actors import ActorExpression
from tallybook.coding.encoded import Encoded, Floats, Labels
from tallybook.coding.grammar import Parse
from tallybook.coding.label_codes import label_codes
from tallybook.coding.tokens import Text

__all__ = ["ROLES", "Entity", "IncidentCandidate", "Span", "entities", "incidents", "spans_of"]

# The roles whose spans are fillers of an incident, in the order in which `judging` counts them.
ROLES = (
    "perpetrator_individual",
    "perpetrator_organization",
    "physical_target",
    "human_name",
    "human_description",
    "weapon",
)
_LOWEST = 0.15  # of a token to be part of a candidate
_EDGE = 0.4  # tokens at the ends of a span that have less than this share of its best one are left out
_DESCRIBED = 0.3  # of a sentence to be among those that describe an incident
_STRONG = 0.5  # of a sentence to be an incident of its own beside others of its type
_OF_ANOTHER = 0.5  # how much a sentence that describes one incident still says of another of the same type
_HARDLY = (0.02, 0.05)  # of the report and of its best sentence: below both a type is no candidate
_JOINED_BY_OF = frozenset(("physical_target", "human_description"))
_BRACKETS = frozenset("()[]")
_LONGEST_BEFORE = 5  # words of a phrase before the first one that the encoder marks
_NAME_LINKS = frozenset(("of", "the", "de", "and", "for", "del", "la", "y", "los"))


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens `first` to `last` (exclusive) that may be a filler. `score` is the mean of its tokens, `begin` the
    probability that it begins where it does."""

    first: int
    last: int
    score: float
    begin: float
    sentence: int


@dataclass
class Entity:
    """Spans of one role that name the same thing. `lexicon` is the id of an actor."""

    role: str
    key: str
    lexicon: str = ""
    spans: list[Span] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class IncidentCandidate:
    """An incident of one type. `weights` says for each sentence how much it speaks of this incident; `sentences` are
    those that describe it; `rivals` counts the candidates of the same type, itself included."""

    type: int
    weights: Floats
    sentences: tuple[int, ...]
    rivals: int


def spans_of(parse: Parse, encoded: Encoded, labels: Labels, role: str) -> list[Span]:
    """The candidate spans of one role, in the order of the text. None crosses a bracket or the end of a sentence."""
    text = parse.text
    tag = labels.tags.index(role)
    inside, begins = encoded.inside[:, tag], encoded.begins[:, tag]
    tokens = text.tokens
    found: list[Span] = []
    index = 0
    while index < len(tokens):
        if inside[index] < _LOWEST or tokens[index].text in _BRACKETS:
            index += 1
            continue
        last = index + 1
        while (
            last < len(tokens)
            and inside[last] >= _LOWEST
            and tokens[last].sentence == tokens[index].sentence
            and tokens[last].text not in _BRACKETS
            and not (begins[last] > 0.5 * inside[last] and begins[last] > 0.25)
        ):
            last += 1
        first, end = _core(text, inside, index, last)
        if tokens[first].is_word or end - first > 1:
            score = float(np.mean(inside[first:end]))
            first, end = _whole_phrase(parse, role, first, end)
            found.append(Span(first, end, score, float(begins[index]), tokens[first].sentence))
        index = last
    return found


def _core(text: Text, inside: Floats, first: int, last: int) -> tuple[int, int]:
    """Without weak ends, and without words and marks at the ends that no name or description begins or ends with."""
    tokens = text.tokens
    least = _EDGE * float(inside[first:last].max())
    articles = label_codes()["articles"]
    while last - first > 1 and inside[first] < least:
        first += 1
    while last - first > 1 and inside[last - 1] < least:
        last -= 1
    while last - first > 1 and (
        tokens[first].lower in articles or not (tokens[first].is_word or tokens[first].text == '"')
    ):
        first += 1
    while last - first > 1 and not (tokens[last - 1].is_word or tokens[last - 1].text == '"'):
        last -= 1
    return first, last


def _whole_phrase(parse: Parse, role: str, first: int, last: int) -> tuple[int, int]:
    """A span that cuts a noun phrase, with what stands before the noun and what "of" joins to it."""
    if role == "human_name":
        return first, last
    lowers = parse.text.lowers
    ends = label_codes()["open_ends"]
    while last - first > 1 and lowers[last - 1] in ends and lowers[last - 1] != "of":
        last -= 1
    if last - first > 1 and lowers[last - 1] == "of":
        joined = parse.phrase_starting(last) if role in _JOINED_BY_OF else None
        last = joined.core_last if joined is not None else last - 1
    phrase = parse.phrase_at.get(first)
    if phrase is None or not phrase.first < first <= phrase.first + _LONGEST_BEFORE or phrase.core_last < last:
        return first, last
    start = phrase.first
    passed = label_codes()["passed_over"]
    while start < first and (lowers[start] in passed or not lowers[start][0].isalpha()):
        start += 1
    return start, last


def _key(words: str) -> str:
    """Small letters without articles and numbers before them."""
    found = re.findall(r"[\w'-]+", words.lower())
    passed = label_codes()["passed_over"]
    while len(found) > 1 and (found[0] in passed or found[0].isdigit()):
        found = found[1:]
    return " ".join(found)


def _initials(words: str) -> str:
    return "".join(word[0] for word in words.split() if word not in _NAME_LINKS)


def entities(parse: Parse, encoded: Encoded, labels: Labels, actors: Sequence[ActorExpression]) -> list[Entity]:
    """The candidate spans of all roles, those that name the same thing put together."""
    text = parse.text
    named: dict[int, str] = {}
    for actor in actors:
        if actor.named and actor.value.lexicon_id:
            named.update(dict.fromkeys(range(*text.token_range(actor.span)), actor.value.lexicon_id))
    found: list[Entity] = []
    for role in ROLES:
        mine: list[Entity] = []
        # Longest first, so that "Mendez" finds "Ana Mendez" and not the reverse.
        for span in sorted(spans_of(parse, encoded, labels, role), key=lambda one: one.first - one.last):
            key = _key(text.words(span.first, span.last))
            if not key or key in label_codes()["passed_over"]:
                continue
            lexicon = named.get(span.last - 1, "") if role == "perpetrator_organization" else ""
            entity = next(
                (one for one in mine if _is_same(one, role, key, lexicon) or _in_brackets(text, one, span)), None
            )
            if entity is None:
                entity = Entity(role, key, lexicon)
                mine.append(entity)
            entity.spans.append(span)
        found += mine
    return found


def _is_same(entity: Entity, role: str, key: str, lexicon: str) -> bool:
    if entity.key == key or (lexicon and entity.lexicon == lexicon):
        return True
    words = entity.key.split()
    if role == "human_name":
        return entity.key.endswith(" " + key)
    if role == "perpetrator_organization":
        return _initials(entity.key) == key or (key in words and len(key) > 3)
    return role in ("physical_target", "human_description") and words[-1] == key


def _in_brackets(text: Text, entity: Entity, span: Span) -> bool:
    """Whether one stands in brackets behind the other: "Army of National Liberation [ELN]"."""
    if entity.role != "perpetrator_organization":
        return False
    return any(
        text.tokens[behind.first - 1].text in ("[", "(") and before.last == behind.first - 1
        for own in entity.spans
        for before, behind in ((own, span), (span, own))
        if behind.first > 0
    )


def incidents(encoded: Encoded, told_apart: Sequence[Sequence[frozenset[int]]]) -> list[IncidentCandidate]:
    """The incidents that the report may tell of: for each type the sentences that describe it, in groups.

    `told_apart` has for each type the sets of sentences that the rules take for different occurrences.
    """
    found: list[IncidentCandidate] = []
    for kind in range(encoded.types.shape[1]):
        told = encoded.types[:, kind]
        if not len(told) or (encoded.document[kind] <= _HARDLY[0] and told.max() <= _HARDLY[1]):
            continue
        groups = _groups(told, told_apart[kind])
        for group in groups:
            weights = told.copy()
            for other in groups:
                if other is not group:
                    weights[other] *= _OF_ANOTHER
            found.append(IncidentCandidate(kind, weights, tuple(sorted(group)), len(groups)))
    return found


def _groups(told: Floats, apart: Sequence[frozenset[int]]) -> list[list[int]]:
    """The sentences that describe an incident of one type, grouped as the rules tell occurrences apart.

    A sentence of no occurrence goes with the one before it. A group without a strong sentence is none: its sentences
    go to the strongest group.
    """
    described = [int(index) for index in np.flatnonzero(told >= _DESCRIBED)] or [int(np.argmax(told))]
    groups: dict[int, list[int]] = {}
    last = -1
    for sentence in described:
        last = next((number for number, one in enumerate(apart) if sentence in one), last)
        groups.setdefault(last, []).append(sentence)
    ordered = sorted(groups.values(), key=lambda group: -max(told[one] for one in group))
    strong = [ordered[0], *(group for group in ordered[1:] if max(told[one] for one in group) >= _STRONG)]
    for group in ordered[len(strong) :]:
        strong[0].extend(group)
    return strong
