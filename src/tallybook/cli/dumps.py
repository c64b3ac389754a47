"""`tallybook dump` and `tallybook load`: a whole book as files, and back."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tallybook.cli.options import Book, Quiet
from tallybook.cli.terminal import tell

if TYPE_CHECKING:
    from tallybook.store.exchange import Manifest

__all__ = ["register"]


class _DumpFormat(StrEnum):
    JSONL = "jsonl"
    PARQUET = "parquet"


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command()(dump)
    app.command()(load)


def dump(
    book: Book,
    output: Annotated[str, typer.Option("--output", "-o", metavar="FOLDER", help="The folder to make.")],
    dump_format: Annotated[_DumpFormat, typer.Option("--format", "-f", help="How to write the files.")] = (
        _DumpFormat.JSONL
    ),
    quiet: Quiet = False,
) -> None:
    """Write all of a book as files from which `tallybook load` makes the same book again.

    Nothing is left out and nothing withheld: reports with their text and the names of people are in the files.
    Parquet needs the package pyarrow: pip install "tallybook[parquet]".

    \b
    Examples:
      tallybook dump --book my.book --output my-dump
      tallybook dump --book my.book --output my-dump --format parquet
    """
    from tallybook import service

    manifest = service.dump_book(book, output, dump_format.value)
    if not quiet:
        tell(f"{_counted(manifest)} written; fingerprint {manifest.fingerprint}.")


def load(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="The folder that `tallybook dump` made.")],
    book: Book,
    quiet: Quiet = False,
) -> None:
    """Make a new book from a dump. Every record is checked first; the book is whole, or not there.

    \b
    Examples:
      tallybook load my-dump --book copy.book
    """
    from tallybook import service

    manifest = service.load_book(folder, book)
    if not quiet:
        tell(f"{_counted(manifest)} loaded and checked; fingerprint {manifest.fingerprint}.")


def _counted(manifest: Manifest) -> str:
    return f"{manifest.kinds['report'].rows} reports, {manifest.rows} records of {len(manifest.kinds)} kinds"
