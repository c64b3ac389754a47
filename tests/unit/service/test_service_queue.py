"""What waits for a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from review_builders import a_book, at, incident_of, mention_of, row, statement_of
from service_builders import WordCoder, a_report, sentence

from tallybook.model import Decision, Field, Judgement, PlacePrecision, PlaceValue, Statement, Support
from tallybook.service import keep_apart, merge, refresh
from tallybook.service.queue import QueueKind, ReviewItem, review_queue
from tallybook.service.reviewing import accept, correct, keep_apart_reviewed, reject, set_status, undo
from tallybook.store import Book, Question

KILLED = [statement_of(number, Field.CASUALTIES).id for number in range(4)]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with a_book(tmp_path) as made:
        yield made


def _items(book: Book, kind: QueueKind) -> tuple[ReviewItem, ...]:
    return review_queue(book, [kind]).items


def test_nothing_waits_in_a_new_book(book: Book) -> None:
    queue = review_queue(book)
    assert queue.items == ()
    assert queue.counts == dict.fromkeys(QueueKind, 0)
    with pytest.raises(ValueError, match="gossip"):
        review_queue(book, ["gossip"])


def test_questions_of_linking_wait_until_they_are_answered(book: Book) -> None:
    mentions = [mention_of(number) for number in range(4)]
    pairs = [sorted(pair) for pair in (mentions[:2], mentions[1:3], mentions[2:])]
    questions = [
        Question(pair[0], pair[1], score, "close in time", "machine:linking/1", at(2))
        for pair, score in zip(pairs, (0.4, 0.6, 0.5), strict=True)
    ]
    book.add_links([], {}, "1", questions)
    found = _items(book, QueueKind.UNCERTAIN_LINK)
    assert [one.score for one in found] == [0.6, 0.5, 0.4]
    assert {found[0].incident, found[0].other} == {incident_of(book, 1), incident_of(book, 2)}
    keep_apart_reviewed(book, incident_of(book, 1), incident_of(book, 2), by="Ann", why="no", at=at(3))
    assert [one.score for one in _items(book, QueueKind.UNCERTAIN_LINK)] == [0.5, 0.4]
    merge(book, [incident_of(book, 2), incident_of(book, 3)], by="Ann", why="yes", at=at(4))
    assert [one.score for one in _items(book, QueueKind.UNCERTAIN_LINK)] == [0.4]


def test_an_answer_that_is_taken_back_asks_again(book: Book) -> None:
    pair = sorted(mention_of(number) for number in (0, 1))
    book.add_links([], {}, "1", [Question(pair[0], pair[1], 0.4, "close", "machine:linking/1", at(2))])
    act = keep_apart_reviewed(book, incident_of(book, 0), incident_of(book, 1), by="Ann", why="no", at=at(3))
    assert _items(book, QueueKind.UNCERTAIN_LINK) == ()
    undo(book, act.id, by="Ann", at=at(4))
    assert len(_items(book, QueueKind.UNCERTAIN_LINK)) == 1


def test_contradictions_between_decisions_and_between_people_wait(book: Book) -> None:
    keep_apart(book, incident_of(book, 0), incident_of(book, 1), by="Ann", why="two", at=at(2))
    pairs = ((0, 2), (2, 1))
    book.add_decisions(
        Decision.make(mention_of(a), mention_of(b), Judgement.SAME, "Ben", at(3), "one") for a, b in pairs
    )
    refresh(book, at=at(4))
    (one,) = _items(book, QueueKind.CONTRADICTION)
    assert one.incident in {incident_of(book, number) for number in range(3)}
    assert "review these decisions" in one.sentence
    accept(book, KILLED[3], by="Ann", at=at(5))
    no = reject(book, KILLED[3], by="Ben", why="wrong", at=at(6))
    found = _items(book, QueueKind.CONTRADICTION)
    assert [(one.statement, one.incident) for one in found[1:]] == [(KILLED[3], incident_of(book, 3))]
    assert found[1].sentence.startswith("Ann accepted the casualties, Ben rejected it")
    undo(book, no.id, by="Ben", at=at(7))
    assert len(_items(book, QueueKind.CONTRADICTION)) == 1


def test_a_link_that_people_forbid_waits(book: Book) -> None:
    keep_apart(book, incident_of(book, 0), incident_of(book, 1), by="Ann", why="two", at=at(2))
    book.add_decisions(
        Decision.make(mention_of(one), mention_of(2), Judgement.SAME, "machine:linking/1", at(3), "close", score)
        for one, score in ((0, 0.9), (1, 0.8))
    )
    refresh(book, at=at(4))
    (one,) = _items(book, QueueKind.CONTRADICTION)
    assert ({one.incident, one.other}, one.score) == ({incident_of(book, 0), incident_of(book, 1)}, 0.8)


def test_what_happens_to_a_confirmed_incident_waits(book: Book) -> None:
    id_ = incident_of(book, 0)
    correct(book, KILLED[0], value=row(8), by="Ann", why="eight", at=at(2))
    assert _items(book, QueueKind.NEW_REPORTS) == ()
    first = set_status(book, id_, "confirmed", by="Ann", at=at(3))
    assert _items(book, QueueKind.NEW_REPORTS) == ()
    book.add_decision(
        Decision.make(mention_of(0), mention_of(1), Judgement.SAME, "machine:linking/1", at(4), "close", 0.9)
    )
    refresh(book, at=at(4))
    (one,) = _items(book, QueueKind.NEW_REPORTS)
    assert (one.incident, one.kind) == (id_, QueueKind.NEW_REPORTS)
    assert "confirmed" in one.sentence
    assert "more reports tell of it" in one.sentence
    # Somebody has looked, and finds it contested; then that is taken back.
    second = set_status(book, id_, "contested", by="Ann", at=at(5))
    assert _items(book, QueueKind.NEW_REPORTS) == ()
    undo(book, second.id, by="Ann", at=at(6))
    assert [one.incident for one in _items(book, QueueKind.NEW_REPORTS)] == [id_]
    undo(book, first.id, by="Ann", at=at(7))
    assert _items(book, QueueKind.NEW_REPORTS) == ()


def test_dates_and_places_that_were_not_resolved_wait(book: Book) -> None:
    report = a_report(9, sentence())
    coding = WordCoder().code(report)
    lost = PlaceValue("Examplia", PlacePrecision.TOWN, reason="no entry has this name")
    kept = [one for one in coding.statements if one.field is not Field.PLACE]
    place = next(one for one in coding.statements if one.field is Field.PLACE)
    made = Statement.make(report, place.mention, Field.PLACE, lost, place.span, place.stance)
    supports = tuple(Support.make(one.id, "words", "1") for one in (*kept, made))
    book.add_coded(report, type(coding)(report.id, "words", "1", coding.mentions, (*kept, made), supports))
    refresh(book, at=at(2))
    (one,) = _items(book, QueueKind.FAILED_RESOLUTION)
    assert one.sentence == "The place could not be resolved from the reports."
    assert review_queue(book).counts[QueueKind.FAILED_RESOLUTION] == 1
    correct(book, made.id, value=place.value, by="Ann", why="the town", at=at(3))
    assert _items(book, QueueKind.FAILED_RESOLUTION) == ()


def test_published_values_of_low_score_wait_the_least_certain_first(book: Book) -> None:
    report = a_report(9, sentence())
    coding = WordCoder("2").code(report)
    scores = dict(zip((one.id for one in coding.statements), (0.9, 0.3, 0.2, 0.6), strict=True))
    supports = tuple(Support.make(id_, "words", "2", "reader", score) for id_, score in scores.items())
    book.add_coded(report, type(coding)(report.id, "words", "2", coding.mentions, coding.statements, supports))
    refresh(book, at=at(2))
    found = _items(book, QueueKind.LOW_SCORE)
    assert [one.score for one in found] == [0.2, 0.3]
    assert found[0].report == report.id
    accept(book, found[0].statement, by="Ann", at=at(3))
    assert [one.score for one in _items(book, QueueKind.LOW_SCORE)] == [0.3]
    set_status(book, found[0].incident, "confirmed", by="Ann", at=at(4))
    assert _items(book, QueueKind.LOW_SCORE) == ()


def test_pages_go_over_all_kinds(book: Book) -> None:
    for number in range(3):
        accept(book, KILLED[number], by="Ann", at=at(2))
        reject(book, KILLED[number], by="Ben", why="no", at=at(3))
    pair = sorted(mention_of(number) for number in (0, 1))
    book.add_links([], {}, "1", [Question(pair[0], pair[1], 0.4, "close", "machine:linking/1", at(2))])
    every = review_queue(book).items
    assert [one.kind for one in every] == [QueueKind.CONTRADICTION] * 3 + [QueueKind.UNCERTAIN_LINK]
    assert [one for start in range(4) for one in review_queue(book, limit=1, offset=start).items] == list(every)
    assert review_queue(book, limit=2, offset=2).items == every[2:]
    assert review_queue(book, limit=2, offset=9).items == ()
