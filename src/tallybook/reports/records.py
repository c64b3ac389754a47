"""JSON records to reports: which of a record's fields is the text, the title, the date, and what they hold."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tallybook.errors import BadDateError, BadRecordError, EmptyInputError
from tallybook.model import DateRange, PublishedBasis, Report
from tallybook.reports.boilerplate import drop_boilerplate
from tallybook.reports.dateline import find_date_line, find_dateline
from tallybook.reports.making import Found, domain_of, make_report
from tallybook.reports.mapped import Paragraph, paragraph_of
from tallybook.reports.markup import fragment_paragraphs, looks_like_markup
from tallybook.reports.options import FIELDS, ReadOptions
from tallybook.reports.page import read_page
from tallybook.reports.paragraphs import split_paragraphs
from tallybook.reports.published import parse_published
from tallybook.reports.titles import same_title, split_title, without_site
from tallybook.reports.wordlists import load_list

__all__ = ["load_json", "report_from_record"]

_NAMES = ("url", "document", "source", "domain", "byline", "language", "raw_hash")


def load_json(text: str, where: str) -> Any:
    """The JSON value that `text` writes. Raises BadRecordError, also for one nested too deep to read."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise BadRecordError(f"{where} is JSON nested too deep to be a record.") from error
    except json.JSONDecodeError as error:
        raise BadRecordError(f"{where} is not valid JSON: {error.msg} at character {error.pos + 1}.") from error
    except ValueError as error:  # a number of more digits than Python converts
        raise BadRecordError(f"{where} is not valid JSON: {error}.") from error


def report_from_record(record: Any, options: ReadOptions, where: str, digest: str) -> Report:
    """The report that one JSON object holds. `digest` is the hash of the bytes it was read from.

    Offsets lead back into the value of the record's text field. Raises BadRecordError for a record without text,
    BadDateError (with `strict_dates`) for one with a malformed date, and what the reader of a page raises where the
    record holds a page.
    """
    if not isinstance(record, dict):
        raise BadRecordError(f"{where} is a JSON {_kind(record)}, and a record is an object.")
    values = _fields(record, options.field_map or {})
    found = _found(values, options, where, digest)
    text, page = values.get("text", ""), values.get("html", "")
    if text.strip():
        return _from_text(text, values.get("title", ""), found, options, where)
    if page.strip():
        return _from_page(page, values.get("title", ""), found, options, where)
    named = (options.field_map or {}).get("text")
    looked = named if isinstance(named, str) else ", ".join(named or load_list("fields")["text"])
    raise BadRecordError(f"{where} has no text; looked for in: {looked}.")


def _kind(value: Any) -> str:
    names = {list: "array", str: "string", bool: "boolean", int: "number", float: "number", type(None): "null"}
    return names.get(type(value), "value")


def _fields(record: Mapping[str, Any], field_map: Mapping[str, str | Sequence[str]]) -> dict[str, str]:
    """Each field's first value that is there, as text."""
    defaults: Mapping[str, list[str]] = load_list("fields")
    values: dict[str, str] = {}
    for field in FIELDS:
        paths = field_map.get(field, defaults[field])
        for path in [paths] if isinstance(paths, str) else paths:
            value = _as_text(_at(record, path))
            if value.strip():
                values[field] = value
                break
    return values


def _at(record: Any, path: str) -> Any:
    """The value at a path with dots; a name that has dots itself is found too. None where there is nothing."""
    if not isinstance(record, dict):
        return None
    if path in record:
        return record[path]
    head, dot, rest = path.partition(".")
    while dot:
        if head in record and (found := _at(record[head], rest)) is not None:
            return found
        more, dot, rest = rest.partition(".")
        head = f"{head}.{more}"
    return None


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**30 else ""
    if isinstance(value, list):
        parts = [_as_text(item) for item in value if isinstance(item, (str, int, dict))]
        return ", ".join(part for part in parts if part)
    return str(value["name"]) if isinstance(value, dict) and isinstance(value.get("name"), str) else ""


def _found(values: Mapping[str, str], options: ReadOptions, where: str, digest: str) -> Found:
    published: DateRange | None = None
    if "published" in values and options.published is None:
        try:
            published = parse_published(values["published"])
        except BadDateError as error:
            if options.strict_dates:
                raise BadDateError(f"The publication date of {where} is malformed: {error}") from error
    url = " ".join(values.get("url", "").split())
    return Found(
        url=url,
        document=" ".join(values.get("id", "").split()),
        source=paragraph_of(values.get("source", "")).text,
        domain=values.get("domain", "").strip().lower().removeprefix("www.") or domain_of(url),
        byline=paragraph_of(values.get("byline", "")).text,
        language=values.get("language", ""),
        published=published,
        basis=PublishedBasis.DATA if published else PublishedBasis.UNKNOWN,
        raw_hash=digest,
    )


def _from_text(text: str, given_title: str, found: Found, options: ReadOptions, where: str) -> Report:
    everything = fragment_paragraphs(text) if looks_like_markup(text) else split_paragraphs(text)
    if not everything:
        raise EmptyInputError(f"The text of {where} is empty.")
    title, rest = _titled(drop_boilerplate(everything), given_title, (found.source, found.domain))
    if found.published is None and options.published is None:
        found = _dated(found, everything, rest)
    return make_report(rest, title, found, options, where)


def _titled(
    paragraphs: Sequence[Paragraph], given: str, names: Sequence[str]
) -> tuple[Paragraph | None, Sequence[Paragraph]]:
    plain = paragraph_of(given).text
    if not plain:
        return split_title(paragraphs)
    # The title of the record stands in another field, so it has no place in the text field, unless the text repeats it.
    title = without_site(Paragraph(plain), names)
    rest = list(paragraphs)
    while len(rest) > 1 and same_title(rest[0].text, title.text):
        title = min(rest.pop(0), title, key=lambda paragraph: (len(paragraph.text), not paragraph.runs))
    return title, rest


def _dated(found: Found, everything: Sequence[Paragraph], rest: Sequence[Paragraph]) -> Found:
    published = find_date_line(everything)
    if published is None and rest:
        dateline = find_dateline(rest[0].text)
        published = dateline.date if dateline else None
    if published is None:
        return found
    return replace(found, published=published, basis=PublishedBasis.TEXT)


def _from_page(page: str, given_title: str, found: Found, options: ReadOptions, where: str) -> Report:
    """A record that holds a page: the page's text, and what the record says before what the page says."""
    parts = read_page(page, options, where)
    known = {name: value for name in _NAMES if (value := getattr(found, name))}
    merged = replace(parts.found, **known)
    if found.published is not None:
        merged = replace(merged, published=found.published, basis=found.basis)
    title, paragraphs = parts.title, parts.paragraphs
    plain = paragraph_of(given_title).text
    if plain and (title is None or not same_title(plain, title.text)):
        title, paragraphs = Paragraph(plain), (*([title] if title else ()), *paragraphs)
    return make_report(paragraphs, title, merged, options, where)
