"""Linking a book: what tells of one incident is joined, what is likely is asked, and people have the last word."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tallybook import service
from tallybook.coding import get_coder
from tallybook.errors import UsageError
from tallybook.linking import linker
from tallybook.model import DateRange, Decision, EventKind, Judgement, PublishedBasis, Report
from tallybook.service import linking
from tallybook.store import Book

AT = "2024-06-01T10:00:00+00:00"

# All fictional: the towns exist, nothing in the reports happened.
MARKET = """Bomb kills six at Maun market

Six people were killed and 14 injured when a bomb exploded at the Thito market in Maun on Monday, police said.
The Okavango Dawn Front claimed responsibility for the attack. Officer Kagiso Moleti said the bomb was hidden under a
stall of maize."""
MARKET_AGAIN = """Maun: toll of market bombing rises to seven

The number of people killed when a bomb exploded on Monday at the Thito market in Maun has risen to seven, the hospital
said. The bomb was hidden under a stall of maize. Officer Kagiso Moleti said the Okavango Dawn Front was behind it."""
MARKET_TRIAL = """Trial over Thito market bombing opens

Two men went on trial on Thursday over the bombing that killed seven people at the Thito market in Maun in May. Officer
Kagiso Moleti told the court that the bomb was hidden under a stall of maize."""
CLINIC = """Gunmen attack clinic near Salto

