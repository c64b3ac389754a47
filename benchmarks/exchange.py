# ruff: noqa: T201 - a script that prints is what this is
"""Prints how long a dump of a book of invented reports and loading it again take, and how much memory.

python benchmarks/exchange.py [--reports 10000] [--book FILE] [--formats jsonl parquet]

Each step runs in a process of its own, whose largest memory is told; `--book` measures a book that is there.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tallybook.store import Book
from tallybook.store.exchange import FORMATS, dump_book, load_book

ROOT = Path(__file__).resolve().parents[1]


def make(path: Path, reports: int) -> None:
    """A book of invented reports, each with the coding of one incident."""
    sys.path.insert(0, str(ROOT / "tests"))
    from books import coded_reports  # noqa: PLC0415 (needed only where no book is given)

    with Book.open(path, create=True) as book:
        for report, coding in coded_reports(reports):
            book.add_coded(report, coding)


def step(what: str, first: str, second: str, format_name: str) -> None:
    """One step, with what it took."""
    begun = perf_counter()
    if what == "dump":
        with Book.open(first) as book:
            manifest = dump_book(book, second, format_name)
    else:
        manifest = load_book(first, second)
    seconds = perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(part.bytes for part in manifest.kinds.values()) / 1e6
    print(
        f"{what} {format_name}: {manifest.kinds['report'].rows} reports, {manifest.rows} records, {size:.1f} MB, "
        f"{seconds:.1f} s, {memory:.0f} MiB at most"
    )


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--book", type=Path)
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    parser.add_argument("--step", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        step(*options.step)
        return
    with tempfile.TemporaryDirectory() as folder:
        book = options.book or Path(folder) / "made.book"
        if options.book is None:
            make(book, options.reports)
        for name in options.formats:
            dump, copy = f"{folder}/{name}", f"{folder}/{name}.book"
            for words in (("dump", str(book), dump, name), ("load", dump, copy, name)):
                subprocess.run([sys.executable, __file__, "--step", *words], check=True)  # noqa: S603 (this very script)


if __name__ == "__main__":
    main()
