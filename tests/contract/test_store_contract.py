"""What every store of Tallybook keeps to. Another backend joins by adding a way to make a fresh store to BACKENDS."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from record_strategies import codings, reports

from tallybook.errors import InvalidSpanError, InvalidValueError, RecordNotFoundError
from tallybook.model import (
    CodeValue,
    Coding,
    DateRange,
    DateValue,
    Decision,
    EventKind,
    Field,
    Incident,
    IncidentState,
    Judgement,
    Mention,
    MentionKind,
    Note,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    Report,
    Retraction,
    Source,
    Span,
    Stance,
    Statement,
    Support,
    Value,
)
from tallybook.store import Book, Known, Mark, Place, RunState, SkippedInput, StaleError


@contextmanager
def _sqlite() -> Iterator[Book]:
    with tempfile.TemporaryDirectory() as folder, Book.open(Path(folder) / "contract.book", create=True) as book:
        yield book


BACKENDS: dict[str, Callable[[], AbstractContextManager[Book]]] = {"sqlite": _sqlite}
every_backend = pytest.mark.parametrize("backend", sorted(BACKENDS))


@pytest.fixture(params=sorted(BACKENDS))
def book(request: pytest.FixtureRequest) -> Iterator[Book]:
    with BACKENDS[request.param]() as made:
        yield made


# The outlet, the place and the attack are invented.
TEXT = "Raiders attacked the market of Examplia on 3 March 2020, and robbed it."
EXAMPLIA = PlaceCandidate("Examplia", PlacePrecision.TOWN, "KE", latitude=0.1, longitude=-0.3)
VALUES: dict[Field, tuple[str, Value]] = {
    Field.INCIDENT_TYPE: ("attacked", CodeValue("incident_types", "robbery")),
    Field.PLACE: ("Examplia", PlaceValue("Examplia", PlacePrecision.TOWN, EXAMPLIA)),
    Field.DATE: ("3 March 2020", DateValue(DateRange.day(date(2020, 3, 3)))),
}


def _span(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def _report(number: int = 0) -> Report:
    return Report.make(TEXT, document=str(number), source=Source.make("The Invented Times"))


def _coding(
    report: Report, version: str = "1", coder: str = "rules", kind: MentionKind = MentionKind.REPORTED
) -> Coding:
    mention = Mention.make(report.id, kind, _span("attacked"))
    statements = tuple(
        Statement.make(report, mention.id, field, value, _span(words), Stance.REPORTED_AS_FACT)
        for field, (words, value) in VALUES.items()
    )
    supports = tuple(Support.make(statement.id, coder, version, "test", 0.5) for statement in statements)
    return Coding(report.id, coder, version, (mention,), statements, supports, (Note("N1", "A note.", _span("it")),))


def _add(book: Book, *numbers: int) -> list[Coding]:
    made = [_coding(_report(number)) for number in numbers]
    for number, coding in zip(numbers, made, strict=True):
        book.add_coded(_report(number), coding)
    return made


@every_backend
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_read_equals_what_was_written(backend: str, data: st.DataObject) -> None:
    report = data.draw(reports())
    first = data.draw(codings(report))
    second = data.draw(codings(report, coder="other", version="2"))
    with BACKENDS[backend]() as book:
        assert book.add_coded(report, first)
        assert book.add_coding(second)
        assert list(book.reports()) == [report] == [book.get_report(report.id)]
        assert list(book.codings()) == [first, second]
        both = {statement.id: statement for statement in first.statements + second.statements}
        assert {statement.id: statement for statement in book.statements()} == both
        assert {mention.id for mention in book.mentions()} == {m.id for m in first.mentions + second.mentions}
        supports = book.supports(both)
        assert {support.id: support for support in supports} == {s.id: s for s in first.supports + second.supports}
        assert [note for _, note in book.notes()] == [*first.notes, *second.notes]


def test_writing_again_changes_nothing(book: Book) -> None:
    report = _report()
    coding = _coding(report)
    assert book.add_report(report)
    assert not book.add_report(report)
    assert book.add_coding(coding)
    before = book.counts()
    assert not book.add_coding(coding)
    assert not book.add_coded(report, coding)
    assert not book.add_coded(report, dataclasses.replace(coding, statements=(), supports=()))
    assert book.counts() == before
    assert list(book.codings()) == [coding]


def test_the_newest_coding_of_each_coder_is_read(book: Book) -> None:
    report = _report()
    old, new, other = _coding(report, "1"), _coding(report, "2", kind=MentionKind.BACKGROUND), _coding(report, "1", "b")
    for coding in (old, new, other):
        assert book.add_coded(report, coding)
    assert list(book.codings()) == [new, other]
    assert list(book.codings(coder="rules")) == [new]
    assert list(book.codings(every_version=True)) == [old, new, other]
    assert list(book.mentions(coder="rules")) == list(new.mentions)
    assert {statement.id for statement in book.statements(coder="rules")} == {s.id for s in new.statements}
    assert len(list(book.statements(every_version=True))) == 6
    # Two coders that agree are two supports of one statement.
    found = list(book.supports([old.statements[0].id]))
    assert [(support.coder, support.version) for support in found] == [("rules", "1"), ("b", "1")]
    assert book.has_coding(report.id, "rules", "1")
    assert not book.has_coding(report.id, "rules", "3")


def test_reading_by_report_and_field(book: Book) -> None:
    first, second, third = _add(book, 1, 2, 3)
    chosen = [first.report, third.report]
    assert {statement.report for statement in book.statements(chosen)} == set(chosen)
    assert {mention.report for mention in book.mentions([second.report])} == {second.report}
    dates = list(book.statements(field=Field.DATE))
    assert len(dates) == 3
    assert {statement.field for statement in dates} == {Field.DATE}
    assert {report.id for report in book.reports(chosen)} == set(chosen)


def test_more_reports_than_a_page_come_once_each_in_order(book: Book) -> None:
    made = [Report.make("A text.", document=str(number)) for number in range(450)]
    for report in made:
        book.add_report(report)
    assert [report.id for report in book.reports()] == sorted(report.id for report in made)


def test_a_book_may_be_written_while_it_is_read(book: Book) -> None:
    for number in range(3):
        book.add_report(_report(number))
    for number, report in enumerate(book.reports()):
        book.add_coding(_coding(report))
        book.add_report(_report(100 + number))
    assert book.counts()["report"] >= 6


def test_records_are_found_by_the_beginning_of_their_ids(book: Book) -> None:
    (coding,) = _add(book, 1)
    report, mention, statement = coding.report, coding.mentions[0], coding.statements[0]
    for given_id in (report, report[:12], report.removeprefix("rep_")[:6]):
        assert book.get_report(given_id).id == report
    assert book.get_mention(mention.id[:14]) == mention
    assert book.get_statement(statement.id[:14]) == statement


def test_an_unknown_id_names_the_nearest_and_an_ambiguous_one_those_that_fit(book: Book) -> None:
    with pytest.raises(RecordNotFoundError, match="the book has none yet"):
        book.get_report("rep_00")
    ids = sorted(coding.report for coding in _add(book, *range(40)))
    with pytest.raises(RecordNotFoundError, match=f"nearest are {ids[-2]}, {ids[-1]}, `tallybook") as caught:
        book.get_report("rep_zz")
    assert caught.value.code == "TB507"
    shared = next(a[:5] for a, b in pairwise(ids) if a[:5] == b[:5])
    with pytest.raises(RecordNotFoundError, match="fits more than one report"):
        book.get_report(shared)


def test_a_coding_needs_its_report(book: Book) -> None:
    with pytest.raises(RecordNotFoundError):
        book.add_coding(_coding(_report()))


def _bad_codings() -> Iterator[tuple[str, type[Exception], Coding]]:
    report, other = _report(1), _report(2)
    good = _coding(report)
    mention, statement, support = good.mentions[0], good.statements[0], good.supports[0]
    replace = dataclasses.replace
    outside = Mention.make(report.id, MentionKind.REPORTED, Span(0, 1000))
    yield "another report", InvalidValueError, _coding(other)
    yield "a mention of another report", InvalidValueError, replace(good, mentions=_coding(other).mentions)
    yield "a mention outside", InvalidSpanError, replace(good, mentions=(mention, outside))
    yield "no mention", InvalidValueError, replace(good, mentions=())
    wrong = replace(statement, original_text="robbed it")
    yield "other words", InvalidValueError, replace(good, statements=(wrong,), supports=())
    wrong = replace(statement, published_at=DateRange.day(date(2020, 3, 4)))
    yield "another date", InvalidValueError, replace(good, statements=(wrong,), supports=())
    yield "a support of nothing", InvalidValueError, replace(good, statements=good.statements[1:])
    yield "another version", InvalidValueError, replace(good, supports=_coding(report, "2").supports)
    yield "a mention twice", InvalidValueError, replace(good, mentions=(mention, mention))
    yield "a statement twice", InvalidValueError, replace(good, statements=(statement, statement), supports=())
    yield "a support twice", InvalidValueError, replace(good, supports=(support, support))


@pytest.mark.parametrize(("error", "coding"), [pytest.param(e, c, id=name) for name, e, c in _bad_codings()])
def test_a_coding_that_does_not_fit_its_report_is_refused_whole(
    book: Book, error: type[Exception], coding: Coding
) -> None:
    with pytest.raises(error):
        book.add_coded(_report(1), coding)
    assert set(book.counts().values()) == {0}


def test_a_text_with_half_a_character_is_refused(book: Book) -> None:
    with pytest.raises(InvalidValueError, match="two-part character"):
        book.add_report(Report.make("A text with \ud800 in it."))
    assert book.counts()["report"] == 0


def test_decisions_are_kept_and_only_added(book: Book) -> None:
    first, second, third = (coding.mentions[0].id for coding in _add(book, 1, 2, 3))
    same = Decision.make(first, second, Judgement.SAME, "reviewer", "2024-01-01T00:00:00+00:00", "one day", 0.9)
    later = Decision.make(first, second, Judgement.DIFFERENT, "reviewer", "2024-02-01T00:00:00+00:00")
    other = Decision.make(second, third, Judgement.DIFFERENT, "reviewer", "2023-12-01T00:00:00+00:00")
    for decision in (same, later, other):
        assert book.add_decision(decision)
        assert not book.add_decision(decision)
    assert book.decisions() == (other, same, later)
    assert book.decisions([third]) == (other,)
    assert book.decisions([]) == ()
    with pytest.raises(RecordNotFoundError, match="men_unknown"):
        book.add_decision(Decision.make(first, "men_unknown", Judgement.SAME, "reviewer", "2024-01-01T00:00:00+00:00"))


def test_decisions_are_numbered_as_they_come_whenever_they_were_made(book: Book) -> None:
    first, second, third = (coding.mentions[0].id for coding in _add(book, 1, 2, 3))
    late = Decision.make(first, second, Judgement.SAME, "reviewer", "2024-02-01T00:00:00+00:00")
    early = Decision.make(second, third, Judgement.SAME, "reviewer", "2024-01-01T00:00:00+00:00")
    wrong = Decision.make(first, "men_unknown", Judgement.SAME, "reviewer", "2024-01-01T00:00:00+00:00")
    with pytest.raises(RecordNotFoundError):
        book.add_decisions([late, wrong])
    assert book.counts()["decision"] == 0
    assert book.add_decisions([late, late]) == 1
    assert book.add_decisions([late, early]) == 1
    with book.published() as look:
        assert [(number, one) for number, one in look.decisions().values()] == [(1, late), (2, early)]
        assert look.decisions([third]) == {early.id: (2, early)}
        assert look.newest() == (3, 2, 0, 0)
        assert look.touched(Mark(coding=3, decision=1)) == {second, third}
        assert look.touched(Mark(coding=2, decision=2)) == {third}
        assert look.disputed() == set()


def test_open_questions_begin_where_a_person_keeps_apart_or_an_aggregate_is_joined(book: Book) -> None:
    first, second, third = (coding.mentions[0].id for coding in _add(book, 1, 2, 3))
    many = _coding(_report(4), kind=MentionKind.AGGREGATE)
    book.add_coded(_report(4), many)
    at = "2024-01-01T00:00:00+00:00"
    book.add_decision(Decision.make(first, second, Judgement.DIFFERENT, "machine:linking/1", at))
    with book.published() as look:
        assert look.disputed() == set()
    book.add_decision(Decision.make(second, third, Judgement.DIFFERENT, "reviewer", at))
    with book.published() as look:
        assert look.disputed() == set()  # nothing joins them
    for other in (second, third):
        book.add_decision(Decision.make(first, other, Judgement.SAME, "machine:linking/1", at))
    with book.published() as look:
        assert look.disputed() == {second, third}
    book.add_decision(Decision.make(first, many.mentions[0].id, Judgement.SAME, "machine:linking/1", at))
    with book.published() as look:
        assert look.disputed() == {first, second, third, many.mentions[0].id}
        assert look.aggregates([first, many.mentions[0].id]) == {many.mentions[0].id}


def test_retractions_are_only_added_and_the_last_one_says_how_a_report_stands(book: Book) -> None:
    (coding,) = _add(book, 1)
    mention = coding.mentions[0].id
    gone = Retraction(coding.report, True, "reviewer", "2024-01-01T00:00:00+00:00", "withdrawn")
    back = Retraction(coding.report, False, "reviewer", "2024-01-02T00:00:00+00:00", "by mistake")
    assert not book.add_retraction(back)
    assert book.add_retraction(gone)
    assert not book.add_retraction(gone)
    with book.published() as look:
        assert look.retractions() == [gone]
        assert look.live() == look.live([mention]) == {}
        assert look.touched(Mark(coding=1)) == {mention}
    assert book.add_retraction(back)
    with book.published() as look:
        assert look.retractions() == [back]
        assert list(look.live()) == [mention]
        assert look.live()[mention] == Place(coding.report, (1, 0))
    assert book.counts()["retraction"] == 2
    with pytest.raises(RecordNotFoundError):
        book.add_retraction(dataclasses.replace(gone, report="rep_unknown"))


def test_what_a_newer_coding_does_not_have_is_not_live(book: Book) -> None:
    old = _coding(_report())
    new = _coding(_report(), "2", kind=MentionKind.BACKGROUND)
    book.add_coded(_report(), old)
    book.add_coding(new)
    with book.published() as look:
        assert list(look.live()) == [new.mentions[0].id]
        assert look.mentions([old.mentions[0].id, new.mentions[0].id], "rules") == {new.mentions[0].id: new.mentions[0]}
        told = look.statements([old.mentions[0].id, new.mentions[0].id])
        assert {mention: {one.id for one in found} for mention, found in told.items()} == {
            new.mentions[0].id: {one.id for one in new.statements}
        }
        assert look.statements(told, {"date"}, "nobody") == {}
        assert set(look.statements_named(one.id for one in old.statements)) == {one.id for one in old.statements}


def _incident_row(id_: str, number: int, founder: str, **others: object) -> dict[str, object]:
    row = {
        "id": id_,
        "number": number,
        "state": "active",
        "target": None,
        "founder": founder,
        "version": 1,
        "created_at": "2024-01-01",
        "changed_at": "2024-01-01",
        "status": "machine",
        "types": ["robbery"],
        "reports": 1,
        "voices": 1,
        "statements": 3,
        "resolutions": {"date": []},
    }
    return row | others


def test_published_incidents_are_changed_in_one_transaction_and_read_back(book: Book) -> None:
    mentions = [coding.mentions[0].id for coding in _add(book, 1, 2, 3)]
    event = {"at": "2024-01-01", "by": "reviewer", "kind": "created", "reason": "", "data": {"a": [1]}, "run": None}
    with book.publishing(0) as publisher:
        publisher.add_incidents([_incident_row("inc_a", 1, mentions[0]), _incident_row("inc_b", 2, mentions[2])])
        publisher.set_members({"inc_a": mentions[:2], "inc_b": mentions[2:]})
        publisher.add_events([event | {"incident": "inc_a"}, event | {"incident": "inc_b"}])
        publisher.set_mark(Mark(3, 0, 0, 0, {"date": "a_rule"}, "2024-01-01"))
    with book.publishing(1) as publisher:
        publisher.change_incidents([{"id": "inc_b", "state": "redirect", "target": "inc_a", "version": 2}])
        publisher.set_members({"inc_a": [mentions[2], *mentions[:2]], "inc_b": []})
        publisher.add_events([event | {"incident": "inc_b", "kind": "redirected", "at": "2024-01-02"}])
    with book.published() as look:
        assert look.mark() == Mark(3, 0, 0, 2, {"date": "a_rule"}, "2024-01-01")
        members = (mentions[2], *mentions[:2])
        first = Known("inc_a", 1, IncidentState.ACTIVE, mentions[0], 1, "", members)
        second = Known("inc_b", 2, IncidentState.REDIRECT, mentions[2], 2, "inc_a")
        assert look.incidents() == {"inc_a": first, "inc_b": second}
        assert look.incidents(["inc_b"], members=False) == {"inc_b": second}
        assert look.active_members() == look.active_members(["inc_a", "inc_b"]) == {"inc_a": members}
        assert look.incidents_of(mentions) == dict.fromkeys(mentions, "inc_a")
        assert look.founded_by(mentions[1:]) == {"inc_b"}
        assert list(look.active_ids()) == ["inc_a"]
        assert (look.target_of("inc_b"), look.target_of("inc_a")) == ("inc_a", "")
        assert (look.last_number(), look.revision()) == (2, 3)
        assert [(one.id, one.kind, one.data) for one in look.events("inc_b")] == [
            (2, EventKind.CREATED, {"a": [1]}),
            (3, EventKind.REDIRECTED, {"a": [1]}),
        ]
        assert [one.id for one in look.events_since(revision=1)] == [2, 3]
        assert [one.id for one in look.events_since(at="2024-01-02")] == [3]
        assert look.resolutions(["inc_a"]) == {"inc_a": {"date": []}}
        assert look.rows(["inc_b"])["inc_b"]["types"] == ["robbery"]


def test_two_that_publish_from_the_same_state_do_not_both_succeed(book: Book) -> None:
    (coding,) = _add(book, 1)
    row = _incident_row("inc_a", 1, coding.mentions[0].id)
    with book.publishing(0) as publisher:
        publisher.add_incidents([row])
    with pytest.raises(StaleError), book.publishing(0):
        pytest.fail("the state is another one")
    with pytest.raises(sa.exc.StatementError), book.publishing(1) as publisher:
        publisher.change_incidents([{"id": "inc_a", "version": 2}, {"id": "inc_a", "version": 3, "types": object()}])
    with book.published() as look:
        assert look.mark().generation == 1
        assert look.get_incident("inc_a").version == 1
        with pytest.raises(RecordNotFoundError, match="tallybook refresh"):
            look.get_incident("inc_b")


def test_mentions_are_found_by_what_is_stated_of_them(book: Book) -> None:
    (coding,) = _add(book, 1)
    mention = frozenset({coding.mentions[0].id})
    day = date(2020, 3, 3)
    assert book.matching_mentions() == mention
    assert book.matching_mentions(country="KE", incident_type="robbery", first=day, last=day, text="MARKET") == mention
    assert book.matching_mentions(country="PK") == frozenset()
    assert book.matching_mentions(incident_type="bombing") == frozenset()
    assert book.matching_mentions(first=date(2020, 3, 4)) == frozenset()
    assert book.matching_mentions(last=date(2020, 3, 2)) == frozenset()
    assert book.matching_mentions(text="mark_t") == frozenset()
    assert book.reports_of(mention) == {coding.report}


def test_a_text_is_found_in_any_case_and_alphabet(book: Book) -> None:
    report = Report.make("Überfall in Ésemplia: НАПАДЕНИЕ, 50% robbed.")
    mention = Mention.make(report.id, MentionKind.REPORTED, Span(0, 8))
    book.add_coded(report, Coding(report.id, "rules", "1", (mention,)))
    for text in ("überfall", "ÉSEMPLIA", "нападение", "50%"):
        assert book.matching_mentions(text=text) == {mention.id}
    assert book.matching_mentions(text="5_%") == frozenset()


def test_the_id_of_an_incident_leads_to_its_mention(book: Book) -> None:
    (coding,) = _add(book, 1)
    mention = coding.mentions[0].id
    incident = Incident.make((mention,)).id
    with book.published() as look:
        assert look.find(incident) == look.find(incident[:10]) == incident
        assert look.mention_named(incident) == mention
        with pytest.raises(RecordNotFoundError, match="incident"):
            look.find("inc_zz")


def test_an_aggregate_is_never_found_as_an_incident(book: Book) -> None:
    coding = _coding(_report(), kind=MentionKind.AGGREGATE)
    book.add_coded(_report(), coding)
    assert book.matching_mentions() == frozenset()
    with book.published() as look:
        assert look.live() == {}
        with pytest.raises(RecordNotFoundError):
            look.find(Incident.make((coding.mentions[0].id,)).id)


def test_mentions_keep_the_order_in_which_they_came(book: Book) -> None:
    numbers = [3, 1, 2]
    mentions = [coding.mentions[0].id for coding in _add(book, *numbers)]
    book.add_coding(_coding(_report(1), "2"))
    assert book.in_order_of_arrival(sorted(mentions)) == mentions
    assert book.in_order_of_arrival(["men_unknown"]) == []


def test_a_run_counts_what_it_coded_and_keeps_what_it_refused(book: Book) -> None:
    run = book.start_run(started_at="2024-01-01", tallybook="0", coder="rules", version="1", paths=["a", "b\udc80"])
    assert book.runs()[0].state is RunState.RUNNING
    book.add_coded(_report(1), _coding(_report(1)), run=run)
    book.add_coded(_report(2), _coding(_report(2), kind=MentionKind.AGGREGATE), run=run)
    book.add_skip(run, "file\udc80.txt", "TB102", "Not text.")
    book.add_skip(run, "other.txt", "TB101", "Empty.")
    done = book.finish_run(
        run, finished_at="2024-01-02", state=RunState.FINISHED, already_there=3, failed=1, seconds=0.25
    )
    assert (done.read, done.coded, done.already_there, done.skipped, done.incidents) == (6, 2, 3, 2, 1)
    assert (done.paths, done.seconds, done.state) == (("a", "b\\udc80"), 0.25, RunState.FINISHED)
    assert book.runs() == (done,)
    assert book.skips(run)[0] == SkippedInput(run, "file\\udc80.txt", "TB102", "Not text.")
    assert [skipped.where for skipped in book.skips(run)] == ["file\\udc80.txt", "other.txt"]


def test_a_sound_book_has_no_problems(book: Book) -> None:
    _add(book, 1, 2)
    assert book.problems() == ()
