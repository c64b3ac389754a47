"""What a reader may be told, its limits, and what it answers for a record that it cannot read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tallybook.errors import UsageError
from tallybook.model import DateRange

__all__ = [
    "FIELDS",
    "FORMATS",
    "MAX_BYTES",
    "MAX_ELEMENTS",
    "MAX_EXPANSION",
    "MAX_LINE_BYTES",
    "MAX_NESTING",
    "MAX_TEXT",
    "ReadOptions",
    "Skipped",
]

MAX_BYTES = 20_000_000  # one report or one file that is read whole; the largest news pages are below 5 MB
MAX_LINE_BYTES = 20_000_000  # one line of a JSONL file, which holds one report, perhaps as a whole page
MAX_TEXT = 1_000_000  # characters of one report after normalising: about 600 printed pages
MAX_NESTING = 1_000  # open elements of a page at one place; real pages stay below 100
MAX_ELEMENTS = 100_000  # of one page; the largest news pages have about 20,000
MAX_EXPANSION = 100  # a gzip file may grow to this many times its size; text grows to 3 to 10 times

FORMATS = ("auto", "text", "html", "json", "jsonl", "muc")
FIELDS = ("text", "html", "title", "url", "published", "source", "domain", "byline", "language", "id")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read. The defaults take every format by its content and use only what the input itself says.

    `published` is the publication date of every report that is read and wins over page and data; `source` (a name)
    and `url` likewise. `format` is one of FORMATS. `field_map` maps fields of a report (FIELDS) to one path or several
    paths of a JSON record, the first that is there is used; a path goes into nested objects by dots. Fields that it
    does not name keep their default names. `max_bytes` limits a file, `max_line_bytes` a line of JSONL, `max_text`
    the characters of one report. With `strict_dates`, a record whose publication date is malformed is skipped;
    otherwise it is read and its date stays unknown.

    Raises UsageError for an unknown format, an unknown field or a limit below 1.
    """

    published: DateRange | None = None
    source: str = ""
    url: str = ""
    format: str = "auto"
    field_map: Mapping[str, str | Sequence[str]] | None = None
    max_bytes: int = MAX_BYTES
    max_line_bytes: int = MAX_LINE_BYTES
    max_text: int = MAX_TEXT
    strict_dates: bool = False

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise UsageError(f"There is no input format {self.format!r}; choose one of {', '.join(FORMATS)}.")
        unknown = sorted(set(self.field_map or ()) - set(FIELDS))
        if unknown:
            raise UsageError(f"A report has no field {unknown[0]!r} to map; choose among {', '.join(FIELDS)}.")
        if min(self.max_bytes, self.max_line_bytes, self.max_text) < 1:
            raise UsageError("A limit of size must be at least 1.")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or record that was not read: where it stands, the code of the error, and one sentence that says why."""

    where: str
    code: str
    reason: str
