"""The Gun Violence Database (Pavlick, Ji, Pan and Callison-Burch 2016): victims, day and town of articles.

Two layouts are read. The database's own is a TSV file with columns for the article's title and full text and a `Json`
record, whose `victim-section` lists every victim with what became of them (`victim-was`). The other one is JSONL of
documents cut into words, with the spans of the first victim, the town and so on; it has no status of victims, so the
numbers of killed and injured are measured only on the first, where every victim has a status.

The day is the one that the annotators gave the shooting. The publication date is not part of the corpus, so only days
that the text writes out can be found (`states_day` asks for no others).
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from tallybook.coding.base import Coder
from tallybook.errors import CorpusFormatError
from tallybook.evaluation.corpora import corpus_path, make_report, read_lines, read_text
from tallybook.evaluation.figures import Evaluation
from tallybook.evaluation.gva import NUMBERS, count_number
from tallybook.evaluation.incident_answers import Told, told
from tallybook.evaluation.measuring import Counted, evaluation_of
from tallybook.evaluation.shown import Shown, ValuePair
from tallybook.evaluation.stated import states_day
from tallybook.model import Report

__all__ = ["DEFAULT", "Article", "evaluate_gvdb", "join_words", "read_articles"]

DEFAULT = "gvdb/dev.json"
_NO_SPACE_BEFORE = frozenset((".", ",", "!", "?", ";", ":", ")", "]", "'s", "’s", "n't", "n’t", "'", "’", "%", "”"))
_NO_SPACE_BEHIND = frozenset(("(", "[", "$", "“", "#"))
_TITLES = ("article title", "title")
_TEXTS = ("full text", "text")


@dataclass(frozen=True, slots=True)
class Article:
    """An article with what the corpus says of it. `killed` and `injured` are None where it has no status of victims."""

    report: Report
    day: date | None
    city: str
    victim: str
    killed: int | None = None
    injured: int | None = None


def read_articles(path: Path) -> Iterator[Article]:
    """The articles of a file in one of the two layouts. Raises CorpusMissingError and CorpusFormatError."""
    if path.suffix == ".tsv":
        yield from _read_table(path)
        return
    for number, line in enumerate(read_lines(path), start=1):
        try:
            record = json.loads(line)
            sentences = [[str(word) for word in sentence] for sentence in record["full_text"]]
            spans = {label: words for _, _, label, _, words in reversed(record["spans"])}
            report = make_report("", join_words(sentences), None, str(record["doc_key"]))
        except (json.JSONDecodeError, KeyError, TypeError, ValueError) as cause:
            raise CorpusFormatError(f"Line {number} of {path} is not in the corpus's layout ({cause}).") from cause
        if report is not None:
            city, victim = (" ".join(spans.get(label, ())) for label in ("DAT-CITY", "VIC-NAME"))
            yield Article(report, _day(record.get("date")), city, victim)


def _read_table(path: Path) -> Iterator[Article]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # an article is longer than what csv takes by default
    rows = csv.DictReader(read_text(path).splitlines(keepends=True), delimiter="\t")
    columns = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    title, text = (next((columns[name] for name in names if name in columns), None) for names in (_TITLES, _TEXTS))
    if text is None or "json" not in columns:
        raise CorpusFormatError(f"{path} lacks the columns Full text and Json of the corpus's layout.")
    for number, row in enumerate(rows, start=1):
        try:
            record = json.loads(row[columns["json"]] or "")
            report = make_report((row[title] or "") if title else "", row[text] or "", None, f"{number}")
            when, victims = record["date-and-time"], record["victim-section"]
            status = [frozenset(word.lower() for word in one.get("victim-was") or ()) for one in victims]
            names = [_value(one.get("name")) for one in victims]
            city = _value(when.get("city"))
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as cause:
            raise CorpusFormatError(f"Row {number} of {path} is not in the corpus's layout ({cause}).") from cause
        if report is None:
            continue
        known = bool(status) and all(status)
        killed = sum("killed" in one for one in status) if known else None
        injured = sum("killed" not in one and bool(one & {"injured", "hospitalized"}) for one in status)
        first = next((name for name in names if name), "")
        yield Article(report, _day(when.get("date")), city, first, killed, injured if known else None)


def _value(entry: Any) -> str:
    return str(entry.get("value", "")).strip() if isinstance(entry, Mapping) else str(entry or "").strip()


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def join_words(sentences: list[list[str]]) -> str:
    """A text from sentences cut into words, with the spaces that English sets. The first sentence is the headline."""
    lines = []
    for words in sentences:
        text = ""
        for previous, word in zip(["", *words], words, strict=False):
            glued = not text or word in _NO_SPACE_BEFORE or previous in _NO_SPACE_BEHIND
            text += word if glued else f" {word}"
        # "32-year - old" and "brother - in - law" were cut at their hyphens.
        lines.append(re.sub(r"(?<=\w) ?- ?(?=\w)", "-", re.sub(r"(?<=\w) - (?=\w+\b)", "-", text)))
    return "\n\n".join((lines[0], " ".join(lines[1:]))) if len(lines) > 1 else "".join(lines)


def evaluate_gvdb(path: Path | None, coder: Coder, limit: int | None = None) -> Evaluation:
    """The figures over the articles of a file, in per cent; `limit` takes the first ones only.

    `victim_name` is the share of articles whose first victim is among the names that the coder gives casualties,
    `city_exact` the share whose town it names, both where the corpus has one. Raises CorpusMissingError and
    CorpusFormatError.
    """
    file = path or corpus_path(DEFAULT)
    counted = []
    seconds = 0.0
    for article in islice(read_articles(file), limit):
        started = perf_counter()
        coding = coder.code(article.report)
        seconds += perf_counter() - started
        counted.append(_count(article, told(coding)))
    names = (*NUMBERS, "date_exact", "victim_name", "city_exact")
    return evaluation_of("gvdb", [file], coder, seconds, counted, names)


def _count(article: Article, answer: Told) -> Counted:
    text = article.report.text
    counted = Counted(article.report.document)
    pairs = []
    for harm, number, said in (("killed", article.killed, answer.killed), ("injured", article.injured, answer.injured)):
        if number is not None:
            right = count_number(text, harm, number, said, counted)
            pairs.append(ValuePair(harm, f"{number}", "" if said is None else f"{said}", right))
    if article.day is not None and states_day(text, article.day, None):
        exact = answer.date is not None and answer.date.first == answer.date.last == article.day
        counted.add("date_exact", exact, 1)
        pairs.append(ValuePair("date", str(article.day), str(answer.date or ""), exact))
    if article.victim:
        named = any(_same_name(article.victim, name) for name in answer.names)
        counted.add("victim_name", named, 1)
        pairs.append(ValuePair("first victim", article.victim, "; ".join(answer.names), named))
    if article.city:
        ours = {answer.place_name.casefold(), answer.town.casefold()} - {""}
        same = article.city.strip().casefold() in ours
        counted.add("city_exact", same, 1)
        pairs.append(ValuePair("town", article.city, answer.place_name, same))
    counted.shown = Shown(article.report.document, text, values=tuple(pairs))
    return counted


def _same_name(gold: str, ours: str) -> bool:
    return " ".join(gold.casefold().split()) == " ".join(ours.casefold().split())
