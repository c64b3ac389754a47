"""A casualty recorder's day at the desk, in a real browser, on a real server and a real book."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.accessibility import findings
from browser.serving import Watched, served
from tallybook.service.people import Role, add_account, open_people
from tallybook.store import Book

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Fictional, both: the town exists, nothing in them happened.
BOMB = """Bomb kills two at Maun market

MAUN, Botswana, May 7, 2024 - Two traders were killed and nine people were injured when a bomb exploded at a market in
Maun on Monday, police said."""
LATER = """Nurses want more guards after attack

Nurses in the north asked for guards on Thursday. They fear another attack like the blast in which three people were
killed on Monday, May 6, 2024, a hospital spokesman in Maun said."""
PASSWORD = "a long one for the day"  # noqa: S105 (of an account that lives for one test)


@pytest.fixture
def day_book(tmp_path: Path) -> Path:
    Book.open(tmp_path / "day.book", create=True).close()
    return tmp_path / "day.book"


@pytest.fixture
def desk(day_book: Path) -> Iterator[str]:
    yield from served(day_book)


def _add(page: Page, desk: str, text: str, published: str) -> None:
    page.goto(f"{desk}/add")
    page.fill("#text", text)
    page.fill("#source", "Invented Courier")
    page.fill("#published", published)
    page.click("button:has-text('Add')")
    page.wait_for_url("**/jobs/*")
    page.wait_for_selector("text=Done:", timeout=60_000)


def test_a_day_at_the_desk(watched: Watched, desk: str, day_book: Path, tmp_path: Path) -> None:
    page = watched.page
    # Add a report, and another one.
    _add(page, desk, BOMB, "2024-05-07")
    assert page.locator(".card").count() == 1
    _add(page, desk, LATER, "2024-05-09")
    # Find the first one by words.
    page.goto(f"{desk}/incidents")
    page.fill("input[name=q]", "traders")
    page.locator("table.results tbody tr >> nth=1").wait_for(state="detached")
    page.click("table.results tbody a")
    incident = page.url.split("?")[0].rsplit("/", 1)[1]
    # Read its evidence: a value leads to its words.
    page.click(".casualties a.value >> nth=0")
    lit = page.locator("a.words.lit").all_inner_texts()
    assert lit
    assert all(words.replace("\n", " ") in BOMB.replace("\n", " ") for words in lit)
    # Correct a value: two were killed, the desk is told three.
    page.locator(".casualties details.why >> nth=0").locator("summary >> nth=0").click()
    controls = page.locator(".casualties .controls >> nth=0")
    controls.locator("summary").click()
    controls.locator("a:has-text('Correct')").click()
    page.fill("[name=low]", "3")
    page.fill("[name=best]", "3")
    page.fill("[name=high]", "3")
    page.fill("[name=why]", "the ministry's list has three names")
    page.click("[data-save]")
    page.goto(f"{desk}/incidents/{incident}")
    first = page.locator(".casualties tbody >> nth=0")
    assert [cell.strip() for cell in first.locator("td.number").all_inner_texts()] == ["3", "3", "3"]
    assert "Rejected by" in first.inner_text() or "Rejected by" in page.inner_text("main")
    # Join another incident to it, and take that back.
    with Book.open(day_book) as opened, opened.published() as look:
        ids = list(look.active_ids())
    assert len(ids) >= 2
    other = next(id_ for id_ in ids if id_ != incident)
    page.goto(f"{desk}/review/merge?incident={incident}&other={other}")
    page.fill("#why-merge", "one blast, told again by the hospital")
    page.click("button:has-text('Same incident')")
    page.wait_for_url("**/incidents/*")
    assert "2 reports" in page.inner_text(".facts >> nth=0")
    page.click("#done button")
    page.goto(f"{desk}/incidents/{incident}")
    assert "1 report " in page.inner_text(".facts >> nth=0")
    # Export, with what was lost.
    page.goto(f"{desk}/publish")
    page.click("button[value=geojson]")
    page.wait_for_selector("text=What the format could not hold")
    with page.expect_download() as download:
        page.click("a:has-text('Save incidents')")
    download.value.save_as(tmp_path / "out.geojson")
    features = json.loads((tmp_path / "out.geojson").read_text("utf-8"))["features"]
    assert incident in {feature["properties"].get("id", feature.get("id")) for feature in features}


def test_a_reader_signs_in_and_is_refused_what_readers_may_not(watched: Watched, desk: str, day_book: Path) -> None:
    page = watched.page
    _add(page, desk, BOMB, "2024-05-07")
    with open_people(day_book, create=True) as people:
        at = datetime.now(UTC)
        add_account(people, "Ada", Role.ADMIN, PASSWORD, at=at)
        add_account(people, "Rea", Role.READER, PASSWORD, at=at)
    page.goto(f"{desk}/incidents")
    assert page.url.startswith(f"{desk}/sign-in")
    page.fill("#name", "Rea")
    page.fill("#password", PASSWORD)
    page.click("button:has-text('Sign in')")
    page.wait_for_url("**/incidents")
    page.click("table.results tbody a")
    assert page.locator(".controls").count() == 0
    refused = page.goto(f"{desk}/add")
    assert refused is not None
    assert refused.status == 403
    assert "needs the role coder" in page.inner_text("main")
    token = page.get_attribute("meta[name=csrf]", "content") or ""
    answer = page.request.post(
        f"{desk}/api/v1/reports/text", data={"text": "x"}, headers={"x-csrf-token": token, "origin": desk}
    )
    assert answer.status == 403
    watched.complaints.clear()  # the browser notes the page that was refused, as it should


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (375, True)])
@pytest.mark.parametrize("path", ["/add", "/publish", "/public", "/review", "/reports", "/review/second"])
def test_every_other_page_is_accessible(browser: object, address: str, path: str, width: int, dark: bool) -> None:
    assert findings(browser, address + path, width=width, dark=dark) == []  # type: ignore[arg-type]
