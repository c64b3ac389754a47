"""Review in a real browser: by the keyboard alone, words selected in the text, accessibility at three widths."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.accessibility import findings
from browser.serving import Watched, served
from review_book import Told, make_review_book
from tallybook.web.assets import has_scripts

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        not has_scripts(), reason="the interactive parts are not built; `python hatch_build.py` does it"
    ),
]


class Desk:
    """A desk for a book in which everything waits, and its reports."""

    def __init__(self, address: str, book: Path, reports: dict[str, Told]) -> None:
        self.address, self.book, self.reports = address, book, reports


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk of its own for each test: they all change it."""
    reports = make_review_book(tmp_path / "a.book")
    for address in served(tmp_path / "a.book"):
        yield Desk(address, tmp_path / "a.book", reports)


def _keys(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('[data-item]')?.innerText.slice(0, 40) ?? ''"))


def _counts(page: Page) -> dict[str, int]:
    links = page.locator(".kinds a:has(.count)").all_inner_texts()
    return {text.rpartition(" ")[0].strip(): int(text.rpartition(" ")[2]) for text in (one.strip() for one in links)}


def test_accepting_and_taking_it_back_by_keys(desk: Desk, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{desk.address}/review?kind=low_score")
    _keys(page, "j")
    assert "Low scores" in _focused(page)
    with page.expect_navigation():
        _keys(page, "a")
    assert "You accepted the casualties." in page.inner_text("#done")
    assert _counts(page)["Low scores"] >= 0
    assert page.locator(".card").count() == 0
    with page.expect_navigation():
        _keys(page, "u")
    assert "You took back" in page.inner_text("#done")
    assert page.locator(".card").count() == 1


def test_rejecting_asks_for_the_reason_and_offers_it_again(desk: Desk, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{desk.address}/review?kind=low_score")
    _keys(page, "j", "r")
    assert page.evaluate("document.activeElement.name") == "why"
    page.keyboard.type("jar is no figure")  # letters that are keys elsewhere
    with page.expect_navigation():
        _keys(page, "Enter")
    assert "You rejected the casualties." in page.inner_text("#done")
    page.goto(f"{desk.address}/review/acts")
    assert "jar is no figure" in page.inner_text(".card >> nth=0")
    page.goto(f"{desk.address}/review?kind=contradiction")
    _keys(page, "j", "r")
    assert page.evaluate("document.activeElement.value") == "jar is no figure"


def test_joining_and_taking_it_back_leads_to_the_next_item(desk: Desk, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{desk.address}/review")
    for _ in range(10):
        _keys(page, "j")
        if "Same incident?" in _focused(page):
            break
    _keys(page, "m")
    page.keyboard.type("the same bomb")
    with page.expect_navigation():
        _keys(page, "Enter")
    assert "You joined 2 incidents to one." in page.inner_text("#done")
    assert "Not resolved" in _focused(page)
    status = page.locator("body > [role=status]:not(:empty)")
    status.wait_for(state="attached")
    assert "Press u" in (status.text_content() or "")
    _keys(page, "k", "j")
    assert "Not resolved" in _focused(page)
    with page.expect_navigation():
        _keys(page, "u")
    assert _counts(page)["Same incident?"] == 1


def test_correcting_with_words_selected_by_the_keyboard(desk: Desk, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{desk.address}/review?kind=low_score")
    with page.expect_navigation():
        _keys(page, "j", "c")
    page.focus("[data-text]")
    text = desk.reports["hostile"].text
    for _ in range(200):  # to the last "Three", and one word more
        _keys(page, "ArrowRight")
        if page.evaluate("String(getSelection())") == "had":
            break
    _keys(page, "ArrowLeft", "ArrowLeft", "Shift+ArrowRight")
    assert page.evaluate("String(getSelection())") == "Three people"
    _keys(page, "Enter")
    assert page.input_value("[name=words]") == "Three people"
    assert page.input_value("[name=which]") == "2"
    # Characters before it take two units in the browser, and one here.
    assert page.input_value("[name=start]") == str(text.rindex("Three people"))
    page.fill("[name=low]", "")
    page.fill("[name=high]", "")
    page.fill("[name=best]", "6")
    page.focus("[name=why]")
    page.keyboard.type("they were six")
    with page.expect_navigation():
        _keys(page, "Enter")
    assert "You corrected the casualties." in page.inner_text("#done")


def test_words_selected_with_the_mouse_take_whole_characters(desk: Desk, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{desk.address}/review/correct?statement={desk.reports['hostile'].statements[-1].id}")
    page.evaluate(
        """() => {
          const text = document.querySelector("[data-text]");
          const at = text.textContent.indexOf("mpty ") + 6; // in the midst of the person
          getSelection().setBaseAndExtent(text.firstChild, at - 7, text.firstChild, at);
          text.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
        }"""
    )
    words = page.input_value("[name=words]")
    text = desk.reports["hostile"].text
    assert words == "e\u0301mpty 👩‍🌾"
    start, end = (int(page.input_value(f"[name={name}]")) for name in ("start", "end"))
    assert text[start:end] == words


def test_a_place_is_looked_up_without_a_new_page(desk: Desk, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{desk.address}/review/correct?statement={desk.reports['lost'].statements[2].id}")
    page.fill("[name=place_search]", "Mosul")
    _keys(page, "Enter")
    page.wait_for_selector("[data-candidates] label:has-text('Iraq')")
    assert page.locator("[name=place]:checked").count() == 1
    page.fill("[name=why]", "the paper says so")
    with page.expect_navigation():
        page.click("[data-save]")
    assert "You corrected the place." in page.inner_text("#done")


def test_keys_are_listed_and_can_be_turned_off(desk: Desk, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{desk.address}/review?kind=low_score")
    _keys(page, "?")
    assert page.is_visible("text=Use these keys")
    page.uncheck("[data-keys-on]")
    page.evaluate("document.activeElement.blur()")
    _keys(page, "j")
    assert _focused(page) == ""
    page.check("[data-keys-on]")
    page.evaluate("document.activeElement.blur()")
    with page.expect_navigation():
        _keys(page, "g", "h")
    assert page.url == f"{desk.address}/review/acts"


def test_everything_works_without_scripts(desk: Desk, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{desk.address}/review?kind=low_score")
    page.click("a:has-text('Correct')")
    page.fill("[name=words]", "Three people")
    page.fill("[name=which]", "2")
    page.fill("[name=why]", "the other three")
    page.click("[data-save]")
    assert "You corrected the casualties." in page.inner_text("#done")
    page.click("#done button")
    assert "You took back" in page.inner_text("#done")
    context.close()


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_the_pages_are_accessible(desk: Desk, browser: Browser, width: int, dark: bool) -> None:
    figure = desk.reports["hostile"].statements[-1].id
    report = desk.reports["one"].report.id
    for path in (
        "/review",
        "/review/acts",
        "/review/second",
        "/review/agreement",
        f"/review/correct?statement={figure}",
        f"/review/add?report={report}",
    ):
        assert findings(browser, desk.address + path, width=width, dark=dark) == [], path
