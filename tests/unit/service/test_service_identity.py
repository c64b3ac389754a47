"""What people decide of incidents, what becomes of their ids, and how it is told. Times are given, never read."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from service_builders import WordCoder, a_report, sentence

from tallybook.assembly import RuleSet
from tallybook.errors import (
    BadDateError,
    ContradictionError,
    IncidentWithdrawnError,
    RecordNotFoundError,
    UsageError,
)
from tallybook.model import (
    CasualtyRow,
    Decision,
    EventKind,
    Field,
    IncidentState,
    Judgement,
)
from tallybook.service import (
    DiffKind,
    Refreshed,
    diff,
    get_incident,
    history,
    keep_apart,
    list_incidents,
    merge,
    parse_since,
    refresh,
    retract,
    split,
)
from tallybook.service.publishing import voices_of
from tallybook.store import Book
from tallybook.store.reviewer import Reviewer

REPORTS = [a_report(number, sentence(killed=number + 1)) for number in range(5)]


def _at(hour: int) -> str:
    return f"2024-03-01T{hour:02}:00:00+00:00"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """Five reports of one incident each, published at one o'clock."""
    with Book.open(tmp_path / "a.book", create=True) as made:
        for report in REPORTS:
            made.add_coded(report, WordCoder().code(report))
        refresh(made, at=_at(1))
        yield made


def _ids(book: Book) -> list[str]:
    """The ids of the five incidents, in the order of the reports."""
    with book.published() as look:
        found = look.incidents_of(_mentions())
    return [found[mention] for mention in _mentions()]


def _mentions() -> list[str]:
    return [WordCoder().code(report).mentions[0].id for report in REPORTS]


def _link(book: Book, left: int, right: int, score: float = 0.9, hour: int = 2) -> None:
    mentions = _mentions()
    book.add_decision(
        Decision.make(
            mentions[left], mentions[right], Judgement.SAME, "machine:linking/1", _at(hour), "close in time", score
        )
    )


def _kinds(refreshed: Refreshed) -> dict[str, int]:
    return {kind.value: number for kind, number in refreshed.counts.items()}


def test_an_incident_keeps_its_id_while_reports_join(book: Book) -> None:
    first, second, *_ = _ids(book)
    _link(book, 0, 1)
    done = refresh(book, at=_at(3))
    assert _kinds(done) == {"merged": 1, "redirected": 1, "values_changed": 1}
    assert get_incident(book, second).incident.id == first
    assert get_incident(book, second).asked == second
    assert get_incident(book, first).asked == ""
    assert [summary.reports for summary in list_incidents(book).incidents if summary.id == first] == [2]


def test_a_merge_keeps_the_id_that_was_created_first_and_old_ids_lead_on(book: Book) -> None:
    ids = _ids(book)
    decided = merge(book, [ids[3], ids[1]], why="one market", by="Ann", at=_at(3))
    assert [one.judgement for one in decided.decisions] == [Judgement.SAME]
    assert [one.by for one in decided.decisions] == ["Ann"]
    # Chains of merges lead to the end.
    merge(book, [ids[1], ids[0]], why="one morning", by="Ben", at=_at(4))
    for old in ids[0], ids[1], ids[3]:
        view = get_incident(book, old)
        assert (view.incident.id, len(view.reports)) == (ids[0], 3)
    assert history(book, ids[3]).leads_to == ids[0]
    with pytest.raises(UsageError, match="one incident already"):
        merge(book, [ids[0], ids[3]], why="again", by="Ann", at=_at(5))


def test_a_split_is_undone_by_a_merge_and_a_merge_by_a_split(book: Book) -> None:
    ids, mentions = _ids(book), _mentions()
    merge(book, ids[:3], why="one attack", by="Ann", at=_at(3))
    merged = [(one.id, one.reports) for one in list_incidents(book).incidents]
    split(book, ids[0], [mentions[1][:14]], why="another market", by="Ben", at=_at(4))
    # The id that the part had before it was merged is its own again.
    assert _ids(book) == [ids[0], ids[1], ids[0], ids[3], ids[4]]
    assert get_incident(book, ids[1]).incident.mentions == (mentions[1],)
    merge(book, [ids[0], ids[1]], why="the same market after all", by="Ann", at=_at(5))
    assert [(one.id, one.reports) for one in list_incidents(book).incidents] == merged
    split(book, ids[0], mentions[1:3], why="no", by="Ben", at=_at(6))
    assert _ids(book)[:3] == [ids[0], ids[1], ids[1]]


