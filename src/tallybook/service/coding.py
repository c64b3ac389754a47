"""Code reports without keeping them: what `tallybook code` does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallybook.assembly import assemble
from tallybook.errors import CodingError, TallybookError
from tallybook.model import Coding, Incident, Report
from tallybook.reports.options import ReadOptions, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tallybook.coding.base import Coder

__all__ = ["CodedReport", "code_one", "code_paths", "code_reports"]


@dataclass(frozen=True, slots=True)
class CodedReport:
    """A report, what a coder made of it, and the incidents that follow from this report alone."""

    report: Report
    coding: Coding
    incidents: tuple[Incident, ...]


def code_paths(paths: Iterable[str], options: ReadOptions, coder: Coder) -> Iterator[CodedReport | Skipped]:
    """Read and code what lies at the paths, one report at a time; what cannot be read or coded comes as `Skipped`."""
    from tallybook.reports import read_paths  # noqa: PLC0415 (the readers of web pages are slow to import)

    return code_reports(read_paths(paths, options), coder)


def code_reports(items: Iterable[Report | Skipped], coder: Coder) -> Iterator[CodedReport | Skipped]:
    """Code reports that were read already; `Skipped` items pass through."""
    for item in items:
        if isinstance(item, Skipped):
            yield item
            continue
        coding = code_one(item, coder)
        if isinstance(coding, Skipped):
            yield coding
        else:
            yield CodedReport(item, coding, assemble(coding.mentions, coding.statements))


def code_one(report: Report, coder: Coder) -> Coding | Skipped:
    """The coding of one report, or why there is none: a coder that fails on one report does not stop the others."""
    where = report.document or report.url or report.id
    try:
        return coder.code(report)
    except TallybookError as error:
        return Skipped(where, error.code, str(error))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (a coder may be anybody's; its faults are counted and named, not hidden)
        reason = (
            f"The coder {coder.name} {coder.version} failed on this report with {type(error).__name__}: {error}; "
            "please report this fault of the coder."
        )
        return Skipped(where, CodingError.code, reason)
