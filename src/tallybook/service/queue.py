"""What waits for a person, kind by kind: only what is shown is worked out, so that a large book answers at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

from tallybook.assembly import standing_verdicts
from tallybook.model import AssignmentState
from tallybook.service.books import opened
from tallybook.service.planning import open_questions

if TYPE_CHECKING:
    from tallybook.service.books import AnyBook
    from tallybook.store import Published

__all__ = ["LOW_SCORE", "Queue", "QueueKind", "ReviewItem", "review_queue"]

LOW_SCORE = 0.5
"""Scores below this wait for a person: the coder itself gives its statement less than an even chance."""

_COUNTED_AT_MOST = 10_000


class QueueKind(StrEnum):
    """Why something waits, in the order in which the queue has them."""

    CONTRADICTION = "contradiction"
    NEW_REPORTS = "new_reports"
    ADJUDICATE = "adjudicate"
    UNCERTAIN_LINK = "uncertain_link"
    FAILED_RESOLUTION = "failed_resolution"
    LOW_SCORE = "low_score"


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One thing to look at. What it is not about is empty, and `score` None.

    `score` is the chance of a link, or the score of a statement. `sentence` says to a person what to look at.
    """

    kind: QueueKind
    incident: str = ""
    other: str = ""
    report: str = ""
    statement: str = ""
    score: float | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of what waits, and how much there is of each kind that was asked for.

    Counts are what an index tells: of uncertain links and low scores the number may include some that were answered or
    are not published. `at_most` is where counting ends.
    """

    items: tuple[ReviewItem, ...]
    counts: Mapping[QueueKind, int]
    at_most: int = _COUNTED_AT_MOST


def review_queue(book: AnyBook, kinds: Collection[QueueKind | str] = (), limit: int = 50, offset: int = 0) -> Queue:
    """What waits for a person: of these kinds, or of all, those of one kind after those of another.

    Raises ValueError for a kind that does not exist, and the errors of `Book.open`.
    """
    wanted = {QueueKind(kind) for kind in kinds} or set(QueueKind)
    with opened(book) as found, found.published() as look:
        sources = {kind: _SOURCES[kind](look) for kind in QueueKind if kind in wanted}
        items: list[ReviewItem] = []
        skip = offset
        for source in sources.values():
            page = source.page(limit - len(items), skip) if len(items) < limit else []
            items += page
            skip = 0 if page else max(0, skip - source.exactly(skip))
        counts = {kind: source.count() for kind, source in sources.items()}
    return Queue(tuple(items), counts)


class _Source:
    """The items of one kind."""

    def __init__(self, look: Published) -> None:
        self._look = look
        self._waiting = look.waiting()

    def count(self) -> int:
        raise NotImplementedError

    def page(self, limit: int, offset: int) -> list[ReviewItem]:
        raise NotImplementedError

    def exactly(self, most: int) -> int:
        """How many items there are, if they are no more than `most`."""
        del most
        return self.count()


class _Few(_Source):
    """Items that are few in any book, so that all are worked out."""

    def __init__(self, look: Published) -> None:
        super().__init__(look)
        self._items = list(self._all())

    def _all(self) -> Iterator[ReviewItem]:
        raise NotImplementedError

    def count(self) -> int:
        return len(self._items)

    def page(self, limit: int, offset: int) -> list[ReviewItem]:
        return self._items[offset : offset + limit]


class _Contradictions(_Few):
    """Between decisions, and between people's verdicts on a statement."""

    def _all(self) -> Iterator[ReviewItem]:
        questions = open_questions(self._look)
        ends = [mention for link in questions.refused for mention in (link.left, link.right)]
        homes = self._look.incidents_of([*(mention for near in questions.disputed for mention in near), *ends])
        for words, near in zip(questions.contradictions, questions.disputed, strict=True):
            incidents = [*dict.fromkeys(homes[mention] for mention in near if mention in homes), "", ""]
            yield ReviewItem(QueueKind.CONTRADICTION, incidents[0], incidents[1], sentence=words)
        for link in questions.refused:
            sentence = "Linking takes them for one incident, but people keep them apart: one of the two is wrong."
            yield ReviewItem(
                QueueKind.CONTRADICTION,
                homes.get(link.left, ""),
                homes.get(link.right, ""),
                score=link.score,
                sentence=sentence,
            )
        review = self._look.review
        judged = standing_verdicts(review.verdicts_on(review.disputed_statements()))
        disputed = {id_: one for id_, one in judged.items() if one.is_disputed}
        told = self._look.statements_named(review.standing(disputed))
        homes = self._look.incidents_of(one.mention for one in told.values() if one.mention)
        for id_ in sorted(told):
            one, statement = disputed[id_], told[id_]
            yield ReviewItem(
                QueueKind.CONTRADICTION,
                homes.get(statement.mention, ""),
                report=statement.report,
                statement=id_,
                sentence=f"{_names(one.accepted_by)} accepted the {_field(statement.field)}, "
                f"{_names(one.rejected_by)} rejected it; until they agree, neither counts.",
            )


