"""Runs a coder over corpora and checks what must hold of every record, whatever it says.

The coder must not raise. Each value must stand where its statement says: the span of the report's text is the original
text of the statement and not white space alone, the span that names a speaker lies in the text, the mention exists, and
a casualty row that is part of another names a statement that is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter

from tallybook.coding.base import Coder
from tallybook.errors import InvalidSpanError
from tallybook.evaluation.corpora import (
    corpus_hash,
    corpus_path,
    load_hrdsattack,
    load_muc4,
    load_wikinews,
    muc4_files,
)
from tallybook.evaluation.figures import Evaluation, Tally, estimate
from tallybook.model import CasualtyRow, Coding, Mention, MentionRelation, Report, Span, Statement

__all__ = ["PARTS", "Checked", "check_coding", "check_reports", "evaluate_roundtrip"]

# The parts of the run, by name: where each lies under the folder of corpora.
PARTS = {
    "wikinews": "wikinews/wikinews_2019.csv",
    "hrdsattack/train": "hrdsattack/train.json",
    "hrdsattack/dev": "hrdsattack/dev.json",
    "muc4/dev": "muc4/dev",
}
_SHOWN_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Checked:
    """One report's result: how many values it has, how many of them round-trip, and what is wrong with the others."""

    report: Report
    crashed: bool
    values: int
    sound: int
    problems: tuple[str, ...] = ()


def check_coding(report: Report, coding: Coding) -> Checked:
    """Check every mention and statement of a coding against the report's text."""
    label = report.document or report.id
    problems = [
        f"{label}: the mention {mention.id} is anchored outside the text or in another report."
        for mention in coding.mentions
        if mention.report != report.id or not _inside(report, mention.anchor)
    ]
    mentions = {mention.id: mention for mention in coding.mentions}
    statements = {statement.id for statement in coding.statements}
    sound = 0
    for statement in coding.statements:
        wrong = _wrong(report, statement, mentions, statements)
        sound += not wrong
        if wrong:
            problems.append(f"{label}: the statement {statement.id} ({statement.field}) {wrong}.")
    problems.extend(
        f"{label}: the support {support.id} is of a statement that is not there."
        for support in coding.supports
        if support.statement not in statements
    )
    return Checked(report, False, len(coding.statements), sound, tuple(problems))


def _inside(report: Report, span: Span) -> bool:
    try:
        return bool(span.of(report.text).strip())
    except InvalidSpanError:
        return False


def _wrong(report: Report, statement: Statement, mentions: dict[str, Mention], statements: set[str]) -> str:
    """What is wrong with a statement, or ""."""
    value = statement.value
    if statement.report != report.id:
        return "belongs to another report"
    if not _inside(report, statement.span) or statement.span.of(report.text) != statement.original_text:
        return "does not stand where its span says"
    if statement.speaker_span is not None and not _inside(report, statement.speaker_span):
        return "has a speaker whose span is outside the text"
    if statement.mention and statement.mention not in mentions:
        return "belongs to a mention that is not there"
    if isinstance(value, CasualtyRow) and value.total and value.total not in statements:
        return "is part of a casualty row that is not there"
    if isinstance(value, MentionRelation) and value.other not in mentions:
        return "is related to a mention that is not there"
    return ""


def check_reports(reports: Iterable[Report], coder: Coder) -> Iterator[Checked]:
    """Code and check each report. An exception of the coder is a result, whatever it is: it is what is looked for."""
    for report in reports:
        try:
            coding = coder.code(report)
        except Exception as error:  # noqa: BLE001 - the check is that no exception of any kind comes out
            problem = f"{report.document or report.id}: the coder raised {type(error).__name__}: {error}."
            yield Checked(report, True, 0, 0, (problem,))
            continue
        yield check_coding(report, coding)


def evaluate_roundtrip(coder: Coder, path: Path | None = None, limit: int | None = None) -> Evaluation:
    """Run over all parts, or over the one file or folder at `path`; `limit` is a number of reports for each part.

    Figures: `no_crash`, the share of reports that were coded, and `evidence`, the share of values that round-trip.
    Raises CorpusMissingError when a part is not there.
    """
    files: list[Path] = []
    results: list[Checked] = []
    parts = {_part_of(path): path} if path else {name: corpus_path(relative) for name, relative in PARTS.items()}
    seconds = 0.0
    for name, place in parts.items():
        files.extend(muc4_files(place) if name.startswith("muc4") else (place,))
        reports = list(islice(_load(name, place), limit))
        started = perf_counter()
        results.extend(check_reports(reports, coder))
        seconds += perf_counter() - started
    crash_free = Tally("no_crash", tuple(float(not one.crashed) for one in results), (1.0,) * len(results))
    evidence = Tally(
        "evidence", tuple(float(one.sound) for one in results), tuple(float(one.values) for one in results)
    )
    return Evaluation(
        corpus="roundtrip",
        split="+".join(parts) + (f", first {limit} of each" if limit is not None else ""),
        reports=len(results),
        coder=coder.name,
        coder_version=coder.version,
        corpus_hash=corpus_hash(files),
        seconds=seconds,
        figures=estimate((crash_free, evidence)),
        problems=tuple(problem for one in results for problem in one.problems)[:_SHOWN_PROBLEMS],
    )


def _part_of(path: Path) -> str:
    """Which corpus's layout a path has, told by its ending: CSV, JSON, or the message files of MUC."""
    kinds = {".csv": "wikinews", ".json": "hrdsattack"}
    return kinds.get(path.suffix, "muc4") + "/" + path.stem


def _load(name: str, path: Path) -> Iterator[Report]:
    if name.startswith("wikinews"):
        yield from load_wikinews(path)
    elif name.startswith("hrdsattack"):
        yield from (sample.report for sample in load_hrdsattack(path))
    else:
        yield from load_muc4(path)
