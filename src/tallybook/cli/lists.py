"""`tallybook codebook`: what may be coded, with definitions."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["register"]


class _CodebookFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command()(codebook)


def codebook(
    scheme: Annotated[str, typer.Argument(metavar="[LIST]", help="A code list, such as weapons.")] = "",
    code: Annotated[str, typer.Argument(metavar="[CODE]", help="A code of that list, such as grenade.")] = "",
    codebook_format: Annotated[_CodebookFormat, typer.Option("--format", "-f", help="How to write it.")] = (
        _CodebookFormat.TEXT
    ),
) -> None:
    """Show the codebook: its lists, the codes of one list, or one code with its definition.

    \b
    Examples:
      tallybook codebook
      tallybook codebook weapons
      tallybook codebook weapons grenade
    """
    from tallybook.codebook import codebook_rows, codebook_to_plain

    if codebook_format is _CodebookFormat.JSON:
        sys.stdout.write(json.dumps(codebook_to_plain(scheme, code), indent=1) + "\n")
    elif codebook_format is _CodebookFormat.CSV:
        from tallybook.cli.writing import write_rows

        write_rows(codebook_rows(scheme, code))
    else:
        from tallybook.cli.terminal import show as show_page

        show_page(_page(codebook_to_plain(scheme, code), scheme, code))


def _page(plain: dict[str, Any], scheme: str, code: str) -> RenderableType:
    from tallybook.cli.pages import code_page, contents_page, scheme_page

    if code:
        return code_page(plain)
    return scheme_page(plain) if scheme else contents_page(plain)
