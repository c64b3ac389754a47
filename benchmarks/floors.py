# ruff: noqa: T201 - a script that prints is what this is
"""Measures the small fixed subsets whose figures the tests pin, and writes the floors under them.

python benchmarks/floors.py [--write]

The floor of a figure is the lower end of its 95 % interval on that very subset. Without --write the figures are printed
beside the floors. Floors are raised on purpose, with the change that earns it, and lowered only with a reason in the
commit.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tallybook.coding import get_coder
from tallybook.evaluation import corpus_path, run
from tallybook.evaluation.registry import PARTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallybook.evaluation import Evaluation

FILE = Path(__file__).resolve().parent.parent / "tests" / "floors" / "floors.yaml"
HEAD = """# Floors under the figures of small fixed subsets, written by benchmarks/floors.py and read by tests/floors.
# `limit` takes the first reports of the split, `corpus_hash` says which bytes were measured. `floor` is the lower end
# of the 95 % interval of `value`, both in per cent.
"""


def measure(subset: dict[str, Any]) -> Evaluation:
    """The evaluation of one subset with the default coder. Raises CorpusMissingError where it is not there."""
    coder = get_coder()
    path = Path(subset["path"]) if subset["corpus"] == "gold" else corpus_path(subset["path"])
    if subset["limit"] is None:
        return run(subset["corpus"], path, coder)
    return PARTS[subset["corpus"]](path, coder, subset["limit"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print or write the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write {FILE.name} again")
    options = parser.parse_args(arguments)
    subsets: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))
    for subset in subsets:
        evaluation = measure(subset)
        print(f"{subset['path']}: {evaluation.reports} reports, {evaluation.seconds:.1f} seconds")
        subset["corpus_hash"] = evaluation.corpus_hash
        for name, pinned in subset["figures"].items():
            figure = evaluation.figures[name]
            print(f"  {name:22} {figure}  floor so far {(pinned or {}).get('floor', 'none')}")
            subset["figures"][name] = {"value": round(figure.value, 1), "floor": round(figure.low, 1)}
    if options.write:
        FILE.write_text(HEAD + yaml.safe_dump(subsets, sort_keys=False), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
