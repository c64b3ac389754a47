"""What the error page shows of HRDsAttack: each report with the annotation and the answer, field by field."""

from __future__ import annotations

from collections.abc import Sequence

from tallybook.evaluation.corpora import HrdSample
from tallybook.evaluation.hrdsattack import Answer
from tallybook.evaluation.shown import Shown, ValuePair

__all__ = ["shown"]

_ONE = ("perpetrator_type", "country", "region", "city", "year", "month", "day")


def shown(samples: Sequence[HrdSample], golds: Sequence[Answer], answers: Sequence[Answer]) -> tuple[Shown, ...]:
    """One entry for each report. A field that the annotation leaves open is shown and counts for nobody."""
    return tuple(
        Shown(sample.report.document, sample.report.text, values=_pairs(gold, answer))
        for sample, gold, answer in zip(samples, golds, answers, strict=True)
    )


def _pairs(gold: Answer, answer: Answer) -> tuple[ValuePair, ...]:
    pairs = [_pair(name, getattr(gold, name), getattr(answer, name)) for name in _ONE]
    for name in ("violation_types", "victims"):
        ours, theirs = sorted(getattr(answer, name)), sorted(getattr(gold, name))
        pairs.append(ValuePair(name.replace("_", " "), "; ".join(theirs), "; ".join(ours), ours == theirs))
    return tuple(pairs)


def _pair(name: str, gold: str | None, answer: str | None) -> ValuePair:
    return ValuePair(name.replace("_", " "), gold or "", answer or "", None if gold is None else gold == answer)
