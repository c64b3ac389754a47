"""Measures `find_dates` on TimeBank: are the values of the annotated dates right?

    uv run python benchmarks/dates_timebank.py [--list]

The same figures as `tallybook evaluate timebank`, where the method is described (`tallybook.evaluation.timebank`), with
the cases that are not right. The corpus is looked for in the folder TALLYBOOK_CORPORA (default ../shared/data), under
timebank/*.tml.

Cases whose gold value is no calendar period (PRESENT_REF, "1998-WXX") cannot be compared; they are counted apart, with
how often nothing was resolved there. Precision counts the cases that got a range, recall all comparable cases.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tallybook.dates import find_dates
from tallybook.evaluation.timebank import Case, answer_for, gold_range, read_documents
from tallybook.model import DateRange

__all__ = ["Scores", "gold_range", "score"]


@dataclass(frozen=True, slots=True)
class Scores:
    """Counts over comparable cases; `found` got a range, `right` the right one."""

    cases: int
    found: int
    right: int
    not_comparable: int
    not_comparable_unresolved: int

    @property
    def accuracy(self) -> float:
        """Right answers over comparable cases."""
        return self.right / self.cases if self.cases else 0.0

    @property
    def precision(self) -> float:
        """Right answers over answers."""
        return self.right / self.found if self.found else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and accuracy (which is the recall)."""
        total = self.precision + self.accuracy
        return 2 * self.precision * self.accuracy / total if total else 0.0

    @property
    def accuracy_all(self) -> float:
        """Right answers over all cases, where a case without a calendar value is right when nothing was resolved."""
        return (self.right + self.not_comparable_unresolved) / (self.cases + self.not_comparable)


def score(folder: Path) -> tuple[Scores, list[tuple[str, Case, DateRange | None]]]:
    """The scores over the corpus, and the cases that were answered wrongly or not at all with their documents."""
    counts: Counter[str] = Counter()
    wrong = []
    for document in read_documents(folder / "timebank"):
        expressions = find_dates(document.text, document.published)
        for case in document.cases:
            gold, answer = gold_range(case.value), answer_for(case, expressions, document.published)
            if gold is None:
                counts["open"] += 1
                counts["open_right"] += answer is None
                continue
            counts["cases"] += 1
            counts["found"] += answer is not None
            same = answer is not None and (answer.first, answer.last) == (gold.first, gold.last)
            counts["right"] += same
            if not same:
                wrong.append((document.name, case, answer))
    return Scores(counts["cases"], counts["found"], counts["right"], counts["open"], counts["open_right"]), wrong


def main() -> int:
    """Print the scores; with --list also the cases that are not right."""
    parser = argparse.ArgumentParser(description="Measure the reading of dates on TimeBank.")
    parser.add_argument("--list", action="store_true", help="list the cases that are not right")
    arguments = parser.parse_args()
    default = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"
    scores, wrong = score(Path(os.environ.get("TALLYBOOK_CORPORA", default)))
    lines = [
        f"comparable cases      {scores.cases}",
        f"value accuracy        {scores.accuracy:.3f}",
        f"value precision       {scores.precision:.3f}",
        f"value F1              {scores.f1:.3f}",
        f"not comparable        {scores.not_comparable}, nothing resolved for {scores.not_comparable_unresolved}",
        f"accuracy over all     {scores.accuracy_all:.3f}",
    ]
    if arguments.list:
        lines += [f"{name}\t{case.words!r}\t{case.value}\t{answer}" for name, case, answer in wrong]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
