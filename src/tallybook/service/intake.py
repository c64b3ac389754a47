"""Reports that are added while a desk runs: jobs, one after the other in a thread, with how far each is."""

from __future__ import annotations

import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from tallybook.errors import EmptyInputError, RecordNotFoundError, TallybookError, TooManyRequestsError
from tallybook.model import Report
from tallybook.reports.options import ReadOptions, Skipped
from tallybook.service.clock import now
from tallybook.service.ingest import Manifest, Progress, ingest_reports
from tallybook.service.worker import Worker

if TYPE_CHECKING:
    from tallybook.coding.base import Coder
    from tallybook.store import Book

__all__ = ["Intake", "Job", "JobState"]

_MOST_WAITING = 100
_MOST_KEPT = 500
_NAME = 120  # characters of the name of a file that are kept

Items = Iterator[Report | Skipped]


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"  # by a person, or because the desk was ended; what was coded is kept
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """Reports that somebody added at once.

    `what` names them in a few words. `incidents`: ids of those that they tell of, once it is done. `error` is a
    sentence, for a job that failed.
    """

    id: int
    by: str
    what: str
    asked_at: str
    state: JobState = JobState.WAITING
    progress: Progress | None = None
    manifest: Manifest | None = None
    incidents: tuple[str, ...] = ()
    error: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in (JobState.WAITING, JobState.RUNNING)


