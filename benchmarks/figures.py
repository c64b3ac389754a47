# ruff: noqa: T201 - a script that prints is what this is
"""Measures a coder on every corpus that is there and prints the table of all figures, as it stands in the docs.

python benchmarks/figures.py [--only gva --only polnear] [--coder rules] [--runs FOLDER] [--write]

With --runs each run is kept in FOLDER as `tallybook evaluate --json` writes it, for --compare. With --write the table
in docs/reference/evaluation.md is replaced; only a run over all corpora may do so. A corpus that is absent is left out
and named on standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pages import put_between

from tallybook.coding import get_coder
from tallybook.errors import CorpusMissingError
from tallybook.evaluation import corpus_path, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tallybook.coding.base import Coder
    from tallybook.evaluation import Evaluation

# Each measurement with the split that is measured, as a path in the folder of corpora.
SPLITS = (
    ("hrdsattack", "hrdsattack/dev.json"),
    ("gva", "gva/incidents.train.jsonl.gz"),
    ("gvdb", "gvdb/dev.json"),
    ("polnear", "polnear/dev"),
    ("event_location", "event_location/train.jsonl.gz"),
    ("geoparsing", "geoparsing/lgl.xml"),
    ("geoparsing", "geoparsing/TR-News.xml"),
    ("geoparsing", "geoparsing/GeoVirus.xml"),
    ("timebank", "timebank"),
    ("ceha", "ceha/train-dev.jsonl.gz"),
    ("webpages", "webpages"),
)
PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "evaluation.md"
BEGIN, END = "<!-- figures: begin, written by benchmarks/figures.py -->\n", "<!-- figures: end -->\n"


def measure(names: Sequence[str], coder: Coder) -> Iterator[tuple[str, Evaluation]]:
    """Each split that is there, by its path, with its evaluation."""
    for name, relative in SPLITS:
        if names and name not in names:
            continue
        try:
            path = corpus_path(relative)
        except CorpusMissingError as missing:
            print(f"left out: {missing}", file=sys.stderr)
            continue
        yield relative, run(name, path, coder)


def table(runs: Sequence[tuple[str, Evaluation]]) -> str:
    """A Markdown table: one row for each figure of each split."""
    lines = ["| corpus | figure | value | 95 % interval | counts |", "|---|---|---|---|---|"]
    for relative, evaluation in runs:
        head = f"`{relative}`, {evaluation.reports} reports, {evaluation.corpus_hash[:8]}"
        for name, value, interval, counts in evaluation.rows():
            lines.append(f"| {head} | `{name}` | {value} | {interval} | {counts} |")
            head = ""
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, or write it; 1 where no corpus is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", default=[], choices=sorted({name for name, _ in SPLITS}))
    parser.add_argument("--coder", default="rules")
    parser.add_argument("--runs", type=Path, help="keep each run as JSON in this folder")
    parser.add_argument("--write", action="store_true", help="replace the table in docs/reference/evaluation.md")
    options = parser.parse_args(arguments)
    coder = get_coder(options.coder)
    runs = []
    for relative, evaluation in measure(options.only, coder):
        runs.append((relative, evaluation))
        if options.runs:
            options.runs.mkdir(parents=True, exist_ok=True)
            file = options.runs / f"{relative.partition('.')[0].replace('/', '-')}.json"
            file.write_text(json.dumps(evaluation.to_json()) + "\n", "utf-8")
    text = f"Coder {coder.name} {coder.version}. Repeat with `python benchmarks/figures.py`.\n\n{table(runs)}"
    if options.write and len(runs) == len(SPLITS):
        put_between(PAGE, BEGIN, END, text)
    else:
        print(text)
    return 0 if runs else 1


if __name__ == "__main__":
    sys.exit(main())
