"""Examples as tensors: the inputs of the network and, beside them, the targets of each head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer

from tallybook.coding.encoded import Labels
from tallybook.coding.windows import cut, sentence_means
from training.examples import Act, Example, Labelled

LEFT_OUT = -100
MOST = 3  # windows of one text: longer ones would take the memory and the time of many


@dataclass
class Tensors:
    """One example. Targets that do not count are LEFT_OUT; heads without any target are None."""

    document: str
    corpus: str
    inputs: tuple[torch.Tensor, ...]  # ids, mask, sentence, pieces; pool is made from sentence
    tags: torch.Tensor  # pieces x tags
    attributes: torch.Tensor  # pieces x labels of all attributes, as 0, 1 or LEFT_OUT
    types: torch.Tensor | None  # sentences x (types + stages)
    classes: torch.Tensor  # labels of the whole report
    acts: list[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]  # of an act, around it, which are its place

    def arguments(self) -> tuple[torch.Tensor, ...]:
        ids, mask, sentence, pieces = self.inputs
        means = torch.from_numpy(sentence_means(sentence.numpy(), int(sentence.max()) + 1))
        return ids, mask, sentence, pieces, means


def tensors_of(example: Example, tokenizer: Tokenizer, labels: Labels) -> Tensors | None:
    """None for an example without words."""
    windows = cut(example.text, tokenizer, most=MOST, multiple=64)
    if not len(windows.pieces):
        return None
    tags, attributes = _spans(example, labels, windows.token)
    types = None
    if example.judged_types:
        count = int(windows.sentence[windows.pieces].max()) + 1
        types = torch.from_numpy(_sentences(example, labels, count))
    inputs = (windows.ids, windows.mask, windows.sentence, windows.pieces)
    return Tensors(
        example.document,
        example.corpus,
        tuple(map(torch.from_numpy, inputs)),
        torch.from_numpy(tags),
        torch.from_numpy(attributes),
        types,
        torch.from_numpy(_classes(example, labels)),
        [_act(act, windows.token) for act in example.acts],
    )


def _spans(example: Example, labels: Labels, token: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The targets of tags and attributes. Longer spans are written over shorter ones, sure ones over unsure ones."""
    tags = np.full((len(token), len(labels.tags)), LEFT_OUT, dtype=np.int64)
    tags[:, [index for index, tag in enumerate(labels.tags) if tag in example.tags]] = 0
    attributes = np.full((len(token), sum(map(len, labels.attributes.values()))), LEFT_OUT, dtype=np.int64)
    for span in sorted(example.spans, key=lambda one: (one.template is not None, one.last - one.first)):
        inside = np.flatnonzero((token >= span.first) & (token < span.last))
        if not len(inside):
            continue
        index = labels.tags.index(span.role)
        if span.template is None:
            tags[inside, index] = LEFT_OUT
            continue
        tags[inside, index] = 2
        tags[inside[0], index] = 1
        after = inside[-1] + 1
        if after < len(token) and tags[after, index] == 2:  # what a shorter span within left over
            tags[after, index] = LEFT_OUT
        _attributes(span, labels, attributes, inside)
    return tags, attributes


def _attributes(span: Labelled, labels: Labels, attributes: np.ndarray, inside: np.ndarray) -> None:
    column = 0
    for name, known in labels.attributes.items():
        if name in span.attributes:
            given = [value for value in span.attributes[name] if value in known]  # type: ignore[attr-defined]
            if given or name in labels.many:
                attributes[inside, column : column + len(known)] = 0
            for value in given:
                attributes[inside, column + known.index(value)] = 1
        column += len(known)


def _act(act: Act, token: np.ndarray) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    words = np.flatnonzero((token >= act.words[0]) & (token < act.words[1]))
    around = np.flatnonzero((token >= act.within[0]) & (token < act.within[1]))
    sites = np.zeros(len(around), np.float32)
    for first, last in act.sites:
        sites[(token[around] >= first) & (token[around] < last)] = 1
    return torch.from_numpy(words), torch.from_numpy(around), torch.from_numpy(sites)


def _classes(example: Example, labels: Labels) -> np.ndarray:
    classes = np.full(len(labels.types) + sum(map(len, labels.classes.values())), LEFT_OUT, dtype=np.int64)
    if example.judged_types:
        states = [example.doc_types.get(kind, 0) for kind in labels.types]
        classes[: len(states)] = [LEFT_OUT if state < 0 else state for state in states]
    column = len(labels.types)
    for name, values in labels.classes.items():
        if name in example.classes:
            classes[column : column + len(values)] = [int(value in example.classes[name]) for value in values]
        column += len(values)
    return classes


def _sentences(example: Example, labels: Labels, count: int) -> np.ndarray:
    types = np.zeros((count, len(labels.types) + len(labels.stages)), dtype=np.int64)
    types[:, len(labels.types) :] = LEFT_OUT
    for sentence, kind in example.unsure:
        if kind in labels.types and sentence < count:
            types[sentence, labels.types.index(kind)] = LEFT_OUT
    for template in example.templates:
        kind, stage = str(template["type"]).split(" / ")[0], str(template["stage"])
        for sentence in template["sentences"]:  # type: ignore[attr-defined]
            if sentence >= count or kind not in labels.types:
                continue
            types[sentence, labels.types.index(kind)] = 1
            types[sentence, len(labels.types) :] = [int(stage == one) for one in labels.stages]
    return types
