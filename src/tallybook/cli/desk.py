"""`tallybook desk`: the web application for a book."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from tallybook.cli.options import Book
from tallybook.cli.terminal import tell
from tallybook.errors import MissingExtraError

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command()(desk)


def desk(
    book: Book,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to bind to.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to bind to; 0 takes a free one.")] = 8420,
    allow_host: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A further name under which the desk may be asked for.")
    ] = None,
    public: Annotated[
        bool, typer.Option(help="Serve only the public view: released incidents, read-only, names withheld.")
    ] = False,
    by: Annotated[
        str, typer.Option(metavar="NAME", help="Who works at it, where it has no accounts; by default your login name.")
    ] = "",
) -> None:
    """Serve the desk, a web application to read, check and publish a book, until Ctrl-C.

    \b
    Examples:
      tallybook desk --book my.book
      tallybook desk --book my.book --port 9000 --by "A. Recorder"
    """
    try:
        from tallybook.web.serving import serve
    except ImportError as error:
        raise MissingExtraError(
            "The desk needs packages that are not installed: pip install 'tallybook[desk]'."
        ) from error
    from tallybook.web.settings import DeskSettings

    settings = DeskSettings(
        Path(book),
        host=host,
        port=port,
        hosts=tuple(allow_host or ()),
        person=by.strip() or getpass.getuser(),
        public=public,
    )
    serve(settings, lambda address: tell(f"The desk is at {address} (Ctrl-C ends it)."))
