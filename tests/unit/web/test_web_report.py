"""The page of one report, and the list of reports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from incident_accounts import Account, bombing, desk, write_book

from tallybook.model import (
    ActorValue,
    CodeValue,
    Field,
    MentionKind,
    Note,
    ResponsibilityAct,
    ResponsibilityValue,
    Stance,
)
from tallybook.service import list_incidents, retract
from tallybook.service.evidence import list_reports
from tallybook.store import Book
from tallybook.web.pages.report import safe_link

DAY = date(2031, 3, 5)


def _account(url: str = "https://gazette.example/1") -> Account:
    account = Account(
        "Bomb in Karsk <i>again</i>\n\nA bomb went off in Karsk.\nThe army denied a raid & spoke of the Dawn Front.",
        source="Invented Gazette",
        published=DAY,
        url=url,
    )
    account.mention("bomb")
    account.say(Field.INCIDENT_TYPE, CodeValue("incident_types", "bombing"), "bomb")
    account.say(Field.INCIDENT_TYPE, CodeValue("incident_types", "explosion"), "bomb went off")
    account.mention("raid", MentionKind.BACKGROUND)
    denial = ResponsibilityValue(ResponsibilityAct.DENIED, ActorValue("army", "military"))
    account.say(Field.RESPONSIBILITY, denial, "army denied a raid", stance=Stance.DENIED, by="army")
    return account


@pytest.fixture
def account() -> Account:
    return _account()


@pytest.fixture
def client(tmp_path: Path, account: Account) -> Iterator[TestClient]:
    path = tmp_path / "a.book"
    with Book.open(path, create=True) as book:
        note = Note("place_not_resolved", "Two places have this name.", account.span("Karsk"))
        book.add_coded(account.report, replace(account.coding(), notes=(note,)))
    write_book(path)
    with desk(path) as found:
        yield found


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _text_of(page: str) -> str:
    found = re.search(r'<div class="text".*?>(.*)</div>\s*</section>\s*<section class="record"', page, re.DOTALL)
    assert found
    return unescape(re.sub(r"<[^>]+>", "", found[1]))


def test_the_text_is_whole_and_never_markup(client: TestClient, account: Account) -> None:
    page = client.get(f"/reports/{account.report.id}").text
    assert _text_of(page) == account.report.text
    assert "<i>" not in page


def test_mentions_are_told_by_a_letter(client: TestClient, account: Account) -> None:
    page = client.get(f"/reports/{account.report.id}").text
    assert 'data-letter="A"' in page
    assert 'data-letter="B"' in page
    assert "Bombing" in _words(page)
    assert "of no incident" not in _words(page)


def test_only_what_fits_a_filter_is_marked(client: TestClient, account: Account) -> None:
    page = client.get(f"/reports/{account.report.id}", params={"stance": "denied"}).text
    assert re.findall(r"<mark>(.*?)</mark>", page) == ["army denied a raid"]
    assert "1 statement marked" in page
    assert _text_of(page) == account.report.text
    by_letter = client.get(f"/reports/{account.report.id}", params={"mention": "A", "coder": "nobody"}).text
    assert "<mark>" not in by_letter


def test_notes_versions_and_head_are_told(client: TestClient, account: Account) -> None:
    words = _words(client.get(f"/reports/{account.report.id}").text)
    assert "place_not_resolved Two places have this name." in words
    assert "5 March 2031 as the file says that it was read from" in words
    assert "invented 1" in words
    assert account.report.text_hash in words


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://gazette.example/1", True),
        ("http://gazette.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//gazette.example", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(url: str, safe: bool) -> None:
    assert safe_link(url) == (url if safe else "")


def test_an_address_that_is_no_web_address_stays_text(tmp_path: Path) -> None:
    account = _account("javascript:alert(1)")
    with desk(write_book(tmp_path / "a.book", account)) as client:
        page = client.get(f"/reports/{account.report.id}").text
    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


def test_a_retracted_report_and_its_copies_are_told(tmp_path: Path) -> None:
    text = "Bomb in Karsk\n\nThe whole text of the agency."
    first, second = bombing(text, DAY, source="One"), bombing(text, date(2031, 3, 6), source="Two")
    path = write_book(tmp_path / "a.book", first, second)
    retract(path, first.report.id, why="a hoax", by="Reviewer")
    with desk(path) as client:
        words = _words(client.get(f"/reports/{first.report.id}").text)
    assert "Retracted by Reviewer" in words
    assert "a hoax" in words
    assert "Copies These reports carry the same text" in words


def test_the_list_goes_from_the_newest_publication(tmp_path: Path) -> None:
    accounts = [bombing(f"Blast {number} in Karsk", date(2031, 3, number)) for number in (1, 3, 2)]
    undated = Account("Blast of no day")
    path = write_book(tmp_path / "a.book", *accounts, undated)
    found = list_reports(path)
    assert [one.title for one in found.reports] == [
        *("Blast 3 in Karsk", "Blast 2 in Karsk", "Blast 1 in Karsk"),
        "Blast of no day",
    ]
    assert [one.title for one in list_reports(path, "karsk blast", offset=1, limit=1).reports] == ["Blast 2 in Karsk"]
    assert list_reports(path, 'day" OR x').count == 0
    with desk(path) as client:
        page = client.get("/reports", params={"title": "k%rsk"}).text
        assert "No report has all of these words" in page
        assert "2031" in client.get("/reports").text
        assert client.get("/reports?page=9").status_code == 200
        assert client.get("/reports?page=0").status_code == 422


def test_an_empty_book_says_what_to_do(tmp_path: Path) -> None:
    with desk(write_book(tmp_path / "a.book")) as client:
        assert "This book has no reports yet" in client.get("/reports").text


def test_an_unknown_report_is_refused_in_a_sentence(client: TestClient) -> None:
    answer = client.get("/reports/rep_ffffff")
    assert answer.status_code == 404
    assert "There is no report with the id" in _words(answer.text)


def test_the_incident_of_each_mention_is_linked(tmp_path: Path) -> None:
    account = _account()
    path = write_book(tmp_path / "a.book", account)
    with desk(path) as client:
        page = client.get(f"/reports/{account.report.id}").text
    for one in list_incidents(path).incidents:
        assert f'href="/incidents/{one.id}"' in page
