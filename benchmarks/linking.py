# ruff: noqa: T201 - a script that prints is what this is
"""Measures linking on gun violence and prints the table that stands in docs/explanation/linking.md.

python benchmarks/linking.py [--coder local] [--write]
"""

from __future__ import annotations

import argparse
import platform
import sys
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING

from pages import put_between

from tallybook.coding import get_coder
from tallybook.evaluation import run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallybook.evaluation import Evaluation

PAGE = Path(__file__).resolve().parent.parent / "docs" / "explanation" / "linking.md"
BEGIN, END = "<!-- linking: begin, written by benchmarks/linking.py -->\n", "<!-- linking: end -->\n"


def table(evaluation: Evaluation) -> str:
    """A Markdown table of the figures, with what they were measured on and how to repeat them."""
    lines = [
        f"`tallybook evaluate linking`: gva, split {evaluation.split}, {evaluation.reports} reports on"
        f" {len(evaluation.documents)} incidents, corpus {evaluation.corpus_hash[:8]}, coder {evaluation.coder}"
        f" {evaluation.coder_version}; {cpu_count()} cores ({platform.machine()}), no GPU;"
        f" {datetime.now(UTC):%Y-%m-%d}; per cent.",
        "",
        "| figure | value | 95 % interval | hits |",
        "|---|---|---|---|",
    ]
    lines += [f"| `{name}` | {value} | {interval} | {hits} |" for name, value, interval, hits in evaluation.rows()]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and with --write replace the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coder", default="local")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    found = table(run("linking", None, get_coder(options.coder)))
    print(found)
    if options.write:
        put_between(PAGE, BEGIN, END, found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
