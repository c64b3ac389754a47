# ruff: noqa: T201 - a script that prints is what this is
"""Our own gold: how its two readers agree, and how the coders agree with it.

python benchmarks/gold.py [--write]

With --write the tables in docs/reference/annotation-guide.md are replaced.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pages import put_between

from tallybook.coding import get_coder
from tallybook.evaluation.figures import estimate
from tallybook.evaluation.gold import NAMES, PARTS, count, evaluate_gold, gold_path, labelled_reports
from tallybook.evaluation.gold_accounts import Agreement, account_of_labels, compare
from tallybook.evaluation.gold_labels import read_labels
from tallybook.evaluation.measuring import tallies_of
from tallybook.model import Field, krippendorff_alpha

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "annotation-guide.md"
BEGIN, END = "<!-- figures: begin, written by benchmarks/gold.py -->\n", "<!-- figures: end -->\n"


def agreements() -> list[Agreement]:
    """The second reader of each report that two have read, against the first."""
    second = {one.text_hash: one for one in read_labels(gold_path("second"))}
    made = []
    for part in PARTS:
        for labels, report in labelled_reports(gold_path(part)):
            if labels.text_hash in second:
                ours = account_of_labels(labels, report.text)
                made.append(compare(ours, account_of_labels(second[labels.text_hash], report.text), report))
    return made


def agreement_table(some: Sequence[Agreement]) -> list[str]:
    """F1 and accuracies as for a coder, and Krippendorff's alpha of what both readers have."""
    counted = [count(one, str(number)) for number, one in enumerate(some)]
    pairs = [pair for one in some for pair in one.pairs]
    rows = [(one, two) for one, two in pairs if one.field is Field.CASUALTIES]
    mentions = [pair for one in some for pair in one.occurrences]
    lines = [
        f"Two readers of {len(some)} reports ({len(pairs)} values and {len(mentions)} mentions that both have):",
        "",
        "| figure | agreement | 95 % interval |",
        "|---|---|---|",
    ]
    for name, figure in estimate(tallies_of(counted, NAMES)).items():
        lines.append(f"| `{name}` | {figure.value:.1f} | {figure.low:.1f} to {figure.high:.1f} |")
    fields = {
        "kind of mention": [(one.kind, two.kind) for one, two in mentions],
        "first day": [(str(one.first), str(two.first)) for one, two in mentions],
        "group": [(one.group, two.group) for one, two in rows],
        "numbers": [(str(one.numbers), str(two.numbers)) for one, two in rows],
        "stance": [(one.stance, two.stance) for one, two in pairs],
        "speaker or reporter": [(str(one.speaker is None), str(two.speaker is None)) for one, two in pairs],
    }
    lines += ["", "| field | Krippendorff's alpha | pairs |", "|---|---|---|"]
    for name, values in fields.items():
        alpha = krippendorff_alpha([{"first": one, "second": two} for one, two in values])
        lines.append(f"| {name} | {'' if alpha is None else f'{alpha:.2f}'} | {len(values)} |")
    return lines


def coder_table() -> list[str]:
    """The figures of both coders on both parts."""
    runs = {
        (coder, part): evaluate_gold(Path(part), get_coder(coder)) for part in PARTS for coder in ("rules", "local")
    }
    versions = ", ".join(dict.fromkeys(f"{coder} {run.coder_version}" for (coder, _), run in runs.items()))
    lines = [
        f"Coders: {versions}; {' and '.join(str(runs['local', part].reports) for part in PARTS)} reports; "
        f"{datetime.now(tz=UTC).date()}, CPU alone.",
        "",
        "| figure | rules, tune | local, tune | rules, test | local, test | 95 % interval |",
        "|---|---|---|---|---|---|",
    ]
    for name in NAMES:
        found = [runs[coder, part].figures.get(name) for part in PARTS for coder in ("rules", "local")]
        if all(one is None for one in found):
            continue
        cells = " | ".join("" if one is None else f"{one.value:.1f}" for one in found)
        last = found[-1]
        interval = "" if last is None else f"{last.low:.1f} to {last.high:.1f}"
        lines.append(f"| `{name}` | {cells} | {interval} |")
    return lines


def main(arguments: Sequence[str]) -> int:
    """Print, or write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"replace the tables in {PAGE.name}")
    text = "\n".join([*agreement_table(agreements()), "", *coder_table()]) + "\n"
    if parser.parse_args(arguments).write:
        put_between(PAGE, BEGIN, END, text)
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