def _names(people: Collection[str]) -> str:
    people = list(people)
    return people[0] if len(people) == 1 else f"{', '.join(people[:-1])} and {people[-1]}"


def _field(name: str) -> str:
    return name.replace("_", " ")


class _Adjudicate(_Few):
    """Second codings that were handed in and differ from the record in what nobody has decided."""

    def _all(self) -> Iterator[ReviewItem]:
        for one in self._look.review.assignments(states=[AssignmentState.DONE]):
            sentence = f"{one.coder} coded this report without seeing the record, and sees something in it differently."
            yield ReviewItem(QueueKind.ADJUDICATE, report=one.report, sentence=sentence)


class _NewReports(_Source):
    """Confirmed and published incidents that changed since they were given this status."""

    def count(self) -> int:
        return self._waiting.count_news()

    def page(self, limit: int, offset: int) -> list[ReviewItem]:
        found = self._waiting.news(limit, offset)
        statuses = self._look.statuses(id_ for id_, _ in found)
        return [
            ReviewItem(
                QueueKind.NEW_REPORTS,
                id_,
                sentence=f"Since it was {statuses[id_]}, {self._happened(id_, since)}; does it still hold?",
            )
            for id_, since in found
        ]

    def _happened(self, incident: str, since: str) -> str:
        kinds = {kind for kind, _ in self._waiting.news_of(incident, since)}
        told = [words for some, words in _WORDS if not some.isdisjoint(kinds)] or ["something changed"]
        return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


_WORDS = (
    ({"joined", "merged", "restored"}, "more reports tell of it"),
    ({"left", "split"}, "some reports tell of it no more"),
    ({"values_changed", "rules_changed"}, "values of it changed"),
)


class _UncertainLinks(_Source):
    """Questions of linking."""

    def count(self) -> int:
        return self._waiting.questions()

    def exactly(self, most: int) -> int:
        return sum(1 for _ in islice(self._waiting.uncertain(), most))

    def page(self, limit: int, offset: int) -> list[ReviewItem]:
        return [
            ReviewItem(
                QueueKind.UNCERTAIN_LINK,
                one.incident,
                one.other,
                score=one.score,
                sentence=f"They may be one incident, with a chance of {one.score:.2f}: {one.why}",
            )
            for one in islice(self._waiting.uncertain(), offset, offset + limit)
        ]


class _FailedResolutions(_Source):
    """Dates and places that are told and could not be resolved."""

    def count(self) -> int:
        return self._waiting.count_unresolved()

    def exactly(self, most: int) -> int:
        return len(self._waiting.unresolved(most, 0)) if most else 0

    def page(self, limit: int, offset: int) -> list[ReviewItem]:
        found = self._waiting.unresolved(limit, offset)
        return [
            ReviewItem(
                QueueKind.FAILED_RESOLUTION,
                id_,
                sentence=f"The {' and the '.join(lacking.split())} could not be resolved from the reports.",
            )
            for id_, lacking in found
        ]


class _LowScores(_Source):
    """Published values that rest on a statement of which the coder is not sure."""

    def count(self) -> int:
        return self._waiting.count_low_scores(LOW_SCORE, _COUNTED_AT_MOST)

    def exactly(self, most: int) -> int:
        return sum(1 for _ in islice(self._waiting.low_scores(LOW_SCORE), most))

    def page(self, limit: int, offset: int) -> list[ReviewItem]:
        return [
            ReviewItem(
                QueueKind.LOW_SCORE,
                one.incident,
                report=one.report,
                statement=one.statement,
                score=one.score,
                sentence=f"The {_field(one.field)} rests on words that the coder read with a score of {one.score:.2f}.",
            )
            for one in islice(self._waiting.low_scores(LOW_SCORE), offset, offset + limit)
        ]


_SOURCES: Mapping[QueueKind, Callable[[Published], _Source]] = {
    QueueKind.CONTRADICTION: _Contradictions,
    QueueKind.NEW_REPORTS: _NewReports,
    QueueKind.ADJUDICATE: _Adjudicate,
    QueueKind.UNCERTAIN_LINK: _UncertainLinks,
    QueueKind.FAILED_RESOLUTION: _FailedResolutions,
    QueueKind.LOW_SCORE: _LowScores,
}
