"""`tallybook refresh`, `merge`, `split`, `retract`, `history` and `diff`: incidents as people decide and cite them."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tallybook.cli.options import Book, Incident
from tallybook.cli.terminal import complain, number_of, show, tell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tallybook.model import EventKind
    from tallybook.service import Decided, Linked, Questions

__all__ = ["complain_of_questions", "register"]


class _Format(StrEnum):
    TABLE = "table"
    JSONL = "jsonl"


Why = Annotated[str, typer.Option(metavar="TEXT", help="What shows it; kept with the decision.")]
By = Annotated[
    str, typer.Option(metavar="NAME", envvar="TALLYBOOK_NAME", help="Who decides; by default the name you log in with.")
]
Format = Annotated[_Format, typer.Option("--format", "-f", help="How to write it.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    for command in (link, questions, refresh, merge, apart, split, retract, history, diff):
        app.command()(command)


def link(
    book: Book,
    again: Annotated[
        bool, typer.Option("--again", help="Work everything out anew, but for what people decided.")
    ] = False,
) -> None:
    """Join the mentions of a book that tell of the same incident; ingest does this for what it adds.

    What is likely but not certain is not joined: `tallybook questions` lists it.

    \b
    Example:
      tallybook link --book my.book
    """
    from tallybook import service
    from tallybook.cli.terminal import progress_console

    console = progress_console()
    with console.status("Linking") as status:
        done = service.link_book(book, again=again, progress=status.update if console.is_terminal else None)
    tell(_linked(done))
    complain_of_questions(done.refreshed.questions)


def _linked(done: Linked) -> str:
    parts = [f"{done.new} mentions taken in, {done.compared} pairs compared: {done.joined} links"]
    if done.taken_back:
        parts.append(f"{done.taken_back} earlier links taken back")
    parts.append(f"{done.asked} questions")
    if done.too_common:
        parts.append(f"{done.too_common} keys too common to be used")
    return f"{', '.join(parts)}; {done.seconds:.1f} seconds."


def questions(
    book: Book,
    list_format: Format = _Format.TABLE,
) -> None:
    """List pairs of incidents that may be one, the most likely first: `merge` says yes, `apart` says no.

    \b
    Example:
      tallybook questions --book my.book
    """
    from dataclasses import asdict

    from tallybook import service
    from tallybook.cli.histories import questions_page

    found = service.link_questions(book)
    if list_format is _Format.JSONL:
        for one in found:
            sys.stdout.write(json.dumps(asdict(one)) + "\n")
        return
    show(questions_page(found))


def apart(
    one: Incident,
    other: Annotated[str, typer.Argument(metavar="ID", help="Another one.")],
    book: Book,
    why: Why,
    by: By = "",
) -> None:
    """Decide that two incidents are not one, so that no machine joins them.

    \b
    Example:
      tallybook apart inc_3f2a inc_81b0 --book my.book --why "two bombs, an hour apart"
    """
    from tallybook import service

    _tell_decided(service.keep_apart(book, one, other, why=why, by=_name(by)))


def refresh(
    book: Book,
    full: Annotated[bool, typer.Option("--full", help="Look at everything, not only at what is new.")] = False,
) -> None:
    """Publish what was added to a book: ids, values and history of its incidents.

    ingest, merge, split and retract do this by themselves; a program that adds decisions may leave it to you.

    \b
    Example:
      tallybook refresh --book my.book
    """
    from tallybook import service

    done = service.refresh(book, full=full)
    tell(f"{_counted(done.counts)}; revision r{done.revision}.")
    complain_of_questions(done.questions)


def _counted(counts: Mapping[EventKind, int]) -> str:
    from tallybook.exports import words_of_code

    return (
        ", ".join(f"{number} {words_of_code(kind.value)}" for kind, number in sorted(counts.items())) or "Nothing new"
    )


def complain_of_questions(questions: Questions) -> None:
    """Say what a person has to look at between decisions."""
    for contradiction in questions.contradictions:
        complain(contradiction, "TB203")
    for link in questions.refused:
        score = f" with score {link.score:.2f}" if link.score is not None else ""
        complain(
            f"To review: {link.by} takes the mentions {link.left} and {link.right} for one incident{score}, but what "
            "people decided keeps them apart."
        )


def merge(
    incidents: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of incidents, or how they begin.")],
    book: Book,
    why: Why,
    by: By = "",
) -> None:
    """Decide that incidents are one; the id that was published first stays, the others lead to it.

    \b
    Example:
      tallybook merge inc_3f2a inc_81b0 --book my.book --why "same market, same hour"
    """
    from tallybook import service

    _tell_decided(service.merge(book, incidents, why=why, by=_name(by)))


def split(
    incident: Incident,
    mentions: Annotated[
        list[str],
        typer.Option("--mentions", metavar="MEN...", help="Mentions that are another incident; commas between them."),
    ],
    book: Book,
    why: Why,
    by: By = "",
) -> None:
    """Decide that some mentions of an incident are another incident, which gets an id of its own.

    `tallybook show ID --format json` lists the mentions.

    \b
    Example:
      tallybook split inc_3f2a --mentions men_77c1,men_80aa --book my.book --why "the second bomb"
    """
    from tallybook import service

    named = [mention for given in mentions for mention in given.replace(",", " ").split()]
    _tell_decided(service.split(book, incident, named, why=why, by=_name(by)))


def retract(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="The id of a report, or how it begins.")],
    book: Book,
    why: Why,
    by: By = "",
    undo: Annotated[bool, typer.Option("--undo", help="What it says counts again.")] = False,
) -> None:
    """Decide that what a report says no longer counts. Nothing is deleted, and it can be undone.

    \b
    Examples:
      tallybook retract rep_e647 --book my.book --why "withdrawn by the paper"
      tallybook retract rep_e647 --undo --book my.book --why "it was another report"
    """
    from tallybook import service

    _tell_decided(service.retract(book, report, why=why, by=_name(by), undo=undo))


def _name(given: str) -> str:
    if given:
        return given
    import getpass

    from tallybook.errors import UsageError

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise UsageError("It is not known who you are; give your name with --by.") from error


def _tell_decided(decided: Decided) -> None:
    from tallybook.cli.histories import event_lines

    for line in event_lines(decided.events):
        sys.stdout.write(f"{line}\n")
    decisions = f"{number_of(len(decided.decisions), 'decision')} added; " if decided.decisions else ""
    tell(f"{decisions}{number_of(len(decided.events), 'event')}, revision r{decided.refreshed.revision}.")
    complain_of_questions(decided.refreshed.questions)


def history(incident: Incident, book: Book, output_format: Format = _Format.TABLE) -> None:
    """Show what happened to an incident: when, by whom, why, and which values changed on what evidence.

    \b
    Example:
      tallybook history inc_3f2a --book my.book
    """
    from tallybook import service
    from tallybook.cli.histories import event_record, history_page

    found = service.history(book, incident)
    if output_format is _Format.TABLE:
        show(history_page(found))
        return
    for event in found.events:
        sys.stdout.write(json.dumps(event_record(event, found.statements)) + "\n")


def diff(
    book: Book,
    since: Annotated[
        str, typer.Option(metavar="DATE|REVISION", help="A day (2024-06-01), an instant, or an event (r1532).")
    ],
    output_format: Format = _Format.TABLE,
) -> None:
    """Show how the incidents of a book differ from what they were: new, changed, merged, split, withdrawn.

    \b
    Examples:
      tallybook diff --since 2024-06-01 --book my.book
      tallybook diff --since r1532 --book my.book --format jsonl
    """
    from tallybook import service
    from tallybook.cli.histories import diff_page, diff_record
    from tallybook.errors import BadDateError

    try:
        begin = service.parse_since(since)
    except BadDateError as error:
        raise typer.BadParameter(str(error), param_hint="--since") from error
    found = service.diff(book, begin)
    if output_format is _Format.JSONL:
        for one in found:
            sys.stdout.write(json.dumps(diff_record(one)) + "\n")
    elif found:
        show(diff_page(found))
    else:
        tell("Nothing is different.")
