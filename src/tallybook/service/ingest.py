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
from tallybook.service.interrupts import Interrupts
from tallybook.service.linking import link_book
from tallybook.service.refresh import refresh

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tallybook.coding.base import Coder
    from tallybook.service.books import AnyBook
    from tallybook.store import Book, RunState

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
    `incidents` counts those of the reports coded in this run, before any linking; `joined` is the number of links that
    were made after it, `asked` that of questions. `seconds` is wall time. `interrupted` says that the user ended it
    before the end of the input: run again to go on.
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
    joined: int = 0
    asked: int = 0


def ingest(
    book: AnyBook,
    paths: Iterable[str],
    options: ReadOptions,
    coder: Coder,
    progress: Callable[[Progress], None] | None = None,
    *,
    link: bool = False,
) -> Manifest:
    """Read and code what lies at the paths into the book, which is made where there is none.

    A report that this version of the coder has coded is not coded again. Each report is stored in a transaction of its
    own, and at the end their incidents are published (see `refresh`), with `link` after what is new was compared with
    all that is there (see `link_book`). Ctrl-C ends the run after the current step with
    `Manifest.interrupted`. Raises the errors of `Book.open` and StoreError (DiskFullError, BookLockedError,
    ReadOnlyBookError) when the book cannot be written.
    """
    from tallybook.reports import read_paths  # noqa: PLC0415 (the readers of web pages are slow to import)

    paths = list(paths)
    return ingest_reports(book, read_paths(paths, options), coder, paths=paths, progress=progress, link=link)


def ingest_reports(
    book: AnyBook,
    items: Iterable[Report | Skipped],
    coder: Coder,
    *,
    paths: Sequence[str] = (),
    progress: Callable[[Progress], None] | None = None,
    link: bool = False,
) -> Manifest:
    """`ingest` for reports that something else reads. `paths` are noted in the book's list of runs."""
    from tallybook.store import RunState  # noqa: PLC0415 (see opened)

    with opened(book, create=True) as found, Interrupts() as interrupts:
        run = _Run(found, coder, paths, interrupts)
        try:
            for item in items:
                where = run.take(item)
                if progress is not None:
                    progress(run.progress(where))
            run.publish(link=link)
        except KeyboardInterrupt:
            return run.finish(RunState.INTERRUPTED)
        except BaseException:
            # On a full disk this note cannot be written either; the error that ended the run is the one to tell.
            with suppress(StoreError):
                run.finish(RunState.FAILED)
            raise
        return run.finish(RunState.FINISHED)


class _Run:
    """One run on an open book."""

    def __init__(self, book: Book, coder: Coder, paths: Sequence[str], interrupts: Interrupts) -> None:
        self._book = book
        self._coder = coder
        self._interrupts = interrupts
        self._begun = time.monotonic()
        self._already_there = 0
        self._coded = 0
        self._failed = 0
        self._joined = 0
        self._asked = 0
        self._skipped: list[Skipped] = []
        with interrupts.held():
            self._number = book.start_run(
                started_at=_now(), tallybook=__version__, coder=coder.name, version=coder.version, paths=paths
            )

    def progress(self, where: str) -> Progress:
        """How far the run is."""
        read = self._coded + self._already_there + self._failed
        return Progress(read, self._coded, self._already_there, len(self._skipped), where)

    def take(self, item: Report | Skipped) -> str:
        """Store one report with its coding, or note why not. Returns where it came from."""
        if isinstance(item, Skipped):
            self._skip(item)
            return item.where
        where = item.document or item.url or item.id
        with self._interrupts.held():
            if self._book.has_coding(item.id, self._coder.name, self._coder.version):
                self._already_there += 1
                return where
        coding = code_one(item, self._coder)
        if isinstance(coding, Skipped):
            self._skip(coding, failed=True)
            return where
        try:
            with self._interrupts.held():
                new = self._book.add_coded(item, coding, coded_at=_now(), run=self._number)
                # Not new: another process coded the same report in the meantime.
                self._coded += new
                self._already_there += not new
        except ModelError as error:
            self._skip(Skipped(where, error.code, str(error)), failed=True)
        return where

    def _skip(self, skipped: Skipped, *, failed: bool = False) -> None:
        with self._interrupts.held():
            self._book.add_skip(self._number, skipped.where, skipped.code, skipped.reason)
            self._skipped.append(skipped)
            self._failed += failed

    def publish(self, *, link: bool) -> None:
        """Link and publish what is new in the book, also what an earlier run that was ended could not."""
        if not link:
            refresh(self._book, run=self._number, held=self._interrupts.held)
            return
        done = link_book(self._book, run=self._number, held=self._interrupts.held)
        self._joined, self._asked = done.joined, done.asked

    def finish(self, state: RunState) -> Manifest:
        """Note how the run ended."""
        with self._interrupts.ignored():
            done = self._book.finish_run(
                self._number,
                finished_at=_now(),
                state=state,
                already_there=self._already_there,
                failed=self._failed,
                seconds=time.monotonic() - self._begun,
            )
        return Manifest(
            run=self._number,
            coder=self._coder.name,
            version=self._coder.version,
            read=done.read,
            coded=done.coded,
            already_there=done.already_there,
            skipped=tuple(self._skipped),
            incidents=done.incidents,
            seconds=done.seconds,
            interrupted=state == "interrupted",
            joined=self._joined,
            asked=self._asked,
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
