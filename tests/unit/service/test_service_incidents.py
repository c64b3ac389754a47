"""Incidents of a book: filters, links between mentions, one incident with its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from service_builders import WordCoder, a_report, sentence

from tallybook.errors import IncidentWithdrawnError, RecordNotFoundError, UnknownCodeError, UsageError
from tallybook.model import Coding, Decision, Incident, Judgement, Mention, Quantity, Report
from tallybook.service import (
    IncidentFilter,
    get_incident,
    get_report,
    incident_views,
    ingest_reports,
    list_incidents,
)
from tallybook.store import Book

TEXTS = [
    sentence("robbed", "Examplia", "2020-03-03", 2),
    sentence("bombed", "Inventia", "2020-01-05", 7) + " Raiders bombed many towns of Inventia.",
    "Raiders robbed a bank.",
    sentence("bombed", "Examplia", "2020-03-04", 1) + " " + sentence("robbed", "Inventia", "2019-12-31", 0),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.book"
    ingest_reports(path, [a_report(number, text) for number, text in enumerate(TEXTS)], WordCoder())
    return path


def _days(book: Path | Book, wanted: IncidentFilter | None = None) -> list[str]:
    dates = [summary.date for summary in list_incidents(book, wanted).incidents]
    return [str(found.range) if found is not None else "" for found in dates]


def test_the_list_is_in_the_order_of_dates_with_the_undated_last_and_no_aggregates(path: Path) -> None:
    listed = list_incidents(path)
    assert _days(path) == ["2019-12-31", "2020-01-05", "2020-03-03", "2020-03-04", ""]
    assert listed.questions.contradictions == ()
    first = listed.incidents[1]
    assert (first.types, first.countries, first.killed) == (("bombing",), ("PK",), Quantity.stated(7))
    assert first.place is not None
    assert (first.place.name, first.reports, first.statements) == ("Inventia", 1, 4)
    assert first.injured.is_unknown


@pytest.mark.parametrize(
    ("wanted", "days"),
    [
        (IncidentFilter(country="ke"), ["2020-03-03", "2020-03-04"]),
        (IncidentFilter(incident_type="bombing"), ["2020-01-05", "2020-03-04"]),
        (IncidentFilter(first=date(2020, 1, 5)), ["2020-01-05", "2020-03-03", "2020-03-04"]),
        (IncidentFilter(last=date(2020, 1, 5)), ["2019-12-31", "2020-01-05"]),
        (IncidentFilter(first=date(2020, 1, 5), last=date(2020, 3, 3)), ["2020-01-05", "2020-03-03"]),
        (IncidentFilter(text="BANK"), [""]),
        (IncidentFilter(text="inventia", country="KE"), ["2020-03-04"]),
        (IncidentFilter(country="KE", incident_type="robbery", last=date(2020, 12, 31)), ["2020-03-03"]),
        (IncidentFilter(country="DE"), []),
        (IncidentFilter(coder="nobody"), []),
        (IncidentFilter(coder="words"), ["2019-12-31", "2020-01-05", "2020-03-03", "2020-03-04", ""]),
    ],
)
def test_filters(path: Path, wanted: IncidentFilter, days: list[str]) -> None:
    assert _days(path, wanted) == days


def test_filters_that_cannot_mean_anything() -> None:
    with pytest.raises(UsageError, match="two-letter"):
        IncidentFilter(country="Kenya")
    with pytest.raises(UsageError, match="swap"):
        IncidentFilter(first=date(2020, 2, 1), last=date(2020, 1, 1))
    with pytest.raises(UnknownCodeError, match="bombing"):
        IncidentFilter(incident_type="bombin")


def _decide(book: Book, left: Mention, right: Mention, judgement: Judgement, by: str = "reviewer") -> None:
    book.add_decision(Decision.make(left.id, right.id, judgement, by, "2024-01-01T00:00:00+00:00"))


def _mentions(book: Book, numbers: Iterable[int]) -> list[Mention]:
    return [next(iter(book.mentions([a_report(number, TEXTS[number]).id]))) for number in numbers]


def test_mentions_joined_by_decisions_are_one_incident_under_the_id_of_the_first_that_came(path: Path) -> None:
    with Book.open(path) as book:
        early, late = _mentions(book, [0, 3])
        _decide(book, late, early, Judgement.SAME)
    incident = Incident.make((early.id,)).id
    listed = {summary.id: summary for summary in list_incidents(path).incidents}
    assert len(listed) == 4
    assert (listed[incident].reports, listed[incident].countries) == (2, ("KE",))
    # Either mention leads to it, also under the id that the later one had alone.
    for given in (incident, incident[:9], Incident.make((late.id,)).id):
        view = get_incident(path, given)
        assert (view.incident.id, view.incident.mentions) == (incident, (early.id, late.id))
        assert len(view.reports) == 2


def test_a_filter_may_be_met_by_different_mentions_of_one_incident(path: Path) -> None:
    with Book.open(path) as book:
        undated, dated = _mentions(book, [2, 0])
        _decide(book, undated, dated, Judgement.SAME)
        listed = list_incidents(book, IncidentFilter(text="bank", country="KE"))
    assert [summary.reports for summary in listed.incidents] == [2]


def test_a_contradiction_is_told_and_nothing_is_joined_by_it(path: Path) -> None:
    with Book.open(path) as book:
        first, second = _mentions(book, [0, 1])
        _decide(book, first, second, Judgement.SAME)
        _decide(book, first, second, Judgement.DIFFERENT, by="another reviewer")
        listed = list_incidents(book)
        assert len(listed.incidents) == 5
        (told,) = listed.questions.contradictions
        assert first.id in told
        assert len(list(incident_views(book))) == 5
        view = get_incident(book, Incident.make((first.id,)).id)
        assert view.incident.mentions == (first.id,)
        assert view.questions.contradictions == listed.questions.contradictions


def test_one_incident_with_all_of_its_evidence(path: Path) -> None:
    chosen = list_incidents(path, IncidentFilter(incident_type="bombing", country="KE")).incidents[0].id
    view = get_incident(path, chosen)
    assert [report.id for report in view.reports] == [a_report(3, TEXTS[3]).id]
    assert len(view.statements) == len(view.supports) == 4
    for resolution in view.incident.resolutions:
        for statement in map(view.statement, resolution.supporting + resolution.opposing):
            report = view.report(statement.report)
            assert statement.span.of(report.text) == statement.original_text
    with pytest.raises(RecordNotFoundError):
        view.statement("st_none")
    with pytest.raises(RecordNotFoundError):
        view.report("rep_none")
    views = list(incident_views(path))
    assert view in views
    assert [each.incident.id for each in views] == [summary.id for summary in list_incidents(path).incidents]
    assert get_report(path, view.reports[0].id[:12]) == view.reports[0]


def test_an_incident_that_is_not_there(path: Path) -> None:
    with pytest.raises(RecordNotFoundError, match="tallybook incidents"):
        get_incident(path, "inc_zz")


class _LaterCoder(WordCoder):
    """Takes nothing for an incident."""

    def code(self, report: Report) -> Coding:
        return Coding(report.id, self.name, self.version)


def test_an_incident_of_a_coding_that_was_replaced_says_so(path: Path) -> None:
    incident = list_incidents(path).incidents[0].id
    ingest_reports(path, [a_report(number, text) for number, text in enumerate(TEXTS)], _LaterCoder("2"))
    assert list_incidents(path).incidents == ()
    with pytest.raises(IncidentWithdrawnError, match="a newer coding of its report has replaced"):
        get_incident(path, incident)
