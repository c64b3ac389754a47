"""What people do in review: acts, what they say of statements, and reports that they code without seeing others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

__all__ = ["PERSON", "SECOND", "Act", "ActKind", "Assignment", "AssignmentState", "Opinion", "Verdict"]

PERSON = "person:"
"""How the name of a coder begins that is a person who corrects or adds; the person's name follows."""

SECOND = "second:"
"""How the name of a coder begins that is a person's blind second coding, which is compared and never published."""


class ActKind(StrEnum):
    """What a person did."""

    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"
    ADD = "add"
    MERGE = "merge"
    SPLIT = "split"
    APART = "apart"
    STATUS = "status"
    RETRACT = "retract"
    UNDO = "undo"


class Opinion(StrEnum):
    """What a person says of a statement."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class AssignmentState(StrEnum):
    """How a second coding stands."""

    OPEN = "open"  # the person is asked for it
    DONE = "done"  # handed in; what differs waits for somebody to decide
    SETTLED = "settled"  # handed in, and nothing that differs is left open
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that one person did. Acts are only ever added; one may take back an earlier one.

    `id` grows with time, 0 before it is stored. `at` is an ISO 8601 instant in UTC. `incident` and `report` say what it
    was about, or are empty. `data` depends on the kind and is described in docs/explanation/review.md. `undoes` is the
    act that it took back. `stands` follows from later acts: whether none that stands itself took it back.
    """

    id: int
    at: str
    by: str
    kind: ActKind
    incident: str = ""
    report: str = ""
    why: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    undoes: int | None = None
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person says of a statement, in an act. `by` and `at` are those of the act.

    Of several by one person whose acts stand, the one with the highest `id` counts.
    """

    id: int
    act: int
    statement: str
    opinion: Opinion
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A report that a person is to code without seeing what others made of it.

    `asked_at` and `done_at` are ISO 8601 instants in UTC; `done_at` is empty until the coding is handed in.
    """

    id: int
    report: str
    coder: str
    state: AssignmentState
    asked_by: str
    asked_at: str
    done_at: str = ""
