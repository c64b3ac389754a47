"""What ran on a book: one `Run` per ingest, with what it refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Run", "RunState", "SkippedInput"]


class RunState(StrEnum):
    """How a run ended."""

    RUNNING = "running"  # still at work, or killed: a run that is killed cannot say so
    FINISHED = "finished"
    INTERRUPTED = "interrupted"  # ended by the user; run again to go on
    FAILED = "failed"  # ended by an error, such as a full disk


@dataclass(frozen=True, slots=True)
class Run:
    """One ingest. `read`, `coded`, `already_there` count reports, `skipped` inputs, `incidents` what was coded.

    `started_at` and `finished_at` are ISO 8601 instants in UTC; `finished_at` is empty for a run that has not ended.
    """

    id: int
    started_at: str
    finished_at: str
    state: RunState
    tallybook: str
    coder: str
    version: str
    paths: tuple[str, ...]
    read: int = 0
    coded: int = 0
    already_there: int = 0
    skipped: int = 0
    incidents: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SkippedInput:
    """An input of a run that was not stored: where it stands, the code of the error and the reason in a sentence."""

    run: int
    where: str
    code: str
    reason: str


def run_from_row(row: Mapping[Any, Any]) -> Run:
    """A row of `run`."""
    kept = {name: row[name] for name in Run.__slots__}
    kept |= {
        "finished_at": row["finished_at"] or "",
        "state": RunState(row["state"]),
        "paths": tuple(row["paths"]),
    }
    return Run(**kept)
