"""What the encoder says of a report, in the report's own tokens and sentences instead of its word pieces."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tallybook.coding.windows import Windows

__all__ = ["Encoded", "Labels", "read_labels", "to_tokens", "token_means"]

Floats = npt.NDArray[np.float32]
ARC = 64  # numbers of a token as an act, and as many as a place of an act
SITE_OFFSET = 3.0  # few words are the place of an act: the scores start from a low chance


@dataclass(frozen=True)
class Labels:
    """The labels of each head, in the order in which the network gives them.

    `tags` are the roles of spans; `attributes` the heads over the words of a span; `types` and `stages` of sentences;
    `classes` the heads over a whole report. Of the heads named in `many` several labels can hold at once.
    """

    tags: tuple[str, ...]
    attributes: dict[str, tuple[str, ...]]
    many: tuple[str, ...]
    types: tuple[str, ...]
    stages: tuple[str, ...]
    classes: dict[str, tuple[str, ...]]


def read_labels(path: Path) -> Labels:
    """The labels that a set of weights was trained with."""
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return Labels(
        tuple(found["tags"]),
        {name: tuple(values) for name, values in found["attributes"].items()},
        tuple(found["many"]),
        tuple(found["types"]),
        tuple(found["stages"]),
        {name: tuple(values) for name, values in found["classes"].items()},
    )


@dataclass(frozen=True)
class Encoded:
    """Probabilities. `inside` and `begins`: tokens x tags; each of `attributes`: tokens x labels; `types` and `stages`:
    sentences x labels; `document`: labels of types; each of `classes`: labels. Where the encoder did not read to the
    end, the rest has the probability 0. `acts` and `sites` have a vector for each token; `site_chances` compares them.
    `people` has for each token the logits that `coding.people` sums over phrases: no columns in a network without them.
    """

    inside: Floats
    begins: Floats
    attributes: dict[str, Floats]
    types: Floats
    stages: Floats
    document: Floats
    classes: dict[str, Floats]
    acts: Floats
    sites: Floats
    people: Floats = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))

    def site_chances(self, act: tuple[int, int], within: tuple[int, int]) -> Floats:
        """The probability of each token of a range to be part of the place where an act happened.

        `act` is the range of its words; the last index of a range is exclusive.
        """
        logits = self.acts[slice(*act)] @ self.sites[slice(*within)].T / ARC**0.5 - SITE_OFFSET
        chances: Floats = sigmoid(logits).max(axis=0, initial=0.0)
        return chances


def to_tokens(outputs: Sequence[Floats], windows: Windows, labels: Labels, tokens: int, sentences: int) -> Encoded:
    """The outputs of the network (tags, attributes, types, document, all logits, arcs, people) as probabilities.

    A token takes its tags from its first piece and its attributes from the mean of all.
    """
    tags, attributes, types, document, arcs, *further = outputs
    firsts = _first_pieces(windows)
    where = windows.token[firsts]
    inside = np.zeros((tokens, len(labels.tags)), dtype=np.float32)
    begins = np.zeros_like(inside)
    chances = softmax(tags)[firsts]
    inside[where] = 1 - chances[:, :, 0]
    begins[where] = chances[:, :, 1]
    by_token = token_means(attributes, windows, tokens)
    found: dict[str, Floats] = {}
    column = 0
    for name, values in labels.attributes.items():
        part = by_token[:, column : column + len(values)]
        found[name] = sigmoid(part) if name in labels.many else softmax(part)
        column += len(values)
    count = len(labels.types)
    classes: dict[str, Floats] = {}
    column = count
    for name, values in labels.classes.items():
        row = document[column : column + len(values)]
        classes[name] = sigmoid(row) if name in labels.many else softmax(row[None])[0]
        column += len(values)
    vectors = np.zeros((tokens, arcs.shape[1]), dtype=np.float32)
    vectors[where] = arcs[firsts]
    return Encoded(
        inside,
        begins,
        found,
        _padded(sigmoid(types[:, :count]), sentences),
        _padded(softmax(types[:, count:]), sentences),
        sigmoid(document[:count]),
        classes,
        vectors[:, :ARC],
        vectors[:, ARC:],
        token_means(further[0], windows, tokens) if further else np.zeros((tokens, 0), dtype=np.float32),
    )


def token_means(values: Floats, windows: Windows, tokens: int) -> Floats:
    """The mean of what a network says of the pieces of each token: tokens x columns; 0 for what it did not read."""
    firsts = _first_pieces(windows)
    starts = np.flatnonzero(firsts)
    means = np.zeros((tokens, values.shape[1]), dtype=np.float32)
    if len(starts):
        counts = np.diff(np.append(starts, len(windows.token)))[:, None]
        means[windows.token[firsts]] = np.add.reduceat(values, starts, axis=0) / counts
    return means


def _first_pieces(windows: Windows) -> npt.NDArray[np.bool_]:
    """Of each piece whether it is the first of its token."""
    firsts = np.ones(len(windows.token), dtype=bool)
    firsts[1:] = windows.token[1:] != windows.token[:-1]
    return firsts


def _padded(rows: Floats, count: int) -> Floats:
    """Rows of zeros for the sentences that were not read."""
    return np.pad(rows[:count], ((0, max(0, count - len(rows))), (0, 0)))


def sigmoid(values: Floats) -> Floats:
    """Each value as a probability by itself."""
    return (1 / (1 + np.exp(-np.clip(values, -30, 30)))).astype(np.float32)


def softmax(values: Floats) -> Floats:
    """The values of the last axis as probabilities that add up to one."""
    exps = np.exp(values - values.max(axis=-1, keepdims=True))
    shares: Floats = (exps / exps.sum(axis=-1, keepdims=True)).astype(np.float32)
    return shares
