"""The list of incidents in a real browser: typing, ticking, the map, the timeline, the keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tallybook.web.assets import has_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from browser.serving import Watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        not has_scripts(), reason="the interactive parts are not built; `python hatch_build.py` does it"
    ),
]


def _count(page: Page) -> int:
    return int(page.locator(".summary").get_attribute("data-count") or -1)


def _settled(page: Page) -> None:
    page.wait_for_selector("#answer:not([aria-busy])")


def _shows(page: Page, count: int) -> None:
    page.wait_for_selector(f'.summary[data-count="{count}"]')


def test_results_follow_while_typing(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/incidents")
    whole = _count(page)
    page.fill("#q", "gunmen")
    page.wait_for_url("**q=gunmen*")
    assert 0 < _count(page) < whole
    assert page.locator("#told").inner_text() == f"{_count(page)} incidents"
    page.fill("#q", "")
    page.wait_for_url(re.compile(r"/incidents$"))
    assert _count(page) == whole


def test_a_ticked_box_narrows_keeps_the_focus_and_can_be_taken_back(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/incidents")
    whole = _count(page)
    box = page.locator("#facet-country input").first
    value = box.get_attribute("value")
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_url(f"**country={value}*")
    _settled(page)
    assert 0 < _count(page) < whole
    assert page.evaluate("document.activeElement.value") == value
    page.go_back()
    _shows(page, whole)
    assert page.locator(f"input[name=country][value={value}]").is_checked() is False


def test_dragging_on_the_timeline_chooses_days(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/incidents")
    whole = _count(page)
    chart = page.locator("#timeline svg")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 60, steps=5)
    page.mouse.up()
    page.wait_for_url("**from=20*to=20*")
    assert page.input_value("#from") < page.input_value("#to")
    assert 0 < _count(page) < whole


def test_the_map_narrows_to_what_it_shows(watched: Watched, address: str) -> None:
    page = watched.page
    with page.expect_response("**/api/v1/incidents/map?*"):
        page.goto(f"{address}/incidents")
    whole = _count(page)
    page.wait_for_selector(".maplibregl-ctrl-zoom-in")
    for _ in range(2):
        page.locator(".maplibregl-ctrl-zoom-in").click()
        page.wait_for_timeout(600)
    page.click("#search-here")
    page.wait_for_url("**bbox=*")
    _settled(page)
    assert 0 < _count(page) < whole
    page.get_by_role("link", name="Clear all").click()
    _shows(page, whole)


def test_the_map_is_reached_by_keyboard_and_named(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/incidents")
    canvas = page.locator(".maplibregl-canvas")
    canvas.focus()
    assert page.evaluate("document.activeElement.className").startswith("maplibregl-canvas")
    assert "Places in words" in (canvas.get_attribute("aria-label") or "")


def test_an_answer_that_fails_is_told_and_the_last_one_stays(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/incidents")
    whole = _count(page)
    page.route("**/incidents?q=*", lambda route: route.abort())
    page.fill("#q", "gunmen")
    page.wait_for_selector("#trouble:not([hidden])")
    assert "could not be brought up to date" in page.inner_text("#trouble")
    assert _count(page) == whole
    context.close()


def test_without_scripts_the_form_does_the_same(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/incidents")
    page.fill("#q", "gunmen")
    page.get_by_role("button", name="Show").click()
    assert "q=gunmen" in page.url
    assert _count(page) > 0
    context.close()


def test_the_whole_page_is_less_than_a_megabyte_and_a_half(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    sizes: list[float] = []
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    with page.expect_response("**/api/v1/incidents/map?*"):
        page.goto(f"{address}/incidents")
    page.wait_for_load_state("networkidle")
    assert len(sizes) > 6
    assert sum(sizes) < 1_500_000
    context.close()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (375, False)])
@pytest.mark.parametrize("query", ["", "?q=nothingsaysthis", "?type=bombing&from=2016-01-01"])
def test_it_is_accessible(browser: Browser, address: str, width: int, dark: bool, query: str) -> None:
    from browser.accessibility import findings

    assert findings(browser, f"{address}/incidents{query}", width=width, dark=dark) == []


@pytest.mark.parametrize("width", [1440, 1280, 1024, 768, 375, 320])
def test_nothing_is_wider_than_the_screen(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/incidents?q=gunmen")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[str]:
    from browser.serving import served
    from tallybook.store import Book

    Book.open(tmp_path / "empty.book", create=True).close()
    yield from served(tmp_path / "empty.book")


def test_an_empty_book_is_accessible_too(browser: Browser, watched: Watched, empty: str) -> None:
    from browser.accessibility import findings

    watched.page.goto(f"{empty}/incidents")
    assert watched.page.get_by_role("link", name="Add reports").last.is_visible()
    assert findings(browser, f"{empty}/incidents") == []
