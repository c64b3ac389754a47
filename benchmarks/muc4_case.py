# ruff: noqa: T201 - a script that prints is what this is
"""MUC-4 as it came, in capitals, against copies in small letters and in mixed case.

python benchmarks/muc4_case.py [--coder local]

The mixed copy has capitals at words that no list of common words has. It is not how an editor would write it, but it is
made the same way every time.
"""

from __future__ import annotations

import argparse
import re
import sys
from typing import TYPE_CHECKING

from tallybook.coding import get_coder
from tallybook.coding.lexicons import is_word
from tallybook.evaluation import corpus_path
from tallybook.evaluation.corpora import load_muc4
from tallybook.evaluation.locating import Locator
from tallybook.evaluation.muc4 import by_message, read_templates, score_messages
from tallybook.evaluation.muc4.measure import DEFAULT, response_to
from tallybook.model import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = re.compile(r"[A-Z][A-Z'’-]*")
_SHORT = 4  # letters of what is an acronym when it is no word


def mixed(text: str) -> str:
    """Common words in small letters, short other words in capitals, longer ones with a capital."""

    def written(match: re.Match[str]) -> str:
        word = match[0]
        if is_word(word.lower()):
            return word.lower()
        return word if len(word) <= _SHORT else word.title()

    return _WORD.sub(written, text)


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
    for name, write in {"capitals": str, "small letters": str.lower, "mixed case": mixed}.items():
        responses = {}
        for one in reports:
            copy = Report.make(
                write(one.text),
                document=one.document,
                published=one.published,
                published_basis=one.published_basis,
                source=one.source,
                language="en",
            )
            responses[one.document] = response_to(copy, coder.code(copy), locator)
        scored = score_messages({document: keys[document] for document in responses}, responses)
        counts = scored.summary()["ALL TEMPLATES"]
        print(f"{name:14} R {counts.recall:.1f} P {counts.precision:.1f} F {counts.f():.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
