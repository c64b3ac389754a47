"""The page of one incident, as a reader and as a browser without scripts get it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from incident_accounts import Account, bombing, desk, write_book

from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    DateRange,
    DateValue,
    Field,
    MentionKind,
    MentionRelation,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    Quantity,
    ResponsibilityAct,
    ResponsibilityValue,
    Stance,
    TotalRelation,
)
from tallybook.service import get_incident, list_incidents, merge, retract

DAY = date(2031, 3, 5)
TOWN = PlaceCandidate("Karsk", PlacePrecision.TOWN, "BW", admin1="Ondry", latitude=-20.0, longitude=23.5)


def _first() -> Account:
    account = Account(
        "Bomb in Karsk kills four\n\nA bomb went off in Karsk on Wednesday. Four people, including a <b>guard</b>, "
        "were killed, police said.\n\nThe Dawn Front claimed the attack.\n\nA year ago a raid on Velmo was repelled.",
        source="Invented Gazette",
        published=date(2031, 3, 6),
    )
    account.mention("Bomb")
    account.say(Field.INCIDENT_TYPE, CodeValue("incident_types", "bombing"), "Bomb")
    account.say(Field.DATE, DateValue(DateRange.day(DAY)), "Wednesday")
    account.say(Field.PLACE, PlaceValue("Karsk", PlacePrecision.TOWN, TOWN), "Karsk")
    whole = CasualtyRow("killed", "unspecified", Quantity.stated(4), "people")
    dead = account.say(Field.CASUALTIES, whole, "Four people", by="police", stance=Stance.REPORTED_AS_FACT)
    guard = CasualtyRow("killed", "police", Quantity.stated(1), "guard", dead.id, TotalRelation.PART)
    account.say(Field.CASUALTIES, guard, "a <b>guard</b>", by="police")
    front = ActorValue("Dawn Front", "armed_group")
    account.say(Field.PERPETRATOR, front, "Dawn Front", stance=Stance.CLAIMED)
    claim = ResponsibilityValue(ResponsibilityAct.CLAIMED, front)
    account.say(Field.RESPONSIBILITY, claim, "The Dawn Front claimed", stance=Stance.CLAIMED, by="Dawn Front")
    here = account.mentions[-1]
    raid = account.mention("a raid on Velmo", MentionKind.BACKGROUND)
    account.say(Field.INCIDENT_TYPE, CodeValue("incident_types", "armed_assault"), "raid")
    account.say(Field.MENTION_RELATION, MentionRelation("background_of", here.id), "A year ago")
    account.say(Field.MENTION_RELATION, MentionRelation("follow_up_to", raid.id), "on Wednesday", mention=here)
    assert raid is not here
    return account


def _second() -> Account:
    account = Account(
        "Six dead in Karsk\n\nSix people died in the bombing of Wednesday, doctors said. The Dawn Front denied it.",
        source="Example Wire",
        published=date(2031, 3, 8),
    )
    account.mention("bombing")
    account.say(Field.INCIDENT_TYPE, CodeValue("incident_types", "bombing"), "bombing")
    six = CasualtyRow("killed", "unspecified", Quantity.stated(6), "people")
    account.say(Field.CASUALTIES, six, "Six people", by="doctors")
    front = ActorValue("Dawn Front", "armed_group")
    denial = ResponsibilityValue(ResponsibilityAct.DENIED, front)
    account.say(Field.RESPONSIBILITY, denial, "The Dawn Front denied", stance=Stance.DENIED, by="Dawn Front")
    return account


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = write_book(tmp_path / "north.book", _first(), _second())
    ids = [one.id for one in list_incidents(path).incidents if "bombing" in one.types]
    merge(path, ids, why="same bomb", by="Reviewer")
    return path


@pytest.fixture
def client(book: Path) -> Iterator[TestClient]:
    with desk(book) as found:
        yield found


def _id(book: Path) -> str:
    return next(one.id for one in list_incidents(book).incidents if "bombing" in one.types)


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _section(html: str, name: str) -> str:
    found = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', html, re.DOTALL)
    assert found, name
    return _words(found[1])


def test_the_record_says_who_says_so_and_how(client: TestClient, book: Path) -> None:
    page = client.get(f"/incidents/{_id(book)}").text
    words = _words(page)
    assert "<h1><bdi>Bombing in Karsk, Botswana, 5 March 2031</bdi></h1>" in page
    assert "Karsk , Ondry , Botswana a town or village" in words
    assert "2 reports of 2 voices" in words
    assert "Told as fact by police" in words
    assert "coded by invented 0.75" in words
    assert "most independent voices" in words, "the rule is there in words"


def test_figures_that_disagree_stand_below_their_row(client: TestClient, book: Path) -> None:
    table = _section(client.get(f"/incidents/{_id(book)}").text, "casualties")
    assert "Other figures:" in table
    assert re.search(r"Told as fact by (doctors 6|police 4) killed", table), table
    assert "of row 1: Killed row 2" in table


def test_toll_and_responsibility_go_by_publication(client: TestClient, book: Path) -> None:
    page = client.get(f"/incidents/{_id(book)}").text
    toll = _section(page, "toll")
    assert toll.index("6 March 2031") < toll.index("8 March 2031")
    responsibility = _section(page, "responsibility")
    assert "Dawn Front armed group claimed it" in responsibility
    assert responsibility.index("claimed it") < responsibility.index("denied it")


def test_every_value_links_to_words_and_words_to_a_value(client: TestClient, book: Path) -> None:
    page = client.get(f"/incidents/{_id(book)}").text
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "each id stands once"
    assert page.count('class="words"') == len(re.findall(r'class="words" data-st="[^"]+" href="#', page)), (
        "all words lead on"
    )
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(ids)
    for statement in get_incident(book, _id(book)).statements:
        assert statement.id in ids


def test_words_of_a_report_are_never_markup(client: TestClient, book: Path) -> None:
    page = client.get(f"/incidents/{_id(book)}").text
    assert "<b>" not in page
    assert "&lt;b&gt;guard&lt;/b&gt;" in page


def test_incidents_of_the_same_report_are_linked(client: TestClient, book: Path) -> None:
    related = _section(client.get(f"/incidents/{_id(book)}").text, "related")
    assert "Armed assault" in related
    assert "it is background of this incident" in related


def test_a_beginning_of_an_id_leads_to_the_whole_one(client: TestClient, book: Path) -> None:
    answer = client.get(f"/incidents/{_id(book)[:12]}?print=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, f"/incidents/{_id(book)}?print=1")


def test_a_beginning_of_several_ids_is_refused_in_a_sentence(client: TestClient) -> None:
    answer = client.get("/incidents/inc_")
    assert answer.status_code == 404
    assert "fits more than one incident" in _words(answer.text)


def test_a_merged_id_shows_the_way(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.book", bombing("Bomb in Karsk", DAY), bombing("Blast in Karsk", DAY))
    ids = [one.id for one in list_incidents(path).incidents]
    merge(path, ids, why="<same> hour", by="Reviewer")
    stands = list_incidents(path).incidents[0].id
    gone = next(one for one in ids if one != stands)
    with desk(path) as client:
        answer = client.get(f"/incidents/{gone}")
    words = _words(answer.text)
    assert answer.status_code == 200
    assert f"You asked for {gone} , which leads to this incident, {stands}" in words
    assert "Reviewer joined it to" in words
    assert "<same> hour" in words
    assert f'rel="canonical" href="/incidents/{stands}"' in answer.text


def test_a_withdrawn_incident_says_why(tmp_path: Path) -> None:
    account = bombing("Bomb in Karsk", DAY)
    path = write_book(tmp_path / "a.book", account)
    incident = list_incidents(path).incidents[0].id
    retract(path, account.report.id, why="withdrawn by the paper", by="Reviewer")
    with desk(path) as client:
        answer = client.get(f"/incidents/{incident}")
    assert answer.status_code == 410
    words = _words(answer.text)
    assert "withdrawn by the paper" in words
    assert "tallybook history" not in words, "a person at the desk has no command line"
    assert "Retracted by Reviewer" in words, "the history is there"


def test_a_retracted_report_is_named(tmp_path: Path) -> None:
    first, second = bombing("Bomb in Karsk", DAY), bombing("Blast in Karsk", DAY)
    path = write_book(tmp_path / "a.book", first, second)
    merge(path, [one.id for one in list_incidents(path).incidents], why="same", by="Reviewer")
    retract(path, second.report.id, why="a hoax", by="Reviewer")
    with desk(path) as client:
        page = client.get(f"/incidents/{list_incidents(path).incidents[0].id}").text
    assert "a hoax" in _section(page, "retracted")


def test_how_to_cite_names_no_path(client: TestClient, book: Path) -> None:
    page = client.get(f"/incidents/{_id(book)}").text
    cite = _section(page, "cite")
    assert re.search(r"Incident inc_\w+ , revision r\d+\. Tallybook book “ north ”", cite), cite
    assert str(book.parent) not in page


def test_what_is_not_known_says_so(tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.book", bombing("Bomb in Karsk", DAY))
    with desk(path) as client:
        words = _words(client.get(f"/incidents/{list_incidents(path).incidents[0].id}").text)
    assert "Place Not known: no report that counts tells it." in words
    assert "No report gives figures. That is not zero: it is not known." in words


def test_the_print_view_opens_everything(client: TestClient, book: Path) -> None:
    page = client.get(f"/incidents/{_id(book)}?print=1").text
    assert page.count("<details") == page.count(" open>")


def test_nothing_inline_that_the_policy_forbids(client: TestClient, book: Path) -> None:
    page = client.get(f"/incidents/{_id(book)}").text
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", page)
