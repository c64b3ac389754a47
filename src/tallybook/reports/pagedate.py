"""The publication date that a page gives, with the precision that it gives it in.

What the page declares is read first: its linked data, its meta elements. Only where there is none is htmldate asked
(it looks at addresses, time elements and date lines; it is asked for the original date and not to search all numbers of
the page). It always answers with a day, so the answer is checked against the page: where no day is written, it is a
month, and where nothing is, unknown.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from tallybook.errors import BadDateError
from tallybook.model import DateRange
from tallybook.reports.published import parse_published, range_of
from tallybook.reports.wordlists import load_list

__all__ = ["checked_guess", "declared_date"]

_LINKED_DATA = re.compile(r"<script[^<>]*application/ld\+json[^<>]*>(.*?)</script", re.IGNORECASE | re.DOTALL)
_ELEMENT = re.compile(r"<(?:meta|time|span|abbr)\s[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_MOST_LINKED_DATA = 500_000


def declared_date(source: str) -> DateRange | None:
    """The first well-formed date of publication that the page's linked data or meta elements declare."""
    for candidate in (*_linked(source), *_meta(source)):
        try:
            return parse_published(candidate)
        except BadDateError:
            continue
    return None


def _linked(source: str) -> Iterator[str]:
    types = frozenset(load_list("pages")["article_types"])
    for match in _LINKED_DATA.finditer(source):
        try:
            data = json.loads(match.group(1)[:_MOST_LINKED_DATA], strict=False)
        except (ValueError, RecursionError):
            continue
        stack: list[Any] = [data]
        while stack:
            item = stack.pop()
            if isinstance(item, list):
                stack.extend(reversed(item))
            elif isinstance(item, dict):
                kinds = item.get("@type", "")
                if not types.isdisjoint(kinds if isinstance(kinds, list) else [kinds]):
                    found = item.get("datePublished")
                    if isinstance(found, str):
                        yield found
                stack.extend(value for key, value in reversed(item.items()) if key in {"@graph", "mainEntity"})


def _meta(source: str) -> Iterator[str]:
    names: list[str] = load_list("pages")["published_names"]
    found: dict[str, str] = {}
    for match in _ELEMENT.finditer(source):
        attributes = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(match.group())}
        content = attributes.get("content") or attributes.get("datetime") or ""
        for key in ("property", "name", "itemprop"):
            name = attributes.get(key, "").lower()
            if name and content:
                found.setdefault(name, content)
        if "pubdate" in attributes or re.search(r"\bpubdate\b", match.group()):
            found.setdefault("pubdate", content)
    yield from (found[name] for name in names if found.get(name))


def checked_guess(guess: str, source: str) -> DateRange | None:
    """The day `guess` (YYYY-MM-DD) as far as the page itself writes it: a day, a month, or nothing."""
    try:
        day = date.fromisoformat(guess)
    except ValueError:
        return None
    if re.search(_day_written(day), source, re.IGNORECASE):
        return DateRange.day(day)
    if day.day == 1 and re.search(_month_written(day), source, re.IGNORECASE):
        return range_of(day.year, day.month)
    return None


def _day_written(day: date) -> str:
    number = rf"(?<!\d)0?{day.day}"
    forms = [
        rf"(?<!\d){day.year}([-/.])0?{day.month}\1{number}(?!\d)",
        rf"(?<!\d){day.year}{day.month:02}{day.day:02}(?!\d)",
        rf"{number}(?:st|nd|rd|th|º|er)?\.?\s+(?:de\s+)?[^\W\d_]{{3,12}}\.?,?\s+(?:de\s+)?{day.year}(?!\d)",
        rf"[^\W\d_]{{3,12}}\.?\s+0?{day.day}(?:st|nd|rd|th)?,?\s+{day.year}(?!\d)",
        rf"{number}\.\s?0?{day.month}\.\s?{day.year}(?!\d)",
    ]
    if day.day > 12 or day.day == day.month:
        # Below that, 02/03 is one day in one country and another in the next.
        forms += [
            rf"{number}[/-]0?{day.month}[/-]{day.year}(?!\d)",
            rf"(?<!\d)0?{day.month}[/-]0?{day.day}[/-]{day.year}(?!\d)",
        ]
    return "|".join(forms)


def _month_written(day: date) -> str:
    names = load_list("dates")["months"][day.month]
    return rf"(?<!\d){day.year}[-/]0?{day.month}(?![-/]?\d)|\b(?:{'|'.join(names)})\.?,?\s+{day.year}(?!\d)"