def test_a_split_holds_against_links_of_machines_old_and_new(book: Book) -> None:
    ids, mentions = _ids(book), _mentions()
    for right in (1, 2, 3, 4):
        _link(book, right - 1, right, score=0.95)
    refresh(book, at=_at(3))
    # The second mention alone held the first to the others; they stay together without it.
    decided = split(book, ids[0], [mentions[1], mentions[4]], why="another market", by="Ann", at=_at(4))
    assert _ids(book) == [ids[0], ids[1], ids[0], ids[0], ids[1]]
    assert decided.refreshed.questions.refused == ()
    _link(book, 4, 2, score=1.0, hour=5)
    done = refresh(book, at=_at(6))
    assert _kinds(done) == {}
    assert [(link.by, link.score) for link in done.questions.refused] == [("machine:linking/1", 1.0)]
    assert list_incidents(book).questions == done.questions


def test_the_part_with_the_founder_keeps_the_id_and_if_that_left_the_largest(book: Book) -> None:
    ids, mentions = _ids(book), _mentions()
    for right in range(1, 5):
        _link(book, 0, right)
    refresh(book, at=_at(3))
    split(book, ids[0], mentions[1:4], why="no", by="Ann", at=_at(4))
    assert _ids(book) == [ids[0], ids[1], ids[1], ids[1], ids[0]]
    merge(book, [ids[0], ids[1]], why="yes", by="Ann", at=_at(5))
    retract(book, REPORTS[0].id, why="withdrawn", by="Ann", at=_at(6))
    split(book, ids[0], mentions[1:3] + mentions[4:], why="no", by="Ann", at=_at(7))
    # The fourth mention is alone, but three go on as the incident.
    assert _ids_of(book, mentions[1:]) == [ids[0], ids[0], ids[3], ids[0]]


def _ids_of(book: Book, mentions: list[str]) -> list[str]:
    with book.published() as look:
        found = look.incidents_of(mentions)
    return [found[mention] for mention in mentions]


def test_decisions_that_cannot_be_made(book: Book) -> None:
    ids, mentions = _ids(book), _mentions()
    for why, by in (("", "Ann"), ("a reason", "machine:linking/1"), ("a reason", " ")):
        with pytest.raises(UsageError):
            merge(book, ids[:2], why=why, by=by, at=_at(3))
    with pytest.raises(UsageError, match="Name the incidents"):
        merge(book, [], why="a reason", by="Ann", at=_at(3))
    with pytest.raises(RecordNotFoundError):
        merge(book, [ids[0], "inc_zz"], why="a reason", by="Ann", at=_at(3))
    with pytest.raises(UsageError, match="not all"):
        split(book, ids[0], [mentions[0]], why="a reason", by="Ann", at=_at(3))
    with pytest.raises(UsageError, match="is not of the incident"):
        split(book, ids[0], [mentions[1]], why="a reason", by="Ann", at=_at(3))
    with pytest.raises(BadDateError):
        merge(book, ids[:2], why="a reason", by="Ann", at="now")
    assert book.counts()["decision"] == 0


def test_a_decision_that_would_not_count_is_not_stored(book: Book) -> None:
    ids, mentions = _ids(book), _mentions()
    merge(book, ids[:2], why="one", by="Ann", at=_at(8))
    with pytest.raises(ContradictionError, match="stand against this one, so nothing was decided"):
        split(book, ids[0], [mentions[1]], why="two", by="Ben", at=_at(7))
    assert book.counts()["decision"] == 1


