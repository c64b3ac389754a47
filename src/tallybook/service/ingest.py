"""Read, code and keep: what `tallybook ingest` does. Killed or interrupted at any moment, it goes on when run again."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tallybook._version import __version__
from tallybook.errors import ModelError, StoreError
from tallybook.model import Report
from tallybook.reports.options import ReadOptions, Skipped
from tallybook.service.books import opened
from tallybook.service.coding import code_one

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tallybook.coding.base import Coder
    from tallybook.service.books import AnyBook
    from tallybook.store import Book

__all__ = ["Manifest", "Progress", "ingest", "ingest_reports"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is, after each input. `where` is the input that was just taken or skipped."""

    read: int
    coded: int
    already_there: int
    skipped: int
    where: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an ingest did.

    `read` = `coded` + `already_there` + the reports that the coder failed on, which are among the `skipped`.
    `incidents` counts those of the reports coded in this run, before any linking. `seconds` is wall time.
    `interrupted` says that the user ended it before the end of the input: run again to go on.
    """

    run: int
    coder: str
    version: str
    read: int
    coded: int
    already_there: int
    skipped: tuple[Skipped, ...]
    incidents: int
    seconds: float
    interrupted: bool = False


class _Tally:
    """Counts while a run is at work."""

    def __init__(self) -> None:
        self.coded = 0
        self.already_there = 0
        self.failed = 0
        self.skipped: list[Skipped] = []

    def progress(self, where: str) -> Progress:
        read = self.coded + self.already_there + self.failed
        return Progress(read, self.coded, self.already_there, len(self.skipped), where)


def ingest(
    book: AnyBook,
    paths: Iterable[str],
    options: ReadOptions,
    coder: Coder,
    progress: Callable[[Progress], None] | None = None,
) -> Manifest:
    """Read and code what lies at the paths into the book, which is made where there is none.

    A report that this version of the coder has coded is not coded again. Each report is stored in a transaction of its
    own. Ctrl-C ends the run after the current step with `Manifest.interrupted`. Raises the errors of `Book.open` and
    StoreError (DiskFullError, BookLockedError, ReadOnlyBookError) when the book cannot be written.
    """
    from tallybook.reports import read_paths  # noqa: PLC0415 (the readers of web pages are slow to import)

    paths = list(paths)
    return ingest_reports(book, read_paths(paths, options), coder, paths=paths, progress=progress)


def ingest_reports(
    book: AnyBook,
    items: Iterable[Report | Skipped],
    coder: Coder,
    *,
    paths: Sequence[str] = (),
    progress: Callable[[Progress], None] | None = None,
) -> Manifest:
    """`ingest` for reports that something else reads. `paths` are noted in the book's list of runs."""
    with opened(book, create=True) as found:
        return _run(found, items, coder, paths, progress)


def _run(
    book: Book,
    items: Iterable[Report | Skipped],
    coder: Coder,
    paths: Sequence[str],
    progress: Callable[[Progress], None] | None,
) -> Manifest:
    from tallybook.store import RunState  # noqa: PLC0415 (see opened)

    begun = time.monotonic()
    run = book.start_run(started_at=_now(), tallybook=__version__, coder=coder.name, version=coder.version, paths=paths)
    tally = _Tally()

    def finish(state: RunState) -> Manifest:
        done = book.finish_run(
            run,
            finished_at=_now(),
            state=state,
            already_there=tally.already_there,
            failed=tally.failed,
            seconds=time.monotonic() - begun,
        )
        return Manifest(
            run=run,
            coder=coder.name,
            version=coder.version,
            read=done.read,
            coded=done.coded,
            already_there=done.already_there,
            skipped=tuple(tally.skipped),
            incidents=done.incidents,
            seconds=done.seconds,
            interrupted=state is RunState.INTERRUPTED,
        )

    try:
        for item in items:
            where = _take(book, run, item, coder, tally)
            if progress is not None:
                progress(tally.progress(where))
    except KeyboardInterrupt:
        return finish(RunState.INTERRUPTED)
    except BaseException:
        # On a full disk this note cannot be written either; the error that ended the run is the one to tell.
        with suppress(StoreError):
            finish(RunState.FAILED)
        raise
    return finish(RunState.FINISHED)


def _take(book: Book, run: int, item: Report | Skipped, coder: Coder, tally: _Tally) -> str:
    """Store one report with its coding, or note why not. Returns where it came from."""
    if isinstance(item, Skipped):
        _skip(book, run, item, tally)
        return item.where
    where = item.document or item.url or item.id
    if book.has_coding(item.id, coder.name, coder.version):
        tally.already_there += 1
        return where
    coding = code_one(item, coder)
    if not isinstance(coding, Skipped):
        try:
            new = book.add_coded(item, coding, coded_at=_now(), run=run)
        except ModelError as error:
            coding = Skipped(where, error.code, str(error))
        else:
            # Not new: another process coded the same report in the meantime.
            tally.coded += new
            tally.already_there += not new
            return where
    tally.failed += 1
    _skip(book, run, coding, tally)
    return where


def _skip(book: Book, run: int, skipped: Skipped, tally: _Tally) -> None:
    tally.skipped.append(skipped)
    book.add_skip(run, skipped.where, skipped.code, skipped.reason)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
