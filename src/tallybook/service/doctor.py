"""Is everything here that Tallybook needs, and does it work? Each check says what it found and what to do."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import sqlite3
import sys
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tallybook._version import __version__
from tallybook.errors import CodingError, StoreError, TallybookError
from tallybook.model import DateRange, PublishedBasis, Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallybook.service.books import AnyBook

__all__ = ["Check", "doctor"]

_OLDEST_PYTHON = (3, 11)
# RETURNING, which tells whether an INSERT found its row already there, came with 3.35.
_OLDEST_SQLITE = (3, 35, 0)
_REINSTALL = "Install Tallybook again: `pip install --force-reinstall tallybook`."
_SAMPLE_PUBLISHED = date(2020, 3, 4)
# Place, people and attack are invented.
_SAMPLE = (
    "Two gunmen attacked a police station in the invented town of Examplia on 3 March 2020, police said. "
    "Three officers were killed and at least five civilians were injured."
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is as it should be, what was found, and what to do where it is not."""

    name: str
    ok: bool
    detail: str
    advice: str = ""


def doctor(book: AnyBook | None = None) -> tuple[Check, ...]:
    """Look at the installation, and at a book where one is given. Never raises for what it finds."""
    checks: list[tuple[str, Callable[[], str], str]] = [
        ("python", _python, "Install Python 3.11 or newer."),
        ("packages", _packages, _REINSTALL),
        ("sqlite", _sqlite, "Use a Python whose SQLite is 3.35 or newer and has FTS5, as those of python.org are."),
        ("codebook", _codebook, _REINSTALL),
        ("lexicons", _lexicons, _REINSTALL),
        ("gazetteer", _gazetteer, _REINSTALL),
        ("coder", _coder, _REINSTALL),
    ]
    if book is not None:
        checks.append(("book", lambda: _book(book), "Restore the book from a copy, or ingest the reports again."))
    return tuple(_check(name, look, advice) for name, look, advice in checks)


def _check(name: str, look: Callable[[], str], advice: str) -> Check:
    try:
        return Check(name, ok=True, detail=look())
    except TallybookError as error:
        return Check(name, ok=False, detail=str(error), advice=advice)
    except Exception as error:  # noqa: BLE001 (whatever is broken here is what the person asked to be told)
        return Check(name, ok=False, detail=f"{type(error).__name__}: {error}", advice=advice)


def _python() -> str:
    if sys.version_info < _OLDEST_PYTHON:
        raise TallybookError(f"Python {platform.python_version()} is too old.")
    return f"Tallybook {__version__} on Python {platform.python_version()}, {platform.system()} {platform.machine()}"


def _packages() -> str:
    found = []
    for requirement in importlib.metadata.requires("tallybook") or ():
        name, _, marker = requirement.partition(";")
        match = re.match(r"[\w.-]+", name)
        if match is None or "extra" in marker:
            continue
        try:
            found.append(f"{match.group()} {importlib.metadata.version(match.group())}")
        except importlib.metadata.PackageNotFoundError as error:
            raise TallybookError(f"The package {match.group()} is not installed.") from error
    return ", ".join(found)


def _sqlite() -> str:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StoreError(f"SQLite {version} is too old.")
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
    except sqlite3.OperationalError as error:
        raise StoreError(f"SQLite {version} has no full-text search (FTS5).") from error
    finally:
        connection.close()
    return f"SQLite {version} with FTS5"


def _codebook() -> str:
    from tallybook.codebook import load_codebook  # noqa: PLC0415 (a broken part must not keep the others from a look)

    codebook = load_codebook()
    codes = sum(len(scheme) for scheme in codebook.schemes.values())
    return f"version {codebook.version}, {len(codebook.schemes)} lists with {codes} codes"


def _lexicons() -> str:
    from tallybook.actors import Lexicon  # noqa: PLC0415 (see _codebook)

    return f"{len(Lexicon.load_default().entries)} actors"


def _gazetteer() -> str:
    from tallybook.places import Gazetteer  # noqa: PLC0415 (see _codebook)

    gazetteer = Gazetteer.open_default()
    found = gazetteer.find("Nairobi")
    if not found or found[0].country != "KE":
        raise TallybookError("The gazetteer opens, but does not find Nairobi in Kenya.")
    return f"finds {found[0].name}, {found[0].country}"


def _coder() -> str:
    from tallybook.coding import get_coder  # noqa: PLC0415 (see _codebook)
    from tallybook.store.checks import check_coding  # noqa: PLC0415 (see _codebook)

    coder = get_coder()
    published = DateRange.day(_SAMPLE_PUBLISHED)
    report = Report.make(_SAMPLE, published=published, published_basis=PublishedBasis.OPTION, language="en")
    coding = coder.code(report)
    check_coding(report, coding)
    if not coding.mentions or not coding.statements:
        raise CodingError(f"The coder {coder.name} {coder.version} finds nothing in a report of an attack.")
    return f"{coder.name} {coder.version} makes {len(coding.statements)} statements of two sentences"


def _book(book: AnyBook) -> str:
    from tallybook.service.books import opened  # noqa: PLC0415 (see _codebook)
    from tallybook.store.auditing import check_book  # noqa: PLC0415 (see _codebook)

    with opened(book) as found:
        statements = check_book(found)
        counts = found.counts()
        return (
            f"{found.path}, revision {found.revision}: {counts['report']} reports, {counts['coding']} codings; "
            f"the words of all {statements} statements stand where they say"
        )
