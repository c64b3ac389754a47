"""What a person sees beside a statement, a mention or an act in review: the report, the coders, other verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tallybook.assembly import Judged, standing_verdicts
from tallybook.model import Field
from tallybook.service.books import opened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tallybook.model import Act, Mention, Report, Statement, Support
    from tallybook.service.books import AnyBook

__all__ = ["ToldStatement", "get_act", "look_at", "mention_in_report", "other_rows", "root_kind"]


@dataclass(frozen=True, slots=True)
class ToldStatement:
    """A statement with its report, who found it, what people say of it, and its incident, empty if it has none."""

    statement: Statement
    report: Report
    supports: tuple[Support, ...] = ()
    judged: Judged = field(default_factory=Judged)
    incident: str = ""


def look_at(book: AnyBook, statements: Iterable[str]) -> dict[str, ToldStatement]:
    """The statements with these ids, of whatever coding; one that the book does not have is left out."""
    with opened(book) as found:
        with found.published() as look:
            told = look.statements_named(statements)
            judged = standing_verdicts(look.review.verdicts_on(told))
            homes = look.incidents_of(one.mention for one in told.values() if one.mention)
        reports = {one.id: one for one in found.reports(sorted({one.report for one in told.values()}))}
        supports: dict[str, list[Support]] = {}
        for support in found.supports(told):
            supports.setdefault(support.statement, []).append(support)
    return {
        id_: ToldStatement(
            one,
            reports[one.report],
            tuple(supports.get(id_, ())),
            judged.get(id_, Judged()),
            homes.get(one.mention, ""),
        )
        for id_, one in told.items()
    }


def mention_in_report(book: AnyBook, mention: str) -> tuple[Mention, Report]:
    """A mention, given by its id or how that begins, and its report. Raises RecordNotFoundError."""
    with opened(book) as found:
        marked = found.get_mention(mention)
        return marked, found.get_report(marked.report)


def other_rows(book: AnyBook, mention: str, without: str = "") -> tuple[Statement, ...]:
    """The casualties that are told of a mention, which a row can be part of; `without` one statement."""
    if not mention:
        return ()
    with opened(book) as found, found.published() as look:
        told = look.statements([mention], {Field.CASUALTIES.value}).get(mention, ())
    return tuple(one for one in told if one.id != without)


def get_act(book: AnyBook, act: int) -> Act:
    """The act with this number. Raises RecordNotFoundError."""
    with opened(book) as found, found.published() as look:
        return look.review.get_act(act)


def root_kind(act: Act) -> str:
    """What an act is about: its kind, of an undo the kind of what it took back, first of all."""
    return str(act.data.get("kind", act.kind.value)) if act.undoes is not None else act.kind.value
