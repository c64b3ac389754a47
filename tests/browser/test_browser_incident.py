"""The page of one incident and of one report in a real browser: values and words, the keyboard, the chart, print."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from browser.accessibility import findings
from browser.serving import served
from tallybook.model import (
    ActorValue,
    CasualtyRow,
    CodeValue,
    Coding,
    DateRange,
    DateValue,
    Field,
    Mention,
    MentionKind,
    PlaceCandidate,
    PlacePrecision,
    PlaceValue,
    PublishedBasis,
    Quantity,
    Report,
    ResponsibilityAct,
    ResponsibilityValue,
    Source,
    Span,
    Speaker,
    Stance,
    Statement,
    Support,
    Value,
)
from tallybook.service import list_incidents, merge, refresh
from tallybook.store import Book
from tallybook.web.assets import has_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from browser.serving import Watched

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        not has_scripts(), reason="the interactive parts are not built; `python hatch_build.py` does it"
    ),
]

TOWN = PlaceCandidate("Karsk", PlacePrecision.TOWN, "BW", admin1="Ondry", latitude=-20.0, longitude=23.5)
FRONT = ActorValue("Dawn Front", "armed_group")


def _coded(number: int, day: date, dead: int) -> tuple[Report, Coding]:
    text = f"Bomb in Karsk, account {number}\n\nA bomb hit Karsk on Wednesday. {dead} people died, doctors said."
    text += "\n\n"
    text += "\n\n".join(f"Paragraph {each} tells of other things, at some length." for each in range(12))
    text += "\n\nThe Dawn Front denied it."
    report = Report.make(
        text,
        source=Source.make(f"Gazette {number}"),
        title=text.splitlines()[0],
        published=DateRange.day(day),
        published_basis=PublishedBasis.PAGE,
        language="en",
    )

    def span(words: str) -> Span:
        start = text.index(words)
        return Span(start, start + len(words))

    mention = Mention.make(report.id, MentionKind.REPORTED, span("Bomb"))
    told: list[tuple[Field, Value, str, Stance, str]] = [
        (Field.INCIDENT_TYPE, CodeValue("incident_types", "bombing"), "bomb", Stance.REPORTED_AS_FACT, ""),
        (Field.DATE, DateValue(DateRange.day(date(2031, 3, 5))), "Wednesday", Stance.REPORTED_AS_FACT, ""),
        (Field.PLACE, PlaceValue("Karsk", PlacePrecision.TOWN, TOWN), "Karsk", Stance.REPORTED_AS_FACT, ""),
        (
            *(Field.CASUALTIES, CasualtyRow("killed", "unspecified", Quantity.stated(dead), "people")),
            *(f"{dead} people died", Stance.REPORTED_AS_FACT, "doctors"),
        ),
        (
            *(Field.RESPONSIBILITY, ResponsibilityValue(ResponsibilityAct.DENIED, FRONT)),
            *("The Dawn Front denied it", Stance.DENIED, "Dawn Front"),
        ),
    ]
    statements = tuple(
        Statement.make(
            report,
            mention.id,
            field,
            value,
            span(words),
            stance,
            Speaker(role=speaker) if speaker else None,
            span(speaker) if speaker else None,
        )
        for field, value, words, stance, speaker in told
    )
    supports = tuple(Support.make(one.id, "invented", "1", score=0.8) for one in statements)
    return report, Coding(report.id, "invented", "1", (mention,), statements, supports)


@pytest.fixture(scope="module")
def karsk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of one incident, told by two reports."""
    path = tmp_path_factory.mktemp("incident") / "a.book"
    with Book.open(path, create=True) as book:
        for number, (day, dead) in enumerate(((6, 4), (9, 6)), start=1):
            book.add_coded(*_coded(number, date(2031, 3, day), dead))
        refresh(book)
    merge(path, [one.id for one in list_incidents(path).incidents], why="same bomb", by="Ann")
    return path


