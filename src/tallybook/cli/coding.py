"""`tallybook code` and `tallybook demo`: reports in, incidents out, nothing stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tallybook.cli.options import (
    Coder,
    FieldMap,
    InputFormat,
    OutputFormat,
    Paths,
    Published,
    Quiet,
    SourceName,
    Url,
    read_options,
)

if TYPE_CHECKING:
    from tallybook.reports import ReadOptions

__all__ = ["register", "sample_files"]

Format = Annotated[OutputFormat, typer.Option("--format", "-f", help="How to write the result.")]
Input = Annotated[InputFormat, typer.Option(help="How to read the input; auto tells by its content.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command()(code)
    app.command()(demo)


def code(
    paths: Paths,
    published: Published = "",
    source: SourceName = "",
    url: Url = "",
    output_format: Format = OutputFormat.CARD,
    input_format: Input = InputFormat.AUTO,
    field_map: FieldMap = None,
    coder: Coder = "local",
    quiet: Quiet = False,
) -> None:
    """Code reports and print one card per incident; nothing is stored.

    \b
    Examples:
      tallybook code report.txt --published 2024-05-18
      tallybook code pages/ --format csv > incidents.csv
      curl -s https://example.org/report.html | tallybook code - --format json
      tallybook code feed.jsonl --field text=content --field published=date
    """
    options = read_options(published=published, source=source, url=url, input_format=input_format, field_map=field_map)
    _code(paths, options, output_format, coder, quiet=quiet)


def demo(
    output_format: Format = OutputFormat.CARD,
    coder: Coder = "local",
    quiet: Quiet = False,
    save: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write the sample reports there instead of coding them.")
    ] = None,
) -> None:
    """Code the sample reports that come with Tallybook; every person, group and event in them is invented.

    \b
    Examples:
      tallybook demo
      tallybook demo --format json
      tallybook demo --save samples
    """
    from tallybook.reports import ReadOptions

    with sample_files() as files:
        if save:
            _save(files, save)
        else:
            _code([str(path) for path in files], ReadOptions(), output_format, coder, quiet=quiet)


@contextmanager
def sample_files() -> Iterator[list[Path]]:
    """The sample reports that come with Tallybook, as files for the length of the block."""
    from importlib import resources

    with resources.as_file(resources.files("tallybook.cli") / "samples") as folder:
        yield sorted(path for path in folder.iterdir() if path.suffix in {".txt", ".html", ".jsonl"})


def _save(files: Iterable[Path], folder: Path) -> None:
    import shutil

    from tallybook.errors import UsageError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in files:
            shutil.copyfile(path, folder / path.name)
    except OSError as error:
        raise UsageError(
            f"The samples cannot be written to {folder}: {error.strerror}; choose another folder."
        ) from error


def _code(paths: Iterable[str], options: ReadOptions, output_format: OutputFormat, coder: str, *, quiet: bool) -> None:
    from tallybook.cli.writing import writer_for
    from tallybook.coding import get_coder
    from tallybook.service import code_paths

    with writer_for(output_format, quiet=quiet) as writer:
        for result in code_paths(paths, options, get_coder(coder)):
            writer.add(result)
    if writer.skipped:
        raise typer.Exit(1)
