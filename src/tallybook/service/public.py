"""What the public may see of a book: incidents that were released, without the names of persons."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from tallybook.errors import RecordNotFoundError
from tallybook.model import IncidentStatus
from tallybook.service.catalog_query import Facet
from tallybook.service.exporting import records_of

if TYPE_CHECKING:
    from tallybook.store import Book

__all__ = ["RELEASED", "PublicRecords"]

RELEASED = {Facet.STATUS: frozenset({IncidentStatus.PUBLISHED.value})}
_KEPT = 2_000


class PublicRecords:
    """Released incidents as redacted records; those asked for lately are kept until something is published."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._known: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._generation = -1

    def get(self, incident: str) -> dict[str, Any]:
        """The record of a released incident, by its whole id or one that leads to it. Raises RecordNotFoundError."""
        asked = incident
        with self._book.published() as look:
            generation = look.generation()
            while target := look.target_of(incident):
                incident = target
            released = look.statuses([incident]).get(incident) is IncidentStatus.PUBLISHED
        with self._lock:
            if generation != self._generation:
                self._known.clear()
                self._generation = generation
            if incident in self._known:
                self._known.move_to_end(incident)
                return self._known[incident]
        record = next(records_of(self._book, [incident]), None) if released else None
        # Whether an incident exists that is not released is nobody's business, so both are one answer.
        if record is None:
            raise RecordNotFoundError(f"No incident {asked} was published.")
        with self._lock:
            if generation == self._generation:
                self._known[incident] = record
                while len(self._known) > _KEPT:
                    self._known.popitem(last=False)
        return record
