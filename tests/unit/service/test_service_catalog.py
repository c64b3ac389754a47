"""The catalog against a plain filter over the rows, and against what happens to a book."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from identity_builders import histories

from books import coded_reports
from desk_books import make_book
from tallybook.errors import UsageError
from tallybook.model import IncidentStatus, PlacePrecision
from tallybook.service import ListedIncident, get_incident, merge, refresh, retract, split, summaries
from tallybook.service.catalog import MOST_POINTS, Catalog, Selection
from tallybook.service.catalog_columns import Columns
from tallybook.service.catalog_query import CatalogQuery, Confidence, Facet, Sort, word_query
from tallybook.service.confidence import PINNED, confidence_of
from tallybook.store import Book

REPORTS = 120
WHY: dict[str, Any] = {"why": "the texts say so", "by": "Ann"}
EVERYTHING = CatalogQuery()


class Plain:
    """What the catalog should find, read row by row from whole incidents."""

    def __init__(self, book: Book) -> None:
        with book.published() as look:
            ids = look.active_ids()
            rows = look.rows(ids)
        self.rows: dict[str, ListedIncident] = {one.id: one for one in summaries(book, ids)}
        self.stances, self.harms, self.texts = {}, {}, {}
        self.numbers = {id_: rows[id_]["number"] for id_ in ids}
        for id_ in ids:
            view = get_incident(book, id_)
            self.stances[id_] = {one.stance.value for one in view.statements}
            self.harms[id_] = set(rows[id_]["harms"])
            self.texts[id_] = [report.text for report in view.reports]

    def values(self, facet: Facet, id_: str) -> set[str]:
        one = self.rows[id_]
        match facet:
            case Facet.TYPE:
                return set(one.types)
            case Facet.ACTOR:
                return set(one.actors)
            case Facet.COUNTRY:
                return {one.country} - {""}
            case Facet.HARM:
                return self.harms[id_]
            case Facet.STANCE:
                return self.stances[id_]
            case Facet.CONFIDENCE:
                return {one.confidence.value}
            case Facet.STATUS:
                return {one.status.value}

    def fits(self, query: CatalogQuery, id_: str, *, leaving: Facet | None = None) -> bool:
        one = self.rows[id_]
        days = one.date.range if one.date else None
        place = one.place.place if one.place else None
        conditions = [
            bool(self.values(facet, id_) & wanted)
            for facet, wanted in query.chosen.items()
            if wanted and facet is not leaving
        ]
        if query.needs_review:
            conditions.append(one.needs_review)
        if query.first:
            conditions.append(days is not None and days.last >= query.first)
        if query.last:
            conditions.append(days is not None and days.first <= query.last)
        if query.box:
            west, south, east, north = query.box
            if place is None or place.latitude is None or place.longitude is None:
                return False
            beside = west <= place.longitude <= east
            if west > east:
                beside = place.longitude >= west or place.longitude <= east
            conditions.append(beside and south <= place.latitude <= north)
        if query.words:
            wanted = query.words.lower().split()
            said = [re.findall(r"\w+", text.lower()) for text in self.texts[id_]]
            conditions.append(any(all(_has(words, each, each is wanted[-1]) for each in wanted) for words in said))
        return all(conditions)

    def ids(self, query: CatalogQuery, *, leaving: Facet | None = None) -> list[str]:
        return [id_ for id_ in self.rows if self.fits(query, id_, leaving=leaving)]

    def key(self, sort: Sort, id_: str) -> tuple[float, ...]:
        one = self.rows[id_]
        days = one.date.range if one.date else None
        figures = [bound for bound in (one.killed.best, one.killed.low, one.killed.high) if bound is not None]
        late = -float(self.numbers[id_])
        match sort:
            case Sort.NEWEST:
                return (days is None, -days.first.toordinal() if days else 0, late)
            case Sort.OLDEST:
                return (days is None, days.first.toordinal() if days else 0, late)
            case Sort.KILLED:
                return (not figures, -figures[0] if figures else 0, late)
            case Sort.REPORTS:
                return (-one.reports, late)
            case Sort.CONFIDENCE:
                return (list(Confidence).index(one.confidence), late)
            case Sort.CHANGED:
                return (0, late)  # all of them were published at once


def _has(words: Sequence[str], word: str, begun: bool) -> bool:
    return any(each.startswith(word) if begun else each == word for each in words)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A book that no test changes."""
    with Book.open(make_book(tmp_path_factory.mktemp("catalog") / "a.book", REPORTS)) as found:
        yield found


