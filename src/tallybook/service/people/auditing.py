"""The audit log: who did what, when, from where. It is only added to; the file itself refuses anything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallybook.service.people.opening import kept

if TYPE_CHECKING:
    from datetime import datetime

    from tallybook.store.people import PeopleFile

__all__ = ["AuditEntry", "list_audit", "note"]

_LONGEST = 500  # characters of a subject; a path that somebody makes up can be of any length


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """`who` is empty for nobody who is signed in, `address` for the command line, `status` None for no request."""

    number: int
    at: str
    who: str
    what: str
    subject: str
    address: str
    status: int | None


def note(
    people: PeopleFile,
    what: str,
    *,
    at: datetime,
    who: str = "",
    subject: str = "",
    address: str = "",
    status: int | None = None,
) -> None:
    """Add an entry."""
    people.add_audit(kept(at), who, what, subject[:_LONGEST], address, status)


def list_audit(
    people: PeopleFile, *, before: int | None = None, who: str = "", limit: int = 100
) -> tuple[AuditEntry, ...]:
    """Entries, the newest first, at most `limit`; for the next page, `before` is the number of the last of this one."""
    return tuple(
        AuditEntry(row.number, row.at, row.who, row.what, row.subject, row.address, row.status)
        for row in people.audit(before=before, who=who, limit=limit)
    )
