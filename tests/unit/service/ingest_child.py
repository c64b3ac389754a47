"""A process that ingests invented reports, to be killed: `ingest_child.py BOOK REPORTS`.

Prints "ready" when it begins, and a line for each report after it was stored: what a person would have seen as done.
"""

from __future__ import annotations

import sys

from service_builders import WordCoder, many_reports

from tallybook.service import Progress, ingest_reports
from tallybook.store import Book  # imported before "ready", so that no kill is spent on an import


def main() -> None:
    """Ingest, telling each step."""
    path, number = sys.argv[1:]

    def tell(progress: Progress) -> None:
        sys.stdout.write(f"{progress.where}\n")
        sys.stdout.flush()

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    with Book.open(path, create=True) as book:
        done = ingest_reports(book, many_reports(int(number)), WordCoder(), progress=tell)
    sys.stdout.write(f"interrupted {done.interrupted} coded {done.coded}\n")


if __name__ == "__main__":
    main()
