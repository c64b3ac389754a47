"""Exports that are made while a desk runs: in a thread, each with its file and its loss report, kept for a while."""

from __future__ import annotations

import tempfile
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tallybook.errors import RecordNotFoundError, TallybookError, TooManyRequestsError
from tallybook.exports import ExportOptions
from tallybook.exports.base import LossReport, loss_path
from tallybook.exports.registry import EXPORTS, get_export
from tallybook.service.clock import now
from tallybook.service.exporting import export_incidents
from tallybook.service.worker import Worker

if TYPE_CHECKING:
    from tallybook.store import Book

__all__ = ["ExportJob", "ExportJobs", "formats"]

_MOST_WAITING = 20
_MOST_KEPT = 40  # files; the oldest is deleted when another one is made


@dataclass(frozen=True, slots=True)
class ExportJob:
    """One export. `report` is there once it is done, `error` where it failed; `path` is where the file will be."""

    id: int
    by: str
    format: str
    names: bool
    incidents: int
    asked_at: str
    path: Path
    report: LossReport | None = None
    error: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.report is not None or bool(self.error)

    @property
    def losses(self) -> Path:
        """Where the loss report stands, as JSON."""
        return loss_path(self.path)


def formats() -> dict[str, str]:
    """The title of each format that there is, by its name."""
    return {name: get_export(name).title for name in EXPORTS}


class ExportJobs:
    """The exports of one desk, made one after the other by one thread."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._folder = tempfile.TemporaryDirectory(prefix="tallybook-exports-")
        self._lock = threading.Lock()
        self._jobs: OrderedDict[int, ExportJob] = OrderedDict()
        self._worker = Worker("exports")
        self._ended = threading.Condition(self._lock)
        self._last = 0

    def add(self, format_name: str, incidents: Sequence[str], *, by: str, names: bool = False) -> ExportJob:
        """Begin an export of the incidents with these ids. Raises UsageError for an unknown format."""
        export = get_export(format_name)
        with self._lock:
            if sum(not job.ended for job in self._jobs.values()) >= _MOST_WAITING:
                raise TooManyRequestsError(f"{_MOST_WAITING} exports wait already; begin more when they are done.")
            self._last += 1
            path = Path(self._folder.name, f"incidents-{self._last}{export.suffix}")
            job = ExportJob(self._last, by, format_name, names, len(incidents), now(), path)
            self._jobs[job.id] = job
            self._forget()
        self._worker.add(lambda: self._carry_out(job, incidents))
        return job

    def job(self, id_: int, *, wait: float = 0) -> ExportJob:
        """One export; with `wait`, after it ended or so many seconds. Raises RecordNotFoundError."""
        with self._ended:
            if id_ not in self._jobs:
                raise RecordNotFoundError(f"There is no export {id_} any more; make it again.")
            if wait:
                self._ended.wait_for(lambda: self._jobs[id_].ended, wait)
            return self._jobs[id_]

    def jobs(self) -> tuple[ExportJob, ...]:
        """All that are remembered, newest first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    def close(self) -> None:
        """Wait for the export that is being made and delete all files."""
        self._worker.close()
        self._folder.cleanup()

    def _forget(self) -> None:
        ended = [id_ for id_, job in self._jobs.items() if job.ended]
        for id_ in ended[: max(len(self._jobs) - _MOST_KEPT, 0)]:
            old = self._jobs.pop(id_)
            for path in (old.path, old.losses):
                path.unlink(missing_ok=True)

    def _carry_out(self, job: ExportJob, incidents: Sequence[str]) -> None:
        try:
            options = ExportOptions(names=job.names)
            report = export_incidents(self._book, job.format, job.path, options=options, incidents=incidents)
            self._end(replace(job, report=report))
        except TallybookError as error:
            self._end(replace(job, error=str(error)))
        except Exception as error:
            self._end(replace(job, error=f"{type(error).__name__}: a fault of the desk; see its log."))
            raise

    def _end(self, job: ExportJob) -> None:
        with self._ended:
            self._jobs[job.id] = job
            self._ended.notify_all()
