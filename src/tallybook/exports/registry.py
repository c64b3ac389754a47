"""Which exports there are, and the one way to run them."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

from tallybook.codebook import nearest
from tallybook.errors import UsageError
from tallybook.exports.base import Export, ExportOptions, LossReport, Record, loss_path, replacing
from tallybook.exports.redaction import redact

__all__ = ["EXPORTS", "export_records", "get_export"]

# The module of each format, which has it as EXPORT. Loaded when it is asked for: some need heavy libraries.
EXPORTS: dict[str, str] = {
    "csv": "tallybook.exports.flat",
    "acled": "tallybook.exports.acled",
    "ucdp": "tallybook.exports.ucdp",
    "gtd": "tallybook.exports.gtd",
    "plover": "tallybook.exports.plover",
    "polecat": "tallybook.exports.polecat",
    "muc4": "tallybook.exports.muc4",
    "hxl": "tallybook.exports.hxl",
    "geojson": "tallybook.exports.geojson",
    "geoparquet": "tallybook.exports.geoparquet",
    "stix": "tallybook.exports.stix",
    "ftm": "tallybook.exports.ftm",
    "timemap": "tallybook.exports.timemap",
}


def get_export(name: str) -> Export:
    """The export of this name. Raises UsageError, which suggests the nearest name."""
    module = EXPORTS.get(name)
    if module is None:
        hint = nearest(name, EXPORTS) or f"; there are {', '.join(EXPORTS)}."
        raise UsageError(f"There is no export {name!r}{hint}")
    return cast("Export", importlib.import_module(module).EXPORT)


def export_records(
    name: str,
    incidents: Iterable[Record],
    path: Path,
    options: ExportOptions,
    also: Callable[[Record], Iterable[str]] | None = None,
) -> LossReport:
    """Write incidents to `path` in the format `name`, and the loss report beside it as `PATH.loss.json`.

    Names of persons are taken out of every record before the format sees it, unless `options.names`; `also` gives
    further names for a record. Both files take their places together, or neither does. Raises UsageError for an
    unknown format, OutputExistsError where a file is there and `options.force` is not given, ExportError where one
    cannot be written.
    """
    export = get_export(name)
    counter = _Withheld(also)
    records = incidents if options.names else counter.redacted(incidents)
    with replacing(path, loss_path(path), force=options.force) as (temporary, losses):
        report = export.write(records, temporary, options)
        if not options.names:
            report = replace(report, names_withheld=counter.names)
        losses.write_text(json.dumps(report.to_plain(), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return report


class _Withheld:
    """Takes the names out of records as they pass, and counts them."""

    def __init__(self, also: Callable[[Record], Iterable[str]] | None) -> None:
        self._also = also
        self.names = 0

    def redacted(self, incidents: Iterable[Record]) -> Iterator[Record]:
        for record in incidents:
            clean, names = redact(record, self._also(record) if self._also else ())
            self.names += names
            yield clean
