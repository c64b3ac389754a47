"""A desk on a free port of this machine, and pages of a real browser that may ask nobody else for anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.serving import Watched, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
# The first four keep the browser from asking its maker for anything, the others draw WebGL without a graphics card.
_ARGUMENTS = (
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"),
    *("--disable-quic", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
    "--ignore-gpu-blocklist",
)


@pytest.fixture(scope="package")  # no longer: where this one runs, other tests cannot begin theirs
def browser() -> Iterator[Browser]:
    """The Chromium of this machine."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM}; `apt install chromium` puts it there")
    with api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(_ARGUMENTS))
        yield found
        found.close()


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of 300 invented incidents."""
    from books import coded_reports
    from tallybook.service.refresh import refresh
    from tallybook.store import Book

    path = tmp_path_factory.mktemp("browser") / "a.book"
    with Book.open(path, create=True) as found:
        for report, coding in coded_reports(300):
            found.add_coded(report, coding)
        refresh(found)
    return path


@pytest.fixture(scope="session")
def address(book: Path) -> Iterator[str]:
    """Where the desk for this book answers."""
    yield from served(book)


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """A page that is watched; at the end it must have asked nobody else, and not have complained."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    found = Watched(context.new_page())
    yield found
    context.close()
    found.check()
