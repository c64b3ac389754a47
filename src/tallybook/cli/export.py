"""`tallybook export`: the incidents of a book in the formats that others work with."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tallybook.cli.options import Book, Country, IncidentType, Rules, Since, Until, Words, incident_filter
from tallybook.cli.terminal import tell

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command()(export)


def _list(wanted: bool) -> None:
    if not wanted:
        return
    from tallybook.exports.registry import EXPORTS, get_export

    width = max(map(len, EXPORTS))
    for name in EXPORTS:
        found = get_export(name)
        sys.stdout.write(f"{name:<{width}}  {found.title} ({found.suffix})\n")
    raise typer.Exit


def export(
    book: Book,
    export_format: Annotated[str, typer.Option("--format", "-f", metavar="NAME", help="The format; see --list.")],
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="The file to write.")],
    names: Annotated[bool, typer.Option("--names", help="Show the names of persons; else they are withheld.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
    timestamp: Annotated[
        int | None,
        typer.Option(min=0, metavar="SECONDS", help="Time of the rows, in seconds since 1970, where a format has one."),
    ] = None,
    country: Country = "",
    since: Since = "",
    until: Until = "",
    incident_type: IncidentType = "",
    text: Words = "",
    rules: Rules = "default",
    _listing: Annotated[
        bool, typer.Option("--list", callback=_list, is_eager=True, help="List the formats and leave.")
    ] = False,
) -> None:
    """Write the incidents of a book in another format, and what was lost on the way to FILE.loss.json.

    \b
    Examples:
      tallybook export --list
      tallybook export --book my.book --format acled --output incidents.csv
    """
    from tallybook import service
    from tallybook.assembly import read_rule_set
    from tallybook.cli.identity import complain_of_questions
    from tallybook.exports import ExportOptions

    wanted = incident_filter(country=country, since=since, until=until, incident_type=incident_type, text=text)
    options = ExportOptions(names=names, force=force, timestamp=timestamp)
    report = service.export_incidents(book, export_format, output, wanted, options, read_rule_set(rules))
    complain_of_questions(service.decision_questions(book))
    for line in str(report).splitlines():
        tell(line)
