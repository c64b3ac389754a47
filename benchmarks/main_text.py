"""Measures the main text of web pages against text that people marked, and what share of it leads back to the page.

    uv run python benchmarks/main_text.py

The same figures as `tallybook evaluate webpages`, and the speed. The corpus is looked for in the folder
TALLYBOOK_CORPORA (default ../shared/data), under webpages/: NAME.html.gz, and ground-truth.json with an `articleBody`
for each NAME. Words are compared as bags of lower-case words, without the title, which the marked text does not have.
Precision, recall and F1 are means over pages. "mapped" is the mean share of characters other than white space that have
an offset in the page.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tallybook.evaluation.webpages import compare_words, mapped_share, read_pages
from tallybook.reports import ReadOptions, report_from_html

__all__ = ["Scores", "score"]


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over pages, all between 0 and 1; `pages_per_second` after the first page, which loads the extractor."""

    pages: int
    precision: float
    recall: float
    f1: float
    mapped: float
    pages_per_second: float


def score(folder: Path) -> Scores:
    """The scores on the pages in `folder`. Raises CorpusMissingError where it has no ground truth."""
    rows: list[tuple[float, float, float, float]] = []
    started = time.perf_counter()
    for page in read_pages(folder):
        report = report_from_html(page.content, ReadOptions(url=page.url))
        if not rows:
            started = time.perf_counter()
        rows.append((*compare_words(report, page.marked), mapped_share(report)))
    seconds = time.perf_counter() - started
    precision, recall, f1, mapped = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    return Scores(len(rows), precision, recall, f1, mapped, (len(rows) - 1) / seconds)


def main() -> None:
    """Prints the scores."""
    root = os.environ.get("TALLYBOOK_CORPORA") or Path(__file__).resolve().parents[1] / ".." / "shared" / "data"
    scores = score(Path(root) / "webpages")
    sys.stdout.write(
        f"pages {scores.pages}  precision {scores.precision:.3f}  recall {scores.recall:.3f}  F1 {scores.f1:.3f}"
        f"  mapped {scores.mapped:.4f}  pages/s {scores.pages_per_second:.0f}\n"
    )


if __name__ == "__main__":
    main()