@pytest.fixture(scope="module")
def desk(karsk: Path) -> Iterator[str]:
    """Where the desk for it answers."""
    yield from served(karsk)


@pytest.fixture(scope="module")
def incident(karsk: Path, desk: str) -> str:
    """The address of the incident."""
    return f"{desk}/incidents/{list_incidents(karsk).incidents[0].id}"


def test_a_value_leads_to_its_words_and_back(watched: Watched, incident: str) -> None:
    page = watched.page
    page.goto(incident)
    page.locator(".entry a.value", has_text="Bombing").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "bomb"
    assert set(page.locator("a.words.lit").all_inner_texts()) == {"bomb"}
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Bombing"
    assert page.locator(".lit").count() == 0


def test_words_show_the_values_that_rest_on_them(watched: Watched, incident: str) -> None:
    page = watched.page
    page.goto(incident)
    page.locator("a.words", has_text="6 people").click()
    lit = page.locator(".entry.lit")
    assert lit.count() >= 1
    assert "Killed" in lit.first.inner_text()
    assert page.evaluate("document.activeElement.classList.contains('entry')")


def test_n_and_p_go_through_the_evidence_with_one_tab_stop(watched: Watched, incident: str) -> None:
    page = watched.page
    page.goto(incident)
    assert page.locator('a.words[tabindex="0"]').count() == 1
    page.locator(".entry a.value").first.focus()
    page.keyboard.press("n")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("n")
    second = page.evaluate("document.activeElement.textContent")
    assert first != second
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.textContent") == first
    assert page.locator('a.words[tabindex="0"]').count() == 1


def test_keys_do_nothing_outside_the_incident(watched: Watched, incident: str) -> None:
    page = watched.page
    page.goto(incident)
    page.locator("a.brand").focus()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.className") == "brand"


def test_long_texts_fold_and_unfold(watched: Watched, incident: str) -> None:
    page = watched.page
    page.goto(incident)
    assert not page.get_by_text("Paragraph 3 tells").first.is_visible()
    page.get_by_role("button", name="Show all text").click()
    assert page.get_by_text("Paragraph 3 tells").first.is_visible()


def test_the_toll_is_a_chart_beside_its_table(watched: Watched, incident: str) -> None:
    page = watched.page
    page.goto(incident)
    assert page.locator("[data-toll-chart] svg[role=img]").count() == 1
    assert page.locator("table[data-toll] tbody tr").count() == 2


def test_plain_links_work_without_scripts(browser: Browser, incident: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(incident)
        page.locator(".entry a.value", has_text="Bombing").click()
        target = page.url.split("#")[1]
        assert page.locator(f'[id="{target}"]').inner_text() == "bomb"
        page.locator(f'[id="{target}"] a.words').click()
        assert page.url.split("#")[1].startswith("value-")
    finally:
        context.close()


@pytest.mark.parametrize("width", [1440, 768, 375])
@pytest.mark.parametrize("dark", [False, True])
def test_nobody_is_shut_out(browser: Browser, desk: str, incident: str, width: int, dark: bool) -> None:
    for url in (incident, f"{incident}?print=1", f"{desk}/reports"):
        assert findings(browser, url, width=width, dark=dark) == []


def test_a_report_shuts_nobody_out_and_fits_a_phone(watched: Watched, browser: Browser, desk: str) -> None:
    page = watched.page
    page.goto(f"{desk}/reports")
    page.locator(".reportlist a").first.click()
    page.wait_for_url("**/reports/rep_*")
    assert findings(browser, page.url) == findings(browser, page.url, width=375, dark=True) == []
    page.select_option("#by-stance", "denied")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**stance=denied**")
    assert page.locator("mark").all_inner_texts() == ["The Dawn Front denied it"]
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_an_incident_fits_a_phone(watched: Watched, incident: str) -> None:
    page = watched.page
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(incident)
    assert page.evaluate("document.documentElement.scrollWidth") == 375
