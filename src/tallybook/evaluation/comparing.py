"""Whether one run is better than an earlier one: the difference of each figure with a paired bootstrap interval."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tallybook.errors import EvaluationError
from tallybook.evaluation.figures import BOOTSTRAP_SAMPLES, BOOTSTRAP_SEED, Evaluation, Tally

__all__ = ["Change", "compare_runs", "read_run"]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of two runs over the same reports, in per cent.

    `low` and `high` are the 95 % interval of `change`, which is `after` less `before`.
    """

    name: str
    before: float
    after: float
    low: float
    high: float

    @property
    def change(self) -> float:
        """How much higher the later figure is; negative where it is lower."""
        return self.after - self.before

    @property
    def sure(self) -> bool:
        """Whether the interval leaves out "no change"."""
        return self.low > 0 or self.high < 0

    def row(self) -> tuple[str, str, str, str, str]:
        """A row for a table: name, before, after, change, 95 % interval of the change."""
        return (
            self.name,
            f"{self.before:.1f}",
            f"{self.after:.1f}",
            f"{self.change:+.1f}",
            f"{self.low:+.1f} to {self.high:+.1f}",
        )


def read_run(path: Path) -> dict[str, Any]:
    """An earlier run as `--json` wrote it. Raises EvaluationError where the file is no such run."""
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise EvaluationError(
            f"The earlier run {path} cannot be read ({error}); give a file that --json wrote."
        ) from error
    if not isinstance(run, dict) or not {"corpus", "corpus_hash", "documents", "tallies"} <= set(run):
        raise EvaluationError(f"{path} holds no run with its counts for each report; measure it again with --json.")
    return run


def compare_runs(earlier: Mapping[str, Any], later: Evaluation) -> tuple[Change, ...]:
    """The figures that both runs have, with the change of each and its interval.

    `earlier` is the JSON of an evaluation. Reports are drawn with replacement, each draw for both runs at once, so that
    what makes some reports harder for both does not blur the difference. Raises EvaluationError when the runs are not
    over the same reports of the same bytes.

    Source: the paired bootstrap, Efron and Tibshirani (1993), chapter 16; for language processing Berg-Kirkpatrick,
    Burkett and Klein, An Empirical Investigation of Statistical Significance in NLP (2012).
    """
    import numpy as np  # noqa: PLC0415 - only measuring needs it; the command line starts faster without

    _check_same(earlier, later)
    reports = len(later.documents)
    generator = np.random.default_rng(BOOTSTRAP_SEED)
    weights = generator.multinomial(reports, np.full(reports, 1.0 / reports), size=BOOTSTRAP_SAMPLES).astype(float)

    changes = []
    for tally in later.tallies:
        plain = earlier["tallies"].get(tally.name)
        if plain is None:
            continue
        before = Tally.from_json(tally.name, plain)
        if len(before.of) != reports:
            continue
        low, high = (float(bound) for bound in np.percentile(tally.drawn(weights) - before.drawn(weights), (2.5, 97.5)))
        changes.append(Change(tally.name, before.value, tally.value, low, high))
    return tuple(changes)


def _check_same(earlier: Mapping[str, Any], later: Evaluation) -> None:
    if not later.tallies:
        raise EvaluationError(f"The measurement of {later.corpus} keeps no counts for each report to compare.")
    if (earlier["corpus"], earlier["corpus_hash"]) != (later.corpus, later.corpus_hash):
        raise EvaluationError(
            f"The earlier run is on {earlier['corpus']} {str(earlier['corpus_hash'])[:12]}, this one on "
            f"{later.corpus} {later.corpus_hash[:12]}; only runs on the same data can be compared."
        )
    if list(earlier["documents"]) != list(later.documents):
        raise EvaluationError("The two runs are not over the same reports; measure both with the same options.")
