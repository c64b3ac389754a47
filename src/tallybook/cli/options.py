"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tallybook.errors import BadDateError

if TYPE_CHECKING:
    from datetime import date

    from tallybook.reports import ReadOptions
    from tallybook.service import IncidentFilter

__all__ = [
    "Book",
    "Coder",
    "Country",
    "FieldMap",
    "Incident",
    "IncidentType",
    "InputFormat",
    "OutputFormat",
    "Paths",
    "Published",
    "Quiet",
    "Rules",
    "Since",
    "SourceName",
    "Until",
    "Url",
    "Words",
    "incident_filter",
    "read_day",
    "read_options",
]


class OutputFormat(StrEnum):
    """How coded reports are written."""

    CARD = "card"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


class InputFormat(StrEnum):
    """How input is read; the same names as in `reports.FORMATS`."""

    AUTO = "auto"
    TEXT = "text"
    HTML = "html"
    JSON = "json"
    JSONL = "jsonl"
    MUC = "muc"


Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files or folders; - is standard input.")]
Published = Annotated[
    str,
    typer.Option(
        metavar="DATE",
        help="When the reports were published: 2023-02-18, 2023-02 or 2023. Wins over dates in pages and data.",
    ),
]
SourceName = Annotated[str, typer.Option("--source", metavar="NAME", help="Who published the reports.")]
Url = Annotated[str, typer.Option(metavar="URL", help="Where the report was found; for a single report.")]
FieldMap = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        metavar="FIELD=PATH",
        help="Which field of a JSON record holds what, e.g. --field text=body.plain; may be given several times.",
    ),
]
Coder = Annotated[str, typer.Option(metavar="NAME", help="Which coder reads the reports.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No summary and no progress; errors are still told.")]
Book = Annotated[str, typer.Option(metavar="FILE", envvar="TALLYBOOK_BOOK", help="The book, one file.")]
Incident = Annotated[str, typer.Argument(metavar="ID", help="The id of an incident, or how it begins.")]

Rules = Annotated[
    str,
    typer.Option(
        metavar="NAME|FILE",
        envvar="TALLYBOOK_RULES",
        help="The rule set by which values are chosen; `tallybook rules` lists them.",
    ),
]
Country = Annotated[str, typer.Option(metavar="CODE", help="Only of this country (two letters, PK).")]
Since = Annotated[str, typer.Option(metavar="DATE", help="Only on or after this day.")]
Until = Annotated[str, typer.Option(metavar="DATE", help="Only on or before this day.")]
IncidentType = Annotated[str, typer.Option("--type", metavar="CODE", help="Only of this type.")]
Words = Annotated[str, typer.Option("--text", metavar="WORDS", help="Only where a report has these words.")]


def read_options(
    *, published: str, source: str, url: str, input_format: InputFormat, field_map: list[str] | None
) -> ReadOptions:
    """The options of the readers. A date or mapping that cannot be read is wrong usage."""
    from tallybook.reports import ReadOptions, parse_published

    try:
        when = parse_published(published) if published else None
    except BadDateError as error:
        raise typer.BadParameter(str(error), param_hint="--published") from error
    return ReadOptions(
        published=when, source=source, url=url, format=input_format.value, field_map=_field_map(field_map or [])
    )


def incident_filter(*, country: str, since: str, until: str, incident_type: str, text: str) -> IncidentFilter:
    """The incidents that are wanted. A day that cannot be read is wrong usage."""
    from tallybook.service import IncidentFilter

    return IncidentFilter(
        country=country,
        first=read_day(since, "--since", last=False),
        last=read_day(until, "--until", last=True),
        incident_type=incident_type,
        text=text,
    )


def read_day(text: str, option: str, *, last: bool) -> date | None:
    """The first day of a date that a person gives, or the last; None where none is given."""
    if not text:
        return None
    from tallybook.reports import parse_published

    try:
        found = parse_published(text)
    except BadDateError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error
    return found.last if last else found.first


def _field_map(pairs: list[str]) -> dict[str, str | list[str]] | None:
    mapping: dict[str, list[str]] = {}
    for pair in pairs:
        field, equals, path = pair.partition("=")
        if not (field and equals and path):
            raise typer.BadParameter(f"{pair!r} is not of the form FIELD=PATH.", param_hint="--field")
        mapping.setdefault(field, []).append(path)
    return dict(mapping) or None
