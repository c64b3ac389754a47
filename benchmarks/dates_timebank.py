"""Measures `find_dates` on TimeBank: are the values of the annotated dates right?

    uv run python benchmarks/dates_timebank.py [--list WHICH]

The corpus is looked for in the folder TALLYBOOK_CORPORA (default ../shared/data), under timebank/*.tml. Each TIMEX3 of
type DATE in the text, except the creation time of the document itself, is one case. The document's creation time is
given to `find_dates` as the publication date. The expression that overlaps a case most is its answer; its value is the
calendar period that the words name. Words counted from another date are resolved against the date that the annotators
counted from. A case is right when the periods have the same first and last day.

Cases whose gold value is no calendar period (PRESENT_REF, "1998-WXX") cannot be compared; they are counted apart, with
how often nothing was resolved there. Precision counts the cases that got a range, recall all comparable cases.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from tallybook.dates import DateExpression, find_dates, resolve_against
from tallybook.dates.calendars import half_range, month_range, months_range, quarter_range, year_range
from tallybook.errors import CorpusMissingError
from tallybook.model import DateRange, Span

__all__ = ["Case", "Scores", "gold_range", "read_cases", "score"]

_SEASON_MONTH = {"SP": 3, "SU": 6, "FA": 9, "AU": 9, "WI": 12}


@dataclass(frozen=True, slots=True)
class Case:
    """One annotated date: where it stands, its gold value and the gold value that it is counted from."""

    document: str
    span: Span
    words: str
    value: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Counts over comparable cases; `found` got a range, `right` the right one."""

    cases: int
    found: int
    right: int
    not_comparable: int
    not_comparable_unresolved: int

    @property
    def accuracy(self) -> float:
        """Right answers over comparable cases."""
        return self.right / self.cases if self.cases else 0.0

    @property
    def precision(self) -> float:
        """Right answers over answers."""
        return self.right / self.found if self.found else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and accuracy (which is the recall)."""
        total = self.precision + self.accuracy
        return 2 * self.precision * self.accuracy / total if total else 0.0

    @property
    def accuracy_all(self) -> float:
        """Right answers over all cases, where a case without a calendar value is right when nothing was resolved."""
        return (self.right + self.not_comparable_unresolved) / (self.cases + self.not_comparable)


def gold_range(value: str) -> DateRange | None:
    """The calendar period of a TIMEX3 value, or None for one that names none."""
    value = value.partition("T")[0]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return DateRange.day(date.fromisoformat(value))
    if re.fullmatch(r"\d{4}-\d\d", value):
        return month_range(int(value[:4]), int(value[5:]))
    if re.fullmatch(r"\d{4}", value):
        return year_range(int(value))
    if re.fullmatch(r"\d{3}", value):
        return year_range(10 * int(value), 10)
    if match := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
        first = date.fromisocalendar(int(match[1]), int(match[2]), 6 if match[3] else 1)
        return DateRange.between(first, date.fromisocalendar(int(match[1]), int(match[2]), 7))
    if match := re.fullmatch(r"(\d{4})-Q([1-4])", value):
        return quarter_range(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d{4})-H([12])", value):
        return half_range(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d{4})-(SP|SU|FA|AU|WI)", value):
        return months_range(int(match[1]), _SEASON_MONTH[match[2]], 3)
    return None


def _spans(element: ElementTree.Element) -> Iterator[tuple[ElementTree.Element | None, str]]:
    """The text in pieces, each TIMEX3 as one piece with its element."""
    if element.tag == "TIMEX3":
        yield element, "".join(element.itertext())
        return
    yield None, element.text or ""
    for child in element:
        yield from _spans(child)
        yield None, child.tail or ""


def read_document(path: Path) -> tuple[str, DateRange, list[Case]]:
    """The text of a TimeML file, its creation date and its annotated dates."""
    root = ElementTree.parse(path).getroot()  # noqa: S314 - a corpus of the user's own, no entities
    everything = {timex.get("tid", ""): timex for timex in root.iter("TIMEX3")}
    created = next(timex for timex in everything.values() if timex.get("functionInDocument") == "CREATION_TIME")
    published = gold_range(created.get("value", ""))
    if published is None:
        raise ValueError(f"{path.name} has no creation date.")
    text, cases = "", []
    for timex, piece in _spans(next(root.iter("TEXT"))):
        if timex is not None and timex.get("type") == "DATE" and timex is not created:
            anchor = everything.get(timex.get("anchorTimeID", ""))
            anchor_value = anchor.get("value", "") if anchor is not None else ""
            span = Span(len(text), len(text) + len(piece))
            cases.append(Case(path.stem, span, piece, timex.get("value", ""), anchor_value))
        text += piece
    return text, published, cases


def _answer(expression: DateExpression | None, case: Case, published: DateRange) -> DateRange | None:
    if expression is None:
        return None
    if expression.offset is not None:
        anchor = gold_range(case.anchor) or published
        return resolve_against(expression, anchor).range
    return expression.period or expression.value.range


def read_cases(folder: Path) -> Iterator[tuple[Case, DateRange | None, DateRange | None, DateExpression | None]]:
    """Each case with its gold range, the answer and the expression that gave it."""
    paths = sorted(path for path in (folder / "timebank").glob("*.tml") if not path.name.startswith("."))
    if not paths:
        raise CorpusMissingError(f"There is no timebank/*.tml under {folder}; set TALLYBOOK_CORPORA to the corpora.")
    for path in paths:
        text, published, cases = read_document(path)
        expressions = find_dates(text, published)
        for case in cases:
            overlapping = [found for found in expressions if found.span.overlaps(case.span)]
            best = max(
                overlapping,
                key=lambda found: min(found.span.end, case.span.end) - max(found.span.start, case.span.start),
                default=None,
            )
            yield case, gold_range(case.value), _answer(best, case, published), best


def score(folder: Path) -> tuple[Scores, list[tuple[Case, DateRange | None]]]:
    """The scores over the corpus and the cases that were answered wrongly or not at all."""
    counts: Counter[str] = Counter()
    wrong = []
    for case, gold, answer, _ in read_cases(folder):
        if gold is None:
            counts["open"] += 1
            counts["open_right"] += answer is None
            continue
        counts["cases"] += 1
        counts["found"] += answer is not None
        same = answer is not None and (answer.first, answer.last) == (gold.first, gold.last)
        counts["right"] += same
        if not same:
            wrong.append((case, answer))
    return Scores(counts["cases"], counts["found"], counts["right"], counts["open"], counts["open_right"]), wrong


def main() -> int:
    """Print the scores; with --list also the cases that are not right."""
    parser = argparse.ArgumentParser(description="Measure the reading of dates on TimeBank.")
    parser.add_argument("--list", action="store_true", help="list the cases that are not right")
    arguments = parser.parse_args()
    default = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"
    scores, wrong = score(Path(os.environ.get("TALLYBOOK_CORPORA", default)))
    lines = [
        f"comparable cases      {scores.cases}",
        f"value accuracy        {scores.accuracy:.3f}",
        f"value precision       {scores.precision:.3f}",
        f"value F1              {scores.f1:.3f}",
        f"not comparable        {scores.not_comparable}, nothing resolved for {scores.not_comparable_unresolved}",
        f"accuracy over all     {scores.accuracy_all:.3f}",
    ]
    if arguments.list:
        lines += [f"{case.document}\t{case.words!r}\t{case.value}\t{answer}" for case, answer in wrong]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
