"""Finding and reading the corpora that people keep beside the project. Nothing of them is in the project.

A corpus is read in its owner's own layout, and every loader takes the path of any split in that layout.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any

from tallybook.errors import CorpusFormatError, CorpusMissingError
from tallybook.model import DateRange, PublishedBasis, Report, Source, Span
from tallybook.reports import ReadOptions, Skipped, read_paths

__all__ = [
    "ENVIRONMENT",
    "GvaIncident",
    "HrdSample",
    "corpora_folder",
    "corpus_hash",
    "corpus_path",
    "load_gva",
    "load_hrdsattack",
    "load_muc4",
    "load_wikinews",
    "make_report",
    "read_lines",
    "read_text",
]

ENVIRONMENT = "TALLYBOOK_CORPORA"
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_BLOCK = 1 << 20


def corpora_folder(environment: Mapping[str, str] | None = None) -> Path:
    """The folder that holds the corpora: `TALLYBOOK_CORPORA`, else `../shared/data` beside the project's root.

    Raises CorpusMissingError, saying where it looked, when there is none.
    """
    named = (os.environ if environment is None else environment).get(ENVIRONMENT, "")
    folder = Path(named).expanduser() if named else Path(__file__).resolve().parents[3] / ".." / "shared" / "data"
    if not folder.is_dir():
        where = f"{folder} (from {ENVIRONMENT})" if named else f"{folder.resolve()} ({ENVIRONMENT} is not set)"
        raise CorpusMissingError(
            f"There is no folder of corpora at {where}; set {ENVIRONMENT} to the folder that holds them."
        )
    return folder.resolve()


def corpus_path(relative: str, environment: Mapping[str, str] | None = None) -> Path:
    """The path of a corpus file or folder, such as "hrdsattack/dev.json". Raises CorpusMissingError."""
    path = corpora_folder(environment) / relative
    if not path.exists():
        raise CorpusMissingError(
            f"The corpus {relative.split('/', maxsplit=1)[0]} was looked for at {path} and is not there;"
            f" put it there, give its path, or set {ENVIRONMENT} to the folder that holds it."
        )
    return path


def corpus_hash(paths: Sequence[Path]) -> str:
    """SHA-256 over the bytes of the files, in the order of their names: which data a figure was measured on."""
    digest = hashlib.sha256()
    for path in sorted(paths, key=lambda item: item.name):
        with _open(path) as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()


def _open(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as cause:
        raise CorpusMissingError(
            f"The corpus file {path} cannot be read ({cause.strerror}); check the path."
        ) from cause


def read_text(path: Path) -> str:
    """A corpus file as text. Raises CorpusMissingError, and CorpusFormatError where it is not UTF-8."""
    with _open(path) as stream:
        content: bytes = stream.read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        raise CorpusFormatError(f"The corpus file {path} is not UTF-8 text; is it the right file?") from cause


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a text file, gzipped or not, without empty ones. Raises CorpusMissingError and CorpusFormatError."""
    with _open(path) as stream:
        try:
            lines = gzip.GzipFile(fileobj=stream) if path.suffix == ".gz" else stream
            for line in lines:
                text: str = line.decode("utf-8")
                if text.strip():
                    yield text
        except (OSError, EOFError, UnicodeDecodeError) as cause:
            raise CorpusFormatError(f"The corpus file {path} is not lines of UTF-8 text ({cause}).") from cause


def _published(text: str, where: str) -> DateRange | None:
    if not text:
        return None
    try:
        return DateRange.day(date.fromisoformat(text[:10]))
    except ValueError as cause:
        raise CorpusFormatError(f"The publication date {text!r} of {where} is not written YYYY-MM-DD.") from cause


def make_report(
    title: str, body: str, published: DateRange | None, document: str, url: str = "", source: Source | None = None
) -> Report | None:
    """A report whose text is the title, where there is one, and the body below it; None when both are empty."""
    title, body = title.strip(), body.strip()
    text = "\n\n".join(part for part in (title, body) if part)
    if not text:
        return None
    return Report.make(
        text,
        url=url,
        document=document,
        source=source,
        title=title,
        title_span=Span(0, len(title)) if title else None,
        published=published,
        published_basis=PublishedBasis.DATA if published else PublishedBasis.UNKNOWN,
        language="en",  # each of these corpora is English only
    )


@dataclass(frozen=True, slots=True)
class HrdSample:
    """One article of HRDsAttack: the report, the number of its event, and the annotation as the file has it."""

    report: Report
    event: int
    gold: dict[str, Any]


