"""What the measurements have in common: counts for each report, words as tokens, a coder's own pipeline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tallybook.coding.base import Coder, Component, Layer, Pipeline
from tallybook.errors import EvaluationError
from tallybook.evaluation.corpora import corpus_hash
from tallybook.evaluation.figures import Evaluation, Tally, estimate
from tallybook.evaluation.shown import Shown
from tallybook.model import Span

__all__ = [
    "Counted",
    "evaluation_of",
    "f1_terms",
    "has_layer",
    "pipeline_to",
    "split_name",
    "tallies_of",
    "word_spans",
]

_WORD = re.compile(r"\w+")


@dataclass
class Counted:
    """The counts of one report: for each figure what it adds above and below the fraction line."""

    document: str
    terms: dict[str, tuple[float, float]] = field(default_factory=dict)
    shown: Shown | None = None

    def add(self, name: str, hits: float, of: float) -> None:
        """Count `hits` of `of` for the figure `name`; a figure that was counted before grows."""
        above, below = self.terms.get(name, (0.0, 0.0))
        self.terms[name] = (above + hits, below + of)


def f1_terms(right: float, predicted: float, gold: float) -> tuple[float, float]:
    """What a report adds to an F1: twice the right ones, over those predicted and those in the gold."""
    return 2.0 * right, predicted + gold


def tallies_of(counted: Sequence[Counted], names: Iterable[str]) -> list[Tally]:
    """The figures of `names`, in this order, that anything counts for."""
    tallies = []
    for name in names:
        terms = [one.terms.get(name, (0.0, 0.0)) for one in counted]
        if any(below > 0 for _, below in terms):
            tallies.append(Tally(name, tuple(above for above, _ in terms), tuple(below for _, below in terms)))
    return tallies


def evaluation_of(
    corpus: str,
    files: Sequence[Path],
    coder: Coder,
    seconds: float,
    counted: Sequence[Counted],
    names: Iterable[str],
    *,
    split: str = "",
    reports: int | None = None,
) -> Evaluation:
    """An evaluation from the counts of each report: the figures of `names`, in this order, that anything counts for.

    `reports` is given where an entry of `counted` stands for several reports.
    """
    tallies = tallies_of(counted, names)
    return Evaluation(
        corpus=corpus,
        split=split or split_name(files[0]),
        reports=len(counted) if reports is None else reports,
        coder=coder.name,
        coder_version=coder.version,
        corpus_hash=corpus_hash(files),
        seconds=seconds,
        figures=estimate(tallies),
        documents=tuple(one.document for one in counted),
        tallies=tuple(tallies),
        shown=tuple(one.shown for one in counted if one.shown is not None),
    )


def split_name(path: Path) -> str:
    """The name of a split: its file's name without endings such as ".jsonl.gz"."""
    return path.name.split(".jsonl", 1)[0] if ".jsonl" in path.name else path.stem


def word_spans(text: str) -> tuple[Span, ...]:
    """The words of a text: runs of letters, digits and underscores. Marks are no words."""
    return tuple(Span(match.start(), match.end()) for match in _WORD.finditer(text))


def has_layer(coder: Coder, layer: Layer[Any]) -> bool:
    """Whether a coder is built from components of which one sets this layer."""
    pipeline = getattr(coder, "pipeline", None)
    return isinstance(pipeline, Pipeline) and any(one.sets.name == layer.name for one in pipeline.components)


def pipeline_to(coder: Coder, layer: Layer[Any], instead: Mapping[str, Component[Any]] | None = None) -> Pipeline:
    """The components of a coder that `layer` needs, and no others, in their order.

    `instead` replaces the component that sets the layer of that name. Raises EvaluationError for a coder that is not
    built from components or has none that sets the layer.
    """
    pipeline = getattr(coder, "pipeline", None)
    if not isinstance(pipeline, Pipeline):
        raise EvaluationError(f"The coder {coder.name!r} is not built from components, which this measurement needs.")
    replaced = instead or {}
    setters = {one.sets.name: replaced.get(one.sets.name, one) for one in pipeline.components}
    if layer.name not in setters:
        raise EvaluationError(f"The coder {coder.name!r} has no component that sets {layer.name!r}.")
    needed: set[str] = set()
    waiting = [layer.name]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += [one.name for one in setters[name].requires]
    kept = [one for name, one in setters.items() if name in needed]
    return Pipeline(kept)
