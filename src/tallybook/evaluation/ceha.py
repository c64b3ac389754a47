"""One incident, or a summary of a situation: reports from the Horn of Africa (CEHA).

The file is JSONL, plain or gzipped, one record a line. A record that the annotators found relevant tells of an
incident; one that they set aside as "a summary of different situations" is an aggregate. Records set aside for another
reason (another region, no violence) are neither and do not count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter

from tallybook.coding.base import Coder
from tallybook.errors import CorpusFormatError
from tallybook.evaluation.corpora import corpus_path, read_lines
from tallybook.evaluation.figures import Evaluation
from tallybook.evaluation.measuring import Counted, evaluation_of, f1_terms
from tallybook.evaluation.shown import Shown, ValuePair
from tallybook.model import Coding, DateRange, MentionKind, PublishedBasis, Report
from tallybook.reports import parse_published

__all__ = ["AGGREGATE", "DEFAULT", "INCIDENT", "Record", "evaluate_ceha", "read_records", "told"]

DEFAULT = "ceha/train-dev.jsonl.gz"
AGGREGATE, INCIDENT, NOTHING = "aggregate", "incident", "nothing"
_RELEVANT = "Is the event relevant?"
_WHY = "Why is the event NOT relevant? \n(if applicable)"
_SUMMARY = re.compile(r"\bsummary\b", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")


@dataclass(frozen=True, slots=True)
class Record:
    """A report and what it is: "incident" or "aggregate"."""

    report: Report
    gold: str


def read_records(path: Path) -> Iterator[Record]:
    """The records that are an incident or an aggregate. Raises CorpusMissingError and CorpusFormatError."""
    for number, line in enumerate(read_lines(path), start=1):
        try:
            record = json.loads(line)
            relevant, why, text = record[_RELEVANT].strip().lower(), record[_WHY], record["Event Description"]
            document, day = str(record["Index"]), str(record.get("Time", ""))
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as cause:
            raise CorpusFormatError(f"Line {number} of {path} is not in the corpus's layout ({cause}).") from cause
        gold = INCIDENT if relevant == "yes" else AGGREGATE if _SUMMARY.search(why) else ""
        if gold and text.strip():
            yield Record(_report(text, document, day), gold)


def _report(text: str, document: str, day: str) -> Report:
    match = _DAY.fullmatch(day)
    published: DateRange | None = parse_published("-".join(match.groups())) if match else None
    basis = PublishedBasis.DATA if published else PublishedBasis.UNKNOWN
    return Report.make(text, document=document, published=published, published_basis=basis, language="en")


def told(coding: Coding) -> str:
    """What a coder says of a whole report: what its first mention is, because a report tells first what it is about.

    What is recalled is not what a report is about, so background counts only where there is nothing else.
    """
    first = min(
        coding.mentions,
        key=lambda mention: (mention.kind is MentionKind.BACKGROUND, mention.anchor.start),
        default=None,
    )
    if first is None:
        return NOTHING
    return AGGREGATE if first.kind is MentionKind.AGGREGATE else INCIDENT


def evaluate_ceha(path: Path | None, coder: Coder, limit: int | None = None) -> Evaluation:
    """Accuracy of "incident or aggregate" and the F1 of aggregates, in per cent; `limit` takes the first records.

    A report in which the coder finds nothing is right in neither case. Raises CorpusMissingError and CorpusFormatError.
    """
    file = path or corpus_path(DEFAULT)
    counted = []
    seconds = 0.0
    for record in islice(read_records(file), limit):
        started = perf_counter()
        coding = coder.code(record.report)
        seconds += perf_counter() - started
        counted.append(_count(record, told(coding)))
    names = ("aggregate_accuracy", "aggregate_f1", "incident_found", "aggregate_found", "something_found")
    return evaluation_of("ceha", [file], coder, seconds, counted, names)


def _count(record: Record, answer: str) -> Counted:
    counted = Counted(record.report.document)
    right = answer == record.gold
    counted.add("aggregate_accuracy", right, 1)
    ours, gold = answer == AGGREGATE, record.gold == AGGREGATE
    counted.add("aggregate_f1", *f1_terms(ours and gold, ours, gold))
    counted.add(f"{record.gold}_found", right, 1)
    counted.add("something_found", answer != NOTHING, 1)
    pair = ValuePair("told of", record.gold, answer, right)
    counted.shown = Shown(record.report.document, record.report.text, values=(pair,))
    return counted
