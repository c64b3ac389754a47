"""The questions that a book answers, as SELECTs. They run in short transactions, a page of reports at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from tallybook.errors import RecordNotFoundError
from tallybook.model import SECOND
from tallybook.store import schema as t

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

__all__ = [
    "MANY",
    "PAGE",
    "chunks",
    "codings",
    "counted",
    "find_id",
    "is_replaced",
    "matching_mentions",
    "mentions",
    "notes",
    "on_fields",
    "replaced_codings",
    "reports",
    "standing_mentions",
    "standing_statements",
    "statements",
    "supports",
]

# Reports per page: enough that the cost of a query does not count, few enough that their texts fit in memory anywhere.
PAGE = 200
MANY = 1000
"""Ids per query: fewer round trips than a page of reports, still below what any database takes as parameters."""
# The first text after all that begin with SECOND: a semicolon comes after a colon.
_AFTER_SECOND = f"{SECOND[:-1]};"


T = TypeVar("T")


def chunks(items: Iterable[T], size: int = PAGE) -> Iterator[list[T]]:
    """The items in lists of `size`, below the number of parameters that any database takes."""
    chunk: list[T] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def counted(coder: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether a coding counts for what is published: blind second codings are only compared."""
    return sa.or_(coder < SECOND, coder >= _AFTER_SECOND)


def codings(reports: Sequence[str], coder: str = "", *, every_version: bool = False) -> sa.Select[Any]:
    """The codings of some reports: of each coder the newest, or all; of all coders, or one."""
    query = sa.select(t.coding).where(t.coding.c.report.in_(reports)).order_by(t.coding.c.report, t.coding.c.id)
    if coder:
        query = query.where(t.coding.c.coder == coder)
    elif not every_version:
        query = query.where(counted(t.coding.c.coder))
    return query if every_version else query.where(~is_replaced())


def is_replaced() -> sa.ColumnElement[bool]:
    """Whether the coder of a row of `coding` has coded its report again since."""
    c, newer = t.coding.c, t.coding.alias().c
    return sa.exists().where(newer.report == c.report, newer.coder == c.coder, newer.id > c.id)


def _coding_ids(reports: Sequence[str], coder: str, *, every_version: bool) -> sa.Select[Any]:
    return codings(reports, coder, every_version=every_version).with_only_columns(t.coding.c.id).order_by(None)


def reports() -> sa.Select[Any]:
    """All reports with the names of their sources, by id."""
    return (
        sa.select(t.report, t.source.c.name.label("source_name"), t.source.c.domain.label("source_domain"))
        .outerjoin(t.source, t.source.c.id == t.report.c.source)
        .order_by(t.report.c.id)
    )


def mentions(reports: Sequence[str], coder: str = "", *, every_version: bool = False) -> sa.Select[Any]:
    """The mentions of some reports, in the order of the reports' ids and of the text."""
    of_codings = sa.select(t.coding_mention.c.mention).where(
        t.coding_mention.c.coding.in_(_coding_ids(reports, coder, every_version=every_version))
    )
    return (
        sa.select(t.mention)
        .where(t.mention.c.id.in_(of_codings))
        .order_by(t.mention.c.report, t.mention.c.anchor_start, t.mention.c.anchor_end, t.mention.c.id)
    )


def statements_with_report() -> sa.Select[Any]:
    """All statements with the publication dates of their reports, in the order of the reports' ids and of the text.

    The value comes as its JSON text, `value_text`: equal texts need be read only once.
    """
    published = (t.report.c.published_first, t.report.c.published_last, t.report.c.published_precision)
    columns = [column for column in t.statement.c if column is not t.statement.c.value]
    return (
        sa.select(*columns, sa.cast(t.statement.c.value, sa.Text).label("value_text"), *published)
        .join(t.report, t.report.c.id == t.statement.c.report)
        .order_by(t.statement.c.report, t.statement.c.span_start, t.statement.c.span_end, t.statement.c.id)
    )


def statements(
    reports: Sequence[str], coder: str = "", *, field: str = "", every_version: bool = False
) -> sa.Select[Any]:
    """The statements of some reports, of one field or of all."""
    of_codings = sa.select(t.coding_statement.c.statement).where(
        t.coding_statement.c.coding.in_(_coding_ids(reports, coder, every_version=every_version))
    )
    query = statements_with_report().where(t.statement.c.id.in_(of_codings))
    return on_fields(query, [field]) if field else query


def on_fields(query: sa.Select[Any], fields: Iterable[str]) -> sa.Select[Any]:
    """A query for few statements, by ids of what they belong to, without those on other fields."""
    # Not by the bare column: SQLite would take its index, and so read all statements of the book on these fields for
    # each page of ids.
    return query.where(t.statement.c.field.concat("").in_(sorted(fields)))


