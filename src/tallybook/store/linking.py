"""What linking has taken in, and where it looks for mentions that may tell of the same incident as a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tallybook.store import schema as t
from tallybook.store import select, write

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from tallybook.model import Decision

__all__ = ["LinkIndex", "Question", "add_links"]


@dataclass(frozen=True, slots=True)
class Question:
    """Two mentions that may tell of the same incident, which a person is asked. `left < right`; `score` is a chance."""

    left: str
    right: str
    score: float
    why: str
    by: str
    asked_at: str


class LinkIndex:
    """One look at what linking has taken in. Made by `Book.link_index`."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def taken_in(self, version: str) -> set[str]:
        """The ids of the mentions that this version of linking has compared with what was there."""
        m = t.link_mention.c
        return set(self._connection.execute(sa.select(m.mention).where(m.version == version)).scalars())

    def meeting(self, keys: Collection[int], most: int) -> dict[str, set[int]]:
        """The mentions at these keys, each with the keys that it is at; keys with more than `most` are left out."""
        k, m = t.link_key.c, t.link_mention.c
        found: dict[str, set[int]] = {}
        for page in _pages(sorted(keys)):
            counted = sa.select(k.key, sa.func.count()).where(k.key.in_(page)).group_by(k.key)
            few = [key for key, count in self._connection.execute(counted) if count <= most]
            query = sa.select(k.key, m.mention).join(t.link_mention, m.number == k.mention).where(k.key.in_(few))
            for key, mention in self._connection.execute(query):
                found.setdefault(mention, set()).add(key)
        return found

    def questions(self) -> tuple[Question, ...]:
        """What people are asked, the most likely first; answered ones are among them."""
        q = t.link_question.c
        query = sa.select(t.link_question).order_by(q.score.desc(), q.left, q.right)
        return tuple(Question(**row) for row in self._connection.execute(query).mappings())


def _pages(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + select.PAGE] for start in range(0, len(keys), select.PAGE))


def add_links(
    connection: sa.Connection,
    book: Path,
    *,
    decisions: Sequence[Decision],
    taken_in: Mapping[str, Collection[int]],
    version: str,
    questions: Sequence[Question],
    afresh: bool,
) -> int:
    """Store what a linking found. Returns how many of the decisions are new.

    `taken_in` gives the keys of each mention that was taken in. With `afresh`, the keys and questions that are there
    are replaced. Raises RecordNotFoundError for a mention that is not in the book.
    """
    added = write.add_decisions(connection, decisions, book)
    m = t.link_mention.c
    if afresh:
        for table in (t.link_key, t.link_mention, t.link_question):
            connection.execute(sa.delete(table))
    else:
        _forget(connection, taken_in)
    last = connection.scalar(sa.select(sa.func.max(m.number))) or 0
    mentions = [{"number": last + at, "mention": id_, "version": version} for at, id_ in enumerate(taken_in, start=1)]
    if mentions:
        connection.execute(sa.insert(t.link_mention), mentions)
    # In the order of the table, which an index of millions of keys is filled many times faster in.
    pairs = sorted((key, last + at) for at, keys in enumerate(taken_in.values(), start=1) for key in keys)
    for start in range(0, len(pairs), _ROWS):
        rows = [{"key": key, "mention": number} for key, number in pairs[start : start + _ROWS]]
        connection.execute(sa.insert(t.link_key), rows)
    asked = {(one.left, one.right): one for one in questions}
    for one in asked.values():
        q = t.link_question.c
        connection.execute(sa.delete(t.link_question).where(q.left == one.left, q.right == one.right))
    if asked:
        fields = ("left", "right", "score", "why", "by", "asked_at")
        connection.execute(
            sa.insert(t.link_question), [{name: getattr(one, name) for name in fields} for one in asked.values()]
        )
    return added


_ROWS = 50_000


def _forget(connection: sa.Connection, mentions: Iterable[str]) -> None:
    """Take out mentions that another version of linking took in."""
    m = t.link_mention.c
    for page in select.chunks(mentions):
        numbers = sa.select(m.number).where(m.mention.in_(page))
        connection.execute(sa.delete(t.link_key).where(t.link_key.c.mention.in_(numbers)))
        connection.execute(sa.delete(t.link_mention).where(m.mention.in_(page)))