@pytest.fixture(scope="module")
def catalog(book: Book) -> Catalog:
    """Its catalog."""
    return Catalog(book)


@pytest.fixture(scope="module")
def plain(book: Book) -> Plain:
    """Its incidents."""
    return Plain(book)


_DAYS = st.dates(date(2014, 6, 1), date(2026, 1, 1))
_BOXES = st.tuples(
    *(st.floats(-180, 180), st.floats(-90, 0), st.floats(-180, 180), st.floats(0, 90)),
)


@st.composite
def queries(draw: st.DrawFn, plain: Plain) -> CatalogQuery:
    """Queries for what some incident has, and for what none has."""
    chosen = {}
    for facet in draw(st.sets(st.sampled_from(Facet), max_size=2)):
        known = [*sorted({value for id_ in plain.rows for value in plain.values(facet, id_)}), "no such value"]
        chosen[facet] = frozenset(draw(st.sets(st.sampled_from(known), min_size=1, max_size=3)))
    days = sorted(draw(st.lists(_DAYS, min_size=2, max_size=2)))
    return CatalogQuery(
        words=draw(st.sampled_from(["", "", "", "kill", "police sol", "river brigade said", "karsk", "nowhere"])),
        chosen=chosen,
        needs_review=draw(st.sampled_from([False, False, False, True])),
        first=draw(st.none() | st.just(days[0])),
        last=draw(st.none() | st.just(days[1])),
        box=draw(st.none() | _BOXES),
        sort=draw(st.sampled_from(Sort)),
    )


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_the_catalog_finds_what_a_plain_filter_finds(catalog: Catalog, plain: Plain, data: st.DataObject) -> None:
    query = data.draw(queries(plain))
    found = catalog.select(query)
    expected = sorted(plain.ids(query), key=lambda id_: plain.key(query.sort, id_))
    assert found.count == len(expected)
    assert found.page(0, REPORTS) == expected
    assert found.page(3, 4) == expected[3:7]
    assert found.needing_review() == sum(plain.rows[id_].needs_review for id_ in expected)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_facets_count_what_each_value_would_leave(catalog: Catalog, plain: Plain, data: st.DataObject) -> None:
    query = data.draw(queries(plain))
    most = data.draw(st.integers(1, 60))
    for facet, counts in catalog.select(query).facets(most).items():
        among = plain.ids(query, leaving=facet)
        expected = Counter(value for id_ in among for value in plain.values(facet, id_))
        found = {one.value: one.count for one in counts}
        chosen = query.chosen.get(facet, frozenset())
        assert found.items() >= {value: expected[value] for value in chosen}.items()
        assert all(expected[value] == count for value, count in found.items())
        assert len(set(found) - chosen) <= most
        if most >= len(expected):
            assert found.keys() == expected.keys() | chosen


