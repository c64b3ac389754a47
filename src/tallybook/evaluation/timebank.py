"""The values of dates in TimeBank (TimeML): given where a date stands, is the calendar period that it names right?

The folder holds *.tml. Each TIMEX3 of type DATE in the text, except the creation time of the document itself, is one
case. The creation time is given to `find_dates` as the publication date. The expression that overlaps a case most is
its answer; its value is the calendar period that the words name. Words counted from another date are resolved against
the date that the annotators counted from. A case is right when the periods have the same first and last day.

Cases whose gold value is no calendar period (PRESENT_REF, "1998-WXX") cannot be compared; they are counted apart, with
how often nothing was resolved there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from time import perf_counter
from xml.etree import ElementTree

from tallybook.coding.base import Coder
from tallybook.dates import DateExpression, find_dates, resolve_against
from tallybook.dates.calendars import half_range, month_range, months_range, quarter_range, year_range
from tallybook.errors import CorpusFormatError, CorpusMissingError
from tallybook.evaluation.corpora import corpus_path
from tallybook.evaluation.figures import Evaluation
from tallybook.evaluation.measuring import Counted, evaluation_of, f1_terms
from tallybook.evaluation.shown import Mark, Shown, ValuePair
from tallybook.model import DateRange, Span

__all__ = ["DEFAULT", "Case", "Document", "answer_for", "evaluate_timebank", "gold_range", "read_documents"]

DEFAULT = "timebank"
_SEASON_MONTH = {"SP": 3, "SU": 6, "FA": 9, "AU": 9, "WI": 12}


@dataclass(frozen=True, slots=True)
class Case:
    """One annotated date: where it stands, its gold value and the gold value that it is counted from."""

    span: Span
    words: str
    value: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Document:
    """A TimeML file: its text, its creation date and its annotated dates."""

    name: str
    text: str
    published: DateRange
    cases: tuple[Case, ...]


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


def read_documents(path: Path) -> Iterator[Document]:
    """The TimeML files of a folder, or the one file at `path`. Raises CorpusMissingError and CorpusFormatError."""
    for file in timeml_files(path):
        yield _read(file)


def timeml_files(path: Path) -> tuple[Path, ...]:
    """The TimeML files at `path`, sorted. Raises CorpusMissingError where there is none."""
    # Copies made on some systems bring along hidden companions of each file.
    found = sorted(one for one in path.glob("*.tml") if not one.name.startswith(".")) if path.is_dir() else [path]
    if not found or not found[0].is_file():
        raise CorpusMissingError(f"There is no TimeML file at {path}; give the folder that holds *.tml.")
    return tuple(found)


def _read(file: Path) -> Document:
    try:
        root = ElementTree.parse(file).getroot()  # noqa: S314 - a corpus of the user's own, no entities
        everything = {timex.get("tid", ""): timex for timex in root.iter("TIMEX3")}
        created = next(one for one in everything.values() if one.get("functionInDocument") == "CREATION_TIME")
        pieces = list(_pieces(next(root.iter("TEXT"))))
    except (ElementTree.ParseError, StopIteration) as cause:
        raise CorpusFormatError(f"{file} is not a TimeML file with a creation time and a TEXT ({cause}).") from cause
    published = gold_range(created.get("value", ""))
    if published is None:
        raise CorpusFormatError(f"{file} has no creation date.")
    text, cases = "", []
    for timex, piece in pieces:
        if timex is not None and timex.get("type") == "DATE" and timex is not created and piece:
            anchor = everything.get(timex.get("anchorTimeID", ""))
            anchor_value = anchor.get("value", "") if anchor is not None else ""
            span = Span(len(text), len(text) + len(piece))
            cases.append(Case(span, piece, timex.get("value", ""), anchor_value))
        text += piece
    return Document(file.stem, text, published, tuple(cases))


def _pieces(element: ElementTree.Element) -> Iterator[tuple[ElementTree.Element | None, str]]:
    """The text in pieces, each TIMEX3 as one piece with its element."""
    if element.tag == "TIMEX3":
        yield element, "".join(element.itertext())
        return
    yield None, element.text or ""
    for child in element:
        yield from _pieces(child)
        yield None, child.tail or ""


def answer_for(case: Case, expressions: Sequence[DateExpression], published: DateRange) -> DateRange | None:
    """The calendar period that was read at a case, or None."""
    best = max(
        (found for found in expressions if found.span.overlaps(case.span)),
        key=lambda found: min(found.span.end, case.span.end) - max(found.span.start, case.span.start),
        default=None,
    )
    if best is None:
        return None
    if best.offset is not None:
        return resolve_against(best, gold_range(case.anchor) or published).range
    return best.period or best.value.range


def evaluate_timebank(path: Path | None, coder: Coder, limit: int | None = None) -> Evaluation:
    """F1, precision and accuracy of the values, in per cent; `limit` takes the first documents only.

    Precision counts the cases that got a range, accuracy all comparable cases, F1 is their harmonic mean; `open_left`
    is the share of cases without a calendar value for which nothing was resolved. The coder has no part in it; its name
    and version say which release was measured. Raises CorpusMissingError and CorpusFormatError.
    """
    folder = path or corpus_path(DEFAULT)
    counted = []
    seconds = 0.0
    for document in islice(read_documents(folder), limit):
        started = perf_counter()
        expressions = find_dates(document.text, document.published)
        seconds += perf_counter() - started
        counted.append(_count(document, expressions))
    names = ("date_value_f1", "date_value_precision", "date_value_accuracy", "open_left")
    files = timeml_files(folder)
    return evaluation_of("timebank", files, coder, seconds, counted, names, split=folder.resolve().stem)


def _count(document: Document, expressions: Sequence[DateExpression]) -> Counted:
    counted = Counted(document.name)
    pairs = []
    for case in document.cases:
        gold, answer = gold_range(case.value), answer_for(case, expressions, document.published)
        if gold is None:
            counted.add("open_left", answer is None, 1)
            pairs.append(ValuePair(case.words, f"{case.value} (open)", str(answer or ""), None))
            continue
        right = answer is not None and (answer.first, answer.last) == (gold.first, gold.last)
        counted.add("date_value_f1", *f1_terms(right, answer is not None, 1))
        counted.add("date_value_precision", right, answer is not None)
        counted.add("date_value_accuracy", right, 1)
        pairs.append(ValuePair(case.words, str(gold), str(answer or ""), right))
    marks = tuple(Mark(case.span, "date") for case in document.cases)
    counted.shown = Shown(document.name, document.text, marks, marks, tuple(pairs))
    return counted
