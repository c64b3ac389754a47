"""How fast incidents are exported, and in how much memory: an invented book, each format once.

    python benchmarks/exports.py [INCIDENTS]

The incidents are those of tests/books.py, made one by one as they are written; the time for making them is taken off.
Every run has a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from books import records
from tallybook.exports.base import ExportOptions
from tallybook.exports.registry import EXPORTS, export_records


class _Timed:
    """Invented records; `seconds` is the time that making them took."""

    def __init__(self, count: int) -> None:
        self._records = records(count)
        self.seconds = 0.0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        while True:
            begun = time.perf_counter()
            record = next(self._records, None)
            self.seconds += time.perf_counter() - begun
            if record is None:
                return
            yield record


def run(name: str, count: int, names: bool) -> tuple[float, float, int, int]:
    """Seconds, peak of memory in MB, rows and bytes of one export."""
    timed = _Timed(count)
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        rows = export_records(name, timed, path, ExportOptions(names=names)).rows
        size = path.stat().st_size
    seconds = time.perf_counter() - begun - timed.seconds
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, rows, size


def main() -> None:
    """Write one line for each format."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    sys.stdout.write(
        f"{count} incidents\n{'format':<11}{'seconds':>8}{'with names':>11}{'MB':>6}{'rows':>8}{'MB out':>8}\n"
    )
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for name in EXPORTS:
            withheld, memory, rows, size = pool.apply(run, (name, count, False))
            shown, *_ = pool.apply(run, (name, count, True))
            figures = f"{withheld:8.1f}{shown:11.1f}{memory:6.0f}{rows:8}{size / 1e6:8.1f}"
            sys.stdout.write(f"{name:<11}{figures}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