Gunmen shot dead two nurses at a clinic near Salto on Tuesday, the health ministry said. Nobody claimed the attack."""

TEXTS = {"a": (MARKET, 6), "b": (MARKET_AGAIN, 8), "c": (MARKET_TRIAL, 30), "d": (CLINIC, 15)}


def a_report(name: str) -> Report:
    text, day = TEXTS[name]
    published = DateRange.day(date(2024, 5, day))
    return Report.make(
        text,
        url=f"https://{name}.example/{name}",
        published=published,
        published_basis=PublishedBasis.DATA,
        language="en",
    )


REPORTS = {name: a_report(name) for name in TEXTS}


def fill(book: Book, names: str) -> None:
    service.ingest_reports(book, [REPORTS[name] for name in names], get_coder("rules"))


def together(book: Book) -> set[frozenset[str]]:
    """The reports of each incident, by their names."""
    names = {report.id: name for name, report in REPORTS.items()}
    return {frozenset(names[report.id] for report in view.reports) for view in service.incident_views(book)}


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book.open(tmp_path / "b.book", create=True)


def test_reports_of_one_incident_are_joined_with_the_reason(book: Book) -> None:
    fill(book, "abd")
    assert together(book) == {frozenset("a"), frozenset("b"), frozenset("d")}
    done = service.link_book(book, at=AT)
    assert together(book) == {frozenset("ab"), frozenset("d")}
    assert (done.new, done.joined) == (3, 1)
    with book.published() as look:
        ((_, decision),) = look.decisions().values()
    assert decision.by.startswith("machine:linking/")
    assert decision.judgement is Judgement.SAME
    assert decision.score is not None
    assert decision.score > 0.5
    assert "names of people" in decision.why or "rare words" in decision.why
    assert done.refreshed.counts[EventKind.MERGED] == 1


@pytest.mark.parametrize("portions", [[(0, 1, 2)], [(0,), (1,), (2,)], [(1,), (2,), (0,)], [(2, 1), (0,)]])
def test_copies_are_one_voice(tmp_path: Path, portions: list[tuple[int, ...]]) -> None:
    story = " ".join(
        f"Stall number {number} of the Thito market sells maize, beans and baskets, and the trader of stall "
        f"number {number} has come to it every day since the market was built beside the river."
        for number in range(12)
    )
    copied = [
        Report.make(
            f"{head}\n\n{MARKET}\n\n{story}",
            url=f"https://{head.split()[0].lower()}.example/1",
            published=DateRange.day(date(2024, 5, 6)),
            published_basis=PublishedBasis.DATA,
            language="en",
        )
        for head in ("Blast in Maun", "Market bombing leaves six dead")
    ]
    with Book.open(tmp_path / "b.book", create=True) as book:
        for portion in portions:
            reports = [[*copied, REPORTS["b"]][number] for number in portion]
            service.ingest_reports(book, reports, get_coder("rules"), link=True)
        (view,) = service.incident_views(book)
        assert len(view.reports) == 3
        assert len(set(view.voices.values())) == 2
        assert view.voices[copied[0].id] == view.voices[copied[1].id]
        with book.link_index() as index:
            assert index.voices() == {max(one.id for one in copied): min(one.id for one in copied)}
        with book.published() as look:
            assert look.rows([view.incident.id])[view.incident.id]["voices"] == 2


def _printed_by(papers: int, begin: int = 0) -> list[Report]:
    return [Report.make(CLINIC, url=f"https://paper{number}.example/a") for number in range(begin, begin + papers)]


@pytest.mark.parametrize("portions", [(200,), (100, 100), (1, 199), (199, 1)])
def test_more_copies_than_may_stand_at_a_key_are_one_incident(book: Book, portions: tuple[int, ...]) -> None:
    coder = get_coder("rules")
    made = 0
    for portion in portions:
        service.ingest_reports(book, _printed_by(portion, made), coder, link=True)
        made += portion
    (view,) = service.incident_views(book)
    assert (len(view.reports), len(set(view.voices.values()))) == (200, 1)
    assert service.link_book(book).joined == 0
    assert service.link_book(book, again=True).taken_back == 0
    assert [len(view.reports) for view in service.incident_views(book)] == [200]


def test_copies_that_a_person_keeps_apart_are_not_joined(book: Book) -> None:
    service.ingest_reports(book, _printed_by(2), get_coder("rules"))
    first, second = (view.incident.id for view in service.incident_views(book))
    service.keep_apart(book, first, second, by="Ann", why="two attacks, one text reused")
    service.link_book(book)
    assert len(list(service.incident_views(book))) == 2


def test_linking_twice_adds_nothing(book: Book) -> None:
    fill(book, "abd")
    service.link_book(book, at=AT)
    again = service.link_book(book)
    assert (again.new, again.compared, again.joined) == (0, 0, 0)
    anew = service.link_book(book, again=True)
    assert (anew.joined, anew.taken_back) == (1, 0)  # the same pair, at another instant
    assert together(book) == {frozenset("ab"), frozenset("d")}


def test_a_new_report_joins_the_incident_that_is_there(book: Book) -> None:
    fill(book, "ad")
    service.link_book(book, at=AT)
    first = {view.incident.id for view in service.incident_views(book)}
    fill(book, "b")
    service.link_book(book)
    assert together(book) == {frozenset("ab"), frozenset("d")}
    assert {view.incident.id for view in service.incident_views(book)} == first


def test_only_what_it_meets_is_read_for_a_new_report(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "_MOST_NEW", 0.9)
    fill(book, "ad")
    service.link_book(book, at=AT)
    fill(book, "b")
    told: list[str] = []
    service.link_book(book, progress=told.append)
    assert together(book) == {frozenset("ab"), frozenset("d")}
    assert "Reading 2 mentions" in told  # the new one and the one that it meets, not the clinic


def test_what_a_person_keeps_apart_stays_apart(book: Book) -> None:
    fill(book, "ab")
    service.link_book(book, at=AT)
    (view,) = service.incident_views(book)
    service.split(book, view.incident.id, [view.mentions[1].id], why="another market", by="ada")
    assert together(book) == {frozenset("a"), frozenset("b")}
    done = service.link_book(book, again=True)
    assert together(book) == {frozenset("a"), frozenset("b")}
    assert done.taken_back <= 1
    assert not service.link_questions(book)


def test_incidents_are_kept_apart_before_they_are_linked(book: Book) -> None:
    fill(book, "ab")
    one, other = (view.incident.id for view in service.incident_views(book))
    service.keep_apart(book, one, other, why="two bombs", by="ada")
    service.link_book(book, at=AT)
    assert together(book) == {frozenset("a"), frozenset("b")}
    with pytest.raises(UsageError, match="split"):
        service.keep_apart(book, one, one, why="x", by="ada")


def test_what_nearly_joins_is_asked_and_answered(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linker, "JOIN", 50.0)
    monkeypatch.setattr(linker, "ASK", -50.0)
    fill(book, "ab")
    assert service.link_book(book, at=AT).asked == 1
    (question,) = service.link_questions(book)
    assert set(question.incidents) == {view.incident.id for view in service.incident_views(book)}
    assert 0 < question.score < 1
    service.merge(book, question.incidents, why="same market", by="ada")
    assert together(book) == {frozenset("ab")}
    assert not service.link_questions(book)


def test_no_is_an_answer(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linker, "JOIN", 50.0)
    monkeypatch.setattr(linker, "ASK", -50.0)
    fill(book, "ab")
    service.link_book(book, at=AT)
    (question,) = service.link_questions(book)
    service.keep_apart(book, *question.incidents, why="two bombs", by="ada")
    assert not service.link_questions(book)
    assert together(book) == {frozenset("a"), frozenset("b")}


def test_a_retracted_report_is_not_linked(book: Book) -> None:
    fill(book, "abd")
    service.retract(book, REPORTS["b"].id, why="withdrawn", by="ada")
    assert service.link_book(book, at=AT).new == 2
    service.retract(book, REPORTS["b"].id, why="it stands", by="ada", undo=True)
    assert service.link_book(book).new == 1
    assert together(book) == {frozenset("ab"), frozenset("d")}


def decide(book: Book, *said: tuple[str, str, Judgement], at: str = AT) -> None:
    """Add what a person decided of the first mentions of reports, whether or not it can be."""
    mention = {name: next(iter(book.mentions([REPORTS[name].id]))).id for pair in said for name in pair[:2]}
    book.add_decisions([Decision.make(mention[a], mention[b], judged, "ada", at, "seen") for a, b, judged in said])


CONTRADICTIONS = [
    [("a", "c", Judgement.SAME), ("c", "d", Judgement.SAME), ("a", "d", Judgement.DIFFERENT)],
    [("a", "d", Judgement.SAME), ("a", "d", Judgement.DIFFERENT)],
]


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("said", CONTRADICTIONS)
def test_a_contradiction_is_held_and_the_rest_is_linked(
    book: Book, said: list[tuple[str, str, Judgement]], again: bool
) -> None:
    fill(book, "acd")
    service.refresh(book, at=AT)
    alone = together(book)
    decide(book, *said)
    done = service.link_book(book, again=again)
    assert len(done.refreshed.questions.contradictions) == 1
    assert frozenset("ad") not in {group - {"c"} for group in together(book)}
    if len(said) == 3:
        assert together(book) == alone
    fill(book, "b")
    assert service.link_book(book, again=again).new == (4 if again else 1)
    asked = service.link_questions(book)
    with book.published() as look:
        reports = [set(look.reports_of(one.mentions).values()) for one in asked]
    assert {REPORTS["a"].id, REPORTS["d"].id} not in reports


def test_a_contradiction_leaves_the_links_of_others_as_they_are(book: Book) -> None:
    fill(book, "ab")
    service.link_book(book, at=AT)
    fill(book, "cd")
    service.refresh(book)
    decide(book, ("c", "d", Judgement.SAME), ("c", "d", Judgement.DIFFERENT))
    done = service.link_book(book, again=True)
    assert frozenset("ab") in {group - {"c"} for group in together(book)}
    assert (len(done.refreshed.questions.contradictions), done.taken_back) == (1, 0)


@pytest.mark.parametrize("merged", [True, False])
def test_what_was_said_both_ways_at_once_can_be_settled(book: Book, merged: bool) -> None:
    fill(book, "ad")
    service.refresh(book, at=AT)
    decide(book, *CONTRADICTIONS[1])
    one, other = (view.incident.id for view in service.incident_views(book))
    settle = service.merge(book, [one, other], why="x", by="eve") if merged else None
    settle = settle or service.keep_apart(book, one, other, why="x", by="eve")
    assert not settle.refreshed.questions.contradictions
    assert len(together(book)) == (1 if merged else 2)


def test_an_empty_book_has_nothing_to_link(book: Book) -> None:
    done = service.link_book(book)
    assert (done.new, done.joined, done.asked) == (0, 0, 0)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations("abcd"), st.lists(st.booleans(), min_size=4, max_size=4))
def test_order_and_portions_of_arrival_do_not_matter(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], links: list[bool]
) -> None:
    with Book.open(tmp_path_factory.mktemp("book") / "b.book", create=True) as book:
        for name, linked in zip(order, links, strict=True):
            fill(book, name)
            if linked:
                service.link_book(book)
        service.link_book(book)
        groups = together(book)
    assert frozenset("ab") in {group - {"c"} for group in groups}
    assert frozenset("d") in groups
