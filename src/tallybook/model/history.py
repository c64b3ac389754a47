"""What happens to incidents once they are published: how they stand, and the events of their history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["EventKind", "IncidentEvent", "IncidentState"]


class IncidentState(StrEnum):
    """How a published incident stands."""

    ACTIVE = "active"
    REDIRECT = "redirect"  # it was joined to another one, which its id leads to
    TOMBSTONE = "tombstone"  # no mention of it is left


class EventKind(StrEnum):
    """What happened to a published incident."""

    CREATED = "created"
    JOINED = "joined"  # more mentions tell of it
    LEFT = "left"  # fewer mentions tell of it
    MERGED = "merged"  # another incident was joined to it
    SPLIT = "split"  # some of its mentions are another incident now
    REDIRECTED = "redirected"  # its id leads to another incident
    RETRACTED = "retracted"  # its last mention is gone
    RESTORED = "restored"  # its id stands for an incident again
    VALUES_CHANGED = "values_changed"
    RULES_CHANGED = "rules_changed"  # its values changed because other rules choose them
    STATUS_CHANGED = "status_changed"  # people gave it another status


@dataclass(frozen=True, slots=True)
class IncidentEvent:
    """One thing that happened to one incident. `id` grows with time and serves as the revision of a book.

    `at` is an ISO 8601 instant in UTC. `data` depends on the kind and is described in docs/explanation/identity.md.
    """

    id: int
    incident: str
    at: str
    by: str
    kind: EventKind
    reason: str
    data: Mapping[str, Any]
    run: int | None = None
