"""What a person who is still to code a report a second time must not see: everything that others made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tallybook.errors import IncidentWithdrawnError, RecordNotFoundError
from tallybook.model import AssignmentState
from tallybook.service.books import opened
from tallybook.service.current import Current

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallybook.service.books import AnyBook

__all__ = ["Hidden", "hidden_from", "leads_to_hidden"]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Ids of reports, of the mentions and statements that were found in them, and of the incidents they tell of."""

    reports: frozenset[str] = frozenset()
    found: frozenset[str] = frozenset()
    incidents: frozenset[str] = frozenset()

    def has(self, ids: Iterable[str]) -> bool:
        """Whether one of these whole ids is hidden."""
        return any(id_ in self.reports or id_ in self.found or id_ in self.incidents for id_ in ids)


def hidden_from(book: AnyBook, person: str) -> Hidden:
    """What is hidden from a person while a report that they are asked to code is not handed in.

    Reports with the same text count with it. Incidents are those that a mention of such a report is in or ever founded.
    """
    from tallybook.store.evidence import copies_of  # noqa: PLC0415 (see opened)

    with opened(book) as found:
        with found.published() as look:
            asked = {one.report for one in look.review.assignments(coder=person, states=[AssignmentState.OPEN])}
        if not asked:
            return Hidden()
        with found.snapshot() as connection:
            reports = asked | {copy.id for report in asked for copy in copies_of(connection, report)}
        codings = list(found.codings(sorted(reports), every_version=True))
        mentions = {mention.id for coding in codings for mention in coding.mentions}
        statements = {statement.id for coding in codings for statement in coding.statements}
        with found.published() as look:
            incidents = {*look.incidents_of(mentions).values(), *look.founded_by(mentions)}
    return Hidden(frozenset(reports), frozenset(mentions | statements), frozenset(incidents))


def leads_to_hidden(book: AnyBook, given: str, hidden: Hidden) -> bool:
    """Whether what was given as an id is a hidden one, the beginning of one, or that of an incident joined to one."""
    every = (*hidden.reports, *hidden.found, *hidden.incidents)
    if any(id_.startswith(given) or id_.partition("_")[2].startswith(given) for id_ in every):
        return True
    with opened(book) as found, found.published() as look:
        try:
            return hidden.has(Current.around(look, given).find(given))
        except (RecordNotFoundError, IncidentWithdrawnError):
            return False
