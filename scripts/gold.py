# ruff: noqa: T201 - a script that prints is what this is
"""Our own gold: choosing the reports, showing them to annotators, and turning their files into stand-off labels.

    python scripts/gold.py texts FOLDER            the chosen reports, sentence by sentence, one file each
    python scripts/gold.py check FILE [FILE ...]   whether annotators' files can be read; every fault in one line
    python scripts/gold.py pack FOLDER [--second]  annotators' files as labels without text, into the package

docs/reference/annotation-guide.md says what is annotated and how. The reports stay in their corpora
(TALLYBOOK_CORPORA); nothing of their text is kept.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from tallybook.coding.tokens import segment
from tallybook.errors import CorpusFormatError
from tallybook.evaluation.gold import gold_path
from tallybook.evaluation.gold_labels import Labels, labels_to_json, read_annotation
from tallybook.evaluation.gold_reports import CORPORA, reports_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tallybook.model import Report

# How many reports of each corpus are for tuning, testing and training. The encoder was trained on the train part of
# HRDsAttack, so nothing of it is for testing; what nothing was ever trained on stays out of training.
WANTED = {
    "wikinews": (20, 20, 6),
    "hrdsattack-train": (18, 0, 250),
    "hrdsattack-dev": (0, 22, 0),
    "timebank": (4, 4, 0),
    "gva": (20, 14, 0),
    "gva-train": (0, 0, 140),
    "muc4-dev": (0, 0, 360),
}
TWICE = 36  # reports that a second annotator reads
_LONGEST = {"hrdsattack-train": 2500}  # words, elsewhere 900; of those for tuning and testing none is longer than that
_SHORT = 900
_VIOLENT = re.compile(
    r"\b(?:kill\w*|dead|died|deaths?|wound\w*|injur\w*|attack\w*|bomb\w*|explo\w*|shot|shoot\w*|gunm\w+|kidnap\w*|"
    r"abduct\w*|murder\w*|assassin\w*|massacre\w*|militants?|rebels?|insurgents?)\b",
    re.IGNORECASE,
)
# The corpus of gun violence counts accidents with guns, the codebook does not: such reports are nobody's yardstick.
_ACCIDENT = re.compile(r"\b(?:accident\w*|unintention\w*)\b", re.IGNORECASE)
_LEFT_OUT = {"gva": _ACCIDENT, "gva-train": _ACCIDENT}
_LEAST = {"hrdsattack-train": 3, "hrdsattack-dev": 3}  # violent words, elsewhere 4


def _rank(report: Report) -> str:
    """An order that has nothing to do with what the report says."""
    return hashlib.sha256(f"gold {report.text_hash}".encode()).hexdigest()


def chosen() -> list[tuple[str, str, Report]]:
    """(corpus, split, report) of every chosen report: violent words, not too long, in an order by hash."""
    made: list[tuple[str, str, Report]] = []
    for corpus in CORPORA:
        tune, test, train = WANTED[corpus]
        splits = ["tune"] * tune + ["test"] * test + ["train"] * train
        fit = {
            one.text_hash: one
            for one in reports_of(corpus)
            if len(one.text.split()) <= _LONGEST.get(corpus, _SHORT)
            and len(_VIOLENT.findall(one.text)) >= _LEAST.get(corpus, 4)
            and not (corpus in _LEFT_OUT and _LEFT_OUT[corpus].search(one.text))
        }
        ordered = sorted(fit.values(), key=lambda one: (len(one.text.split()) > _SHORT, _rank(one)))
        made += [(corpus, split, one) for split, one in zip(splits, ordered, strict=False)]
    return made


def name_of(corpus: str, report: Report) -> str:
    """The name of the files of a report."""
    return f"{corpus}.{report.document}"


def shown(report: Report) -> str:
    """The report as an annotator reads it: a number before each sentence."""
    text = segment(report)
    lines = [f"published: {report.published or 'unknown'}", ""]
    for one in text.sentences:
        words = " ".join(text.words(one.first, one.last).split())
        lines.append(f"[{one.index}]{' (title)' if one.is_title else ''} {words}")
    return "\n".join(lines) + "\n"


def write_texts(folder: Path) -> None:
    """Write the chosen reports, and a list of which are for what."""
    folder.mkdir(parents=True, exist_ok=True)
    some = chosen()
    measuring = (report for _, split, report in some if split != "train")
    twice = {one.text_hash for one in sorted(measuring, key=lambda one: _rank(one)[::-1])[:TWICE]}
    lines = []
    for corpus, split, report in some:
        (folder / f"{name_of(corpus, report)}.txt").write_text(shown(report), "utf-8")
        lines.append(f"{name_of(corpus, report)}\t{split}\t{'twice' if report.text_hash in twice else 'once'}")
    (folder / "list.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(some)} reports in {folder}")


def labels_path(part: str) -> Path:
    """Where the labels of a part lie: those to measure with in the package, those to train on beside the training."""
    return Path(__file__).parents[1] / "training" / "gold.jsonl" if part == "train" else gold_path(part)


def read_file(file: Path, known: dict[str, tuple[str, str, Report]]) -> Labels:
    """The labels of an annotator's file. Raises CorpusFormatError."""
    if file.stem not in known:
        raise CorpusFormatError(f"{file.name} is named like none of the chosen reports.")
    corpus, split, report = known[file.stem]
    try:
        plain = yaml.safe_load(file.read_text("utf-8"))
    except yaml.YAMLError as fault:
        raise CorpusFormatError(f"{file.name} is no YAML ({' '.join(str(fault).split())}).") from fault
    return read_annotation(plain, report, corpus, split)


def pack(files: Sequence[Path], name: Callable[[Labels], str] | None) -> int:
    """Read annotators' files and say every fault; with `name`, write the labels into the files that it names."""
    known = {name_of(corpus, report): (corpus, split, report) for corpus, split, report in chosen()}
    made: dict[str, list[str]] = {}
    read = faults = 0
    for file in sorted(files):
        try:
            labels = read_file(file, known)
        except CorpusFormatError as fault:
            faults += 1
            print(fault)
            continue
        read += 1
        part = name(labels) if name is not None else ""
        made.setdefault(part, []).append(json.dumps(labels_to_json(labels), sort_keys=True))
    if name is not None:
        for part, lines in made.items():
            labels_path(part).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    print(f"{read} files read, {faults} with faults")
    return 1 if faults else 0


def main(arguments: Sequence[str]) -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    texts = commands.add_parser("texts")
    texts.add_argument("folder", type=Path)
    check = commands.add_parser("check")
    check.add_argument("files", type=Path, nargs="+")
    packing = commands.add_parser("pack")
    packing.add_argument("folder", type=Path)
    packing.add_argument("--second", action="store_true")
    given = parser.parse_args(arguments)
    if given.command == "texts":
        write_texts(given.folder)
    elif given.command == "check":
        return pack(given.files, None)
    else:
        files = sorted(given.folder.glob("*.yaml"))
        return pack(files, (lambda _: "second") if given.second else (lambda labels: labels.split))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