@pytest.mark.parametrize(
    ("writes", "decide"),
    [
        ("add_decisions", lambda book, ids: merge(book, ids[:2], why="one market", by="Ann", at=_at(3))),
        ("add_decisions", lambda book, ids: keep_apart(book, *ids[:2], why="two markets", by="Ann", at=_at(3))),
        ("add_retraction", lambda book, _: retract(book, REPORTS[0].id, why="withdrawn", by="Ann", at=_at(3))),
    ],
)
def test_an_interrupt_while_a_decision_is_written_is_answered_after_it(
    book: Book, monkeypatch: pytest.MonkeyPatch, writes: str, decide: Callable[[Book, list[str]], object]
) -> None:
    written: list[str] = []

    def interrupted(self: Reviewer, *given: object) -> object:
        signal.raise_signal(signal.SIGINT)
        done = write(self, *given)
        written.append(writes)
        return done

    ids, write = _ids(book), getattr(Reviewer, writes)
    with monkeypatch.context() as patched:
        patched.setattr(Reviewer, writes, interrupted)
        with pytest.raises(KeyboardInterrupt):
            decide(book, ids)
    assert written == [writes]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert book.counts()["decision"] + book.counts()["retraction"] == 1
    refresh(book, at=_at(4))  # nothing holds the book


def test_of_reasons_the_one_given_last_is_told_whatever_its_time_zone(book: Book) -> None:
    left, right, *_ = _mentions()
    for why, at in (("earlier", "2024-03-01T04:00:00+03:00"), ("later", "2024-03-01T02:00:00+00:00")):
        book.add_decision(Decision.make(left, right, Judgement.SAME, "Ann", at, why))
    refresh(book, at=_at(3))
    assert [event.reason for event in history(book, _ids(book)[0]).events if event.kind is EventKind.MERGED] == [
        "later"
    ]


def test_a_decision_at_no_instant_ends_no_refresh(book: Book) -> None:
    left, right, *_ = _mentions()
    for why, at in (("later", _at(2)), ("never", "yesterday")):
        book.add_decision(Decision.make(left, right, Judgement.SAME, "Ann", at, why))
    assert len(refresh(book, at=_at(3)).questions.contradictions) == 1


def test_persons_who_contradict_each_other_leave_what_is_published(book: Book) -> None:
    ids, mentions = _ids(book), _mentions()
    merge(book, ids[:2], why="one", by="Ann", at=_at(3))
    book.add_decision(Decision.make(mentions[1], mentions[2], Judgement.SAME, "Ben", _at(4)))
    book.add_decision(Decision.make(mentions[0], mentions[2], Judgement.DIFFERENT, "Cy", _at(4)))
    done = refresh(book, at=_at(5))
    assert len(done.questions.contradictions) == 1
    assert _ids(book)[:3] == [ids[0], ids[0], ids[2]]
    assert list_incidents(book).questions.contradictions == get_incident(book, ids[2]).questions.contradictions != ()
    # A decision on the pair settles it.
    merge(book, [ids[0], ids[2]], why="one after all", by="Cy", at=_at(6))
    assert _ids(book)[:3] == [ids[0]] * 3
    assert list_incidents(book).questions.contradictions == ()


def test_a_retracted_report_counts_no_more_and_comes_back(book: Book) -> None:
    ids = _ids(book)
    merge(book, ids[:2], why="one", by="Ann", at=_at(3))
    before = list_incidents(book)
    retract(book, REPORTS[1].id[:12], why="withdrawn by the paper", by="Ben", at=_at(4))
    retract(book, REPORTS[4].id, why="an invention", by="Ben", at=_at(4))
    view = get_incident(book, ids[1])
    assert (view.incident.id, [report.id for report in view.reports]) == (ids[0], [REPORTS[0].id])
    assert [(one.report, one.by, one.why) for one in view.retracted] == [
        (REPORTS[1].id, "Ben", "withdrawn by the paper")
    ]
    with pytest.raises(IncidentWithdrawnError, match=f"{REPORTS[4].id} was retracted by Ben on 2024-03-01 because: an"):
        get_incident(book, ids[4])
    assert len(list_incidents(book).incidents) == 3
    assert book.counts()["report"] == 5
    with pytest.raises(UsageError, match="is retracted already"):
        retract(book, REPORTS[4].id, why="again", by="Ben", at=_at(5))
    for number in (4, 1):
        retract(book, REPORTS[number].id, why="it was another one", by="Ann", undo=True, at=_at(6))
    assert list_incidents(book) == before
    assert get_incident(book, ids[0]).retracted == ()
    with pytest.raises(UsageError, match="counts already"):
        retract(book, REPORTS[4].id, why="again", by="Ben", undo=True, at=_at(7))
    told = [(event.kind.value, event.by, event.reason) for event in history(book, ids[4]).events]
    assert told == [
        ("created", "machine:refresh", ""),
        ("retracted", "Ben", "an invention"),
        ("restored", "machine:refresh", "its reports count again"),
    ]


