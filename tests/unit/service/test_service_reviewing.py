"""What people do in review, what is published then, and how it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from review_builders import (
    REPORTS,
    a_book,
    at,
    incident_of,
    killed,
    mention_of,
    robbery,
    row,
    statement_of,
)
from service_builders import WordCoder

from tallybook.errors import InvalidValueError, RecordNotFoundError, UnknownCodeError, UsageError
from tallybook.model import (
    Act,
    ActKind,
    CasualtyRow,
    CodeValue,
    DateRange,
    DateValue,
    EventKind,
    Field,
    IncidentState,
    IncidentStatus,
    Opinion,
    Quantity,
    Span,
    TextValue,
)
from tallybook.service import explanations, get_incident, history, list_incidents, merge, refresh, rejected, toll
from tallybook.service.reviewing import (
    accept,
    acts,
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

KILLED = [statement_of(number, Field.CASUALTIES).id for number in range(4)]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with a_book(tmp_path) as made:
        yield made


def test_a_correction_keeps_what_the_machine_read_and_what_the_person_says(book: Book) -> None:
    act = correct(book, KILLED[0], value=row(9), by="Ann", why="nine, it says", at=at(2))
    assert (act.kind, act.by, act.incident, act.report) == (
        ActKind.CORRECT,
        "Ann",
        incident_of(book, 0),
        REPORTS[0].id,
    )
    assert killed(book, 0) == [9]
    view = get_incident(book, incident_of(book, 0))
    told = next(one for one in explanations(view) if one.field is Field.CASUALTIES)
    assert [one.accepted_by for one in told.supporting] == [("Ann",)]
    assert [(one.statement, one.rejected_by) for one in told.opposing] == [(KILLED[0], ("Ann",))]
    assert {one.coder for one in view.supports} == {"words", "person:Ann"}
    # The mention is the same, so that nothing has to be linked and nothing counts double.
    assert [one.id for one in view.mentions] == [mention_of(0)]
    assert [one.reports for one in list_incidents(book).incidents] == [1] * 4
    last = history(book, view.incident.id).events[-1]
    assert (last.kind, last.by, last.reason, last.data["act"]) == (
        EventKind.VALUES_CHANGED,
        "Ann",
        "nine, it says",
        act.id,
    )


def test_a_correction_is_taken_back_and_brought_again(book: Book) -> None:
    act = correct(book, KILLED[0], value=row(9), by="Ann", why="nine, it says", at=at(2))
    back = undo(book, act.id, by="Ben", why="it says one", at=at(3))
    assert killed(book, 0) == [1]
    assert [one.id for one in get_incident(book, incident_of(book, 0)).statements if one.field is Field.CASUALTIES] == [
        KILLED[0]
    ]
    with pytest.raises(UsageError, match=f"taken back by the act {back.id}"):
        undo(book, act.id, by="Ben")
    undo(book, back.id, by="Ann", at=at(4))
    assert killed(book, 0) == [9]
    # The act stands again, and so can be taken back again.
    undo(book, act.id, by="Ben", at=at(5))
    assert killed(book, 0) == [1]
    # Newest first: the undo of the undo of the undo, each of which takes back the one before.
    assert [one.stands for one in acts(book)] == [True, False, True, False]


def test_a_later_version_of_a_persons_coding_repeats_what_they_said_before(book: Book) -> None:
    correct(book, KILLED[0], value=row(9), by="Ann", why="nine", at=at(2))
    day = DateValue(DateRange.day(date(2020, 3, 9)))
    correct(book, statement_of(0, Field.DATE).id, value=day, by="Ann", why="the day after", at=at(3))
    assert killed(book, 0) == [9]
    assert get_incident(book, incident_of(book, 0)).incident.values(Field.DATE) == (day,)
    versions = [one.version for one in book.codings([REPORTS[0].id], "person:Ann", every_version=True)]
    assert versions == ["1", "2"]


def test_what_is_rejected_is_never_chosen_and_is_told_of(book: Book) -> None:
    act = reject(book, [KILLED[1]], by="Ann", why="of another attack", at=at(2))
    assert killed(book, 1) == []
    view = get_incident(book, incident_of(book, 1))
    assert [(one.statement, one.rejected_by) for one in rejected(view)] == [(KILLED[1], ("Ann",))]
    assert [total.totals for total in toll(view).tolls] == []
    undo(book, act.id, by="Ann", at=at(3))
    assert killed(book, 1) == [2]
    assert rejected(get_incident(book, incident_of(book, 1))) == ()


def test_what_is_accepted_stands_above_others(book: Book) -> None:
    merge(book, [incident_of(book, number) for number in range(3)], why="one", by="Ann", at=at(2))
    before = killed(book, 0)
    for number in range(3):
        act = accept(book, KILLED[number], by="Ann", at=at(3 + number))
        assert killed(book, 0) == [number + 1]
        day = accept(book, statement_of(number, Field.DATE).id, by="Ann", at=at(3 + number))
        dates = get_incident(book, incident_of(book, 0)).incident.values(Field.DATE)
        assert dates == (statement_of(number, Field.DATE).value,)
        undo(book, act.id, by="Ann", at=at(10 + number))
        undo(book, day.id, by="Ann", at=at(10 + number))
    assert killed(book, 0) == before


def test_of_two_people_who_disagree_neither_counts(book: Book) -> None:
    reject(book, KILLED[0], by="Ann", why="wrong", at=at(2))
    assert killed(book, 0) == []
    accept(book, KILLED[0], by="Ben", at=at(3))
    assert killed(book, 0) == [1]
    # Who changes her mind is counted once.
    accept(book, KILLED[0], by="Ann", at=at(4))
    view = get_incident(book, incident_of(book, 0))
    assert view.verdicts[KILLED[0]].accepted_by == ("Ben", "Ann")
    assert view.verdicts[KILLED[0]].is_accepted


def test_a_value_is_added(book: Book) -> None:
    words = REPORTS[0].text.index("Raiders")
    weapon = CodeValue("weapons", "firearm")
    act = add_value(
        book, mention_of(0), Field.WEAPON, weapon, Span(words, words + 7), by="Ann", why="raiders shoot", at=at(2)
    )
    assert get_incident(book, incident_of(book, 0)).incident.values(Field.WEAPON) == (weapon,)
    undo(book, act.id, by="Ann", at=at(3))
    assert get_incident(book, incident_of(book, 0)).incident.values(Field.WEAPON) == ()


def test_an_incident_is_added_by_hand(book: Book) -> None:
    act = add_incident(book, REPORTS[0].id, Span(0, 7), [robbery(Span(0, 7))], by="Ann", why="missed", at=at(2))
    assert len(list_incidents(book).incidents) == 5
    with book.published() as look:
        made = look.incidents_of(act.data["mentions"])[act.data["mentions"][0]]
    assert history(book, made).events[0].by == "Ann"
    assert [one.id for one in acts(book, made)] == [act.id]
    with pytest.raises(UsageError, match="already"):
        add_incident(book, REPORTS[0].id, Span(0, 7), [robbery(Span(0, 7))], by="Ben", why="missed", at=at(3))
    value = add_value(
        book,
        act.data["mentions"][0],
        Field.WEAPON,
        CodeValue("weapons", "firearm"),
        Span(0, 7),
        by="Ben",
        why="they shoot",
        at=at(3),
    )
    with pytest.raises(UsageError, match=f"act {value.id} .* rests on it"):
        undo(book, act.id, by="Ann")
    undo(book, value.id, by="Ann", at=at(4))
    undo(book, act.id, by="Ann", at=at(5))
    assert len(list_incidents(book).incidents) == 4
    with book.published() as look:
        assert look.get_incident(made).state is IncidentState.TOMBSTONE


def test_a_status_is_given_kept_and_taken_back(book: Book) -> None:
    id_ = incident_of(book, 0)
    confirmed = set_status(book, id_, IncidentStatus.CONFIRMED, by="Ann", why="two sources", at=at(2))
    with pytest.raises(UsageError, match="already"):
        set_status(book, id_, "confirmed", by="Ben")
    correct(book, KILLED[0], value=row(9), by="Ann", why="nine", at=at(3))
    refresh(book, full=True, at=at(4))
    assert get_incident(book, id_).incident.status is IncidentStatus.CONFIRMED
    contested = set_status(book, id_, IncidentStatus.CONTESTED, by="Ben", at=at(5))
    # Taking back an earlier one changes nothing while a later one stands.
    undo(book, confirmed.id, by="Ann", at=at(6))
    assert get_incident(book, id_).incident.status is IncidentStatus.CONTESTED
    undo(book, contested.id, by="Ann", at=at(7))
    assert get_incident(book, id_).incident.status is IncidentStatus.MACHINE
    told = [(one.data["old"], one.data["new"]) for one in history(book, id_).events if one.kind == "status_changed"]
    assert told == [("machine", "confirmed"), ("confirmed", "contested"), ("contested", "machine")]


def test_a_merge_is_taken_back_as_if_it_had_never_been(book: Book) -> None:
    ids = [incident_of(book, number) for number in range(3)]
    first = merge_reviewed(book, ids[:2], by="Ann", why="one market", at=at(2))
    second = merge_reviewed(book, [ids[0], ids[2]], by="Ben", why="one more", at=at(3))
    assert len(list_incidents(book).incidents) == 2
    with pytest.raises(UsageError, match=f"act {second.id} .* rests on it"):
        undo(book, first.id, by="Ann")
    undo(book, second.id, by="Ann", at=at(4))
    undo(book, first.id, by="Ann", why="two markets", at=at(5))
    assert [incident_of(book, number) for number in range(3)] == ids
    assert (history(book, ids[0]).events[-1].by, history(book, ids[0]).events[-1].reason) == ("Ann", "two markets")
    # Nothing keeps them apart: a machine may join them.
    with book.published() as look:
        assert look.decisions() == {}
    undo(book, first.id + 3, by="Ben", at=at(6))
    assert incident_of(book, 0) == incident_of(book, 1)


def test_a_split_and_a_keeping_apart_are_taken_back(book: Book) -> None:
    ids = [incident_of(book, number) for number in range(3)]
    merge_reviewed(book, ids, by="Ann", why="one market", at=at(2))
    act = split_reviewed(book, ids[0], [mention_of(1)], by="Ben", why="another", at=at(3))
    assert incident_of(book, 1) != incident_of(book, 0) == incident_of(book, 2)
    undo(book, act.id, by="Ann", at=at(4))
    assert {incident_of(book, number) for number in range(3)} == {ids[0]}
    apart = keep_apart_reviewed(book, ids[0], incident_of(book, 3), by="Ann", why="others", at=at(5))
    undo(book, apart.id, by="Ann", at=at(6))
    with book.published() as look:
        assert {decision.judgement for _, decision in look.decisions().values()} == {"same"}
    # A status was given to what stood then.
    set_status(book, ids[0], "confirmed", by="Ann", at=at(7))
    with pytest.raises(UsageError, match=r"status by Ann.* rests on it"):
        undo(book, 1, by="Ann")


def test_a_retraction_is_taken_back(book: Book) -> None:
    act = retract_reviewed(book, REPORTS[0].id, by="Ann", why="withdrawn", at=at(2))
    assert len(list_incidents(book).incidents) == 3
    undo(book, act.id, by="Ben", at=at(3))
    assert len(list_incidents(book).incidents) == 4
    undo(book, act.id + 1, by="Ann", at=at(4))
    assert len(list_incidents(book).incidents) == 3
    again = retract_reviewed(book, REPORTS[0].id, by="Ben", why="it stands", undo=True, at=at(5))
    with pytest.raises(UsageError, match=f"act {again.id} .* rests on it"):
        undo(book, act.id, by="Ann")


def test_acts_come_in_pages_and_by_incident(book: Book) -> None:
    for number in range(3):
        accept(book, KILLED[number], by="Ann", at=at(2 + number))
    assert [one.id for one in acts(book)] == [3, 2, 1]
    assert [one.id for one in acts(book, limit=2)] == [3, 2]
    assert [one.id for one in acts(book, before=2)] == [1]
    assert [one.id for one in acts(book, incident_of(book, 1))] == [2]
    # Acts on an incident that was merged are shown with the one that its id leads to.
    ids = [incident_of(book, number) for number in (0, 1)]
    merge_reviewed(book, ids, by="Ann", why="one", at=at(6))
    assert [one.id for one in acts(book, ids[0])] == [4, 2, 1]


def test_what_cannot_be_done_is_refused_in_a_sentence(book: Book) -> None:
    with pytest.raises(UsageError, match="needs a reason"):
        reject(book, KILLED[0], by="Ann", why=" ")
    with pytest.raises(UsageError, match="name of a person"):
        accept(book, KILLED[0], by="machine:words")
    with pytest.raises(RecordNotFoundError):
        accept(book, "st_0000", by="Ann")
    with pytest.raises(RecordNotFoundError, match="no act 7"):
        undo(book, 7, by="Ann")
    with pytest.raises(UsageError, match="says what the statement"):
        correct(book, KILLED[0], value=row(1), by="Ann", why="so")
    with pytest.raises(InvalidValueError):
        correct(book, KILLED[0], value=TextValue("one"), by="Ann", why="so")
    with pytest.raises(UnknownCodeError):
        correct(book, KILLED[0], value=CasualtyRow("hurt", "civilians", Quantity.stated(1)), by="Ann", why="so")
    with pytest.raises(UsageError, match="at least one value"):
        add_incident(book, REPORTS[0].id, Span(0, 7), [], by="Ann", why="missed")
    act = correct(book, KILLED[0], value=row(9), by="Ann", why="nine", at=at(2))
    new = act.data["added"][0]
    undo(book, act.id, by="Ann", at=at(3))
    with pytest.raises(RecordNotFoundError, match="no current coding"):
        accept(book, new, by="Ann")
    with pytest.raises(UsageError, match="counts for nothing"):
        reject(book, new, by="Ann", why="so")
    assert [one.id for one in acts(book)] == [2, 1]


def test_a_correction_is_not_lost_when_the_report_is_coded_again(book: Book) -> None:
    correct(book, KILLED[0], value=row(9), by="Ann", why="nine", at=at(2))
    book.add_coded(REPORTS[0], WordCoder("2").code(REPORTS[0]))
    refresh(book, at=at(3))
    assert killed(book, 0) == [9]
    assert refresh(book, full=True).counts == {}


def test_what_was_noted_but_not_published_is_read_as_truly(book: Book) -> None:
    # As after a crash between the two.
    with book.reviewing() as reviewer:
        reviewer.add_act(Act(0, at(2), "Ann", ActKind.REJECT, why="wrong"), {KILLED[0]: Opinion.REJECTED})
    assert get_incident(book, incident_of(book, 0)).incident.values(Field.CASUALTIES) == ()
    assert refresh(book, at=at(3)).counts == {EventKind.VALUES_CHANGED: 1}
    assert killed(book, 0) == []
