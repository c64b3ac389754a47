"""What pages about one report, and lists of reports, ask of a book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tallybook.store import rows, select
from tallybook.store import schema as t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tallybook.model import DateRange, Retraction

__all__ = ["CodingHead", "ReportHead", "codings_of", "copies_of", "newest_reports", "page_of_reports", "retraction_of"]

_HEAD = 200  # characters of a text without a title that may name it


@dataclass(frozen=True, slots=True)
class CodingHead:
    """One coding of a report, without what it says. `standing`: no newer one by the same coder replaces it."""

    number: int
    coder: str
    version: str
    coded_at: str
    mentions: int
    statements: int
    standing: bool


@dataclass(frozen=True, slots=True)
class ReportHead:
    """What names a report: its title, or where it has none, how its text begins."""

    id: str
    title: str
    source: str
    published: DateRange | None
    language: str


def codings_of(connection: sa.Connection, report: str) -> tuple[CodingHead, ...]:
    """The codings of a report, oldest first."""
    c = t.coding.c
    counts = [
        sa.select(sa.func.count()).select_from(link).where(link.c.coding == c.id).scalar_subquery()
        for link in (t.coding_mention, t.coding_statement)
    ]
    query = sa.select(c.id, c.coder, c.version, c.coded_at, *counts, ~select.is_replaced()).where(c.report == report)
    return tuple(CodingHead(*row[:6], bool(row[6])) for row in connection.execute(query.order_by(c.id)))


def copies_of(connection: sa.Connection, report: str) -> tuple[ReportHead, ...]:
    """The other reports whose text is the same as this one's, or a copy of it, by publication."""
    r, v = t.report.c, t.report_voice.c
    same_text = sa.select(r.id).where(r.text_hash == sa.select(r.text_hash).where(r.id == report).scalar_subquery())
    voice = connection.scalar(sa.select(v.voice).where(v.report == report)) or report
    copies = sa.select(v.report).where(v.voice == voice)
    query = _heads().where(sa.or_(r.id.in_(same_text), r.id.in_(copies), r.id == voice), r.id != report)
    return tuple(_head(row) for row in connection.execute(query.order_by(r.published_first, r.id)).mappings())


def retraction_of(connection: sa.Connection, report: str) -> Retraction | None:
    """How a report stands that was ever retracted."""
    query = sa.select(t.retraction).where(t.retraction.c.report == report).order_by(t.retraction.c.id.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return rows.retraction_from_row(row) if row is not None else None


def page_of_reports(
    connection: sa.Connection, *, words: Sequence[str], query: str, offset: int, limit: int
) -> tuple[tuple[ReportHead, ...], int]:
    """A part of the list of reports, newest publication first, undated ones last; and how many there are.

    `words`: all of them are in the title, in any case. `query`: the same words for the index of texts, which hold the
    titles; it keeps a long list from being read whole.
    """
    conditions = [*_said(query), *(_named().icontains(word, autoescape=True) for word in words)]
    page = _newest(_heads().where(*conditions)).limit(limit).offset(offset)
    return tuple(_head(row) for row in connection.execute(page).mappings()), _count(connection, conditions)


def newest_reports(connection: sa.Connection, *, query: str, offset: int, limit: int) -> tuple[tuple[str, ...], int]:
    """The ids of some reports in the same order, of those that the query of the index finds; and how many there are."""
    conditions = _said(query)
    page = _newest(sa.select(t.report.c.id).where(*conditions)).limit(limit).offset(offset)
    return tuple(connection.execute(page).scalars()), _count(connection, conditions)


def _said(query: str) -> list[sa.ColumnElement[bool]]:
    """That the index of texts finds a report; nothing where nothing is looked for."""
    if not query:
        return []
    indexed = sa.text("SELECT rowid FROM report_search WHERE report_search MATCH :words").bindparams(words=query)
    numbers = t.report_number.c.number.in_(indexed.columns(sa.column("rowid", sa.Integer)))
    return [t.report.c.id.in_(sa.select(t.report_number.c.report).where(numbers))]


def _newest(query: sa.Select[Any]) -> sa.Select[Any]:
    return query.order_by(t.report.c.published_first.desc().nulls_last(), t.report.c.id)


def _count(connection: sa.Connection, conditions: Sequence[sa.ColumnElement[bool]]) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(t.report).where(*conditions)) or 0


def _named() -> sa.ColumnElement[str]:
    r = t.report.c
    return sa.case((r.title != "", r.title), else_=sa.func.substr(r.text, 1, _HEAD))


def _heads() -> sa.Select[Any]:
    r = t.report.c
    published = (r.published_first, r.published_last, r.published_precision, r.published_basis)
    return sa.select(
        r.id, _named().label("name"), r.language, *published, t.source.c.name.label("source_name")
    ).outerjoin(t.source, t.source.c.id == r.source)


def _head(row: Any) -> ReportHead:
    name = next((line.strip() for line in row["name"].splitlines() if line.strip()), row["id"])
    return ReportHead(row["id"], name, row["source_name"] or "", rows.published_from_row(row), row["language"])