def load_hrdsattack(path: Path) -> tuple[HrdSample, ...]:
    """The articles of one split file. Raises CorpusFormatError where the file is not in the corpus's layout."""
    try:
        records = json.loads(read_text(path))
    except json.JSONDecodeError as cause:
        raise CorpusFormatError(f"The corpus file {path} is not JSON (line {cause.lineno}).") from cause
    if not isinstance(records, list):
        raise CorpusFormatError(f"The corpus file {path} should be a JSON list of samples.")
    return tuple(_hrd_sample(record, f"sample {number} of {path}") for number, record in enumerate(records))


def _hrd_sample(record: Any, where: str) -> HrdSample:
    try:
        sample, gold = record["sample"], record["merged_sample"]
        event, markup = int(sample["Input.GLOBALEVENTID"]), sample["Input.article_interface"]
        title, published = sample["Input.title"], sample["Input.publish_date"]
        missing = {"victims", "violation_types", "perpetrator_type"} - set(gold)
    except (KeyError, TypeError, ValueError) as cause:
        raise CorpusFormatError(f"{where.capitalize()} lacks a field of the corpus's layout ({cause}).") from cause
    if missing:
        raise CorpusFormatError(f"{where.capitalize()} lacks {', '.join(sorted(missing))} in its annotation.")
    body = "\n\n".join(_plain(paragraph) for paragraph in _PARAGRAPH.findall(markup)) or _plain(markup)
    report = make_report(title or "", body, _published(published or "", where), f"hrdsattack-{event}")
    if report is None:
        raise CorpusFormatError(f"{where.capitalize()} has no text.")
    return HrdSample(report, event, gold)


def _plain(markup: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", markup)).split())


def load_wikinews(path: Path) -> Iterator[Report]:
    """The stories of a Wikinews CSV file with the columns url, date, title and text; a story without text is left."""
    rows = csv.DictReader(read_text(path).splitlines(keepends=True))
    missing = {"url", "date", "title", "text"} - set(rows.fieldnames or ())
    if missing:
        raise CorpusFormatError(f"The corpus file {path} lacks the columns {', '.join(sorted(missing))}.")
    source = Source.make("Wikinews", "en.wikinews.org")
    for number, row in enumerate(rows, start=1):
        published = _published(row["date"] or "", f"story {number} of {path}")
        report = make_report(row["title"] or "", row["text"] or "", published, f"wikinews-{number}", row["url"], source)
        if report is not None:
            yield report


def load_muc4(path: Path) -> Iterator[Report]:
    """The messages of a MUC-3/4 text file, or of all such files of a folder, read by the reader that users have.

    The message's own number is the report's document id; the dateline gives the publication date.
    """
    for file in muc4_files(path):
        for found in read_paths([str(file)], ReadOptions(format="muc")):
            if isinstance(found, Skipped):
                raise CorpusFormatError(f"The corpus file {file} holds no MUC messages as it should: {found.reason}")
            yield found


def muc4_files(path: Path) -> tuple[Path, ...]:
    """The message files at `path`, sorted. Raises CorpusMissingError where there is none."""
    files = (
        sorted(item for item in path.iterdir() if re.match(r"(dev|tst\d)-muc\d", item.name)) if path.is_dir() else []
    )
    files = files or [path]
    if not files[0].is_file():
        raise CorpusMissingError(f"There are no MUC message files at {path}; give the folder that holds them.")
    return tuple(files)


@dataclass(frozen=True, slots=True)
class GvaIncident:
    """One incident of the Gun Violence Archive with its gold values and the reports that have a text."""

    incident: str
    gold: dict[str, Any]
    reports: tuple[Report, ...]


def load_gva(path: Path) -> Iterator[GvaIncident]:
    """The incidents of a gzipped JSONL file, each with its reports. A report without a text is left out."""
    with _open(path) as stream:
        try:
            with gzip.open(stream, "rt", encoding="utf-8") as lines:
                for number, line in enumerate(lines, start=1):
                    yield _gva_incident(line, f"line {number} of {path}")
        except (OSError, EOFError, UnicodeDecodeError) as cause:
            raise CorpusFormatError(f"The corpus file {path} is not gzipped JSONL ({cause}).") from cause


def _gva_incident(line: str, where: str) -> GvaIncident:
    try:
        record = json.loads(line)
        reports = []
        for item in record["reports"]:
            published = _gva_published(item.get("date") or "")
            identifier, title, body = str(item["id"]), item.get("title") or "", item.get("text") or ""
            report = make_report(title, body, published, identifier, item.get("url") or "") if body.strip() else None
            if report is not None:
                reports.append(report)
        gold = {name: value for name, value in record.items() if name != "reports"}
        return GvaIncident(str(record["incident"]), gold, tuple(reports))
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as cause:
        raise CorpusFormatError(f"{where.capitalize()} is not an incident in the corpus's layout ({cause}).") from cause


def _gva_published(text: str) -> DateRange | None:
    """The date of a report; None where the corpus has something else than a date there."""
    try:
        return DateRange.day(datetime.fromisoformat(text).date())
    except ValueError:
        return None
