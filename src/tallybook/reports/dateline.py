"""Datelines and editors' tags: what stands before a wire report's first sentence, and lines that are only a date.

The layout of the Foreign Broadcast Information Service, also that of the MUC corpora, is
`CITY (COUNTRY), DAY MONTH YEAR (SOURCE) -- [REPORT] [WRITER] [TEXT] First sentence`, where every part but the city and
the dashes may be absent and the date may read NO DATE (MUC-3, format of message headers).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tallybook.errors import BadDateError
from tallybook.model import DateRange, Span
from tallybook.reports.mapped import Paragraph
from tallybook.reports.published import parse_published, range_of
from tallybook.reports.wordlists import load_list, month_numbers

__all__ = ["Dateline", "date_line", "find_date_line", "find_dateline", "find_editorial_tags"]

_DATELINE = re.compile(
    r"\s*(?P<place>[^\W\d_][^,\n]{1,60}?)\s*,\s+"
    r"(?:(?P<day>\d{1,2})\s+(?P<month>[^\W\d_]{3,9})\.?(?:\s+(?P<year>\d{4}|\d{2}))?|NO\s+DATE)"
    r"\s*(?:[(\[](?P<source>[^()\n]{1,80}?)[)\]]?\s*)?(?:--|—|–)"
)
_MONTH_FIRST = re.compile(
    r"\s*(?P<place>[^\W\d_][^\n]{1,60}?)\s*,\s+(?P<month>[^\W\d_]{3,9})\.?\s+(?P<day>\d{1,2})(?:,\s+(?P<year>\d{4})|\s+(?P<short>\d{2}))"
    r"\s*(?:[(\[](?P<source>[^()\n]{1,80}?)[)\]]\s*)?(?:--|—|–|-\s)"
)
_TAG = re.compile(r"\[[^\[\]]{1,400}\]")
_EDGES = " \t:,-–—|()"


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline: the span of all of it, of the place words, the date where it has a year, the source in brackets."""

    span: Span
    place: Span
    date: DateRange | None
    source: str = ""


def find_dateline(text: str, start: int = 0, *, century: int | None = None) -> Dateline | None:
    """The dateline at `start` of a text, or None. Where it has no year, or reads NO DATE, its date is None.

    A year of two digits counts from `century` (1900 for the MUC corpora); without it, such a year is not known.
    """
    for pattern in (_DATELINE, _MONTH_FIRST):
        match = pattern.match(text, start)
        if match:
            break
    else:
        return None
    found: DateRange | None = None
    parts = match.groupdict()
    if parts["month"]:
        month = month_numbers().get(parts["month"].casefold())
        if month is None:
            return None
        written = parts["year"] or parts.get("short")
        if written and (len(written) == 4 or century is not None):
            year = int(written) if len(written) == 4 else (century or 0) + int(written)
            try:
                found = range_of(year, month, int(parts["day"]))
            except ValueError:
                found = None  # a slip of the pen ("31 FEB 90") is no date
    place = Span(match.start("place"), match.end("place"))
    return Dateline(Span(place.start, match.end()), place, found, " ".join((parts["source"] or "").split()))


def find_editorial_tags(text: str) -> tuple[Span, ...]:
    """The spans of words in square brackets: [TEXT], [REPORT], an editor's addition. They stand in the text."""
    return tuple(Span(match.start(), match.end()) for match in _TAG.finditer(text))


@cache
def _labels() -> tuple[tuple[str, ...], frozenset[str]]:
    lists = load_list("dates")
    labels = sorted((str(label) for label in lists["labels"]), key=len, reverse=True)
    return tuple(labels), frozenset(str(day) for day in lists["weekdays"])


def find_date_line(paragraphs: Sequence[Paragraph], most: int = 5) -> DateRange | None:
    """The date of the first of the first `most` paragraphs that is nothing but a date with its year, or such a date
    behind a label like "Published:". None where there is none.
    """
    for paragraph in paragraphs[:most]:
        if (found := date_line(paragraph)) is not None:
            return found
    return None


def date_line(paragraph: Paragraph) -> DateRange | None:
    """The date of a paragraph that is nothing else, or a date behind a label; None for any other paragraph."""
    return _only_date(paragraph.text) if paragraph.words <= 10 else None


def _only_date(text: str) -> DateRange | None:
    labels, weekdays = _labels()
    plain = text.strip()
    for label in labels:
        if plain.casefold().startswith(label) and not plain[len(label) : len(label) + 1].isalnum():
            plain = plain[len(label) :].strip(_EDGES)
            break
    first, _, rest = plain.partition(" ")
    if first.strip(",.").casefold() in weekdays:
        plain = rest
    if len(plain) < 8:
        return None  # "2023" alone is a number
    try:
        return parse_published(plain)
    except BadDateError:
        return None
