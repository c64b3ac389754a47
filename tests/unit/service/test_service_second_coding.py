"""Second codings: asked for, coded blind, compared, and taken into the record by whoever decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from review_builders import REPORTS, a_book, at, incident_of, killed, mention_of, robbery, row, statement_of

from tallybook.errors import InvalidSpanError, UsageError
from tallybook.model import AssignmentState, CodeValue, DateRange, DateValue, Field, Span
from tallybook.service import get_incident, list_incidents, refresh
from tallybook.service.person_codings import NewValue
from tallybook.service.queue import QueueKind, review_queue
from tallybook.service.reviewing import accept, reject, undo
from tallybook.service.second_coding import (
    SecondIncident,
    agreement,
    assign,
    assigned_report,
    assignments,
    differences,
    submit,
    withdraw,
)
from tallybook.store import Book

TEXT = REPORTS[0].text


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with a_book(tmp_path) as made:
        yield made


def _span(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def _coding(number: int = 1, report: int = 0) -> SecondIncident:
    """What the words say, but for the number of killed people."""
    text = REPORTS[report].text
    day = date(2020, 3, report + 1)
    return SecondIncident(
        _span("Raiders robbed", text),
        (
            robbery(_span("robbed", text)),
            NewValue(Field.PLACE, statement_of(report, Field.PLACE).value, _span("Examplia", text)),
            NewValue(Field.DATE, DateValue(DateRange.day(day)), _span(day.isoformat(), text)),
            NewValue(Field.CASUALTIES, row(number), _span(f"{report + 1}.", text)),
        ),
    )


def test_a_second_coding_changes_nothing_that_is_published(book: Book) -> None:
    assign(book, REPORTS[0].id[:12], "Cora", by="Ed", at=at(2))
    assert [one.state for one in assignments(book, "Cora")] == [AssignmentState.OPEN]
    before = [(one.id, one.killed, one.statements) for one in list_incidents(book).incidents]
    handed_in = submit(book, REPORTS[0].id, "Cora", [_coding(7)], at=at(3))
    assert (handed_in.state, handed_in.done_at) == (AssignmentState.DONE, at(3))
    assert refresh(book, at=at(4)).counts == refresh(book, full=True, at=at(4)).counts == {}
    assert [(one.id, one.killed, one.statements) for one in list_incidents(book).incidents] == before
    view = get_incident(book, incident_of(book, 0))
    assert {one.coder for one in view.supports} == {"words"}
    assert [one.id for one in book.mentions([REPORTS[0].id])] == [mention_of(0)]
    with book.published() as look:
        assert len(look.live()) == 4


def test_a_second_coder_sees_nothing_of_others(book: Book) -> None:
    with pytest.raises(UsageError, match="not asked"):
        assigned_report(book, REPORTS[0].id, "Cora")
    assign(book, REPORTS[0].id, "Cora", by="Ed", at=at(2))
    assign(book, REPORTS[0].id, "Dan", by="Ed", at=at(2))
    submit(book, REPORTS[0].id, "Dan", [_coding(7)], at=at(3))
    shown = assigned_report(book, REPORTS[0].id, "Cora")
    assert (shown.report, shown.coding, shown.assignment.coder) == (REPORTS[0], None, "Cora")
    submit(book, REPORTS[0].id, "Cora", [_coding(8)], at=at(4))
    mine = assigned_report(book, REPORTS[0].id, "Cora").coding
    assert mine is not None
    assert mine.coder == "second:Cora"


def test_what_differs_is_listed_until_somebody_decides(book: Book) -> None:
    assign(book, REPORTS[0].id, "Cora", by="Ed", at=at(2))
    submit(book, REPORTS[0].id, "Cora", [_coding(7)], at=at(3))
    (one,) = differences(book, REPORTS[0].id)
    assert (one.field, one.mention, one.coder, one.settled) == (Field.CASUALTIES, mention_of(0), "Cora", False)
    assert [each.id for each in one.record] == [statement_of(0, Field.CASUALTIES).id]
    assert [item.report for item in review_queue(book, [QueueKind.ADJUDICATE]).items] == [REPORTS[0].id]
    # The second coder is right: her statement becomes one of the record, on the mention that is there.
    yes = accept(book, one.second[0].id, by="Ed", why="seven it is", at=at(4))
    assert killed(book, 0) == [7]
    assert incident_of(book, 0) == list_incidents(book).incidents[0].id
    assert differences(book, REPORTS[0].id) == ()
    assert assignments(book)[0].state is AssignmentState.SETTLED
    assert review_queue(book, [QueueKind.ADJUDICATE]).items == ()
    undo(book, yes.id, by="Ed", at=at(5))
    assert killed(book, 0) == [1]
    assert assignments(book)[0].state is AssignmentState.DONE
    # She is wrong.
    reject(book, one.second[0].id, by="Ed", why="one it is", at=at(6))
    accept(book, one.record[0].id, by="Ed", at=at(7))
    assert assignments(book)[0].state is AssignmentState.SETTLED
    assert killed(book, 0) == [1]


def test_an_occurrence_that_only_the_second_coder_found_is_taken_over(book: Book) -> None:
    assign(book, REPORTS[0].id, "Cora", by="Ed", at=at(2))
    other = SecondIncident(_span("market"), (NewValue(Field.WEAPON, CodeValue("weapons", "firearm"), _span("market")),))
    submit(book, REPORTS[0].id, "Cora", [_coding(1), other], at=at(3))
    (one,) = differences(book, REPORTS[0].id)
    assert (one.field, one.mention, one.record) == (None, "", ())
    accept(book, one.second[0].id, by="Ed", at=at(4))
    assert len(list_incidents(book).incidents) == 5


def test_an_equal_coding_is_settled_at_once_and_may_be_handed_in_again(book: Book) -> None:
    assign(book, REPORTS[0].id, "Cora", by="Ed", at=at(2))
    assert submit(book, REPORTS[0].id, "Cora", [_coding(1)], at=at(3)).state is AssignmentState.SETTLED
    assert submit(book, REPORTS[0].id, "Cora", [_coding(2)], at=at(4)).state is AssignmentState.DONE
    assert len(differences(book, REPORTS[0].id)) == 1
    assert withdraw(book, REPORTS[0].id, "Cora", by="Ed").state is AssignmentState.WITHDRAWN
    assert differences(book, REPORTS[0].id) == ()
    assert agreement(book)["casualties"].pairs == 0
    again = assign(book, REPORTS[0].id, "Cora", by="Ed", at=at(5))
    assert (again.state, again.done_at) == (AssignmentState.OPEN, "")


def test_agreement_of_machine_and_second_coders(book: Book) -> None:
    for report in range(4):
        assign(book, REPORTS[report].id, "Cora", by="Ed", at=at(2))
        submit(book, REPORTS[report].id, "Cora", [_coding(report + 1 if report < 3 else 9, report)], at=at(3))
    found = agreement(book)
    assert (found["date"].alpha, found["date"].pairs) == (1.0, 4)
    figures = found["casualties"]
    assert figures.alpha is not None
    assert figures.low is not None
    assert figures.high is not None
    assert figures.low <= figures.alpha <= figures.high
    assert 0.5 < figures.alpha < 1
    assert found["mention"].alpha == 1.0
    assert found == agreement(book)


def test_what_cannot_be_is_refused(book: Book) -> None:
    assign(book, REPORTS[0].id, "Cora", by="Ed", at=at(2))
    with pytest.raises(UsageError, match="already"):
        assign(book, REPORTS[0].id, "Cora", by="Ed")
    with pytest.raises(UsageError, match="not asked"):
        submit(book, REPORTS[1].id, "Cora", [])
    with pytest.raises(UsageError, match="same words"):
        submit(book, REPORTS[0].id, "Cora", [_coding(1), _coding(2)])
    with pytest.raises(InvalidSpanError):
        submit(book, REPORTS[0].id, "Cora", [SecondIncident(Span(0, 9), (robbery(Span(0, 10_000)),))])
    with pytest.raises(UsageError, match="not asked"):
        withdraw(book, REPORTS[1].id, "Cora", by="Ed")
