# ruff: noqa: T201 - a script that prints is what this is
"""Prints how many reports a second a coder codes, on one core, over fictional samples and over corpora where present.

python benchmarks/coding_speed.py [--coder local] [--repeat 50] [--limit 200]
"""

from __future__ import annotations

import argparse
import statistics
import sys
from datetime import date
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING

from tallybook.coding import get_coder
from tallybook.errors import CorpusMissingError
from tallybook.evaluation import corpus_path
from tallybook.evaluation.corpora import load_gva, load_hrdsattack, load_muc4, load_wikinews
from tallybook.model import DateRange, PublishedBasis, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

# Invented reports: the places, people and groups do not exist.
SAMPLES = (
    """Gunmen raid market in fictional Oldport

OLDPORT, Freedonia - Gunmen on motorcycles opened fire at a crowded market in the fictional town of Oldport on Friday,
killing at least six people and wounding a dozen others, police said.

"They came from the river side and shot at everyone," said a trader who gave her name only as Ada. Police spokesman Ben
Sample said two of the dead were soldiers and one of the attackers was killed when troops returned fire.

No group has claimed responsibility. The government blamed the Free River Front, which denied it in a statement.

Two weeks earlier a bomb at a bus station in the same province had killed nearly 20 people. Attacks have been reported
almost daily in recent months.
""",
    """Court extends detention of fictional teacher

A court in Newport on 3 March 2021 extended the detention of the teacher Cy Specimen, who was arrested in January during
protests against the closing of a school. His lawyer said he had been beaten by officers and denied a doctor.

The interior ministry said the allegations would be examined. A human rights group said at least 40 people were still
held. "None of them has seen a judge," said its director, Dee Example.
""",
    """Bridge in fictional valley opens after repairs

The bridge over the Sample river opened again on Monday after eight months of repairs. About 200 people came to watch.
The mayor thanked the workers and said that the old stones had been used again wherever that was possible.
""",
)


def samples(repeat: int) -> list[Report]:
    """The samples, `repeat` times, each under a number of its own so that no cache can recognise one."""
    published = DateRange.day(date(2021, 3, 8))
    return [
        Report.make(f"Report {number}. {text}", language="en", published=published, published_basis=PublishedBasis.DATA)
        for number in range(repeat)
        for text in SAMPLES
    ]


def measure(name: str, reports: Sequence[Report], code: Callable[[Report], object]) -> str:
    """One line: reports/s over the whole, the median and the slowest report in milliseconds, words per report."""
    seconds = []
    for report in reports:
        started = perf_counter()
        code(report)
        seconds.append(perf_counter() - started)
    words = statistics.mean(len(report.text.split()) for report in reports)
    return (
        f"{name:18} {len(reports):6} reports  {words:6.0f} words each  {len(reports) / sum(seconds):8.1f} reports/s  "
        f"median {1000 * statistics.median(seconds):7.1f} ms  slowest {1000 * max(seconds):8.1f} ms"
    )


def corpora() -> dict[str, Callable[[], Iterable[Report]]]:
    """What is loaded from where, by name."""

    def gva(path: Path) -> Iterable[Report]:
        return (report for incident in load_gva(path) for report in incident.reports)

    return {
        "wikinews": lambda: load_wikinews(corpus_path("wikinews/wikinews_2019.csv")),
        "hrdsattack/train": lambda: (one.report for one in load_hrdsattack(corpus_path("hrdsattack/train.json"))),
        "muc4/dev": lambda: load_muc4(corpus_path("muc4/dev")),
        "gva": lambda: gva(corpus_path("gva/incidents.train.jsonl.gz")),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coder", default="local")
    parser.add_argument("--repeat", type=int, default=50, help="how often the samples are coded")
    parser.add_argument("--limit", type=int, default=200, help="reports of each corpus")
    options = parser.parse_args(arguments)
    coder = get_coder(options.coder)
    for report in samples(1):
        coder.code(report)  # loads lexicons and gazetteer, which is not what is measured
    print(measure("samples", samples(options.repeat), coder.code))
    for name, load in corpora().items():
        try:
            reports = list(islice(load(), options.limit))
        except CorpusMissingError as missing:
            print(f"{name:18} left out: {missing}")
            continue
        print(measure(name, reports, coder.code), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
