"""`tallybook ingest`, `incidents` and `show`: a book of coded reports, and what it tells."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tallybook.cli.options import (
    Book,
    Coder,
    Country,
    FieldMap,
    IncidentType,
    InputFormat,
    Paths,
    Published,
    Quiet,
    Since,
    SourceName,
    Until,
    Url,
    Words,
    incident_filter,
    read_options,
)
from tallybook.cli.terminal import complain, complain_of, progress_console, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tallybook.service import IncidentFilter, Manifest, Progress

__all__ = ["register"]


class _ListFormat(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


class _ShowFormat(StrEnum):
    CARD = "card"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command()(ingest)
    app.command()(incidents)
    app.command()(show)


def ingest(
    paths: Paths,
    book: Book,
    published: Published = "",
    source: SourceName = "",
    url: Url = "",
    input_format: Annotated[InputFormat, typer.Option(help="How to read the input.")] = InputFormat.AUTO,
    field_map: FieldMap = None,
    coder: Coder = "local",
    quiet: Quiet = False,
) -> None:
    """Code reports into a book, which is made where there is none.

    Reports that are in the book already are not coded again, so the same command can be run again at any time, also
    after it was interrupted.

    \b
    Examples:
      tallybook ingest reports/ --book my.book
      tallybook ingest feed.jsonl --book my.book --field text=content
    """
    from tallybook import service
    from tallybook.coding import get_coder

    options = read_options(published=published, source=source, url=url, input_format=input_format, field_map=field_map)
    with _progress(quiet=quiet) as progress:
        manifest = service.ingest(book, paths, options, get_coder(coder), progress)
    for skipped in manifest.skipped:
        complain_of(skipped)
    if not quiet:
        tell(_summary(manifest))
    if manifest.interrupted:
        complain("Interrupted; what was coded is kept, run the same command again to go on.")
    if manifest.skipped or manifest.interrupted:
        raise typer.Exit(1)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
    console = progress_console()
    if quiet or not console.is_terminal:
        yield None
        return
    from rich.text import Text

    from tallybook.exports import printable

    with console.status("Reading") as status:

        def show_progress(done: Progress) -> None:
            counts = f"{done.coded} coded, {done.already_there} already there, {done.skipped} skipped"
            status.update(Text(f"{counts}  {printable(done.where)[-60:]}"))

        yield show_progress


def _summary(manifest: Manifest) -> str:
    return (
        f"{manifest.read} read: {manifest.coded} coded, {manifest.already_there} already in the book, "
        f"{manifest.incidents} new incidents, {len(manifest.skipped)} skipped, {manifest.seconds:.1f} seconds."
    )


def incidents(
    book: Book,
    country: Country = "",
    since: Since = "",
    until: Until = "",
    incident_type: IncidentType = "",
    text: Words = "",
    list_format: Annotated[_ListFormat, typer.Option("--format", "-f", help="How to write the list.")] = (
        _ListFormat.TABLE
    ),
) -> None:
    """List the incidents of a book, by date.

    \b
    Examples:
      tallybook incidents --book my.book
      tallybook incidents --book my.book --country KE --since 2024-01-01 --format csv
    """
    from tallybook import service

    wanted = incident_filter(country=country, since=since, until=until, incident_type=incident_type, text=text)
    if list_format is _ListFormat.TABLE:
        _table(book, wanted)
    elif list_format is _ListFormat.CSV:
        from tallybook.cli.writing import write_incident_table

        write_incident_table(service.incident_views(book, wanted))
    else:
        from tallybook.cli.writing import write_incident_lines

        write_incident_lines(service.incident_views(book, wanted))


def _table(book: str, wanted: IncidentFilter) -> None:
    from tallybook import service
    from tallybook.cli.cards import incident_table
    from tallybook.cli.terminal import show as show_page

    found = service.list_incidents(book, wanted)
    if found.incidents:
        show_page(incident_table(found.incidents))
    else:
        tell("No incident fits.")
    for contradiction in found.contradictions:
        complain(contradiction, "TB203")


def show(
    incident: Annotated[str, typer.Argument(metavar="ID", help="The id of an incident, or how it begins.")],
    book: Book,
    evidence: Annotated[bool, typer.Option("--evidence", help="List every statement and where it stands.")] = False,
    show_format: Annotated[_ShowFormat, typer.Option("--format", "-f", help="How to write it.")] = _ShowFormat.CARD,
) -> None:
    """Show one incident of a book.

    \b
    Examples:
      tallybook show inc_3f2a --book my.book --evidence
      tallybook show inc_3f2a --book my.book --format json
    """
    import json

    from tallybook import service
    from tallybook.cli.cards import incident_card
    from tallybook.cli.terminal import show as show_page
    from tallybook.cli.terminal import speaks_unicode

    record = service.view_record(service.get_incident(book, incident))
    if show_format is _ShowFormat.JSON:
        sys.stdout.write(json.dumps(record, indent=1) + "\n")
    else:
        show_page(incident_card(record, unicode=speaks_unicode(), evidence=evidence))
