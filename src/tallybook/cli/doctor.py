"""`tallybook doctor`: is everything there that Tallybook needs, and does it work?"""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands of this group."""
    app.command()(doctor)


def doctor(
    book: Annotated[
        str | None, typer.Option(metavar="FILE", envvar="TALLYBOOK_BOOK", help="Check this book as well.")
    ] = None,
) -> None:
    """Check the installation, and a book if one is given; says what to do about each fault.

    \b
    Examples:
      tallybook doctor
      tallybook doctor --book my.book
    """
    from tallybook import service
    from tallybook.cli.pages import checks_page
    from tallybook.cli.terminal import show as show_page

    checks = service.doctor(book)
    show_page(checks_page((check.name, check.ok, check.detail, check.advice) for check in checks))
    if not all(check.ok for check in checks):
        raise typer.Exit(1)
