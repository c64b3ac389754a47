"""Measures the main text of web pages against text that people marked, and what share of it leads back to the page.

    uv run python benchmarks/main_text.py

The corpus is looked for in the folder TALLYBOOK_CORPORA (default ../shared/data), under webpages/: NAME.html.gz, and
ground-truth.json with an `articleBody` for each NAME. Words are compared as bags of lower-case tokens, without the
title, which the marked text does not have. Precision, recall and F1 are means over pages. "mapped" is the mean share of
characters other than white space that have an offset in the page.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tallybook.errors import CorpusMissingError
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
    truth = folder / "ground-truth.json"
    if not truth.exists():
        raise CorpusMissingError(f"The corpus of web pages was looked for at {folder} and is not there.")
    rows: list[tuple[float, float, float, float]] = []
    started = time.perf_counter()
    for name, marked in json.loads(truth.read_text(encoding="utf-8")).items():
        page = gzip.decompress((folder / f"{name}.html.gz").read_bytes())
        report = report_from_html(page, ReadOptions(url=marked["url"]))
        found = _words(report.text[report.title_span.end if report.title_span else 0 :])
        gold = _words(marked["articleBody"])
        shared = (found & gold).total()
        precision, recall = shared / max(1, found.total()), shared / max(1, gold.total())
        f1 = 2 * precision * recall / (precision + recall) if shared else 0.0
        solid = [index for index, character in enumerate(report.text) if not character.isspace()]
        mapped = sum(report.offsets.raw_offset(index) is not None for index in solid) / len(solid)
        if not rows:
            started = time.perf_counter()
        rows.append((precision, recall, f1, mapped))
    seconds = time.perf_counter() - started
    precision, recall, f1, mapped = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    return Scores(len(rows), precision, recall, f1, mapped, (len(rows) - 1) / seconds)


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


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
