# ruff: noqa: T201 - a script that prints is what this is
"""How much of the local coder's time the bare encoder takes, on the same windows in the same run.

python benchmarks/encoder_share.py [--limit 100] [--repeat 3]
"""

from __future__ import annotations

import argparse
import sys
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING

from tallybook.coding import get_coder
from tallybook.coding.encoder import shipped
from tallybook.coding.tokens import segment
from tallybook.evaluation import corpus_path
from tallybook.evaluation.corpora import load_muc4

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Time both, the best of some repetitions each, and print reports a second and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args(arguments)
    reports = list(islice(load_muc4(corpus_path("muc4/tst1")), given.limit))
    encoder, coder = shipped(), get_coder("local")
    windows = [encoder.windows(segment(one)) for one in reports]
    coder.code(reports[0])
    bare = whole = float("inf")
    for _ in range(given.repeat):
        started = perf_counter()
        for one in windows:
            encoder.run(one)
        bare = min(bare, perf_counter() - started)
        started = perf_counter()
        for report in reports:
            coder.code(report)
        whole = min(whole, perf_counter() - started)
    pieces = sum(len(one.pieces) for one in windows) / len(windows)
    print(f"{len(reports)} reports of {pieces:.0f} word pieces on average")
    print(f"bare encoder {len(reports) / bare:.1f} reports/s, everything {len(reports) / whole:.1f} reports/s")
    print(f"ratio {bare / whole:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