class Intake:
    """The jobs of one desk. Coded by one thread: coding takes a core, and two writers would wait for each other."""

    def __init__(self, book: Book, coder: Callable[[], Coder], *, private_addresses: bool = False) -> None:
        """`coder` makes the coder when the first job needs it. `private_addresses`: pages of this network, too."""
        self._book = book
        self._make_coder = coder
        self._private = private_addresses
        self._lock = threading.Lock()
        self._jobs: OrderedDict[int, Job] = OrderedDict()
        self._stopped: set[int] = set()
        self._worker = Worker("intake")
        self._coder: Coder | None = None
        self._last = 0

    # Adding ----------------------------------------------------------------------------------------------------------

    def add_text(self, text: str, options: ReadOptions, *, by: str) -> Job:
        """Add one report as text, or a page as HTML. Raises EmptyInputError, TooManyRequestsError."""
        if not text.strip():
            raise EmptyInputError("The text is empty; paste the words of a report.")
        data = text.encode("utf-8", "replace")

        def items() -> Items:
            from tallybook.reports import read_bytes  # noqa: PLC0415 (the readers of web pages are slow to import)

            return read_bytes(data, options, where="The pasted text")

        first = next(line.strip() for line in text.splitlines() if line.strip())
        return self._add(f"text “{first[:60]}”", items, by)

    def add_url(self, url: str, options: ReadOptions, *, by: str) -> Job:
        """Add the page at an address. Raises TooManyRequestsError; what is wrong with the page is told by the job."""

        def items() -> Items:
            from tallybook.reports import read_bytes  # noqa: PLC0415 (see add_text)
            from tallybook.reports.fetching import fetch  # noqa: PLC0415 (see add_text)

            try:
                page = fetch(url, max_bytes=options.max_bytes, private=self._private)
            except TallybookError as error:
                yield Skipped(url, error.code, str(error))
                return
            yield from read_bytes(page.data, replace(options, url=options.url or page.url), where=page.url)

        return self._add(url.strip()[:200], items, by)

    def add_files(self, files: Sequence[tuple[str, bytes]], options: ReadOptions, *, by: str) -> Job:
        """Add files, each with its name. Raises EmptyInputError where there is none, TooManyRequestsError."""
        if not files:
            raise EmptyInputError("No file was sent; choose at least one.")
        folder = tempfile.TemporaryDirectory(prefix="tallybook-")
        names = [_plain_name(name) for name, _ in files]
        try:
            for at, (_, data) in enumerate(files):
                # A folder for each, so that files of one name do not overwrite each other.
                place = Path(folder.name, str(at))
                place.mkdir()
                (place / names[at]).write_bytes(data)
            what = names[0] if len(names) == 1 else f"{len(names)} files"
            return self._add(what, lambda: _read_files(folder, names, options), by)
        except BaseException:
            folder.cleanup()
            raise

    def _add(self, what: str, items: Callable[[], Items], by: str) -> Job:
        with self._lock:
            if sum(not job.ended for job in self._jobs.values()) >= _MOST_WAITING:
                raise TooManyRequestsError(f"{_MOST_WAITING} jobs wait already; add more when they are done.")
            self._last += 1
            job = self._jobs[self._last] = Job(self._last, by, what, now())
            for id_ in [id_ for id_, old in self._jobs.items() if old.ended][: max(len(self._jobs) - _MOST_KEPT, 0)]:
                del self._jobs[id_]
        self._worker.add(lambda: self._carry_out(job.id, items))
        return job

    # Asking ----------------------------------------------------------------------------------------------------------

    def jobs(self) -> tuple[Job, ...]:
        """All jobs that are remembered, newest first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    def job(self, id_: int) -> Job:
        """One job. Raises RecordNotFoundError."""
        with self._lock:
            if id_ not in self._jobs:
                raise RecordNotFoundError(f"There is no job {id_}; the desk remembers those since its start.")
            return self._jobs[id_]

    def stop(self, id_: int) -> Job:
        """End a job after the report that it is at. Raises RecordNotFoundError."""
        job = self.job(id_)
        with self._lock:
            self._stopped.add(id_)
            if job.state is JobState.WAITING:
                self._jobs[id_] = job = replace(job, state=JobState.STOPPED)
        return job

    def close(self) -> None:
        """End the running job after the report that it is at, drop those that wait, and wait for the thread."""
        with self._lock:
            self._stopped |= set(self._jobs)
        self._worker.close()

    # Working ---------------------------------------------------------------------------------------------------------

    def _carry_out(self, id_: int, items: Callable[[], Items]) -> None:
        if id_ in self._stopped:
            return
        self._change(id_, state=JobState.RUNNING)
        try:
            self._coder = self._coder or self._make_coder()
            manifest = ingest_reports(
                self._book,
                items(),
                self._coder,
                paths=[self.job(id_).what],
                progress=lambda done: self._follow(id_, done),
                link=True,
            )
            with self._book.published() as look:
                incidents = tuple(look.incidents_of_run(manifest.run))
            state = JobState.STOPPED if manifest.interrupted else JobState.DONE
            self._change(id_, state=state, manifest=manifest, incidents=incidents)
        except TallybookError as error:
            self._change(id_, state=JobState.FAILED, error=str(error))
        except Exception as error:
            self._change(id_, state=JobState.FAILED, error=f"{type(error).__name__}: a fault of the desk; see its log.")
            raise

    def _follow(self, id_: int, done: Progress) -> None:
        self._change(id_, progress=done)
        if id_ in self._stopped:
            raise KeyboardInterrupt  # how an ingest is ended between two reports

    def _change(self, id_: int, **values: object) -> None:
        with self._lock:
            self._jobs[id_] = replace(self._jobs[id_], **values)  # type: ignore[arg-type]  # names are checked by replace


def _plain_name(name: str) -> str:
    """The name of an uploaded file without folders and without what a terminal or a disk would not take."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(character if character.isprintable() else "_" for character in last)[-_NAME:].lstrip(".")
    return plain or "file"


def _read_files(folder: tempfile.TemporaryDirectory[str], names: Sequence[str], options: ReadOptions) -> Items:
    from tallybook.reports import read_paths  # noqa: PLC0415 (see Intake.add_text)

    with folder:
        for at, name in enumerate(names):
            path = Path(folder.name, str(at), name)
            for item in read_paths([str(path)], options):
                # The folder is gone tomorrow; what is told and kept is the name that the person knows.
                if isinstance(item, Skipped):
                    yield replace(
                        item, where=item.where.replace(str(path), name), reason=item.reason.replace(str(path), name)
                    )
                else:
                    yield item
