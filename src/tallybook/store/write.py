"""Rows in: every insert does nothing where the row is there, so that running again never doubles anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from tallybook.errors import RecordNotFoundError
from tallybook.model import Coding
from tallybook.store import rows, select
from tallybook.store import schema as t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tallybook.model import Decision, Report, Retraction

__all__ = ["add_coding", "add_decisions", "add_report", "add_retraction", "insert_new", "read_coding"]


def _insert_new(connection: sa.Connection, table: sa.Table) -> Any:
    # The clause is the same on both databases, but SQLAlchemy has it in each one's own INSERT.
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def insert_new(connection: sa.Connection, table: sa.Table, values: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows that are not there yet."""
    if values:
        connection.execute(_insert_new(connection, table), values)


def add_report(connection: sa.Connection, report: Report) -> bool:
    """Store a report with its source. Returns whether it is new."""
    if connection.scalar(sa.select(t.report.c.id).where(t.report.c.id == report.id)) is not None:
        return False
    source = report.source
    if source is not None:
        insert_new(connection, t.source, [{"id": source.id, "name": source.name, "domain": source.domain}])
    insert_new(connection, t.report, [rows.report_row(report)])
    return True


def add_coding(connection: sa.Connection, coding: Coding, coded_at: str, run: int | None) -> bool:
    """Store a coding of a report that is there. Returns whether it is new; an old one is left as it is."""
    row = {
        "report": coding.report,
        "coder": coding.coder,
        "version": coding.version,
        "coded_at": coded_at,
        "run": run,
    }
    number = connection.execute(_insert_new(connection, t.coding).returning(t.coding.c.id), row).scalar()
    if number is None:
        return False
    insert_new(connection, t.mention, [rows.mention_row(mention) for mention in coding.mentions])
    insert_new(connection, t.statement, [rows.statement_row(statement) for statement in coding.statements])
    _add_links(connection, t.coding_mention, number, "mention", [mention.id for mention in coding.mentions])
    _add_links(connection, t.coding_statement, number, "statement", [found.id for found in coding.statements])
    supports = [rows.support_row(support, number, place) for place, support in enumerate(coding.supports)]
    insert_new(connection, t.support, supports)
    insert_new(connection, t.note, [rows.note_row(note, number, place) for place, note in enumerate(coding.notes)])
    return True


def add_decisions(connection: sa.Connection, decisions: Sequence[Decision], book: Path) -> int:
    """Store the decisions that are not there yet, numbered in the order given. Returns how many are new.

    Raises RecordNotFoundError for a mention that is not there; `book` is where, for the message.
    """
    _check_mentions(connection, decisions, book)
    known: set[str] = set()
    for page in select.chunks(decision.id for decision in decisions):
        known |= set(connection.execute(sa.select(t.decision.c.id).where(t.decision.c.id.in_(page))).scalars())
    last = connection.scalar(sa.select(sa.func.max(t.decision.c.number))) or 0
    new = [decision for decision in {each.id: each for each in decisions}.values() if decision.id not in known]
    values = [rows.decision_row(decision) | {"number": last + at} for at, decision in enumerate(new, start=1)]
    if values:
        connection.execute(sa.insert(t.decision), values)
    return len(values)


def _check_mentions(connection: sa.Connection, decisions: Sequence[Decision], book: Path) -> None:
    wanted = dict.fromkeys(mention for decision in decisions for mention in (decision.left, decision.right))
    for page in select.chunks(wanted):
        found = set(connection.execute(sa.select(t.mention.c.id).where(t.mention.c.id.in_(page))).scalars())
        for mention in page:
            if mention not in found:
                raise RecordNotFoundError(
                    f"The decision is about the mention {mention}, which is not in {book}; ingest its report first."
                )


def add_retraction(connection: sa.Connection, retraction: Retraction, report: str) -> bool:
    """Store a retraction of the report with this id, unless the report stands like that already."""
    r = t.retraction.c
    last = sa.select(r.withdrawn).where(r.report == report).order_by(r.id.desc()).limit(1)
    if bool(connection.scalar(last)) is retraction.withdrawn:
        return False
    connection.execute(sa.insert(t.retraction), rows.retraction_row(retraction) | {"report": report})
    return True


def _add_links(connection: sa.Connection, table: sa.Table, coding: int, kind: str, ids: Sequence[str]) -> None:
    insert_new(connection, table, [{"coding": coding, "position": place, kind: id_} for place, id_ in enumerate(ids)])


def read_coding(connection: sa.Connection, row: Mapping[Any, Any]) -> Coding:
    """The coding of a row of `coding`, its parts in the order in which the coder gave them."""
    number = row["id"]

    def parts(query: sa.Select[Any]) -> Sequence[Mapping[Any, Any]]:
        return connection.execute(query).mappings().all()

    mentions = (
        sa.select(t.mention)
        .join(t.coding_mention, t.coding_mention.c.mention == t.mention.c.id)
        .where(t.coding_mention.c.coding == number)
        .order_by(t.coding_mention.c.position)
    )
    statements = (
        select.statements_with_report()
        .join(t.coding_statement, t.coding_statement.c.statement == t.statement.c.id)
        .where(t.coding_statement.c.coding == number)
        .order_by(None)
        .order_by(t.coding_statement.c.position)
    )
    supports = (
        sa.select(t.support, t.coding.c.coder, t.coding.c.version)
        .join(t.coding, t.coding.c.id == t.support.c.coding)
        .where(t.support.c.coding == number)
        .order_by(t.support.c.position)
    )
    notes = sa.select(t.note).where(t.note.c.coding == number).order_by(t.note.c.position)
    return Coding(
        report=row["report"],
        coder=row["coder"],
        version=row["version"],
        mentions=tuple(rows.mention_from_row(part) for part in parts(mentions)),
        statements=tuple(rows.statement_from_row(part) for part in parts(statements)),
        supports=tuple(rows.support_from_row(part) for part in parts(supports)),
        notes=tuple(rows.note_from_row(part) for part in parts(notes)),
    )
