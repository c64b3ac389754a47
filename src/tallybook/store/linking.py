"""What linking has taken in, and where it looks for mentions that may tell of the same incident as a new one."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tallybook.store import schema as t
from tallybook.store import select, write

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from tallybook.model import Decision

__all__ = ["LinkIndex", "Question", "add_links"]

_ROWS = 5_000
_KEY = ">i8"


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

    def meeting(self, keys: Collection[int], most: int) -> set[str]:
        """The mentions that stand at these keys; keys at which more than `most` stand are left out."""
        import numpy as np  # noqa: PLC0415 (slow to import, and only linking needs it)

        sought = np.array(sorted(keys), _KEY)
        hits: list[tuple[Any, list[str]]] = []
        query = sa.select(t.link_mention.c.mention, t.link_mention.c["keys"])
        found = self._connection.execution_options(stream_results=True).execute(query)
        for rows in found.partitions(_ROWS):
            packed = [b64decode(keys) for _, keys in rows]
            here = np.frombuffer(b"".join(packed), _KEY)
            owner = np.repeat(np.arange(len(rows)), [len(one) // 8 for one in packed])
            hit = np.isin(here, sought)
            hits.append((here[hit], [rows[number][0] for number in owner[hit].tolist()]))
        if not hits:
            return set()
        distinct, at, count = np.unique(
            np.concatenate([one for one, _ in hits]), return_inverse=True, return_counts=True
        )
        del distinct
        mentions = [mention for _, some in hits for mention in some]
        return {mentions[number] for number in np.flatnonzero(count[at] <= most).tolist()}

    def voices(self) -> dict[str, str]:
        """The reports that are copies of another one, each with the report that gives their voice its name."""
        v = t.report_voice.c
        return {row[0]: row[1] for row in self._connection.execute(sa.select(v.report, v.voice))}

    def questions(self) -> tuple[Question, ...]:
        """What people are asked, the most likely first; answered ones are among them."""
        q = t.link_question.c
        query = sa.select(t.link_question).order_by(q.score.desc(), q.left, q.right)
        return tuple(Question(**row) for row in self._connection.execute(query).mappings())


def _packed(keys: Collection[int]) -> str:
    return b64encode(b"".join(key.to_bytes(8, "big", signed=True) for key in sorted(keys))).decode()


def add_links(
    connection: sa.Connection,
    book: Path,
    *,
    decisions: Sequence[Decision],
    taken_in: Mapping[str, Collection[int]],
    version: str,
    questions: Sequence[Question],
    copies: Mapping[str, str],
    afresh: bool,
) -> int:
    """Store what a linking found. Returns how many of the decisions are new.

    `copies` gives the voice of reports that are copies, as the id of another report; `taken_in` the keys of each
    mention that was taken in. With `afresh`, the keys and questions that are there are replaced; copies stay, which no
    linking makes or unmakes. Raises RecordNotFoundError for a mention that is not in the book.
    """
    added = write.add_decisions(connection, decisions, book)
    if afresh:
        for table in (t.link_mention, t.link_question):
            connection.execute(sa.delete(table))
    else:  # mentions that another version of linking took in
        for page in select.chunks(taken_in):
            connection.execute(sa.delete(t.link_mention).where(t.link_mention.c.mention.in_(page)))
    mentions = [{"mention": id_, "version": version, "keys": _packed(keys)} for id_, keys in taken_in.items()]
    if mentions:
        connection.execute(sa.insert(t.link_mention), mentions)
    for page in select.chunks(copies):
        connection.execute(sa.delete(t.report_voice).where(t.report_voice.c.report.in_(page)))
    if copies:
        rows = [{"report": report, "voice": voice} for report, voice in copies.items()]
        connection.execute(sa.insert(t.report_voice), rows)
    asked = {(one.left, one.right): one for one in questions}
    if asked or afresh:  # lists say which incidents are asked about, and look again where the generation has grown
        connection.execute(sa.update(t.refresh_mark).values(generation=t.refresh_mark.c.generation + 1))
    for one in asked.values():
        q = t.link_question.c
        connection.execute(sa.delete(t.link_question).where(q.left == one.left, q.right == one.right))
    if asked:
        fields = ("left", "right", "score", "why", "by", "asked_at")
        connection.execute(
            sa.insert(t.link_question), [{name: getattr(one, name) for name in fields} for one in asked.values()]
        )
    return added
