"""Looks at every record of a book: is each what the data model allows, and do its words stand where it says?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tallybook.errors import InvalidValueError, ModelError, NotABookError
from tallybook.model import Coding, text_hash
from tallybook.store import rows, select
from tallybook.store import schema as t
from tallybook.store.auditing_published import check_published
from tallybook.store.checks import check_coding
from tallybook.store.runs import run_from_row
from tallybook.store.soundness import sound, stored

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tallybook.model import Note, Report
    from tallybook.store.book import Book
    from tallybook.store.soundness import Stored

__all__ = ["check_book"]


def check_book(book: Book) -> int:
    """Check the file and the records of every table. Returns how many statements there are.

    A record is sound when the data model can read it and would write the same row: so the columns for searching agree
    with the values that they are taken from. Reads a page of reports at a time. Raises NotABookError, which names the
    first record that is not sound.
    """
    problems = book.problems()
    if problems:
        raise NotABookError(f"{book.path} is damaged: {problems[0]}" + (", and more." if len(problems) > 1 else "."))
    try:
        with book.snapshot() as connection:
            statements = sum(_check_page(connection, page) for page in select.chunks(book.report_ids()))
            for row in stored(connection, sa.select(t.decision)):
                sound(t.decision, row, rows.decision_from_row, rows.decision_row)
            for row in stored(connection, sa.select(t.run)):
                sound(t.run, row, run_from_row)
            check_published(connection)
            _check_review(connection)
    except ModelError as error:
        raise NotABookError(f"{book.path} is not sound: {error}") from error
    return statements


def _check_review(connection: sa.Connection) -> None:
    acts = {}
    for row in stored(connection, sa.select(t.act).order_by(t.act.c.id)):
        act = acts[row["id"]] = sound(t.act, row, rows.act_from_row, rows.act_row)
        if act.undoes is not None and act.undoes not in acts:
            raise InvalidValueError(f"The act {act.id} takes back one that came after it.")
    said = sa.select(t.verdict, t.act.c.by, t.act.c.at).join(t.act, t.act.c.id == t.verdict.c.act)
    for row in stored(connection, said):
        sound(t.verdict, row, rows.verdict_from_row, rows.verdict_row)
    for row in stored(connection, sa.select(t.assignment)):
        sound(t.assignment, row, rows.assignment_from_row, rows.assignment_row)


def _check_page(connection: sa.Connection, ids: Sequence[str]) -> int:
    reports = {}
    for row in stored(connection, select.reports().where(t.report.c.id.in_(ids))):
        report = sound(t.report, row, rows.report_from_row, rows.report_row)
        _check_report(report)
        reports[report.id] = report
    of_page = sa.select(t.mention).where(t.mention.c.report.in_(ids))
    mentions = {
        row["id"]: sound(t.mention, row, rows.mention_from_row, rows.mention_row) for row in stored(connection, of_page)
    }
    # The value also as the database reads it: that is what the record's own is held against.
    of_page = select.statements_with_report().add_columns(t.statement.c.value).where(t.statement.c.report.in_(ids))
    statements = {
        row["id"]: sound(t.statement, row, rows.statement_from_row, rows.statement_row)
        for row in stored(connection, of_page)
    }
    for statement in statements.values():
        if statement.span.of(reports[statement.report].text) != statement.original_text:
            raise InvalidValueError(f"The words of the statement {statement.id} are not those at its span.")
    for coding in _codings(connection, ids, mentions, statements):
        check_coding(reports[coding.report], coding)
    return len(statements)


def _check_report(report: Report) -> None:
    if text_hash(report.text) != report.text_hash:
        raise InvalidValueError(f"The text of the report {report.id} is not the one that was read (another SHA-256).")
    if report.title_span is not None:
        report.title_span.of(report.text)


def _codings(
    connection: sa.Connection, ids: Sequence[str], mentions: Mapping[str, Any], statements: Mapping[str, Any]
) -> Iterator[Coding]:
    """The codings of some reports, made of records that are read already."""
    found = {row["id"]: row for row in stored(connection, select.codings(ids, every_version=True))}
    numbers = sa.select(t.coding.c.id).where(t.coding.c.report.in_(ids))

    def parts(table: sa.Table) -> dict[int, list[Stored]]:
        parts: dict[int, list[Stored]] = {number: [] for number in found}
        query = (
            sa.select(table, t.coding.c.coder, t.coding.c.version)
            .join(t.coding, t.coding.c.id == table.c.coding)
            .where(table.c.coding.in_(numbers))
            .order_by(table.c.coding, table.c.position)
        )
        for row in stored(connection, query):
            parts[row["coding"]].append(row)
        return parts

    mentioned, stated = parts(t.coding_mention), parts(t.coding_statement)
    supported, noted = parts(t.support), parts(t.note)
    for number, row in found.items():
        for links, name, known in ((mentioned, "mention", mentions), (stated, "statement", statements)):
            for link in links[number]:
                if link[name] not in known:
                    raise InvalidValueError(f"The {name} {link[name]} is of another report than its coding {number}.")
        yield Coding(
            report=row["report"],
            coder=row["coder"],
            version=row["version"],
            mentions=tuple(mentions[link["mention"]] for link in mentioned[number]),
            statements=tuple(statements[link["statement"]] for link in stated[number]),
            supports=tuple(sound(t.support, part, rows.support_from_row) for part in supported[number]),
            notes=tuple(_note(part) for part in noted[number]),
        )


def _note(row: Stored) -> Note:
    try:
        return rows.note_from_row(row)
    except ModelError as error:
        raise InvalidValueError(f"A note on the coding {row['coding']} is none ({error}).") from error
