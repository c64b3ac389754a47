# ruff: noqa: T201 - a script that prints is what this is
"""What the encoder adds to the rules on the corpora whose training parts it has seen: texts it has not seen.

PYTHONPATH=. python benchmarks/held_out.py [--write]

PolNeAR has a development split. Of event_location and CEHA a fifth of the texts is held out from training, of GVA four
fifths of the incidents. With --write the table in docs/reference/model-card.md is replaced.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pages import put_between
from training.other_corpora import GVA_SHARE, is_held_out

from tallybook.coding import get_coder
from tallybook.evaluation import corpus_path
from tallybook.evaluation.registry import PARTS
from tallybook.model import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "model-card.md"
BEGIN, END = "<!-- held out: begin, written by benchmarks/held_out.py -->\n", "<!-- held out: end -->\n"
FIGURES = {
    "polnear": ("source_f1", "cue_f1", "content_f1"),
    "event_location": ("accuracy", "with_place", "without_place"),
    "ceha": ("aggregate_accuracy", "aggregate_f1"),
    "gva": ("killed_exact", "killed_none", "injured_exact", "injured_none", "date_exact", "place_25km"),
}


def held_out_part(source: Path, to: Path, is_kept: Callable[[dict[str, object]], bool]) -> Path:
    """A copy of a gzipped JSONL file with the records that are kept."""
    with gzip.open(source, "rt", encoding="utf-8") as lines, gzip.open(to, "wt", encoding="utf-8") as kept:
        kept.writelines(line for line in lines if is_kept(json.loads(line)))
    return to


def parts(folder: Path) -> dict[str, Path]:
    """The files and folders to measure on, made in `folder` where they are parts of others."""

    def unseen(key: str) -> Callable[[dict[str, object]], bool]:
        return lambda record: bool(str(record[key]).strip()) and is_held_out(Report.make(str(record[key])))

    return {
        "polnear": corpus_path("polnear/dev"),
        "event_location": held_out_part(
            corpus_path("event_location/train.jsonl.gz"), folder / "event_location.jsonl.gz", unseen("text")
        ),
        "ceha": held_out_part(
            corpus_path("ceha/train-dev.jsonl.gz"), folder / "ceha.jsonl.gz", unseen("Event Description")
        ),
        "gva": held_out_part(
            corpus_path("gva/incidents.train.jsonl.gz"),
            folder / "gva.jsonl.gz",
            lambda record: int(str(record["incident"])) % GVA_SHARE > 0,
        ),
    }


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and write what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    rules, local = get_coder("rules"), get_coder("local")
    lines = ["| corpus | figure | rules | local coder | 95 % interval |", "|---|---|---:|---:|---|"]
    with TemporaryDirectory() as folder:
        for corpus, path in parts(Path(folder)).items():
            before, after = (PARTS[corpus](path, coder, None) for coder in (rules, local))
            for number, name in enumerate(FIGURES[corpus]):
                title = f"{corpus}, {after.reports} reports" if not number else ""
                figure = after.figures[name]
                lines.append(
                    f"| {title} | `{name}` | {before.figures[name].value:.1f} | {figure.value:.1f} |"
                    f" {figure.low:.1f} to {figure.high:.1f} |"
                )
            print("\n".join(lines[2:]), flush=True)
    text = "\n".join(lines) + "\n"
    if given.write:
        put_between(PAGE, BEGIN, END, text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
