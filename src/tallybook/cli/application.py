"""The command `tallybook` and its groups."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tallybook._version import __version__
from tallybook.cli import books, coding, desk, doctor, dumps, evaluate, export, identity, lists, lookups, people
from tallybook.cli.terminal import complain, make_output_safe
from tallybook.errors import TallybookError, UsageError

__all__ = ["app", "main"]

EXIT_TROUBLE = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


class _Commands(TyperGroup):
    """Errors of Tallybook become one sentence and an exit code; anything else is a fault and keeps its trace."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except UsageError as error:
            complain(str(error), error.code)
            raise typer.Exit(EXIT_USAGE) from error
        except TallybookError as error:
            complain(str(error), error.code)
            raise typer.Exit(EXIT_TROUBLE) from error


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain help: it reads the same on every terminal, in a pipe and in a manual.
    rich_markup_mode=None,
    epilog="Exit codes: 0 done, 1 something could not be read or done (the messages say what), 2 wrong usage.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tallybook {__version__}")
        raise typer.Exit


@app.callback()
def _tallybook(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """News reports of political violence in, an auditable record of incidents out.

    \b
    Try it:        tallybook demo
    Code a page:   tallybook code report.html
    Keep a book:   tallybook ingest reports/ --book my.book
                   tallybook incidents --book my.book
    Look at it:    tallybook desk --book my.book
    """


for _group in (coding, books, desk, people, identity, dumps, export, lookups, lists, evaluate, doctor):
    _group.register(app)


def main() -> None:
    """Run the command line; the entry point of the package."""
    make_output_safe(sys.stdout)
    make_output_safe(sys.stderr)
    try:
        app(prog_name="tallybook")
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
