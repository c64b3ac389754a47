"""A book: reports, what coders made of them, decisions and runs, in one file that outlives a kill at any moment."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import sqlalchemy as sa

from tallybook.errors import BookNotFoundError, ReadOnlyBookError
from tallybook.store import migrate, rows, select, write
from tallybook.store import schema as t
from tallybook.store.checks import check_coding
from tallybook.store.linking import LinkIndex, add_links
from tallybook.store.publish import Publisher
from tallybook.store.published import Published
from tallybook.store.reviewer import Reviewer
from tallybook.store.runs import Run, RunState, SkippedInput, run_from_row
from tallybook.store.sqlite import begin_write, check_header, is_writable, make_engine, told_errors

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from tallybook.model import Coding, Decision, Field, Mention, Note, Report, Retraction, Statement, Support
    from tallybook.store.linking import Question

__all__ = ["Book"]

T = TypeVar("T")

_COUNTED = ("report", "coding", "mention", "statement", "support", "note", "decision", "retraction", "run")


def _printable(text: str) -> str:
    # The name of a file may hold bytes that are no characters; they are noted as \\udc80 and the like.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _file_at(path: Path) -> tuple[int, int] | None:
    """Which file stands at a path, whatever it is called; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Book:
    """An open book. Use it as a context manager, or close it.

    Records are written once and never changed; writing one that is there does nothing. Reading methods that return
    iterators read a page at a time, so that a book larger than the memory can be read while it is written to.
    A method that takes `coder` and `every_version` reads, of each coder (or of the one named), the newest coding of a
    report: the one that was added last. `every_version=True` reads older codings too.
    """

    def __init__(self, path: Path, engine: sa.Engine, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self._engine = engine
        self._file = _file_at(path)

    # Opening and closing ---------------------------------------------------------------------------------------------

    @classmethod
    def open(
        cls, path: str | os.PathLike[str], create: bool = False, *, read_only: bool = False, timeout: float = 30.0
    ) -> Book:
        """Open the book at `path`; with `create`, make one where there is none. An older book is brought up to date.

        A file or folder that cannot be written is opened for reading; writing then raises ReadOnlyBookError.
        `timeout`: seconds to wait while another process writes.

        Raises BookNotFoundError, NotABookError, BookTooNewError, BookLockedError, DiskFullError, or ReadOnlyBookError
        for an older book that cannot be brought up to date.
        """
        place = Path(path)
        check_header(place, create=create)
        read_only = read_only or not is_writable(place)
        engine = make_engine(place, read_only=read_only, timeout=timeout)
        try:
            with told_errors(place):
                migrate.prepare(engine, place, create=create, read_only=read_only, timeout=timeout)
        except BaseException:
            engine.dispose()
            raise
        return cls(place, engine, read_only=read_only)

    def close(self) -> None:
        """Close the file. Closing twice does nothing."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with told_errors(self.path), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        if self.read_only:
            raise ReadOnlyBookError(f"{self.path} may be read but not written; check its permissions or copy it.")
        if _file_at(self.path) != self._file:
            # Where a file was deleted or replaced, a connection goes on writing into what nobody will find again.
            raise BookNotFoundError(f"{self.path} was moved, deleted or replaced; put it back, or open it again.")
        with told_errors(self.path), begin_write(self._engine) as connection:
            # Another process may have brought the book to a revision that this version would write wrongly.
            migrate.revision_of(connection, str(self.path))
            yield connection

    # Writing ---------------------------------------------------------------------------------------------------------

    def add_report(self, report: Report) -> bool:
        """Store a report. Returns False where it is there already: the first one is kept as it is."""
        with self._write() as connection:
            return write.add_report(connection, report)

    def add_coding(self, coding: Coding, *, coded_at: str = "", run: int | None = None) -> bool:
        """Store what a coder made of a report that is in the book, all of it or nothing.

        Returns False where this version of the coder has coded this report before: the first coding is kept.
        `coded_at` is an ISO 8601 instant in UTC. Raises RecordNotFoundError for a report that is not in the book,
        InvalidValueError or InvalidSpanError for a coding that does not fit its report.
        """
        check_coding(self.get_report(coding.report), coding)
        with self._write() as connection:
            return write.add_coding(connection, coding, coded_at, run)

    def add_coded(self, report: Report, coding: Coding, *, coded_at: str = "", run: int | None = None) -> bool:
        """Store a report and a coding of it in one transaction. Returns whether the coding is new.

        Raises as `add_coding` does.
        """
        check_coding(report, coding)
        with self._write() as connection:
            write.add_report(connection, report)
            return write.add_coding(connection, coding, coded_at, run)

    def add_decision(self, decision: Decision) -> bool:
        """Store a decision. Returns False where it is there. Raises RecordNotFoundError for a mention not in the book.

        A decision that contradicts another one is stored too: contradictions are for a person to look at.
        """
        return bool(self.add_decisions([decision]))

    def add_decisions(self, decisions: Iterable[Decision]) -> int:
        """Store decisions, all of them or none. Returns how many are new. Raises as `add_decision` does."""
        decisions = list(decisions)
        with self._write() as connection:
            return write.add_decisions(connection, decisions, self.path)

    def add_retraction(self, retraction: Retraction) -> bool:
        """Store that a report no longer counts, or counts again. Returns False where it stands like that already.

        Raises RecordNotFoundError for a report that is not in the book.
        """
        report = self.get_report(retraction.report).id
        with self._write() as connection:
            return write.add_retraction(connection, retraction, report)

    # Published incidents ---------------------------------------------------------------------------------------------

    @contextmanager
    def published(self) -> Iterator[Published]:
        """A look at the published incidents: all that is read in the block is of one moment."""
        with self._read() as connection:
            yield Published(connection)

    @contextmanager
    def publishing(self, generation: int) -> Iterator[Publisher]:
        """Change the published incidents in one transaction, committed at the end of the block.

        `generation` is that of the mark on which the changes rest; StaleError says that another process was faster.
        """
        with self._write() as connection:
            yield Publisher(connection, generation)

    # Review ----------------------------------------------------------------------------------------------------------

    @contextmanager
    def reviewing(self) -> Iterator[Reviewer]:
        """Note what people do in review, in one transaction that is committed at the end of the block."""
        with self._write() as connection:
            yield Reviewer(connection, self.path)

    # Linking ---------------------------------------------------------------------------------------------------------

    @contextmanager
    def link_index(self) -> Iterator[LinkIndex]:
        """A look at what linking has taken in: all that is read in the block is of one moment."""
        with self._read() as connection:
            yield LinkIndex(connection)

    def add_links(
        self,
        decisions: Sequence[Decision],
        taken_in: Mapping[str, Collection[int]],
        version: str,
        questions: Sequence[Question] = (),
        copies: Mapping[str, str] | None = None,
        *,
        afresh: bool = False,
    ) -> int:
        """Store what a linking found, all of it or nothing. Returns how many decisions are new; see `add_links`."""
        with self._write() as connection:
            return add_links(
                connection,
                self.path,
                decisions=decisions,
                taken_in=taken_in,
                version=version,
                questions=questions,
                copies=copies or {},
                afresh=afresh,
            )

    # Runs ------------------------------------------------------------------------------------------------------------

    def start_run(self, *, started_at: str, tallybook: str, coder: str, version: str, paths: Sequence[str]) -> int:
        """Note that a run begins. Returns its number."""
        row = {
            "started_at": started_at,
            "state": RunState.RUNNING.value,
            "tallybook": tallybook,
            "coder": coder,
            "version": version,
            "paths": [_printable(path) for path in paths],
        } | dict.fromkeys(("read", "coded", "already_there", "skipped", "incidents", "seconds"), 0)
        with self._write() as connection:
            return int(connection.execute(sa.insert(t.run).returning(t.run.c.id), row).scalar_one())

    def add_skip(self, run: int, where: str, code: str, reason: str) -> None:
        """Note that a run did not store an input."""
        with self._write() as connection:
            last = connection.scalar(sa.select(sa.func.max(t.skip.c.position)).where(t.skip.c.run == run))
            position = 0 if last is None else last + 1
            row = {"run": run, "position": position, "code": code}
            row |= {"where": _printable(where), "reason": _printable(reason)}
            connection.execute(sa.insert(t.skip), row)

    def finish_run(
        self, run: int, *, finished_at: str, state: RunState, already_there: int, failed: int, seconds: float
    ) -> Run:
        """Note how a run ended, and return it. What was coded and skipped is counted from what the book holds.

        `failed`: reports that were read but not coded; they are among the inputs skipped.
        """
        coding, mention = t.coding.c, t.mention.c
        coded = sa.select(sa.func.count()).where(coding.run == run)
        skipped = sa.select(sa.func.count()).where(t.skip.c.run == run)
        incidents = (
            sa.select(sa.func.count())
            .select_from(t.coding_mention)
            .join(t.coding, coding.id == t.coding_mention.c.coding)
            .join(t.mention, mention.id == t.coding_mention.c.mention)
            .where(coding.run == run, mention.incident.is_not(None))
        )
        with self._write() as connection:
            number = connection.scalar(coded) or 0
            values = {
                "finished_at": finished_at,
                "state": state.value,
                "read": number + already_there + failed,
                "coded": number,
                "already_there": already_there,
                "skipped": connection.scalar(skipped) or 0,
                "incidents": connection.scalar(incidents) or 0,
                "seconds": seconds,
            }
            connection.execute(sa.update(t.run).where(t.run.c.id == run).values(values))
            return run_from_row(connection.execute(sa.select(t.run).where(t.run.c.id == run)).mappings().one())

    def runs(self) -> tuple[Run, ...]:
        """What ran on this book, oldest first."""
        with self._read() as connection:
            return tuple(
                run_from_row(row) for row in connection.execute(sa.select(t.run).order_by(t.run.c.id)).mappings()
            )

    def skips(self, run: int) -> tuple[SkippedInput, ...]:
        """What a run did not store, in the order in which it was met."""
        query = sa.select(t.skip).where(t.skip.c.run == run).order_by(t.skip.c.position)
        with self._read() as connection:
            return tuple(
                SkippedInput(row["run"], row["where"], row["code"], row["reason"])
                for row in connection.execute(query).mappings()
            )

    # Reading ---------------------------------------------------------------------------------------------------------

    @property
    def revision(self) -> str:
        """The revision of the book's tables."""
        with self._read() as connection:
            return migrate.revision_of(connection, str(self.path)) or ""

    def counts(self) -> dict[str, int]:
        """How many records of each kind there are, older codings included."""
        with self._read() as connection:
            return {
                name: connection.scalar(sa.select(sa.func.count()).select_from(t.metadata.tables[name])) or 0
                for name in _COUNTED
            }

    def has_report(self, report: str) -> bool:
        """Whether the report with exactly this id is in the book."""
        with self._read() as connection:
            return connection.scalar(sa.select(t.report.c.id).where(t.report.c.id == report)) is not None

    def has_coding(self, report: str, coder: str, version: str) -> bool:
        """Whether this version of the coder has coded this report."""
        c = t.coding.c
        query = sa.select(c.id).where(c.report == report, c.coder == coder, c.version == version)
        with self._read() as connection:
            return connection.scalar(query) is not None

    def report_ids(self) -> Iterator[str]:
        """The ids of all reports, in their order."""
        last = ""
        while True:
            with self._read() as connection:
                page = select.ids_from(connection, t.report.c.id, last + "\x01" if last else "", select.PAGE)
            if not page:
                return
            yield from page
            last = page[-1]

    def reports(self, ids: Iterable[str] | None = None) -> Iterator[Report]:
        """All reports, or those with the ids given, in the order of their ids within each page."""
        for page in select.chunks(self.report_ids() if ids is None else ids):
            yield from self._page(select.reports().where(t.report.c.id.in_(page)), rows.report_from_row)

    def get_report(self, report: str) -> Report:
        """The report whose id is or begins with `report`. Raises RecordNotFoundError."""
        with self._read() as connection:
            found = select.find_id(connection, [t.report.c.id], report, "rep", "report", "`tallybook reports`")
            row = connection.execute(select.reports().where(t.report.c.id == found)).mappings().one()
            return rows.report_from_row(row)

    def get_mention(self, mention: str) -> Mention:
        """The mention whose id is or begins with `mention`, of whatever coding. Raises RecordNotFoundError."""
        with self._read() as connection:
            found = select.find_id(connection, [t.mention.c.id], mention, "men", "mention", "`tallybook incidents`")
            row = connection.execute(sa.select(t.mention).where(t.mention.c.id == found)).mappings().one()
            return rows.mention_from_row(row)

    def get_statement(self, statement: str) -> Statement:
        """The statement whose id is or begins with `statement`, of whatever coding. Raises RecordNotFoundError."""
        with self._read() as connection:
            found = select.find_id(connection, [t.statement.c.id], statement, "st", "statement", "`tallybook show`")
            query = select.statements_with_report().where(t.statement.c.id == found)
            return rows.statement_from_row(connection.execute(query).mappings().one())

    def codings(
        self, reports: Iterable[str] | None = None, coder: str = "", *, every_version: bool = False
    ) -> Iterator[Coding]:
        """The codings of all reports, or of some, each equal to what the coder made, by report and then by age."""
        for page in self._pages(reports):
            with self._read() as connection:
                found = connection.execute(select.codings(page, coder, every_version=every_version)).mappings().all()
                codings = [write.read_coding(connection, row) for row in found]
            yield from codings

    def mentions(
        self, reports: Iterable[str] | None = None, coder: str = "", *, every_version: bool = False
    ) -> Iterator[Mention]:
        """The mentions of all reports, or of some."""
        for page in self._pages(reports):
            yield from self._page(select.mentions(page, coder, every_version=every_version), rows.mention_from_row)

    def statements(
        self,
        reports: Iterable[str] | None = None,
        coder: str = "",
        *,
        field: Field | None = None,
        every_version: bool = False,
    ) -> Iterator[Statement]:
        """The statements of all reports, or of some, on one field or on all."""
        name = field.value if field is not None else ""
        for page in self._pages(reports):
            query = select.statements(page, coder, field=name, every_version=every_version)
            yield from self._page(query, rows.statement_from_row)

    def supports(self, statements: Iterable[str]) -> Iterator[Support]:
        """Which coders, in which versions, found the statements with these ids."""
        for page in select.chunks(statements):
            yield from self._page(select.supports(page), rows.support_from_row)

    def notes(
        self, reports: Iterable[str] | None = None, coder: str = "", *, every_version: bool = False
    ) -> Iterator[tuple[str, Note]]:
        """What was noted while reports were coded: pairs of a report's id and a note."""
        for page in self._pages(reports):
            query = select.notes(page, coder, every_version=every_version)
            yield from self._page(query, lambda row: (str(row["report"]), rows.note_from_row(row)))

    # Which mentions can be part of which incidents --------------------------------------------------------------------

    def matching_mentions(
        self,
        *,
        country: str = "",
        first: date | None = None,
        last: date | None = None,
        incident_type: str = "",
        text: str = "",
    ) -> frozenset[str]:
        """Ids of the mentions, not of aggregates, whose statements fit every condition given, older codings included.

        `country`: two-letter code of ISO 3166-1. `first`, `last`: days that bound the incident's date, both included.
        `text`: characters anywhere in the report, in any case.
        """
        query = select.matching_mentions(
            country=country, first=first, last=last, incident_type=incident_type, text=text
        )
        with self._read() as connection:
            return frozenset(connection.execute(query).scalars())

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """A connection for reading that sees the book as it is now, whatever is written to it meanwhile."""
        with self._read() as connection:
            yield connection

    # Checking --------------------------------------------------------------------------------------------------------

    def problems(self) -> tuple[str, ...]:
        """What the database itself finds wrong with the file: nothing, in a sound book."""
        with self._read() as connection:
            found = [str(line) for line in connection.exec_driver_sql("PRAGMA integrity_check").scalars()]
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        return tuple(line for line in found if line != "ok") + tuple(
            f"a row of {row[0]} names a row of {row[2]} that is not there" for row in lost
        )

    # Inside ----------------------------------------------------------------------------------------------------------

    def _pages(self, reports: Iterable[str] | None) -> Iterator[list[str]]:
        return select.chunks(self.report_ids() if reports is None else reports)

    def _page(self, query: sa.Select[Any], read: Callable[[Mapping[Any, Any]], T]) -> list[T]:
        with self._read() as connection:
            return [read(row) for row in connection.execute(query).mappings()]
