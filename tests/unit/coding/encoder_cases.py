"""An encoder that says what a test tells it to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tallybook.coding.base import Layers, Pipeline
from tallybook.coding.encoded import ARC, Encoded, Labels
from tallybook.coding.encoder import ReportEncoder, shipped_labels
from tallybook.coding.grammar import PARSE, Parse
from tallybook.coding.rules import rule_components
from tallybook.coding.tokens import Text
from tallybook.model import Report


def said(
    text: Text,
    spans: Mapping[str, Sequence[str]],
    types: Mapping[int, str],
    attributes: Mapping[str, Mapping[str, str]] | None = None,
) -> Encoded:
    """Sure of the first place of each of the `spans` by role, and of `types` by sentence; `attributes` by words."""
    labels = shipped_labels()
    inside = np.zeros((len(text.tokens), len(labels.tags)), dtype=np.float32)
    begins = np.zeros_like(inside)
    heads = {
        name: np.full((len(text.tokens), len(values)), 0.0 if name in labels.many else 1 / len(values), np.float32)
        for name, values in labels.attributes.items()
    }
    for role, several in spans.items():
        for words in several:
            first, last = place(text, words)
            inside[first:last, labels.tags.index(role)] = 0.9
            begins[first, labels.tags.index(role)] = 0.8
    for words, told in (attributes or {}).items():
        first, last = place(text, words)
        for name, value in told.items():
            heads[name][first:last] = 0
            heads[name][first:last, labels.attributes[name].index(value)] = 1
    told_types = np.zeros((len(text.sentences), len(labels.types)), dtype=np.float32)
    for sentence, kind in types.items():
        told_types[sentence, labels.types.index(kind)] = 0.9
    stages = np.zeros((len(text.sentences), len(labels.stages)), dtype=np.float32)
    stages[:, 0] = 1
    classes = {name: np.zeros(len(values), dtype=np.float32) for name, values in labels.classes.items()}
    vectors = np.zeros((len(text.tokens), ARC), dtype=np.float32)
    return Encoded(inside, begins, heads, told_types, stages, told_types.max(axis=0), classes, vectors, vectors)


def place(text: Text, words: str) -> tuple[int, int]:
    """The first place of these words, as a range of tokens."""
    wanted = [word.lower() for word in words.split()]
    first = next(i for i in range(len(text.lowers)) if text.lowers[i : i + len(wanted)] == wanted)
    return first, first + len(wanted)


def read(report: Report) -> Layers:
    """The layers of the rules."""
    return Pipeline(rule_components()).run(report)


def parse_of(words: str) -> Parse:
    return read(Report.make(words))[PARSE]


def labels() -> Labels:
    return shipped_labels()


def encoder(encoded: Encoded) -> ReportEncoder:
    return ReportEncoder(lambda _: encoded)
