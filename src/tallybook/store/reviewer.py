"""Writing what people do in review: acts with what they say of statements, their codings, second codings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from tallybook.store import rows, write
from tallybook.store import schema as t
from tallybook.store.checks import check_coding
from tallybook.store.published import Published

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tallybook.model import Act, Assignment, Coding, Decision, Opinion, Report, Retraction

__all__ = ["Reviewer"]


class Reviewer:
    """Writes what people do. Made by `Book.reviewing`, which ends its transaction."""

    def __init__(self, connection: sa.Connection, book: Path) -> None:
        self._connection = connection
        self._book = book

    def look(self) -> Published:
        """A new look at the book as this transaction has made it so far."""
        return Published(self._connection)

    def add_act(self, act: Act, verdicts: Mapping[str, Opinion] | None = None) -> Act:
        """Note an act, with what it says of statements. Returns it with its number."""
        number = self._connection.execute(sa.insert(t.act).returning(t.act.c.id), rows.act_row(act)).scalar_one()
        said = [
            {"act": number, "statement": statement, "judgement": opinion.value}
            for statement, opinion in (verdicts or {}).items()
        ]
        if said:
            self._connection.execute(sa.insert(t.verdict), said)
        row = self._connection.execute(sa.select(t.act).where(t.act.c.id == number)).mappings().one()
        return rows.act_from_row(row)

    def add_decisions(self, decisions: Sequence[Decision]) -> None:
        """Store decisions. Raises RecordNotFoundError for a mention that is not there."""
        write.add_decisions(self._connection, decisions, self._book)

    def add_retraction(self, retraction: Retraction) -> bool:
        """Store a retraction. Returns False where the report stands like that already."""
        return write.add_retraction(self._connection, retraction, retraction.report)

    def last_version(self, report: str, coder: str) -> int:
        """How many codings of the report this coder has made."""
        query = sa.select(sa.func.count()).where(t.coding.c.report == report, t.coding.c.coder == coder)
        return self._connection.scalar(query) or 0

    def add_coding(self, report: Report, coding: Coding, at: str) -> None:
        """Store a coding of a report. Raises as `Book.add_coding` does."""
        check_coding(report, coding)
        write.add_coding(self._connection, coding, at, None)

    def add_assignment(self, assignment: Assignment) -> Assignment:
        """Note an assignment. Returns it with its number."""
        query = sa.insert(t.assignment).returning(t.assignment.c.id)
        number = self._connection.execute(query, rows.assignment_row(assignment)).scalar_one()
        row = self._connection.execute(sa.select(t.assignment).where(t.assignment.c.id == number)).mappings().one()
        return rows.assignment_from_row(row)

    def set_assignment(self, assignment: Assignment) -> None:
        """Change how an assignment stands."""
        values = rows.assignment_row(assignment)
        self._connection.execute(sa.update(t.assignment).where(t.assignment.c.id == assignment.id).values(values))
