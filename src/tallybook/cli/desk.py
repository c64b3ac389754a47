"""`tallybook desk`: the web application for a book."""

from __future__ import annotations

import getpass
import tempfile
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallybook.cli.coding import sample_files
from tallybook.cli.options import Book
from tallybook.cli.terminal import tell
from tallybook.errors import MissingExtraError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command()(desk)


def desk(
    book: Book = "",
    demo: Annotated[
        bool, typer.Option("--demo", help="Serve a book of the sample reports, which is gone when the desk ends.")
    ] = False,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to bind to.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to bind to; 0 takes a free one.")] = 8420,
    allow_host: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A further name under which the desk may be asked for.")
    ] = None,
    https: Annotated[
        bool,
        typer.Option("--https", help="Everything comes over TLS that ends at a proxy; cookies are for TLS only."),
    ] = False,
    trust_proxy: Annotated[
        list[str] | None,
        typer.Option(metavar="ADDRESS", help="A proxy, or a network of proxies, that is believed about who asks."),
    ] = None,
    public: Annotated[
        bool, typer.Option(help="Serve only the public view: released incidents, read-only, names withheld.")
    ] = False,
    by: Annotated[
        str, typer.Option(metavar="NAME", help="Who works at it, where it has no accounts; by default your login name.")
    ] = "",
) -> None:
    """Serve the desk, a web application to read, check and publish a book, until Ctrl-C.

    Only this machine reaches it, unless there are accounts (`tallybook people add`), with which everybody signs in.

    \b
    Examples:
      tallybook desk --demo
      tallybook desk --book my.book
      tallybook desk --book my.book --port 9000 --by "A. Recorder"
      tallybook desk --book my.book --https --allow-host desk.example.org --trust-proxy 127.0.0.1
    """
    try:
        from tallybook.web.serving import serve
    except ImportError as error:
        raise MissingExtraError(
            "The desk needs packages that are not installed: pip install 'tallybook[desk]'."
        ) from error
    from tallybook.web.settings import DeskSettings

    if bool(book) is demo:
        raise UsageError("Name a book with --book, or take the sample reports with --demo.")
    with _demo_book() if demo else nullcontext(Path(book)) as path:
        settings = DeskSettings(
            path,
            host=host,
            port=port,
            hosts=tuple(allow_host or ()),
            person=by.strip() or getpass.getuser(),
            https=https,
            proxies=tuple(trust_proxy or ()),
            public=public,
        )
        serve(settings, lambda address: tell(f"The desk is at {address} (Ctrl-C ends it)."))


@contextmanager
def _demo_book() -> Iterator[Path]:
    """A book of the sample reports, deleted at the end of the block."""
    from tallybook import service
    from tallybook.coding import get_coder
    from tallybook.reports import ReadOptions

    with tempfile.TemporaryDirectory(prefix="tallybook-demo-") as folder, sample_files() as files:
        path = Path(folder, "demo.book")
        tell("Coding the sample reports, which are invented.")
        service.ingest(path, [str(file) for file in files], ReadOptions(), get_coder("local"), link=True)
        yield path
