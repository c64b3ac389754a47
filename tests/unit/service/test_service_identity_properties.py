"""What holds of published incidents after any history, however it is refreshed."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from identity_builders import History, histories, published_tables

from tallybook.assembly import join_mentions
from tallybook.errors import ContradictionError, IncidentWithdrawnError
from tallybook.model import IncidentState
from tallybook.service import get_incident, list_incidents, refresh
from tallybook.store import Book, Known
from tallybook.store.auditing import check_book

PROPERTY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FOLDER = tempfile.TemporaryDirectory


def _at(part: int) -> str:
    return f"2024-02-01T00:{part:02}:00+00:00"


def _live_through(book: Book, history: History, *, full: bool) -> None:
    second = 0
    for part, steps in enumerate(history):
        for step in steps:
            second += 1
            step(book, second)
        refresh(book, full=full, at=_at(part))


@PROPERTY
@given(history=histories())
def test_what_is_new_and_everything_give_the_same_tables(history: History) -> None:
    with FOLDER() as folder:
        first, second = Path(folder) / "a.book", Path(folder) / "b.book"
        with Book.open(first, create=True) as new, Book.open(second, create=True) as all_:
            _live_through(new, history, full=False)
            _live_through(all_, history, full=True)
            assert published_tables(new) == published_tables(all_)
            # Carried out again, nothing is left to do.
            assert refresh(new).counts == refresh(new, full=True).counts == {}
            assert published_tables(new) == published_tables(all_)


@PROPERTY
@given(history=histories())
def test_every_id_leads_somewhere_and_every_mention_is_in_one_incident(history: History) -> None:
    with FOLDER() as folder, Book.open(Path(folder) / "a.book", create=True) as book:
        ever: set[str] = set()
        second = 0
        for part, steps in enumerate(history):
            for step in steps:
                second += 1
                step(book, second)
            # Read before it is published, the book is as it is after.
            before = [(one.id, one.killed, one.reports) for one in list_incidents(book).incidents]
            refresh(book, at=_at(part))
            assert [(one.id, one.killed, one.reports) for one in list_incidents(book).incidents] == before
            with book.published() as look:
                incidents, live = look.incidents(), look.live()
            ever |= incidents.keys()
            assert ever == incidents.keys()
            _check_ends(incidents)
            active = [one for one in incidents.values() if one.state is IncidentState.ACTIVE]
            members = [mention for one in active for mention in one.mentions]
            assert sorted(members) == sorted(live)
            assert all(one.mentions for one in active)
            assert {one.id for one in active} == {id_ for id_, _, _ in before}
            _check_groups(book, [set(one.mentions) for one in active])
            check_book(book)


def _check_ends(incidents: dict[str, Known]) -> None:
    """No redirects in a circle: each chain ends at an incident that leads nowhere else."""
    for one in incidents.values():
        seen = set[str]()
        end = one
        while end.state is IncidentState.REDIRECT:
            assert end.id not in seen
            seen.add(end.id)
            end = incidents[end.target]
        assert end.target == ""


def _check_groups(book: Book, groups: list[set[str]]) -> None:
    try:
        with book.published() as look:
            joined = join_mentions(decision for _, decision in look.decisions().values())
    except ContradictionError:
        return
    by_root: dict[str, set[str]] = {}
    for mention in set.union(set(), *groups):
        by_root.setdefault(joined.root(mention), set()).add(mention)
    assert sorted(map(sorted, groups)) == sorted(map(sorted, by_root.values()))


class _CutOffError(Exception):
    pass


@contextmanager
def _allowed(left: list[int]) -> Iterator[None]:
    """A transaction that is allowed as long as some are left."""
    if not left[0]:
        raise _CutOffError
    left[0] -= 1
    yield


@PROPERTY
@given(history=histories())
def test_a_refresh_that_is_cut_off_anywhere_goes_on(history: History) -> None:
    # A refresh that may only write once, then one that may write twice, ...: each is cut off at another place.
    with FOLDER() as folder, pytest.MonkeyPatch.context() as patch:
        first, second = Path(folder) / "a.book", Path(folder) / "b.book"
        with Book.open(first, create=True) as whole, Book.open(second, create=True) as cut:
            _live_through(whole, history, full=False)
            patch.setattr(sys.modules["tallybook.service.refresh"], "_BATCH", 1)
            moment = 0
            for part, steps in enumerate(history):
                for step in steps:
                    moment += 1
                    step(cut, moment)
                for writes in range(100):
                    try:
                        refresh(cut, at=_at(part), held=partial(_allowed, [writes]))
                        break
                    except _CutOffError:
                        continue
            assert published_tables(cut) == published_tables(whole)


@PROPERTY
@given(history=histories())
def test_an_id_that_was_published_is_shown_or_says_why_not(history: History) -> None:
    with FOLDER() as folder, Book.open(Path(folder) / "a.book", create=True) as book:
        _live_through(book, history, full=False)
        with book.published() as look:
            ids = list(look.incidents())
        for id_ in ids:
            try:
                view = get_incident(book, id_)
            except IncidentWithdrawnError as error:
                told = str(error)
            else:
                told = f"{view.asked or id_} {view.mentions[0].id}"
            assert re.search(rf"{id_}.*(men_|retracted by Ann on 2024|a newer coding)", told)
