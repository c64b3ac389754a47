"""Coded reports to standard output, in the format that was asked for, and a summary of what was done and skipped."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tallybook._version import __version__
from tallybook.cli.options import OutputFormat
from tallybook.cli.terminal import complain_of, number_of, show, speaks_unicode, tell
from tallybook.exports import (
    COLUMNS,
    csv_cell,
    incident_row,
    incident_rows,
    report_record,
)

if TYPE_CHECKING:
    from tallybook.reports import Skipped
    from tallybook.service import CodedReport, IncidentView

__all__ = [
    "Writer",
    "write_incident_lines",
    "write_incident_table",
    "write_rows",
    "writer_for",
]


class Writer:
    """Takes coded reports and skipped inputs one by one. Skips are told on standard error when they happen."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self.counts: Counter[str] = Counter()
        self.skipped: list[Skipped] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.finish()
            if not self._quiet:
                tell(self.summary())

    def add(self, result: CodedReport | Skipped) -> None:
        """Write one coded report, or tell of one skipped input."""
        from tallybook.reports import Skipped

        if isinstance(result, Skipped):
            self.skipped.append(result)
            complain_of(result)
            return
        record = report_record(result.report, result.coding, result.incidents)
        self._count(record)
        self.write(record)

    def _count(self, record: dict[str, Any]) -> None:
        self.counts["reports"] += 1
        self.counts["aggregates"] += len(record["aggregates"])
        self.counts["empty"] += not record["incidents"]
        for incident in record["incidents"]:
            self.counts[incident["kind"]] += 1

    def summary(self) -> str:
        """One sentence on what was done."""
        counts = self.counts
        parts = [
            number_of(counts["reports"], "report") + " coded",
            number_of(counts["reported"], "incident") + " reported",
            number_of(counts["background"], "incident") + " recalled as background",
            number_of(counts["aggregates"], "aggregate"),
        ]
        if counts["empty"]:
            parts.append(number_of(counts["empty"], "report") + " without an incident")
        if self.skipped:
            parts.append(number_of(len(self.skipped), "input") + " skipped")
        return ", ".join(parts) + "."

    def write(self, record: dict[str, Any]) -> None:
        """Write one report record."""
        raise NotImplementedError

    def finish(self) -> None:
        """Write what stands at the end."""


class _Cards(Writer):
    def write(self, record: dict[str, Any]) -> None:
        from tallybook.cli.cards import report_card

        show(report_card(record, unicode=speaks_unicode()))


class _JsonLines(Writer):
    def write(self, record: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(record, ensure_ascii=True) + "\n")


class _Json(Writer):
    def __init__(self, *, quiet: bool) -> None:
        super().__init__(quiet=quiet)
        sys.stdout.write(f'{{"tallybook": {json.dumps(__version__)},\n"reports": [')

    def write(self, record: dict[str, Any]) -> None:
        # Written report by report, so that a folder of any size needs no more memory than one report.
        separator = "\n" if self.counts["reports"] == 1 else ",\n"
        sys.stdout.write(separator + json.dumps(record, ensure_ascii=True, indent=1))

    def finish(self) -> None:
        skipped = [{"where": one.where, "code": one.code, "reason": one.reason} for one in self.skipped]
        sys.stdout.write(f'\n],\n"skipped": {json.dumps(skipped, ensure_ascii=True)}}}\n')


class _Csv(Writer):
    def __init__(self, *, quiet: bool) -> None:
        super().__init__(quiet=quiet)
        self._rows = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        self._rows.writeheader()

    def write(self, record: dict[str, Any]) -> None:
        self._rows.writerows(incident_rows([record]))


def writer_for(output_format: OutputFormat, *, quiet: bool) -> Writer:
    """The writer of a format, to be used as a context manager."""
    writers: dict[OutputFormat, type[Writer]] = {
        OutputFormat.CARD: _Cards,
        OutputFormat.JSON: _Json,
        OutputFormat.JSONL: _JsonLines,
        OutputFormat.CSV: _Csv,
    }
    return writers[output_format](quiet=quiet)


def write_incident_lines(views: Iterable[IncidentView]) -> None:
    """Incidents of a book as JSON, one a line."""
    from tallybook.service import view_record

    for view in views:
        sys.stdout.write(json.dumps(view_record(view)) + "\n")


def write_incident_table(views: Iterable[IncidentView]) -> None:
    """Incidents of a book as CSV, with the columns that `tallybook code` writes."""
    from tallybook.service import view_record

    rows = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    rows.writeheader()
    for view in views:
        rows.writerow(incident_row(view_record(view)))


def write_rows(rows: Iterable[Mapping[str, object]]) -> None:
    """Rows of one shape as CSV."""
    writer: csv.DictWriter[str] | None = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(sys.stdout, list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow({column: csv_cell(cell) for column, cell in row.items()})
