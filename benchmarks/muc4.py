# ruff: noqa: T201 - a script that prints is what this is
"""Measures a coder on the MUC-4 test sets TST1 and TST2 and prints the table as it stands in the docs.

python benchmarks/muc4.py [--coder local] [--write] [--response FILE]

With --write the table in docs/reference/muc4-scorer.md is replaced. With --response the templates that the coder's
records become are written to FILE, in the layout of the answer keys, for reading beside them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pages import put_between

from tallybook.coding import get_coder
from tallybook.evaluation import corpus_path, evaluate_muc4
from tallybook.evaluation.corpora import load_muc4
from tallybook.evaluation.locating import Locator
from tallybook.evaluation.muc4 import SLOTS, format_templates
from tallybook.evaluation.muc4.measure import DEFAULT, response_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallybook.coding.base import Coder
    from tallybook.evaluation import Evaluation

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "muc4-scorer.md"
BEGIN, END = "<!-- figures: begin, written by benchmarks/muc4.py -->\n", "<!-- figures: end -->\n"


def table(measured: Evaluation) -> str:
    """The figures of all templates and of today's metrics, then recall and precision of each slot, as Markdown."""
    lines = [
        f"Coder `{measured.coder}` {measured.coder_version} on {measured.split}, {measured.reports} messages, corpus "
        f"{measured.corpus_hash[:12]}.",
        "",
        "| figure | value | 95 % interval |",
        "|---|---:|---|",
    ]
    lines += [
        f"| `{name}` | {value} | {interval} |"
        for name, value, interval, _ in measured.rows()
        if not name.startswith("slot.")
    ]
    lines += ["", "| slot | recall | 95 % interval | precision | 95 % interval |", "|---|---:|---|---:|---|"]
    for slot in SLOTS[1:]:
        recall, precision = (measured.figures[f"slot.{slot.name}.{kind}"] for kind in ("recall", "precision"))
        lines.append(
            f"| {slot.name} | {recall.value:.1f} | {recall.low:.1f} to {recall.high:.1f} |"
            f" {precision.value:.1f} | {precision.low:.1f} to {precision.high:.1f} |"
        )
    return "\n".join(lines) + "\n"


def response(coder: Coder) -> str:
    """What the coder's records become, message by message."""
    locator = Locator({}, ())
    reports = (report for relative in DEFAULT for report in load_muc4(corpus_path(relative)))
    return format_templates(
        template for report in reports for template in response_to(report, coder.code(report), locator)
    )


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and write what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coder", default="local")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--response", type=Path)
    given = parser.parse_args(arguments)
    coder = get_coder(given.coder)
    text = table(evaluate_muc4(None, None, coder))
    print(text)
    if given.write:
        put_between(PAGE, BEGIN, END, text)
    if given.response:
        given.response.write_text(response(coder), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