def test_a_merged_incident_that_is_withdrawn_says_so_under_its_old_id(book: Book) -> None:
    ids = _ids(book)
    merge(book, ids[:2], why="one", by="Ann", at=_at(3))
    for report in REPORTS[:2]:
        retract(book, report.id, why="a hoax", by="Ben", at=_at(4))
    with pytest.raises(IncidentWithdrawnError, match=f"{ids[1]} was merged into {ids[0]}, which is withdrawn.*a hoax"):
        get_incident(book, ids[1])


def test_the_history_tells_when_who_why_and_which_values_on_what_evidence(book: Book) -> None:
    ids, mentions = _ids(book), _mentions()
    merge(book, [ids[0], ids[1]], why="one market", by="Ann", at=_at(3))
    split(book, ids[0], [mentions[1]], why="two markets", by="Ben", at=_at(4))
    found = history(book, ids[0][:14])
    told = [(event.at[11:13], event.kind, event.by, event.reason) for event in found.events]
    assert told == [
        ("01", EventKind.CREATED, "machine:refresh", ""),
        ("03", EventKind.MERGED, "Ann", "one market"),
        ("03", EventKind.VALUES_CHANGED, "Ann", "one market"),
        ("04", EventKind.SPLIT, "Ben", "two markets"),
        ("04", EventKind.VALUES_CHANGED, "Ben", "two markets"),
    ]
    assert (found.state, found.leads_to) == (IncidentState.ACTIVE, "")
    merged, changed = found.events[1:3]
    assert (merged.data["from"], merged.data["mentions"]) == (ids[1], [mentions[1]])
    sides = changed.data["fields"]["casualties"]
    assert set(changed.data["fields"]) == {"casualties"}
    (old,), (new,) = sides["old"], sides["new"]
    assert (old["value"]["quantity"]["best"], new["value"]["quantity"]["low"], new["value"]["quantity"]["high"]) == (
        1,
        1,
        2,
    )
    words = [found.statements[one].original_text for one in (*new["supporting"], *new["opposing"])]
    assert sorted(words) == ["1", "2"]
    assert [event.kind for event in history(book, ids[1]).events] == [
        EventKind.CREATED,
        EventKind.REDIRECTED,
        EventKind.RESTORED,
    ]


def test_the_difference_since_an_instant_or_an_event(book: Book) -> None:
    ids, mentions = _ids(book), _mentions()
    revision = refresh(book).revision
    assert diff(book, revision) == ()
    merge(book, [ids[0], ids[1]], why="one market", by="Ann", at=_at(3))
    merged = {one.incident: one for one in diff(book, revision)}
    assert {id_: (one.kind, one.other) for id_, one in merged.items()} == {
        ids[0]: (DiffKind.CHANGED, ""),
        ids[1]: (DiffKind.MERGED, ids[0]),
    }
    assert (set(merged[ids[0]].fields), merged[ids[0]].joined) == ({"casualties"}, (mentions[1],))
    assert merged[ids[0]].reasons == (("Ann", "one market"),)
    # What was undone is no difference; what was withdrawn and what is new is one.
    split(book, ids[0], [mentions[1]], why="two markets", by="Ben", at=_at(4))
    retract(book, REPORTS[2].id, why="a hoax", by="Ben", at=_at(5))
    late = a_report(9)
    book.add_coded(late, WordCoder().code(late))
    refresh(book, at=_at(6))
    found = [(one.incident, one.kind) for one in diff(book, parse_since("2024-03-01T02:00:00"))]
    assert found[0] == (ids[2], DiffKind.WITHDRAWN)
    assert [kind for _, kind in found[1:]] == [DiffKind.CREATED]
    assert diff(book, parse_since("2024-03-02")) == ()
    assert len(diff(book, parse_since("2024"))) == 6


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("r17", 17),
        ("2024-06-01", "2024-06-01T00:00:00.000000+00:00"),
        ("2024", "2024-01-01T00:00:00.000000+00:00"),
        ("2024-06-01T12:00:00+02:00", "2024-06-01T10:00:00.000000+00:00"),
    ],
)
def test_since_when(given: str, meant: int | str) -> None:
    assert parse_since(given) == meant


