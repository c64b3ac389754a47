"""What waits for a person, read by the page: each question has an index or a small table to start from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tallybook.model import MACHINE, EventKind, IncidentStatus, Judgement
from tallybook.store import schema as t
from tallybook.store import select

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["WATCHED", "LowScore", "Uncertain", "Waiting"]

_PAGE = 200
# Of incidents with these statuses somebody has said how they are, so that a change is news.
WATCHED = (IncidentStatus.CONFIRMED, IncidentStatus.PUBLISHED)
_JUDGED = (*WATCHED, IncidentStatus.DISCOUNTED)
_NEWS = (
    *(EventKind.JOINED, EventKind.MERGED, EventKind.LEFT, EventKind.SPLIT, EventKind.VALUES_CHANGED),
    *(EventKind.RULES_CHANGED, EventKind.RESTORED),
)


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A question of linking between two incidents."""

    incident: str
    other: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class LowScore:
    """A statement with a low score that a published value rests on first."""

    incident: str
    report: str
    statement: str
    field: str
    score: float


class Waiting:
    """A look at what waits: all of one moment. Made by `Published.waiting`."""

    def __init__(self, connection: sa.Connection, taken_back: Iterable[str] = (), acts: Iterable[int] = ()) -> None:
        """`taken_back`: decisions that count no more; `acts`: those that were taken back."""
        self._connection = connection
        self._acts_taken_back = frozenset(acts)
        self._taken_back = frozenset(taken_back)

    # Links -----------------------------------------------------------------------------------------------------------

    def uncertain(self) -> Iterator[Uncertain]:
        """Pairs of incidents that linking asks about and nobody has answered, the most likely first, each once."""
        q = t.link_question.c
        left, right = t.incident_mention.alias(), t.incident_mention.alias()
        query = (
            sa.select(left.c.incident, right.c.incident, q.score, q.why)
            .select_from(t.link_question)
            .join(left, left.c.mention == q.left)
            .join(right, right.c.mention == q.right)
            .where(left.c.incident != right.c.incident)
            # The other way round in all parts: so the index gives them, and a page costs a page.
            .order_by(q.score.desc(), q.left.desc(), q.right.desc())
        )
        seen: set[tuple[str, str]] = set()
        found = self._connection.execution_options(yield_per=_PAGE).execute(query)
        for page in found.partitions(_PAGE):
            apart = self._kept_apart({incident for row in page for incident in row[:2]})
            for one, other, score, why in page:
                pair = (min(one, other), max(one, other))
                if pair not in apart and pair not in seen:
                    seen.add(pair)
                    yield Uncertain(one, other, score, why)

    def questions(self) -> int:
        """How many questions of linking there are, answered ones and those within one incident included."""
        return self._connection.scalar(sa.select(sa.func.count()).select_from(t.link_question)) or 0

    def _kept_apart(self, incidents: Iterable[str]) -> set[tuple[str, str]]:
        """Pairs of these incidents that people keep apart."""
        d = t.decision.c
        left, right = t.incident_mention.alias(), t.incident_mention.alias()
        query = (
            sa.select(d.id, left.c.incident, right.c.incident)
            .select_from(left)
            .join(t.decision, d.left == left.c.mention)
            .join(right, right.c.mention == d.right)
            .where(d.judgement == Judgement.DIFFERENT.value, ~d.by.startswith(MACHINE, autoescape=True))
            .where(left.c.incident.in_(sorted(incidents)))
        )
        return {
            (min(one, other), max(one, other))
            for id_, one, other in self._connection.execute(query).all()
            if id_ not in self._taken_back
        }

    # Values ----------------------------------------------------------------------------------------------------------

    def unresolved(self, limit: int, offset: int) -> list[tuple[str, str]]:
        """Incidents of which the date or the place is told but could not be resolved, with which of them."""
        c = t.incident.c
        query = sa.select(c.id, c.unresolved).where(c.unresolved > "", c.status != IncidentStatus.DISCOUNTED.value)
        page = query.order_by(c.unresolved, c.number).limit(limit).offset(offset)
        return [(row[0], row[1]) for row in self._connection.execute(page)]

    def count_unresolved(self) -> int:
        """How many such incidents there are, discounted ones included."""
        query = sa.select(sa.func.count()).select_from(t.incident).where(t.incident.c.unresolved > "")
        return self._connection.scalar(query) or 0

    def news(self, limit: int, offset: int) -> list[tuple[str, str]]:
        """Confirmed and published incidents that changed since they were given this status, with the instant."""
        c = t.incident.c
        query = sa.select(c.id, c.news).where(c.news > "").order_by(c.news, c.id).limit(limit).offset(offset)
        return [(row[0], row[1]) for row in self._connection.execute(query)]

    def count_news(self) -> int:
        """How many such incidents there are."""
        query = sa.select(sa.func.count()).select_from(t.incident).where(t.incident.c.news > "")
        return self._connection.scalar(query) or 0

    def has_news(self, incident: str) -> bool:
        """Whether an incident changed since it was given a status that is watched."""
        query = sa.select(t.incident.c.id).where(t.incident.c.id == incident, t.incident.c.news > "")
        return self._connection.execute(query).first() is not None

    def news_of(self, incident: str, since: str) -> list[tuple[str, str]]:
        """What changed of an incident from an instant on: the kinds of events, each with its instant."""
        e = t.incident_event.c
        query = sa.select(e.kind, e.at).where(
            e.incident == incident, e.at >= since, e.kind.in_([kind.value for kind in _NEWS])
        )
        return [(row[0], row[1]) for row in self._connection.execute(query.order_by(e.id))]

    def first_news(self, incident: str, since: str, status: str) -> str:
        """When an incident first changed after it was given a status at an instant; empty if nobody needs to know."""
        if status not in WATCHED:
            return ""
        return next((at for _, at in self.news_of(incident, since) if at > since), "")

    def low_scores(self, below: float) -> Iterator[LowScore]:
        """Statements with a score below this that a published value rests on first, the least certain first.

        Left out: statements of which somebody said something, and incidents that people have confirmed or discounted.
        """
        s, link = t.support.c, t.incident_mention.c
        query = (
            sa.select(s.statement, s.score, t.statement.c.report, t.statement.c.field, link.incident)
            .join(t.statement, t.statement.c.id == s.statement)
            .join(t.incident_mention, link.mention == t.statement.c.mention)
            .where(s.score < below)
            .order_by(s.score, s.id)
        )
        seen: set[str] = set()
        # By the index of scores: found rows come as they are asked for, so that a page costs a page.
        found = self._connection.execution_options(yield_per=_PAGE).execute(query)
        for rows in found.partitions(_PAGE):
            wanted = {row.incident for row in rows}
            chosen, judged = self._chosen(wanted), self._judged({row.statement for row in rows})
            for row in rows:
                open_ = row.statement in chosen.get(row.incident, ()) and row.statement not in judged
                if open_ and row.statement not in seen:
                    seen.add(row.statement)
                    yield LowScore(row.incident, row.report, row.statement, row.field, row.score)

    def _judged(self, statements: Iterable[str]) -> set[str]:
        """Those of these statements of which somebody said something in an act that stands."""
        v = t.verdict.c
        found: set[str] = set()
        for page in select.chunks(sorted(statements), select.MANY):
            query = sa.select(v.statement, v.act).where(v.statement.in_(page))
            rows = self._connection.execute(query)
            found.update(statement for statement, act in rows if act not in self._acts_taken_back)
        return found

    def _chosen(self, incidents: Iterable[str]) -> dict[str, set[str]]:
        """Of incidents that nobody has judged, the statements that the values were taken from."""
        c = t.incident.c
        found: dict[str, set[str]] = {}
        for page in select.chunks(sorted(incidents), select.MANY):
            query = sa.select(c.id, sa.cast(c.resolutions, sa.Text)).where(
                c.id.in_(page),
                c.status.not_in([*(status.value for status in WATCHED), IncidentStatus.DISCOUNTED.value]),
            )
            for id_, text in self._connection.execute(query):
                record = json.loads(text)
                found[id_] = {entry["supporting"][0] for entries in record.values() for entry in entries}
        return found

    def count_low_scores(self, below: float, most: int) -> int:
        """How many statements have a score below this, published or not, counted no further than `most`."""
        query = sa.select(t.support.c.id).where(t.support.c.score < below).limit(most).subquery()
        return self._connection.scalar(sa.select(sa.func.count()).select_from(query)) or 0