@given(st.data(), st.floats(0, 20))
@settings(max_examples=60, deadline=None)
def test_a_map_shows_every_incident_once(catalog: Catalog, plain: Plain, data: st.DataObject, zoom: float) -> None:
    query = data.draw(queries(plain))
    found = catalog.select(query)
    shown = found.map(zoom)
    drawn = [point.count for point in shown.points] + [area.count for area in shown.areas]
    assert sum(drawn) + shown.unplaced == found.count
    expected = plain.ids(query)
    pinned = [id_ for id_ in expected if _is_pinned(plain.rows[id_])]
    assert sum(point.count for point in shown.points) == len(pinned)
    for point in shown.points:
        assert -180 <= point.longitude <= 180
        assert -90 <= point.latitude <= 90
        assert bool(point.incident) == (point.count == 1)
        if point.incident:
            place = plain.rows[point.incident].place
            assert place is not None
            assert point.precision == place.precision.value in PINNED
    assert not {area.precision for area in shown.areas} & PINNED
    killed = sum(point.killed for point in shown.points) + sum(area.killed for area in shown.areas)
    unplaced = [id_ for id_ in expected if not _has_coordinates(plain.rows[id_])]
    assert killed == sum(_best(plain.rows[id_]) for id_ in expected) - sum(_best(plain.rows[id_]) for id_ in unplaced)


def _has_coordinates(one: ListedIncident) -> bool:
    return one.place is not None and one.place.place is not None and one.place.place.latitude is not None


def _is_pinned(one: ListedIncident) -> bool:
    return _has_coordinates(one) and one.place is not None and one.place.precision in PINNED


def _best(one: ListedIncident) -> int:
    return next((bound for bound in (one.killed.best, one.killed.low, one.killed.high) if bound is not None), 0)


@given(st.data(), st.sampled_from(["", "day", "month", "year"]))
@settings(max_examples=60, deadline=None)
def test_a_timeline_sums_to_the_list(catalog: Catalog, plain: Plain, data: st.DataObject, unit: str) -> None:
    query = data.draw(queries(plain))
    found = catalog.select(query)
    chosen, buckets = found.timeline(unit)
    assert chosen == unit or not unit
    dated = {id_: one.date.range.first for id_ in plain.ids(query) if (one := plain.rows[id_]).date and one.date.range}
    assert sum(one.incidents for one in buckets) == len(dated) == found.count - found.undated
    cut = {"day": 10, "month": 7, "year": 4}[chosen]
    expected = Counter(day.isoformat()[:cut] for day in dated.values())
    assert {one.first.isoformat()[:cut]: one.incidents for one in buckets} == expected
    assert [one.first for one in buckets] == sorted(one.first for one in buckets)
    known = [plain.rows[id_].killed for id_ in dated]
    low = [one.low if one.low is not None else one.best for one in known]
    assert sum(one.killed_low for one in buckets) == sum(each or 0 for each in low)
    if not any(_best(plain.rows[id_]) for id_ in set(plain.ids(query)) - set(dated)):
        assert sum(one.killed_low for one in buckets) == found.totals()["killed_low"]


# What people type -----------------------------------------------------------------------------------------------------


@given(st.text() | st.text('ab"-*()^:{}+ \t'), st.text(max_size=3))
@example('"', "")
@example('a "b', "")
@example("NEAR(a b) AND OR NOT", "")
@example("-a", "")
@example("\x00 a\x00b", "")
@example("٣ ﷺ _ __", "")
@example("a" * 10_000 + " " + "b " * 500, "")
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_is_typed_makes_the_index_fail(catalog: Catalog, text: str, more: str) -> None:
    assert catalog.select(CatalogQuery(words=text + more)).count >= 0


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("market", '"market"*'),
        ("market bomb", '"market" AND "bomb"*'),
        ("market ", '"market"'),
        ('"car bomb" market', '"car bomb" AND "market"*'),
        ('"car bomb"', '"car bomb"'),
        ('"car bom', '"car" AND "bom"*'),
        ("bomb -police", '"bomb" NOT "police"'),
        ('bomb -"police said" -x', '"bomb" NOT "police said" NOT "x"'),
        ("-police", ""),
        ("al-Quennari", '"al Quennari"*'),
        ("...", ""),
        ("", ""),
    ],
)
def test_what_is_typed_is_read_like_this(text: str, query: str) -> None:
    assert word_query(text) == query


