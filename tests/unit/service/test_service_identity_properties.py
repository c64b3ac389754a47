"""What holds of published incidents after any history, however it is refreshed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from identity_builders import History, histories, published_tables

from tallybook.assembly import join_mentions
from tallybook.errors import ContradictionError
from tallybook.model import IncidentState
from tallybook.service import get_incident, list_incidents, refresh
from tallybook.store import Book

PROPERTY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
        with Book.open(Path(folder) / "a.book", create=True) as new, Book.open(Path(folder) / "b.book", True) as all_:
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


def _check_ends(incidents: dict[str, object]) -> None:
    for one in incidents.values():
        seen = set()
        while one.state is IncidentState.REDIRECT:  # type: ignore[attr-defined]
            assert one.id not in seen  # type: ignore[attr-defined]
            seen.add(one.id)  # type: ignore[attr-defined]
            one = incidents[one.target]  # type: ignore[attr-defined]  # noqa: PLW2901
        assert one.target == ""  # type: ignore[attr-defined]


def _check_groups(book: Book, groups: list[set[str]]) -> None:
    try:
        joined = join_mentions(book.decisions())
    except ContradictionError:
        return
    by_root: dict[str, set[str]] = {}
    for mention in set.union(set(), *groups):
        by_root.setdefault(joined.root(mention), set()).add(mention)
    assert sorted(map(sorted, groups)) == sorted(map(sorted, by_root.values()))


@PROPERTY
@given(history=histories())
def test_a_refresh_that_is_cut_off_anywhere_goes_on(history: History) -> None:
    from tallybook.service import refresh as refresh_module  # the function; its module holds the size of a batch

    assert callable(refresh_module)
    with FOLDER() as folder:
        with Book.open(Path(folder) / "a.book", create=True) as cut, Book.open(Path(folder) / "b.book", True) as whole:
            _live_through(whole, history, full=False)
            _live_through_cut_off(cut, history)
            assert published_tables(cut) == published_tables(whole)


class _CutOffError(Exception):
    pass


def _live_through_cut_off(book: Book, history: History) -> None:
    """Each refresh is carried out a transaction at a time, each in a run of its own that is cut off after it."""
    import importlib
    from collections.abc import Iterator
    from contextlib import contextmanager

    module = importlib.import_module("tallybook.service.refresh")
    size = module._BATCH
    module._BATCH = 1
    try:
        second = 0
        for part, steps in enumerate(history):
            for step in steps:
                second += 1
                step(book, second)
            for allowed in range(1, 100):
                left = [allowed]

                @contextmanager
                def held(left: list[int] = left) -> Iterator[None]:
                    if not left[0]:
                        raise _CutOffError
                    left[0] -= 1
                    yield

                try:
                    refresh(book, at=_at(part), held=held)
                    break
                except _CutOffError:
                    continue
    finally:
        module._BATCH = size


@PROPERTY
@given(history=histories())
def test_an_id_that_was_published_is_shown_or_says_why_not(history: History) -> None:
    from tallybook.errors import IncidentWithdrawnError

    with FOLDER() as folder, Book.open(Path(folder) / "a.book", create=True) as book:
        _live_through(book, history, full=False)
        with book.published() as look:
            ids = list(look.incidents())
        for id_ in ids:
            try:
                view = get_incident(book, id_)
            except IncidentWithdrawnError as error:
                assert "retracted by Ann" in str(error) or "newer coding" in str(error)
            else:
                assert view.asked in {"", id_}
                assert view.mentions
