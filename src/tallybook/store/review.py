"""What people did in review: acts, what they say of statements, second codings; read in one consistent look.

docs/explanation/review.md says how they count. An act stands unless an act that stands took it back.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tallybook.errors import RecordNotFoundError
from tallybook.model import SECOND, ActKind, AssignmentState, Opinion
from tallybook.store import rows, select
from tallybook.store import schema as t

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from tallybook.model import Act, Assignment, Verdict

__all__ = ["ReviewLook"]

_DECIDING = (ActKind.MERGE.value, ActKind.SPLIT.value, ActKind.APART.value)


class ReviewLook:
    """A look at what people did: everything read through it is of the same moment. Part of `Published`."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    # Acts ------------------------------------------------------------------------------------------------------------

    @cached_property
    def taken_back(self) -> frozenset[int]:
        """The acts that do not stand."""
        a = t.act.c
        undone: set[int] = set()
        query = sa.select(a.id, a.undoes).where(a.undoes.is_not(None)).order_by(a.id.desc())
        # The latest first: whether it stands is known before whether what it took back does.
        for id_, undoes in self._connection.execute(query).all():
            if id_ not in undone:
                undone.add(undoes)
        return frozenset(undone)

    def acts(self, ids: Iterable[int]) -> dict[int, Act]:
        """The acts with these ids."""
        found = {}
        for page in select.chunks(map(str, sorted(set(ids))), select.MANY):
            for act in self._acts(t.act.c.id.in_([int(id_) for id_ in page])):
                found[act.id] = act
        return found

    def get_act(self, id_: int) -> Act:
        """The act with this id. Raises RecordNotFoundError."""
        found = self.acts([id_])
        if id_ not in found:
            raise RecordNotFoundError(f"There is no act {id_} in this book; the list of acts has their numbers.")
        return found[id_]

    def acts_of_report(self, report: str, by: str = "") -> tuple[Act, ...]:
        """The acts on a report, by one person or all, oldest first."""
        conditions = [t.act.c.report == report, *([t.act.c.by == by] if by else [])]
        return tuple(self._acts(*conditions))

    def acts_after(self, number: int, kinds: Collection[ActKind] | None = None) -> tuple[Act, ...]:
        """The acts with higher numbers, oldest first."""
        conditions = [t.act.c.id > number]
        if kinds is not None:
            conditions.append(t.act.c.kind.in_([kind.value for kind in kinds]))
        return tuple(self._acts(*conditions))

    def latest_acts(self, incident: str, mentions: Collection[str], limit: int, before: int | None) -> tuple[Act, ...]:
        """Acts, newest first, of all or of one incident: on its id, on ids that lead to it, and what began it."""
        a = t.act.c
        conditions = [a.id < before] if before is not None else []
        if incident:
            led = sa.select(t.incident.c.id).where(t.incident.c.id == incident).cte(recursive=True)
            others = t.incident.alias()
            led = led.union_all(sa.select(others.c.id).join(led, others.c.target == led.c.id))
            added = sa.select(t.mention.c.report).where(t.mention.c.id.in_(sorted(mentions)))
            began = sa.and_(a.incident.is_(None), a.kind == ActKind.ADD.value, a.report.in_(added))
            conditions.append(sa.or_(a.incident.in_(sa.select(led.c.id)), began))
        query = sa.select(t.act).where(*conditions).order_by(a.id.desc()).limit(limit)
        found = [self._read(row) for row in self._connection.execute(query).mappings()]
        known = set(mentions)
        return tuple(
            act for act in found if act.incident or not incident or not known.isdisjoint(act.data.get("mentions", ()))
        )

    def _acts(self, *conditions: sa.ColumnElement[bool]) -> Iterator[Act]:
        query = sa.select(t.act).where(*conditions).order_by(t.act.c.id)
        return (self._read(row) for row in self._connection.execute(query).mappings().all())

    def _read(self, row: Mapping[Any, Any]) -> Act:
        return rows.act_from_row(row, stands=row["id"] not in self.taken_back)

    def undone_by(self, acts: Iterable[Act]) -> dict[int, Act]:
        """For each of these acts that were ever taken back, the act that did it."""
        found: dict[int, Act] = {}
        for page in select.chunks([str(act.id) for act in acts], select.MANY):
            found |= {act.undoes: act for act in self._acts(t.act.c.undoes.in_(map(int, page))) if act.undoes}
        return found

    def root(self, act: Act) -> Act:
        """What an undo is about in the end: the act that is none itself."""
        while act.undoes is not None:
            act = self.acts([act.undoes])[act.undoes]
        return act

    @cached_property
    def _decisions_taken_back(self) -> frozenset[str]:
        if not self.taken_back:
            return frozenset()
        acts = self.acts(self.taken_back).values()
        return frozenset(id_ for act in acts if act.kind.value in _DECIDING for id_ in act.data["decisions"])

    def decisions_taken_back(self) -> frozenset[str]:
        """The decisions that count no more, because the act in which they were made was taken back."""
        return self._decisions_taken_back

    def touched(self, number: int) -> set[str]:
        """The mentions that acts with higher numbers are about, taken back or not."""
        return set(self.behind(number))

    def behind(self, number: int) -> dict[str, Act]:
        """The mentions that acts with higher numbers are about, each with the last one."""
        found: dict[str, Act] = {}
        about: dict[int, Act] = {}
        for act in self.acts_after(number):
            root = self.root(act)
            about[root.id] = act
            found |= dict.fromkeys(root.data.get("mentions", ()), act)
        for page in select.chunks(map(str, about), select.MANY):
            query = (
                sa.select(t.verdict.c.act, t.statement.c.mention)
                .join(t.statement, t.statement.c.id == t.verdict.c.statement)
                .where(t.verdict.c.act.in_(map(int, page)), t.statement.c.mention.is_not(None))
                .order_by(t.verdict.c.act)
            )
            for act_id, mention in self._connection.execute(query).all():
                if mention not in found or found[mention].id < about[act_id].id:
                    found[mention] = about[act_id]
        return found

    def statuses(self, incidents: Collection[str] | None = None) -> dict[str, Act]:
        """The act that gave each incident, or each of these, the status that it should have."""
        a = t.act.c
        conditions = [a.kind == ActKind.STATUS.value]
        if incidents is not None:
            conditions.append(a.incident.in_(sorted(incidents)))
        return {act.incident: act for act in self._acts(*conditions) if act.stands}

    # Verdicts --------------------------------------------------------------------------------------------------------

    @cached_property
    def _any(self) -> bool:
        return self._connection.execute(sa.select(t.verdict.c.id).limit(1)).first() is not None

    def verdicts(self, mentions: Iterable[str]) -> list[Verdict]:
        """What people say of the statements on these mentions, in acts that stand, oldest first."""
        if not self._any:
            return []
        return self._verdicts(t.statement.c.mention, mentions)

    def verdicts_on(self, statements: Iterable[str]) -> list[Verdict]:
        """What people say of these statements, in acts that stand, oldest first."""
        return self._verdicts(t.verdict.c.statement, statements) if self._any else []

    def _verdicts(self, column: sa.ColumnElement[Any], ids: Iterable[str]) -> list[Verdict]:
        query = (
            sa.select(t.verdict, t.act.c.by, t.act.c.at)
            .join(t.act, t.act.c.id == t.verdict.c.act)
            .join(t.statement, t.statement.c.id == t.verdict.c.statement)
        )
        found = [
            rows.verdict_from_row(row)
            for page in select.chunks(sorted(set(ids)), select.MANY)
            for row in self._connection.execute(query.where(column.in_(page))).mappings()
        ]
        return sorted(
            (verdict for verdict in found if verdict.act not in self.taken_back), key=lambda verdict: verdict.id
        )

    def disputed_statements(self) -> set[str]:
        """Statements that somebody accepted and somebody rejected, at some time, in whatever act."""
        yes, no = t.verdict.alias(), t.verdict.alias()
        query = (
            sa.select(no.c.statement)
            .distinct()
            .join(yes, yes.c.statement == no.c.statement)
            .where(no.c.judgement == Opinion.REJECTED.value, yes.c.judgement == Opinion.ACCEPTED.value)
        )
        return set(self._connection.execute(query).scalars())

    def standing(self, statements: Iterable[str]) -> set[str]:
        """Those of these statements that count: in the newest coding of a coder that is no blind one."""
        made = select.standing_statements().with_only_columns(t.statement.c.id)
        found: set[str] = set()
        for page in select.chunks(sorted(set(statements)), select.MANY):
            found |= set(self._connection.execute(made.where(t.statement.c.id.in_(page))).scalars())
        return found

    def in_second_codings(self, statements: Iterable[str]) -> set[str]:
        """Those of these statements that wait in the newest second coding of somebody who handed it in."""
        a, c, link = t.assignment.c, t.coding.c, t.coding_statement.c
        query = (
            sa.select(link.statement)
            .join(t.coding, c.id == link.coding)
            .join(t.assignment, sa.and_(a.report == c.report, sa.literal(SECOND) + a.coder == c.coder))
            .where(a.state.in_([AssignmentState.DONE.value, AssignmentState.SETTLED.value]))
            .where(~select.is_replaced())
        )
        found: set[str] = set()
        for page in select.chunks(sorted(set(statements)), select.MANY):
            found |= set(self._connection.execute(query.where(link.statement.in_(page))).scalars())
        return found

    def judged_in(self, acts: Iterable[int]) -> dict[int, set[str]]:
        """The statements that each of these acts says something of."""
        found: dict[int, set[str]] = {}
        for page in select.chunks(map(str, sorted(set(acts))), select.MANY):
            query = sa.select(t.verdict.c.act, t.verdict.c.statement).where(t.verdict.c.act.in_(map(int, page)))
            for act, statement in self._connection.execute(query).all():
                found.setdefault(act, set()).add(statement)
        return found

    # Second codings --------------------------------------------------------------------------------------------------

    def assignments(
        self, *, report: str = "", coder: str = "", states: Collection[AssignmentState] = ()
    ) -> tuple[Assignment, ...]:
        """The assignments of a report, of a person, in some states; oldest first."""
        query = sa.select(t.assignment).order_by(t.assignment.c.id)
        if report:
            query = query.where(t.assignment.c.report == report)
        if coder:
            query = query.where(t.assignment.c.coder == coder)
        if states:
            query = query.where(t.assignment.c.state.in_([state.value for state in states]))
        return tuple(rows.assignment_from_row(row) for row in self._connection.execute(query).mappings())
