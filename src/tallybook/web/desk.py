"""What a running desk holds: the open book, its catalog, its jobs, who may come in, and the settings."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, Request

from tallybook.coding import get_coder
from tallybook.errors import ExportError
from tallybook.service.books import open_book
from tallybook.service.catalog import Catalog
from tallybook.service.catalog_query import CatalogQuery
from tallybook.service.export_jobs import ExportJob, ExportJobs
from tallybook.service.intake import Intake
from tallybook.service.public import PublicRecords
from tallybook.web.door import Door
from tallybook.web.settings import DeskSettings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

__all__ = ["Desk", "DeskHere"]

_SECONDS = 600.0  # for a public file of a whole book


class Desk:
    """One book, open for as long as the server runs. Endpoints run in threads; the book gives each its connection."""

    def __init__(self, settings: DeskSettings) -> None:
        self.settings = settings
        self.book = open_book(settings.book)
        self.catalog = Catalog(self.book)
        self.door = Door(settings)
        self.intake = Intake(self.book, lambda: get_coder("local"))
        self.exports = ExportJobs(self.book)
        self.public = PublicRecords(self.book)
        self._released: dict[str, tuple[int, ExportJob]] = {}
        self._released_lock = threading.Lock()

    def released_file(self, format_name: str, incidents: Sequence[str]) -> Path:
        """A file of these incidents without names, made when it is first asked for after something was published.

        Raises ExportError where it cannot be made.
        """
        with self.book.published() as look:
            generation = look.generation()
        with self._released_lock:
            known = self._released.get(format_name)
            if known is None or known[0] != generation or not known[1].path.exists():
                job = self.exports.add(format_name, incidents, by="the public view")
                job = self.exports.job(job.id, wait=_SECONDS)
                if job.report is None:
                    raise ExportError(job.error or "The file takes too long to make; ask again later.")
                known = self._released[format_name] = (generation, job)
            return known[1].path

    def __enter__(self) -> Desk:
        self.catalog.select(CatalogQuery())  # read before somebody waits for it
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.door.close()
        self.intake.close()
        self.exports.close()
        self.book.close()


def _desk(request: Request) -> Desk:
    return cast("Desk", request.app.state.desk)


DeskHere = Annotated[Desk, Depends(_desk)]
