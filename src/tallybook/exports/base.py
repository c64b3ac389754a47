"""What every export shares: its protocol, its options, and the report on what it could not hold."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from tallybook.errors import ExportError, OutputExistsError
from tallybook.model import to_json

__all__ = ["Export", "ExportOptions", "Loss", "LossReport", "Losses", "Record", "loss_path", "replacing"]

# An incident as plain data with the heads of its reports: see `records.full_record`.
Record = Mapping[str, Any]

_EXAMPLES = 5  # incidents named for each kind of loss: enough to look at, and bounded on a large book


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How to export.

    `names`: names of natural persons are shown; else they are withheld (see `redaction`). `force`: a file that is there
    is replaced. `timestamp`: seconds since 1970 that formats write as the time of their rows; None where none is given.
    """

    names: bool = False
    force: bool = False
    timestamp: int | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """One kind of thing that the format could not hold or that the incidents lacked.

    `code` is stable, `text` says what became of it, `count` how often, `examples` are the first incidents it befell.
    """

    code: str
    text: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LossReport:
    """What an export did: every incident that was read is in `rows` (as one or several) or `left_out`.

    `notes` hold for the format whatever the incidents are, with what could not be checked about it. `names_withheld`
    counts the names of persons that were taken out, None where the names are shown.
    """

    format: str
    incidents: int
    rows: int
    left_out: int
    losses: tuple[Loss, ...] = ()
    notes: tuple[str, ...] = ()
    names_withheld: int | None = None

    def to_plain(self) -> dict[str, Any]:
        """The report as JSON values."""
        plain: dict[str, Any] = to_json(self)
        return plain

    def __str__(self) -> str:
        lines = [f"{self.format}: {self.incidents} incidents read, {self.rows} rows written, {self.left_out} left out."]
        if self.names_withheld is not None:
            lines.append(f"Names of persons withheld: {self.names_withheld}.")
        for loss in self.losses:
            more = ", ..." if loss.count > len(loss.examples) else ""
            lines.append(f"  {loss.count} x {loss.text} [{loss.code}: {', '.join(loss.examples)}{more}]")
        lines.extend(f"  Note: {note}" for note in self.notes)
        return "\n".join(lines)


class Losses:
    """Counts what is lost while an export is written, in memory that does not grow with the incidents."""

    def __init__(self, format_name: str, notes: Iterable[str] = ()) -> None:
        self._format = format_name
        self._notes = tuple(notes)
        self._found: dict[str, Loss] = {}
        self._incidents = 0
        self._rows = 0
        self._left_out = 0

    def incident(self, rows: int) -> None:
        """Note that an incident was read and became so many rows."""
        self._incidents += 1
        self._rows += rows
        self._left_out += rows == 0

    def add(self, code: str, text: str, incident: str, count: int = 1) -> None:
        """Count a loss of one incident; nothing is noted for a count of zero. A code has one text."""
        if count < 1:
            return
        before = self._found.get(code, Loss(code, text, 0, ()))
        examples = before.examples
        if incident not in examples and len(examples) < _EXAMPLES:
            examples = (*examples, incident)
        self._found[code] = replace(before, count=before.count + count, examples=examples)

    def report(self) -> LossReport:
        """What was counted so far, the most frequent loss first."""
        losses = sorted(self._found.values(), key=lambda loss: (-loss.count, loss.code))
        return LossReport(self._format, self._incidents, self._rows, self._left_out, tuple(losses), self._notes)


class Export(Protocol):
    """One format. `name` is what the user types, `suffix` how its files usually end."""

    @property
    def name(self) -> str:
        """What the user types."""
        ...

    @property
    def title(self) -> str:
        """One line on what the format is."""
        ...

    @property
    def suffix(self) -> str:
        """How the names of its files usually end, with the dot."""
        ...

    def write(self, incidents: Iterable[Record], path: Path, options: ExportOptions) -> LossReport:
        """Write the incidents to `path`, whose folder exists and where nothing is worth keeping.

        `registry.export_records` is the way in: it takes names out of the records first, gives a temporary path and
        puts the finished file in its place. Incidents are taken one by one.
        """
        ...


def loss_path(path: Path) -> Path:
    """Where the loss report of an export stands."""
    return path.with_name(path.name + ".loss.json")


@contextmanager
def replacing(*paths: Path, force: bool) -> Iterator[tuple[Path, ...]]:
    """Temporary paths beside `paths`; at the end of the block what was written there takes their places, all or none.

    Where anything fails, the paths are as they were. Raises OutputExistsError when something is there and `force` is
    not given, ExportError when a file cannot be written.
    """
    for path in paths:
        _refuse(path, force=force)
    temporaries = tuple(_beside(path, "part") for path in paths)
    try:
        yield temporaries
        for temporary in temporaries:
            with temporary.open("rb+") as written:
                os.fsync(written.fileno())
        for path in paths:
            _refuse(path, force=force)
        _put(paths, temporaries)
    except OSError as error:
        reason = error.strerror or error
        raise ExportError(f"{paths[0]} cannot be written: {reason}; nothing was left there.") from error
    finally:
        for temporary in temporaries:
            temporary.unlink(missing_ok=True)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.{ending}")


def _put(paths: Sequence[Path], temporaries: Sequence[Path]) -> None:
    """Each temporary file in its place. No system replaces two files at once: what was there is kept until all are."""
    kept: dict[Path, Path] = {}
    put: list[Path] = []
    try:
        for path in paths:
            if path.exists():
                kept[path] = _beside(path, "kept")
                _keep(path, kept[path])
        for path, temporary in zip(paths, temporaries, strict=True):
            temporary.replace(path)
            put.append(path)
    except BaseException:
        for path in put:
            if path in kept:
                kept[path].replace(path)
            else:
                path.unlink()
        raise
    finally:
        for file in kept.values():
            file.unlink(missing_ok=True)


def _keep(path: Path, copy: Path) -> None:
    """A second name for a file, or a copy of it on disks whose files have only one."""
    copy.unlink(missing_ok=True)
    try:
        copy.hardlink_to(path)
    except OSError:
        shutil.copy2(path, copy)


def _refuse(path: Path, *, force: bool) -> None:
    if path.is_dir():
        raise ExportError(f"{path} is a folder; name the file to write.")
    if not path.parent.is_dir():
        raise ExportError(f"{path} cannot be written: there is no folder {path.parent}; make it first.")
    if not force and path.exists():
        raise OutputExistsError(f"{path} is there already; give another name, or --force to replace it.")
