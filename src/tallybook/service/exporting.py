"""Incidents of a book as a file of another format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallybook.exports import ExportOptions, full_record
from tallybook.service.incidents import IncidentFilter, incident_views

if TYPE_CHECKING:
    import os

    from tallybook.exports import LossReport
    from tallybook.service.books import AnyBook
    from tallybook.service.incidents import IncidentView

__all__ = ["export_incidents", "view_record"]


def view_record(view: IncidentView) -> dict[str, Any]:
    """An incident of a book as plain data, with the heads of its reports."""
    return full_record(view.incident, view.mentions, view.statements, view.reports)


def export_incidents(
    book: AnyBook,
    format_name: str,
    path: str | os.PathLike[str],
    wanted: IncidentFilter | None = None,
    options: ExportOptions | None = None,
    contradictions: list[str] | None = None,
) -> LossReport:
    """Write the incidents of a book that fit the filter to `path`, and the loss report to `PATH.loss.json`.

    Names of persons are withheld unless the options say otherwise. What contradicts in the book is added to
    `contradictions`, as by `incident_views`. Raises UsageError for an unknown format, OutputExistsError and ExportError
    as `exports.registry.export_records`, and the errors of `Book.open`.
    """
    from tallybook.exports.registry import export_records  # noqa: PLC0415 (only here are the word lists for names needed)

    views = incident_views(book, wanted, contradictions)
    records = (view_record(view) for view in views)
    return export_records(format_name, records, Path(path), options if options is not None else ExportOptions())
