"""The page of incidents: everything that works without a script, and the part of it that scripts ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from books import coded_reports
from tallybook.model import DatePrecision, PlacePrecision
from tallybook.service.refresh import refresh
from tallybook.store import Book
from tallybook.web import DeskSettings, create_app
from tallybook.web.wording import figure_words, place_words, range_words


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "a.book"
    with Book.open(path, create=True) as found:
        for report, coding in coded_reports(120):
            found.add_report(report)
            found.add_coding(coding)
        refresh(found)
    return path


@pytest.fixture
def client(book: Path) -> Iterator[TestClient]:
    with TestClient(create_app(DeskSettings(book)), base_url="http://localhost") as found:
        yield found


def _count(text: str) -> int:
    found = re.search(r'data-count="(\d+)"', text)
    assert found is not None
    return int(found[1])


def test_an_empty_book_says_what_to_do(tmp_path: Path) -> None:
    Book.open(tmp_path / "a.book", create=True).close()
    with TestClient(create_app(DeskSettings(tmp_path / "a.book")), base_url="http://localhost") as client:
        shown = client.get("/incidents")
    assert shown.status_code == 200
    assert "No incidents yet" in shown.text
    assert 'href="/add"' in shown.text
    assert "<script" not in shown.text


def test_the_list_links_to_every_incident_of_its_page(client: TestClient) -> None:
    first = client.get("/incidents").text
    second = client.get("/incidents?page=2").text
    found = [re.findall(r'href="/incidents/(inc_\w+)"', text) for text in (first, second)]
    assert [len(ids) for ids in found] == [50, 50]
    assert not set(found[0]) & set(found[1])
    assert 'rel="next" href="/incidents?page=3"' in second
    assert 'rel="prev" href="/incidents"' in second


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999", "x", "٣", "9999"])
def test_a_page_that_is_none_is_the_nearest_one(client: TestClient, number: str) -> None:
    assert client.get("/incidents", params={"page": number}).status_code == 200


def test_a_facet_narrows_to_as_many_as_its_count_says(client: TestClient) -> None:
    whole = client.get("/incidents").text
    box = re.search(
        r'name="type" value="(\w+)"><span class="what">([^<]+)</span> <span class="count">(\d+)</span>', whole
    )
    assert box is not None
    narrowed = client.get("/incidents", params={"type": box[1]}).text
    assert _count(narrowed) == int(box[3])
    assert f'value="{box[1]}" checked' in narrowed
    assert f"Type of incident: {box[2]}" in narrowed


def test_a_condition_is_removed_by_a_link_that_keeps_the_others(client: TestClient) -> None:
    text = client.get("/incidents?q=report&harm=killed&country=PK&country=KE&from=2015-01-01&sort=killed").text
    assert 'href="/incidents?q=report&amp;country=KE&amp;harm=killed&amp;from=2015-01-01&amp;sort=killed"' in text
    assert '<option value="killed" selected>' in text


def test_no_match_leads_back(client: TestClient) -> None:
    text = client.get("/incidents?q=nothingsaysthis").text
    assert "Nothing fits" in text
    assert "show all" in text
    assert _count(text) == 0


def test_a_part_is_the_page_without_its_frame(client: TestClient) -> None:
    part = client.get("/incidents?harm=killed", headers={"X-Part": "results"})
    assert "<html" not in part.text
    assert set(re.findall(r'data-part="(\w+)"', part.text)) == {"facets", "summary", "areas", "timeline", "list"}
    assert _count(part.text) == _count(client.get("/incidents?harm=killed").text)
    assert part.headers["cache-control"] == "no-store"


def test_what_cannot_be_read_is_told(client: TestClient) -> None:
    shown = client.get("/incidents?from=yesterday")
    assert shown.status_code == 400
    assert "from is a day such as" in shown.text


def test_words_of_the_address_are_escaped(client: TestClient) -> None:
    hostile = '"><script>alert(1)</script>'
    for name in ("q", "actor", "type", "country"):
        text = client.get("/incidents", params={name: hostile}).text
        assert "<script>alert" not in text
        assert "<SCRIPT>ALERT" not in text


def test_no_inline_script_or_style(client: TestClient) -> None:
    text = client.get("/incidents?q=gunmen").text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "<style" not in text
    assert not re.search(r"\s(style|on\w+)=", text)


def test_areas_are_told_in_words_and_never_as_points(client: TestClient) -> None:
    text = client.get("/incidents").text
    kinds = re.findall(r'data-kind="([^"]+)"', text)
    assert set(kinds) <= {"province", "region", "country", "waters or air space"}
    countries = re.findall(r'data-country="(\w*)" data-kind="country"', text)
    assert len(countries) == len(set(countries)) > 0


def test_the_timeline_has_as_many_incidents_as_have_a_date(client: TestClient) -> None:
    text = client.get("/incidents").text
    told = sum(int(values) for values in re.findall(r'data-values="(\d+),', text))
    assert 0 < told <= _count(text)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2024, 3, 5), date(2024, 3, 5), "5 March 2024"),
        (date(2024, 3, 5), date(2024, 3, 7), "5–7 March 2024"),
        (date(2024, 2, 28), date(2024, 3, 1), "28 February – 1 March 2024"),
        (date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2023, 12, 31), date(2024, 1, 1), "31 December 2023 – 1 January 2024"),
        (None, None, "Date not known"),
    ],
)
def test_ranges_of_days_in_words(first: date | None, last: date | None, words: str) -> None:
    assert range_words(first, last).words == words


def test_a_range_says_how_exact_it_is() -> None:
    week = range_words(date(2024, 3, 4), date(2024, 3, 10), DatePrecision.WEEK)
    assert week == ("4–10 March 2024", "within a week")


@pytest.mark.parametrize(
    ("bounds", "words", "exact"),
    [
        ((12, 12, 12), "12", ""),
        ((10, 12, 15), "12", "10–15"),
        ((10, None, 15), "10–15", ""),
        ((4, None, None), "at least 4", ""),
        ((None, None, 9), "at most 9", ""),
        ((None, None, None), "not known", ""),
        ((0, 0, 0), "0", ""),
        ((None, 1200, None), "1,200", ""),
    ],
)
def test_figures_in_words(bounds: tuple[int | None, int | None, int | None], words: str, exact: str) -> None:
    assert figure_words(*bounds) == (words, exact)


@pytest.mark.parametrize(
    ("precision", "words", "exact"),
    [
        (PlacePrecision.TOWN, "Karsk, Ondry, Kenya", ""),
        (PlacePrecision.ADMIN1, "Ondry, Kenya", "province only"),
        (PlacePrecision.COUNTRY, "Kenya", "country only"),
        (None, "Place not known", ""),
    ],
)
def test_places_in_words(precision: PlacePrecision | None, words: str, exact: str) -> None:
    assert place_words(precision, "Karsk", "Ondry", "KE") == (words, exact)