def _standing(link: sa.Table, coder: str) -> sa.Select[Any]:
    """Rows of a table of links between codings and their parts, of the newest coding of each coder, or of one."""
    joined = sa.select(sa.literal(1)).select_from(link).join(t.coding, t.coding.c.id == link.c.coding)
    query = joined.where(~is_replaced())
    return query.where(t.coding.c.coder == coder if coder else counted(t.coding.c.coder))


def standing_mentions(coder: str) -> sa.Select[Any]:
    """The ids of mentions that the newest coding of a report by this coder has."""
    return _standing(t.coding_mention, coder).with_only_columns(t.coding_mention.c.mention)


def replaced_codings() -> sa.Select[Any]:
    """Reports that one coder has coded more than once."""
    c = t.coding.c
    return sa.select(c.report).group_by(c.report, c.coder).having(sa.func.count() > 1)


def standing_statements(coder: str = "") -> sa.Select[Any]:
    """The statements that the newest coding of a coder, or of one, makes, with the dates of their reports."""
    made = _standing(t.coding_statement, coder).where(t.coding_statement.c.statement == t.statement.c.id)
    return statements_with_report().order_by(None).where(sa.exists(made))


def supports(statement_ids: Sequence[str]) -> sa.Select[Any]:
    """The supports of some statements: each coder and version that found them."""
    return (
        sa.select(t.support, t.coding.c.coder, t.coding.c.version)
        .join(t.coding, t.coding.c.id == t.support.c.coding)
        .where(t.support.c.statement.in_(statement_ids))
        .order_by(t.support.c.statement, t.support.c.coding, t.support.c.position)
    )


def notes(reports: Sequence[str], coder: str = "", *, every_version: bool = False) -> sa.Select[Any]:
    """The notes on the codings of some reports."""
    return (
        sa.select(t.note, t.coding.c.report)
        .join(t.coding, t.coding.c.id == t.note.c.coding)
        .where(t.note.c.coding.in_(_coding_ids(reports, coder, every_version=every_version)))
        .order_by(t.coding.c.report, t.note.c.coding, t.note.c.position)
    )


def matching_mentions(
    *,
    country: str = "",
    first: date | None = None,
    last: date | None = None,
    incident_type: str = "",
    text: str = "",
) -> sa.Select[Any]:
    """Ids of mentions with statements that fit every condition given; the incident they form still has to be looked at.

    `country` is a two-letter code of ISO 3166-1; `first` and `last` bound the days of the incident, both included;
    `text` are characters of the report, in any case.
    """
    found = sa.select(t.mention.c.id).where(t.mention.c.incident.is_not(None)).order_by(t.mention.c.id)

    def states(field: str, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
        stated = sa.select(t.statement.c.mention).where(t.statement.c.field == field, *conditions)
        return t.mention.c.id.in_(stated.where(t.statement.c.mention.is_not(None)))

    if country:
        found = found.where(states("place", t.statement.c.country == country))
    if incident_type:
        found = found.where(states("incident_type", t.statement.c.code == incident_type))
    days = []
    if first is not None:
        days.append(t.statement.c.last_day >= first)
    if last is not None:
        days.append(t.statement.c.first_day <= last)
    if days:
        found = found.where(states("date", *days))
    if text:
        telling = sa.select(t.report.c.id).where(t.report.c.text.icontains(text, autoescape=True))
        found = found.where(t.mention.c.report.in_(telling))
    return found


def find_id(
    connection: sa.Connection, columns: Sequence[sa.Column[Any]], given: str, prefix: str, what: str, listed_by: str
) -> str:
    """The one id in any of `columns` that is `given` or begins with it; the kind's prefix may be left out.

    Raises RecordNotFoundError where none or more than one fits: it names up to five that fit or come nearest.
    """
    wanted = given if given.startswith(f"{prefix}_") else f"{prefix}_{given}"
    found = sorted({id_ for column in columns for id_ in ids_from(connection, column, wanted, 6)})[:6]
    if wanted in found:
        return wanted
    fitting = [other for other in found if other.startswith(wanted)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        more = ", ..." if len(fitting) > 5 else ""
        raise RecordNotFoundError(
            f"The id {given!r} fits more than one {what}: {', '.join(fitting[:5])}{more}; give more characters of it."
        )
    before = {
        id_
        for column in columns
        for id_ in connection.execute(
            sa.select(column).distinct().where(column < wanted).order_by(column.desc()).limit(2)
        ).scalars()
    }
    nearest = [*sorted(before)[-2:], *found[:2]]
    if not nearest:
        raise RecordNotFoundError(f"There is no {what} with the id {given!r}: the book has none yet.")
    raise RecordNotFoundError(
        f"There is no {what} with the id {given!r}; the nearest are {', '.join(nearest)}, {listed_by} lists all."
    )


def ids_from(connection: sa.Connection, column: sa.Column[Any], start: str, limit: int) -> list[str]:
    """Up to `limit` different ids of `column` from `start` on, in order."""
    query = sa.select(column).distinct().where(column >= start).order_by(column).limit(limit)
    return list(connection.execute(query).scalars())
