# ruff: noqa: T201 - a script that prints is what this is
"""What each part of the local coder contributes, on MUC-4 TST1 and TST2.

python benchmarks/ablation.py [--write]

With --write the table in docs/reference/model-card.md is replaced.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pages import put_between

from tallybook.coding import get_coder
from tallybook.coding.judging import Judge, shipped_chances
from tallybook.coding.local import LocalCoder, local_components
from tallybook.coding.rules import PipelineCoder
from tallybook.evaluation import evaluate_muc4

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallybook.coding.base import Coder
    from tallybook.coding.encoded import Floats
    from tallybook.coding.judging import Chances

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "model-card.md"
BEGIN, END = "<!-- ablation: begin, written by benchmarks/ablation.py -->\n", "<!-- ablation: end -->\n"
# The columns of the features that hold what the encoder itself says: of the type in the whole report, and of the best
# span times its sentence.
OWN_SCORE = {"incidents": 7, "fillers": 36}
NAMES = ("all_templates_f", "all_templates_recall", "all_templates_precision", "gtt_micro_f1")


def without(part: str) -> Chances:
    """The judge with the scores of the encoder in the place of one of its two sets of trees."""

    def chances(name: str, rows: Floats) -> Floats:
        if name == part:
            column: Floats = np.clip(rows[:, OWN_SCORE[name]], 0, 1)
            return column
        return shipped_chances(name, rows)

    return chances


def coder(chances: Chances) -> Coder:
    """The local coder with another judge."""
    return PipelineCoder("local", "ablation", local_components(Judge(chances)))


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and write what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    systems: dict[str, Coder] = {
        "rules alone": get_coder("rules"),
        "rules, encoder and judge": LocalCoder(),
        "the encoder's own score for incidents": coder(without("incidents")),
        "the encoder's own score for fillers": coder(without("fillers")),
    }
    lines = ["| coder | F | 95 % interval | recall | precision | GTT micro F1 |", "|---|---:|---|---:|---:|---:|"]
    for name, system in systems.items():
        figures = evaluate_muc4(None, None, system).figures
        first, recall, precision, gtt = (figures[one] for one in NAMES)
        lines.append(
            f"| {name} | {first.value:.1f} | {first.low:.1f} to {first.high:.1f} | {recall.value:.1f} |"
            f" {precision.value:.1f} | {gtt.value:.1f} |"
        )
    text = "\n".join(lines) + "\n"
    print(text)
    if given.write:
        put_between(PAGE, BEGIN, END, text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
