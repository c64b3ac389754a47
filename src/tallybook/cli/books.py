"""`tallybook ingest`, `incidents` and `show`: a book of coded reports, and what it tells."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tallybook.cli.identity import complain_of_questions
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
    Rules,
    Since,
    SourceName,
    Until,
    Url,
    Words,
    incident_filter,
    read_day,
    read_options,
)
from tallybook.cli.terminal import complain, complain_of, progress_console, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tallybook.assembly import RuleSet
    from tallybook.service import IncidentFilter, IncidentView, Manifest, Progress

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
    link: Annotated[bool, typer.Option("--link/--no-link", help="Join what tells of the same incident.")] = True,
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
        manifest = service.ingest(book, paths, options, get_coder(coder), progress, link=link)
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
        f"{manifest.incidents} new incidents{_links(manifest)}, {len(manifest.skipped)} skipped, "
        f"{manifest.seconds:.1f} seconds."
    )


def _links(manifest: Manifest) -> str:
    links = f"{manifest.joined} link{'s' if manifest.joined != 1 else ''}"
    found = f", {links} between reports" if manifest.joined else ""
    return found + (f", {manifest.asked} to ask about (`tallybook questions`)" if manifest.asked else "")


def incidents(
    book: Book,
    country: Country = "",
    since: Since = "",
    until: Until = "",
    incident_type: IncidentType = "",
    text: Words = "",
    rules: Rules = "default",
    list_format: Annotated[_ListFormat, typer.Option("--format", "-f", help="How to write the list.")] = (
        _ListFormat.TABLE
    ),
) -> None:
    """List the incidents of a book, by date.

    \b
    Examples:
      tallybook incidents --book my.book
      tallybook incidents --book my.book --country KE --since 2024-01-01 --format csv
      tallybook incidents --book my.book --rules acled
    """
    from tallybook import service
    from tallybook.assembly import read_rule_set

    chosen = read_rule_set(rules)
    wanted = incident_filter(country=country, since=since, until=until, incident_type=incident_type, text=text)
    if list_format is _ListFormat.TABLE:
        _table(book, wanted, chosen)
    elif list_format is _ListFormat.CSV:
        from tallybook.cli.writing import write_incident_table

        write_incident_table(service.incident_views(book, wanted, rules=chosen))
    else:
        from tallybook.cli.writing import write_incident_lines

        write_incident_lines(service.incident_views(book, wanted, rules=chosen))


def _table(book: str, wanted: IncidentFilter, rules: RuleSet) -> None:
    from tallybook import service
    from tallybook.cli.cards import incident_table
    from tallybook.cli.terminal import show as show_page

    found = service.list_incidents(book, wanted, rules)
    if found.incidents:
        show_page(incident_table(found.incidents))
    else:
        tell("No incident fits.")
    complain_of_questions(found.questions)


def show(
    incident: Annotated[str, typer.Argument(metavar="ID", help="The id of an incident, or how it begins.")],
    book: Book,
    evidence: Annotated[bool, typer.Option("--evidence", help="List every statement and where it stands.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="For each value the rule, and who says so and who says otherwise.")
    ] = False,
    toll: Annotated[bool, typer.Option("--toll", help="The casualty totals as of each day of publication.")] = False,
    as_of: Annotated[str, typer.Option(metavar="DATE", help="As it was known on this day.")] = "",
    rules: Rules = "default",
    show_format: Annotated[_ShowFormat, typer.Option("--format", "-f", help="How to write it.")] = _ShowFormat.CARD,
) -> None:
    """Show one incident of a book. The id of one that was merged into another leads to that one.

    \b
    Examples:
      tallybook show inc_3f2a --book my.book --evidence
      tallybook show inc_3f2a --book my.book --explain --rules ucdp
      tallybook show inc_3f2a --book my.book --as-of 2024-02-18
      tallybook show inc_3f2a --book my.book --format json
    """
    from tallybook import service
    from tallybook.assembly import read_rule_set
    from tallybook.cli.choices import as_of_line
    from tallybook.errors import UsageError

    if toll and (explain or as_of or evidence):
        raise UsageError("--toll shows casualty totals only; leave out --explain, --as-of and --evidence, or --toll.")
    if explain and evidence:
        raise UsageError("--explain lists the evidence already; leave out --explain or --evidence.")
    chosen = read_rule_set(rules)
    day = read_day(as_of, "--as-of", last=True)
    view = service.get_incident(book, incident, rules=chosen)
    if toll:
        _toll(view, chosen, show_format)
        return
    then = service.view_as_of(view, day, chosen) if day is not None else None
    if then is not None:
        tell(as_of_line(then))
        view = then.view
    _incident(view, show_format, explain=explain, evidence=evidence)


def _toll(view: IncidentView, rules: RuleSet, show_format: _ShowFormat) -> None:
    import json

    from tallybook import service
    from tallybook.cli.choices import toll_page, toll_record
    from tallybook.cli.terminal import show as show_page

    record = toll_record(view.incident.id, rules, service.toll(view, rules))
    if show_format is _ShowFormat.JSON:
        sys.stdout.write(json.dumps(record, indent=1) + "\n")
    else:
        show_page(toll_page(record))


def _incident(view: IncidentView, show_format: _ShowFormat, *, explain: bool, evidence: bool) -> None:
    import json

    from tallybook import service
    from tallybook.cli.cards import incident_card
    from tallybook.cli.choices import explanation_page, explanation_records
    from tallybook.cli.terminal import show as show_page
    from tallybook.cli.terminal import speaks_unicode
    from tallybook.model import to_json

    told = service.explanations(view) if explain else ()
    record = service.view_record(view)
    if view.asked:
        tell(f"{view.asked} was merged into {view.incident.id}; `tallybook history {view.asked}` says when and why.")
    if show_format is _ShowFormat.JSON:
        record |= {"asked": view.asked, "retracted": to_json(view.retracted)}
        if explain:
            record["explanations"] = explanation_records(told)
        sys.stdout.write(json.dumps(record, indent=1) + "\n")
    elif explain:
        show_page(explanation_page(view.incident.id, told, service.rejected(view)))
    else:
        show_page(incident_card(record, unicode=speaks_unicode(), evidence=evidence))
    for retraction in view.retracted:
        tell(f"Not counted: {service.words_of_retraction(retraction)}.")
    complain_of_questions(view.questions)