@pytest.mark.parametrize("given", ["17", "last week", "r", "2024-06-01T25:00"])
def test_since_when_it_cannot_be_told(given: str) -> None:
    with pytest.raises(BadDateError):
        parse_since(given)


def test_other_rules_choose_again_and_only_the_fields_that_they_concern(book: Book) -> None:
    ids = _ids(book)
    merge(book, ids[:3], why="one market", by="Ann", at=_at(3))
    rules = RuleSet.make("latest", {Field.CASUALTIES: "best_said_account"})
    done = refresh(book, rules=rules, at=_at(4))
    # The incidents of one report keep their figures: the rule is noted, but no value changed.
    assert _kinds(done) == {"rules_changed": 1}
    incident = get_incident(book, ids[0], rules=rules).incident
    (row,) = incident.values(Field.CASUALTIES)
    assert isinstance(row, CasualtyRow)
    assert (row.quantity.low, row.quantity.best, row.quantity.high) == (1, 3, 3)
    assert {one.rule for one in incident.resolutions if one.field is Field.CASUALTIES} == {"best_said_account"}
    with book.published() as look:
        stored = look.rows([ids[0]])[ids[0]]
    assert (stored["killed_low"], stored["killed_best"], stored["country"]) == (1, 3, "KE")
    assert _kinds(refresh(book, rules=rules, at=_at(5))) == {}
    # Without them, the usual rules are in force again.
    assert _kinds(refresh(book, at=_at(6))) == {"rules_changed": 1}


def test_a_book_that_was_never_refreshed_is_read_as_any_other(tmp_path: Path, book: Book) -> None:
    with Book.open(tmp_path / "other.book", create=True) as other:
        for report in REPORTS:
            other.add_coded(report, WordCoder().code(report))
        assert list_incidents(other) == list_incidents(book)
        _link(other, 0, 1)
        _link(book, 0, 1)
        listed = list_incidents(other)
        assert len(listed.incidents) == 4
        assert listed == list_incidents(book)
        with other.published() as look:
            assert look.incidents() == {}
        # An id that was never published, because its mention was joined from the start, leads on too.
        assert get_incident(other, _ids(book)[1]).incident.id == _ids(book)[0]
        refresh(other, at=_at(3))
        assert get_incident(other, _ids(book)[1]).incident.id == _ids(book)[0]
        assert [event.kind for event in history(other, _ids(book)[1]).events] == [EventKind.CREATED]
        assert list_incidents(other) == listed


def test_what_lists_need_is_in_columns(book: Book) -> None:
    ids = _ids(book)
    merge(book, ids[:2], why="one market", by="Ann", at=_at(3))
    with book.published() as look:
        row = look.rows([ids[0]])[ids[0]]
    assert {name: row[name] for name in ("types", "place", "country", "place_precision", "status", "state")} == {
        "types": ["robbery"],
        "place": "Examplia",
        "country": "KE",
        "place_precision": "town",
        "status": "machine",
        "state": "active",
    }
    assert str(row["first_day"]) == str(row["last_day"]) == "2020-03-03"
    assert [row[f"killed_{end}"] for end in ("low", "high")] == [1, 2]
    assert row["injured_low"] is None
    assert (row["reports"], row["voices"], row["statements"], row["version"]) == (2, 2, 8, 2)


def test_copies_of_a_text_and_reports_of_one_source_are_one_voice() -> None:
    reports = {"a": ("s1", "t1"), "b": ("", "t1"), "c": ("s2", "t2"), "d": ("", "t3"), "e": ("s1", "t2")}
    assert voices_of(reports) == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "a"}
    assert voices_of({"a": ("", "t1"), "b": ("", "t2")}) == {"a": "a", "b": "b"}
