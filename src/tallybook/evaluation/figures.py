"""A measurement as plain data: figures with bootstrap intervals, what was counted, and on which bytes.

A figure is a ratio of two sums over reports, in per cent: an accuracy sums (1 or 0) over 1, a precision hits over
answers, an F1 twice the hits over answers and gold together. Where the hits that a precision counts are not those that
the recall counts, an F1 is the harmonic mean of two such ratios. A `Tally` keeps the terms of each report, so that the
bootstrap can draw reports with replacement and sum again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tallybook.errors import EvaluationError
from tallybook.evaluation.shown import Shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BOOTSTRAP_SAMPLES", "BOOTSTRAP_SEED", "Evaluation", "Figure", "Tally", "estimate"]

BOOTSTRAP_SAMPLES = 1_000
# Any fixed number will do; it is fixed so that a figure can be repeated to the last digit.
BOOTSTRAP_SEED = 20_260_101


@dataclass(frozen=True, slots=True)
class Tally:
    """One figure before it is computed: for each report, what it adds above and below the fraction line.

    With `other`, the figure is the harmonic mean of this ratio and that of the other tally. With `averaged`, it is the
    mean of that and of the figures of those tallies. Raises EvaluationError when the terms are of different length.
    """

    name: str
    hits: tuple[float, ...]
    of: tuple[float, ...]
    other: Tally | None = None
    averaged: tuple[Tally, ...] = ()

    def __post_init__(self) -> None:
        if len(self.hits) != len(self.of):
            raise EvaluationError(f"The tally {self.name} has {len(self.hits)} hits for {len(self.of)} reports.")
        if any(len(one.of) != len(self.of) for one in (*self.averaged, *([self.other] if self.other else ()))):
            raise EvaluationError(f"The ratios of the tally {self.name} are over different numbers of reports.")

    def to_json(self) -> dict[str, Any]:
        """JSON values, as docs/reference/evaluation.md describes them."""
        plain: dict[str, Any] = {"hits": list(self.hits), "of": list(self.of)}
        if self.other is not None:
            plain["other"] = self.other.to_json()
        if self.averaged:
            plain["averaged"] = [one.to_json() for one in self.averaged]
        return plain

    @classmethod
    def from_json(cls, name: str, plain: Mapping[str, Any]) -> Tally:
        """The tally that `to_json` wrote. Raises EvaluationError where it is none."""
        try:
            other = cls.from_json(name, plain["other"]) if "other" in plain else None
            averaged = tuple(cls.from_json(name, one) for one in plain.get("averaged", ()))
            return cls(name, tuple(map(float, plain["hits"])), tuple(map(float, plain["of"])), other, averaged)
        except (KeyError, TypeError, ValueError) as cause:
            raise EvaluationError(f"The counts of {name} in the earlier run cannot be read ({cause}).") from cause

    def drawn(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """The figure in per cent of each draw. `weights` says how often each report is drawn: draws x reports.

        A draw whose denominator is zero says nothing and counts as 0, as the figure itself does.
        """
        import numpy as np  # noqa: PLC0415 - only measuring needs it; the command line starts faster without

        above, below = weights @ np.array(self.hits, dtype=float), weights @ np.array(self.of, dtype=float)
        one: NDArray[np.float64] = 100.0 * np.divide(above, below, out=np.zeros_like(above), where=below > 0)
        if self.other is not None:
            two = self.other.drawn(weights)
            one = np.divide(2.0 * one * two, one + two, out=np.zeros_like(one), where=one + two > 0)
        mean: NDArray[np.float64] = np.mean([one, *(each.drawn(weights) for each in self.averaged)], axis=0)
        return mean

    @property
    def value(self) -> float:
        """The figure in per cent over all reports; 0 where its denominator is zero."""
        total = float(sum(self.of))
        one = 100.0 * float(sum(self.hits)) / total if total else 0.0
        if self.other is not None:
            two = self.other.value
            one = 2.0 * one * two / (one + two) if one + two else 0.0
        return (one + sum(each.value for each in self.averaged)) / (1 + len(self.averaged))


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in per cent with its 95 % bootstrap interval, and the sums it is the ratio of (of two the first)."""

    value: float
    low: float
    high: float
    hits: float
    of: float

    def __str__(self) -> str:
        return f"{self.value:.1f} ({self.low:.1f} to {self.high:.1f})"


def estimate(
    tallies: Sequence[Tally], samples: int = BOOTSTRAP_SAMPLES, seed: int = BOOTSTRAP_SEED
) -> dict[str, Figure]:
    """The figure of each tally, with the 2.5 and 97.5 percentiles over `samples` draws of reports with replacement.

    The draws are the same for every tally of a call, so that two figures of one run can be compared. A draw whose
    denominator is zero says nothing and counts as 0, as the figure itself does.

    Source: the percentile bootstrap, Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
    """
    import numpy as np  # noqa: PLC0415 - only measuring needs it; the command line starts faster without

    if not tallies:
        return {}
    reports = len(tallies[0].hits)
    if reports == 0:
        return {tally.name: Figure(0.0, 0.0, 0.0, 0.0, 0.0) for tally in tallies}
    generator = np.random.default_rng(seed)
    # How often each report is drawn: one row per sample, one column per report.
    weights = generator.multinomial(reports, np.full(reports, 1.0 / reports), size=samples).astype(float)
    figures: dict[str, Figure] = {}
    for tally in tallies:
        low, high = (float(bound) for bound in np.percentile(tally.drawn(weights), (2.5, 97.5)))
        figures[tally.name] = Figure(tally.value, low, high, float(sum(tally.hits)), float(sum(tally.of)))
    return figures


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured, on what, with what. `problems` are lines for a person, worst first; `seconds` is wall time.

    `tallies` are what the figures were computed from, their entries in the order of `documents`: with them, a later run
    is compared with this one, report by report. `shown` is what the error page shows of each report.
    """

    corpus: str
    split: str
    reports: int
    coder: str
    coder_version: str
    corpus_hash: str
    seconds: float
    figures: dict[str, Figure] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    tallies: tuple[Tally, ...] = ()
    shown: tuple[Shown, ...] = field(default=(), repr=False)

    @property
    def reports_per_second(self) -> float:
        """Speed of the coder over the whole run."""
        return self.reports / self.seconds if self.seconds > 0 else 0.0

    def to_json(self) -> dict[str, Any]:
        """JSON values, as docs/reference/evaluation.md describes them."""
        return {
            "corpus": self.corpus,
            "split": self.split,
            "reports": self.reports,
            "coder": self.coder,
            "coder_version": self.coder_version,
            "corpus_hash": self.corpus_hash,
            "seconds": round(self.seconds, 3),
            "reports_per_second": round(self.reports_per_second, 2),
            "metrics": {
                name: {"value": round(figure.value, 2), "low": round(figure.low, 2), "high": round(figure.high, 2)}
                for name, figure in self.figures.items()
            },
            "counts": {name: {"hits": figure.hits, "of": figure.of} for name, figure in self.figures.items()},
            "problems": list(self.problems),
            "documents": list(self.documents),
            "tallies": {one.name: one.to_json() for one in self.tallies},
        }

    def rows(self) -> tuple[tuple[str, str, str, str], ...]:
        """One row per figure for a table: name, value, 95 % interval, hits of how many."""
        return tuple(
            (name, f"{one.value:.1f}", f"{one.low:.1f} to {one.high:.1f}", f"{one.hits:g} of {one.of:g}")
            for name, one in self.figures.items()
        )
