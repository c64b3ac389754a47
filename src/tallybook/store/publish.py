"""Changes of the published incidents, in one transaction. Their history is only ever added to."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tallybook.store import schema as t
from tallybook.store import select

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tallybook.store.published import Mark

__all__ = ["Publisher", "StaleError"]


class StaleError(Exception):
    """Another process changed the published incidents meanwhile; what was planned has to be planned again."""


class Publisher:
    """Writes to the tables of published incidents. Made by `Book.publishing`, which ends its transaction."""

    def __init__(self, connection: sa.Connection, generation: int) -> None:
        """Raises StaleError when the published incidents are not those of `generation` any more."""
        self._connection = connection
        mark = t.refresh_mark.c
        found = connection.scalar(sa.select(mark.generation))
        if found is None:
            first = {
                "id": 1,
                "coding": 0,
                "decision": 0,
                "retraction": 0,
                "act": 0,
                "generation": 0,
                "rules": {},
                "at": "",
            }
            connection.execute(sa.insert(t.refresh_mark), first)
        if (found or 0) != generation:
            raise StaleError
        connection.execute(sa.update(t.refresh_mark).values(generation=mark.generation + 1))

    def set_mark(self, mark: Mark) -> None:
        """Note how far a refresh has come; the generation counts by itself."""
        values = {name: getattr(mark, name) for name in ("coding", "decision", "retraction", "act", "at")}
        self._connection.execute(sa.update(t.refresh_mark).values(**values, rules=dict(mark.rules)))

    def add_incidents(self, incidents: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows of `incident`."""
        if incidents:
            self._connection.execute(sa.insert(t.incident), incidents)

    def change_incidents(self, changes: Iterable[Mapping[str, Any]]) -> None:
        """Set columns of incidents; each change has the `id` and the columns to set."""
        by_columns: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for change in changes:
            columns = tuple(sorted(name for name in change if name != "id"))
            by_columns[columns].append({f"new_{name}": item for name, item in change.items()})
        for columns, changed in by_columns.items():
            values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in columns}
            update = sa.update(t.incident).where(t.incident.c.id == sa.bindparam("new_id")).values(values)
            self._connection.execute(update, changed)

    def set_members(self, incidents: Mapping[str, Sequence[str]]) -> None:
        """Make the mentions given, in this order, the members of each incident, wherever they were before."""
        moved = [mention for mentions in incidents.values() for mention in mentions]
        self._delete(t.incident_mention.c.incident, list(incidents))
        self._delete(t.incident_mention.c.mention, moved)
        added = [
            {"mention": mention, "incident": incident, "position": position}
            for incident, mentions in incidents.items()
            for position, mention in enumerate(mentions)
        ]
        if added:
            self._connection.execute(sa.insert(t.incident_mention), added)

    def _delete(self, column: sa.Column[Any], ids: Sequence[str]) -> None:
        for page in select.chunks(ids):
            self._connection.execute(sa.delete(t.incident_mention).where(column.in_(page)))

    def add_events(self, events: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows of `incident_event`, in the order given."""
        if events:
            self._connection.execute(sa.insert(t.incident_event), events)
