# ruff: noqa: T201 - a script that prints is what this is
"""Measures a coder on the corpora and prints the table that stands in the docs, with the command that repeats it.

python benchmarks/evaluation_table.py hrdsattack [PATH] [--coder rules]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pages import put_between

from tallybook.coding import get_coder
from tallybook.evaluation import CORPORA, run
from tallybook.evaluation.hrdsattack import METRICS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallybook.evaluation import Evaluation

# The authors' T5 on the test split, from their README; the country, city, region and dates are accuracies.
PUBLISHED = {
    "perpetrator_type": 62.0,
    "violation_f1": 71.39,
    "victim_name_f1": 47.44,
    "country": 66.0,
    "city": 23.0,
    "year": 50.0,
    "month": 33.0,
    "day": 14.0,
}


def table(evaluation: Evaluation) -> str:
    """A Markdown table of the figures; for HRDsAttack beside the published ones."""
    stated = tuple(name for name in evaluation.figures if name.endswith("_stated"))
    names = (*METRICS, *stated) if evaluation.corpus == "hrdsattack" else tuple(evaluation.figures)
    published = PUBLISHED if evaluation.corpus == "hrdsattack" else {}
    lines = [
        f"{evaluation.corpus}, split {evaluation.split}: {evaluation.reports} reports, coder {evaluation.coder}"
        f" {evaluation.coder_version}, {evaluation.reports_per_second:.1f} reports/s, corpus"
        f" {evaluation.corpus_hash[:12]}. Repeat with `tallybook evaluate {evaluation.corpus}`.",
        "",
        "| metric | value | 95 % interval | hits | published (T5, test split) |",
        "|---|---|---|---|---|",
    ]
    rows = {row[0]: row for row in evaluation.rows()}
    for name in names:
        _, value, interval, hits = rows[name]
        lines.append(f"| `{name}` | {value} | {interval} | {hits} | {published.get(name, '')} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table of one corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", choices=CORPORA)
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--coder", default="local")
    parser.add_argument("--write", type=Path, help="a document with a place for the table")
    options = parser.parse_args(arguments)
    lines = table(run(options.corpus, options.path, get_coder(options.coder)))
    print(lines)
    if options.write:
        put_between(options.write, f"<!-- figures: {options.corpus} -->\n", "<!-- end of figures -->", lines + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
