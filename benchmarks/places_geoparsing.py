# ruff: noqa: T201 - a script that prints is what this is
"""Measures finding and resolving places on LGL, TR-News and GeoVirus, and how long it takes.

python benchmarks/places_geoparsing.py [--corpus lgl] [--errors 40] [--write]

With --write both tables in docs/reference/places.md are replaced.

The readers are those of `tallybook evaluate geoparsing`, which gives the same kind of figures with intervals.

The corpora are looked for in the folder TALLYBOOK_CORPORA (default ../shared/data), under geoparsing/. Gold toponyms
are those with coordinates. Columns: share of them found (a place expression overlaps), share left unresolved of those
found, accuracy within 161 km of those resolved and of all, and precision, recall and F1 of the spans, where a span
that overlaps a gold one counts. Expressions of roles "place", "dateline" and "in_name" count as resolutions, those of
"place" and "dateline" as detections; a demonym counts only where the gold has one. The second table resolves the gold
spans themselves (`resolve_places`): share missing from the gazetteer, share left unresolved, accuracy within 161 km of
those resolved and of all.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from pages import put_between

from tallybook.evaluation.geoparsing import NEAR_KM, Toponym, apart_km, best_overlap, read_documents
from tallybook.model import PlaceValue
from tallybook.places import AMBIGUOUS, UNKNOWN, Gazetteer, PlaceExpression, find_places, resolve_places

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "places.md"
WRITTEN = "written by benchmarks/places_geoparsing.py -->"
FOUND = f"<!-- found places: begin, {WRITTEN}", "<!-- found places: end -->"
GIVEN = f"<!-- given places: begin, {WRITTEN}", "<!-- given places: end -->"
FOUND_HEAD = (
    "| corpus | documents | toponyms | found | unresolved | acc@161 | of all | P | R | F1 |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)
GIVEN_HEAD = "| corpus | toponyms | missing | unresolved | acc@161 | of all |\n|---|---|---|---|---|---|"
FILES = {"lgl": "lgl.xml", "tr-news": "TR-News.xml", "geovirus": "GeoVirus.xml"}


@dataclass
class Counts:
    """What one corpus gave."""

    gold: int = 0
    found: int = 0
    unresolved: int = 0
    right: int = 0
    detected: int = 0
    detected_right: int = 0
    gold_detected: int = 0
    documents: int = 0
    given_missing: int = 0
    given_open: int = 0
    given_right: int = 0
    errors: Counter[str] = field(default_factory=Counter)


def read(path: Path) -> list[tuple[str, list[Toponym]]]:
    """The documents of a corpus file: text and gold toponyms that have coordinates."""
    return [
        (document.text, [one for one in document.toponyms if one.latitude is not None and one.longitude is not None])
        for document in read_documents(path)
    ]


def apart(gold: Toponym, value: PlaceValue) -> float:
    """The distance of a resolved place to the gold point in kilometres; infinite where there is none."""
    return apart_km(gold, value.place) if value.place is not None else math.inf


def score(documents: list[tuple[str, list[Toponym]]], gazetteer: Gazetteer) -> Counts:
    """Finds the places of all documents and compares them with the gold ones."""
    counts = Counts(documents=len(documents))
    for text, gold in documents:
        expressions = list(find_places(text, gazetteer))
        for one in gold:
            score_gold(one, expressions, text, counts)
        values = resolve_places(text, [one.span for one in gold], gazetteer)
        for one, value in zip(gold, values, strict=True):
            counts.given_missing += value.reason == UNKNOWN
            counts.given_open += value.reason == AMBIGUOUS
            counts.given_right += apart(one, value) <= NEAR_KM
        for expression in expressions:
            if expression.role in ("place", "dateline") and "border" not in expression.value.name:
                counts.detected += 1
                if any(expression.span.overlaps(one.span) for one in gold):
                    counts.detected_right += 1
                else:
                    counts.errors[f"spurious {expression.value.name}"] += 1
    return counts


def score_gold(one: Toponym, expressions: list[PlaceExpression], text: str, counts: Counts) -> None:
    """Counts one gold toponym."""
    counts.gold += 1
    name = one.span.of(text)
    expression = best_overlap(one.span, expressions)
    if expression is None:
        counts.errors[f"missed {name}"] += 1
        return
    counts.found += 1
    counts.gold_detected += expression.role in ("place", "dateline", "demonym")
    if expression.value.place is None:
        counts.unresolved += 1
        counts.errors[f"unresolved {name}"] += 1
    elif apart(one, expression.value) <= NEAR_KM:
        counts.right += 1
    else:
        place = expression.value.place
        counts.errors[f"wrong {name} -> {place.name}, {place.admin1}, {place.country} ({place.kind})"] += 1


def report(name: str, counts: Counts) -> str:
    """A line of the table."""
    resolved = counts.found - counts.unresolved
    precision = counts.detected_right / max(1, counts.detected)
    recall = counts.gold_detected / max(1, counts.gold)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return (
        f"| {name} | {counts.documents} | {counts.gold} | {counts.found / counts.gold:.3f} | "
        f"{counts.unresolved / max(1, counts.found):.3f} | {counts.right / max(1, resolved):.3f} | "
        f"{counts.right / counts.gold:.3f} | {precision:.3f} | {recall:.3f} | {f1:.3f} |"
    )


def report_given(name: str, counts: Counts) -> str:
    """A line of the second table."""
    resolved = counts.gold - counts.given_missing - counts.given_open
    missing, unresolved = counts.given_missing / counts.gold, counts.given_open / counts.gold
    return (
        f"| {name} | {counts.gold} | {missing:.3f} | {unresolved:.3f} | "
        f"{counts.given_right / max(1, resolved):.3f} | {counts.given_right / counts.gold:.3f} |"
    )


def timing(documents: list[tuple[str, list[Toponym]]], gazetteer: Gazetteer) -> str:
    """The time for 500 words, warm: the median over documents of 200 words and more, second pass."""
    times = []
    for text, _ in documents:
        words = len(text.split())
        if words >= 200:
            find_places(text, gazetteer)
            start = perf_counter()
            find_places(text, gazetteer)
            times.append((perf_counter() - start) * 500 / words)
    return f"{statistics.median(times) * 1000:.1f} ms for 500 words (median, warm)" if times else "no long documents"


def main() -> int:
    """Prints the table; 0, or 1 when no corpus is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", choices=sorted(FILES), help="only this one")
    parser.add_argument("--errors", type=int, default=0, help="print this many of the most frequent errors")
    parser.add_argument("--part", choices=("odd", "even"), help="only every second document")
    parser.add_argument("--write", action="store_true", help="replace the tables of docs/reference/places.md")
    options = parser.parse_args()
    folder = Path(os.environ.get("TALLYBOOK_CORPORA", ROOT.parent / "shared" / "data")) / "geoparsing"
    gazetteer = Gazetteer.open_default()
    lines, given, notes = [], [], []
    for name, file in FILES.items():
        if options.corpus not in (None, name):
            continue
        if not (folder / file).is_file():
            notes.append(f"skipped: {file} is absent; set TALLYBOOK_CORPORA to the folder of corpora")
            continue
        documents = read(folder / file)
        if options.part:
            documents = documents[options.part == "odd" :: 2]
        counts = score(documents, gazetteer)
        lines.append(report(name, counts))
        given.append(report_given(name, counts))
        notes.append(f"{name}: {timing(documents, gazetteer)}")
        notes += [f"  {number:4} {error}" for error, number in counts.errors.most_common(options.errors)]
    tables = "\n".join([FOUND_HEAD, *lines]), "\n".join([GIVEN_HEAD, *given])
    print("\n\n".join([*tables, "\n".join(notes)]))
    if options.write:
        if options.part or len(lines) < len(FILES):
            raise SystemExit("The page is written from all of all corpora only.")
        for marks, table in zip((FOUND, GIVEN), tables, strict=True):
            put_between(PAGE, *marks, table)
    return 0 if lines else 1


if __name__ == "__main__":
    sys.exit(main())
