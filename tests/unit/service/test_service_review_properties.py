"""Random acts and undos end in the same published record as the acts alone that stand, done one after the other."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from review_builders import REPORTS, a_book, mention_of, robbery, row, statement_of

from tallybook.errors import TallybookError
from tallybook.model import Act, Field, Incident, IncidentState, IncidentStatus, Span, value_to_json
from tallybook.service import refresh
from tallybook.service.publishing import resolutions_from_json
from tallybook.service.reviewing import (
    accept,
    add_incident,
    add_value,
    correct,
    keep_apart_reviewed,
    merge_reviewed,
    reject,
    retract_reviewed,
    set_status,
    split_reviewed,
    undo,
)
from tallybook.store import Book

PROPERTY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_FIELDS = (Field.CASUALTIES, Field.DATE)


def _instant(second: int) -> str:
    return f"2024-01-01T00:{second // 60:02}:{second % 60:02}.000000+00:00"


@dataclass(frozen=True)
class Do:
    """One act of a person, on reports given by their numbers."""

    what: str
    by: str
    one: int
    other: int
    field: Field

    def __call__(self, book: Book, second: int) -> Act:
        names: dict[str, Any] = {"by": self.by, "why": "a reason", "at": _instant(second)}
        verbs: dict[str, Callable[[], Act]] = {
            "accept": lambda: accept(book, self._statement(), **names),
            "reject": lambda: reject(book, self._statement(), **names),
            "correct": lambda: correct(
                book, statement_of(self.one, Field.CASUALTIES).id, value=row(10 + self.other), **names
            ),
            "add": lambda: add_value(
                book, mention_of(self.one), Field.CASUALTIES, row(20 + self.other), Span(0, 7), **names
            ),
            "add_incident": lambda: add_incident(
                book, REPORTS[self.one].id, Span(self.other, 7), [robbery(Span(0, 7))], **names
            ),
            "merge": lambda: merge_reviewed(book, [self._incident(self.one), self._incident(self.other)], **names),
            "split": lambda: split_reviewed(book, self._incident(self.one), [mention_of(self.one)], **names),
            "apart": lambda: keep_apart_reviewed(book, self._incident(self.one), self._incident(self.other), **names),
            "retract": lambda: retract_reviewed(book, REPORTS[self.one].id, undo=self.other > 2, **names),
            "status": lambda: set_status(book, self._incident(self.one), list(IncidentStatus)[self.other], **names),
        }
        return verbs[self.what]()

    def _statement(self) -> str:
        return statement_of(self.one, self.field).id

    def _incident(self, number: int) -> str:
        # The one that the mention has of its own, which leads to where it is now.
        return Incident.make((mention_of(number),)).id


@dataclass(frozen=True)
class Undo:
    """Take back one of the acts before, counted from the last."""

    back: int

    def __call__(self, book: Book, second: int) -> Act:
        with book.published() as look:
            last = look.newest()[3]
        return undo(book, last - self.back, by="Cid", at=_instant(second))


_WHAT = ("accept", "reject", "correct", "add", "add_incident", "merge", "merge", "split", "apart", "retract", "status")
_DO = st.builds(
    Do,
    st.sampled_from(_WHAT),
    st.sampled_from(["Ann", "Ben"]),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from(_FIELDS),
)
_STEPS = st.lists(st.one_of(_DO, _DO, st.builds(Undo, st.integers(0, 4))), min_size=4, max_size=14)


def _record(book: Book) -> list[Any]:
    """What is published, without ids, which tell when an incident was first published."""
    with book.published() as look:
        active = [id_ for id_, known in look.incidents().items() if known.state is IncidentState.ACTIVE]
        members, rows = look.members(active), look.rows(active)
    return sorted(
        (
            sorted(members[id_]),
            rows[id_]["status"],
            [
                (one.field.value, str(value_to_json(one.value)), sorted(one.supporting), sorted(one.opposing))
                for one in resolutions_from_json(rows[id_]["resolutions"])
            ],
        )
        for id_ in active
    )


@PROPERTY
@given(steps=_STEPS)
def test_acts_and_undos_end_as_the_acts_that_stand(steps: list[Do | Undo]) -> None:
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2)]
        book, again = (stack.enter_context(a_book(folder)) for folder in folders)
        done: list[tuple[int, Do]] = []
        for second, step in enumerate(steps):
            try:
                act = step(book, second)
            except TallybookError:
                continue  # refused, and then nothing was written
            if isinstance(step, Do):
                done.append((act.id, step))
        with book.published() as look:
            taken_back = look.review.taken_back
        for second, (number, step) in enumerate(done):
            if number not in taken_back:
                step(again, second)
        assert _record(book) == _record(again)
        # Looking at everything finds nothing to do.
        assert refresh(book, full=True).counts == {}
        assert _record(book) == _record(again)


@PROPERTY
@given(steps=_STEPS)
def test_taking_everything_back_leaves_what_the_machine_made(steps: list[Do | Undo]) -> None:
    with tempfile.TemporaryDirectory() as folder, a_book(Path(folder)) as book:
        before = _record(book)
        for second, step in enumerate(steps):
            try:
                step(book, second)
            except TallybookError:
                continue
        with book.published() as look:
            roots = [act for act in look.review.acts_after(0) if act.undoes is None]
        for second, act in enumerate(reversed(roots)):
            with book.published() as look:
                stands = act.id not in look.review.taken_back
            if stands:
                undo(book, act.id, by="Cid", at=_instant(100 + second))
        assert _record(book) == before