def test_words_phrases_and_what_is_left_out(catalog: Catalog) -> None:
    def count(words: str) -> int:
        return catalog.select(CatalogQuery(words=words)).count

    assert count("invented report") == count("") == len(catalog.select(EVERYTHING).page(0, REPORTS))
    assert count('"report invented"') == 0
    assert count("report -report") == 0
    assert count('"invented report 17"') == 1
    assert count("river brigade") + count("invented -river") >= count("")
    assert count("ívarsdottrel") == count("Ivarsdottrel") > 0


# The rule of confidence -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voices", "day", "precision", "typed", "grade"),
    [
        (2, True, "town", True, Confidence.HIGH),
        (3, True, "admin2", True, Confidence.HIGH),
        (2, True, "admin1", True, Confidence.MEDIUM),
        (2, False, "town", True, Confidence.MEDIUM),
        (2, True, "town", False, Confidence.MEDIUM),
        (2, False, "", False, Confidence.MEDIUM),
        (1, True, "town", True, Confidence.MEDIUM),
        (1, True, "country", True, Confidence.MEDIUM),
        (1, False, "town", True, Confidence.LOW),
        (1, True, "", True, Confidence.LOW),
        (1, True, "town", False, Confidence.LOW),
    ],
)
def test_confidence(voices: int, day: bool, precision: str, typed: bool, grade: Confidence) -> None:
    assert confidence_of(voices=voices, dated_to_a_day=day, precision=precision, typed=typed) is grade


@pytest.mark.parametrize("box", [(0, 1, 2, 0), (-181, 0, 0, 0), (0, 0, 0, 91), (float("nan"), 0, 1, 1)])
def test_a_box_that_is_none_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(UsageError):
        CatalogQuery(box=box)


# The catalog follows the book -----------------------------------------------------------------------------------------


def _state(catalog: Catalog) -> dict[str, Any]:
    """Everything that the catalog answers."""
    found = {sort: catalog.select(CatalogQuery(sort=sort)) for sort in Sort}
    every = found[Sort.NEWEST]
    return {
        "lists": {sort: one.page(0, 1000) for sort, one in found.items()},
        "facets": every.facets(1000),
        "areas": {(area.country, area.admin1, area.name, area.count, area.killed) for area in every.map(3).areas},
        "points": {(point.longitude, point.latitude, point.count, point.killed) for point in every.map(3).points},
        "timeline": every.timeline("day"),
        "totals": every.totals(),
        "review": catalog.select(CatalogQuery(needs_review=True)).page(0, 1000),
        "words": catalog.select(CatalogQuery(words="fictional -karsk")).page(0, 1000),
    }


def test_the_catalog_follows_what_happens_to_a_book(tmp_path: Path) -> None:
    drawn = random.Random(5)  # noqa: S311 (no secret)
    with Book.open(make_book(tmp_path / "a.book", 60)) as book:
        following = Catalog(book)
        assert _state(following) == _state(Catalog(book))
        more = iter(list(coded_reports(90))[60:])
        withdrawn: list[str] = []
        for step in range(24):
            ids = following.select(EVERYTHING).page(0, 1000)
            one, other = drawn.sample(ids, 2)
            match step % 5:
                case 0:
                    merge(book, [one, other], **WHY)
                case 1:
                    view = next(view for view in (get_incident(book, id_) for id_ in ids) if len(view.mentions) > 1)
                    split(book, view.incident.id, [view.mentions[0].id], **WHY)
                case 2:
                    withdrawn.append(get_incident(book, one).reports[0].id)
                    retract(book, withdrawn[-1], **WHY)
                case 3:
                    for report, coding in (next(more), next(more)):
                        book.add_coded(report, coding)
                    refresh(book)
                case 4 if step > 10:
                    retract(book, withdrawn.pop(0), undo=True, **WHY)
            assert _state(following) == _state(Catalog(book)), step


@given(histories())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_catalog_follows_any_history(tmp_path_factory: pytest.TempPathFactory, history: Any) -> None:
    path = tmp_path_factory.mktemp("history") / "a.book"
    with Book.open(path, create=True) as book:
        following = Catalog(book)
        second = 0
        for part in history:
            for step in part:
                step(book, second)
                second += 1
            refresh(book, at=f"2024-02-01T00:{second // 60:02}:{second % 60:02}+00:00")
            assert _state(following) == _state(Catalog(book))


