# ruff: noqa: T201 - a script that prints is what this is
"""MUC-4 as it came, in capitals, against copies in small letters and in mixed case.

PYTHONPATH=. python benchmarks/muc4_case.py [--coder local]

training/letters.py says how the copies are made.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from training.letters import mixed, small, written

from tallybook.coding import get_coder
from tallybook.evaluation import corpus_path
from tallybook.evaluation.corpora import load_muc4
from tallybook.evaluation.locating import Locator
from tallybook.evaluation.muc4 import by_message, read_templates, score_messages
from tallybook.evaluation.muc4.measure import DEFAULT, response_to

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coder", default="local")
    coder, locator = get_coder(parser.parse_args(arguments).coder), Locator({}, ())
    folders = [corpus_path(relative) for relative in DEFAULT]
    keys = by_message(
        [one for folder in folders for file in sorted(folder.glob("key*")) for one in read_templates(file)]
    )
    reports = [one for folder in folders for one in load_muc4(folder) if one.document in keys]
    for name, write in {"capitals": str, "small letters": small, "mixed case": mixed}.items():
        responses = {}
        for one in reports:
            copy = written(one, write)
            responses[one.document] = response_to(copy, coder.code(copy), locator)
        scored = score_messages({document: keys[document] for document in responses}, responses)
        counts = scored.summary()["ALL TEMPLATES"]
        print(f"{name:14} R {counts.recall:.1f} P {counts.precision:.1f} F {counts.f():.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
