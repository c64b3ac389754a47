"""Random histories of a book, and what may be said of its tables. The reports are those of the word coder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from service_builders import WordCoder, a_report, sentence

from tallybook.model import Coding, Decision, Judgement, Report, Retraction
from tallybook.store import Book
from tallybook.store import schema as t

__all__ = ["ForgetfulCoder", "History", "Step", "histories", "mention_of", "published_tables"]

REPORTS = [
    a_report(number, " ".join(sentence(day=f"2020-03-{number + 1:02}", killed=number + each) for each in range(2)))
    for number in range(4)
]


class ForgetfulCoder(WordCoder):
    """A later version that no longer finds the first mention of a report."""

    def code(self, report: Report) -> Coding:
        """Code one report."""
        found = super().code(report)
        gone = found.mentions[0].id
        statements = tuple(one for one in found.statements if one.mention != gone)
        kept = {one.id for one in statements}
        supports = tuple(one for one in found.supports if one.statement in kept)
        return Coding(report.id, self.name, self.version, found.mentions[1:], statements, supports)


def mention_of(report: int, number: int) -> str:
    """The id of a mention of one of the reports."""
    return WordCoder().code(REPORTS[report]).mentions[number].id


MENTIONS = [mention_of(report, number) for report in range(len(REPORTS)) for number in range(2)]
Step = Callable[[Book, int], None]
"""Something that is added to a book, at the second given."""
History = list[list[Step]]
"""Steps in parts; after each part, the book is refreshed."""


@dataclass(frozen=True)
class Ingest:
    """A report is coded, perhaps by a later version."""

    report: int
    forgets: bool

    def __call__(self, book: Book, second: int) -> None:
        report = REPORTS[self.report]
        coder = ForgetfulCoder("2") if self.forgets else WordCoder("1")
        book.add_coded(report, coder.code(report))


@dataclass(frozen=True)
class Decide:
    """Somebody decides on two mentions, if they are in the book."""

    pair: tuple[int, int]
    judgement: Judgement
    by: str
    score: float | None

    def __call__(self, book: Book, second: int) -> None:
        left, right = (MENTIONS[each] for each in self.pair)
        known = {mention.id for mention in book.mentions(every_version=True)}
        if {left, right} <= known:
            at = f"2024-01-01T00:{second // 60:02}:{second % 60:02}+00:00"
            book.add_decision(Decision.make(left, right, self.judgement, self.by, at, "a reason", self.score))


@dataclass(frozen=True)
class Retract:
    """A report is retracted, or returns, if it is in the book."""

    report: int
    withdrawn: bool

    def __call__(self, book: Book, second: int) -> None:
        if book.has_report(REPORTS[self.report].id):
            at = f"2024-01-01T00:{second // 60:02}:{second % 60:02}+00:00"
            book.add_retraction(Retraction(REPORTS[self.report].id, self.withdrawn, "Ann", at, "a reason"))


# Few mentions, so that decisions meet each other.
_PAIRS = st.tuples(st.integers(0, 4), st.integers(0, 4)).filter(lambda pair: pair[0] != pair[1])
_INGESTS = st.builds(Ingest, st.integers(0, 3), st.sampled_from([False, False, False, True]))
_DECISIONS = st.builds(
    Decide,
    _PAIRS,
    st.sampled_from([Judgement.SAME, Judgement.SAME, Judgement.DIFFERENT]),
    st.sampled_from(["Ann", "Ben", "machine:linking/1", "machine:linking/2"]),
    st.none() | st.floats(0, 1).map(lambda score: round(score, 1)),
)
_RETRACTIONS = st.builds(Retract, st.integers(0, 3), st.booleans())
_STEPS = st.one_of(_DECISIONS, _DECISIONS, _DECISIONS, _DECISIONS, _INGESTS, _RETRACTIONS)
_PARTS = st.lists(_STEPS, min_size=2, max_size=6)
# Most of what can happen needs reports first.
_FIRST = st.sampled_from([range(4), range(3), range(1, 4), range(2)]).map(
    lambda numbers: [Ingest(number, forgets=False) for number in numbers]
)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Reports, and then anything."""
    return [draw(_FIRST), *draw(st.lists(_PARTS, min_size=2, max_size=6))]


def published_tables(book: Book) -> dict[str, list[dict[str, Any]]]:
    """Everything that is published."""
    tables = (t.incident, t.incident_mention, t.incident_event)
    with book._read() as connection:
        return {
            table.name: [
                dict(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in tables
        }