def test_a_selection_keeps_its_moment(tmp_path: Path) -> None:
    with Book.open(make_book(tmp_path / "a.book", 20)) as book:
        catalog = Catalog(book)
        before = catalog.select(EVERYTHING)
        ids = before.page(0, 100)
        merge(book, ids[:2], **WHY)
        for report, coding in list(coded_reports(24))[20:]:
            book.add_coded(report, coding)
        refresh(book)
        assert catalog.select(EVERYTHING).count == len(ids) + 3
        assert before.page(0, 100) == ids
        assert sum(bucket.incidents for bucket in before.timeline()[1]) + before.undated == len(ids)


def test_only_what_changed_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Book.open(make_book(tmp_path / "a.book", 20)) as book:
        catalog = Catalog(book)
        ids = catalog.select(EVERYTHING).page(0, 100)
        seen: list[int] = []
        whole = Columns.changed

        def counted(self: Columns, generation: int, listed: Sequence[Any], *rest: Any) -> Columns:
            seen.append(len(listed))
            return whole(self, generation, listed, *rest)

        monkeypatch.setattr(Columns, "changed", counted)
        assert catalog.select(EVERYTHING).count == len(ids)
        merge(book, ids[:2], **WHY)
        assert catalog.select(EVERYTHING).count == len(ids) - 1
        assert catalog.select(EVERYTHING).count == len(ids) - 1
        assert seen == [1]


def test_many_threads_may_ask_while_the_book_changes(tmp_path: Path) -> None:
    with Book.open(make_book(tmp_path / "a.book", 30)) as book:
        catalog = Catalog(book)
        wrong: list[object] = []
        ended = threading.Event()

        def ask() -> None:
            try:
                while not ended.is_set():
                    found = catalog.select(CatalogQuery(words="report"))
                    if len(found.page(0, 100)) != found.count or found.map(4).unplaced > found.count:
                        wrong.append(found.count)
            except Exception as error:  # noqa: BLE001 (told below)
                wrong.append(error)

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(6):
            merge(book, catalog.select(EVERYTHING).page(0, 2), **WHY)
        ended.set()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert catalog.select(EVERYTHING).count == 24 - 6


# Many incidents -------------------------------------------------------------------------------------------------------


def _row(number: int, drawn: random.Random) -> dict[str, Any]:
    day = f"20{drawn.randrange(10, 25)}-0{drawn.randrange(1, 9)}-1{drawn.randrange(9)}"
    return {
        "id": f"inc_{number}",
        "number": number,
        "version": 1,
        "status": IncidentStatus.MACHINE.value,
        **dict.fromkeys(("types", "actors", "harms", "stances"), "[]"),
        "country": "KE",
        "first_day": day,
        "last_day": day,
        "latitude": drawn.uniform(-80, 80),
        "longitude": drawn.uniform(-180, 180),
        "place_precision": PlacePrecision.TOWN.value,
        "place": "Karsk",
        "admin1": "",
        **{f"{harm}_{end}": 1 for harm in ("killed", "injured") for end in ("low", "best", "high")},
        "reports": 1,
        "voices": 1,
        "changed_at": "2024-01-01T00:00:00+00:00",
    }


def test_a_map_of_many_incidents_stays_small() -> None:
    drawn = random.Random(3)  # noqa: S311 (no secret)
    columns = Columns().changed(1, [_row(number, drawn) for number in range(20_000)], np.zeros(0, np.int64), [], [])
    found = Selection(columns, EVERYTHING, lambda _: [])
    for zoom in (0.0, 3.5, 9.0, 24.0):
        shown = found.map(zoom)
        assert len(shown.points) <= MOST_POINTS
        assert sum(point.count for point in shown.points) == 20_000
