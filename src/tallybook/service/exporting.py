"""Incidents of a book as a file of another format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallybook.assembly import DEFAULT, RuleSet
from tallybook.exports import ExportOptions, full_record, statement_record
from tallybook.service.books import opened
from tallybook.service.incidents import IncidentFilter, incident_views, views_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping

    from tallybook.exports import LossReport
    from tallybook.service.books import AnyBook
    from tallybook.service.incidents import IncidentView
    from tallybook.store import Book

__all__ = ["export_incidents", "records_of", "view_record"]

_REPORTS_KEPT = 1000  # whose names are remembered: reports of incidents of one day are asked for together


def view_record(view: IncidentView) -> dict[str, Any]:
    """An incident of a book as plain data, with the heads of its reports."""
    return full_record(view.incident, view.mentions, view.statements, view.reports)


def export_incidents(
    book: AnyBook,
    format_name: str,
    path: str | os.PathLike[str],
    wanted: IncidentFilter | None = None,
    options: ExportOptions | None = None,
    rules: RuleSet = DEFAULT,
    incidents: Iterable[str] | None = None,
) -> LossReport:
    """Write the incidents of a book that fit the filter to `path`, and the loss report to `PATH.loss.json`.

    With `incidents`, those with these ids, in this order, whatever the filter.

    Names of persons are withheld unless the options say otherwise; values are those that `rules` choose. Raises
    UsageError for an unknown format, OutputExistsError and ExportError as `exports.registry.export_records`, and the
    errors of `Book.open`.
    """
    # Only here are the word lists for names needed.
    from tallybook.exports.registry import export_records  # noqa: PLC0415 (see above)

    with opened(book) as found:
        views = incident_views(found, wanted, rules) if incidents is None else views_of(found, incidents, rules)
        records = (view_record(view) for view in views)
        chosen = options if options is not None else ExportOptions()
        return export_records(format_name, records, Path(path), chosen, _NamesOfReports(found).of)


def records_of(book: AnyBook, incidents: Iterable[str], *, names: bool = False) -> Iterator[dict[str, Any]]:
    """The incidents with these ids as plain data, with the heads of their reports, in the order given.

    Without `names`, the names of persons that they or their reports tell of are withheld.
    """
    from tallybook.exports.redaction import redact  # noqa: PLC0415 (see export_incidents)

    with opened(book) as found:
        also = _NamesOfReports(found)
        for view in views_of(found, incidents):
            record = view_record(view)
            yield record if names else dict(redact(record, also.of(record))[0])


class _NamesOfReports:
    """The persons that the reports of an incident tell of anywhere: a headline may name those of another incident."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, record: Mapping[str, Any]) -> list[str]:
        """The names, of all reports of the incident."""
        return [name for head in record["reports"] for name in self._of_report(head["id"])]

    def _of_report(self, report: str) -> tuple[str, ...]:
        from tallybook.exports.redaction import names_of_persons  # noqa: PLC0415 (see export_incidents)

        if report not in self._known:
            if len(self._known) >= _REPORTS_KEPT:
                self._known.clear()
            told = [statement_record(statement) for statement in self._book.statements([report])]
            entries = [{"value": one["value"], "supporting": [one], "opposing": []} for one in told]
            self._known[report] = names_of_persons({"values": {"": entries}})
        return self._known[report]
